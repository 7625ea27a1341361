"""What runs functions or keeps values for later: pools, loops, task groups, queues.

A task or a future counts as what it will give: waiting for it, ``await`` and ``.result()`` change
nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from codemod.analysis.passing import Passed, argument
from codemod.analysis.runners import QUEUES, RUNNERS
from codemod.analysis.standard import call_argument, each_into, give, mapped
from codemod.vocabulary.values import Inner, Product, Sequence

if TYPE_CHECKING:
    from codemod.analysis.link import Linker

Model = Callable[["Linker", Product, Passed, int], None]
GATHERED = frozenset(("asyncio.as_completed", "concurrent.futures.as_completed"))
"""Callables that give the elements of their first argument in another order."""


def kept(link: Linker, receiver: Product) -> int:
    """Return the node of what is put into a queue."""
    return link.cell(receiver, "queued")


def put(link: Linker, receiver: Product, passed: Passed, target: int) -> None:
    node = argument(passed, 0, "item")
    if node >= 0:
        link.flow(node, kept(link, receiver))


def get(link: Linker, receiver: Product, passed: Passed, target: int) -> None:
    link.flow(kept(link, receiver), target)


def run(position: int) -> Model:
    """Return the model of a method that calls its argument with those behind it."""
    model = call_argument(position)
    return lambda link, receiver, passed, target: model(link, passed, target)


def wait(link: Linker, receiver: Product, passed: Passed, target: int) -> None:
    node = argument(passed, 0, "coro")
    node = node if node >= 0 else argument(passed, -1, "future")
    if node >= 0:
        link.flow(node, target)


def run_each(link: Linker, receiver: Product, passed: Passed, target: int) -> None:
    mapped(link, passed, target)


RUNNING: dict[str, Model] = {
    "submit": run(0),
    "apply": run(0),
    "run_in_executor": run(1),
    "map": run_each,
    "imap": run_each,
    "imap_unordered": run_each,
    "create_task": wait,
    "run_until_complete": wait,
    "run": wait,
}
QUEUEING: dict[str, Model] = {
    "put": put,
    "put_nowait": put,
    "get": get,
    "get_nowait": get,
}


def model_of(value: Inner) -> Model | None:
    """Return what a method does with its arguments, None where it is not known."""
    if not isinstance(value.receiver, Product):
        return None
    if value.receiver.name in RUNNERS:
        return RUNNING.get(value.name)
    return QUEUEING.get(value.name) if value.receiver.name in QUEUES else None


def completed(link: Linker, passed: Passed, target: int) -> None:
    """``as_completed``: what a list of tasks gives, or a dict that has them as keys."""
    node = argument(passed, 0, "fs")
    each = link.new()
    if node >= 0:
        link.on(node, partial(each_into, link, each))
    give(link, passed, target, each)


def waited(link: Linker, passed: Passed, target: int) -> None:
    """``asyncio.wait``: the tasks that are done, and those that are not."""
    node, origin = argument(passed, 0, "fs"), (passed.path, passed.op.target)
    link.add(target, Sequence(origin))
    if node >= 0:
        for place in (0, 1):
            link.put(origin, place, node, None)

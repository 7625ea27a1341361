"""Functions that are sent elsewhere to be run: tasks of Celery, Ray, Dramatiq, Prefect and others.

What is sent reaches the parameters; what comes back is a handle of the library's own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from codemod.analysis.parameters import Parameters
from codemod.analysis.passing import Passed, argument
from codemod.vocabulary.values import FunctionValue

if TYPE_CHECKING:
    from codemod.analysis.link import Linker

SENT = frozenset("delay s si remote send submit spawn".split())
"""Methods that take the arguments of the function itself."""
PACKED = frozenset("apply_async apply signature subtask send_with_options".split())
"""Methods that take them as ``args=`` and ``kwargs=``."""


def is_task(link: Linker, value: FunctionValue, name: str) -> bool:
    """Say whether a member of a function of the repository sends it elsewhere."""
    return name in SENT | PACKED and bool(link.function(value).decorators)


def send(link: Linker, value: FunctionValue, name: str, passed: Passed) -> None:
    """Let the arguments that are sent reach the parameters."""
    filled = Parameters(link, value)
    if filled.positional and filled.positional[0].name == "self" and not filled.method:
        filled.index = 1  # a bound task of Celery is given itself
    if name in SENT:
        filled.fill(passed, None)
        return
    listed, named = argument(passed, 0, "args"), argument(passed, 1, "kwargs")
    if listed >= 0:
        filled.star(listed)
    if named >= 0:
        link.on(named, filled.spread)

"""What calls outside the repository give, for the names that carry values: the standard library,
settings and command-line frameworks. Everything else is unknown."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from codemod.analysis import displays, files, members, parsers, tasks
from codemod.analysis.command_line import argparse_method, parser
from codemod.analysis.concurrency import GATHERED, completed, model_of, waited
from codemod.analysis.container_methods import dict_method, list_method
from codemod.analysis.doubles import mocked
from codemod.analysis.dumps import asdict, object_method, replaced
from codemod.analysis.fields import default_of, depends, environment, options
from codemod.analysis.passing import Passed, argument
from codemod.analysis.records import record_method, record_type
from codemod.analysis.standard import (
    call_argument,
    cast,
    chained,
    choices,
    chosen,
    default_dict,
    each_into,
    filtered,
    gather,
    get_attribute,
    make_dict,
    make_partial,
    mapped,
    members_of,
    namespace,
    one_of,
    pairs,
    parent,
    same,
    set_attribute,
    wraps,
)
from codemod.vocabulary.values import (
    Client,
    Dictionary,
    ErrorValue,
    External,
    FunctionValue,
    Inner,
    Object,
    Product,
    Sequence,
    Text,
    Unknown,
    Value,
    Variable,
)

if TYPE_CHECKING:
    from codemod.analysis.link import Linker


SAME = frozenset("""
    builtins.iter builtins.aiter copy.copy copy.deepcopy
    asyncio.run asyncio.wait_for asyncio.shield asyncio.create_task asyncio.ensure_future
    contextlib.closing contextlib.aclosing contextlib.nullcontext
    asgiref.sync.async_to_sync asgiref.sync.sync_to_async anyio.run trio.run
    contextlib.contextmanager contextlib.asynccontextmanager functools.lru_cache functools.cache
    httpx.URL yarl.URL weakref.proxy types.MappingProxyType asyncio.timeout
    """.split())
"""External callables whose result is, or wraps without hiding, one of their arguments."""
LISTS = frozenset("""
    builtins.list builtins.tuple builtins.set builtins.reversed builtins.frozenset itertools.chain itertools.islice
    itertools.cycle random.sample random.choices collections.deque
    """.split())
SCALAR_CALLS = frozenset("""
    builtins.print builtins.len builtins.str builtins.repr builtins.int builtins.float
    builtins.bool builtins.isinstance builtins.issubclass builtins.type builtins.id builtins.hash
    builtins.hasattr builtins.callable builtins.format builtins.any builtins.all builtins.sum
    builtins.abs builtins.round builtins.range builtins.open builtins.input json.dumps
    """.split())
READ = SAME | LISTS | SCALAR_CALLS | frozenset((*files.LOADERS, *files.PATHS))
"""Other external callables of whose result something is known when it is of their arguments."""
PASSING_METHODS = frozenset(("run_until_complete", "run", "result", "get_or_create"))
KNOWN: dict[str, Callable[[Linker, Passed, int], None]] = {
    "builtins.enumerate": pairs,
    "builtins.zip": pairs,
    "builtins.map": mapped,
    "builtins.filter": filtered,
    "builtins.max": chosen,
    "builtins.min": chosen,
    "builtins.sorted": chosen,
    "builtins.setattr": set_attribute,
    "builtins.vars": members_of,
    "dataclasses.replace": replaced,
    "copy.replace": replaced,
    **dict.fromkeys(("dataclasses.asdict", "attr.asdict", "attrs.asdict"), asdict),
    "types.SimpleNamespace": namespace,
    "argparse.Namespace": namespace,
    "os.getenv": environment,
    "os.environ.get": environment,
    "os.environ.setdefault": environment,
    "os.environ.pop": environment,
    "functools.partial": make_partial,
    "functools.update_wrapper": same,
    "functools.wraps": wraps,
    "asyncio.gather": gather,
    "asyncio.to_thread": call_argument(0),
    "anyio.to_thread.run_sync": call_argument(0),
    "builtins.dict": make_dict,
    "collections.OrderedDict": make_dict,
    "collections.defaultdict": default_dict,
    "collections.namedtuple": record_type,
    "itertools.chain.from_iterable": chained,
    "builtins.next": one_of,
    "builtins.anext": one_of,
    "random.choice": one_of,
    "asyncio.wait": waited,
    **dict.fromkeys(GATHERED, completed),
    "typing.cast": cast,
    "typing.get_args": choices,
    "builtins.super": parent,
    "builtins.getattr": get_attribute,
    "argparse.ArgumentParser": parser,
    "decouple.config": environment,
    "environs.Env.str": environment,
    "click.prompt": default_of(1, "default"),
    "urllib.parse.urljoin": displays.join_texts,
    "os.path.join": displays.join_texts,
    "posixpath.join": displays.join_texts,
}
FIELD_CALLS: dict[str, Callable[[Linker, Passed, int], None]] = {
    "Field": default_of(0, "default"),
    "field": default_of(9, "default"),
    "ib": default_of(0, "default"),
    "attrib": default_of(0, "default"),
    "Factory": call_argument(0),
    "Depends": depends,
    "Provide": depends,
    "Option": default_of(0, "default"),
    "Argument": default_of(0, "default"),
    "selectbox": lambda link, passed, target: options(link, passed, target, 1, "options"),
    "radio": lambda link, passed, target: options(link, passed, target, 1, "options"),
    "select_slider": lambda link, passed, target: options(link, passed, target, 1, "options"),
    "Dropdown": lambda link, passed, target: options(link, passed, target, 0, "choices"),
    "text_input": default_of(1, "value"),
    "cached": call_argument(0),
}


def call_external(link: Linker, value: External, passed: Passed, target: int) -> None:
    """Call a name from outside the repository."""
    name = value.name
    client = link.surface.client_named(name)
    if client is not None:
        origin = (passed.path, passed.op.target)
        link.constructed[origin] = (passed.path, passed.op)
        link.bear(node for _, node, _, _ in passed.rows())
        link.add(target, Client(client.name, origin))
        return
    rows = passed.rows()
    known = KNOWN.get(name)
    last = name.rpartition(".")[2]
    if known is not None or name in READ or last in FIELD_CALLS:
        for _, node, _, _ in rows:
            if node >= 0:
                link.carry(node, target)
    if name in files.LOADERS:
        files.loaded(link, name, passed, target)
        return
    if name in files.PATHS:
        files.path_of(link, passed, target)
        if files.told(link, passed):
            return
    around = link.surface.around.get(name)
    if around is not None and around.passes:
        node = next((n for a, n, _, _ in rows if n >= 0 and a.keyword in ("", "client")), -1)
        if node >= 0:
            link.flow(node, target)
    elif known is not None:
        known(link, passed, target)
    elif name in SAME:
        for given, node, _, _ in rows:
            if node >= 0 and not given.star:
                link.flow(node, target)
    elif name in LISTS:
        origin = (passed.path, passed.op.target)
        link.add(target, Sequence(origin))
        for _, node, _, _ in rows:
            if node >= 0:
                link.on(node, partial(each_into, link, link.container(origin).rest))
    elif name in SCALAR_CALLS:
        if name in files.OPENERS:
            files.opened(link, passed, target)
        if name in ("builtins.str", "builtins.repr") and rows and rows[0][1] >= 0:
            link.on(rows[0][1], lambda found: error_text(link, found, target))
    else:
        if last in ("option", "argument", "Choice"):
            link.products[(passed.path, passed.op.target)] = passed
            for _, node, _, _ in rows:
                link.ask(node)
        if last in FIELD_CALLS:
            FIELD_CALLS[last](link, passed, target)
        else:
            link.add(target, Product(name, (passed.path, passed.op.target)))
            outside(link, passed)


def error_text(link: Linker, value: Value, target: int) -> None:
    if isinstance(value, ErrorValue):
        link.add(target, Inner(value, "message"))
    elif isinstance(value, (Text, Variable)):
        link.add(target, value)


def outside(link: Linker, passed: Passed) -> None:
    """Functions handed to code that we cannot see may be called with anything."""
    for _, node, _, _ in passed.rows():
        if node >= 0:
            link.handed.append(node)


def call_inner(link: Linker, value: Inner, passed: Passed, target: int) -> None:
    """Call a method of a container, a string or a product."""
    receiver, name = value.receiver, value.name
    if isinstance(receiver, Dictionary):
        dict_method(link, receiver, name, passed, target)
    elif isinstance(receiver, Sequence):
        list_method(link, receiver, name, passed, target)
    elif isinstance(receiver, Text):
        if name in ("strip", "lower", "rstrip", "lstrip"):
            link.add(target, receiver)
        elif name == "format":
            displays.format_text(link, receiver, passed, target)
        elif name in ("split", "replace", "join", "removeprefix", "upper"):
            link.add(target, Unknown("computed"))
    elif isinstance(receiver, Variable):
        if name in ("strip", "lower", "rstrip", "lstrip"):
            link.add(target, receiver)
    elif isinstance(receiver, ErrorValue):
        link.add(target, value)
    elif isinstance(receiver, Product) and receiver.name.startswith(files.FILE):
        files.file_method(link, receiver, name, passed, target)
    elif isinstance(receiver, FunctionValue):
        tasks.send(link, receiver, name, passed)
        link.add(target, members.OUTSIDE)
    elif isinstance(receiver, Object):
        object_method(link, receiver, name, passed, target)
    elif isinstance(receiver, Product) and parsers.is_parser(receiver):
        parsers.method(link, receiver, name, passed, target)
    elif isinstance(receiver, Product) and receiver.name == "argparse":
        for _, node, _, _ in passed.rows():
            link.ask(node)
        argparse_method(link, receiver, name, passed, target)
    elif isinstance(receiver, Product) and receiver.name == members.RECORDED:
        record_method(link, receiver, name, passed, target)
    elif (model := model_of(value)) is not None and isinstance(receiver, Product):
        for _, node, _, _ in passed.rows():
            if node >= 0:
                link.carry(node, target)
        model(link, receiver, passed, target)
    elif mocked(value):
        link.add(target, receiver)
        outside(link, passed)
    elif name in PASSING_METHODS:
        node = argument(passed, 0, "")
        if node >= 0:
            link.flow(node, target)
        else:
            link.add(target, members.OUTSIDE)
    else:
        link.add(target, members.OUTSIDE)
        outside(link, passed)

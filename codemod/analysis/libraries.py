"""What calls outside the repository give, for the names that carry values: the standard library,
settings and command-line frameworks. Everything else is unknown."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Sequence as Sequence_
from functools import partial
from typing import TYPE_CHECKING

from codemod.analysis import members
from codemod.analysis.passing import Passed
from codemod.vocabulary.facts import Argument
from codemod.vocabulary.spans import Span
from codemod.vocabulary.values import (
    ClassValue,
    Client,
    Dictionary,
    ErrorValue,
    External,
    Inner,
    Object,
    Partial,
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
    builtins.iter builtins.next builtins.reversed builtins.aiter typing.cast copy.copy copy.deepcopy
    asyncio.run asyncio.wait_for asyncio.shield asyncio.create_task asyncio.ensure_future
    contextlib.closing contextlib.aclosing contextlib.nullcontext builtins.aiter builtins.anext
    asgiref.sync.async_to_sync asgiref.sync.sync_to_async functools.wraps anyio.run trio.run
    contextlib.contextmanager contextlib.asynccontextmanager functools.lru_cache functools.cache
    weakref.proxy types.MappingProxyType dataclasses.replace asyncio.timeout
    """.split())
"""External callables whose result is, or wraps without hiding, one of their arguments."""
LISTS = frozenset("""
    builtins.list builtins.tuple builtins.set builtins.frozenset itertools.chain itertools.islice
    itertools.cycle random.choice random.sample itertools.chain.from_iterable
    """.split())
SCALAR_CALLS = frozenset("""
    builtins.print builtins.len builtins.str builtins.repr builtins.int builtins.float
    builtins.bool builtins.isinstance builtins.issubclass builtins.type builtins.id builtins.hash
    builtins.hasattr builtins.callable builtins.format builtins.any builtins.all builtins.sum
    builtins.abs builtins.round builtins.range builtins.open builtins.input json.dumps
    """.split())
PASSING_METHODS = frozenset(("run_until_complete", "run", "result", "get_or_create"))


def call_external(link: Linker, value: External, passed: Passed, target: int) -> None:
    """Call a name from outside the repository."""
    name = value.name
    client = link.surface.client_named(name)
    if client is not None:
        origin = (passed.path, passed.op.target)
        link.constructed[origin] = (passed.path, passed.op)
        link.add(target, Client(client.name, origin))
        return
    rows = passed.rows()
    known = KNOWN.get(name)
    if known is not None:
        known(link, passed, target)
    elif name in SAME:
        for argument, node, _, _ in rows:
            if node >= 0 and not argument.star:
                link.flow(node, target)
                if name in ("builtins.next", "builtins.anext", "random.choice"):
                    link.on(node, lambda found: members.each_of(link, found, target))
    elif name in LISTS:
        origin = (passed.path, passed.op.target)
        link.add(target, Sequence(origin))
        for argument, node, _, _ in rows:
            if node >= 0:
                rest = link.container(origin).rest
                link.on(node, lambda found: members.each_of(link, found, rest))
    elif name in SCALAR_CALLS:
        if name in ("builtins.str", "builtins.repr") and rows and rows[0][1] >= 0:
            link.on(rows[0][1], lambda found: error_text(link, found, target))
    else:
        last = name.rpartition(".")[2]
        if last in ("option", "argument", "Choice"):
            link.products[(passed.path, passed.op.target)] = passed
        if last in FIELD_CALLS:
            FIELD_CALLS[last](link, passed, target)
        else:
            link.add(target, Product(name, (passed.path, passed.op.target)))
            outside(link, passed)


def error_text(link: Linker, value: Value, target: int) -> None:
    if isinstance(value, ErrorValue):
        link.add(target, Inner(value, "message"))


def outside(link: Linker, passed: Passed) -> None:
    """Functions handed to code that we cannot see may be called with anything."""
    for _, node, _, _ in passed.rows():
        if node >= 0:
            link.handed.append(node)


def argument(passed: Passed, position: int, keyword: str) -> int:
    """Return the node of an argument by position or keyword, -1 when absent or plain."""
    index = 0
    for given, node, _, _ in passed.rows():
        if given.keyword == keyword and keyword:
            return node
        if not given.keyword and not given.star:
            if index == position:
                return node
            index += 1
    return -1


def environment(link: Linker, passed: Passed, target: int) -> None:
    members.variable(link, argument(passed, 0, "key"), target)
    default = argument(passed, 1, "default")
    if default >= 0:
        link.flow(default, target)


def make_partial(link: Linker, passed: Passed, target: int) -> None:
    origin = (passed.path, passed.op.target)
    link.partials[origin] = passed
    link.add(target, Partial(origin))


def parent(link: Linker, passed: Passed, target: int) -> None:
    """``super()`` behaves as an instance of each base in the repository."""
    module = link.modules[passed.path]
    number = passed.op.scope
    if number < 0 or module.facts.functions[number].klass < 0:
        return
    klass = module.facts.classes[module.facts.functions[number].klass]
    for node in klass.bases:
        if node:
            link.on(
                module.base + node,
                lambda found: link.add(
                    target, Object(found) if isinstance(found, ClassValue) else members.OUTSIDE
                ),
            )


def gather(link: Linker, passed: Passed, target: int) -> None:
    origin = (passed.path, passed.op.target)
    link.add(target, Sequence(origin))
    index = 0
    for given, node, _, _ in passed.rows():
        if node >= 0 and given.star:
            rest = link.container(origin).rest
            link.on(node, lambda found: members.each_of(link, found, rest))
        elif node >= 0 and not given.keyword:
            link.put(origin, index, node, None)
        index += 1


def call_argument(position: int) -> Callable[[Linker, Passed, int], None]:
    """Return the model of a callable that calls its argument with those behind it."""

    def model(link: Linker, passed: Passed, target: int) -> None:
        from codemod.analysis.calls import invoke

        node = argument(passed, position, "")
        if node >= 0:
            rest = passed.shifted(position + 1)
            link.on(node, lambda found: invoke(link, found, rest, target))

    return model


def make_dict(link: Linker, passed: Passed, target: int) -> None:
    from codemod.analysis.link import Key

    origin = (passed.path, passed.op.target)
    link.add(target, Dictionary(origin))
    for given, node, path, span in passed.rows():
        if given.keyword:
            source = node if node >= 0 else link.new()
            key = Key("argument", path, span, given.span, given.value_span, source)
            link.put(origin, given.keyword, source, key)
        elif node >= 0:
            members.spread_value(link, node, origin)


def get_attribute(link: Linker, passed: Passed, target: int) -> None:
    obj, name = argument(passed, 0, ""), argument(passed, 1, "")
    default = argument(passed, 2, "")
    if default >= 0:
        link.flow(default, target)
    if obj < 0 or name < 0:
        return

    def named(text: Value) -> None:
        if isinstance(text, Text):
            wanted = text.text
            link.on(obj, lambda value: members.member(link, value, wanted, target))

    link.on(name, named)


def depends(link: Linker, passed: Passed, target: int) -> None:
    """A web framework's dependency: the value is what the callable gives."""
    link.injected.add(target)
    call_argument(0)(link, passed, target)


def default_of(position: int, *keywords: str) -> Callable[[Linker, Passed, int], None]:
    """Return the model of a field or option whose value is its default, or comes from outside."""

    def model(link: Linker, passed: Passed, target: int) -> None:
        for keyword in keywords:
            node = argument(passed, position, keyword)
            if node >= 0:
                link.flow(node, target)
        factory = argument(passed, -1, "default_factory")
        if factory < 0:
            factory = argument(passed, -1, "factory")
        if factory >= 0:
            from codemod.analysis.calls import invoke

            empty = passed.shifted(len(passed.op.arguments))
            link.on(factory, lambda found: invoke(link, found, empty, target))

    return model


def parser(link: Linker, passed: Passed, target: int) -> None:
    link.add(target, Product("argparse", (passed.path, passed.op.target)))


class Direct(Passed):
    """Arguments that no call spells out: one node each, in order."""

    def __init__(self, passed: Passed, nodes: Sequence_[int]) -> None:
        super().__init__(passed.path, passed.base, passed.op)
        self.nodes = nodes

    def rows(self) -> list[tuple[Argument, int, str, Span]]:
        span = self.op.span
        return [(Argument("", 0, span, span), node, self.path, span) for node in self.nodes]


def elements(link: Linker, passed: Passed, positions: Sequence_[int]) -> list[int]:
    """Return, for each positional argument, a node that holds what it gives one by one."""
    found: list[int] = []
    for position in positions:
        node, each = argument(passed, position, ""), link.new()
        if node >= 0:
            link.on(node, partial(each_into, link, each))
        found.append(each)
    return found


def each_into(link: Linker, target: int, value: Value) -> None:
    members.each_of(link, value, target)


def give(link: Linker, passed: Passed, target: int, node: int) -> None:
    """The result is a list of what ``node`` holds."""
    origin = (passed.path, passed.op.target)
    link.add(target, Sequence(origin))
    link.put(origin, None, node, None)


def pairs(link: Linker, passed: Passed, target: int) -> None:
    """``enumerate`` and ``zip``: tuples whose places are known."""
    names = {v.name for v in link.values[passed.base + passed.op.func] if isinstance(v, External)}
    count = sum(not a.keyword and not a.star for a in passed.op.arguments)
    first = 1 if "builtins.enumerate" in names else 0
    given = elements(link, passed, range(1 if first else count))
    inner = (passed.path, -passed.op.target)
    cell = link.cell((passed.path, passed.op.target), "pair")
    link.add(cell, Sequence(inner))
    for place, node in enumerate(given):
        link.put(inner, place + first, node, None)
    give(link, passed, target, cell)


def call_each(link: Linker, function: int, passed: Passed, given: Sequence_[int]) -> int:
    """Call what ``function`` holds with some nodes; return the node of its result."""
    from codemod.analysis.calls import invoke

    result = link.new()
    if function >= 0:
        whole = Direct(passed, given)
        link.on(function, lambda found: invoke(link, found, whole, result))
    return result


def mapped(link: Linker, passed: Passed, target: int) -> None:
    count = sum(not a.keyword and not a.star for a in passed.op.arguments)
    given = elements(link, passed, range(1, count))
    give(link, passed, target, call_each(link, argument(passed, 0, ""), passed, given))


def filtered(link: Linker, passed: Passed, target: int) -> None:
    given = elements(link, passed, [1])
    call_each(link, argument(passed, 0, ""), passed, given)
    give(link, passed, target, given[0])


def chosen(link: Linker, passed: Passed, target: int) -> None:
    """``max``, ``min`` and ``sorted``, with a key that looks at each element."""
    names = {v.name for v in link.values[passed.base + passed.op.func] if isinstance(v, External)}
    given = elements(link, passed, [0])
    count = sum(not a.keyword and not a.star for a in passed.op.arguments)
    if count > 1:
        for position in range(count):
            node = argument(passed, position, "")
            if node >= 0:
                link.flow(node, given[0])
    call_each(link, argument(passed, -1, "key"), passed, given)
    if "builtins.sorted" in names:
        give(link, passed, target, given[0])
    else:
        link.flow(given[0], target)
        default = argument(passed, -1, "default")
        if default >= 0:
            link.flow(default, target)


def set_attribute(link: Linker, passed: Passed, target: int) -> None:
    obj, name, source = (argument(passed, place, "") for place in range(3))
    if obj < 0 or name < 0 or source < 0:
        return

    def named(text: Value) -> None:
        if isinstance(text, Text):
            link.on(obj, lambda value: members.write_member(link, value, text.text, source))

    link.on(name, named)


def namespace(link: Linker, passed: Passed, target: int) -> None:
    made = Product("types.SimpleNamespace", (passed.path, passed.op.target))
    link.add(target, made)
    for given, node, _, _ in passed.rows():
        if given.keyword and node >= 0:
            link.flow(node, link.cell(made, given.keyword))


KNOWN: dict[str, Callable[[Linker, Passed, int], None]] = {
    "builtins.enumerate": pairs,
    "builtins.zip": pairs,
    "builtins.map": mapped,
    "builtins.filter": filtered,
    "builtins.max": chosen,
    "builtins.min": chosen,
    "builtins.sorted": chosen,
    "builtins.setattr": set_attribute,
    "types.SimpleNamespace": namespace,
    "argparse.Namespace": namespace,
    "os.getenv": environment,
    "os.environ.get": environment,
    "os.environ.setdefault": environment,
    "os.environ.pop": environment,
    "functools.partial": make_partial,
    "asyncio.gather": gather,
    "asyncio.to_thread": call_argument(0),
    "anyio.to_thread.run_sync": call_argument(0),
    "builtins.dict": make_dict,
    "builtins.super": parent,
    "builtins.getattr": get_attribute,
    "argparse.ArgumentParser": parser,
    "decouple.config": environment,
    "environs.Env.str": environment,
    "click.prompt": default_of(1, "default"),
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


def options(link: Linker, passed: Passed, target: int, position: int, keyword: str) -> None:
    """A widget's choices are what it may give."""
    node = argument(passed, position, keyword)
    if node >= 0:
        link.on(node, lambda found: members.each_of(link, found, target))


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
        elif name in ("split", "replace", "format", "join", "removeprefix", "upper"):
            link.add(target, Unknown("computed"))
    elif isinstance(receiver, Variable):
        if name in ("strip", "lower", "rstrip", "lstrip"):
            link.add(target, receiver)
    elif isinstance(receiver, ErrorValue):
        link.add(target, value)
    elif isinstance(receiver, Product) and receiver.name == "argparse":
        argparse_method(link, receiver, name, passed, target)
    elif name in PASSING_METHODS:
        node = argument(passed, 0, "")
        if node >= 0:
            link.flow(node, target)
        else:
            link.add(target, members.OUTSIDE)
    elif name == "run_in_executor":
        call_argument(1)(link, passed, target)
    else:
        link.add(target, members.OUTSIDE)
        outside(link, passed)


def dict_method(link: Linker, receiver: Dictionary, name: str, passed: Passed, target: int) -> None:
    box = link.container(receiver.origin)
    if name in ("get", "pop", "setdefault"):
        key, default = argument(passed, 0, ""), argument(passed, 1, "")
        if key >= 0:

            def keyed(found: Value) -> None:
                if isinstance(found, Text):
                    if name == "pop":
                        link.popped.add((receiver.origin, found.text))
                    link.flow(link.at(receiver.origin, found.text), target)
                    if name == "setdefault" and default >= 0:
                        put_default(link, receiver, found.text, passed, default)
                else:
                    link.flow(box.every, target)

            link.on(key, keyed)
        if default >= 0:
            link.flow(default, target)
    elif name == "update":
        update_dict(link, receiver, passed)
    elif name in ("items", "values", "keys", "copy"):
        if name == "copy":
            made = (passed.path, passed.op.target)
            link.add(target, Dictionary(made))
            link.spread(receiver.origin, made)
            return
        origin = (passed.path, passed.op.target)
        link.add(target, Sequence(origin))
        inner = (passed.path, -passed.op.target)
        if name == "items":
            cell = link.cell(origin, "pair")
            link.add(cell, Sequence(inner))
            link.put(origin, None, cell, None)
            link.put(inner, 1, box.every, None)
            link.put(inner, 0, keys_of(link, receiver), None)
        elif name == "keys":
            link.put(origin, None, keys_of(link, receiver), None)
        elif name == "values":
            link.put(origin, None, box.every, None)


def put_default(link: Linker, receiver: Dictionary, key: str, passed: Passed, default: int) -> None:
    from codemod.analysis.link import Key

    first, second = passed.op.arguments[0], passed.op.arguments[1]
    statement = passed.op.statement
    site = Key("assignment", passed.path, statement, first.span, second.value_span, default)
    link.put(receiver.origin, key, default, site)


def keys_of(link: Linker, receiver: Dictionary) -> int:
    """Return the node that holds the literals of a dict's keys."""
    cell = link.cell(receiver, "keys")
    link.each_key(receiver.origin, lambda key: members.key_text(link, receiver, key, cell))
    return cell


def update_dict(link: Linker, receiver: Dictionary, passed: Passed) -> None:
    from codemod.analysis.link import Key

    for given, node, path, span in passed.rows():
        if given.keyword:
            source = node if node >= 0 else link.new()
            key = Key("argument", path, span, given.span, given.value_span, source)
            link.put(receiver.origin, given.keyword, source, key)
        elif node >= 0:
            members.spread_value(link, node, receiver.origin)


def list_method(link: Linker, receiver: Sequence, name: str, passed: Passed, target: int) -> None:
    box = link.container(receiver.origin)
    if name in ("append", "add", "appendleft"):
        node = argument(passed, 0, "")
        if node >= 0:
            link.put(receiver.origin, None, node, None)
    elif name == "insert":
        node = argument(passed, 1, "")
        if node >= 0:
            link.put(receiver.origin, None, node, None)
    elif name == "extend":
        node = argument(passed, 0, "")
        if node >= 0:
            link.on(node, lambda found: members.each_of(link, found, box.rest))
    elif name in ("pop", "popleft"):
        link.flow(box.every, target)
    elif name == "copy":
        link.add(target, receiver)


def argparse_method(
    link: Linker, receiver: Product, name: str, passed: Passed, target: int
) -> None:
    """One namespace for a parser, its groups and its sub-parsers."""
    namespace = Product("argparse.Namespace", receiver.origin)
    if name in ("add_argument_group", "add_mutually_exclusive_group", "add_subparsers"):
        link.add(target, receiver)
    elif name == "add_parser":
        link.add(target, receiver)
    elif name in ("parse_args", "parse_intermixed_args"):
        link.add(target, namespace)
    elif name == "parse_known_args":
        origin = (passed.path, passed.op.target)
        cell = link.cell(origin, "namespace")
        link.add(cell, namespace)
        link.add(target, Sequence(origin))
        link.put(origin, 0, cell, None)
    elif name == "set_defaults":
        for given, node, _, _ in passed.rows():
            if given.keyword and node >= 0:
                link.flow(node, link.cell(namespace, given.keyword))
    elif name == "add_argument":
        add_argument(link, namespace, passed)


def option(link: Linker, made: Product, parameters: dict[str, int]) -> None:
    """A decorator that fills a parameter from the command line: its default, its choices."""
    passed = link.products.get(made.origin)
    if passed is None:
        return
    name = destination(link, passed)
    if name not in parameters:
        return
    for given, node, _, _ in passed.rows():
        if node >= 0 and given.keyword == "default":
            link.flow(node, parameters[name])
        elif node >= 0 and given.keyword == "type":
            link.on(node, lambda found: choices(link, found, parameters[name]))


def choices(link: Linker, value: Value, target: int) -> None:
    passed = link.products.get(value.origin) if isinstance(value, Product) else None
    if passed is not None and passed.rows() and passed.rows()[0][1] >= 0:
        link.on(passed.rows()[0][1], lambda found: members.each_of(link, found, target))


def add_argument(link: Linker, namespace: Product, passed: Passed) -> None:
    dest = destination(link, passed)
    if not dest:
        return
    cell = link.cell(namespace, dest)
    for given, node, _, _ in passed.rows():
        if node >= 0 and given.keyword in ("default", "const"):
            link.flow(node, cell)
        elif node >= 0 and given.keyword == "choices":
            link.on(node, lambda found: members.each_of(link, found, cell))


def destination(link: Linker, passed: Passed) -> str:
    """Return the name under which an option's value is kept."""
    names: list[str] = []
    dest = ""
    for given, node, _, _ in passed.rows():
        if node < 0:
            continue
        texts = [v.text for v in link.values[node] if isinstance(v, Text)]
        if not given.keyword and texts:
            names.append(texts[0])
        elif given.keyword == "dest" and texts:
            dest = texts[0]
    if not dest and names:
        long = [n for n in names if n.startswith("--")] or names
        dest = long[0].lstrip("-").replace("-", "_")
    return dest

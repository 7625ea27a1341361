"""Sites of tests that expect, or give, what the program asks or reads otherwise once it has moved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from codemod.analysis.named_modules import NamedModules
from codemod.analysis.patch_sites import PATCHING
from codemod.analysis.traces import Traces
from codemod.vocabulary import operations
from codemod.vocabulary.places import is_test
from codemod.vocabulary.references import DoubleSite
from codemod.vocabulary.sites import CallSite, MemberSite
from codemod.vocabulary.spans import Span
from codemod.vocabulary.values import External, Instance, ModuleValue, Resource, Text

ASSERTING = frozenset(
    "assert_called_with assert_called_once_with assert_any_call assert_awaited_with "
    "assert_awaited_once_with assert_any_await call".split()
)
"""What tests ask a double with which arguments it was called."""
SPECS = frozenset({"spec", "spec_set", "autospec"})
ASKED = frozenset({"model", "messages", "input"})
Reads = Mapping[str, frozenset[tuple[str, str]]]


def reads_of(members: Iterable[MemberSite]) -> Reads:
    """Return, by name, the members (type, member) that the program itself reads of responses."""
    found: dict[str, set[tuple[str, str]]] = {}
    for site in members:
        if not is_test(site.path) and site.type != "client":
            found.setdefault(site.member, set()).add((site.type, site.member))
    return {name: frozenset(rows) for name, rows in found.items()}


def double_sites(
    traces: Traces,
    calls: Iterable[CallSite],
    members: Iterable[MemberSite],
    modules: NamedModules,
) -> Iterator[DoubleSite]:
    """Yield the first place of each kind and name in each test."""
    origins = tuple(sorted(call.origin for call in calls if not is_test(call.path)))
    tests = frozenset(path for path in traces.paths if is_test(path))
    if not origins or not tests:
        return
    reads = reads_of(members)
    seen: set[tuple[str, str, str]] = set()
    last = {call.operation.rpartition(".")[2] for call in calls if not is_test(call.path)}
    rows = (
        *given(traces, tests, reads),
        *answering(traces, tests, last),
        *asked(traces, tests),
        *compared(traces, tests),
        *(made(traces, tests, modules) if made_late(traces) else ()),
        *specified(traces, tests),
    )
    for path, span, how, name in sorted(rows):
        if (path, how, name) not in seen:
            seen.add((path, how, name))
            yield DoubleSite(path, span, how, name, tuple(sorted(reads.get(name, ()))), origins)


Row = tuple[str, Span, str, str]


def given(traces: Traces, tests: frozenset[str], reads: Reads) -> Iterator[Row]:
    """Yield where a test gives a member of a response by its name."""
    for path, op in traces.ops(operations.GetMember, operations.Call, operations.MakeDict):
        if path not in tests:
            continue
        if isinstance(op, operations.GetMember):
            values = traces.values(path, op.obj)
            if op.name in reads and not any(isinstance(v, (Instance, Resource)) for v in values):
                yield path, op.span, "given", op.name
        elif isinstance(op, operations.Call):
            for argument in op.arguments:
                if argument.keyword in reads and not ours(traces, path, op):
                    yield path, argument.span, "given", argument.keyword
        elif isinstance(op, operations.MakeDict) and not op.call:
            for item in op.items:
                if item.key_span is not None and item.constant in reads:
                    yield path, item.key_span, "given", str(item.constant)
    for path in tests:
        for klass in traces.link.modules[path].facts.classes:
            for name in klass.members:
                if name in reads:
                    yield path, klass.span, "given", name


def ours(traces: Traces, path: str, op: operations.Call) -> bool:
    return (path, op.target) in traces.link.operations


def asked(traces: Traces, tests: frozenset[str]) -> Iterator[Row]:
    """Yield where a test says with which arguments a double must have been called."""
    for path, op in traces.ops(operations.Call):
        if path not in tests:
            continue
        if traces.chain(path, op.func)[-1] in ASSERTING:
            if ASKED & {argument.keyword for argument in op.arguments}:
                yield path, op.span, "asked", f"line {op.span.line}"


def answering(traces: Traces, tests: frozenset[str], names: set[str]) -> Iterator[Row]:
    """Yield the functions of tests that are named as operations are, and take no other keywords."""
    for path in tests:
        for function in traces.link.modules[path].facts.functions:
            kinds = {parameter.kind for parameter in function.parameters}
            if function.name in names and "kwarg" not in kinds:
                span = function.span
                head = Span(span.line, span.column, span.line, span.column)
                yield path, head, "answers", function.qualified


def compared(traces: Traces, tests: frozenset[str]) -> Iterator[Row]:
    """Yield where a test compares something with the name of a model."""
    surface = traces.link.surface
    for path, op in traces.ops(operations.Compare):
        if path not in tests:
            continue
        for node in (op.left, op.right):
            constant = traces.constants.get((path, node))
            if constant is not None and isinstance(constant.value, str):
                if surface.is_model_name(constant.value):
                    yield path, constant.span, "named", constant.value


def made(traces: Traces, tests: frozenset[str], modules: NamedModules) -> Iterator[Row]:
    """Yield where a test puts something in the place of a client's class."""
    for path, op in traces.ops(operations.Call):
        if path not in tests or not op.arguments:
            continue
        if traces.chain(path, op.func)[-1] not in PATCHING:
            continue
        first = op.arguments[0]
        for value in traces.values(path, first.node):
            if isinstance(value, Text):
                owner, _, name = value.text.rpartition(".")
                if names_class(traces, modules.at(path, owner) or "", name, value.text):
                    yield path, first.value_span, "made", value.text
            elif isinstance(value, ModuleValue) and len(op.arguments) > 1:
                for second in traces.values(path, op.arguments[1].node):
                    if isinstance(second, Text) and names_class(traces, value.path, second.text):
                        yield path, op.arguments[1].value_span, "made", second.text


def made_late(traces: Traces) -> bool:
    """Say whether the program makes a client in a function: else what is patched later comes too late."""
    held = (traces.calls.get(o) for o in traces.link.constructed if not is_test(o[0]))
    return any(op is not None and op.scope >= 0 for op in held)


def names_class(traces: Traces, module: str, name: str, dotted: str = "") -> bool:
    """Say whether a name of a module, or a dotted name, is that of a client's class."""
    client = traces.link.surface.client_named
    if client(dotted) is not None:
        return True
    held = traces.link.modules.get(module)
    if held is None or name not in held.facts.names:
        return False
    values = traces.link.values[held.base + held.facts.names[name]]
    return any(isinstance(v, External) and client(v.name) is not None for v in values)


def specified(traces: Traces, tests: frozenset[str]) -> Iterator[Row]:
    """Yield where a mock is made to have the members of a client's class, and no others."""
    client = traces.link.surface.client_named
    for path, op in traces.ops(operations.Call):
        if path not in tests:
            continue
        whole = traces.chain(path, op.func)[-1] == "create_autospec"
        for argument in op.arguments:
            if argument.keyword in SPECS or (whole and not argument.keyword):
                values = traces.values(path, argument.node)
                names = [v.name for v in values if isinstance(v, External)]
                if any(client(name) is not None for name in names):
                    yield path, argument.span, "specified", names[0]

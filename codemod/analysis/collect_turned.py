"""The sites of calls that may be written as those of another operation, and of what they answer."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from codemod.analysis import escape_sites, reference_sites, response_sites, variable_sites
from codemod.analysis.collect import OTHERS, Looking, dotted_names
from codemod.analysis.double_sites import double_sites
from codemod.analysis.given import Arguments
from codemod.analysis.handle_sites import handles
from codemod.analysis.hosts import Hosts
from codemod.analysis.link import Linker
from codemod.analysis.member_places import Places
from codemod.analysis.named_modules import NamedModules
from codemod.analysis.older_sites import OlderKind, Olders
from codemod.analysis.sites import Collector
from codemod.analysis.traces import Traces
from codemod.vocabulary import operations
from codemod.vocabulary.module_sites import HeldSite
from codemod.vocabulary.site import Site
from codemod.vocabulary.sites import EscapeSite, MemberSite, ModelSite
from codemod.vocabulary.streams import StreamSite
from codemod.vocabulary.turned import Older, OlderSite, TurnedSite
from codemod.vocabulary.values import Composed, External, Origin, Text, Value, Variable

TEXT = "builtins.str"


def collect_turned(
    link: Linker,
    looking: Looking,
    turned: Collection[str],
    held: Iterable[HeldSite] = (),
    older: Older | None = None,
) -> list[Site]:
    """Return the calls of the operations ``turned``, and every use of what they answer.

    With ``older``, also those that offer functions in that way. ``held`` are calls that stay, found by
    their place. A call is alone in its group: its client stays.
    """
    traces = Traces(link)
    arguments = Arguments(traces, looking.tree, looking.shaped)
    collector = Collector(traces, link.surface, Hosts(traces, (), (), {}, ""), arguments)
    made = list(collector.calls())
    reached = {call.origin for handle in handles(traces, made) for call in handle.calls}
    ours = [
        replace(call, apart=call.receiver_span is None or call.origin in reached) for call in made
    ]
    calls = [replace(call, clients=()) for call in ours if call.operation in turned]
    mine = {call.origin for call in calls}
    found: list[Site] = []
    for call in calls:
        texts = textual(traces, call.path)
        trees = {g.name: looking.tree(g.path, g.value_span) for g in call.given if g.direct}
        seen = {name: tree for name, tree in trees.items() if tree is not None}
        found.append(TurnedSite(call, texts, seen))
    olders: list[OlderKind] = []
    if older is not None:
        olders = list(
            Olders(traces, ours, looking, older, others(traces, looking, arguments)).sites()
        )
    asking = [site.call for site in olders if isinstance(site, OlderSite) and site.offers]
    calls += [site.call for site in olders if isinstance(site, OlderSite)]
    mine |= {call.origin for call in asking}
    found += [*(ModelSite(call, (), False, ()) for call in calls), *olders]
    spans = {(call.path, call.span): call.origin for call in calls}
    for each in held:
        origin = spans.get((each.path, each.span))
        found.append(replace(each, origins=(origin,) if origin is not None else each.origins))
    read = list(response_sites.members(traces))
    wanted = frozenset((site.type, site.member) for site in read if mine & set(site.origins))
    places = Places(traces, calls, looking.tree, looking.parent, wanted)
    answers: list[MemberSite | StreamSite | EscapeSite] = [
        *places.placed(read),
        *response_sites.streams(traces),
        *escape_sites.escapes(traces),
    ]
    chats = {call.origin for call in asking}
    found.extend(
        site
        for site in answers
        if mine & set(site.origins)
        and not (isinstance(site, (MemberSite, StreamSite)) and chats & set(site.origins))
    )
    read = [site for site in found if isinstance(site, MemberSite)]
    found.extend(
        s for s in double_sites(traces, calls, read, NamedModules(link)) if s.how == "given"
    )
    names = frozenset(
        name for name in dotted_names(link.surface) if name in link.surface.type_names
    )
    found.extend(reference_sites.references(traces, names))
    return found


def others(traces: Traces, looking: Looking, arguments: Arguments) -> set[Origin]:
    """Return the clients that speak to other vendors, or may do so."""
    surface = traces.link.surface
    own = [host for host in surface.hosts if host not in looking.foreign_hosts]
    put = variable_sites.put_there(traces)
    default = surface.environment["base_url"][0]
    known = (*looking.source_hosts, *own)
    hosts = Hosts(traces, known, looking.foreign_hosts, put, default, surface.deploying_hosts)
    clients = Collector(traces, surface, hosts, arguments).clients()
    return {client.origin for client in clients if client.host in OTHERS}


def textual(traces: Traces, path: str) -> frozenset[str]:
    """Return the names of a module that hold texts and nothing else, wherever they are read."""
    holders: set[int] = set()
    for where, each in traces.ops(operations.Annotation):
        if where == path and external(traces.values(path, each.type)) == TEXT:
            holders.add(each.holder)
    annotated = {
        parameter.name
        for function in traces.link.modules[path].facts.functions
        for parameter in function.parameters
        if parameter.node in holders
    }
    found: dict[str, bool] = {}
    for where, op in traces.ops(operations.Load):
        if where != path:
            continue
        values = list(traces.values(path, op.target))
        fits = bool(values) and all(text(value) for value in values)
        found[op.name] = found.get(op.name, True) and (fits or op.name in annotated)
    return frozenset(name for name, fits in found.items() if fits)


def text(value: Value) -> bool:
    """Say whether a value is a text for sure."""
    return isinstance(value, (Text, Composed)) or (isinstance(value, Variable) and value.sure)


def external(values: Iterable[Value]) -> str:
    names = [v.name for v in values if isinstance(v, External)]
    return names[0] if len(names) == 1 else ""

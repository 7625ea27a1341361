"""Every site of a solved repository, in one list."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from dataclasses import replace

from codemod.analysis import (
    answered_sites,
    escape_sites,
    message_sites,
    name_sites,
    reference_sites,
    response_sites,
    stepped_sites,
    variable_sites,
)
from codemod.analysis.around_sites import Around
from codemod.analysis.asked_sites import chosen_by
from codemod.analysis.broad_sites import broad
from codemod.analysis.clauses import Clauses
from codemod.analysis.conversations import Conversations
from codemod.analysis.double_sites import double_sites
from codemod.analysis.drawn import Drawn
from codemod.analysis.given import Arguments
from codemod.analysis.handed import Handing
from codemod.analysis.handle_sites import handles
from codemod.analysis.hold_sites import holds
from codemod.analysis.hosts import Hosts
from codemod.analysis.lasting import Lasting
from codemod.analysis.link import Linker
from codemod.analysis.list_sites import Lists
from codemod.analysis.made import Made
from codemod.analysis.member_places import Places
from codemod.analysis.named_modules import NamedModules
from codemod.analysis.narrowed import Narrowed
from codemod.analysis.patch_sites import patches
from codemod.analysis.request_sites import Requests
from codemod.analysis.settled_sites import settled
from codemod.analysis.sites import Collector
from codemod.analysis.stores import module_settings, written
from codemod.analysis.traces import Traces
from codemod.analysis.tried_sites import tried
from codemod.analysis.untraced_sites import unresolved
from codemod.vocabulary import operations
from codemod.vocabulary.around import RequestSite
from codemod.vocabulary.literals import Literal
from codemod.vocabulary.records import dataclass
from codemod.vocabulary.site import Site
from codemod.vocabulary.sites import Given, MemberSite, ModelSite
from codemod.vocabulary.spans import Span
from codemod.vocabulary.surface import Surface
from codemod.vocabulary.values import External, ModuleValue, Text

OTHERS = ("foreign", "unknown", "mixed")
"""Whose a client is that cannot be the source's alone."""


@dataclass(frozen=True, slots=True)
class Looking:
    """What to look for beside the surface: hosts, and what the target treats in its own way.

    ``shaped`` are parameters whose expression a rule needs; ``inputs`` are types of responses that
    the target does not take back as they are, ``roles`` those of messages that it calls otherwise;
    ``tree`` finds an expression by its place, ``parent`` what holds it. ``placed`` are the members,
    by type, of which it matters what is done with them where they are read. ``lists`` are parameters
    whose lists of dicts are built otherwise, ``key`` and ``content`` the keys by which their dicts
    are told apart and hold other lists, ``lent`` what a call may need of another with the same list.
    """

    source_hosts: Sequence[str]
    foreign_hosts: Sequence[str]
    tree: Callable[[str, Span], ast.expr | None]
    parent: Callable[[str, ast.AST], ast.AST | None]
    shaped: frozenset[str] = frozenset()
    inputs: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    placed: frozenset[tuple[str, str]] = frozenset()
    holds: bool = False
    """Whether what else is done with clients than calling their operations matters."""
    lists: tuple[str, ...] = ()
    key: str = ""
    content: str = ""
    lent: str = ""
    owner: str = ""
    """The key by which dicts of the lists tell what they belong to, where that matters."""
    around: bool = False
    """Whether what stands around the SDK may be written for the target."""
    clauses: bool = False
    """Whether it matters what the ``except`` clauses of a ``try`` catch beside each other."""
    variable: str = ""
    """The variable of the target's key, or ""."""


def collect(link: Linker, surface: Surface, looking: Looking) -> list[Site]:
    """Return the sites of a solved repository; those of one kind are sorted by place."""
    traces = Traces(link)
    own = [host for host in surface.hosts if host not in looking.foreign_hosts]
    put = variable_sites.put_there(traces)
    default = surface.environment["base_url"][0]
    hosts = Hosts(
        traces,
        (*looking.source_hosts, *own),
        looking.foreign_hosts,
        put,
        default,
        surface.deploying_hosts,
    )
    arguments = Arguments(traces, looking.tree, looking.shaped)
    collector = Collector(traces, surface, hosts, arguments)
    clients = settled(traces, collector.clients())
    around = list(Around(traces, hosts, arguments).sites())
    speaking = {c.origin: ("deployed" if c.deployed else c.host, c.address) for c in clients}
    own_module = module_address(traces)
    made = list(collector.calls())
    talks, drawn = Conversations(traces).of(made), Drawn(traces, made)
    held = list(handles(traces, made))
    lasting = Lasting(traces)
    reached = {call.origin for handle in held for call in handle.calls}
    calls = [
        replace(
            call,
            parts=message_sites.parts(traces, call),
            roles=message_sites.told(traces, call),
            talks=(*talks[call.origin], *drawn.of(call)),
            tokens=drawn.tokens(call),
            apart=call.receiver_span is None and call.origin not in reached,
            served=tuple(
                speaking.get(origin, own_module)
                for origin in call.clients
                if origin in speaking or (origin[1] < 0 and own_module[0])
            ),
            fleeting=lasting.fleeting(call),
            spare=lasting.spare(call),
        )
        for call in made
    ]
    if looking.holds:
        clients = [
            replace(client, serves=tuple(c for c in calls if client.origin in c.clients))
            for client in clients
        ]
    models = list(name_sites.models(traces, calls))
    found: list[Site] = [*clients, *models, *collector.options(), *held, *around]
    if looking.holds:
        found.extend(holds(traces, clients, [*calls, *held], taken_names(link)))
    lost = list(unresolved(traces, surface, set(link.operations)))
    found.extend(lost)
    found.extend(module_settings(traces, clients, any(site.legacy for site in lost)))
    asking = [*clients, *(site.client for site in around if site.whose == "source")]
    spoken = list(Requests(traces, looking.tree).sites(asking))
    found.extend(spoken)
    for site in spoken:
        asking += [site.client] if isinstance(site, RequestSite) else site.clients
    places = Places(traces, calls, looking.tree, looking.parent, looking.placed)
    stores = [(s.given.path, s.given.value_span) for client in clients for s in client.stores]
    found.extend(
        site
        for site in places.placed(response_sites.members(traces))
        if not (
            site.type == "client"
            and any(path == site.path and span.encloses(site.span) for path, span in stores)
        )
    )
    found.extend(stepped_sites.stepped(traces, calls))
    found.extend(response_sites.streams(traces))
    found.extend(message_sites.Returning(traces, looking.inputs, calls, looking.tree).sites())
    found.extend(message_sites.roles(traces, calls, looking.roles))
    found.extend(
        Lists(
            traces,
            calls,
            looking.tree,
            looking.lists,
            looking.key,
            looking.content,
            looking.lent,
            (looking.owner, looking.parent),
        ).sites()
    )
    found.extend(escape_sites.escapes(traces))
    named_here = list(reference_sites.references(traces, dotted_names(surface)))
    if looking.clauses:
        named_here = list(Clauses(traces, looking.tree, looking.parent).completed(named_here))
    strangers = frozenset(c.origin for c in clients if c.host in OTHERS)
    exceptions = surface.exception_names
    handing = Handing(traces, looking.tree, looking.parent, exceptions, strangers)
    named_here = list(handing.completed(named_here))
    found.extend(Made(traces, (call.origin for call in calls), named_here).completed())
    found.extend(reference_sites.errors(traces))
    narrowed = list(Narrowed(traces, looking.tree, looking.parent, named_here).sites())
    found.extend(narrowed)
    found.extend(broad(traces, {(site.path, site.span) for site in narrowed}))
    found.extend(reference_sites.handlers(traces))
    found.extend(tried(traces, clients))
    written = [site for site in around if looking.around and site.wrapper.writing is not None]
    named = [x for s in spoken if isinstance(s, RequestSite) for x in of_models(s.body)]
    names = [*flowing(models), *(literal for site in written for literal in site.models)]
    names += named if looking.around else []
    asked = {site.client.origin for site in written}
    found.extend(name_sites.NameUses(traces, dict.fromkeys(names), asked).all())
    modules = NamedModules(link)
    found.extend(patches(traces, modules))
    found.extend(answered_sites.answered(traces))
    read = [site for site in found if isinstance(site, MemberSite)]
    found.extend(double_sites(traces, calls, read, modules))
    variables = frozenset(n for names in surface.environment.values() for n in names)
    found.extend(variable_sites.variables(traces, variables, asking))
    found.extend(chosen_by(traces, looking.variable, looking.tree, looking.parent))
    return found


def module_address(traces: Traces) -> tuple[str, str]:
    """Return host and address of the SDK's module as a client, where its settings say them; or ""."""
    surface = traces.link.surface
    client = surface.module_client
    plain = client.kinds.get("")
    if plain is None:
        return "", ""
    said = {name for name, keyword in plain.settings.items() if keyword == "base_url"}
    said |= {n for kind in client.kinds.values() for n in kind.settings if n not in plain.settings}
    for path, op in written(traces):
        if not any(
            isinstance(v, External) and v.name in surface.modules
            for v in traces.values(path, op.obj)
        ):
            continue
        texts = [v.text if isinstance(v, Text) else "?" for v in traces.values(path, op.source)]
        usual = bool(texts) and all(client.kinds.get(text) == plain for text in texts)
        if op.name in said or (op.name == client.chooser and not usual):
            return "unknown", f"what {op.name} of the SDK's module says"
    return "", ""


def flowing(models: Sequence[ModelSite]) -> list[Literal]:
    return list(dict.fromkeys(literal for site in models for literal in site.literals))


def of_models(body: Sequence[Given]) -> list[Literal]:
    """Return the literals that may name the model of a request."""
    return [literal for each in body if each.name == "model" for literal in each.literals]


def dotted_names(surface: Surface) -> frozenset[str]:
    """Return every dotted name of the surface that code may refer to."""
    clients = (name for client in surface.clients.values() for name in client.names)
    return frozenset(
        (
            *clients,
            *surface.exception_names,
            *surface.type_names,
            *surface.sentinels,
            *surface.sentinel_types,
        )
    )


def taken_names(link: Linker) -> dict[str, frozenset[str]]:
    """Return, by path, the names that other modules import, read or patch in a module."""
    found: dict[str, set[str]] = {}
    modules = NamedModules(link)
    for path, module in link.modules.items():
        for op in module.facts.ops:
            if isinstance(op, operations.Import) and op.name:
                target = link.resolve(path, op.module, op.level)
                if target is not None and target != path:
                    found.setdefault(target, set()).add(op.name)
            elif isinstance(op, operations.Constant) and isinstance(op.value, str):
                named = modules.split(path, op.value) if "." in op.value else None
                if named is not None:
                    found.setdefault(named[0], set()).add(named[1][0])
            elif isinstance(op, operations.GetMember):
                for value in link.values[module.base + op.obj] if op.obj else ():
                    if isinstance(value, ModuleValue) and value.path:
                        found.setdefault(value.path, set()).add(op.name)
            elif isinstance(op, operations.Call) and len(op.arguments) > 1:
                of, name = (each.node for each in op.arguments[:2])
                for value in link.values[module.base + of] if of and name else ():
                    if isinstance(value, ModuleValue) and value.path:
                        texts = link.values[module.base + name]
                        words = {each.text for each in texts if isinstance(each, Text)}
                        found.setdefault(value.path, set()).update(words)
    return {path: frozenset(names) for path, names in found.items()}

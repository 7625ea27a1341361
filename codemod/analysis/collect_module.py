"""Every site of a repository that uses the SDK's module as a client, or an older major of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from codemod.analysis import escape_sites, reference_sites
from codemod.analysis.collect import Looking, taken_names
from codemod.analysis.given import Arguments
from codemod.analysis.handed import Handing
from codemod.analysis.hosts import Hosts
from codemod.analysis.layout import Layout
from codemod.analysis.legacy_sites import legacy_members, legacy_names, unknown_calls
from codemod.analysis.link import Linker
from codemod.analysis.members import LEGACY_MODULE, MODULE
from codemod.analysis.module_client_sites import module_clients, renamed_imports, unused_imports
from codemod.analysis.module_uses import Uses
from codemod.analysis.named_modules import NamedModules
from codemod.analysis.patch_sites import module_patches
from codemod.analysis.sites import Collector
from codemod.analysis.traces import Traces
from codemod.vocabulary.module_sites import HeldSite, PositionalSite
from codemod.vocabulary.references import Reached, ReferenceSite
from codemod.vocabulary.site import Site
from codemod.vocabulary.sites import ModelSite


def collect_module(
    link: Linker,
    looking: Looking,
    source: Callable[[str], bytes | None],
    held: Iterable[HeldSite] = (),
) -> list[Site]:
    """Return the sites; ``source`` gives the bytes of a module.

    ``held`` are known already: their calls are found by place, and stay.
    """
    traces = Traces(link)
    surface = link.surface
    known: dict[str, Layout | None] = {}

    def layouts(path: str) -> Layout | None:
        if path not in known:
            data = source(path)
            known[path] = None if data is None else Layout(data)
        return known[path]

    hosts = Hosts(traces, (), (), {}, "")
    collector = Collector(traces, surface, hosts, Arguments(traces, looking.tree, looking.shaped))
    uses = Uses(traces, list(collector.calls()), layouts)
    legacy = set(uses.legacy)
    calls = [replace(c, clients=(), legacy=c.origin in legacy) for c in uses.calls]
    found: list[Site] = [ModelSite(call, (), False, ()) for call in calls]
    places = {(call.path, call.span): call.origin for call in calls}
    for each in held:
        origin = places.get((each.path, each.span))
        found.append(replace(each, origins=(origin,) if origin is not None else each.origins))
    found.extend(positional(traces, uses))
    gone = list(legacy_names(traces, uses))
    found.extend(gone)
    unknown = list(unknown_calls(traces))
    found.extend(unknown)
    found.extend(module_clients(uses, layouts, [*gone, *unknown]))
    found.extend(module_patches(traces, NamedModules(link), [call.origin for call in uses.calls]))
    found.extend(unused_imports(uses))
    found.extend(renamed_imports(uses, taken_names(link)))
    found.extend(legacy_members(traces, layouts))
    mine = {call.origin for call in calls}
    for site in escape_sites.escapes(traces):
        of_module = any(node in (MODULE, LEGACY_MODULE) for _, node in site.origins)
        if of_module or legacy & set(site.origins):
            origins = tuple(
                origin
                for each in site.origins
                for origin in (
                    [each] if each in mine else [c.origin for c in uses.calls if each in c.clients]
                )
            )
            found.append(replace(site, origins=origins))
    errors = frozenset(
        f"{module}.{name}" for name in surface.module_client.errors for module in surface.modules
    )
    staying = {name.path for name in gone}
    handing = Handing(traces, looking.tree, looking.parent, errors)
    for reference in handing.completed(reference_sites.references(traces, errors)):
        near = reached(reference, uses)
        own = near.reached is not None and near.reached.origins
        if own or near.path not in staying:
            found.append(near)
    if legacy:
        staying -= {call.path for call in calls}
        found.extend(
            replace(e, tried=ours(e.tried, uses))
            for e in reference_sites.errors(traces)
            if e.path not in staying
        )
        found.extend(h for h in reference_sites.handlers(traces) if h.path not in staying)
    return found


def reached(site: ReferenceSite, uses: Uses) -> ReferenceSite:
    """Keep of what a handler's ``try`` may run the calls of the module, and note those nearby."""
    near = tuple(o for o in uses.legacy if o[0] == site.path) or uses.legacy
    return replace(site, near=near, reached=ours(site.reached, uses))


def ours(tried: Reached | None, uses: Uses) -> Reached | None:
    """Keep of what a stretch of code may run the calls of the module."""
    if tried is None:
        return None
    mine = set(uses.legacy)
    return replace(tried, origins=tuple(o for o in tried.origins if o in mine))


def positional(traces: Traces, uses: Uses) -> Iterator[HeldSite | PositionalSite]:
    """Yield arguments of an older major's calls that have no name: some have one today."""
    known = traces.link.surface.module_client.positional
    for call in uses.calls:
        if call.origin not in uses.legacy or not uses.names_it(call):
            continue
        names = known.get(call.operation, ())
        given = {each.name for each in call.given}
        for place, argument in enumerate(traces.calls[call.origin].arguments):
            if argument.keyword or argument.star == 2:
                continue
            if argument.star or place >= len(names) or names[place] in given:
                message = f"{call.operation} takes its arguments by name now"
                code = "LEGACY-POSITIONAL"
                yield HeldSite(call.path, argument.value_span, code, message, (call.origin,))
                break
            yield PositionalSite(
                call.path, call.span, argument.value_span, names[place], call.origin
            )

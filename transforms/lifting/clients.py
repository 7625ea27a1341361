"""Invent the client that takes the place of the SDK's module, and let the calls name it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence

from codemod.planning.rules import Blocker, Change, Finding, Result
from codemod.vocabulary.diagnostics import Severity
from codemod.vocabulary.edits import InsertStatement, RemoveArgument, RemoveStatement, Rewrite, Why
from codemod.vocabulary.migration import Migration
from codemod.vocabulary.module_client import ClientKind
from codemod.vocabulary.module_sites import ModuleClientSite, ModuleUse, Placement, Problem
from codemod.vocabulary.values import Origin

MADE = Why("MODULE-CLIENT", "a client takes the place of the SDK's module")
MOVED = Why("MODULE-SETTING", "the setting moves into the construction of the client")
Settings = Sequence[tuple[str, str]]


def module_clients(site: ModuleClientSite, migration: Migration) -> Iterator[Result]:
    """Make one client for a module of the program, or say why there can be none."""
    kinds = migration.surface.module_client.kinds
    for use in site.uses:
        fellows = site.legacy if use.legacy and not migration.native else ()
        origins = tuple(dict.fromkeys((*use.origins, *fellows)))
        if not use.origins:
            message = f"{use.operation} is named here, and what calls it cannot be seen"
            near = tuple(o for each in site.uses for o in each.origins)
            yield Blocker(site.path, use.span, "MODULE-OPERATION", message, near)
            continue
        if use.own:
            yield from by_itself(site, use, origins, kinds)
            continue
        fault = faulty(site, kinds)
        if fault is not None:
            message = f"no client can take the module's place: {fault.reason}"
            yield Blocker(fault.path, fault.span, "MODULE-CLIENT", message, origins)
            continue
        assert isinstance(site.placement, Placement)
        if anew(site, use.asynchronous) and site.placement.kind not in ("module", "lazy"):
            message = "an asynchronous client serves one event loop, and the program runs several"
            yield Blocker(site.path, use.span, "MODULE-CLIENT", message, origins)
            continue
        text = f"{receiver(site, site.placement, use)}.{use.operation}"
        yield Change(site.path, Rewrite(use.span, MADE, text), origins)
    yield from constructions(site, kinds)
    if faulty(site, kinds) is not None or all(use.own for use in site.uses):
        return
    yield from read_before(site, migration)
    yield from read_once(site, kinds)
    yield from set_outside(site)
    yield from one_loop(site)
    for store in site.stores:
        yield Change(store.path, RemoveStatement(store.statement, MOVED), (), along=site.relying)


def read_before(site: ModuleClientSite, migration: Migration) -> Iterator[Result]:
    """Say which variables an older major read by itself, where the client's address may be theirs."""
    named = migration.surface.module_client.variables
    origins = tuple(o for use in site.uses if use.legacy for o in use.origins)
    if migration.own and origins and named:
        rows = " and ".join(f"{new} in the place of {old}" for old, new in named.items())
        message = f"where they are set, today's SDK reads {rows}"
        span = site.uses[0].span
        yield Finding(site.path, span, "MODULE-SETTING", message, Severity.NOTE, origins)


def read_once(site: ModuleClientSite, kinds: Mapping[str, ClientKind]) -> Iterator[Finding]:
    """Say that a file is read when the client is made, which an older major did for each call."""
    named = [name for name, _ in site.settings if filing(kinds[site.chooser], name)]
    if named:
        message = f"the file of {named[0]} is read when the client is made, and not for each call"
        origins = tuple(o for use in site.uses for o in use.origins)
        span = site.uses[0].span
        yield Finding(site.path, span, "MODULE-SETTING", message, Severity.REVIEW, origins)


def set_outside(site: ModuleClientSite) -> Iterator[Finding]:
    """Say that no setting of the SDK's module reaches the client, where others may have made some."""
    if site.shared and not site.assigned:
        message = (
            f"nothing here sets {SDK}.api_key and so on: what code outside the repository sets there "
            "does not reach the new client, which reads the environment"
        )
        origins = tuple(o for use in site.uses for o in use.origins)
        span = site.uses[0].span
        yield Finding(site.path, span, "MODULE-SETTING", message, Severity.REVIEW, origins)


def anew(site: ModuleClientSite, asynchronous: bool) -> bool:
    """Say whether each call makes a client for itself, as an older major did.

    The connections of a client are bound to the event loop in which they were made: in the next one
    it fails (run with openai 3.57.0, httpx 0.28.1: RuntimeError, Event loop is closed).
    """
    return asynchronous and site.loops == "several"


def one_loop(site: ModuleClientSite) -> Iterator[Finding]:
    """Say what one asynchronous client for all calls demands, where who runs them is not seen."""
    mine = [use for use in site.uses if use.asynchronous and use.origins and not use.own]
    if mine and site.loops == "unseen":
        message = (
            "one client makes all calls now, and serves one event loop: where the program is run by "
            "asyncio.run() more than once, make one for each"
        )
        yield Finding(
            site.path, mine[0].span, "MODULE-CLIENT", message, Severity.REVIEW, origins_of(mine)
        )


def faulty(site: ModuleClientSite, kinds: Mapping[str, ClientKind]) -> Problem | None:
    """Return what is in the way of the one client, or None."""
    if isinstance(site.placement, Problem):
        return site.placement
    kind = kinds.get(site.chooser)
    first = site.uses[0].span
    if kind is None:
        return Problem(site.path, first, f"what kind of client {site.chooser!r} is, is not known")
    filed = {
        kind.settings.get(n, "").partition("=")[0] for n, _ in site.settings if filing(kind, n)
    }
    for name, text in site.settings:
        if name not in kind.settings or not text:
            return Problem(site.path, first, f"{name} is set, which no client takes")
        if filing(kind, name) and not path_written(text):
            return Problem(site.path, first, f"whether {name} is set to a file cannot be seen")
        if kind.settings[name] in filed:
            return Problem(site.path, first, f"{name} is set, and given by a file too")
    return None


def filing(kind: ClientKind, name: str) -> bool:
    """Say whether a setting names a file that holds what a keyword takes."""
    return "=" in kind.settings.get(name, "")


def path_written(text: str) -> bool:
    """Say whether an expression is the path of a file, and not None."""
    tree = ast.parse(text, mode="eval").body
    if isinstance(tree, ast.Call):
        name = tree.func.attr if isinstance(tree.func, ast.Attribute) else ast.unparse(tree.func)
        return name in PATHS
    texts = isinstance(tree, ast.Constant) and isinstance(tree.value, str)
    return texts or isinstance(tree, (ast.JoinedStr, ast.BinOp))


def receiver(site: ModuleClientSite, placement: Placement, use: ModuleUse) -> str:
    name = placement.names[1 if use.asynchronous else 0]
    if placement.kind == "lazy" or anew(site, use.asynchronous):
        return f"{name}()"
    if placement.kind == "object":
        owner = dict(placement.receivers)[use.span]
        return f"{owner}.{name.partition('.')[2]}"
    return name


def construction(
    site: ModuleClientSite, kind: ClientKind, asynchronous: bool, settings: Settings
) -> str:
    """Return the code that makes the client."""
    klass = kind.asynchronous if asynchronous else kind.synchronous
    given: dict[str, str] = {}
    for name, text in settings:
        keyword, _, template = kind.settings[name].partition("=")
        if keyword:
            given[keyword] = template.replace("{value}", text) or text
    arguments = ", ".join(f"{keyword}={text}" for keyword, text in given.items())
    return f"{site.bound or SDK}.{klass}({arguments})"


SDK = "openai"
PATHS = frozenset({"join", "expanduser", "abspath", "Path", "str"})
"""What gives a path: of ``os.path`` and ``pathlib``."""


def constructions(site: ModuleClientSite, kinds: Mapping[str, ClientKind]) -> Iterator[Result]:
    """Yield the statements that make the client, and the asynchronous one."""
    if faulty(site, kinds) is not None:
        return
    placement = site.placement
    assert isinstance(placement, Placement)
    uses = [use for use in site.uses if not use.own and use.origins]
    needs = () if site.bound else (SDK,)
    if placement.kind == "global" and uses:
        names = dict.fromkeys(placement.names[use.asynchronous] for use in uses)
        edit = InsertStatement(placement.anchor, MADE, f"global {', '.join(sorted(names))}")
        yield Change(site.path, edit, origins_of(uses), some=True)
    for asynchronous in (False, True):
        mine = [use for use in uses if use.asynchronous is asynchronous]
        if not mine:
            continue
        made = construction(site, kinds[site.chooser], asynchronous, site.settings)
        name = placement.names[asynchronous]
        modules: tuple[str, ...] = needs
        if anew(site, asynchronous):
            made = f"lambda: {made}"
        elif placement.kind == "lazy":
            made = f"functools.cache(lambda: {made})"
            modules = (*needs, "functools")
        modules += ("os",) if "os." in made else ()
        alone = not any(store.path == site.path for store in site.stores)
        apart = alone and placement.kind in ("module", "lazy")
        edit = InsertStatement(placement.anchor, MADE, f"{name} = {made}", apart=apart)
        yield Change(site.path, edit, origins_of(mine), modules, some=True)


def origins_of(uses: Sequence[ModuleUse]) -> tuple[Origin, ...]:
    return tuple(dict.fromkeys(origin for use in uses for origin in use.origins))


def by_itself(
    site: ModuleClientSite,
    use: ModuleUse,
    origins: tuple[Origin, ...],
    kinds: Mapping[str, ClientKind],
) -> Iterator[Result]:
    """A call that gives settings by itself makes its own client."""
    own = dict(use.own)
    shared = [(name, text) for name, text in site.settings if name not in own]
    chooser = own.get("api_type", repr(site.chooser)).strip("'\"")
    kind = kinds.get(chooser)
    placed = isinstance(site.placement, Placement) and site.placement.kind in ("module", "lazy")
    settings = [*shared, *use.own]
    known = kind is not None and all(
        name in kind.settings and not filing(kind, name) for name, _ in settings
    )
    unsettled = not placed and site.assigned - set(own)
    if not known or unsettled or not all(text for _, text in settings):
        message = "the call gives settings by itself, and what others there are cannot be told here"
        yield Blocker(site.path, use.span, "MODULE-CLIENT", message, origins)
        return
    assert kind is not None
    given = [(name, text) for name, text in settings if text != "None"]
    text = f"{construction(site, kind, use.asynchronous, given)}.{use.operation}"
    template = text.replace("{", "{{").replace("}", "}}")
    why = Why("MODULE-CLIENT", "a client of its own has the settings that the call gave")
    needs = () if site.bound else (SDK,)
    yield Change(site.path, Rewrite(use.span, why, template), origins, needs)
    for holder, span in use.taken:
        yield Change(site.path, RemoveArgument(holder, MOVED, span), origins)

"""What stays with the source beside what moves: its older major, and libraries that read its key."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from codemod.reading.libraries import imported
from codemod.vocabulary.places import is_test
from codemod.vocabulary.references import (
    ErrorSite,
    HandlerSite,
    ReferenceSite,
    SettingSite,
    UnresolvedSite,
    VariableSite,
)
from codemod.vocabulary.sites import ModelSite

if TYPE_CHECKING:
    from codemod.vocabulary.site import Site
    from codemod.vocabulary.surface import Surface
    from codemod.work import Work


def needed_beside(
    sites: Iterable[Site], lingering: bool, surface: Surface, work: Work
) -> list[Site]:
    """Return sites; a variable that is for no client says what else in the repository needs it.

    One that is looked at beside a client which reads it itself is for that client, whatever libraries
    other modules have: those say so of their own. What is set or looked at in the module of a read that moves
    goes along with that, though a read elsewhere stays.
    """
    sites = list(sites)
    variables = [site for site in sites if isinstance(site, VariableSite)]
    needed = "the calls that stay" if lingering else reader(surface, work)
    near: set[tuple[str, str]] = set()
    if not needed:
        needed = next((reason for site in variables if (reason := kept(site))), "")
        near = {(site.path, site.name) for site in variables if site.origins}
    return [
        (
            replace(site, needed=needed)
            if isinstance(site, VariableSite)
            and not site.origins
            and (site.path, site.name) not in near
            and (lingering or not beside_its_client(site))
            else site
        )
        for site in sites
    ]


def kept(site: VariableSite) -> str:
    """Return what reads a variable and keeps doing so, with its place, or ""."""
    if site.origins or is_test(site.path):
        return ""
    if not (site.handed or site.shared or site.use == "implied"):
        return ""
    return f"what reads it at {site.path}:{site.span.line}"


def beside_its_client(site: VariableSite) -> bool:
    """Say whether a variable is only looked at, in the module of a client that reads it."""
    return site.use in ("check", "read") and any(path == site.path for path, _ in site.readers)


def reader(surface: Surface, work: Work) -> str:
    """Return a library of the repository that reads the key's variable by itself, or ""."""
    repository = work.repository
    root = imported(
        ((path, repository.peek(path)) for path in repository.paths),
        surface.reads_key,
        (surface.distribution, *sorted(surface.key_readers)),
        lambda path, name: work.reaching.resolve(path, name, 0) is not None,
    )
    return f"{root}, which reads it by itself" if root else ""


def without_older(sites: Sequence[Site], older: Collection[str], lingering: bool) -> Iterator[Site]:
    """Yield the sites but for those that belong to what stays with an older major of the SDK."""
    settings = {(s.path, s.span.line) for s in sites if isinstance(s, SettingSite) and not s.used}
    yield from (s for s in sites if not of_older(s, settings, older, lingering))


def of_older(
    site: Site, settings: Collection[tuple[str, int]], older: Collection[str], lingering: bool
) -> bool:
    """Say whether a site belongs to what stays with an older major of the SDK.

    ``settings`` are the lines that assign the module's, ``older`` the files that stay with it
    altogether; ``lingering`` says that anything does.
    """
    if isinstance(site, UnresolvedSite):
        return site.legacy
    if isinstance(site, (ReferenceSite, HandlerSite, ErrorSite)):
        return site.path in older
    if isinstance(site, (SettingSite, VariableSite)) and lingering:
        return (site.path, site.span.line) in settings
    return False


def alone(site: Site) -> Site:
    """Return a call without its clients, which do not move with it."""
    if not isinstance(site, ModelSite):
        return site
    return replace(site, call=replace(site.call, clients=()))

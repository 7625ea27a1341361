"""What a run looks for before it reads any profile is what the profiles say."""

from __future__ import annotations

from codemod.choices import caution, migration
from codemod.configuration import ConfigurationError, Settings
from codemod.reading.needles import compile_needles
from codemod.searching import words
from transforms import catalog, glance

REMEDY = "`python -m tests.transforms.glance_made` writes transforms/glance.py anew"


def made() -> tuple[tuple[bytes, ...], dict[str, tuple[str, ...]]]:
    """Return the words and the routes that the profiles give."""
    surface = catalog.load_surface()
    found: set[str] = set()
    routes: dict[str, tuple[str, ...]] = {}
    for summary in catalog.provider_names():
        for kind in ("", *summary.routes):
            try:
                asked = migration(Settings(to=summary.name, sdk=kind), surface)
            except ConfigurationError:
                continue  # it needs an address that only the user knows
            if asked.own or caution(asked.provider, asked.route):
                continue  # too many words; or something is told in any case
            found |= set(words(asked))
            for name in (summary.name, *summary.aliases):
                routes[name] = (*routes.get(name, ()), kind)
    return compile_needles(found).words, dict(sorted(routes.items()))


def test_the_words_are_those_of_the_profiles() -> None:
    assert made()[0] == glance.WORDS, REMEDY


def test_the_routes_are_those_of_the_profiles() -> None:
    assert made()[1] == glance.ROUTES, REMEDY

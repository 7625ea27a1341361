"""What a run tells of that no edit can settle: names and addresses in data, prompts, rate limits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from codemod.limits import limits
from codemod.mentions import data_addresses, data_names
from codemod.prompts import holds_prompts, prompts
from codemod.repository import Others, Repository
from codemod.vocabulary.diagnostics import Diagnostic
from codemod.vocabulary.migration import Migration
from codemod.vocabulary.outcomes import Outcome, SiteStatus


def beside(
    repository: Repository,
    others: Others,
    outcomes: Sequence[Outcome],
    sites: Sequence[SiteStatus],
    settled: set[tuple[str, int]],
    migration: Migration,
) -> Iterator[tuple[list[Diagnostic], list[str]]]:
    """Yield findings, each with what is to do for them, of a run that moves code.

    ``settled`` are the lines (path, number) of which all is said. Where the source itself is the
    target, only its retired names are told.
    """
    small = list(repository.data.small())
    yield data_names(small, migration, settled)
    if migration.own:
        return
    yield data_addresses(small, migration, settled)
    yield prompts(outcomes, migration, _texts(repository, others, small))
    yield limits(outcomes, sites, migration)


def _texts(
    repository: Repository, others: Others, small: Sequence[tuple[str, bytes]]
) -> Iterator[tuple[str, bytes]]:
    """Yield the files that may hold prompts: data that code reads, texts that are named so."""
    for path, data in small:
        facts = repository.facts.get(path)
        if facts is not None and facts.data:
            yield path, data
    for path in filter(holds_prompts, others.paths):
        found = others.get(path)
        if isinstance(found, bytes):
            yield path, found

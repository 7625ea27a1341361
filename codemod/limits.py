"""Calls that run side by side: what a program may ask for in a minute is another matter at each vendor."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from codemod.vocabulary.diagnostics import Diagnostic, Severity
from codemod.vocabulary.migration import Migration
from codemod.vocabulary.outcomes import Outcome, Rewritten, SiteStatus
from codemod.vocabulary.places import is_test
from codemod.vocabulary.spans import Span
from codemod.vocabulary.trees import parsed

BESIDE = frozenset("""
    asyncio.gather asyncio.as_completed asyncio.TaskGroup asyncio.Semaphore asyncio.BoundedSemaphore
    concurrent.futures.ThreadPoolExecutor concurrent.futures.ProcessPoolExecutor
    multiprocessing.Pool multiprocessing.pool.ThreadPool multiprocessing.pool.Pool
    anyio.create_task_group trio.open_nursery joblib.Parallel
    """.split())
"""What runs several calls at once."""
_CODE = (".py", ".pyw", ".ipynb")


def limits(
    outcomes: Iterable[Outcome], sites: Iterable[SiteStatus], migration: Migration
) -> tuple[list[Diagnostic], list[str]]:
    """Return a finding for each file that runs calls side by side which moved, and what is to do."""
    moved = {site.path for site in sites if site.status == "migrated"}
    title = migration.provider.title
    found: list[Diagnostic] = []
    for outcome in outcomes:
        path = outcome.path
        if not isinstance(outcome, Rewritten) or path not in moved or not path.endswith(_CODE):
            continue
        place = None if is_test(path) else side_by_side(outcome.before)
        if place is not None:
            message = (
                f"calls run side by side here: look at the rate limits of your account at {title}"
            )
            found.append(Diagnostic(path, place, "RATE-LIMITS", message, Severity.NOTE))
    if not found:
        return [], []
    places = [f"{each.path}:{each.span.line}" for each in found[:3]]
    places += [f"{len(found) - 3} more files"] if len(found) > 3 else []
    return found, [
        f"look whether the rate limits of your account suffice for the calls at {', '.join(places)}"
    ]


def side_by_side(data: bytes) -> Span | None:
    """Return the first place of a module at which several calls are run at once, or None."""
    nodes = list(ast.walk(parsed(data)))
    names: dict[str, str] = {}
    for node in nodes:
        if isinstance(node, ast.Import):
            names.update((a.asname or a.name.split(".")[0], a.name) for a in node.names if a.asname)
            names.update((a.name.split(".")[0],) * 2 for a in node.names if not a.asname)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.update((a.asname or a.name, f"{node.module}.{a.name}") for a in node.names)
    spans = [
        Span.of(node)
        for node in nodes
        if isinstance(node, ast.Call) and _dotted(node.func, names) in BESIDE
    ]
    return min(spans, default=None)


def _dotted(node: ast.expr, names: dict[str, str]) -> str:
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.insert(0, node.attr)
        node = node.value
    if not isinstance(node, ast.Name) or node.id not in names:
        return ""
    return ".".join([names[node.id], *parts])

"""Exceptions that the target tells apart by their status alone: ``except`` clauses with a condition."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from codemod.planning.rules import Blocker, Change, Result
from codemod.vocabulary.edits import InsertStatement, NameCaught, Why
from codemod.vocabulary.migration import Migration
from codemod.vocabulary.references import Clause, ReferenceSite

APART = frozenset(
    {
        *(f"builtins.{name}" for name in ("ValueError", "UnicodeDecodeError", "TypeError")),
        *(f"builtins.{name}" for name in ("KeyError", "IndexError", "LookupError")),
        *(f"builtins.{name}" for name in ("AttributeError", "AssertionError", "StopIteration")),
        *(f"builtins.{name}" for name in ("KeyboardInterrupt", "SystemExit", "ImportError")),
        *("json.JSONDecodeError", "json.decoder.JSONDecodeError", "asyncio.CancelledError"),
    }
)
"""Classes that neither catch nor are caught as those that are told by their status: a contract test."""


STATUSES = {"InternalServerError": (500, 0)}
"""What a class of the source stands for (openai 3.57.0 _client.py:_make_status_error); 0 is no end."""
OF_STATUS = "APIStatusError"


class RefusalError(Exception):
    """Why a clause cannot have a condition, as the end of a sentence."""


def conditions(site: ReferenceSite, error: str, migration: Migration) -> Iterator[Result]:
    """Yield the edits that raise again what a clause did not catch at the source.

    Raises ``RefusalError`` where the program would do otherwise then: ``raise`` leaves the whole ``try``, so
    no clause behind it may catch the same class; and a name that it binds is gone behind it.
    """
    clause, reached = site.clause, site.reached
    if clause is None or reached is None or not reached.origins:
        raise RefusalError("")
    told = needed(clause.classes, migration)
    behind(clause, told, migration)
    if not told:
        return
    name = clause.name if clause.named else clause.free
    if not name:
        raise RefusalError(", and what this clause calls it is used otherwise too")
    if clause.first.line <= clause.types.end_line:
        raise RefusalError(", and the clause has one line")
    test = condition(name, told, besides(clause.classes, migration), migration)
    message = f"{error} is told by its status: what else its class holds is raised again"
    why = Why("ERROR-CONDITION", message)
    if not clause.named:
        yield Change(site.path, NameCaught(clause.types, why, name), reached.origins)
    text = f"if {test}:\n    raise"
    yield Change(site.path, InsertStatement(clause.first, why, text, False), reached.origins)


def covering(site: ReferenceSite, error: str, migration: Migration) -> tuple[str, ...]:
    """Return the classes that an exception becomes: those of one above it that its clause names too."""
    route, surface = migration.route, migration.surface
    place = site.clause or site.handed
    caught = place.classes if place is not None else ()
    names = {surface.exception_names.get(dotted, dotted) for dotted in caught}
    over = next((name for name in above(error, migration) if name in names), error)
    return route.errors[over] or route.errors[error]


def besides(classes: Iterable[str], migration: Migration) -> list[str]:
    """Return those of some classes that the target tells by themselves."""
    names = [migration.surface.exception_names.get(dotted, dotted) for dotted in classes]
    return [name for name in names if name not in migration.route.error_statuses]


def needed(classes: Sequence[str], migration: Migration) -> list[str]:
    """Return those of the classes caught that a condition must tell; none where it catches them all."""
    route, surface = migration.route, migration.surface
    caught = [surface.exception_names.get(dotted, dotted) for dotted in classes]
    told = [name for name in caught if name in route.error_statuses]
    rest = besides(classes, migration)
    if all(set(above(name, migration)) & set(rest) for name in told):
        return []
    if len({route.errors[name] for name in told}) > 1:
        raise RefusalError(", and others that stand beside it are of another class")
    for name in rest:
        if touches(name, told, migration):
            raise RefusalError(f", and {name or 'what else'} stands beside it")
    return [name for name in told if not set(above(name, migration)) & set(told)]


def behind(clause: Clause, told: list[str], migration: Migration) -> None:
    """Refuse where a clause behind this one would have caught what is raised again."""
    for dotted in clause.later if told else ():
        name = migration.surface.exception_names.get(dotted, dotted)
        if touches(name, told, migration):
            said = f"{name} is caught" if name else "more is caught"
            raise RefusalError(
                f", and {said} behind it, which would miss what this clause raises again"
            )


def touches(name: str, told: list[str], migration: Migration) -> bool:
    """Say whether an exception may be of the class of those that are told by their status."""
    route = migration.route
    if name not in migration.surface.exceptions:
        return name not in APART
    if name in route.error_statuses or name in route.error_beside:
        return True
    return any(name in above(each, migration) for each in told)


def above(name: str, migration: Migration) -> list[str]:
    """Return the classes of the source above one of its exceptions."""
    found: list[str] = []
    while (name := migration.surface.exceptions.get(name, "")) in migration.surface.exceptions:
        found.append(name)
    return found


def condition(name: str, told: list[str], others: list[str], migration: Migration) -> str:
    """Return the test of what is to be raised again; ``others`` are caught whatever comes with them."""
    status, statuses = read(name, told, others, migration)
    plain = [str(low) for low, high in statuses if high]
    tests = [f"{status} < {low}" for low, high in statuses if not high]
    if len(plain) == 1:
        tests.insert(0, f"{status} != {plain[0]}")
    elif plain:
        tests.insert(0, f"{status} not in ({', '.join(plain)})")
    return " and ".join(tests)


def read(
    name: str, told: list[str], others: list[str], migration: Migration
) -> tuple[str, list[tuple[int, int]]]:
    """Return the expression of an exception's status, and which statuses are meant."""
    route = migration.route
    statuses = sorted({route.error_statuses[each] for each in told} | beside(others, migration))
    status = route.error_status.format(self=name)
    for other in others:
        if other in route.error_shared:
            raise RefusalError(f", and {other} stands beside it, which tells a status too")
    if others:
        *inner, last = status.removeprefix(f"{name}.").split(".")
        status = name
        for member in inner:
            status = f'getattr({status}, "{member}", None)'
        status = f'getattr({status}, "{last}", {statuses[0][0]})'
    return status, statuses


def beside(others: list[str], migration: Migration) -> set[tuple[int, int]]:
    """Return the statuses of classes that stand in a clause and have a status too."""
    found: set[tuple[int, int]] = set()
    for name in others:
        if OF_STATUS in above(name, migration):
            if name not in STATUSES:
                raise RefusalError(f", and {name} stands beside it, which has a status too")
            found.add(STATUSES[name])
    return found


def told_apart(site: ReferenceSite, error: str, migration: Migration, why: str = "") -> Blocker:
    """Refuse a class that the target tells from others by its status alone."""
    low, high = migration.route.error_statuses[error]
    status = migration.route.error_status.format(self="error")
    name = migration.route.errors[error][0].rpartition(".")[2]
    how = f"{status} {'==' if high else '>='} {low}"
    message = f"{error} is {name} with {how} there, and no class of its own{why}"
    reached = site.reached or (site.handed.reached if site.handed is not None else None)
    origins = reached.origins if reached is not None and reached.complete else site.origins
    return Blocker(site.path, site.span, "ERROR-STATUS", message, origins)

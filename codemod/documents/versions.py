"""Bounds on versions: what they allow, and how they are written when more or less must be allowed.

PEP 440, and Poetry's carets and tildes (python-poetry.org/docs/dependency-specification).
"""

from __future__ import annotations

from functools import cached_property

from packaging.version import InvalidVersion, Version

from codemod.vocabulary.patterns import late
from codemod.vocabulary.records import dataclass

_CLAUSE = late(
    r"(?P<op>~=|===|==|!=|<=|>=|<|>|\^|~|=)?\s*(?P<version>[0-9A-Za-z*][0-9A-Za-z.*+!-]*)"
)


class BoundsError(ValueError):
    """Bounds that cannot be understood; ``str()`` is one clause."""


@dataclass(frozen=True)
class Clause:
    """One comparison, e.g. ``>=1.2``; ``start`` and ``end`` are its place in the text."""

    op: str
    text: str
    start: int
    end: int

    @cached_property
    def version(self) -> Version:
        try:
            return Version(self.text.removesuffix(".*"))
        except InvalidVersion as error:
            raise BoundsError(f"{self.text} is no version") from error

    @property
    def lower(self) -> Version | None:
        """The lowest version allowed, whether it is itself allowed or not; None: no lower bound."""
        return None if self.op in ("<", "<=", "!=") else self.version

    @property
    def upper(self) -> tuple[Version, bool] | None:
        """The highest version, and whether it is allowed; None: no upper bound."""
        release = self.version.release
        if self.op in ("<", "<="):
            return self.version, self.op == "<="
        if self.op in ("==", "==="):
            return (
                (_next(release, len(release) - 1), False)
                if self.text.endswith(".*")
                else (self.version, True)
            )
        if self.op == "~=":
            return _next(release, max(len(release) - 2, 0)), False
        if self.op == "~":
            return _next(release, min(len(release) - 1, 1)), False
        if self.op == "^":
            first = next((i for i, part in enumerate(release) if part), len(release) - 1)
            return _next(release, first), False
        return None


def _next(release: tuple[int, ...], place: int) -> Version:
    return Version(".".join(map(str, (*release[:place], release[place] + 1))))


def clauses(bounds: str, *, caret: bool) -> list[Clause]:
    """Return the clauses of ``bounds``; none for ``*``. Raises `BoundsError`.

    ``caret`` says that Poetry reads them.
    """
    if "|" in bounds:
        raise BoundsError("its bounds offer a choice")
    found: list[Clause] = []
    at = 0
    for match in _CLAUSE.finditer(bounds):
        if bounds[at : match.start()].strip(" \t,"):
            raise BoundsError(f"its bounds {bounds} cannot be read")
        at = match.end()
        op, version = match["op"] or "", match["version"]
        if version == "*":
            continue
        if op in ("", "=") and not caret:
            raise BoundsError(f"its bounds {bounds} cannot be read")
        if op in ("^", "~") and not caret:
            raise BoundsError(f"its bounds {bounds} cannot be read")
        clause = Clause("==" if op in ("", "=") else op, version, *match.span())
        if version.endswith(".*") and clause.op not in ("==", "!="):
            raise BoundsError(f"its bounds {bounds} cannot be read")
        _ = clause.version
        found.append(clause)
    if bounds[at:].strip(" \t,"):
        raise BoundsError(f"its bounds {bounds} cannot be read")
    return found


def lowest(bounds: str) -> Version | None:
    """Return the lowest version that ``bounds`` name, or None. Raises `BoundsError`."""
    found = []
    for choice in bounds.split("||"):
        lower = [c.lower for c in clauses(choice, caret=True) if c.lower is not None]
        if not lower:
            return None
        found.append(max(lower))
    return min(found)


def adjusted(bounds: str, allowed: str, *, caret: bool = False) -> str | None:
    """Return ``bounds`` changed so that they meet ``allowed``, or None when they do.

    ``allowed`` is PEP 440. Bounds that have nothing in common with it become ``allowed``; a lower
    bound below its own is raised; no bound is added where none stands. Raises `BoundsError`.
    """
    held, wanted = clauses(bounds, caret=caret), clauses(allowed, caret=False)
    floor = max((c.lower for c in wanted if c.lower is not None), default=None)
    ceiling = [c.upper for c in wanted if c.upper is not None]
    lowers = [c.lower for c in held if c.lower is not None]
    for upper, inclusive in (c.upper for c in held if c.upper is not None):
        if floor is not None and (upper < floor or (upper == floor and not inclusive)):
            return allowed
    for upper, inclusive in ceiling:
        if any(lower > upper or (lower == upper and not inclusive) for lower in lowers):
            return allowed
    if floor is None or not lowers or max(lowers) >= floor:
        return None
    least = next(c.text for c in wanted if c.lower == floor)
    text = bounds
    for clause in reversed(held):
        if clause.lower is not None:
            text = text[: clause.start] + _raised(clause, least) + text[clause.end :]
    return text


def _raised(clause: Clause, least: str) -> str:
    if clause.op in (">", ">="):
        return f">={least}"
    same = Clause(clause.op, least, 0, 0)
    if not clause.text.endswith(".*") and same.upper == clause.upper:
        return f"{clause.op}{least}"
    assert clause.upper is not None
    return f">={least},<{clause.upper[0]}"

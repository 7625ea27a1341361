"""Keywords that hold a dict: what several arguments put into one, as templates."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from codemod.vocabulary.edits import Edit, Holes, ReplaceString, Rewrite, Why
from codemod.vocabulary.shapes import Placed
from codemod.vocabulary.sites import Given
from codemod.vocabulary.spans import Span


def items(parts: list[str]) -> list[tuple[str, str]]:
    """Split ``"key": value`` texts of templates without holes into keys and templates."""
    found: list[tuple[str, str]] = []
    for part in parts:
        plain = part.replace("{{", "{").replace("}}", "}")
        tree = ast.parse("{" + plain + "}", mode="eval").body
        assert isinstance(tree, ast.Dict)
        for key, value in zip(tree.keys, tree.values, strict=True):
            assert isinstance(key, ast.Constant)
            text = ast.unparse(value).replace("{", "{{").replace("}", "}}")
            found.append((str(key.value), text))
    return found


def dict_of(template: str) -> bool:
    """Say whether a template is a dict display without holes."""
    plain = template.replace("{{", "").replace("}}", "")
    return template.startswith("{{") and template.endswith("}}") and "{" not in plain


def wrapped(placed: Placed) -> str:
    """Return the template of a keyword that is placed on its own."""
    if placed.key == "**":
        return placed.template
    if placed.key:
        return '{{"' + placed.key + '": ' + placed.template + "}}"
    return placed.template


def merged(rows: list[tuple[str, str, Holes]]) -> tuple[list[str], list[str], Holes]:
    """Join the rows of one dict-valued keyword: spreads, items, and their holes made unique."""
    spread: list[str] = []
    parts: list[str] = []
    holes: list[tuple[str, Span]] = []
    for number, (key, template, own) in enumerate(rows):
        for name, span in own:
            template = template.replace("{" + name + "}", "{" + f"{name}{number}" + "}")
            holes.append((f"{name}{number}", span))
        if key == "**":
            spread.append("**" + template)
        elif key:
            parts.append(f'"{key}": {template}')
        elif template.startswith("{{") and template.endswith("}}"):
            parts.append(template[2:-2].strip())
        else:
            parts.append("**" + template)
    if len(rows) == 1 and not rows[0][0]:
        return spread, parts, rows[0][2]
    return spread, parts, tuple(holes)


def written_out(row: tuple[str, str, Holes], others: Sequence[Given]) -> tuple[str, str, Holes]:
    """Write out what a row takes from elsewhere in the call, where that is as plain as a name."""
    key, template, holes = row
    for name, span in holes:
        for given in others:
            code = given.source
            if not code and given.simple and given.tree is not None:
                code = ast.unparse(given.tree)
            if given.value_span == span and code:
                code = code.replace("{", "{{").replace("}", "}}")
                template = template.replace("{" + name + "}", code)
                holes = tuple(hole for hole in holes if hole[0] != name)
    return key, template, holes


def assigned(given: Given, owner: Span, placed: Placed, why: Why) -> Iterator[Edit]:
    """Yield the edits that assign to a key of the dict which a keyword of a mapping holds."""
    *way, key = (placed.keyword, *placed.key.split("."))
    template = "{self}" + "".join(f'.setdefault("{name}", {{{{}}}})' for name in way)
    yield Rewrite(owner, why, template, (("self", owner),))
    if key != given.name:
        yield ReplaceString(given.span, why, key)
    if placed.template != "{value}":
        yield Rewrite(given.value_span, why, placed.template, placed.holes)


@dataclass(slots=True)
class Layers:
    """Which mappings get a keyword that holds a dict: where one lies over another, it hides its dict."""

    rows: dict[str, dict[tuple[str, Span], list[Given]]] = field(default_factory=dict)
    assigned: dict[str, Given] = field(default_factory=dict)
    beside: set[str] = field(default_factory=set)
    """Keywords whose dict, at the call itself, holds what another rule puts there."""

    def elsewhere(self, keyword: str, rows: Iterable[Given]) -> None:
        """Note arguments of which another rule puts a part into the dict of a keyword."""
        for given in rows:
            if given.direct:
                self.beside.add(keyword)
            else:
                self.note(Placed(keyword, "", (), given.name), given)

    def note(self, placed: Placed, given: Given) -> None:
        """Note that ``given`` moves into the dict of a keyword, in its own holder."""
        if not placed.key:
            return
        if given.kind == "assignment":
            self.assigned[placed.keyword] = given
        else:
            holders = self.rows.setdefault(placed.keyword, {})
            holders.setdefault((given.path, given.holder), []).append(given)

    def torn(self, added: Collection[str]) -> Iterator[Given]:
        """Yield an argument of each keyword whose dict one mapping would hide from another.

        Mappings of the same names stand for each other; ``added`` are the keywords of the call itself.
        """
        for keyword in added:
            if keyword in self.assigned:
                yield self.assigned[keyword]
        for keyword, holders in self.rows.items():
            names = {frozenset(given.name for given in held) for held in holders.values()}
            if keyword in added or len(names) > 1:
                yield next(iter(holders.values()))[0]

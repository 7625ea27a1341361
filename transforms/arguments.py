"""Edits of arguments, wherever they are written: at the call, in a dict display, by assignment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from codemod.planning.rules import Blocker, Change, Finding, Result
from codemod.vocabulary.diagnostics import Severity
from codemod.vocabulary.edits import (
    AddArgument,
    AddItem,
    Certainty,
    Edit,
    Holes,
    Rewrite,
    Why,
)
from codemod.vocabulary.provider import OperationMap
from codemod.vocabulary.shapes import Placed, Refused, Shape
from codemod.vocabulary.sites import Given
from codemod.vocabulary.spans import Span
from codemod.vocabulary.treatment import Treatment, Verb
from codemod.vocabulary.values import Origin
from transforms.holders import removal, renaming
from transforms.limits import REFUSED, limited
from transforms.merging import Layers, assigned, dict_of, items, merged, wrapped, written_out
from transforms.objects import left_out, of_object, without_fields
from transforms.seen import made_elsewhere, stays
from transforms.templates import modules_in


@dataclass(slots=True)
class Arguments:
    """Rewrites the arguments of one call and gathers what must be added to it."""

    path: str
    span: Span
    given: tuple[Given, ...]
    origins: tuple[Origin, ...]
    noun: str
    shapes: dict[str, Shape] = field(default_factory=dict)
    added: dict[str, list[tuple[str, str, Holes]]] = field(default_factory=dict)
    """Keyword → (key of its dict or "", template, holes)."""
    reasons: dict[str, str] = field(default_factory=dict)
    layers: Layers = field(default_factory=Layers)
    mapping: Span | None = None
    """The one ``**mapping`` that is written at the call."""
    behind: list[tuple[Given, Treatment]] = field(default_factory=list)
    """Fields that must not come with it."""
    gone: list[Given] = field(default_factory=list)
    """Arguments of the call itself that are taken away, for others to stand there."""

    def named(self, name: str) -> list[Given]:
        return [given for given in self.given if given.name == name]

    def treat(self, given: Given, treatment: Treatment, asynchronous: bool) -> Iterator[Result]:
        """Apply one treatment to one argument."""
        if asynchronous and treatment.asynchronous is not None:
            treatment = treatment.asynchronous
        if given.source and given.source in treatment.told_values:
            treatment = replace(treatment, verb=Verb.DROP)
        name, verb = given.name, treatment.verb
        if given.source and given.source in treatment.kept_values:
            return
        silent = given.source != "" and given.source in treatment.silent_values
        if given.kind == "field":
            if verb is Verb.SHAPE and stays(given, self.shapes.get(treatment.to)):
                return
            if self.mapping is not None and left_out(given, treatment, silent):
                self.behind.append((given, treatment))
            else:
                yield from of_object(given, treatment, silent, self.origins)
            return
        origins = self.origins + given.others
        if verb is Verb.KEEP or (verb is Verb.RENAME and treatment.to == name):
            if treatment.reason and not silent:
                yield self.review(given, "PARAMETER-KEPT", treatment.reason)
            return
        if verb is Verb.CLAMP and not silent:
            yield from self.clamp(given, treatment)
            return
        if verb is Verb.UNSUPPORTED and not silent:
            yield self.blocker(given, "PARAMETER-UNSUPPORTED", f"{name}: {treatment.reason}")
            return
        if given.shared:
            yield self.blocker(
                given,
                "MAPPING-SHARED",
                f"{name} must change here, but the mapping that holds it is also used otherwise",
            )
            return
        certainty = Certainty.REVIEW if treatment.reason and not silent else Certainty.SAFE
        if verb is Verb.RENAME:
            message = f"{name} is called {treatment.to}"
            why = Why("PARAMETER-RENAMED", message, certainty)
            yield Change(given.path, renaming(given, treatment.to, why), origins)
        elif verb is Verb.EXPAND and not silent:
            yield from self.expand(given, treatment, certainty)
            return
        elif verb is Verb.MOVE and not silent:
            template = "{value}"
            keyword, _, key = treatment.to.partition(".")
            placed = Placed(keyword, template, (("value", given.value_span),), key or name)
            yield from self.place(given, (placed,), f"{name} moves into {keyword}", certainty)
        elif verb is Verb.SHAPE and not silent:
            yield from self.shape(given, treatment)
            return
        else:
            what = "it says what the target does anyway" if silent else treatment.reason
            if silent and given.parameter:
                what += (
                    ", unless callers outside the repository give it: they are not heard any more"
                )
                certainty = Certainty.REVIEW
                yield self.review(given, "PARAMETER-DROPPED", f"{name}: {what}")
            why = Why("PARAMETER-DROPPED", f"{name} is dropped: {what}", certainty)
            yield Change(given.path, removal(given, why), origins)
            if silent:
                return
        if certainty is Certainty.REVIEW:
            code = "PARAMETER-DROPPED" if verb is Verb.DROP else "PARAMETER-CHANGED"
            yield self.review(given, code, f"{name}: {treatment.reason}")

    def filled(
        self, given: Given, treatment: Treatment, operation: OperationMap
    ) -> Iterator[Result]:
        """Put something else where an argument is, or may be, None."""
        name, code = treatment.to or given.name, treatment.nothing
        origins = self.origins + given.others
        if given.shared or given.kind == "field":
            yield self.blocker(
                given,
                "MAPPING-SHARED",
                f"{given.name} must change here, but the mapping that holds it is also used otherwise",
            )
            return
        always = given.source == "None"
        if always and name not in operation.defaults:
            why = Why("PARAMETER-DROPPED", f"{given.name} is dropped: it says nothing")
            yield Change(given.path, removal(given, why), origins)
            return
        reason = operation.reviews.get(name, "the target takes no None.")
        message = f"{given.name} may be None, and {name}={code} stands then: {reason}"
        why = Why("PARAMETER-CHANGED", message, Certainty.REVIEW)
        template = code if always else "{value} or " + code
        holes: Holes = () if always else (("value", given.value_span),)
        yield Change(given.path, Rewrite(given.value_span, why, template, holes), origins)
        if name != given.name:
            renamed = Why("PARAMETER-RENAMED", f"{given.name} is called {name}")
            yield Change(given.path, renaming(given, name, renamed), origins)
        yield self.review(given, "PARAMETER-CHANGED", message)

    def clamp(self, given: Given, treatment: Treatment) -> Iterator[Result]:
        """Bring a number that is written here between the limits; of any other, tell them."""
        assert treatment.limits is not None
        low, high = treatment.limits
        limits = f"the target takes {low:g} to {high:g}"
        reason = f": {treatment.reason}" if treatment.reason else ""
        near = limited(given, low, high)
        if near is None:
            return
        if not near:
            yield self.review(given, "PARAMETER-KEPT", f"{given.name}: {limits}{reason}")
            return
        if near == REFUSED:
            message = f"{given.name} may be a number that the target refuses: {limits}{reason}"
            yield self.blocker(given, "PARAMETER-UNSUPPORTED", message)
            return
        holes = (("value", given.value_span),) if "{value}" in near else ()
        said = near.replace("{value}", given.name)
        message = f"{given.name} becomes {said}: {limits}{reason}"
        why = Why("PARAMETER-CHANGED", message, Certainty.REVIEW)
        yield Change(
            given.path, Rewrite(given.value_span, why, near, holes), self.origins + given.others
        )
        yield self.review(given, "PARAMETER-CHANGED", message)

    def expand(self, given: Given, treatment: Treatment, certainty: Certainty) -> Iterator[Result]:
        chosen = treatment.expansions.get(given.source.strip("'\""))
        if chosen is None:
            yield self.blocker(
                given,
                "PARAMETER-UNSUPPORTED",
                f"{given.name} has no single value that can be seen here, and each value maps to "
                "other keywords",
            )
            return
        placed = tuple(self.placed(keyword, code) for keyword, code in chosen.items())
        said = ", ".join(f"{k}={v}" for k, v in chosen.items()) or "nothing"
        yield from self.place(given, placed, f"{given.name} becomes {said}", certainty)
        if certainty is Certainty.REVIEW:
            yield self.review(given, "PARAMETER-CHANGED", f"{given.name}: {treatment.reason}")

    def placed(self, keyword: str, code: str) -> Placed:
        """Return a keyword with its code; a dict display is merged key by key."""
        return Placed(keyword, code.replace("{", "{{").replace("}", "}}"))

    def shape(self, given: Given, treatment: Treatment) -> Iterator[Result]:
        shape = self.shapes.get(treatment.to)
        if shape is None or given.tree is None:
            yield self.blocker(given, "PARAMETER-UNSUPPORTED", f"{given.name} cannot be read here")
            return
        result = shape(given.tree)
        if isinstance(result, Refused):
            yield self.blocker(given, "PARAMETER-UNSUPPORTED", f"{given.name}: {result.reason}")
            return
        refused = made_elsewhere(given, shape)
        if refused is not None:
            message = f"{given.name}, made elsewhere: {refused.reason}"
            yield self.blocker(given, "PARAMETER-UNSUPPORTED", message)
            return
        review = Certainty.REVIEW if result.review else Certainty.SAFE
        if result.placed is not None:
            yield from self.place(given, result.placed, f"{given.name} is reshaped", review)
        if result.review:
            yield self.review(given, "PARAMETER-CHANGED", f"{given.name}: {result.review}")

    def place(
        self, given: Given, placed: Iterable[Placed], message: str, certainty: Certainty
    ) -> Iterator[Result]:
        """Take an argument away and put others in its place, in the same holder."""
        edit: Edit
        why = Why("PARAMETER-CHANGED", message, certainty)
        origins = self.origins + given.others
        if given.direct:
            rows = list(placed)
            if len(rows) == 1 and rows[0].keyword == given.name and not rows[0].key:
                edit = Rewrite(given.value_span, why, rows[0].template, rows[0].holes)
                yield Change(given.path, edit, origins, modules_in(rows[0].template))
                return
            yield Change(given.path, removal(given, why), origins)
            self.gone.append(given)
            for each in rows:
                self.add(each, message)
            return
        rows = list(placed)
        if given.kind == "assignment" and len(rows) == 1 and given.owner is not None:
            only = rows[0]
            own = all(span == given.value_span for _, span in only.holes)
            if only.key not in ("", "**") and own and not self.taken(only.keyword):
                for edit in assigned(given, given.owner, only, why):
                    yield Change(given.path, edit, origins, modules_in(only.template))
                self.layers.note(only, given)
                return
        if given.filtered and any(each.key for each in rows):
            yield self.blocker(
                given,
                "MAPPING-FILTERED",
                f"{message}, where a condition that leaves empty values out would miss it",
            )
            return
        if given.kind == "assignment":
            yield self.blocker(
                given, "MAPPING-ASSIGNED", f"{given.name} is set by assignment: {message}"
            )
            return
        yield Change(given.path, removal(given, why), origins)
        for each in rows:
            if self.taken(each.keyword):
                yield self.blocker(
                    given, "MAPPING-CONFLICT", f"{message}, and {each.keyword} is given elsewhere"
                )
                return
            self.layers.note(each, given)
            inner = "" if each.key == "**" else each.key
            template = each.template if inner else wrapped(each)
            if given.kind == "item":
                edit = AddItem(given.holder, why, each.keyword, template, each.holes, inner)
            else:
                edit = AddArgument(given.holder, why, each.keyword, template, each.holes, inner)
            yield Change(given.path, edit, origins, modules_in(template))

    def taken(self, keyword: str) -> bool:
        """Say whether the call gets this keyword in another way."""
        added = keyword in self.added or keyword in self.layers.beside
        return bool(self.named(keyword)) or added

    def add(self, placed: Placed, message: str) -> None:
        """Note a keyword to add to the call itself."""
        row = (placed.key, placed.template, placed.holes)
        rows = self.added.setdefault(placed.keyword, [])
        if row not in rows:
            rows.append(row)
        self.reasons.setdefault(placed.keyword, message)

    def finish(self) -> Iterator[Result]:
        """Yield the edits that add the gathered keywords to the call, and leave fields behind."""
        if self.behind and self.mapping is not None:
            yield from without_fields(self.behind, self.path, self.mapping, self.origins)
        for torn in self.layers.torn({*self.added, *self.layers.beside}):
            message = f"{torn.name} and others move into one dict, and come from several mappings"
            yield self.blocker(torn, "MAPPING-CONFLICT", message)
        for keyword, rows in self.added.items():
            why = Why("PARAMETER-ADDED", self.reasons[keyword])
            existing = [given for given in self.named(keyword) if given not in self.gone]
            if existing:
                rows = [written_out(row, self.given) for row in rows]
            if not existing and all(key != "**" and (key or dict_of(t)) for key, t, _ in rows):
                for key, template, own in dict.fromkeys(rows):
                    edit: Edit = AddArgument(self.span, why, keyword, template, own, key)
                    yield Change(self.path, edit, self.origins, modules_in(template))
                continue
            spread, parts, holes = merged(rows)
            if not existing:
                plain = rows[0][1] if len(rows) == 1 and not rows[0][0] else ""
                template = plain or ("{{" + ", ".join(spread + parts) + "}}")
                edit = AddArgument(self.span, why, keyword, template, holes)
                yield Change(self.path, edit, self.origins, modules_in(template))
            elif len(existing) == 1 and existing[0].display and parts and not spread and not holes:
                for key, value in items(parts):
                    edit = AddItem(existing[0].value_span, why, key, value)
                    yield Change(existing[0].path, edit, self.origins, modules_in(value))
            elif len(existing) == 1 and existing[0].direct and parts and not holes:
                yield Change(
                    self.path, self.merge(existing[0], spread + parts, holes, why), self.origins
                )
            elif not parts and len(existing) == 1 and existing[0].direct:
                yield self.blocker(
                    existing[0], "PARAMETER-CONFLICT", f"{keyword} is already given: {why.message}"
                )
            else:
                yield self.blocker(
                    existing[0],
                    "MAPPING-CONFLICT",
                    f"{keyword} comes in a mapping and must hold more: {why.message}",
                )

    def merge(self, given: Given, parts: list[str], holes: Holes, why: Why) -> Edit:
        inner = ", ".join(parts)
        return Rewrite(
            given.value_span,
            why,
            (
                "{{**{old}, " + inner + "}}"
                if given.display
                else "{{**({old} or {{}}), " + inner + "}}"
            ),
            (("old", given.value_span), *holes),
        )

    def review(self, given: Given, code: str, message: str) -> Finding:
        if not message.startswith(given.name):
            message = f"{given.name}: {message}"
        return Finding(given.path, given.span, code, message, Severity.REVIEW, self.origins)

    def blocker(self, given: Given, code: str, message: str) -> Blocker:
        return Blocker(given.path, given.span, code, message, self.origins + given.others)

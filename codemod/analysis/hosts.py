"""Whose client it is, by the address that its construction gives."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from codemod.analysis.traces import HOLE, Traces
from codemod.vocabulary.sites import Given, Store
from codemod.vocabulary.values import Atom, Composed, Text, Unknown, Value, Variable

UNSURE = Unknown("a text that is no address")


class Hosts:
    """Whose servers are known: the source's own and those named as its relays, other vendors'."""

    def __init__(
        self,
        traces: Traces,
        source: Sequence[str],
        foreign: Sequence[str],
        put: Mapping[str, Sequence[Value]],
        default: str,
        deploying: Sequence[str] = (),
    ) -> None:
        """``put`` is what is put into variables; a client without an address reads ``default``."""
        self.traces = traces
        self.put = put
        self.default = default
        self.source_hosts = tuple(source)
        self.foreign_hosts = tuple(foreign)
        self.deploying_hosts = tuple(deploying)

    def deployed(self, given: Iterable[Given], stores: Iterable[Store] = ()) -> bool:
        """Say whether the address of a client may be one where calls name deployments."""
        held = [*given, *(store.given for store in stores)]
        values = [v for each in held if each.name == "base_url" for v in each.values]
        names = {v.name for v in values if isinstance(v, Variable)}
        names.update(name for v in values for name in self.heads(v))
        if names & set(self.traces.link.surface.deploying_variables):
            return True
        return any(_among(text, self.deploying_hosts) for text in self.texts(values))

    def of(self, given: Iterable[Given], stores: Iterable[Store] = ()) -> tuple[str, str]:
        """Classify the address of a client by its ``base_url``, and by what is stored there later."""
        kinds: dict[str, str] = {}
        mixed = ""
        rows = [each for each in given if each.name == "base_url"]
        later = [store for store in stores if store.given.name == "base_url"]
        if later and not rows and not any(store.next for store in later):
            kinds["source"] = ""
        if all(isinstance(v, Atom) for each in rows for v in each.values or (None,)) and not later:
            texts = self.texts(self.put.get(self.default, ()))
            kinds.update({self.kind(text): self.told(text) for text in texts})
            if texts:
                kinds.setdefault("source", "")
        for each in [*rows, *(store.given for store in later)]:
            names = [v.name for v in each.values if isinstance(v, Variable)]
            inner = [v for name in names for v in self.put.get(name, ())]
            texts = self.texts([*(v for v in each.values if not self.heads(v)), *inner])
            for text in texts:
                kinds[self.kind(text)] = self.told(text)
            own = {self.kind(text) for text in self.texts(each.values)}
            if own and Atom(None) in each.values and looked_up(each.tree):
                own.add("source")
            if {"source", "foreign"} <= own and each in rows:
                mixed = self.told(next(t for t in texts if self.kind(t) == "foreign"))
            if not each.values or Unknown("computed") in each.values:
                kinds["unknown"] = "an address that is put together"
            variables = [v.name for v in each.values if isinstance(v, Variable)]
            variables += [name for v in each.values for name in self.heads(v)]
            if not texts:
                only_none = each.values and all(isinstance(v, Atom) for v in each.values)
                if not only_none:
                    kinds["configured"] = ", ".join(sorted(variables))
        if mixed:
            return "mixed", mixed
        if "foreign" in kinds or "unknown" in kinds:
            kind = "foreign" if set(kinds) == {"foreign"} else "unknown"
            return kind, kinds.get("foreign", kinds.get("unknown", ""))
        if "configured" in kinds:
            return "configured", kinds["configured"]
        return "source", kinds.get("source", "")

    def heads(self, value: Value) -> tuple[str, ...]:
        """Return the source's variables that a text which is put together begins with; () for others."""
        link = self.traces.link
        pieces = link.pieces.get(value.origin, ()) if isinstance(value, Composed) else ()
        first = next((piece for piece in pieces if piece != ""), "")
        held = list(link.values[first]) if isinstance(first, int) and first >= 0 else []
        names = tuple(v.name for v in held if isinstance(v, Variable))
        known = link.surface.environment["base_url"]
        return names if names and len(names) == len(held) and set(names) <= set(known) else ()

    def plausible(self, given: Given) -> Given:
        """Return an address without the texts that can be none: they came by a way that is unsure."""
        if given.name != "base_url":
            return given
        held = tuple(v for v in given.values if not spaced(self.traces.skeleton(v)))
        return given if len(held) == len(given.values) else replace(given, values=(*held, UNSURE))

    def texts(self, values: Iterable[Value]) -> list[str]:
        """Return what the program's own text says of an address, with holes for the rest.

        Where functions are handed about, prompts seem to arrive there too: what has words is none.
        """
        held = list(values)
        found = [v.text for v in held if isinstance(v, Text) and address(v.text)]
        composed = [self.traces.skeleton(v) for v in held if isinstance(v, Composed)]
        return [text for text in (*found, *composed) if len(text.split()) < 2]

    def told(self, text: str) -> str:
        return text.replace(HOLE, "…") if address(text) else "an address that is put together"

    def kind(self, url: str) -> str:
        if not url:
            return "source"
        for matches in (_is, _lies_below):  # a host that is named beats a domain that holds it
            if any(matches(*_host(url), known) for known in self.source_hosts):
                return "source"
            if any(matches(*_host(url), known) for known in self.foreign_hosts):
                return "foreign"
        return "unknown"


def looked_up(tree: ast.expr | None) -> bool:
    """Say whether an argument is an entry of a table, or one of two values: None is one of them.

    Of a name it cannot be told: a test that replaces None may stand before.
    """
    return isinstance(tree, (ast.Subscript, ast.IfExp))


def _host(url: str) -> tuple[str, str]:
    """Return the host of an address without its port, and with it."""
    host = url.split("://", 1)[-1].split("/", 1)[0].split("@")[-1].lower()
    return host.split(":", 1)[0], host


def _among(url: str, known: Iterable[str]) -> bool:
    bare, host = _host(url)
    return any(_is(bare, host, each) or _lies_below(bare, host, each) for each in known)


def address(text: str) -> bool:
    """Say whether a text may be the address of a server, or none at all; none holds white space."""
    if spaced(text):
        return False
    return not text or "://" in text or "." in text.partition("/")[0] or "localhost" in text


def spaced(text: str) -> bool:
    """Say whether white space stands within a text, which no address holds."""
    return any(character.isspace() for character in text.strip())


def _is(bare: str, host: str, known: str) -> bool:
    return known in (bare, host)


def _lies_below(bare: str, host: str, known: str) -> bool:
    return known.startswith(".") and bare.endswith(known)

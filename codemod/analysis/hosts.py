"""Whose client it is, by the address that its construction gives."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from codemod.analysis.traces import HOLE, Traces
from codemod.vocabulary.sites import Given, Store
from codemod.vocabulary.values import Atom, Composed, Text, Unknown, Variable


class Hosts:
    """Whose servers are known: the source's own and those named as its relays, other vendors'."""

    def __init__(self, traces: Traces, source: Sequence[str], foreign: Sequence[str]) -> None:
        self.traces = traces
        self.source_hosts = tuple(source)
        self.foreign_hosts = tuple(foreign)

    def of(self, given: Iterable[Given], stores: Iterable[Store] = ()) -> tuple[str, str]:
        """Classify the address of a client by its ``base_url``, and by what is stored there later."""
        kinds: dict[str, str] = {}
        rows = [each for each in given if each.name == "base_url"]
        later = [store for store in stores if store.given.name == "base_url"]
        if later and not rows and not any(store.next for store in later):
            kinds["source"] = ""
        for each in [*rows, *(store.given for store in later)]:
            texts = [v.text for v in each.values if isinstance(v, Text) and address(v.text)]
            texts += [self.traces.skeleton(v) for v in each.values if isinstance(v, Composed)]
            for text in texts:
                told = text.replace(HOLE, "…")
                kinds[self.kind(text)] = (
                    told if address(text) else "an address that is put together"
                )
            if not each.values or Unknown("computed") in each.values:
                kinds["unknown"] = "an address that is put together"
            variables = [v.name for v in each.values if isinstance(v, Variable)]
            if not texts:
                only_none = each.values and all(isinstance(v, Atom) for v in each.values)
                if not only_none:
                    kinds["configured"] = ", ".join(sorted(variables))
        if "foreign" in kinds or "unknown" in kinds:
            kind = "foreign" if set(kinds) == {"foreign"} else "unknown"
            return kind, kinds.get("foreign", kinds.get("unknown", ""))
        if "configured" in kinds:
            return "configured", kinds["configured"]
        return "source", kinds.get("source", "")

    def kind(self, url: str) -> str:
        if not url:
            return "source"
        host = url.split("://", 1)[-1].split("/", 1)[0].split("@")[-1].lower()
        bare = host.split(":", 1)[0]
        for matches in (_is, _lies_below):  # a host that is named beats a domain that holds it
            if any(matches(bare, host, known) for known in self.source_hosts):
                return "source"
            if any(matches(bare, host, known) for known in self.foreign_hosts):
                return "foreign"
        return "unknown"


def address(text: str) -> bool:
    """Say whether a text may be the address of a server, or none at all."""
    return not text or "://" in text or "." in text.partition("/")[0] or "localhost" in text


def _is(bare: str, host: str, known: str) -> bool:
    return known in (bare, host)


def _lies_below(bare: str, host: str, known: str) -> bool:
    return known.startswith(".") and bare.endswith(known)

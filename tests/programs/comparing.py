"""What a migration must keep: the output, the wire, and silence about the old vendor."""

from __future__ import annotations

import difflib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.fake import openai_api
from tests.fake.exchange import Exchange
from tests.fake.vendor import Vendor
from tests.fake.vendors import VENDORS
from tests.programs.launch import Ended

ALSO_CALLED = {
    "max_tokens": ("max_tokens", "max_completion_tokens"),
    "dimensions": ("dimensions", "dimension", "vectors"),
    "reasoning_effort": ("reasoning_effort",),
}
DEFAULTS = {"presence_penalty": 0, "frequency_penalty": 0}
"""What every vendor takes as given where a parameter says nothing."""
_NAMES = {
    *openai_api.PLAIN,
    *openai_api.REASONING,
    *openai_api.VECTORS,
    *(name for each in VENDORS.values() for name in each.chat_models | each.vector_models),
}
_PREFIXES = sorted({each.native_prefix for each in VENDORS.values()} - {""})
_MODEL = re.compile(
    f"(?:{'|'.join(map(re.escape, _PREFIXES))})?"
    f"(?:{'|'.join(re.escape(n) for n in sorted(_NAMES, key=len, reverse=True))})"
)


@dataclass(frozen=True)
class Ran:
    """A program that ran: how it ended, and what arrived on the wire."""

    ended: Ended
    wire: Sequence[Exchange]

    @property
    def calls(self) -> list[Exchange]:
        """The chat and embedding requests."""
        return [exchange for exchange in self.wire if exchange.kind in ("chat", "embedding")]


@dataclass
class Comparison:
    """What is wrong with a migrated program, and which parameters a finding excuses."""

    problems: list[str] = field(default_factory=list)
    excused: set[str] = field(default_factory=set)

    def problem(self, text: str) -> None:
        """Note a problem, once."""
        if text not in self.problems:
            self.problems.append(text)


def compare_wire(
    before: Ran, after: Ran, findings: Iterable[str], *, vendor: Vendor, may_reason: bool
) -> Comparison:
    """Compare what arrived before and after; ``findings`` are the messages of the report."""
    result = Comparison()
    said = "\n".join(findings)
    for exchange in after.wire:
        where = f"{exchange.kind} request with model {exchange.model!r}"
        if exchange.leak:
            result.problem(f"leak: {exchange.leak} sent to {exchange.host}")
        if not vendor.serves(exchange.host):
            result.problem(f"still talks to {exchange.host}{exchange.path}")
        elif exchange.model not in vendor.models(exchange.kind):
            result.problem(f"{where}: no model of the provider")
    reasoning_topics = {e.topic for e in before.calls if e.reasoned}
    for exchange in after.calls:
        if exchange.reasoned and not may_reason and exchange.topic not in reasoning_topics:
            result.problem(f"reasoning: {exchange.model} thinks, the model before did not")
    _compare_requests(before, after, said, vendor, result)
    return result


def _compare_requests(
    before: Ran, after: Ran, said: str, vendor: Vendor, result: Comparison
) -> None:
    old, new = _by_topic(before.calls), _by_topic(after.calls)
    for topic in new.keys() - old.keys():
        sent = new[topic][0]
        result.problem(f"a request appeared that was not made before: {_short(sent)}")
    for topic, earlier in old.items():
        later = new.get(topic)
        if later is None:
            result.problem(f"a request is not made any more: {_short(earlier[0])}")
            continue
        if _succeeded(earlier) != _succeeded(later):
            counts = f"{_succeeded(earlier)} before, {_succeeded(later)} after"
            result.problem(f"requests that succeed: {counts}: {_refusals(later)}")
        for one, other in _pairs(earlier, later):
            _compare_parameters(one, other, said, vendor, result)


def _by_topic(calls: Iterable[Exchange]) -> dict[str, list[Exchange]]:
    topics: dict[str, list[Exchange]] = defaultdict(list)
    for exchange in calls:
        topics[f"{exchange.kind} {exchange.topic}"].append(exchange)
    return topics


def _succeeded(calls: Iterable[Exchange]) -> int:
    return sum(exchange.status == 200 for exchange in calls)


def _refusals(calls: Iterable[Exchange]) -> str:
    reasons = Counter(f"{e.status} {e.error}" for e in calls if e.status != 200)
    return "; ".join(reasons) or "no refusal"


def _short(exchange: Exchange) -> str:
    return f"{exchange.kind} {str(exchange.body)[:200]}"


def _pairs(earlier: list[Exchange], later: list[Exchange]) -> Iterable[tuple[Exchange, Exchange]]:
    """Pair requests of equal messages, those with the most alike parameters first."""
    rest = list(later)
    for one in earlier:
        if not rest:
            return
        other = min(rest, key=lambda e: (e.stream != one.stream, _distance(one, e)))
        rest.remove(other)
        yield one, other


def _distance(one: Exchange, other: Exchange) -> int:
    names = one.parameters.keys() | other.parameters.keys()
    return sum(one.parameters.get(name) != other.parameters.get(name) for name in names)


def _compare_parameters(
    one: Exchange, other: Exchange, said: str, vendor: Vendor, result: Comparison
) -> None:
    if one.stream != other.stream:
        result.problem(f"stream was {one.stream}, is {other.stream}")
    for name, value in one.parameters.items():
        arrived: Any = other.parameters.get(name)
        if arrived == value and name not in other.ignored:
            continue
        if arrived is None and {**DEFAULTS, **vendor.assumes}.get(name) == value:
            result.excused.add(name)
            continue
        if name == "reasoning_effort" and vendor.switches & other.parameters.keys() - {name}:
            continue
        if _named(name, said):
            result.excused.add(name)
        elif name in other.ignored:
            result.problem(f"parameter {name} is not heeded there, and no finding names it")
        else:
            result.problem(f"parameter {name} was {value!r}, is {arrived!r}, no finding names it")
    may_appear = vendor.switches | {"dimensions"}  # the size of vectors is compared all the same
    for name in other.parameters.keys() - one.parameters.keys() - may_appear:
        if name in vendor.demands and _named(name, said):
            result.excused.add(name)
            continue
        result.problem(f"parameter {name} appeared: {other.parameters[name]!r}")


def _named(name: str, said: str) -> bool:
    """Say whether a finding names a parameter; a name that is also a word must look like one."""
    for each in ALSO_CALLED.get(name, (name,)):
        plain = "_" in each or len(each) > 6
        pattern = rf"\b{each}\b" if plain else rf"(?:^|[`'\"]){each}(?:[`'\"=:]| is )|\b{each}="
        if re.search(pattern, said, re.MULTILINE):
            return True
    return False


_SIZES = re.compile(r"vectors had (\d+) numbers and now have (\d+)")


def compare_output(
    before: Ended, after: Ended, *, masks_models: bool, findings: Iterable[str] = ()
) -> list[str]:
    """Compare exit codes and standard output; return what is wrong.

    A size of vectors that a finding tells to be another one may be printed as such.
    """
    problems = []
    if before.code != after.code:
        last = after.stderr.strip().splitlines()[-1:] or [""]
        problems.append(f"exit code was {before.code}, is {after.code}: {last[0]}")
    old, new = before.stdout, after.stdout
    for had, has in {size for text in findings for size in _SIZES.findall(text)}:
        old = re.sub(rf"\b{had}\b", has, old)
    if masks_models:
        old, new = _MODEL.sub("<model>", old), _MODEL.sub("<model>", new)
    if old != new:
        lines = difflib.unified_diff(
            old.splitlines(), new.splitlines(), "before", "after", n=0, lineterm=""
        )
        problems.append("output differs:\n" + "\n".join(lines))
    return problems

"""What becomes of a program at a target: it does the same, it is left with a reason, or it is wrong."""

from __future__ import annotations

import contextlib
import tempfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from tests.fake.vendor import Vendor
from tests.programs.cases import FIXTURES, Case, load_case
from tests.programs.harness import Bench, Finding, contents, copied
from transforms import catalog

FEATURES = {
    "chat": "chat_module_client",
    "stream": "stream_for_loop",
    "async": "async_gather",
    "tools": "tools_round_trip",
    "json": "format_json_object",
    "embeddings": "embeddings_cosine",
    "errors": "errors_ordered",
    "vision": "vision_parts",
}
"""The program that stands for a feature, at every target."""

MODULES = {("gemini", "native"): "google.genai"}
"""Modules that are not installed on each Python."""
ROUTES = sorted(
    (summary.name, sdk)
    for summary in catalog.provider_names()
    for sdk in summary.routes
    if not catalog.load_provider(summary.name).own
)
"""Every target with each of its SDKs, but for the source's own service."""


def absent(target: str, sdk: str) -> bool:
    """Say whether a route cannot be run here, because its SDK is not installed."""
    module = MODULES.get((target, sdk))
    if module is None:
        return False
    with contextlib.suppress(ModuleNotFoundError):  # of the package that holds it
        return find_spec(module) is None
    return True


CONSEQUENCES = ("GROUP-LEFT", "CLIENT-SHARED")
"""Codes of findings that tell of another finding."""


@dataclass(frozen=True)
class Verdict:
    """``equal``, ``left`` (and why), ``part`` (some of it moved, the rest is left, and why),
    ``differs`` (and how, which a finding tells) or ``wrong`` (and what)."""

    kind: str
    reason: str = ""


def feature(name: str) -> Case:
    """Return the case that stands for a feature."""
    return load_case(FIXTURES / FEATURES[name])


def verdict(bench: Bench, case: Case, vendor: Vendor, sdk: str) -> Verdict:
    """Migrate a copy of the case to the vendor, run it if it changed, and judge."""
    with tempfile.TemporaryDirectory() as folder:
        tree = copied(case, Path(folder))
        try:
            migrated = bench.migrate_tree(tree, sdk, *case.options, vendor=vendor)
        except RuntimeError as failure:
            return Verdict("wrong", str(failure))
        reason = why_left(migrated.findings)
        if contents(tree) == contents(case.before):
            return Verdict("left", reason) if reason else Verdict("wrong", "left in silence")
        problems = bench.check_result(case, sdk, tree, migrated, vendor)
    rest = [p for p in problems if not (reason and p.startswith("still talks to api.openai.com"))]
    if rest:
        word = vendor.differing(sdk).get(case.name.partition("_")[0])
        told = [f.message for f in migrated.findings if f.severity == "review"]
        differs = word is not None and any(word in message for message in told)
        return Verdict("differs" if differs else "wrong", "\n".join(rest))
    return Verdict("part", reason) if problems else Verdict("equal")


def why_left(findings: tuple[Finding, ...]) -> str:
    """Return the reasons why something was left, without those that follow from others."""
    left = [f for f in findings if f.severity == "left"]
    first = [f for f in left if f.code not in CONSEQUENCES] or left
    return "; ".join(dict.fromkeys(f"{f.code} {f.message}" for f in first))

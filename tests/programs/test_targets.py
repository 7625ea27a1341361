"""One program for each feature at each target: it does the same, or stays for a reason on record."""

from __future__ import annotations

import pytest

from tests.fake.vendors import SOURCE, VENDORS
from tests.programs.harness import Bench
from tests.programs.verdicts import FEATURES, ROUTES, absent, feature, verdict
from transforms import catalog

ROWS = [
    (target, sdk, word, VENDORS[target].staying(sdk).get(word, ""))
    for target, sdk in ROUTES
    for word in FEATURES
    if target != "qwen"
]


@pytest.mark.parametrize(
    ("target", "sdk", "word", "reason"), ROWS, ids=["-".join(row[:3]) for row in ROWS]
)
def test_a_feature_works_or_stays_for_its_reason(
    bench: Bench, target: str, sdk: str, word: str, reason: str
) -> None:
    if absent(target, sdk):
        pytest.skip(f"the SDK of {target} is not installed")
    found = verdict(bench, feature(word), VENDORS[target], sdk)
    differs = VENDORS[target].differing(sdk).get(word)
    if differs:
        assert found.kind == "differs", found
    elif reason:
        assert found.kind in ("left", "part"), found
        assert reason.lower() in found.reason.lower()
    else:
        assert (found.kind, found.reason) == ("equal", "")


@pytest.mark.parametrize("target", [t for t in VENDORS if t != "qwen"])
def test_what_stays_is_a_feature(target: str) -> None:
    for sdk in ("native", "openai"):
        assert VENDORS[target].staying(sdk).keys() <= FEATURES.keys()


def test_every_compatible_target_has_a_fake() -> None:
    with_route = {each.name for each in catalog.provider_names() if "openai" in each.routes}
    own = {name for name in with_route if catalog.load_provider(name).own}
    assert with_route - own == set(VENDORS)
    assert own == {SOURCE.name}

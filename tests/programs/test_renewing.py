"""Programs whose models have ended: renewed, they do the same with the models of today."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fake.vendors import SOURCE
from tests.programs.cases import FIXTURES, load_case
from tests.programs.harness import Bench, contents, copied
from tests.programs.verdicts import verdict

RENEWED = (
    "app_memory",
    "chat_self_client",
    "choices_many",
    "client_inline",
    "errors_backoff_loop",
    "errors_tenacity",
    "kwargs_logit_bias",
    "kwargs_self_config",
    "model_conditional",
    "module_settings_elsewhere",
    "reasoning_effort",
    "stream_for_loop",
    "stream_runtime_flag",
)
LEFT = {
    "model_list_loop": "MODEL-THINKING",
    "model_pydantic_settings": "MODEL-THINKING",
    "functions_legacy": "functions",
    "app_split_images": "dall-e-3",
    "client_out_of_sight": "CALL-UNTRACED",
}
RIGHT = (
    "chat_module_client",
    "embeddings_cosine",
    "azure_client",
    "model_comparison",
    "tools_round_trip",
    "vision_parts",
)


@pytest.mark.parametrize("name", RENEWED)
def test_a_renewed_program_does_the_same(bench: Bench, name: str) -> None:
    found = verdict(bench, load_case(FIXTURES / name), SOURCE, "openai")
    assert (found.kind, found.reason) == ("equal", "")


@pytest.mark.parametrize("name", LEFT)
def test_what_cannot_be_renewed_is_named(bench: Bench, name: str) -> None:
    found = verdict(bench, load_case(FIXTURES / name), SOURCE, "openai")
    assert found.kind == "left"
    assert LEFT[name] in found.reason


@pytest.mark.parametrize("name", RIGHT)
def test_what_is_right_stays(bench: Bench, tmp_path: Path, name: str) -> None:
    case = load_case(FIXTURES / name)
    tree = copied(case, tmp_path)
    migrated = bench.migrate_tree(tree, "openai", vendor=SOURCE)
    assert contents(tree) == contents(case.before)
    assert {f.severity for f in migrated.findings} <= {"note"}

"""What the command says of targets: their names, their caution, what only the user knows."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.command import Ran, migrate

CHAT = """\
from openai import OpenAI
OpenAI().chat.completions.create(model="gpt-4", messages=[])
"""
GATEWAY = """\
name: gateway
title: Our gateway
facts: 2026-11-01
default_sdk: openai
routes: [openai]
experimental: it started yesterday.
---
endpoint: {api_key_env: GATEWAY_KEY, regions: {only: https://llm.acme.example/v1}}
models:
  roles: {chat: acme-large}
openai:
  unsupported: {'*': The gateway has chats and embeddings.}
"""


@pytest.fixture
def program(tmp_path: Path) -> Path:
    (tmp_path / "main.py").write_text(CHAT, "utf-8")
    return tmp_path


def refused(ran: Ran) -> str:
    """Return the one line on standard error of a run that ended with 2 and changed nothing."""
    assert (ran.status, ran.out) == (2, "")
    (line,) = ran.err.splitlines()
    return line


@pytest.mark.parametrize("target", ["baichuan", "yi", "360"])
def test_the_report_on_an_experimental_target_starts_with_what_is_unverified(
    target: str, program: Path
) -> None:
    ran = migrate("--to", target, "--base-url", "https://api.example.com/v1", cwd=program)
    assert ran.status == 0
    assert "is an experimental target: " in ran.out.splitlines()[0]
    again = migrate(
        "--to", target, "--base-url", "https://x.example/v1", "--format=json", cwd=program
    )
    assert "experimental" in json.loads(again.out)["caution"]


def test_other_reports_do_not(program: Path) -> None:
    ran = migrate("--to", "zhipu", "--check", cwd=program)
    assert ran.out.startswith("Would change:")
    report = json.loads(migrate("--to", "zhipu", "--check", "--format=json", cwd=program).out)
    assert "caution" not in report


def test_a_target_without_an_sdk_of_its_own_says_so(program: Path) -> None:
    said = refused(migrate("--to", "kimi", "--sdk", "native", cwd=program))
    assert said == "migrate: moonshot has no SDK of its own that we know; choose --sdk openai"
    assert (program / "main.py").read_text("utf-8") == CHAT


def test_an_address_that_only_the_user_knows_is_asked_for(program: Path) -> None:
    said = refused(migrate("--to", "360", cwd=program))
    assert said.startswith("migrate: name the address of 360 Zhinao with --base-url URL: ")


@pytest.mark.parametrize(
    ("region", "url"),
    [("mainland", "open.bigmodel.cn"), ("international", "api.z.ai")],
)
def test_a_region_chooses_the_address(region: str, url: str, program: Path) -> None:
    assert migrate("--to", "glm", "--region", region, cwd=program).status == 0
    assert f'base_url="https://{url}/api/paas/v4"' in (program / "main.py").read_text("utf-8")


def test_a_profile_of_ones_own_is_listed_and_used(program: Path) -> None:
    (program / "own.yaml").write_text(GATEWAY, "utf-8")
    ran = migrate("--list-providers", "--provider-file", "own.yaml", cwd=program)
    (row,) = [row for row in ran.out.splitlines() if row.startswith("gateway ")]
    assert "(experimental)" in row and "2026-11-01" in row
    (program / "pyproject.toml").write_text(
        '[tool.migrate]\nto = "gateway"\nproviders = ["own.yaml"]\n', "utf-8"
    )
    assert migrate(cwd=program).status == 0
    assert 'model="acme-large"' in (program / "main.py").read_text("utf-8")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("roles:", "rolls:", "own.yaml:10: unknown key rolls in models (did you mean roles?)"),
        ("name: gateway", "name: qwen", "own.yaml:1: there is a provider qwen: choose another"),
    ],
)
def test_a_mistake_in_it_is_one_line_with_its_place(
    old: str, new: str, said: str, program: Path
) -> None:
    (program / "own.yaml").write_text(GATEWAY.replace(old, new), "utf-8")
    target = "qwen" if "qwen" in new else "gateway"
    line = refused(migrate("--to", target, "--provider-file", "own.yaml", cwd=program))
    assert line.startswith(f"migrate: {said}")


@pytest.mark.parametrize(
    ("family", "old", "ollama", "vllm"),
    [
        ("llama", "gpt-4o", "llama3.3", "meta-llama/Llama-4-Scout-17B-16E-Instruct"),
        ("llama", "gpt-3.5-turbo", "llama3.2", "meta-llama/Llama-3.1-8B-Instruct"),
        ("qwen", "gpt-4o", "qwen3", "Qwen/Qwen3-32B"),
        ("glm", "gpt-4", "glm4", "zai-org/GLM-4-32B-0414"),
        ("yi", "gpt-3.5-turbo", "yi", "01-ai/Yi-1.5-9B-Chat"),
        ("gpt-oss", "o3", "gpt-oss:120b", "openai/gpt-oss-120b"),
    ],
)
def test_a_family_gives_the_names_of_open_models(
    family: str, old: str, ollama: str, vllm: str, tmp_path: Path
) -> None:
    for target, name in (("ollama", ollama), ("vllm", vllm)):
        (tmp_path / "main.py").write_text(CHAT.replace("gpt-4", old), "utf-8")
        migrate("--to", target, "--family", family, cwd=tmp_path)
        assert f'model="{name}"' in (tmp_path / "main.py").read_text("utf-8")


def test_a_family_whose_models_reason_takes_the_place_of_those_that_do_only(program: Path) -> None:
    ran = migrate("--to", "vllm", "--family", "gpt-oss", cwd=program)
    assert "MODEL-UNMAPPED gpt-4 has no" in ran.out
    assert (program / "main.py").read_text("utf-8") == CHAT

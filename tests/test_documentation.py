"""What the README, the explanations and the changelog say is what the command does."""

from __future__ import annotations

import ast
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest
import yaml

from codemod import __version__, cli
from codemod.choices import rule_names
from codemod.configuration import CODE, KINDS, load
from codemod.vocabulary.diagnostics import Severity
from tests import providers_table
from tests.command import ROOT, migrate
from tests.programs import matrix
from transforms import catalog

README = (ROOT / "README.md").read_text("utf-8")
EXPLANATIONS = (ROOT / "transforms" / "explanations.yaml").read_text("utf-8")
HYPHENATED = re.compile(r"[A-Z]{2,}(-[A-Z]+)+")
SINGLE = re.compile(r"[A-Z]{4,}")
BLOCK = r"<!-- {} -->\n```(?P<language>\w+)\n(?P<text>.*?)```\n"
SHOWN = re.compile(BLOCK.format(r"migrate (?P<arguments>[^\n]*?)"), re.DOTALL)


def part(name: str) -> str:
    """Return what stands between the markers of one part of the README."""
    return README.partition(f"<!-- {name} -->\n")[2].partition(f"<!-- /{name} -->")[0]


def command_of(name: str) -> str:
    """Return the shell command that the README shows under a marker."""
    found = re.search(BLOCK.format(name), README, re.DOTALL)
    assert found is not None
    return found["text"].strip()


def rows(table: str) -> list[list[str]]:
    """Return the cells of a Markdown table, without its head."""
    lines = [line for line in table.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def codes_in(source: str) -> set[str]:
    """Return the codes of changes and findings that a module of the project names.

    A code with a hyphen is told by its form; one without by where it stands: first in ``Why(...)``,
    first of a returned tuple, or assigned to CODE.
    """
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if HYPHENATED.fullmatch(node.value):
                found.add(node.value)
            continue
        places: list[ast.expr] = []
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Why":
            places = node.args[:1]
        elif isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple):
            places = node.value.elts[:1]
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "CODE":
            places = [node.value]
        for place in places:
            if isinstance(place, ast.Constant) and isinstance(place.value, str):
                found |= {place.value} if SINGLE.fullmatch(place.value) else set()
    return found


def emitted() -> set[str]:
    files = [p for folder in ("codemod", "transforms") for p in (ROOT / folder).rglob("*.py")]
    return {code for path in files for code in codes_in(path.read_text("utf-8"))}


# Explanations.


def test_codes_are_found_where_they_stand() -> None:
    source = """
x = Why("IMPORT", "text")
y = Finding(p, s, "MODEL-MERGED" if a else "KEY-NONE", "TEXT of GPT-4")
def f():
    return "SKIPPED", "why"
CODE = "CONFIGURATION"
option(metavar="PROVIDER")
"""
    codes = {"IMPORT", "MODEL-MERGED", "KEY-NONE", "SKIPPED", "CONFIGURATION"}
    assert codes_in(source) == codes


def test_every_code_is_explained_and_no_other() -> None:
    explained = set(yaml.safe_load(EXPLANATIONS))
    codes = emitted()
    assert len(codes) > 50
    assert codes - explained == set(), "emitted, and not explained"
    assert explained - codes == set(), "explained, and never emitted"
    assert CODE in explained


def test_explanations_are_sorted_and_none_is_told_twice() -> None:
    keys = re.findall(r"^([A-Z-]+):", EXPLANATIONS, re.MULTILINE)
    assert keys == sorted(set(keys))


def test_an_explanation_is_two_to_six_sentences() -> None:
    for code, text in yaml.safe_load(EXPLANATIONS).items():
        sentences = re.findall(r"[.:](?=\s|$)", text)
        assert 2 <= len(sentences) <= 6, code
        assert text[0].isupper() or text.startswith(("api_key", "with_options")), code


def test_the_command_explains_a_code_of_a_finding(tmp_path: Path) -> None:
    ran = migrate("--explain", "group-left", cwd=tmp_path)
    assert ran.status == 0
    assert ran.out.startswith("GROUP-LEFT\n\nCalls and clients that share a value")


# The two commands.


@pytest.mark.skipif(shutil.which("sh") is None, reason="the command is written for a POSIX shell")
def test_the_first_command_prints_what_the_readme_shows(tmp_path: Path) -> None:
    install, *rest = command_of("first command").split(" && ")
    assert install == "python -m pip install ."
    (shown,) = [
        block for block in SHOWN.finditer(README) if "client_imported" in block["arguments"]
    ]
    script = tmp_path / "migrate"
    script.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec python -m codemod "$@"\n')
    script.chmod(0o755)
    bare = subprocess.run(
        ["sh", "-ec", f'PATH="{tmp_path}:$PATH"; cd "{ROOT}"; {" && ".join(rest)}'],
        check=True,
        env=_environment(tmp_path),
        capture_output=True,
        text=True,
    )
    _holds(bare.stdout + bare.stderr, shown["text"])
    assert bare.stdout.startswith("diff --git ")


def _environment(home: Path) -> dict[str, str]:
    here = os.path.dirname(sys.executable)
    own = {"PATH": f"{here}{os.pathsep}{os.environ['PATH']}", "TMPDIR": str(home)}
    return {**os.environ, **own, "XDG_STATE_HOME": str(home / "state")}


def _holds(output: str, shown: str) -> None:
    """Assert that ``output`` has the lines of ``shown``, in order; ``...`` stands for any lines."""
    lines = output.splitlines()
    at = 0
    for piece in re.split(r"^\.\.\.\n", shown, flags=re.MULTILINE):
        wanted = piece.splitlines()
        places = (n for n in range(at, len(lines)) if lines[n : n + len(wanted)] == wanted)
        found = next(places, None)
        assert found is not None, f"not printed:\n{piece}\nbut:\n{output}"
        at = found + len(wanted)


def test_what_is_shown_must_be_printed_in_order() -> None:
    _holds("a\nb\nc\nd\n", "a\nb\n...\nd\n")
    for wrong in ("b\na\n", "a\nc\n", "d\n...\na\n"):
        with pytest.raises(AssertionError):
            _holds("a\nb\nc\nd\n", wrong)


def test_the_second_command_installs_what_the_tests_need_and_runs_them() -> None:
    command = command_of("second command")
    assert command == "python -m pip install -e '.[test]' && python -m pytest -n 2"


@pytest.mark.parametrize(
    "block",
    [block for block in SHOWN.finditer(README) if block["language"] != "json"],
    ids=lambda block: block["arguments"].replace("/", "-"),
)
def test_the_command_prints_what_the_readme_shows(block: re.Match[str], tmp_path: Path) -> None:
    *options, case = shlex.split(block["arguments"])
    here = tmp_path / "program"
    shutil.copytree(ROOT / case, here)
    ran = migrate("--to", "qwen", "--diff", *options, cwd=here)
    assert ran.status == 0
    _holds(ran.out + ran.err, block["text"])


def test_the_object_that_the_readme_shows_is_printed(tmp_path: Path) -> None:
    (block,) = [block for block in SHOWN.finditer(README) if block["language"] == "json"]
    *options, case = shlex.split(block["arguments"])
    here = tmp_path / "program"
    shutil.copytree(ROOT / case, here)
    ran = migrate("--to", "qwen", *options, cwd=here)
    assert json.loads(block["text"]) == json.loads(ran.out)


# Tables.


def test_the_options_are_those_of_the_command() -> None:
    told = [
        option
        for row in rows(part("options"))
        for option in re.findall(r"`(-[^ `]+)[^`]*`", row[0])
    ]
    options = [p for p in cli.command.get_params(_context()) if p.param_type_name == "option"]
    known = {name for option in options for name in (*option.opts, *option.secondary_opts)}
    assert set(told) == known
    assert len(told) == len(set(told))


def _context() -> click.Context:
    return click.Context(cli.command, help_option_names=["-h", "--help"])


def test_the_rules_are_those_of_the_command() -> None:
    (row,) = [row for row in rows(part("options")) if row[0].startswith("`--only")]
    assert tuple(re.findall(r"`(\w+)`", row[1])) == rule_names()


def test_the_exit_codes_are_those_of_the_command() -> None:
    (told,) = re.findall(r"^Exit codes: .*?\n\n", README, re.DOTALL | re.MULTILINE)
    statuses = [cli.DONE, cli.PENDING, cli.USAGE, cli.INTERNAL, cli.INTERRUPTED]
    assert [int(number) for number in re.findall(r"\b\d+\b", told)] == statuses


def test_the_providers_are_those_of_the_profiles() -> None:
    told = rows(part("providers"))
    assert told == providers_table.rows()
    assert providers_table.written(README) == README, "python -m tests.providers_table writes it"
    assert [row[0].strip("`") for row in told] == [p.name for p in catalog.provider_names()]
    (qwen,) = [row for row in told if row[0] == "`qwen`"]
    assert qwen[2:3] + qwen[4:5] == ["native, openai", "`DASHSCOPE_API_KEY`"]


def test_the_programs_at_the_targets_are_those_that_the_tests_hold() -> None:
    assert (
        matrix.written(README, matrix.features()) == README
    ), "python -m tests.programs.matrix --write"


def test_the_example_of_a_gateway_is_a_target(tmp_path: Path) -> None:
    text = README.partition("<!-- gateway -->\n```yaml\n")[2].partition("```")[0]
    assert len(text.splitlines()) == 15
    file = tmp_path / "gateway.yaml"
    file.write_text(text, "utf-8")
    (tmp_path / "main.py").write_text(
        'import openai\nopenai.OpenAI().chat.completions.create(model="gpt-4o", messages=[])\n'
    )
    ran = migrate("--to", "gateway", "--provider-file", str(file), cwd=tmp_path)
    assert ran.status == 0
    migrated = (tmp_path / "main.py").read_text("utf-8")
    assert 'model="acme-large"' in migrated
    assert 'base_url="https://llm.acme.example/v1"' in migrated
    assert 'os.environ["GATEWAY_API_KEY"]' in migrated


def test_the_severities_are_told() -> None:
    table = README.partition("| severity | meaning |")[2].partition("\n\n")[0]
    told = re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)
    assert told == [severity.value for severity in Severity]


def test_the_keys_of_the_configuration_are_told_and_the_example_is_read(tmp_path: Path) -> None:
    told = README.partition("<!-- configuration -->\n")[2].partition("\n\n")[0]
    assert set(re.findall(r"`([a-z-]+)`", told)) == set(KINDS)
    for key in KINDS:
        text = yaml.safe_load(EXPLANATIONS)[CODE]
        assert re.search(rf"\b{key}\b", text), key
    example = README.partition("```toml\n")[2].partition("```")[0]
    file = tmp_path / "pyproject.toml"
    file.write_text(example)
    settings = load(file)
    assert (settings.to, settings.models) == ("qwen", {"gpt-4o": "qwen3.7-plus"})


def test_the_hooks_are_those_of_the_repository() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    told = next(
        yaml.safe_load(block)
        for block in re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)
        if block.startswith("repos:")
    )
    assert [h["id"] for h in told["repos"][0]["hooks"]] == [hook["id"] for hook in hooks]


def test_the_workflow_gives_the_inputs_that_the_action_has() -> None:
    inputs = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))["inputs"]
    (workflow,) = [
        yaml.safe_load(block)
        for block in re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)
        if block.startswith("name: migrate")
    ]
    (step,) = [s for s in workflow["jobs"]["dry-run"]["steps"] if "/migrate@" in s["uses"]]
    assert set(step["with"]) <= set(inputs)
    assert {name for name, each in inputs.items() if each.get("required")} <= set(step["with"])


# Housekeeping.


def test_the_changelog_knows_this_version() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert re.search(rf"^## {re.escape(__version__)}\b", changelog, re.MULTILINE)


def test_nothing_of_one_machine_is_told() -> None:
    for name in ("README.md", "CHANGELOG.md", "transforms/explanations.yaml", ".ci/run"):
        text = (ROOT / name).read_text("utf-8")
        assert not re.search(r"(?<![\w.$])/(?:work|tmp|home|root|opt)/|index-url", text), name


def test_the_measured_parts_have_their_markers() -> None:
    for name in ("corpus", "benchmark"):
        assert README.count(f"<!-- {name} -->") == README.count(f"<!-- /{name} -->") == 1

"""The command as its user meets it: options, streams, exit statuses, files."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

import codemod
from codemod import cli, pipeline
from tests.command import ROOT, Ran, migrate

KEY = "sk-" + "a1B2c3D4" * 6

CHAT = """\
from openai import OpenAI

client = OpenAI()
reply = client.chat.completions.create(
    model="gpt-4o", messages=[{"role": "user", "content": "Hi"}]
)
print(reply.choices[0].message.content)
"""
KEYED = CHAT.replace("OpenAI()", f'OpenAI(api_key="{KEY}")')
THREADS = """\
from openai import OpenAI

client = OpenAI()
thread = client.beta.threads.create()
print(thread.id)
"""
PLAIN = "import json\n\nprint(json.dumps({}))\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a folder with a project's marker, and nothing else."""
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "pyproject.toml").write_text('[project]\nname = "x"\nversion = "1"\n')
    return folder


def snapshot(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".git" not in path.parts
    }


def git(folder: Path, *arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    silent = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    identity = ["-c", "user.name=nobody", "-c", "user.email=nobody@localhost"]
    return subprocess.run(
        ["git", *identity, *arguments],
        check=False,
        cwd=folder,
        env=os.environ | silent,
        input=stdin,
        capture_output=True,
    )


def commit(folder: Path) -> None:
    for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "first"]):
        assert git(folder, *arguments).returncode == 0


def refused(ran: Ran) -> str:
    """Return the one line with which a run was refused."""
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.count("\n") == 1
    assert ran.err.startswith("migrate: ")
    return ran.err.removeprefix("migrate: ").rstrip("\n")


# Nothing to do.


def test_an_empty_project(project: Path) -> None:
    before = snapshot(project)
    ran = migrate("--to", "qwen", cwd=project)
    assert (ran.status, ran.err) == (0, "")
    assert re.fullmatch(r"Nothing to migrate in \d+ files?\.\n", ran.out)
    assert snapshot(project) == before


def test_a_project_without_the_source_stays(project: Path) -> None:
    (project / "app.py").write_text(PLAIN)
    before = snapshot(project)
    for arguments in ([], ["--diff"], ["--check"], ["--strict"], ["--check", "--strict"]):
        ran = migrate("--to", "qwen", *arguments, cwd=project)
        assert (ran.status, snapshot(project)) == (0, before), arguments
    assert migrate("--to", "qwen", "--diff", cwd=project).raw == b""


# Help, version, lists.


def test_help_names_every_option_of_the_contract(tmp_path: Path) -> None:
    ran = migrate("--help", cwd=tmp_path)
    assert (ran.status, ran.err) == (0, "")
    for option in (
        "--to", "--sdk", "--source-host", "--diff", "--check", "--format", "--model", "--base-url",
        "--api-key-env", "--region", "--workspace", "--config", "--only", "--skip", "--exclude",
        "--jobs", "--executor", "--strict", "--undo", "--force", "--black", "--list-providers", "--explain",
        "--version",
    ):  # fmt: skip
        assert re.search(rf"^  (-h, )?{option}\b", ran.out, re.MULTILINE), option
    for code in (0, 1, 2, 123):
        assert re.search(rf"^    {code} ", ran.out, re.MULTILINE), code


def test_the_version(tmp_path: Path) -> None:
    ran = migrate("--version", cwd=tmp_path)
    assert (ran.status, ran.out, ran.err) == (0, f"migrate {codemod.__version__}\n", "")


def test_the_providers_are_listed(tmp_path: Path) -> None:
    ran = migrate("--list-providers", cwd=tmp_path)
    assert (ran.status, ran.err) == (0, "")
    header, *rows = ran.out.splitlines()
    assert header.startswith("PROVIDER ")
    (qwen,) = [row for row in rows if row.startswith("qwen ")]
    assert "native, openai" in qwen
    assert "dashscope" in qwen
    assert re.search(r"\b20\d\d-\d\d-\d\d\b", qwen)


def test_the_providers_are_listed_for_machines(tmp_path: Path) -> None:
    ran = migrate("--list-providers", "--format", "json", cwd=tmp_path)
    assert ran.status == 0
    (qwen,) = [provider for provider in json.loads(ran.out) if provider["name"] == "qwen"]
    assert qwen["default_sdk"] == "native"
    assert {"native", "openai"} <= set(qwen["routes"])


def test_a_code_is_explained(tmp_path: Path) -> None:
    ran = migrate("--explain", "configuration", cwd=tmp_path)
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith("CONFIGURATION\n\n")
    assert len(ran.out) > 60


def test_an_unknown_code_is_refused(tmp_path: Path) -> None:
    message = refused(migrate("--explain", "configurations", cwd=tmp_path))
    assert message == "unknown code configurations (did you mean CONFIGURATION?)"


# Refusals.


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "name the provider to move to with --to PROVIDER (--list-providers shows them)"),
        (["--to"], "Option '--to' requires an argument."),
        (["--to", "qwne"], "unknown provider qwne (did you mean qwen?); --list-providers shows them"),
        (["--to", "zzzzzz"], "unknown provider zzzzzz; --list-providers shows them"),
        (["--to", "qwen", "--sdk", "nativ"], "unknown SDK nativ (did you mean native?); choose native or openai"),
        (["--to", "qwen", "--model", "gpt-4o"], "--model gpt-4o must read OLD=NEW"),
        (["--to", "qwen", "--model", "gpt-4o="], "gpt-4o= does not map one model name to another"),
        (["--to", "qwen", "--base-url", "example.com"], "the base URL must start with http:// or https://"),
        (["--to", "qwen", "--source-host", "a b"], "a b is not the name of a host"),
        (["--to", "qwen", "--undo", "--diff"], "--undo writes; it does not go with --diff or --check"),
        (["--to", "qwen", "gone.py"], "Invalid value for '[PATHS]...': Path 'gone.py' does not exist."),
        (["--to", "qwen", "--format", "xml"], "Invalid value for '--format': 'xml' is not one of 'text', 'json', 'markdown', 'html', 'sarif', 'github'."),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)  # fmt: skip
def test_wrong_use_is_one_clear_line(arguments: list[str], message: str, project: Path) -> None:
    (project / "app.py").write_text(CHAT)
    before = snapshot(project)
    assert refused(migrate(*arguments, cwd=project)) == message
    assert snapshot(project) == before


def test_an_unknown_option_gets_a_hint(project: Path) -> None:
    assert "--check" in refused(migrate("--to", "qwen", "--chekc", cwd=project))


def test_an_unknown_rule_gets_a_hint(project: Path) -> None:
    message = refused(migrate("--to", "qwen", "--only", "modles", cwd=project))
    assert message.startswith("unknown rule modles (did you mean models?); the rules are ")
    assert message == refused(migrate("--to", "qwen", "--skip", "modles", cwd=project))


def test_an_unknown_region_names_the_known(project: Path) -> None:
    message = refused(migrate("--to", "qwen", "--region", "nowhere", cwd=project))
    assert message.startswith("unknown region nowhere of qwen; choose ")


def test_a_key_given_for_a_variable_is_not_repeated(project: Path) -> None:
    message = refused(migrate("--to", "qwen", "--api-key-env", f"{KEY}", cwd=project))
    assert message == "the key's variable must be the name of an environment variable"


# Configuration.


def test_the_configuration_names_the_provider(project: Path) -> None:
    (project / "app.py").write_text(CHAT)
    with (project / "pyproject.toml").open("a") as file:
        file.write('\n[tool.migrate]\nto = "qwen"\nsdk = "openai"\nregion = "nowhere"\n')
    message = refused(migrate(cwd=project))
    assert message.startswith("pyproject.toml:8:1 CONFIGURATION unknown region nowhere of qwen; ")
    other = project / "other.toml"
    other.write_text('to = "qwen"\nsdk = "openai"\n')
    ran = migrate("--config", other, "--format", "json", "--check", cwd=project)
    assert ran.status == 1
    report = json.loads(ran.out)
    assert (report["to"], report["sdk"]) == ("qwen", "openai")
    ran = migrate("--config", other, "--format", "json", "--check", "--sdk", "native", cwd=project)
    assert json.loads(ran.out)["sdk"] == "native"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('too = "qwen"', "2:1 CONFIGURATION unknown key too (did you mean to?)"),
        ('to = "qwne"', "2:1 CONFIGURATION unknown provider qwne (did you mean qwen?); --list-providers shows them"),
        ("to = 1", "2:1 CONFIGURATION to must be a string"),
        ("to = ", "2:6 CONFIGURATION Invalid value"),
    ],
)  # fmt: skip
def test_a_fault_of_the_configuration_names_its_place(
    line: str, message: str, project: Path
) -> None:
    (project / "pyproject.toml").write_text(f"[tool.migrate]\n{line}\n")
    assert refused(migrate(cwd=project)) == f"pyproject.toml:{message}"


# Writing, checking, showing.


def test_files_are_rewritten_and_told(project: Path) -> None:
    (project / "app.py").write_text(CHAT)
    (project / "plain.py").write_text(PLAIN)
    ran = migrate("--to", "qwen", cwd=project)
    assert (ran.status, ran.err) == (0, "")
    after = (project / "app.py").read_text()
    assert "dashscope" in after
    assert "openai" not in after.lower().replace('protocol="openai"', "")
    assert (project / "plain.py").read_text() == PLAIN
    assert ran.out.startswith("Changed:\napp.py:1:1 ")
    assert re.search(r"^1 file rewritten, \d+ changes, 0 places left", ran.out, re.MULTILINE)
    assert not re.search(r"would", ran.out)

    again = migrate("--to", "qwen", cwd=project)
    assert again.status == 0
    assert (project / "app.py").read_text() == after
    assert "rewritten" not in again.out


def test_every_place_told_is_on_disk(project: Path) -> None:
    (project / "app.py").write_text("é = 1\n\n\n" + CHAT + "\n\nx = 'é', client.beta.threads\n")
    report = json.loads(migrate("--to", "qwen", "--format", "json", cwd=project).out)
    lines = (project / "app.py").read_text().split("\n")
    places = [
        (entry["line"], entry["column"])
        for file in report["files"]
        if file["path"] == "app.py"
        for entry in file["changes"] + file["findings"]
    ]
    assert places
    for line, column in places:
        assert 1 <= line <= len(lines)
        assert 1 <= column <= len(lines[line - 1]) + 1


def test_check_writes_nothing_and_tells_what_is_pending(project: Path) -> None:
    (project / "app.py").write_text(CHAT)
    before = snapshot(project)
    ran = migrate("--to", "qwen", "--check", cwd=project)
    assert (ran.status, ran.err) == (1, "")
    assert "\n1 file would be rewritten, " in ran.out
    assert snapshot(project) == before
    assert migrate("--to", "qwen", cwd=project).status == 0
    assert migrate("--to", "qwen", "--check", cwd=project).status == 0


@pytest.mark.parametrize("here", [".", "pkg"])
def test_git_applies_the_diff(here: str, project: Path) -> None:
    package = project / "pkg"
    package.mkdir()
    (package / "app.py").write_bytes(CHAT.replace("\n", "\r\n").encode())
    (package / "the bot.py").write_text("# é\n" + CHAT.rstrip("\n"))
    commit(project)
    before = snapshot(project)
    ran = migrate("--to", "qwen", "--diff", "pkg" if here == "." else ".", cwd=project / here)
    assert ran.status == 0
    assert ran.raw.startswith(b"diff --git a/pkg/app.py b/pkg/app.py\n")
    assert snapshot(project) == before
    assert "would be rewritten" in ran.err
    for check in (["--check"], []):
        applied = git(project / here, "apply", *check, "-", stdin=ran.raw)
        assert (applied.returncode, applied.stderr) == (0, b"")
    shown = snapshot(project)
    assert git(project, "checkout", "-q", ".").returncode == 0
    assert migrate("--to", "qwen", "pkg", cwd=project).status == 0
    written = snapshot(project)
    assert {path: shown[path] for path in shown if path.startswith("pkg")} == {
        path: written[path] for path in written if path.startswith("pkg")
    }


def test_diff_and_check_go_together(project: Path) -> None:
    (project / "app.py").write_text(CHAT)
    ran = migrate("--to", "qwen", "--diff", "--check", cwd=project)
    assert ran.status == 1
    assert ran.out.startswith("diff --git a/app.py b/app.py\n")
    assert (project / "app.py").read_text() == CHAT


def test_json_carries_the_diff(project: Path) -> None:
    (project / "app.py").write_text(CHAT)
    plain = migrate("--to", "qwen", "--diff", cwd=project)
    ran = migrate("--to", "qwen", "--diff", "--format", "json", cwd=project)
    report = json.loads(ran.out)
    assert report["diff"] == plain.out
    assert report["summary"]["written"] is False
    assert (project / "app.py").read_text() == CHAT


def test_strict_fails_on_a_place_left(project: Path) -> None:
    (project / "app.py").write_text(THREADS)
    ran = migrate("--to", "qwen", cwd=project)
    assert ran.status == 0
    assert ran.out.startswith("Left as it is:\n")
    assert re.search(r"^app\.py:4:\d+ [A-Z-]+ ", ran.out, re.MULTILINE)
    assert migrate("--to", "qwen", "--strict", cwd=project).status == 1
    (project / "pyproject.toml").write_text('[tool.migrate]\nto = "qwen"\nstrict = true\n')
    assert migrate(cwd=project).status == 1
    assert migrate("--no-strict", cwd=project).status == 0


def test_a_broken_file_does_not_stop_the_others(project: Path) -> None:
    (project / "app.py").write_text(CHAT)
    (project / "broken.py").write_text("import openai\ndef (:\n")
    ran = migrate("--to", "qwen", "--format", "json", cwd=project)
    files = {file["path"]: file for file in json.loads(ran.out)["files"]}
    assert ran.status == 0
    assert files["app.py"]["status"] == "rewritten"
    assert files["broken.py"]["status"] == "failed"
    assert [finding["severity"] for finding in files["broken.py"]["findings"]] == ["error"]
    assert (project / "broken.py").read_text() == "import openai\ndef (:\n"
    assert migrate("--to", "qwen", "--strict", cwd=project).status == 1


def test_excluded_files_stay(project: Path) -> None:
    (project / "old").mkdir()
    for path in ("app.py", "old/app.py"):
        (project / path).write_text(CHAT)
    assert migrate("--to", "qwen", "--exclude", "old", cwd=project).status == 0
    assert (project / "app.py").read_text() != CHAT
    assert (project / "old/app.py").read_text() == CHAT


def test_only_the_named_paths_change(project: Path) -> None:
    for path in ("a.py", "b.py"):
        (project / path).write_text(CHAT)
    assert migrate("--to", "qwen", "a.py", cwd=project).status == 0
    assert (project / "a.py").read_text() != CHAT
    assert (project / "b.py").read_text() == CHAT


def test_a_model_can_be_chosen(project: Path) -> None:
    (project / "app.py").write_text(CHAT)
    assert migrate("--to", "qwen", "--model", "gpt-4o=my-own-1", cwd=project).status == 0
    assert 'model="my-own-1"' in (project / "app.py").read_text()


# Keys.


def test_no_output_shows_a_key(project: Path) -> None:
    (project / "app.py").write_text(KEYED)
    for arguments in (["--check"], ["--diff"], ["--check", "--format", "json"], []):
        ran = migrate("--to", "qwen", *arguments, cwd=project)
        assert KEY not in ran.out + ran.err, arguments


def test_a_diff_leaves_out_the_file_with_the_key_and_says_so(project: Path) -> None:
    (project / "keyed.py").write_text(KEYED)
    (project / "app.py").write_text(CHAT)
    ran = migrate("--to", "qwen", "--diff", cwd=project)
    assert re.findall(r"^diff --git a/(\S+)", ran.out, re.MULTILINE) == ["app.py"]
    assert "migrate: keyed.py is not in the diff, which would show a key" in ran.err


# Taking it back.


def test_undo_restores_every_byte(project: Path) -> None:
    (project / "app.py").write_bytes(CHAT.replace("\n", "\r\n").encode())
    (project / "app.py").chmod(0o755)
    before = snapshot(project)
    assert migrate("--to", "qwen", cwd=project).status == 0
    assert snapshot(project) != before
    ran = migrate("--undo", cwd=project)
    assert (ran.status, ran.err) == (0, "")
    assert snapshot(project) == before
    assert stat.S_IMODE((project / "app.py").stat().st_mode) == 0o755


def test_undo_refuses_where_a_file_has_changed_since(project: Path) -> None:
    (project / "app.py").write_text(CHAT)
    assert migrate("--to", "qwen", cwd=project).status == 0
    with (project / "app.py").open("a") as file:
        file.write("# mine\n")
    mine = snapshot(project)
    ran = migrate("--undo", cwd=project)
    assert ran.status != 0
    assert "app.py" in ran.out + ran.err
    assert snapshot(project) == mine


def test_undo_without_a_run_says_so(project: Path) -> None:
    ran = migrate("--undo", cwd=project)
    assert ran.status == 2
    assert ran.err.startswith("migrate: ")


def test_a_file_that_git_does_not_have_needs_force(project: Path) -> None:
    (project / "app.py").write_text(CHAT)
    commit(project)
    mine = f"{CHAT}# mine\n"
    (project / "app.py").write_text(mine)
    ran = migrate("--to", "qwen", cwd=project)
    assert (project / "app.py").read_text() == mine
    assert "app.py" in ran.out + ran.err
    assert "--force" in ran.out + ran.err
    assert migrate("--to", "qwen", "--force", cwd=project).status == 0
    forced = (project / "app.py").read_text()
    assert "dashscope" in forced
    assert forced.endswith("# mine\n")


def test_staged_is_fine(project: Path) -> None:
    (project / "app.py").write_text(PLAIN)
    commit(project)
    (project / "app.py").write_text(CHAT)
    assert git(project, "add", "app.py").returncode == 0
    assert migrate("--to", "qwen", cwd=project).status == 0
    assert (project / "app.py").read_text() != CHAT


# Failures.


def test_a_reader_that_goes_away_is_no_error(project: Path) -> None:
    (project / "app.py").write_text(CHAT)
    for arguments in (["--to", "qwen", "--diff"], ["--list-providers"]):
        read, write = os.pipe()
        os.close(read)
        ran = migrate(*arguments, cwd=project, stdout=write)
        os.close(write)
        assert (ran.status, "BrokenPipe" in ran.err, "Exception" in ran.err) == (0, False, False)


def test_an_ascii_terminal_gets_readable_text(project: Path) -> None:
    (project / "caf\u00e9.py").write_text(CHAT)
    ascii_only = {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    ran = migrate("--to", "qwen", "--check", cwd=project, environment=ascii_only)
    assert ran.status == 1
    assert "caf\\xe9.py:1:1 " in ran.out


def test_a_failure_inside_is_one_line(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*arguments: object, **options: object) -> None:
        raise RuntimeError(f"two\nlines and {KEY}")

    (project / "app.py").write_text("import openai\n")
    monkeypatch.setattr(pipeline, "run", broken)
    monkeypatch.chdir(project)
    assert cli.status(["--to", "qwen"]) == 123
    out, err = capsys.readouterr()
    assert out == ""
    assert err == (
        f"migrate: internal failure: RuntimeError: two lines and <key of {len(KEY)} characters>; "
        "please report it with what the same command prints under MIGRATE_DEBUG=1\n"
    )
    monkeypatch.setenv("MIGRATE_DEBUG", "1")
    assert cli.status(["--to", "qwen"]) == 123
    err = capsys.readouterr().err
    assert err.startswith("Traceback (most recent call last):\n")
    assert KEY not in err


def test_an_interrupt_writes_nothing(project: Path) -> None:
    """The signal comes when all is planned: the process sends it to itself."""
    for number in range(20):
        (project / f"m{number}.py").write_text(CHAT)
    before = snapshot(project)
    program = (
        "import os, signal, sys\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # ignored where tests run aside
        "from codemod import cli, pipeline\n"
        "run = pipeline.run\n"
        "def interrupted(*arguments, **options):\n"
        "    report = run(*arguments, **options)\n"
        "    os.kill(os.getpid(), signal.SIGINT)\n"
        "    return report\n"
        "pipeline.run = interrupted\n"
        "cli.main(['--to', 'qwen'])\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program],
        check=False,
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert (ran.returncode, ran.stdout, ran.stderr.strip()) == (130, "", "migrate: interrupted")
    assert snapshot(project) == before


# Forms of the report.


@pytest.mark.parametrize("form", ["markdown", "html", "sarif", "github"])
def test_every_form_tells_of_the_change_and_masks_keys(form: str, project: Path) -> None:
    (project / "app.py").write_text(f'import openai\n\nclient = openai.OpenAI(api_key="{KEY}")\n')
    ran = migrate("--to", "qwen", "--check", "--format", form, cwd=project)
    assert (ran.status, ran.err) == (1, "")
    assert "app.py" in ran.out and "IMPORT" in ran.out and KEY not in ran.out


@pytest.mark.parametrize(
    ("form", "inside"), [("markdown", True), ("html", True), ("github", False)]
)
def test_a_diff_is_in_the_form_or_before_it(form: str, inside: bool, project: Path) -> None:
    (project / "app.py").write_text("from openai import OpenAI\n\nclient = OpenAI()\n")
    ran = migrate("--to", "qwen", "--diff", "--format", form, cwd=project)
    assert ran.status == 0
    assert "-from openai import OpenAI" in ran.out
    report = ran.out if inside else ran.err
    assert "1 file would be rewritten" in report
    assert inside or ran.out.startswith("diff --git a/app.py")

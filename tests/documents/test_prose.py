"""The key's variable in a README: what people are told to set is renamed with all else, or stays and is told."""

from __future__ import annotations

import pytest

from tests.documents.moving import MOVES, STAYS, check_kept, check_manifest, found, settled, text
from tests.migrating import assert_told, files_of, text_of

BLOCK = """
    # Assistant

    Set the key, then start it:

    ```bash
    pip install -r requirements.txt
    export OPENAI_API_KEY=sk-...
    python app.py
    ```
    """


def block(line: str, info: str = "bash") -> str:
    return f"# A\n\n```{info}\n{line}\n```\n"


# ------------------------------------------------------------------------------------- stays


@pytest.mark.parametrize(
    "before",
    [
        block("docker run -e OPENAI_API_KEY team/app"),
        block('curl -H "Authorization: Bearer $OPENAI_API_KEY" https://api.openai.com/v1/models'),
        block("OPENAI_API_KEY=x python app.py"),
        block("api_key: ${OPENAI_API_KEY}", "yaml"),
        block('os.environ["OPENAI_API_KEY"]', "python"),
        block("export OPENAI_API_KEY=your-openai-key"),
        block("export OPENAI_API_KEY=<key>  # from platform.openai.com"),
        block("echo $OPENAI_API_KEY"),
        block("export OPENAI_BASE_URL=https://api.example.com/v1\nexport OPENAI_API_KEY=of-theirs"),
        block("OPENAI_API_KEY=x\nOPENAI_ORGANIZATION=y"),
        "Get a key at [OpenAI](https://platform.openai.com), and set `OPENAI_API_KEY=...`.\n",
        "Sign in at platform.openai.com, copy the key\nand `export OPENAI_API_KEY=...` in a shell.\n",
        "OPENAI_API_KEY has to be set.\n",
        "It has `OPENAI_API_KEY is missing` in its log.\n",
        "~~~\n`OPENAI_API_KEY=x`\n~~~\n",
        "Start it:\n\n    OPENAI_API_KEY=... pipenv run app\n",
        "Start it:\n\n    pip install .\n\n    run --env OPENAI_API_KEY\n",
    ],
)
def test_what_does_more_than_set_it_or_speaks_of_the_source_stays(before: str) -> None:
    check_kept("README.md", before.encode(), "VARIABLE-ELSEWHERE")


@pytest.mark.parametrize(
    "path", ["CHANGELOG.md", "docs/history.md", "notes.md", "README.txt", "README.rst"]
)
def test_other_documents_stay(path: str) -> None:
    check_kept(path, block("export OPENAI_API_KEY=x").encode(), "VARIABLE-ELSEWHERE")


def test_one_place_that_stays_in_code_keeps_the_document() -> None:
    before = BLOCK + "    ```yaml\n    key: ${OPENAI_API_KEY}\n    ```\n"
    check_kept("README.md", before, "VARIABLE-ELSEWHERE", "VARIABLE-ELSEWHERE")


def test_a_real_key_stays_and_is_not_printed() -> None:
    key = "sk-proj-" + "aB3dE6gH9jK2" * 4
    report = check_kept(
        "README.md", block(f"export OPENAI_API_KEY={key}").encode(), "VARIABLE-ELSEWHERE"
    )
    assert key not in text_of(report)


@pytest.mark.parametrize(
    ("path", "other"),
    [
        ("other.py", STAYS),
        ("other.py", "import litellm\nprint(litellm.completion(model='gpt-4o', messages=[]))\n"),
        ("tox.ini", "[testenv]\npassenv = OPENAI_API_KEY\n"),
        ("chart/values.yaml", "env: {OPENAI_API_KEY: x}\n"),
        ("web/server.js", "const key = process.env.OPENAI_API_KEY\n"),
        (
            "compose.yml",
            "services:\n  ui:\n    image: someone/chat\n    environment: [OPENAI_API_KEY]\n",
        ),
        (
            ".github/workflows/a.yml",
            "jobs:\n  a:\n    steps:\n      - run: docker run -e OPENAI_API_KEY x\n",
        ),
    ],
)
def test_where_part_of_the_repository_stays_so_does_the_document(path: str, other: str) -> None:
    files = {"README.md": BLOCK, "requirements.txt": "flask\n", "chart/Chart.yaml": "name: a\n"}
    report, changed = settled(files, {"app.py": MOVES, path: other})
    assert "README.md" not in changed, text_of(report)
    assert found(report, "README.md") == ["VARIABLE-ELSEWHERE"]


def test_where_a_service_keeps_the_variable_so_does_the_document() -> None:
    compose = "services:\n  a:\n    build: .\n    environment:\n      OPENAI_API_KEY: a-real-one-4f8e2b7a9c1d3e5f6\n"
    report, changed = settled({"README.md": BLOCK, "compose.yml": compose})
    assert changed == {}, text_of(report)
    message = assert_told(
        report, files_of({"README.md": text(BLOCK)}), "VARIABLE-ELSEWHERE", "export OPENAI"
    ).message
    assert "compose.yml:5" in message


def test_a_document_that_has_both_stays() -> None:
    both = block("export OPENAI_API_KEY=x\nexport DASHSCOPE_API_KEY=y").encode()
    check_kept("README.md", both, "VARIABLE-ELSEWHERE")


def test_a_variable_that_no_code_reads_stays() -> None:
    before = (
        block("export AZURE_OPENAI_API_KEY=x") + "- `AZURE_OPENAI_API_KEY` of the other service\n"
    )
    check_kept("README.md", before.encode(), "VARIABLE-ELSEWHERE", "VARIABLE-ELSEWHERE")


def test_an_opted_out_document_stays() -> None:
    before = f"<!-- migrate: skip-file -->\n{block('export OPENAI_API_KEY=x')}".encode()
    check_kept("README.md", before, "VARIABLE-ELSEWHERE")


# ------------------------------------------------------------------------------------ moves


@pytest.mark.parametrize(
    "line",
    [
        "export OPENAI_API_KEY=sk-...",
        "$ export OPENAI_API_KEY='your key'  # of the team",
        "OPENAI_API_KEY=sk-xxxx",
        "set OPENAI_API_KEY=<your key>",
        '$env:OPENAI_API_KEY = "sk-..."',
        "export OPENAI_API_KEY=sk-...\n# OPENAI_API_KEY is needed by all\npython app.py",
    ],
)
@pytest.mark.parametrize("info", ["bash", "", "console"])
def test_a_line_of_a_shell_that_sets_it_moves(line: str, info: str) -> None:
    before = block(line, info)
    first, _, rest = line.partition("\n")
    after = block(
        "\n".join([first.replace("OPENAI", "DASHSCOPE"), *([rest] if rest else [])]), info
    )
    check_manifest("README.md", before.encode(), after.encode())


@pytest.mark.parametrize(
    "line",
    [
        "Set `OPENAI_API_KEY=sk-...` in `.env`.",
        "- `export OPENAI_API_KEY=[your key]`, then start it",
        "| `OPENAI_API_KEY` | the key of the service |",
        "It reads `$OPENAI_API_KEY`.",
    ],
)
def test_inline_code_moves(line: str) -> None:
    before = f"# Of OpenAI's models\r\n\r\n{line}\r\n\r\nOpenAI made the first.\r\n"
    check_manifest(
        "docs/README.md", before.encode(), before.replace("OPENAI_API", "DASHSCOPE_API").encode()
    )


def test_an_indented_block_moves() -> None:
    before = "Start it:\n\n    pip install .\n    export OPENAI_API_KEY=x\n\n1. or\n    - `OPENAI_API_KEY=x`\n"
    after = before.replace("OPENAI", "DASHSCOPE")
    check_manifest("README.md", before.encode(), after.encode())


def test_it_moves_with_all_other_places() -> None:
    files = {
        "README.md": BLOCK,
        ".env.example": "OPENAI_API_KEY=\n",
        "compose.yml": "services:\n  a:\n    build: .\n    environment: [OPENAI_API_KEY]\n",
    }
    _, changed = settled(files)
    assert changed == {
        name: text(given).replace("OPENAI", "DASHSCOPE") for name, given in files.items()
    }


def test_the_text_above_a_block_that_speaks_of_the_source_is_told() -> None:
    before = "Make a key at OpenAI:\n\nthen\n\n```sh\nexport OPENAI_API_KEY=x\n```\n"
    report = check_manifest(
        "README.md", before.encode(), before.replace("OPENAI", "DASHSCOPE").encode()
    )
    assert found(report, "README.md") == []
    before = "Make a key at OpenAI:\n\n```sh\nexport OPENAI_API_KEY=x\n```\n"
    report = check_manifest(
        "README.md", before.encode(), before.replace("OPENAI", "DASHSCOPE").encode()
    )
    assert_told(report, files_of({"README.md": before}), "KEY-SETTING", "Make a key")


def test_it_stays_with_code_that_stays() -> None:
    _, changed = settled({"README.md": BLOCK}, {"app.py": STAYS})
    assert changed == {}

"""pyproject.toml, by all the tools that write requirements into it, and Pipfile."""

from __future__ import annotations

import pytest

from tests.documents.moving import (
    MOVES,
    SDK,
    STAYS,
    check_kept,
    check_manifest,
    found,
    settled,
    told,
)

BOTH = {"app.py": MOVES, "old.py": STAYS}
FILE = "pyproject.toml"
PEP621 = """
    # the app
    [project]
    name = "openai"
    keywords = ["openai", "llm"]
    dependencies = [
        "httpx",  # web
        'openai>=1.0',  # chat
    ]

    [project.optional-dependencies]
    openai = ["openai"]
    all=["openai~=1.0","httpx"]

    [tool.mypy]
    ignore = ["openai"]
    """


def test_pep_621_changes_in_its_lists_of_requirements_only() -> None:
    check_manifest(
        FILE,
        PEP621,
        """
        # the app
        [project]
        name = "openai"
        keywords = ["openai", "llm"]
        dependencies = [
            "httpx",  # web
            'dashscope>=2.0.2,<3',  # chat
        ]

        [project.optional-dependencies]
        openai = ["dashscope>=2.0.2,<3"]
        all=["dashscope>=2.0.2,<3","httpx"]

        [tool.mypy]
        ignore = ["openai"]
        """,
    )


def test_pep_621_takes_both_where_both_are_used() -> None:
    report = check_manifest(
        FILE,
        PEP621,
        """
        # the app
        [project]
        name = "openai"
        keywords = ["openai", "llm"]
        dependencies = [
            "httpx",  # web
            'openai>=1.0',  # chat
            'dashscope>=2.0.2,<3',
        ]

        [project.optional-dependencies]
        openai = ["openai", "dashscope>=2.0.2,<3"]
        all=["openai~=1.0","dashscope>=2.0.2,<3","httpx"]

        [tool.mypy]
        ignore = ["openai"]
        """,
        code=BOTH,
    )
    assert found(report, FILE) == ["REQUIREMENT-KEPT"]


def test_pep_621_raises_what_is_too_low_on_the_openai_route() -> None:
    check_manifest(
        FILE,
        PEP621,
        """
        # the app
        [project]
        name = "openai"
        keywords = ["openai", "llm"]
        dependencies = [
            "httpx",  # web
            'openai>=1.20',  # chat
        ]

        [project.optional-dependencies]
        openai = ["openai"]
        all=["openai~=1.20","httpx"]

        [tool.mypy]
        ignore = ["openai"]
        """,
        sdk="openai",
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            b'x = [\n  "a",\n  "openai"\n]',
            b'x = [\n  "a",\n  "openai",\n  "dashscope>=2.0.2,<3"\n]',
        ),
        (
            b'x = [\n  "openai"  # c\n]',
            b'x = [\n  "openai",  # c\n  "dashscope>=2.0.2,<3"\n]',
        ),
        (
            b'x = [\r\n\t"openai",\r\n]\r\n',
            b'x = [\r\n\t"openai",\r\n\t"dashscope>=2.0.2,<3",\r\n]\r\n',
        ),
        (b'x = ["openai"]', b'x = ["openai", "dashscope>=2.0.2,<3"]'),
        (
            b'x = ["httpx", "openai", "tqdm"]',
            b'x = ["dashscope>=2.0.2,<3", "httpx", "openai", "tqdm"]',
        ),
        (
            b'x = [\n  "a",\n  # b\n  "httpx",\n  "openai",\n]',
            b'x = [\n  "a",\n  "dashscope>=2.0.2,<3",\n  # b\n  "httpx",\n  "openai",\n]',
        ),
        (
            b'x = ["a", \'openai; python_version<"4"\']',
            b'x = ["a", \'openai; python_version<"4"\', '
            b"'dashscope>=2.0.2,<3; python_version<\"4\"']",
        ),
        (
            b'x = [{include-group = "y"}, "openai"]\ny = []',
            b'x = [{include-group = "y"}, "openai", "dashscope>=2.0.2,<3"]\ny = []',
        ),
    ],
)
def test_a_list_keeps_its_style(before: bytes, after: bytes) -> None:
    table = b"[dependency-groups]\n"
    check_manifest(FILE, table + before, table + after, code=BOTH)


def test_entries_that_go_side_by_side_are_left() -> None:
    before = b'[dependency-groups]\nx = ["dashscope>=2.1", "openai", "openai"]\n'
    report = check_kept(FILE, before, "REQUIREMENT-LEFT")
    assert told(report, "by hand: its edits overlap")


def test_a_long_rule_in_a_comment_takes_no_time() -> None:
    rule = "#" * 200 + " # # # #"
    before = f'[dependency-groups]\nx = [\n  "openai"\n  {rule}\n]\n'
    after = before.replace('"openai"', f'"openai",\n  "{SDK}"')
    check_manifest(FILE, before.encode(), after.encode(), code=BOTH)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b'x = ["openai","dashscope>=2.1"]', b'x = ["dashscope>=2.1"]'),
        (b'x = ["dashscope>=2.1", "openai"]', b'x = ["dashscope>=2.1"]'),
        (b'x = [\n  "dashscope>=2.1",\n  "openai",  # c\n]', b'x = [\n  "dashscope>=2.1",\n]'),
        (b'x = [\n  "openai",\n  "dashscope<2",\n]', b'x = [\n  "dashscope>=2.0.2,<3",\n]'),
    ],
)
def test_an_entry_goes_where_the_new_sdk_is_there_already(before: bytes, after: bytes) -> None:
    table = b"[dependency-groups]\n"
    check_manifest(FILE, table + before, table + after)


@pytest.mark.parametrize(
    "table",
    [
        "[tool.pdm.dev-dependencies]\nx = [",
        "[tool.uv]\ndev-dependencies = [",
        "[tool.hatch.envs.default]\ndependencies = [",
        "[tool.hatch.envs.default]\nextra-dependencies = [",
        "[project]\nname = 'x'\noptional-dependencies.x = [",
        "[tool.flit.metadata]\nrequires = [",
    ],
)
def test_lists_of_other_tools(table: str) -> None:
    check_manifest(FILE, f'{table}"openai"]\n'.encode(), f'{table}"{SDK}"]\n'.encode())


def test_poetry_tables_groups_and_extras() -> None:
    report = check_manifest(
        FILE,
        """
        [tool.poetry.dependencies]
        python = "^3.10"
        openai = "^1.2.3"
        rich = {version = "*", optional = true}

        [tool.poetry.group.llm.dependencies]
        "openai" = { version = '1.3.0', optional = true }  # pinned

        [tool.poetry.extras]
        llm = ["openai", "rich"]
        """,
        """
        [tool.poetry.dependencies]
        python = "^3.10"
        dashscope = ">=2.0.2,<3"
        rich = {version = "*", optional = true}

        [tool.poetry.group.llm.dependencies]
        "dashscope" = { version = '>=2.0.2,<3', optional = true }  # pinned

        [tool.poetry.extras]
        llm = ["dashscope", "rich"]
        """,
    )
    assert found(report, FILE) == []


def test_poetry_takes_both_in_the_order_of_the_table() -> None:
    check_manifest(
        FILE,
        """
        [tool.poetry.dependencies]
        python = "^3.10"
        openai = {version = "*", optional = true}  # chat

        [tool.poetry.dev-dependencies]
        black = "*"
        openai = "^1"
        pytest = "*"

        [tool.poetry.extras]
        llm = ["openai"]
        """,
        """
        [tool.poetry.dependencies]
        python = "^3.10"
        openai = {version = "*", optional = true}  # chat
        dashscope = {version = ">=2.0.2,<3", optional = true}

        [tool.poetry.dev-dependencies]
        black = "*"
        dashscope = ">=2.0.2,<3"
        openai = "^1"
        pytest = "*"

        [tool.poetry.extras]
        llm = ["openai", "dashscope"]
        """,
        code=BOTH,
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("^1.0", "^1.20"),
        ("^0.28", ">=1.20"),
        ("1.3.0", ">=1.20"),
        ("~1.3", ">=1.20"),
        (">=1,<2", ">=1.20,<2"),
    ],
)
def test_poetry_bounds_are_raised_on_the_openai_route(before: str, after: str) -> None:
    table = '[tool.poetry.dependencies]\nopenai = "{}"  # c\n'
    check_manifest(FILE, table.format(before).encode(), table.format(after).encode(), sdk="openai")


@pytest.mark.parametrize("bounds", ["*", "^1.30", "1.30.0", "~1.20", ">=1.20", "^2"])
def test_poetry_bounds_that_serve_stay(bounds: str) -> None:
    check_kept(FILE, f'[tool.poetry.dependencies]\nopenai = "{bounds}"\n', sdk="openai")


@pytest.mark.parametrize(
    "line",
    [
        'openai = {git = "https://example.org/openai.git"}',
        'openai = [{version = "1", python = "<3.9"}, {version = "2", python = ">=3.9"}]',
        'openai.version = "^1"',
        '[tool.poetry.dependencies.openai]\nversion = "^1"',
        'openai = "^1 || ^2"  # migrate: skip',
    ],
)
@pytest.mark.parametrize("sdk", ["native", "openai"])
def test_poetry_forms_that_are_not_edited(line: str, sdk: str) -> None:
    before = f'[tool.poetry.dependencies]\npython = "^3.10"\n{line}\n'.encode()
    report = check_kept(FILE, before, "REQUIREMENT-LEFT", sdk=sdk)
    assert told(report, "in pyproject.toml by hand")


def test_bounds_with_a_choice_are_left_on_the_openai_route() -> None:
    before = b'[tool.poetry.dependencies]\nopenai = "^0.28 || ^1.2"\n'
    check_kept(FILE, before, "REQUIREMENT-LEFT", sdk="openai")


def test_what_uv_takes_from_elsewhere_is_left() -> None:
    before = """
        [project]
        name = "x"
        dependencies = ["openai"]
        [tool.uv.sources]
        openai = {git = "https://example.org/openai.git"}
        """
    check_kept(FILE, before, "REQUIREMENT-LEFT")


def test_constraints_of_uv_bound_and_require_nothing() -> None:
    before = b'[tool.uv]\nconstraint-dependencies = ["openai<1.10"]\n'
    report = check_kept(FILE, before)
    assert told(report, "no manifest names openai")
    check_manifest(FILE, before, before.replace(b"<1.10", b">=1.20"), sdk="openai")


@pytest.mark.parametrize(
    "before",
    [
        '[project]\nname = "x"\ndependencies = ["langchain-openai", "x[openai]"]\n',
        '[tool.pytest.ini_options]\nmarkers = ["openai"]\n[tool.other]\nopenai = "1"\n',
        '[build-system]\nrequires = ["openai"]\n',
        '[project]\nname = "x"\n[project.optional-dependencies]\nopenai = []\n',
    ],
)
def test_other_words_are_no_requirement(before: str) -> None:
    report = check_kept(FILE, before.encode())
    assert told(report, "no manifest names openai")


def test_a_file_that_is_no_toml_is_told() -> None:
    check_kept(FILE, b'[project]\ndependencies = ["openai"\n', "REQUIREMENT-LEFT")


def test_requirements_that_setuptools_reads_from_a_file() -> None:
    _, changed = settled(
        {
            FILE: '[project]\nname = "x"\ndynamic = ["dependencies"]\n'
            '[tool.setuptools.dynamic]\ndependencies = {file = ["deps.in.txt"]}\n',
            "deps.in.txt": "openai\n",
        }
    )
    assert changed == {"deps.in.txt": f"{SDK}\n"}


@pytest.mark.parametrize(
    ("bounds", "codes"),
    [(">=3.8", ["PYTHON-RANGE"]), (">=3.9", []), ("<3.13", []), ("~=3.7", ["PYTHON-RANGE"])],
)
def test_a_python_that_the_new_sdk_does_not_run_on_is_a_finding(
    bounds: str, codes: list[str]
) -> None:
    files = {
        FILE: f'[project]\nname = "x"\nrequires-python = "{bounds}"\n',
        "requirements.txt": "openai\n",
    }
    report, _ = settled(files)
    assert found(report, FILE) == codes


def test_poetry_asks_for_a_python_too() -> None:
    report, _ = settled({FILE: '[tool.poetry.dependencies]\npython = "^3.8"\nopenai = "*"\n'})
    assert found(report, FILE) == ["PYTHON-RANGE"]


def test_a_pipfile() -> None:
    before = """
        [[source]]
        url = "https://pypi.org/simple"
        name = "openai"

        [packages]
        openai = "==1.3.0"
        requests = {version = "*", markers = "python_version > '3'"}

        [dev-packages]
        openai = {version = "*", markers = "python_version > '3'"}

        [requires]
        python_version = "3.8"
        """
    after = before.replace('openai = "==1.3.0"', f'dashscope = "{SDK[9:]}"')
    after = after.replace('openai = {version = "*"', f'dashscope = {{version = "{SDK[9:]}"')
    report = check_manifest("Pipfile", before, after)
    assert found(report, "Pipfile") == ["PYTHON-RANGE"]
    raised = before.replace('"==1.3.0"', '">=1.20"')
    check_manifest("Pipfile", before, raised, sdk="openai")

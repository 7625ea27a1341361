"""Whether a project has black set up, and how."""

from __future__ import annotations

import pytest

from codemod.reading.style import Styles
from codemod.vocabulary.style import Style

ALL = tuple(f"py3{minor}" for minor in range(8, 30))


def style_of(path: str = "app.py", *, forced: bool = False, **files: str) -> Style | None:
    """Return the style of a file in a project; ``hooks`` and ``pyproject`` are its files."""
    names = {
        "hooks": ".pre-commit-config.yaml",
        "pyproject": "pyproject.toml",
        "sub": "sub/pyproject.toml",
    }
    texts = {names[key]: text.encode() for key, text in files.items()}
    return Styles(texts.get).of(path, forced=forced)


def hooks(*args: str, hook: str = "black", more: str = "") -> str:
    return (
        "repos:\n- repo: https://github.com/psf/black\n  rev: 24.1.0\n  hooks:\n"
        f"  - id: {hook}\n    args: [{', '.join(args)}]\n{more}"
    )


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"pyproject": "[tool.isort]\nprofile = 'black'\n"},
        {"pyproject": "[tool.ruff]\nline-length = 100\n"},
        {"pyproject": "[tool.black\n"},
        {"hooks": "repos:\n- repo: local\n  hooks:\n  - id: ruff  # not black\n"},
        {"hooks": "black: [\n"},
        {"hooks": "- black\n"},
        {"sub": "[tool.black]\n"},
    ],
)
def test_a_project_without_black(files: dict[str, str]) -> None:
    assert style_of(**files) is None


def test_black_that_is_asked_for_has_its_own_defaults() -> None:
    assert style_of(forced=True) == Style(88, ALL)


def test_the_options_of_the_table() -> None:
    text = (
        '[tool.black]\nline-length = 100\ntarget-version = ["py310", "PY311"]\npreview = true\n'
        "skip-string-normalization = true\nskip-magic-trailing-comma = true\nrequired-version = '26'\n"
    )
    assert style_of(pyproject=text) == Style(
        100, ("py310", "py311"), False, False, True, required_version="26"
    )


@pytest.mark.parametrize("value", ["'100'", "0", "-1", "[]"])
def test_a_length_that_is_none_is_not_taken(value: str) -> None:
    found = style_of(pyproject=f"[tool.black]\nline-length = {value}\n")
    assert found is not None and found.line_length == 88


def test_the_versions_follow_from_what_the_project_requires() -> None:
    found = style_of(pyproject="[project]\nrequires-python = '>=3.11,<4'\n[tool.black]\n")
    assert found is not None and found.target_versions == ALL[3:]


def test_the_nearest_table_counts() -> None:
    files = {
        "pyproject": "[tool.black]\nline-length = 100\n",
        "sub": "[tool.black]\nline-length = 70\n",
    }
    lengths = [
        found.line_length for path in ("sub/x/a.py", "b.py") if (found := style_of(path, **files))
    ]
    assert lengths == [70, 100]
    further = style_of("sub/x/a.py", pyproject=files["pyproject"], sub="[tool.ruff]\n")
    assert further is not None and further.line_length == 100


@pytest.mark.parametrize(
    ("args", "style"),
    [
        ((), Style(88, ALL)),
        (("--line-length=100",), Style(100, ALL)),
        (("--line-length", "'100'", "--preview"), Style(100, ALL, preview=True)),
        (("-l", "'100'", "-S", "-C"), Style(100, ALL, False, False)),
        (("-l100", "-t", "py310", "-tpy311"), Style(100, ("py310", "py311"))),
        (("--quiet", "-v", "--fast"), Style(88, ALL)),
    ],
)
def test_the_arguments_of_the_hook(args: tuple[str, ...], style: Style) -> None:
    assert style_of(hooks=hooks(*args)) == style


def test_the_arguments_of_the_hook_win_over_the_table() -> None:
    table = "[tool.black]\nline-length = 70\npreview = true\n"
    assert style_of(hooks=hooks("-l", "90"), pyproject=table) == Style(90, ALL, preview=True)


def test_the_hook_may_name_its_configuration() -> None:
    table = "[tool.black]\nline-length = 70\n"
    assert style_of(hooks=hooks("--config", "sub/pyproject.toml"), sub=table) == Style(70, ALL)


@pytest.mark.parametrize("key", ["exclude", "extend-exclude", "force-exclude"])
def test_files_that_black_passes_over(key: str) -> None:
    table = f"[tool.black]\n{key} = '''\n^/old/\n| _pb2\\.py$  # generated\n'''\n"
    assert style_of("old/a.py", pyproject=table) is None
    assert style_of("a_pb2.py", pyproject=table, forced=True) is None
    assert style_of("new/old/a.py", pyproject=table) == Style(88, ALL)


def test_files_that_the_hook_passes_over() -> None:
    for text in (hooks(more="    exclude: ^old/\n"), hooks() + "exclude: ^old/\n"):
        assert style_of("old/a.py", hooks=text) is None
        assert style_of("a.py", hooks=text) == Style(88, ALL)


def test_an_excluding_pattern_that_cannot_be_read_excludes_nothing() -> None:
    assert style_of(pyproject="[tool.black]\nexclude = '('\n") == Style(88, ALL)


def test_a_stub() -> None:
    assert style_of("a.pyi", pyproject="[tool.black]\n") == Style(88, ALL, stub=True)

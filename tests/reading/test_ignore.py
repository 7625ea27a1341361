"""The ignore rules say what git itself says, pattern by pattern."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from codemod.reading.ignore import parse_rules
from codemod.reading.select import select
from tests.reading.trees import put, repository

TREE = (
    *("a.py", "b.pyi", "keep.py", "foo", "sp ace.py", "trail ", "#hash.py", "!bang.py", "a[1].py"),
    *(
        "src/a.py",
        "src/deep/a.py",
        "src/deep/er/b.py",
        "build/x.py",
        "build/keep.py",
        "src/build/y.py",
    ),
    *("docs/_build/conf.py", "docs/a.py", "out/1/a.py", "out/2/keep.py", "x/y/z/a.py", "x/z/a.py"),
    *(
        "pkg.egg-info/p.py",
        "src/pkg.egg-info/q.py",
        "abc.py",
        "a-c.py",
        "a]c.py",
        "ünï.py",
        "foo.py/in.py",
    ),
    *("UPPER.py", "tmp~", "n1.py", "n2.py", "nx.py", "back\\slash.py", "star*.py", "foo/bar.py"),
)
FILES = tuple(path for path in TREE if path != "foo")

PATTERNS = (
    *("*.py", "a.py", "/a.py", "src/", "/src", "src/*", "src/**", "**/a.py", "src/**/b.py", "build/"),
    *("/build/", "build", "**/build", "build/**", "docs/_build/", "*.egg-info/", "*.egg-info", "out/*/a.py"),
    *("x/**/a.py", "x/**", "/x/*/a.py", "foo", "foo/", "foo.py", "foo.py/", "a?c.py", "a[b-]c.py", "a[!b]c.py"),
    *("a[^b]c.py", "a[]]c.py", "n[0-9].py", "n[[:digit:]].py", "\\#hash.py", "#hash.py", "\\!bang.py"),
    *("a\\[1\\].py", "a[1].py", "[", "a[", "**", "*", "/*", "/**", "**/", "a**c.py", "**foo", "sp ace.py"),
    *("trail ", "trail\\ ", "*~", "ü*.py", "[a-z]*.py", "/", "//", "src//a.py", "deep/", "src/deep", "/deep"),
    *("deep/er", "**/deep/**", "**/deep/*", "*/", "/*/", "back\\\\slash.py", "star\\*.py", "*.tar.gz", "."),
    *("./a.py", "src/./a.py", "  a.py", "a.py  ", "*.p[y]", "*.py?", "b*i"),
)  # fmt: skip
SETS = (
    ("*.py", "!keep.py"),
    ("!keep.py", "*.py"),
    ("build/", "!build/keep.py"),
    ("build/*", "!build/keep.py"),
    ("/*", "!/src", "/src/*", "!/src/deep"),
    ("*", "!*/", "!*.pyi"),
    ("out/**", "!out/2/", "!out/2/keep.py"),
    ("# comment", "", "a.py\r", "\ufeff"),
    ("\ufeffa.py",),
    ("foo", "!foo.py", "*.py", "!src/**"),
)


def kept_by_git(root: Path) -> set[str]:
    listed = subprocess.run(
        ["git", "-c", "core.quotepath=off", "ls-files", "-z", "--others", "--exclude-standard"],
        cwd=root,
        check=True,
        capture_output=True,
    ).stdout
    return {os.fsdecode(name) for name in listed.split(b"\0") if name}


def kept_by_us(root: Path) -> set[str]:
    """Walk like the selection does: an ignored folder is not entered."""
    rules = parse_rules((root / ".gitignore").read_bytes().decode())
    kept: set[str] = set()
    for folder, folders, files in os.walk(root):
        above = os.path.relpath(folder, root)
        prefix = "" if above == "." else f"{above}/"
        folders[:] = [
            f for f in folders if f != ".git" and not rules.decide(prefix + f, folder=True)
        ]
        kept |= {prefix + f for f in files if not rules.decide(prefix + f, folder=False)}
    return kept


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = repository(tmp_path_factory.mktemp("ignore"))
    put(root, *FILES)
    return root


@pytest.mark.parametrize("lines", [*((p,) for p in PATTERNS), *SETS], ids=repr)
def test_a_pattern_ignores_what_git_ignores(tree: Path, lines: tuple[str, ...]) -> None:
    (tree / ".gitignore").write_bytes("\n".join(lines).encode())
    assert kept_by_us(tree) == kept_by_git(tree)


def test_the_patterns_do_not_all_say_the_same(tree: Path) -> None:
    answers = set()
    for line in PATTERNS:
        (tree / ".gitignore").write_bytes(line.encode())
        answers.add(frozenset(kept_by_git(tree)))
    assert len(answers) > 30


def test_every_level_and_the_repositorys_own_file_count(tmp_path: Path) -> None:
    root = repository(tmp_path / "repo")
    put(root, "a.py", "b.py", "sub/a.py", "sub/b.py", "sub/in/a.py", "sub/in/c.py", "private.py")
    put(root, ".gitignore", text="a.py\n")
    put(root, "sub/.gitignore", text="!a.py\n/b.py\n")
    put(root, "sub/in/.gitignore", text="a.py\n")
    put(root, ".git/info/exclude", text="private.py\nc.py\n")
    assert set(select(root, [root]).python) == {"b.py", "sub/a.py"}
    assert kept_by_git(root) >= {"b.py", "sub/a.py"}
    assert not kept_by_git(root) & {"a.py", "sub/b.py", "sub/in/a.py", "sub/in/c.py", "private.py"}

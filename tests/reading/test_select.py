"""Which files are read and which may be edited, in real folders with everything odd in them."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from codemod.reading.select import PathError, Selection, project_root, select
from tests.reading.trees import git, put, repository, unprivileged


def editable(selection: Selection) -> list[str]:
    return sorted(selection.editable)


def reasons(selection: Selection) -> dict[str, str]:
    return {skipped.path: skipped.reason for skipped in selection.skipped}


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    return repository(tmp_path / "repo")


# What cannot be used


def test_a_path_that_does_not_exist_is_an_error_that_names_it(repo: Path) -> None:
    with pytest.raises(PathError, match=r"nowhere\.py does not exist"):
        project_root([repo / "nowhere.py"])
    with pytest.raises(PathError, match=r"nowhere\.py does not exist"):
        select(repo, [repo / "nowhere.py"])


def test_a_path_outside_the_root_is_an_error(repo: Path, tmp_path: Path) -> None:
    put(tmp_path, "other/a.py")
    with pytest.raises(PathError, match="outside the project"):
        select(repo, [tmp_path / "other"])


def test_a_folder_whose_name_only_begins_like_the_root_is_outside(
    repo: Path, tmp_path: Path
) -> None:
    put(tmp_path, "repo2/a.py")
    with pytest.raises(PathError, match="outside"):
        select(repo, [tmp_path / "repo2"])


def test_a_broken_link_gets_a_line_and_given_by_name_an_error(repo: Path) -> None:
    (repo / "gone.py").symlink_to("missing.py")
    (repo / "gone.png").symlink_to("missing.png")
    assert reasons(select(repo, [repo])) == {"gone.py": "broken link"}
    with pytest.raises(PathError, match=r"gone\.py is a broken link"):
        select(repo, [repo / "gone.py"])


def test_links_that_lead_in_a_circle_get_a_line(repo: Path) -> None:
    put(repo, "pkg/a.py")
    (repo / "one.py").symlink_to("two.py")
    (repo / "two.py").symlink_to("one.py")
    (repo / "pkg/up").symlink_to("..")
    (repo / "pkg/self").symlink_to("self")
    found = select(repo, [repo])
    assert found.python == ("pkg/a.py",)
    assert reasons(found) == {
        "one.py": "a link that leads to itself",
        "two.py": "a link that leads to itself",
    }


def test_what_is_no_file_gets_a_line(repo: Path) -> None:
    os.mkfifo(repo / "pipe.py")
    (repo / "null.py").symlink_to("/dev/null")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.path.relpath(repo / "socket.py"))
        found = select(repo, [repo])
    put(repo, "folder.py/inside.py")
    assert found.python == ()
    assert reasons(found) == {
        "pipe.py": "not a regular file",
        "socket.py": "not a regular file",
        "null.py": "links out of the project, to /dev/null",
    }
    assert select(repo, [repo]).python == ("folder.py/inside.py",)
    assert reasons(select(repo, [repo / "pipe.py"]))["pipe.py"] == "not a regular file"


def test_a_folder_that_may_not_be_read_gets_a_line() -> None:
    with unprivileged() as folder:
        put(folder, "closed/a.py", "b.py")
        (folder / "closed").chmod(0)
        found = select(folder, [folder])
        (folder / "closed").chmod(0o755)
    assert found.python == ("b.py",)
    assert reasons(found) == {"closed": "permission denied"}


def test_a_name_that_is_no_text_gets_a_line_that_can_be_printed(repo: Path) -> None:
    try:
        (repo / os.fsdecode(b"caf\xe9.py")).write_text("x")
    except OSError:
        pytest.skip("this file system takes only UTF-8")
    found = select(repo, [repo])
    assert found.python == ()
    assert reasons(found) == {"caf\\udce9.py": "its name is not valid UTF-8"}


# What is left out in silence


@pytest.mark.parametrize(
    "path",
    [
        *(".git/hooks/x.py", ".venv/lib/x.py", "node_modules/a/x.py", "__pycache__/x.py"),
        *("a/b/.tox/py/x.py", ".mypy_cache/x.py", "pkg/.ipynb_checkpoints/x.py"),
    ],
)
def test_caches_and_environments_are_not_entered(repo: Path, path: str) -> None:
    put(repo, path, "kept.py")
    assert select(repo, [repo]).python == ("kept.py",)


@pytest.mark.parametrize("mark", ["pyvenv.cfg", "conda-meta/history", "CACHEDIR.TAG"])
def test_an_environment_is_known_by_what_it_holds(repo: Path, mark: str) -> None:
    put(repo, "tools/env/lib/x.py", f"tools/env/{mark}", "tools/kept.py")
    assert select(repo, [repo]).python == ("tools/kept.py",)
    assert select(repo, [repo / "tools/env"]).python == ("tools/env/lib/x.py", "tools/kept.py")


def test_a_build_folder_is_read_unless_ignored(repo: Path) -> None:
    put(repo, "build/a.py", "dist/a.py")
    assert select(repo, [repo]).python == ("build/a.py", "dist/a.py")
    put(repo, ".gitignore", text="dist/\n")
    assert select(repo, [repo]).python == ("build/a.py",)


def test_other_hidden_folders_are_read(repo: Path) -> None:
    put(repo, ".github/scripts/a.py", ".github/workflows/ci.yml", ".env.example")
    found = select(repo, [repo])
    assert found.python == (".github/scripts/a.py",)
    assert found.texts == (".env.example", ".github/workflows/ci.yml")


def test_another_repository_inside_is_left_with_a_line(repo: Path) -> None:
    repository(repo / "vendor/other")
    put(repo, "vendor/other/a.py", "b.py", "sub/module/c.py")
    put(repo, "sub/module/.git", text="gitdir: ../../.git/modules/module\n")
    found = select(repo, [repo])
    assert found.python == ("b.py",)
    assert set(reasons(found)) == {"vendor/other", "sub/module"}
    assert select(repo, [repo / "vendor/other"]).python == ("b.py", "vendor/other/a.py")


def test_repositories_beside_each_other_below_no_project_are_all_walked(tmp_path: Path) -> None:
    for name in ("one", "two"):
        put(repository(tmp_path / name), "a.py")
    assert select(tmp_path, [tmp_path]).python == ("one/a.py", "two/a.py")


# What is taken


def test_a_path_given_by_name_is_taken_even_if_ignored(repo: Path) -> None:
    put(repo, ".gitignore", text="gen/\n*.tmp.py\ngen2/**\n")
    put(repo, "gen/a.py", "gen/deep/b.py", "gen/c.tmp.py", "x.tmp.py", "gen2/in/d.py", "e.py")
    assert select(repo, [repo]).python == ("e.py",)
    assert select(repo, [repo / "gen/a.py"]).python == ("e.py", "gen/a.py")
    assert select(repo, [repo / "gen"]).python == ("e.py", "gen/a.py", "gen/deep/b.py")
    assert select(repo, [repo / "gen/deep"]).python == ("e.py", "gen/deep/b.py")
    assert select(repo, [repo / "gen2/in"]).python == ("e.py", "gen2/in/d.py")
    given = select(repo, [repo / "x.tmp.py", repo / "gen2/in"])
    assert given.python == ("e.py", "gen2/in/d.py", "x.tmp.py")
    assert editable(given) == ["gen2/in/d.py", "x.tmp.py"]


def test_the_whole_project_is_read_and_only_the_paths_are_editable(repo: Path) -> None:
    put(repo, "src/a.py", "src/in/b.pyi", "src2/c.py", "tests/t.py", "src/notes.md")
    found = select(repo, [repo / "src"])
    assert found.python == ("src/a.py", "src/in/b.pyi", "src2/c.py", "tests/t.py")
    assert editable(found) == ["src/a.py", "src/in/b.pyi", "src/notes.md"]
    assert editable(select(repo, [repo / "src/a.py", repo / "tests"])) == ["src/a.py", "tests/t.py"]


def test_paths_are_relative_to_the_root_from_any_working_directory(
    repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(repo, "a b/ünï.py", "c.py")
    monkeypatch.chdir(repo / "a b")
    for paths in ([], [Path(".")], [Path("ünï.py")], [Path("../a b/ünï.py")]):
        assert project_root(paths) == repo
        found = select(project_root(paths), paths)
        assert found.python == ("a b/ünï.py", "c.py")
        assert editable(found) == ["a b/ünï.py"]


def test_the_manifests_above_and_below_the_paths_count_as_inside(repo: Path) -> None:
    put(repo, "requirements.txt", "pyproject.toml", "requirements/dev.txt", "setup.py", "README.md")
    put(repo, "one/requirements.txt", "one/src/a.py", "two/requirements.txt", "two/b.py")
    put(repo, "notes/dev.txt", "environment.yml", "ci.yml")
    found = select(repo, [repo / "one/src"])
    assert editable(found) == [
        *("environment.yml", "one/requirements.txt", "one/src/a.py", "pyproject.toml"),
        *("requirements.txt", "requirements/dev.txt", "setup.py"),
    ]
    kept = select(repo, [repo / "one/src"], exclude=["requirements*", "*.toml"])
    assert editable(kept) == ["environment.yml", "one/src/a.py", "setup.py"]


def test_what_installs_above_the_paths_counts_as_inside(repo: Path) -> None:
    put(repo, "Dockerfile", ".github/workflows/ci.yml", "two/Dockerfile", "docker/x.sh")
    put(repo, "two/.github/workflows/ci.yml", "one/a.py", ".github/dependabot.yml")
    found = select(repo, [repo / "one"])
    assert editable(found) == [".github/workflows/ci.yml", "Dockerfile", "one/a.py"]


def test_excluded_files_are_read_and_not_editable(
    repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(repo, "src/a.py", "src/old/b.py", "src/old/in/c.py", "old/d.py", "src/a_test.py")

    def left(*exclude: str) -> list[str]:
        found = select(repo, [repo], exclude=exclude)
        assert len(found.python) == 5
        return editable(found)

    assert left("src/old") == ["old/d.py", "src/a.py", "src/a_test.py"]
    assert left("old/") == ["src/a.py", "src/a_test.py"]
    assert left("*_test.py", "./old") == ["src/a.py"]
    assert left("src/**", "!src/a.py") == ["old/d.py", "src/a.py"]
    monkeypatch.chdir(repo / "src")
    assert left("old/in/") == ["old/d.py", "src/a.py", "src/a_test.py", "src/old/b.py"]


def test_texts_that_may_hold_settings_are_listed_apart(repo: Path) -> None:
    texts = (
        *(".env", ".envrc", ".env.example", "a.yml", "b.yaml", "c.toml", "d.cfg", "e.ini", "f.json"),
        *("g.md", "h.rst", "i.txt", "j.sh", "Dockerfile", "Dockerfile.dev", "api.Dockerfile", "Makefile"),
        *("k.ipynb", "Pipfile", "config.yaml.example", "requirements.in", "settings.env"),
    )  # fmt: skip
    put(repo, *texts, "l.png", "m.js", "LICENSE", "n.py")
    found = select(repo, [repo])
    assert set(found.texts) == set(texts)
    assert found.python == ("n.py",)


def test_a_script_without_suffix_is_python_by_its_first_line(repo: Path) -> None:
    put(repo, "bin/tool", "bin/plain", text="#!/usr/bin/env python3\nprint(1)\n")
    put(repo, "bin/shell", text="#!/bin/sh\npython x\n")
    put(repo, "bin/pythonic", text="#!/usr/bin/env pythonic\n")
    for name in ("tool", "shell", "pythonic"):
        (repo / "bin" / name).chmod(0o755)
    assert select(repo, [repo]).python == ("bin/tool",)
    assert select(repo, [repo / "bin/plain"]).python == ("bin/plain", "bin/tool")


# Links


def test_a_linked_file_is_listed_once_under_its_own_place(repo: Path) -> None:
    put(repo, "shared/x.py", "app/a.py")
    (repo / "app/x.py").symlink_to("../shared/x.py")
    (repo / "app/again.py").symlink_to("x.py")
    found = select(repo, [repo / "app"])
    assert found.python == ("app/a.py", "shared/x.py")
    assert editable(found) == ["app/a.py", "shared/x.py"]
    assert found.links == {"app/x.py": "shared/x.py", "app/again.py": "shared/x.py"}
    assert editable(select(repo, [repo / "app/a.py"])) == ["app/a.py"]
    assert editable(select(repo, [repo / "app/x.py"])) == ["shared/x.py"]
    assert editable(select(repo, [repo / "app"], exclude=["shared"])) == ["app/a.py"]
    assert editable(select(repo, [repo / "app"], exclude=["app/x.py", "again.py"])) == ["app/a.py"]


def test_a_linked_folder_is_listed_once_and_edited_through(repo: Path) -> None:
    put(repo, "shared/x.py", "shared/in/y.py", "app/a.py")
    (repo / "app/shared").symlink_to("../shared", target_is_directory=True)
    found = select(repo, [repo / "app"])
    assert found.python == ("app/a.py", "shared/in/y.py", "shared/x.py")
    assert editable(found) == ["app/a.py", "shared/in/y.py", "shared/x.py"]
    assert found.links == {"app/shared": "shared"}
    assert editable(select(repo, [repo / "app/shared"])) == ["shared/in/y.py", "shared/x.py"]


def test_a_link_out_of_the_root_is_not_followed(repo: Path, tmp_path: Path) -> None:
    put(tmp_path, "outside/x.py", "env/lib/x.py", "env/pyvenv.cfg")
    put(repo, "a.py")
    (repo / "x.py").symlink_to(tmp_path / "outside/x.py")
    (repo / "lib").symlink_to(tmp_path / "outside")
    (repo / "python-env").symlink_to(tmp_path / "env")
    for paths in ([repo], [repo, repo / "x.py"]):
        found = select(repo, paths)
        assert found.python == ("a.py",)
        assert reasons(found) == {
            "x.py": f"links out of the project, to {tmp_path}/outside/x.py",
            "lib": f"links out of the project, to {tmp_path}/outside",
        }


def test_a_link_into_an_ignored_folder_is_left_unless_given(repo: Path) -> None:
    put(repo, ".gitignore", text="gen/\n")
    put(repo, "gen/x.py", ".venv/lib/y.py")
    (repo / "x.py").symlink_to("gen/x.py")
    (repo / "y.py").symlink_to(".venv/lib/y.py")
    found = select(repo, [repo])
    assert (found.python, found.links) == ((), {})
    assert reasons(found)["y.py"] == "links to .venv/lib/y.py, in a folder that is not read"
    assert editable(select(repo, [repo / "x.py"])) == ["gen/x.py"]


# Where a project begins


def test_the_root_is_that_of_git_then_of_a_pyproject_then_of_the_paths(tmp_path: Path) -> None:
    put(tmp_path, "p/pyproject.toml", "p/a/in/x.py", "p/b/y.py", "q/a.py", "q/r/b.py")
    assert project_root([tmp_path / "p/a/in/x.py"]) == tmp_path / "p"
    assert project_root([tmp_path / "p/a", tmp_path / "p/b/y.py"]) == tmp_path / "p"
    assert project_root([tmp_path / "q/a.py"]) == tmp_path / "q"
    assert project_root([tmp_path / "q/a.py", tmp_path / "q/r"]) == tmp_path / "q"
    repository(tmp_path)
    assert project_root([tmp_path / "p/a"]) == tmp_path


def test_without_a_project_only_the_paths_are_read(tmp_path: Path) -> None:
    put(tmp_path, "a.py", "b.py", "in/c.py", "in/.gitignore", "in/d.md")
    assert select(tmp_path, [tmp_path / "a.py"]).python == ("a.py",)
    found = select(tmp_path, [tmp_path / "a.py", tmp_path / "in"])
    assert found.python == ("a.py", "in/c.py")
    assert found.texts == ("in/d.md",)


def test_a_linked_worktree_is_a_root_and_shares_the_excludes(repo: Path, tmp_path: Path) -> None:
    put(repo, "a.py", "private.py")
    put(repo, ".git/info/exclude", text="private.py\n")
    git(repo, "add", "-f", ".")
    git(repo, "commit", "-qm", "x")
    git(repo, "worktree", "add", "-q", str(tmp_path / "tree"))
    assert project_root([tmp_path / "tree/a.py"]) == tmp_path / "tree"
    assert select(tmp_path / "tree", [tmp_path / "tree"]).python == ("a.py",)


def test_a_folder_given_through_a_link_is_the_folder(repo: Path, tmp_path: Path) -> None:
    put(repo, "src/a.py")
    (tmp_path / "current").symlink_to(repo)
    assert project_root([tmp_path / "current"]) == repo
    assert project_root([tmp_path / "current/src/a.py"]) == repo
    assert editable(select(repo, [tmp_path / "current/src"])) == ["src/a.py"]

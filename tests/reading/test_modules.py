"""Which dotted names a file has, and which file an import means, over lists of paths alone."""

from __future__ import annotations

import pickle
import time
from pathlib import Path

import pytest

from codemod.reading.modules import Modules, module_names, setup_folders


def modules(*paths: str, setup: tuple[str, ...] = ("",), **more: object) -> Modules:
    return Modules.of(paths, setup_folders=setup, **more)  # type: ignore[arg-type]


# What must not be found


def test_an_installed_module_is_not_the_file_of_the_same_name() -> None:
    known = modules(
        *("app/__init__.py", "app/toysdk.py", "app/main.py", "bots/toysdk.py", "bots/logging.py"),
        *("bots/run.py", "deep/stubs/toysdk/__init__.py"),
        installed=["toysdk"],
    )
    for importing in ("app/main.py", "app/toysdk.py", "bots/run.py", "bots/toysdk.py"):
        assert known.resolve(importing, 0, "toysdk") == ()
        assert known.resolve(importing, 0, "logging") == ()
    assert known.resolve("app/main.py", 1, "toysdk") == ("app/toysdk.py",)
    assert known.resolve("app/main.py", 0, "app.toysdk") == ("app/toysdk.py",)


def test_a_repository_that_declares_an_installed_name_means_its_own() -> None:
    known = modules("src/toysdk/__init__.py", "src/toysdk/x.py", "t/a.py", installed=["toysdk"])
    assert known.resolve("t/a.py", 0, "toysdk.x") == ("src/toysdk/x.py",)


def test_no_file_imports_itself_by_its_bare_name() -> None:
    known = modules("a/config.py", "a/main.py")
    assert known.resolve("a/config.py", 0, "config") == ()
    assert known.resolve("a/main.py", 0, "config") == ("a/config.py",)


@pytest.mark.parametrize(
    ("level", "name"),
    [(0, "nothing"), (0, "pkg.nothing"), (1, "nothing"), (4, "x"), (9, ""), (0, "pkg.a.b")],
)
def test_what_is_not_there_is_not_found(level: int, name: str) -> None:
    assert (
        modules("pkg/__init__.py", "pkg/a.py", "pkg/in/x.py").resolve("pkg/in/x.py", level, name)
        == ()
    )


def test_a_package_without_init_is_no_file() -> None:
    known = modules("pkg/in/x.py")
    assert known.resolve("pkg/in/x.py", 0, "pkg.in") == ()
    assert known.resolve("pkg/in/x.py", 1, "") == ()
    assert known.resolve("main.py", 0, "pkg.in.x") == ("pkg/in/x.py",)


# Imports


def test_relative_imports() -> None:
    known = modules("pkg/__init__.py", "pkg/a.py", "pkg/in/__init__.py", "pkg/in/b.py", "c.py")

    def found(importing: str, level: int, name: str) -> tuple[str, ...]:
        return known.resolve(importing, level, name)

    assert found("pkg/a.py", 1, "") == ("pkg/__init__.py",)
    assert found("pkg/a.py", 1, "in.b") == ("pkg/in/b.py",)
    assert found("pkg/__init__.py", 1, "a") == ("pkg/a.py",)
    assert found("pkg/in/b.py", 1, "") == ("pkg/in/__init__.py",)
    assert found("pkg/in/b.py", 2, "a") == ("pkg/a.py",)
    assert found("pkg/in/__init__.py", 2, "") == ("pkg/__init__.py",)
    assert found("c.py", 2, "pkg") == ()


def test_a_script_sees_what_lies_beside_it_first() -> None:
    known = modules("one/run.py", "one/shared.py", "two/run.py", "two/shared.py", "shared.py")
    assert known.resolve("one/run.py", 0, "shared") == ("one/shared.py",)
    assert known.resolve("two/run.py", 0, "shared") == ("two/shared.py",)
    assert known.resolve("other/run.py", 0, "shared") == ("shared.py",)


def test_inside_a_package_a_bare_name_is_beside_it_only_when_nothing_else_is() -> None:
    known = modules("pkg/__init__.py", "pkg/shared.py", "pkg/main.py", "shared.py")
    assert known.resolve("pkg/main.py", 0, "shared") == ("shared.py",)
    alone = modules("pkg/__init__.py", "pkg/shared.py", "pkg/main.py")
    assert alone.resolve("pkg/main.py", 0, "shared") == ("pkg/shared.py",)
    assert alone.resolve("main.py", 0, "shared") == ()


def test_a_package_under_src_is_found_from_tests() -> None:
    known = modules("src/pkg/__init__.py", "src/pkg/a.py", "tests/test_a.py", "docs/conf.py")
    for importing in ("tests/test_a.py", "docs/conf.py", "src/pkg/a.py"):
        assert known.resolve(importing, 0, "pkg") == ("src/pkg/__init__.py",)
        assert known.resolve(importing, 0, "src.pkg.a") == ("src/pkg/a.py",)


def test_a_monorepo_keeps_its_projects_apart() -> None:
    known = modules(
        *("one/app/__init__.py", "one/app/x.py", "one/tests/t.py"),
        *("two/src/app/__init__.py", "two/src/app/x.py", "two/tests/t.py"),
        *("libs/core/src/core/__init__.py", "libs/core/src/core/llm.py", "e2e/t.py"),
        setup=("one", "two", "libs/core"),
    )
    assert known.resolve("one/tests/t.py", 0, "app.x") == ("one/app/x.py",)
    assert known.resolve("two/tests/t.py", 0, "app.x") == ("two/src/app/x.py",)
    assert known.resolve("one/app/x.py", 0, "core.llm") == ("libs/core/src/core/llm.py",)
    assert known.resolve("e2e/t.py", 0, "app.x") == ("one/app/x.py", "two/src/app/x.py")
    assert known.find("e2e/t.py", "app.x") is None
    assert known.find("one/tests/t.py", "app.x") == "one/app/x.py"
    assert known.find("one/app/x.py", "", 1) == "one/app/__init__.py"


def test_a_package_wins_over_a_module_and_a_source_over_its_stub() -> None:
    known = modules("a.py", "a/__init__.py", "b.pyi", "b.py", "c.pyi", "d/__init__.pyi")
    assert [known.find("x.py", name) for name in "abcd"] == [
        *("a/__init__.py", "b.py", "c.pyi", "d/__init__.pyi"),
    ]


def test_a_root_that_is_itself_a_package_is_known_by_its_folders_name() -> None:
    known = modules("__init__.py", "nodes.py", "in/x.py", root_name="my_nodes")
    assert known.resolve("in/x.py", 0, "my_nodes.nodes") == ("nodes.py",)
    assert known.resolve("in/x.py", 0, "my_nodes") == ("__init__.py",)
    assert known.resolve("nodes.py", 1, "") == ("__init__.py",)
    assert known.names("nodes.py") == ("nodes", "my_nodes.nodes")
    assert known.name("__init__.py") == "my_nodes"


def test_links_give_a_file_more_than_one_place() -> None:
    known = modules(
        *("shared/llm.py", "shared/in/y.py", "app/__init__.py", "app/main.py"),
        links={"app/llm.py": "shared/llm.py", "app/common": "shared"},
    )
    assert known.resolve("app/main.py", 1, "llm") == ("shared/llm.py",)
    assert known.resolve("app/main.py", 0, "app.common.in.y") == ("shared/in/y.py",)


# Names


def test_names_from_the_folder_above_the_outermost_package() -> None:
    paths = ("src/pkg/__init__.py", "src/pkg/in/__init__.py", "src/pkg/in/a.py", "run.py")
    assert module_names(Path("/any/where"), paths) == {
        "src/pkg/__init__.py": "pkg",
        "src/pkg/in/__init__.py": "pkg.in",
        "src/pkg/in/a.py": "pkg.in.a",
        "run.py": "run",
    }
    assert modules(*paths).names("src/pkg/in/a.py") == ("pkg.in.a", "src.pkg.in.a")


def test_names_outside_packages_from_the_nearest_declared_folder() -> None:
    known = modules("app/services/llm.py", "two/src/ns/x.py", "my-bots/run.py", setup=("", "two"))
    assert known.names("app/services/llm.py") == ("app.services.llm", "llm", "services.llm")
    assert known.name("two/src/ns/x.py") == "ns.x"
    assert known.names("my-bots/run.py") == ("run",)


def test_setup_folders_are_those_with_a_manifest_of_a_project() -> None:
    paths = ["pyproject.toml", "a/setup.py", "b/c/setup.cfg", "d/requirements.txt", "e/x.py"]
    assert setup_folders(paths) == {"", "a", "b/c"}


# In bulk


def monorepo(services: int) -> list[str]:
    paths = [f"svc{s}/pkg/__init__.py" for s in range(services)]
    spread = range(20)
    return paths + [
        f"svc{s}/pkg/in{i}/m{m}.py" for s in range(services) for i in spread for m in range(25)
    ]


def seconds(services: int) -> float:
    paths = monorepo(services)
    started = time.process_time()
    known = modules(*paths, setup=tuple(f"svc{s}" for s in range(services)))
    for path in paths:
        known.name(path)
        known.resolve(path, 0, "pkg.in3.m4")
        known.resolve(path, 0, "elsewhere.thing")
        known.resolve(path, 1, "m1")
    return time.process_time() - started


def test_ten_times_the_files_take_about_ten_times_as_long() -> None:
    seconds(2)
    assert seconds(20) < 35 * min(seconds(2) for _ in range(3))


def test_the_index_can_be_sent_to_another_process() -> None:
    known = modules(*monorepo(9), setup=tuple(f"svc{s}" for s in range(9)))
    sent = pickle.loads(pickle.dumps(known))
    assert sent.resolve("svc7/pkg/in1/m1.py", 0, "pkg.in3.m4") == ("svc7/pkg/in3/m4.py",)

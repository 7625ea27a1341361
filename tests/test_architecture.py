"""The rooms and the arrows between them, read off our own imports."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = sorted(
    path.relative_to(ROOT)
    for package in ("codemod", "transforms")
    for path in (ROOT / package).rglob("*.py")
)
ENGINE = [path for path in SOURCES if path.parts[0] == "codemod"]
ROOMS = {path.parts[1] for path in ENGINE if len(path.parts) > 2}
SHARED = "vocabulary"

LONGEST = 350
FORBIDDEN = {"utils", "util", "helpers", "helper", "common", "manager", "base", "context", "misc"}
VENDORS = re.compile(
    r"openai|azure|anthropic|claude|gemini|mistral|cohere|groq|together_?ai|openrouter|ollama|vllm|\bxai\b"
    r"|grok|deepseek|moonshot|kimi|zhipu|bigmodel|\bglm|qwen|dashscope|aliyun|alibaba|bailian|doubao"
    r"|volcengine|qianfan|baidu|baichuan|minimax|stepfun|siliconflow|hunyuan|tencent|lingyiwanwu"
    r"|gpt|chatgpt",
    re.IGNORECASE,
)


def imports(source: str, package: str) -> Iterator[tuple[str, bool]]:
    """Yield each module that ``source`` imports, and whether at the module's top level."""

    def walk(node: ast.AST, top: bool) -> Iterator[tuple[str, bool]]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Import):
                yield from ((alias.name, top) for alias in child.names)
            elif isinstance(child, ast.ImportFrom):
                parents = package.split(".")[: len(package.split(".")) + 1 - child.level]
                module = ".".join([*(parents if child.level else []), child.module or ""])
                # `from package import module` names the module only here.
                yield module, top
                yield from ((f"{module}.{alias.name}", top) for alias in child.names)
            elif isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
                yield from walk(child, False)
            else:
                function = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef)
                yield from walk(child, top and not function)

    return walk(ast.parse(source), True)


def of(path: Path) -> list[tuple[str, bool]]:
    return list(imports((ROOT / path).read_text("utf-8"), ".".join(path.parts[:-1])))


def modules(path: Path) -> set[str]:
    return {module for module, _ in of(path)}


def inside(module: str, *packages: str) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)


def ours(path: Path) -> set[str]:
    """Return the modules of this project that ``path`` imports."""
    return {module for module in modules(path) if inside(module, "codemod", "transforms")}


def test_imports_are_seen_in_all_their_forms() -> None:
    source = """
import a.b as c
from d import e
if TYPE_CHECKING:
    from f import g
def later():
    import h
from . import i
from ..j import k
class C:
    import l
"""
    assert set(imports(source, "p.q")) == {
        ("a.b", True), ("d", True), ("d.e", True), ("f", False), ("f.g", False), ("h", False),
        ("p.q.", True), ("p.q..i", True), ("p.j", True), ("p.j.k", True), ("l", True),
    }  # fmt: skip


def test_there_is_something_to_read() -> None:
    assert len(ENGINE) > 20
    assert {SHARED, "reporting"} <= ROOMS


@pytest.mark.parametrize("path", ENGINE, ids=str)
def test_the_vocabulary_imports_the_standard_library_only(path: Path) -> None:
    if path.parts[1] == SHARED:
        foreign = {
            module
            for module in modules(path)
            if not inside(module, "codemod.vocabulary", *sys.stdlib_module_names)
        }
        assert not foreign


@pytest.mark.parametrize("path", ENGINE, ids=str)
def test_a_room_imports_the_vocabulary_and_itself(path: Path) -> None:
    if path.parts[1] in ROOMS:
        allowed = ("codemod.vocabulary", f"codemod.{path.parts[1]}")
        # `from codemod.vocabulary import x` is also seen as `codemod.vocabulary.x`: inside as well.
        assert {module for module in ours(path) if not inside(module, *allowed)} == set()


@pytest.mark.parametrize("path", SOURCES, ids=str)
def test_knowledge_imports_the_vocabulary_and_the_registry_of_rules(path: Path) -> None:
    if path.parts[0] == "transforms":
        allowed = ("transforms", "codemod.vocabulary", "codemod.planning.rules")
        foreign = {module for module in ours(path) if not inside(module, *allowed)}
        # The second form of `from codemod.planning import rules` is allowed, its first is a folder.
        assert foreign <= {"codemod.planning"}
        if "codemod.planning" in foreign:
            names = {module for module in modules(path) if inside(module, "codemod.planning")}
            assert names <= {"codemod.planning", "codemod.planning.rules"}


@pytest.mark.parametrize("path", ENGINE, ids=str)
def test_only_the_floor_of_the_command_knows_the_transforms(path: Path) -> None:
    if len(path.parts) > 2 or path.name == "pool.py":
        assert not any(inside(module, "transforms") for module in modules(path))


@pytest.mark.parametrize("path", SOURCES, ids=str)
def test_libcst_stays_in_one_room(path: Path) -> None:
    if path.parts[:2] != ("codemod", "editing"):
        assert not any(inside(module, "libcst") for module in modules(path))


@pytest.mark.parametrize("path", ENGINE, ids=str)
def test_what_is_slow_to_import_is_imported_late(path: Path) -> None:
    slow = ("black", "multiprocessing", "concurrent.futures", "yaml")
    late = slow if path.parts[1] == "editing" else (*slow, "libcst", "codemod.editing")
    assert not {module for module, top in of(path) if top and inside(module, *late)}


@pytest.mark.parametrize("path", ENGINE, ids=str)
def test_the_engine_names_no_vendor(path: Path) -> None:
    lines = (ROOT / path).read_text("utf-8").splitlines()
    named = [f"{path}:{n} {line}" for n, line in enumerate(lines, 1) if VENDORS.search(line)]
    assert not named


@pytest.mark.parametrize("path", SOURCES, ids=str)
def test_files_have_one_purpose(path: Path) -> None:
    assert len((ROOT / path).read_text("utf-8").splitlines()) <= LONGEST
    assert FORBIDDEN.isdisjoint({path.stem, *path.parts})


@pytest.mark.parametrize("path", SOURCES, ids=str)
def test_a_module_says_what_it_is(path: Path) -> None:
    assert ast.get_docstring(ast.parse((ROOT / path).read_text("utf-8")))

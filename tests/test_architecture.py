"""The rooms and the arrows between them, read off our own imports."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

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


def text_of(path: Path) -> str:
    return (ROOT / path).read_text("utf-8")


@cache
def of(path: Path) -> list[tuple[str, bool]]:
    return list(imports(text_of(path), ".".join(path.parts[:-1])))


def modules(path: Path) -> set[str]:
    return {module for module, _ in of(path)}


def inside(module: str, *packages: str) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)


def ours(path: Path) -> set[str]:
    """Return the modules of this project that ``path`` imports."""
    return {module for module in modules(path) if inside(module, "codemod", "transforms")}


def others(
    paths: list[Path],
    meant: Callable[[Path], bool],
    read: Callable[[Path], set[str]],
    *allowed: str,
) -> dict[Path, set[str]]:
    """Return the modules ``read`` of the paths that are ``meant`` which are not allowed, by path."""
    found = {p: {m for m in read(p) if not inside(m, *allowed)} for p in paths if meant(p)}
    return {path: foreign for path, foreign in found.items() if foreign}


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


def test_the_vocabulary_imports_the_standard_library_only() -> None:
    allowed = ("codemod.vocabulary", *sys.stdlib_module_names)
    assert others(ENGINE, lambda path: path.parts[1] == SHARED, modules, *allowed) == {}


def test_a_room_imports_the_vocabulary_and_itself() -> None:
    # `from codemod.vocabulary import x` is also seen as `codemod.vocabulary.x`: inside as well.
    for room in ROOMS:
        allowed = ("codemod.vocabulary", f"codemod.{room}")
        assert others(ENGINE, lambda path, room=room: path.parts[1] == room, ours, *allowed) == {}


def test_knowledge_imports_the_vocabulary_and_the_registry_of_rules() -> None:
    allowed = ("transforms", "codemod.vocabulary", "codemod.planning.rules")
    found = others(SOURCES, lambda path: path.parts[0] == "transforms", ours, *allowed)
    # The second form of `from codemod.planning import rules` is allowed, its first is a folder.
    assert {
        path: foreign for path, foreign in found.items() if foreign != {"codemod.planning"}
    } == {}
    for path in found:
        names = {module for module in modules(path) if inside(module, "codemod.planning")}
        assert names <= {"codemod.planning", "codemod.planning.rules"}, path


def test_only_the_floor_of_the_command_knows_the_transforms() -> None:
    above = [path for path in ENGINE if len(path.parts) > 2 or path.name == "pool.py"]
    assert [path for path in above if any(inside(m, "transforms") for m in modules(path))] == []


def test_libcst_stays_in_one_room() -> None:
    outside = [path for path in SOURCES if path.parts[:2] != ("codemod", "editing")]
    assert [path for path in outside if any(inside(m, "libcst") for m in modules(path))] == []


def test_what_is_slow_to_import_is_imported_late() -> None:
    slow = ("black", "multiprocessing", "concurrent.futures", "yaml")
    found = {}
    for path in ENGINE:
        late = slow if path.parts[1] == "editing" else (*slow, "libcst", "codemod.editing")
        found[path] = {module for module, top in of(path) if top and inside(module, *late)}
    assert {path: early for path, early in found.items() if early} == {}


def test_the_engine_names_no_vendor() -> None:
    named = [
        f"{path}:{n} {line}"
        for path in ENGINE
        for n, line in enumerate(text_of(path).splitlines(), 1)
        if VENDORS.search(line)
    ]
    assert named == []


def test_files_have_one_purpose() -> None:
    lengths = {path: len(text_of(path).splitlines()) for path in SOURCES}
    assert {path: length for path, length in lengths.items() if length > LONGEST} == {}
    assert [path for path in SOURCES if not FORBIDDEN.isdisjoint({path.stem, *path.parts})] == []


def test_a_module_says_what_it_is() -> None:
    assert [path for path in SOURCES if not ast.get_docstring(ast.parse(text_of(path)))] == []

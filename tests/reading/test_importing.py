"""What a file imports, read from its bytes: complete, and free to say too much."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from codemod.reading import importing
from codemod.reading.importing import Imported, Importers, imports, quoted
from codemod.reading.modules import Modules

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        (b"import a.b, c as d\n", [Imported("a.b"), Imported("c")]),
        (b"from . import x as y, z\n", [Imported("", 1, ("x", "z"))]),
        (
            b"from ..p.q import (  # why\n    r,  # n\n    s as t,\n)\n",
            [Imported("p.q", 2, ("r", "s"))],
        ),
        (b"try: import u\nexcept ImportError: pass\n", [Imported("u")]),
        (b"if x: from v import w; import k\n", [Imported("v", 0, ("w",)), Imported("k")]),
        (b"from far \\\n    import one, \\\n    two\n", [Imported("far", 0, ("one", "two"))]),
        (b"from far \\\r\n    import one\r\n", [Imported("far", 0, ("one",))]),
        (b"from m import *\n", [Imported("m", 0, ("*",))]),
        (b"from.m import(n)\n", [Imported("m", 1, ("n",))]),
        (b"\timport a", [Imported("a")]),
        (b"reimport = important = 1\nimporter.run()\n", []),
        (b"import_module('a.b')\n", []),
        (b"", []),
    ],
)
def test_statements(source: bytes, found: list[Imported]) -> None:
    assert list(imports(source)) == found


def test_nothing_that_the_parser_sees_is_missed() -> None:
    for file in [*(ROOT / "codemod").rglob("*.py"), *(ROOT / "tests").rglob("*.py")]:
        data = file.read_bytes()
        found = {(i.module, i.level, name) for i in imports(data) for name in i.names or ("",)}
        for node in ast.walk(ast.parse(data)):
            if isinstance(node, ast.Import):
                assert {(a.name, 0, "") for a in node.names} <= found, file
            elif isinstance(node, ast.ImportFrom):
                assert {(node.module or "", node.level, a.name) for a in node.names} <= found, file


def test_dotted_names_in_strings_are_read_only_where_something_may_use_them() -> None:
    assert list(quoted(b"patch('app.chat.client')")) == ["app.chat.client"]
    assert list(quoted(b'import_module("app.chat")')) == ["app.chat"]
    assert list(quoted(b"print('app.chat.client')")) == []


def importers(files: dict[str, bytes], path: str, *names: str) -> list[str]:
    """Return which of ``files`` are taken to name one of ``names`` of the module at ``path``."""
    modules = Modules.of(files)
    index = Importers(files.items(), modules.find)
    found = index.candidates(path, modules.names(path))
    return [p for p in found if index.names(p, files.__getitem__, path, frozenset(names))]


HERE = {"app/__init__.py": b"", "app/chat.py": b"client = 1\n", "app/inner/__init__.py": b""}


@pytest.mark.parametrize(
    "source",
    [
        b"from app.chat import client\n",
        b"from app.chat import other, client as c\n",
        b"from app.chat import *\n",
        b"from app import chat\nchat.client\n",
        b"import app.chat\napp.chat.client\n",
        b"import app.chat as c\nc.client\n",
        b"import app\napp.chat.client\n",
        b"def test(mocker):\n    mocker.patch('app.chat.client')\n",
        b"monkeypatch.setattr('app.chat.client', None)\n",
    ],
)
def test_a_file_that_names_it(source: bytes) -> None:
    files = {**HERE, "use.py": source}
    assert importers(files, "app/chat.py", "client") == ["use.py"]


@pytest.mark.parametrize(
    "source",
    [
        b"from app.chat import other\n",
        b"from app.chat import other\nclient = 1\n",
        b"from app import chat\nchat.other\n",
        b"from app import chat\nchat.other(2 * 3, **{})\n",
        b"import app\nfrom os.path import *\napp.chat.other()\n",
        b"from app.other import client\n",
        b"import chat\nclient = chat.client\n",
        b"from elsewhere.chat import client\n",
        b"'a chat with a client'\nimport os\n",
    ],
)
def test_a_file_that_does_not(source: bytes) -> None:
    files = {**HERE, "app/other.py": b"", "use.py": source}
    if source.startswith((b"import chat", b"from elsewhere")):
        files["elsewhere/chat.py"] = b""
    assert importers(files, "app/chat.py", "client") == []


def test_relative_imports() -> None:
    files = {
        **HERE,
        "app/a.py": b"from .chat import client\n",
        "app/b.py": b"from . import chat\nchat.client\n",
        "app/inner/c.py": b"from ..chat import client\n",
        "app/inner/d.py": b"from .chat import client\n",
    }
    assert importers(files, "app/chat.py", "client") == ["app/a.py", "app/b.py", "app/inner/c.py"]


def test_names_of_a_package() -> None:
    files = {
        "app/__init__.py": b"from .chat import client\n",
        "app/chat.py": b"client = 1\n",
        "app/a.py": b"from . import client\n",
        "b.py": b"from app import client\n",
        "c.py": b"import app\napp.client\n",
    }
    assert importers(files, "app/__init__.py", "client") == ["app/a.py", "b.py", "c.py"]


def test_a_file_is_read_for_its_imports_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of many modules that matter asks every file that may import it."""
    source = b"from app.one import a\nfrom app.two import b\n"
    modules = Modules.of(["app/__init__.py", "app/one.py", "app/two.py", "main.py"])
    importers = Importers([("main.py", source)], modules.find)
    read: list[bytes] = []

    def read_main(_: str) -> bytes:
        return source

    def counted(data: bytes) -> Iterator[Imported]:
        read.append(data)
        return imports(data)

    monkeypatch.setattr(importing, "imports", counted)
    assert importers.names("main.py", read_main, "app/one.py", frozenset("a"))
    assert importers.names("main.py", read_main, "app/two.py", frozenset("b"))
    assert not importers.names("main.py", read_main, "app/two.py", frozenset("a"))
    assert read == [source]

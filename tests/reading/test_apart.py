"""Large packages that cannot have to do with the SDK are taken as installed libraries are."""

from __future__ import annotations

import pytest

from codemod.reading.apart import LARGE
from tests.migrating import report_of, scanned

HEAD = 'from openai import OpenAI\nclient = OpenAI(api_key="k")\n'
CALL = 'client.chat.completions.create(model="gpt-4", messages=[{"role": "user", "content": q}])'
ASK = f"def ask(q):\n    return {CALL}\n"
SHOWN = "print(ask('hi').choices[0].message.content)\n"
APP = HEAD + "from big.part0 import Base\n" + ASK + SHOWN + "class Mine(Base):\n    pass\n"


def package(name: str = "big", count: int = LARGE, **extra: str) -> dict[str, str]:
    """Return a package of ``count`` modules, each of which holds a class."""
    parts = {f"{name}/part{i}.py": "class Base:\n    pass\n" for i in range(count - 1)}
    return {f"{name}/__init__.py": "", **parts, **{f"{name}/{k}.py": v for k, v in extra.items()}}


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"big/docs.py": '"""Write ``import app`` to have it, or\n\n    import app\n"""\n'},
        {"big/words.py": "PATH = 'app.example'\n"},
        {f"other/part{i}.py": "" for i in range(LARGE)}
        | {"other/__init__.py": "", "big/needs.py": "import other.part1\n"},
        {"big/vendored/app/__init__.py": "", "big/needs.py": "from big.vendored import app\n"},
    ],
)
def test_a_large_package_that_has_nothing_to_do_with_the_sdk_is_not_read(
    more: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert scanned({"app.py": APP, **package(), **more}, monkeypatch) == {"app.py"}


@pytest.mark.parametrize(
    "more",
    [
        {"big/speaks.py": "import openai\n"},
        {"big/named.py": "MODEL = 'gpt-4'\n"},
        {"big/calls.py": "from app import ask\nask('x')\n"},
        {"big/calls.py": "def later():\n    import app\n    app.ask('x')\n"},
        {"big/loads.py": "from importlib import import_module\nimport_module('app.ask')\n"},
        {"big/needs.py": "import small\n", "small.py": "import app\n"},
        {"big/needs.py": "from space import small\n", "space/small.py": "import app\n"},
        {f"other/part{i}.py": "" for i in range(LARGE)}
        | {"other/__init__.py": "import app\n", "big/needs.py": "import other.part1\n"},
    ],
)
def test_one_that_speaks_of_the_sdk_or_imports_who_may_is_read(
    more: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "big/part0.py" in scanned({"app.py": APP, **package(), **more}, monkeypatch)


def test_a_small_package_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    found = scanned({"app.py": APP, **package(count=LARGE - 1)}, monkeypatch)
    assert "big/part0.py" in found


def test_what_is_handed_to_one_that_stands_apart_stays() -> None:
    app = HEAD + "from big.part1 import show\n" + ASK + "show(ask('hi'))\n"
    files = {"app.py": app, **package(shown="def show(x):\n    print(x)\n")}
    report = report_of(files)
    assert not report.rewritten
    assert any("is passed to show()" in each.message for each in report.diagnostics)
    less = report_of(
        {
            "app.py": app.replace("part1", "shown"),
            **package(count=5, shown="def show(x):\n    print(x)\n"),
        }
    )
    assert less.rewritten


def test_a_call_beside_one_that_stands_apart_moves() -> None:
    report = report_of({"app.py": APP, **package()})
    assert [outcome.path for outcome in report.rewritten] == ["app.py"]

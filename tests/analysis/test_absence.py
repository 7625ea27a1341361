"""Modules are read when something of the SDK may depend on them, and not before."""

from __future__ import annotations

import pytest

from tests.migrating import check_migrated, report_of, scanned

HEAD = 'from openai import OpenAI\nclient = OpenAI(api_key="k")\n'
NEW_HEAD = 'from dashscope import Client\nclient = Client(api_key="k", protocol="openai")\n'
CALL = 'client.chat.completions.create(model=MODEL, messages=[{"role": "user", "content": q}])'
ASK = "def ask(q):\n    return " + CALL.replace("MODEL", '"gpt-4"') + "\n"
NEW_ASK = ASK.replace("gpt-4", "qwen-plus")


@pytest.mark.parametrize(
    "use",
    [
        "import far\n",
        "import far\nfar.log('started')\n",
        "from far import log\nlog('started')\n",
        "from far import SIZE\nsize = SIZE + 1\n",
        "from far import *\n",
        "import far as f\nf.log(1)\n",
        "from far import log\nprint(ask('hi').choices[0].message.content)\nlog(1)\n",
        "from far import log\n\ndef other():\n    with log() as x:\n        for y in x:\n            print(y)\n",
        "from far import Row\nrow: Row = Row(1)\nrow.x = 2\n",
        "from far import log\n\ndef shown(q):\n    return f'{log(q)}!'\nshown('x')\n",
        "from package import far\nfar.log(1)\n",
        "import package.far\npackage.far.log(1)\n",
    ],
)
def test_what_has_nothing_to_do_with_the_sdk_is_not_read(
    use: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    far = "import deep\nSIZE = 1\ndef log(*given):\n    return deep.log(*given)\nclass Row: pass\n"
    files = {
        "app.py": HEAD + ASK + use,
        "far.py": far,
        "deep.py": "def log(*given): pass\n",
        "package/__init__.py": "",
        "package/far.py": far,
    }
    assert scanned(files, monkeypatch) <= {"app.py", "package/__init__.py"}


def test_a_name_that_reaches_no_call_brings_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of it moves: neither who imports it nor what it is handed to can have to do with that."""
    files = {
        "app.py": HEAD + "from far import log\nNAME = 'gpt-4o'\n" + ASK + "log(NAME)\n",
        "far.py": "def log(x): print(x)\n",
        "shop.py": "from app import NAME\nprint(NAME)\n",
    }
    assert scanned(files, monkeypatch) == {"app.py"}


def test_a_name_that_reaches_a_call_brings_those_who_import_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    files = {
        "app.py": HEAD
        + "NAME = 'gpt-4o'\nq = 'hi'\nprint("
        + CALL.replace("MODEL", "NAME")
        + ")\n",
        "shop.py": "from app import NAME\nprint(NAME)\n",
    }
    assert scanned(files, monkeypatch) == {"app.py", "shop.py"}


def test_a_module_that_is_read_does_not_bring_what_it_imports(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    files = {
        "app.py": HEAD + "from names import NAME\nprint(" + CALL.replace("MODEL", "NAME") + ")\n",
        "names.py": "from far import log\nlog('names')\nNAME = 'gpt-4'\n",
        "far.py": "def log(x): print(x)\n",
    }
    assert scanned(files, monkeypatch) == {"app.py", "names.py"}


OTHER = "NAME = 'gpt-4'\n"
NAMED = "print(" + CALL + ")\n"


@pytest.mark.parametrize(
    ("use", "other"),
    [
        ("from other import NAME\n" + NAMED.replace("MODEL", "NAME"), OTHER),
        ("import other\n" + NAMED.replace("MODEL", "other.NAME"), OTHER),
        ("from other import *\n" + NAMED.replace("MODEL", "NAME"), OTHER),
        (
            "from other import name\n" + NAMED.replace("MODEL", "name()"),
            "def name():\n    return 'gpt-4'\n",
        ),
        ("from other import N\n" + NAMED.replace("MODEL", "N['a']"), "N = {'a': 'gpt-4'}\n"),
        (
            "from other import N\n" + NAMED.replace("MODEL", "N().name"),
            "class N:\n    name = 'gpt-4'\n",
        ),
        ("from other import N\nfor n in N:\n    " + NAMED.replace("MODEL", "n"), "N = ['gpt-4']\n"),
        ("from other import N\nn, m = N\n" + NAMED.replace("MODEL", "n"), "N = ('gpt-4', 1)\n"),
        (
            "from other import N\nn = next(iter(N))\n" + NAMED.replace("MODEL", "n"),
            "N = ['gpt-4']\n",
        ),
        (
            "from other import N\nd = {**N}\n" + NAMED.replace("MODEL", "d['m']"),
            "N = {'m': 'gpt-4'}\n",
        ),
        (
            "from other import N\nd = {}\nd.update(N)\n" + NAMED.replace("MODEL", "d['m']"),
            "N = {'m': 'gpt-4'}\n",
        ),
        (
            "from other import N\nd = []\nd.extend(N)\n" + NAMED.replace("MODEL", "d[0]"),
            "N = ['gpt-4']\n",
        ),
        ("from other import N\nd = [*N]\n" + NAMED.replace("MODEL", "d[0]"), "N = ['gpt-4']\n"),
        ("from other import N\nd = [] + N\n" + NAMED.replace("MODEL", "d[0]"), "N = ['gpt-4']\n"),
        (
            "from other import N\nn = getattr(N, 'm')\n" + NAMED.replace("MODEL", "n"),
            "class N:\n    m = 'gpt-4'\n",
        ),
        (
            "from other import N\ndef f(n, m):\n    " + NAMED.replace("MODEL", "n") + "f(*N)\n",
            "N = ['gpt-4', 1]\n",
        ),
        (
            "from other import N\ndef f(n='x', m=1):\n    "
            + NAMED.replace("MODEL", "n")
            + "f(**N)\n",
            "N = {'n': 'gpt-4'}\n",
        ),
        (
            "import functools\nfrom other import name\nn = functools.partial(name, 1)\n"
            + NAMED.replace("MODEL", "n()"),
            "def name(x):\n    return 'gpt-4'\n",
        ),
        (
            "from other import options\nkwargs = {}\noptions(kwargs)\nclient.chat.completions.create(messages=[], **kwargs)\n",
            "def options(given):\n    given['model'] = 'gpt-4'\n",
        ),
        (
            "from other import Named\nclass Own(Named): pass\n"
            + NAMED.replace("MODEL", "Own().name"),
            "class Named:\n    name = 'gpt-4'\n",
        ),
    ],
)
def test_what_reaches_a_call_is_read(use: str, other: str) -> None:
    files = {"app.py": HEAD + "q = 'hi'\n" + use, "other.py": other}
    new = {"app.py": NEW_HEAD + "q = 'hi'\n" + use, "other.py": other.replace("gpt-4", "qwen-plus")}
    check_migrated(files, new)


@pytest.mark.parametrize(
    ("use", "other"),
    [
        ("from other import f\nprint(f(ask('hi')))\n", "def f(r):\n    return r.id\n"),
        ("import other\nprint(other.f(ask('hi')))\n", "def f(r):\n    return r.id\n"),
        ("from other import f\nprint(f([ask('hi')]))\n", "def f(rs):\n    return rs[0].id\n"),
        ("from other import f\nprint(f({'r': ask('hi')}))\n", "def f(d):\n    return d['r'].id\n"),
        ("from other import f\nprint(f(ask))\n", "def f(make):\n    return make('hi').id\n"),
        (
            "from other import F\nprint(F(ask('hi')).i)\n",
            "class F:\n    def __init__(self, r):\n        self.i = r.id\n",
        ),
        (
            "import other\nother.kept = ask('hi')\nprint(other.f())\n",
            "kept = None\ndef f():\n    return kept.id\n",
        ),
        (
            "from other import F\nF.kept = ask('hi')\nprint(F().f())\n",
            "class F:\n    kept = None\n    def f(self):\n        return self.kept.id\n",
        ),
        ("from other import f\nprint(next(map(f, [ask('hi')])))\n", "def f(r):\n    return r.id\n"),
        (
            "from functools import partial\nfrom other import f\nprint(partial(f, ask('hi'))())\n",
            "def f(r):\n    return r.id\n",
        ),
        (
            "from other import shown\n@shown\ndef asked():\n    return ask('hi')\nprint(asked())\n",
            "def shown(f):\n    def g():\n        return f().id\n    return g\n",
        ),
        (
            "from other import Base\nclass Own(Base):\n    r = ask('hi')\nprint(Own().show())\n",
            "class Base:\n    def show(self):\n        return self.r.id\n",
        ),
        (
            "from other import near\nprint(near.f(ask('hi')))\n",
            "import near\n",
        ),
    ],
)
def test_what_is_handed_something_of_the_sdk_is_read(use: str, other: str) -> None:
    near = "def f(r):\n    return r.id\n"
    files = {"app.py": HEAD + ASK + use, "other.py": other, "near.py": near}
    new = {name: text.replace(".id", ".request_id") for name, text in files.items()}
    new["app.py"] = NEW_HEAD + NEW_ASK + use
    if "near" not in use:
        new["near.py"] = near
    check_migrated(files, new)


def test_what_is_kept_apart_by_a_name_is_read_before_that_name_changes() -> None:
    files = {
        "app.py": HEAD + "from prices import cost\nNAME = 'gpt-4'\nq = 'hi'\n"
        "print(" + CALL.replace("MODEL", "NAME") + ", cost(NAME))\n",
        "prices.py": "PRICES = {'gpt-4': 3, 'gpt-3.5-turbo': 1}\ndef cost(name):\n    return PRICES[name]\n",
    }
    report = report_of(files)
    assert any(d.path == "prices.py" for d in report.diagnostics) or any(
        o.path == "prices.py" for o in report.rewritten
    )


def test_a_second_step_finds_who_imports_what_matters_anew() -> None:
    """Legacy calls are lifted first: the files that the first step has read are read again."""
    files = {
        "calls.py": "import openai\nfrom openai import OpenAI\nclient = OpenAI(api_key='k')\n\n\n"
        "def ask(q):\n    return " + CALL.replace("MODEL", "'gpt-4'") + "\n\n\n"
        "def old(q):\n    return openai.chat.completions.create(model='gpt-4', messages=[])\n",
        "far/__init__.py": "",
        "far/shown.py": "from calls import ask\n\nprint(ask('hi').id)\n",
    }
    report = report_of(files)
    after = {o.path: o.after.decode() for o in report.rewritten}
    assert "print(ask('hi').request_id)" in after["far/shown.py"]


def test_what_a_try_with_an_exception_of_the_sdk_calls_is_read() -> None:
    files = {
        "calls.py": HEAD
        + "\n\ndef ping():\n    "
        + CALL.replace("MODEL", "'gpt-4'").replace("q}", "'hi'}")
        + "\n",
        "far.py": "from calls import ping\n\n\ndef run():\n    ping()\n",
        "app.py": "import openai\nfrom far import run\n\ntry:\n    run()\nexcept openai.RateLimitError:\n    print('limited')\n",
    }
    after = {o.path: o.after.decode() for o in report_of(files).rewritten}
    assert "except dashscope.v2.errors.RateLimitError:" in after["app.py"]


def test_a_base_class_in_a_large_package_that_never_names_the_sdk_is_read() -> None:
    """However much stands around it: what it reads of a response moves along."""
    call = CALL.replace("client.", "self.client.").replace("MODEL", '"gpt-4"')
    app = (
        "from openai import OpenAI\nfrom big.base import Base\n\n\nclass Mine(Base):\n"
        '    client = OpenAI(api_key="k")\n\n    def ask(self, q):\n'
        f"        self.last = {call}\n\n\nMine().ask('x')\nprint(Mine().cost())\n"
    )
    base = "class Base:\n    def cost(self):\n        return self.last.usage.prompt_tokens\n"
    parts = {f"big/part{i}.py": f"class Part{i}:\n    pass\n" for i in range(150)}
    report = report_of({"app.py": app, "big/__init__.py": "", "big/base.py": base, **parts})
    after = {outcome.path: outcome.after.decode() for outcome in report.rewritten}
    assert sorted(after) == ["app.py", "big/base.py"]
    assert after["big/base.py"] == base.replace("prompt_tokens", "input_tokens")

"""Programs that go in circles come to an end, and lose nothing on the way."""

from __future__ import annotations

import time

import pytest

from codemod.analysis import link
from codemod.analysis.link import Linker
from codemod.vocabulary.values import ClassValue
from tests.migrating import check_migrated, report_of

HEAD = 'from openai import OpenAI\nclient = OpenAI(api_key="k")\n'
NEW_HEAD = 'from dashscope import Client\nclient = Client(api_key="k", protocol="openai")\n'
CALL = 'client.chat.completions.create(model="gpt-4", messages=[])'
CALLED = 'client.chat.completions.create(model="qwen-plus", messages=[])'


@pytest.mark.parametrize(
    "rest",
    [
        "def f(n):\n    return f(n - 1) if n else CALL\nprint(f(3).id)\n",
        "def f(n):\n    return g(n)\ndef g(n):\n    return f(n - 1) if n else CALL\nprint(f(3).id)\n",
        "def f(r, n):\n    if n:\n        return f(r, n - 1)\n    print(r.id)\nf(CALL, 3)\n",
        "def f(r=None):\n    r = r or CALL\n    print(r.id)\n    f(r)\nf()\n",
        "f = lambda r: f(r) if r is None else r\nprint(f(CALL).id)\n",
        "class A:\n    def __init__(self, r):\n        self.r = r\n        self.me = self\nprint(A(CALL).me.me.me.r.id)\n",
        "class N:\n    def __init__(self, r, up=None):\n        self.r = r\n        self.up = up\n"
        "n = N(CALL)\nfor _ in range(3):\n    n = N(n.r, n)\nprint(n.up.up.r.id)\n",
        "d = {'r': CALL}\nd['d'] = d\nprint(d['d']['d']['r'].id)\n",
        "rs = [CALL]\nfor r in rs:\n    rs.append(r)\n    print(r.id)\n    break\n",
        "def gen(r, n):\n    yield r\n    if n:\n        yield from gen(r, n - 1)\nfor r in gen(CALL, 2):\n    print(r.id)\n",
        "a = b = CALL\nfor _ in range(3):\n    a, b = b, a\nprint(a.id, b.id)\n",
        "r = CALL\nwhile r:\n    r = (lambda: r)()\n    print(r.id)\n    break\n",
    ],
)
def test_circles(rest: str) -> None:
    after = rest.replace("CALL", CALLED).replace(".id", ".request_id")
    check_migrated(HEAD + rest.replace("CALL", CALL), NEW_HEAD + after)


@pytest.mark.parametrize(
    "options",
    [
        "a = {'seed': 1}\nb = {**a}\na = {**b, 'model': 'gpt-4'}\n",
        "a = {'model': 'gpt-4'}\nfor _ in x:\n    a = {**a, 'seed': 1}\n",
        "a = {'model': 'gpt-4'}\na.update(a)\n",
        "a = {'model': 'gpt-4'}\na = dict(a, **a)\n",
        "a = {'model': 'gpt-4'}\nb = {}\nb.update(a)\na.update(b)\n",
        "a = {'model': 'gpt-4'}\na |= a\n",
        "def f(**k):\n    return f(**k) if x else {**k, 'model': 'gpt-4'}\na = f(seed=1)\n",
        "def f(k):\n    return f({**k, 'seed': 1}) if x else k\na = f({'model': 'gpt-4'})\n",
    ],
)
def test_spreads_in_circles(options: str) -> None:
    rest = "print(client.chat.completions.create(messages=[], **a))\n"
    report = report_of(HEAD + options + rest)
    assert report.rewritten[0].after.decode().count("qwen-plus") == options.count("gpt-4")


def test_a_list_that_holds_itself() -> None:
    rest = "box = []\nbox.append(box)\nbox.append(CALL)\nprint(box[1].id)\n"
    report = report_of(HEAD + rest.replace("CALL", CALL))
    assert {d.code for d in report.diagnostics} >= {"MEMBER-MIXED"}


def test_classes_that_derive_from_each_other() -> None:
    rest = (
        "class A(B):\n    pass\nclass B(A):\n    pass\nclass C(C):\n    r = CALL\nprint(C.r.id)\n"
    )
    report = report_of(HEAD + rest.replace("CALL", CALL))
    assert report.outcomes


def test_a_deep_chain_of_calls_and_names() -> None:
    depth = 300
    rest = f"r0 = {CALL}\n" + "".join(f"r{n + 1} = r{n}\n" for n in range(depth))
    rest += f"print(r{depth}.id)\n"
    after = rest.replace(CALL, CALLED).replace(".id", ".request_id")
    check_migrated(HEAD + rest, NEW_HEAD + after)


def test_time_grows_with_the_size_and_not_faster() -> None:
    """A file eight times as long takes no more than some thirty times as long."""

    def seconds(count: int) -> float:
        body = "".join(
            f"def f{n}(r=None, **k):\n    r = r or {CALL}\n    print(r.id)\n    return f{(n + 1) % count}(r, **k)\n"
            for n in range(count)
        )
        source = HEAD + body + "f0(seed=1)\n"
        start = time.process_time()
        report_of(source)
        return time.process_time() - start

    report_of(HEAD)
    assert seconds(40) < 32 * max(seconds(5), 0.02)


@pytest.mark.parametrize(
    "steps",
    [
        "for name in ('chat', 'completions', 'create'):\n    node = getattr(node, name)\n",
        "while node.busy:\n    node = node.parent or node.left or node.right\n",
        "for name in names:\n    node = getattr(node, name, None) or node.up or node.down\n",
    ],
)
def test_a_client_that_is_stepped_through_by_names(steps: str) -> None:
    rest = f"node = client\n{steps}print(node(model='gpt-4', messages=[]))\n"
    report = report_of(HEAD + rest)
    assert not report.rewritten
    assert {d.code for d in report.diagnostics} & {"OPERATION-UNSUPPORTED", "CLIENT-ESCAPES"}


def test_a_resource_that_the_surface_does_not_know_is_named() -> None:
    report = report_of(HEAD + "client.one.two.three.create(model='gpt-4')\n")
    assert any("one.two.three" in d.message for d in report.diagnostics)


def test_members_of_many_classes_are_read_once_all_bases_are_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With each base by itself, twice as many subclasses take four times as many reads."""
    reads: list[str] = []
    read = link.members.read_object

    def counted(linker: Linker, klass: ClassValue, name: str, target: int) -> None:
        reads.append(name)
        read(linker, klass, name, target)

    monkeypatch.setattr(link.members, "read_object", counted)

    def count(classes: int) -> int:
        reads.clear()
        body = "class A:\n    def f(self):\n        return self.r\n"
        body += "".join(
            f"class A{n}(A):\n    def g(self):\n        self.r = {CALL}\n        print(self.f().id)\n"
            for n in range(classes)
        )
        report_of(HEAD + body)
        return len(reads)

    assert count(40) < 2.5 * count(20)


def test_a_decorator_whose_wrapper_it_decorates_itself() -> None:
    rest = (
        "def kept(f):\n    if f.done:\n        return f\n    @kept\n    def call(*a, **k):\n        return f(*a, **k)\n    return call\n"
        "@kept\ndef ask():\n    return CALL\nprint(ask().id)\n"
    )
    after = rest.replace("CALL", CALLED).replace(".id", ".request_id")
    check_migrated(HEAD + rest.replace("CALL", CALL), NEW_HEAD + after)


def test_exceptions_in_a_list_that_holds_itself() -> None:
    rest = "errors = [openai.APIError]\nerrors.append(errors)\ntry:\n    CALL\nexcept errors:\n    pass\n"
    report = report_of(f"import openai\n{HEAD}{rest.replace('CALL', CALL)}")
    assert "DashScopeError" in report.rewritten[0].after.decode()

"""Reaching assignments within one scope: which client, response or name stands at a line."""

from __future__ import annotations

import pytest

from tests.migrating import assert_told, check_migrated, check_noop, check_reported, report_of

HEAD = 'from openai import OpenAI\nclient = OpenAI(api_key="k")\n'
NEW_HEAD = 'from dashscope import Client\nclient = Client(api_key="k", protocol="openai")\n'
CALL = 'client.chat.completions.create(model="gpt-4", messages=[])'
CALLED = 'client.chat.completions.create(model="qwen-plus", messages=[])'


def check_flow(before: str, after: str) -> None:
    """Behind the head and around ``CALL`` the program becomes this."""
    check_migrated(HEAD + before.replace("CALL", CALL), NEW_HEAD + after.replace("CALL", CALLED))


def check_stays(rest: str) -> None:
    """Only the head and the call change: what follows is not the source's."""
    check_flow(rest, rest)


# --------------------------------------------------------------- what a name no longer stands for


@pytest.mark.parametrize(
    "rest",
    [
        "r = CALL\nr = load()\nprint(r.id)\n",
        "r = CALL\ndel r\nr = load()\nprint(r.id)\n",
        "r = CALL\nfor r in load():\n    print(r.id)\n",
        "r = CALL\nwith open('x') as r:\n    print(r.id)\n",
        "r = CALL\nimport r\nprint(r.id)\n",
        "r = CALL\nclass r:\n    id = 1\nprint(r.id)\n",
        "r = CALL\ndef r(): ...\nprint(r.id)\n",
        "r = CALL\ndef show(r):\n    print(r.id)\nshow(load())\n",
        "r = CALL\nprint([r.id for r in load()])\n",
        "r = CALL\nprint((lambda r: r.id)(load()))\n",
        "r = CALL\ndef show():\n    r = load()\n    print(r.id)\nshow()\n",
        "r = CALL\ntry:\n    f()\nexcept OSError as r:\n    print(r.id)\n",
        "r = CALL\nif (r := load()):\n    print(r.id)\n",
        "r = CALL\nr, s = load(), 1\nprint(r.id)\n",
        "r = CALL\n[r, *s] = load()\nprint(r.id)\n",
        "r = CALL\nif x:\n    r = load()\nelse:\n    r = read()\nprint(r.id)\n",
        "r = CALL\nwhile True:\n    r = load()\n    print(r.id)\n",
        "r = CALL\ntry:\n    r = load()\nfinally:\n    pass\nprint(r.id)\n",
        "r = load()\nprint(r.id)\nr = CALL\n",
        "r = CALL\nmatch load():\n    case r:\n        print(r.id)\n",
        "class Box:\n    id = 1\nr = CALL\nr = Box()\nprint(r.id)\n",
    ],
)
def test_a_name_that_is_bound_anew(rest: str) -> None:
    check_stays(rest)


@pytest.mark.parametrize(
    "rest",
    [
        "r = CALL\nif x:\n    r = load()\nprint(r.id)\n",
        "r = load()\nfor i in x:\n    print(r.id)\n    r = CALL\n",
        "r = load()\ntry:\n    r = CALL\nexcept OSError:\n    pass\nprint(r.id)\n",
        "r = CALL if x else load()\nprint(r.id)\n",
        "r = x and CALL or load()\nprint(r.id)\n",
    ],
)
def test_a_name_that_may_be_either_holds_the_group(rest: str) -> None:
    source = HEAD + rest.replace("CALL", CALL)
    check_reported(source, "MEMBER-MIXED", line="print(r.id)")


def test_a_client_that_may_be_either_holds_the_group() -> None:
    check_reported(
        HEAD + f"if x:\n    client = load()\nprint({CALL})\n", "CLIENT-MIXED", line="print("
    )


def test_a_client_that_was_replaced_is_not_called() -> None:
    source = HEAD + f"client = load()\nprint({CALL})\n"
    report = check_migrated(source, NEW_HEAD + f"client = load()\nprint({CALL})\n")
    assert_told(report, source, "CALL-UNTRACED", 4)


@pytest.mark.parametrize(
    "source",
    [
        "def f():\n    client = 1\n    return client.chat\n",
        "client = None\nprint(client)\n",
        "for client in []:\n    print(client.id)\n",
    ],
)
def test_scopes_without_a_client(source: str) -> None:
    check_noop(source)


# ------------------------------------------------------------------------ what a name stands for


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("r = None\nif x:\n    r = CALL\nif r:\n    print(r.id)\n", None),
        ("r = load()\nr = CALL\nprint(r.id)\n", None),
        ("if x:\n    r = CALL\nelse:\n    r = CALL\nprint(r.id)\n", None),
        ("for i in range(3):\n    r = CALL\nprint(r.id)\n", None),
        ("r = None\nwhile r is None:\n    r = CALL\nprint(r.id)\n", None),
        ("while True:\n    r = CALL\n    if r.id:\n        break\nprint(r.id)\n", None),
        ("try:\n    r = CALL\nexcept OSError:\n    raise\nprint(r.id)\n", None),
        ("try:\n    r = CALL\nexcept OSError:\n    exit()\nelse:\n    print(r.id)\n", None),
        ("try:\n    pass\nfinally:\n    r = CALL\nprint(r.id)\n", None),
        (
            "def f():\n    if x:\n        r = 1\n        return r\n    r = CALL\n    return r.id\nprint(f())\n",
            None,
        ),
        (
            "def f():\n    try:\n        r = CALL\n    except OSError:\n        return None\n    return r.id\nprint(f())\n",
            None,
        ),
        ("r = load()\nif x:\n    raise SystemExit\nelse:\n    r = CALL\nprint(r.id)\n", None),
        (
            "for i in x:\n    if i:\n        r = load()\n        continue\n    r = CALL\n    print(r.id)\n",
            None,
        ),
        ("r = s = CALL\nprint(s.id, r.id)\n", None),
        ("print((r := CALL).id, r.id)\n", None),
        ("r, n = CALL, 1\nprint(r.id, n)\n", None),
        ("(r, n), m = (CALL, 1), 2\nprint(r.id, n, m)\n", None),
        ("r = (CALL)\nprint((r).id)\n", None),
        ("with open('x') as f, open('y') as g:\n    r = CALL\nprint(r.id)\n", None),
        ("print([r.id for r in [CALL]])\n", None),
        ("print({r.id: r for r in (CALL, CALL)})\n", None),
        ("print([x.id for r in [[CALL]] for x in r])\n", None),
        (
            "match x:\n    case 1:\n        r = CALL\n    case _:\n        r = CALL\nprint(r.id)\n",
            None,
        ),
        ("r = CALL\nassert r.id\nprint(r.id) if r else print(0)\n", None),
    ],
)
def test_branches_and_loops(before: str, after: str | None) -> None:
    check_flow(before, after or before.replace(".id", ".request_id"))


@pytest.mark.parametrize(
    "before",
    [
        "r = None\ndef ask():\n    global r\n    r = CALL\nask()\nprint(r.id)\n",
        "def outer():\n    r = None\n    def inner():\n        nonlocal r\n        r = CALL\n    inner()\n    print(r.id)\nouter()\n",
        "r = CALL\ndef show():\n    print(r.id)\nshow()\n",
        "def show():\n    print(r.id)\nr = CALL\nshow()\n",
        "def outer():\n    r = CALL\n    return [(lambda: r.id)() for _ in x]\nprint(outer())\n",
        "class A:\n    r = CALL\n    n = r.id\n    def show(self):\n        print(self.r.id, A.r.id)\nA().show()\n",
        "r = CALL\nclass A:\n    r = 1\n    def show(self):\n        print(r.id)\nA().show()\n",
        "r = CALL\nclass A:\n    print(r.id)\n    r = load()\n",
    ],
)
def test_scopes(before: str) -> None:
    check_flow(before, before.replace(".id", ".request_id"))


def test_a_class_body_is_no_scope_for_its_methods() -> None:
    rest = (
        "r = load()\nclass A:\n    r = CALL\n    def show(self):\n        print(r.id)\nA().show()\n"
    )
    check_stays(rest)


def test_a_comprehension_has_names_of_its_own() -> None:
    check_flow(
        "r = CALL\nprint([r.id for r in load()], r.id)\n",
        "r = CALL\nprint([r.id for r in load()], r.request_id)\n",
    )


def test_one_name_for_two_responses_and_something_else() -> None:
    check_flow(
        "r = CALL\nprint(r.id)\nr = load()\nprint(r.id)\nr = CALL\nprint(r.usage.prompt_tokens)\n",
        "r = CALL\nprint(r.request_id)\nr = load()\nprint(r.id)\nr = CALL\nprint(r.usage.input_tokens)\n",
    )


def test_words_that_seem_to_arrive_at_a_model_are_the_name_of_none() -> None:
    """One function hands on what others are given, for all of them."""
    program = """
        from openai import AzureOpenAI

        client = AzureOpenAI(api_key="k", azure_endpoint="https://x.openai.azure.com", api_version="1")


        def ask(model, q):
            return client.chat.completions.create(model=model, messages=[])


        def call(f, a, b):
            return f(a, b)


        call(ask, "gpt-4", "hi")
        call(print, "Add all that was missed", "hi")
        """
    report = report_of(program)
    assert [o.path for o in report.rewritten] == ["main.py"]
    assert "Add all" not in "".join(d.message for d in report.diagnostics)


def test_what_a_chat_says_names_no_model_of_another_call() -> None:
    """Answers go into texts that one function hands on with names: they are not one conversation."""
    program = """
        from openai import OpenAI

        client = OpenAI(api_key="k")
        other = OpenAI(api_key="k")


        def vectors(model, text):
            return other.embeddings.create(model=model, input=[text])


        def call(f, *given):
            return f(*given)


        said = client.chat.completions.create(model="gpt-4", messages=[], logit_bias={"1": 1})
        call(print, said.choices[0].message.content)
        call(vectors, "text-embedding-3-small", said.choices[0].message.content)
        """
    report = report_of(program)
    after = report.rewritten[0].after.decode()
    assert 'model="gpt-4"' in after and '"text-embedding-v4"' in after

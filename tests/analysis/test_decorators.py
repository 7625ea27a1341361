"""Decorators of the repository: one wrapper serves many functions, and keeps them apart."""

from __future__ import annotations

import pytest

from tests.migrating import check_migrated, check_reported

HEAD = 'from openai import OpenAI\nclient = OpenAI(api_key="k")\n'
NEW_HEAD = 'from dashscope import Client\nclient = Client(api_key="k", protocol="openai")\n'
CALL = 'client.chat.completions.create(model="gpt-4", messages=[])'
CALLED = 'client.chat.completions.create(model="qwen-plus", messages=[])'
WRAPS = """\
from functools import wraps
def timed(f):
    @wraps(f)
    def inner(*args, **kwargs):
        return f(*args, **kwargs)
    return inner
"""
CHECKED = """\
from functools import wraps
from typing import TypeVar, cast
F = TypeVar("F")
def checked(f: F) -> F:
    @wraps(f)
    def wrapper(self, *args, **kwargs):
        if self.key:
            return f(self, *args, **kwargs)
        raise ValueError("no key")
    return cast(F, wrapper)
"""


def check_moved(rest: str) -> None:
    after = rest.replace("CALL", CALLED).replace(".id", ".request_id")
    check_migrated(HEAD + rest.replace("CALL", CALL), NEW_HEAD + after)


@pytest.mark.parametrize(
    "rest",
    [
        WRAPS + "@timed\ndef ask(text):\n    return CALL\n@timed\ndef load(text):\n"
        "    return open(text)\nprint(ask('x').id, load('y').read())\n",
        WRAPS.replace("    @wraps(f)\n", "") + "@timed\ndef ask(text, n=1):\n    return CALL\n"
        "print(ask('x').id, ask('y', n=2).id)\n",
        WRAPS + "def ask(text):\n    return CALL\nask = timed(ask)\nprint(ask('x').id)\n",
        "def given(f):\n    def inner(*args):\n        return f(client, *args)\n    return inner\n"
        "@given\ndef ask(client, text):\n    return CALL\nprint(ask('x').id)\n",
        "def given(f):\n    def inner(*args, **kwargs):\n        kwargs['client'] = client\n"
        "        return f(*args, **kwargs)\n    return inner\n"
        "@given\ndef ask(text, client=None):\n    return CALL\nprint(ask('x').id)\n",
        "def text_of(f):\n    def inner(*args):\n        r = f(*args)\n        print(r.id)\n"
        "        return r.choices[0].message.content\n    return inner\n"
        "@text_of\ndef ask(text):\n    return CALL\nprint(ask('x'))\n",
        "def logged(f):\n    def inner(self, *args):\n        print(self.name)\n"
        "        return f(self, *args)\n    return inner\n"
        "class Bot:\n    name = 'b'\n    @logged\n    def ask(self, text):\n        return CALL\n"
        "print(Bot().ask('x').id)\n",
        "def each(times):\n    def outer(f):\n        def inner(*args):\n            return f(*args)\n"
        "        return inner\n    return outer\n@each(3)\ndef ask(text):\n    return CALL\n"
        "print(ask('x').id)\n",
    ],
)
def test_what_a_decorated_function_gives_is_known(rest: str) -> None:
    check_moved(rest)


OWN = """\
class Own:
    def __init__(self):
        self.key = "k"
        self.client = OpenAI(base_url="http://10.0.0.1/v1", api_key="k")
    @checked
    def ask(self, text):
        return self.client.chat.completions.create(model="m", messages=[text])
"""
OURS = """\
class Ours:
    def __init__(self):
        self.key = "k"
        self.client = OpenAI(api_key="k")
    @checked
    def ask(self, text):
        return self.client.chat.completions.create(model="gpt-4", messages=[text])
"""


@pytest.mark.parametrize("sdk", ["native", "openai"])
def test_one_decorator_over_methods_of_two_classes_ties_no_clients(sdk: str) -> None:
    use = 'for bot in (Ours(), Own()):\n    print(bot.ask("x").choices[0].message.content)\n'
    new = OURS.replace("gpt-4", "qwen-plus")
    if sdk == "native":
        head = "from openai import OpenAI\nfrom dashscope import Client\n"
        new = new.replace("OpenAI(api_key", "Client(api_key").replace(
            '"k")\n', '"k", protocol="openai")\n'
        )
    else:
        head = "from openai import OpenAI\n"
        new = new.replace('OpenAI(api_key="k")', 'OpenAI(api_key="k", <address>)')
    check_migrated(
        "from openai import OpenAI\n" + CHECKED + OURS + OWN + use,
        head + CHECKED + new + OWN + use,
        sdk=sdk,
    )


def test_each_decorated_function_takes_its_own_arguments() -> None:
    """A response that one of them is given does not reach the other's parameter of that place."""
    check_moved(
        WRAPS
        + "from x import load\n@timed\ndef show(r):\n    print(r.id)\n@timed\ndef keep(other):\n"
        "    print(other['id'])\nshow(CALL)\nkeep(load())\n"
    )


@pytest.mark.parametrize(
    "rest, code, line",
    [
        (
            "from x import load\ndef safe(f):\n    def inner(*args):\n        try:\n"
            "            return f(*args)\n        except OSError:\n            return load()\n"
            "    return inner\n@safe\ndef ask(text):\n    return CALL\nprint(ask('x').id)\n",
            "MEMBER-MIXED",
            "print(ask(",
        ),
        (
            "from x import cache\ndef kept(f):\n    def inner(*args):\n        r = f(*args)\n"
            "        cache.set(args, r)\n        return r\n    return inner\n"
            "@kept\ndef ask(text):\n    return CALL\nprint(ask('x'))\n",
            "RESPONSE-ESCAPES",
            "cache.set(",
        ),
        (
            "from x import Agent\ndef shared(f):\n    def inner(c):\n        Agent(c)\n"
            "        return f(c)\n    return inner\n@shared\ndef ask(client):\n    return CALL\n"
            "print(ask(client))\n",
            "CLIENT-ESCAPES",
            "Agent(c)",
        ),
    ],
)
def test_what_a_wrapper_hides_holds_the_group(rest: str, code: str, line: str) -> None:
    check_reported(HEAD + rest.replace("CALL", CALL), code, line=line)


def test_a_promise_of_a_type_holds_no_call() -> None:
    """Messages come in by a parameter that nothing in sight fills, and leave for another vendor."""
    rest = (
        "from anthropic import Anthropic\n"
        "from openai.types.chat import ChatCompletionMessageParam\n"
        "def other(messages: list[ChatCompletionMessageParam]):\n"
        "    return Anthropic().messages.create(model='c', messages=messages)\n"
        "print(CALL.id)\n"
    )
    before = rest.replace("CALL", CALL)
    after = before.replace('"gpt-4"', '"qwen-plus"').replace(".id", ".request_id")
    after = after.replace(
        "openai.types.chat import ChatCompletionMessageParam",
        "dashscope.v2.types.messages import MessageInput",
    ).replace("ChatCompletionMessageParam", "MessageInput")
    check_migrated(HEAD + before, NEW_HEAD + after)


def test_a_keyword_that_a_parameter_takes_does_not_reach_the_call_too() -> None:
    """Through ``**kwargs`` twice: ``texts`` is a parameter, ``user`` is the call's."""
    rest = WRAPS + (
        "@timed\ndef embed(texts, **kwargs):\n"
        "    return client.embeddings.create(model='m', input=texts, **kwargs)\n"
        "print(embed(texts=['x'], timeout=3))\n"
    )
    report = check_migrated(HEAD + rest, NEW_HEAD + rest)
    assert "PARAMETER-UNKNOWN" not in {d.code for d in report.diagnostics}


def test_keywords_that_nothing_in_sight_gives_are_told() -> None:
    rest = (
        "def embed(texts, **kwargs):\n"
        "    return client.embeddings.create(model='m', input=texts, **kwargs)\n"
        "print(embed(['x']))\n"
    )
    report = check_migrated(HEAD + rest, NEW_HEAD + rest)
    assert "MAPPING-UNSEEN" in {d.code for d in report.diagnostics}


def test_a_partial_that_is_made_of_itself_ends() -> None:
    program = (
        "import functools\n{imported}\nclient = {made}\n\n\nclass Box:\n    def __init__(self):\n"
        "        self.ask = functools.partial(client.chat.completions.create, model={model})\n\n"
        "    def cooler(self):\n        self.ask = functools.partial(self.ask, temperature=0)\n"
        "        self.ask = functools.partial(self.ask, top_p=1)\n\n\n"
        "print(Box().ask(messages=[]).choices[0].message.content)\n"
    )
    check_migrated(
        program.format(
            imported="from openai import OpenAI", made='OpenAI(api_key="k")', model='"gpt-4"'
        ),
        program.format(
            imported="from dashscope import Client",
            made='Client(api_key="k", protocol="openai")',
            model='"qwen-plus"',
        ),
    )

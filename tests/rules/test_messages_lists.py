"""A response's message that goes back by another list than the one that a call is given."""

from __future__ import annotations

import pytest

from tests.migrating import check_migrated, check_reported

HEAD = "import copy\nfrom collections import deque\nfrom {}\nsystem = {{'role': 'system', 'content': 'x'}}\nclient = {}\n"
BEFORE = HEAD.format("openai import OpenAI", 'OpenAI(api_key="k")')
NATIVE = HEAD.format("dashscope import Client", 'Client(api_key="k", protocol="openai")')
CLASS = """
class Agent:
    def __init__(self):
        self.history = {made}
{more}
    def run(self, text):
        self.history.append({{"role": "user", "content": text}})
        r = client.chat.completions.create(model="{model}", messages={sent})
        {put}
        return r.choices[0].message.content
print(Agent().run("x"))
"""
MESSAGE = "r.choices[0].message"
DUMPED = f"{MESSAGE}.model_dump(exclude_none=True)"


def check(
    sent: str, *, put: str = "self.history.append({})", made: str = "[]", more: str = ""
) -> None:
    """The message becomes a dict where it is put, and nothing else changes."""

    def program(head: str, model: str, message: str) -> str:
        put_there = put.format(message)
        return head + CLASS.format(made=made, more=more, sent=sent, put=put_there, model=model)

    check_migrated(program(BEFORE, "gpt-4", MESSAGE), program(NATIVE, "qwen-plus", DUMPED))


@pytest.mark.parametrize(
    "sent",
    [
        "self.history",
        "list(self.history)",
        "tuple(self.history)",
        "self.history[-10:]",
        "self.history.copy()",
        "copy.copy(self.history)",
        "copy.deepcopy(self.history)",
        "[system] + self.history",
        "[system] + list(self.history)",
        "[system, *self.history]",
        "[system, *self.history[-4:]]",
        "[m for m in self.history]",
        "[m for m in self.history if m]",
        "list(reversed(self.history))",
        "list(filter(None, self.history))",
        "self.history if text else [system] + self.history",
    ],
)
def test_the_list_that_a_call_is_given_is_made_of_another(sent: str) -> None:
    check(sent)


@pytest.mark.parametrize(
    ("sent", "more"),
    [
        ("self.all()", "    def all(self):\n        return [system] + self.history"),
        ("self.last(3)", "    def last(self, n):\n        return self.history[-n:]"),
        (
            "self.each()",
            "    def each(self):\n        found = []\n        for m in self.history:\n"
            "            found.append(m)\n        return found",
        ),
        (
            "list(self.walk())",
            "    def walk(self):\n        for m in self.history:\n            yield m",
        ),
        (
            "self.trim(self.history)",
            "    def trim(self, messages, n=3):\n        return messages[:1] + messages[-n:]",
        ),
    ],
)
def test_a_method_makes_the_list(sent: str, more: str) -> None:
    check(sent, more=more)


@pytest.mark.parametrize(
    "put",
    [
        "self.history += [{}]",
        "self.history.extend([{}])",
        "self.history.insert(1, {})",
        "self.history[0] = {}",
        "self.history = [*self.history, {}]",
        "self.history = self.history + [{}]",
        "message = {}\n        self.history.append(message)",
    ],
)
def test_a_message_is_put_there_in_other_ways(put: str) -> None:
    if put.startswith("message"):
        before = put.format(MESSAGE)
        after = before.replace("append(message)", "append(message.model_dump(exclude_none=True))")
        check_migrated(
            BEFORE
            + CLASS.format(
                made="[]", more="", sent="list(self.history)", put=before, model="gpt-4"
            ),
            NATIVE
            + CLASS.format(
                made="[]", more="", sent="list(self.history)", put=after, model="qwen-plus"
            ),
        )
    else:
        check("list(self.history)", put=put)


@pytest.mark.parametrize("put", ["self.history.append({})", "self.history.appendleft({})"])
def test_a_history_of_limited_length(put: str) -> None:
    check("list(self.history)", made="deque(maxlen=20)", put=put)


@pytest.mark.parametrize(
    ("put", "place"),
    [
        ("self.history += [c.message for c in r.choices]", "messages="),
        ("self.history.extend(c.message for c in r.choices)", "messages="),
        ("self.history.extend(map(lambda c: c.message, r.choices))", "messages="),
    ],
)
def test_a_way_there_that_cannot_be_edited_holds_the_call(put: str, place: str) -> None:
    source = BEFORE + CLASS.format(
        made="[]", more="", sent="list(self.history)", put=put, model="gpt-4"
    )
    check_reported(source, "MESSAGE-MIXED", line=place)


def test_what_is_read_of_messages_that_were_sent_holds_the_call() -> None:
    more = "    def texts(self):\n        return [m.content for m in self.history]"
    source = BEFORE + CLASS.format(
        made="[]",
        more=more,
        sent="list(self.history)",
        put=f"self.history.append({MESSAGE})\n        print(self.texts())",
        model="gpt-4",
    )
    check_reported(source, "MESSAGE-READ", line=f"self.history.append({MESSAGE})")


def test_a_list_that_is_not_sent_keeps_its_messages() -> None:
    def program(head: str, model: str) -> str:
        return head + CLASS.format(
            made="[]",
            more="",
            sent="[system, self.history[0]]",
            put=f"log = [{MESSAGE}]\n        print(log[0].content)",
            model=model,
        )

    check_migrated(program(BEFORE, "gpt-4"), program(NATIVE, "qwen-plus"))

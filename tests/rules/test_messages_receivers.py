"""Messages that a base class asks its subclasses for reach the calls of the same object only."""

from __future__ import annotations

import pytest

from tests.migrating import check_migrated, check_noop, report_of

ASK = """
class Chat:
    def ask(self, text):
        messages = [self.system("Be brief.")]
        messages.append({"role": "user", "content": text})
        return self.send(messages)
"""
OURS = """
from openai import OpenAI
from chat import Chat
class Ours(Chat):
    def __init__(self):
        self.client = OpenAI()
    def system(self, text):
        return {"role": "system", "content": text}
    def send(self, messages):
        done = self.client.chat.completions.create(model="gpt-4", messages=messages)
        return done.choices[0].message.content
"""
THEIRS = """
import os
from openai import OpenAI
from chat import Chat
class Theirs(Chat):
    def __init__(self):
        self.client = OpenAI(
            api_key=os.environ["COHERE_API_KEY"],
            base_url="https://api.cohere.ai/compatibility/v1",
        )
    def system(self, text):
        return {"role": "developer", "content": text}
    def send(self, messages):
        done = self.client.chat.completions.create(model="command-r", messages=messages)
        return done.choices[0].message.content
"""
MOVED = (
    OURS.replace("from openai import OpenAI", "from dashscope import Client")
    .replace("OpenAI()", 'Client(protocol="openai")')
    .replace('"gpt-4"', '"qwen-plus"')
)


def program(ask: str = ASK, ours: str = OURS, theirs: str = THEIRS) -> dict[str, str]:
    return {"chat.py": ask, "ours.py": ours, "theirs.py": theirs}


def test_the_messages_of_another_subclass_hold_nothing_back() -> None:
    check_migrated(program(), {"ours.py": MOVED})


def test_nor_on_the_openai_route() -> None:
    report = report_of(program(), sdk="openai")
    assert [outcome.path for outcome in report.rewritten] == ["ours.py"]


def test_the_role_of_ones_own_messages_is_moved() -> None:
    ours = OURS.replace('"role": "system"', '"role": "developer"')
    theirs = THEIRS.replace('"role": "developer"', '"role": "system"')
    check_migrated(program(ours=ours, theirs=theirs), {"ours.py": MOVED})


def test_a_list_that_another_method_of_the_object_makes() -> None:
    ask = """
class Chat:
    def prompt(self, text):
        messages = [self.system("Be brief.")]
        messages.append({"role": "user", "content": text})
        return messages
    def ask(self, text):
        prompt = self.prompt(text)
        return self.send(prompt)
"""
    check_migrated(program(ask), {"ours.py": MOVED})


def test_a_list_that_is_a_copy_is_not_followed() -> None:
    ask = """
class Chat:
    def ask(self, text):
        messages = [self.system("Be brief.")]
        return self.send(messages + [{"role": "user", "content": text}])
"""
    check_noop(program(ask))


def test_a_subclass_of_both_is_both() -> None:
    both = "from ours import Ours\nfrom theirs import Theirs\nclass Both(Ours, Theirs):\n    pass\n"
    check_noop({**program(), "both.py": both})


@pytest.mark.parametrize(
    "ask",
    [
        # what one object says is sent by another
        """
        class Chat:
            def ask(self, text, other: "Chat"):
                messages = [other.system("Be brief.")]
                messages.append({"role": "user", "content": text})
                return self.send(messages)
        """,
        """
        class Chat:
            def ask(self, text, other: "Chat"):
                messages = [self.system("Be brief.")]
                messages.append({"role": "user", "content": text})
                return other.send(messages)
        """,
        # the list outlives the object
        """
        HISTORY = []
        class Chat:
            def ask(self, text):
                HISTORY.append(self.system("Be brief."))
                HISTORY.append({"role": "user", "content": text})
                return self.send(HISTORY)
        """,
        """
        class Chat:
            history = []
            def ask(self, text):
                self.history.append(self.system("Be brief."))
                self.history.append({"role": "user", "content": text})
                return self.send(self.history)
        """,
        # the message outlives the call
        """
        class Chat:
            first = {}
            def ask(self, text):
                Chat.first = self.system("Be brief.")
                return self.send([Chat.first, {"role": "user", "content": text}])
        """,
        # the list goes through a function that serves all objects
        """
        def sent(chat: "Chat", messages):
            return chat.send(messages)
        class Chat:
            def ask(self, text):
                messages = [self.system("Be brief.")]
                messages.append({"role": "user", "content": text})
                return sent(self, messages)
        """,
        # another object takes the name
        """
        class Chat:
            def ask(self, text, other: "Chat"):
                messages = [self.system("Be brief.")]
                self = other
                return self.send(messages)
        """,
        # the method may be anyone's
        """
        class Chat:
            def ask(self, text, send=None):
                messages = [self.system("Be brief.")]
                send = send or self.send
                return send(messages)
        def swap(a: "Chat", b: "Chat"):
            return a.ask("x", b.send)
        """,
    ],
)
def test_messages_that_may_come_from_another_object_hold_both_back(ask: str) -> None:
    check_noop({**program(), "chat.py": ask})

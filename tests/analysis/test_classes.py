"""Attributes of instances and classes: joined over bases and subclasses, never over siblings."""

from __future__ import annotations

import pytest

from tests.migrating import check_migrated, check_reported

NAMES = "from openai import OpenAI\n"
NEW_NAMES = "from dashscope import Client\n"
CALL = 'self.client.chat.completions.create(model="gpt-4", messages=[])'
CALLED = 'self.client.chat.completions.create(model="qwen-plus", messages=[])'


def check_classes(before: str, after: str) -> None:
    check_migrated(
        NAMES + before.replace("CALL", CALL).replace("MAKE", 'OpenAI(api_key="k")'),
        NEW_NAMES
        + after.replace("CALL", CALLED).replace("MAKE", 'Client(api_key="k", protocol="openai")'),
    )


def check_alike(before: str) -> None:
    """Only the client, the call, and ``.id`` of what it returns change."""
    check_classes(before, before.replace(".id", ".request_id"))


@pytest.mark.parametrize(
    "source",
    [
        "class A:\n    def __init__(self):\n        self.client = MAKE\n    def ask(self):\n        return CALL.id\nprint(A().ask())\n",
        "class A:\n    def set(self):\n        self.client = MAKE\n    def ask(self):\n        return CALL.id\na = A()\na.set()\nprint(a.ask())\n",
        "class A:\n    client = None\n    def ask(self):\n        return CALL.id\na = A()\na.client = MAKE\nprint(a.ask())\n",
        "class A:\n    def ask(self):\n        return CALL.id\nclass B(A):\n    client = MAKE\nprint(B().ask())\n",
        "class A:\n    def __init__(self, client):\n        self.client = client\n    def ask(self):\n        return CALL.id\nprint(A(MAKE).ask())\n",
        "class A:\n    def __init__(self, client):\n        self.client = client\nclass B(A):\n    def __init__(self):\n        super().__init__(MAKE)\n    def ask(self):\n        return CALL.id\nprint(B().ask())\n",
        "class A:\n    def __init__(self, client=None):\n        self.client = client or MAKE\n    def ask(self):\n        return CALL.id\nprint(A().ask())\n",
        "class A:\n    def make(self):\n        return MAKE\n    def ask(self):\n        self.client = self.make()\n        return CALL.id\nprint(A().ask())\n",
        "class A:\n    @classmethod\n    def make(cls):\n        a = cls()\n        a.client = MAKE\n        return a\n    def ask(self):\n        return CALL.id\nprint(A.make().ask())\n",
        "class A:\n    @staticmethod\n    def make():\n        return MAKE\n    def __init__(self):\n        self.client = A.make()\n    def ask(self):\n        return CALL.id\nprint(A().ask())\n",
        "class A:\n    def __enter__(self):\n        self.client = MAKE\n        return self\n    def __exit__(self, *a): ...\n    def ask(self):\n        return CALL.id\nwith A() as a:\n    print(a.ask())\n",
        "class A:\n    def __call__(self):\n        self.client = MAKE\n        return CALL\na = A()\nprint(a().id)\n",
        "class A:\n    _one = None\n    def __new__(cls):\n        if cls._one is None:\n            cls._one = super().__new__(cls)\n        return cls._one\n    def __init__(self):\n        self.client = MAKE\n    def ask(self):\n        return CALL.id\nprint(A().ask())\n",
        "class M:\n    def ask(self):\n        return CALL.id\nclass A:\n    def __init__(self):\n        self.client = MAKE\nclass B(M, A):\n    pass\nprint(B().ask())\n",
        "from abc import ABC, abstractmethod\nclass A(ABC):\n    @abstractmethod\n    def ask(self): ...\n    def show(self):\n        print(self.ask().id)\nclass B(A):\n    def __init__(self):\n        self.client = MAKE\n    def ask(self):\n        return CALL\nB().show()\n",
    ],
)
def test_attributes(source: str) -> None:
    check_alike(source)


def test_what_fills_an_object_is_not_what_its_call_runs() -> None:
    """Python looks for ``__call__`` in the class, not among what ``__dict__`` was filled with."""
    check_alike(
        "class A:\n    def __init__(self, **kw):\n        self.__dict__.update(kw)\n"
        "        self.client = MAKE\n    def __call__(self):\n        return CALL\n"
        "print(A(name='x', **{'__call__': print})().id)\n"
    )


def test_siblings_do_not_mix() -> None:
    """Each subclass puts its own vendor there, and calls it itself."""
    check_migrated(
        """
        import groq
        from openai import OpenAI
        class Base:
            client = None
        class Ours(Base):
            def __init__(self):
                self.client = OpenAI(api_key="k")
            def ask(self):
                return self.client.chat.completions.create(model="gpt-4", messages=[]).id
        class Theirs(Base):
            def __init__(self):
                self.client = groq.Groq()
            def ask(self):
                return self.client.chat.completions.create(model="llama", messages=[]).id
        print(Ours().ask(), Theirs().ask())
        """,
        """
        import groq
        from dashscope import Client
        class Base:
            client = None
        class Ours(Base):
            def __init__(self):
                self.client = Client(api_key="k", protocol="openai")
            def ask(self):
                return self.client.chat.completions.create(model="qwen-plus", messages=[]).request_id
        class Theirs(Base):
            def __init__(self):
                self.client = groq.Groq()
            def ask(self):
                return self.client.chat.completions.create(model="llama", messages=[]).id
        print(Ours().ask(), Theirs().ask())
        """,
    )


def test_siblings_that_share_a_method_of_their_base_mix() -> None:
    check_reported(
        """
        import groq
        from openai import OpenAI
        class Base:
            def ask(self):
                return self.client.chat.completions.create(model="gpt-4", messages=[]).id
        class Ours(Base):
            def __init__(self):
                self.client = OpenAI(api_key="k")
        class Theirs(Base):
            def __init__(self):
                self.client = groq.Groq()
        print(Ours().ask(), Theirs().ask())
        """,
        "CLIENT-MIXED",
        line="return self.client",
    )


def test_methods_of_siblings_return_their_own() -> None:
    check_classes(
        """\
class Base:
    def ask(self): ...
class Ours(Base):
    client = MAKE
    def ask(self):
        return CALL
class Theirs(Base):
    def ask(self):
        return load()
print(Ours().ask().id)
print(Theirs().ask().id)
""",
        """\
class Base:
    def ask(self): ...
class Ours(Base):
    client = MAKE
    def ask(self):
        return CALL
class Theirs(Base):
    def ask(self):
        return load()
print(Ours().ask().request_id)
print(Theirs().ask().id)
""",
    )


def test_unrelated_classes_with_the_same_names_do_not_mix() -> None:
    check_classes(
        """\
class A:
    client = MAKE
    def ask(self):
        return CALL.id
class B:
    client = load()
    def ask(self):
        return self.client.chat.ask().id
print(A().ask(), B().ask())
""",
        """\
class A:
    client = MAKE
    def ask(self):
        return CALL.request_id
class B:
    client = load()
    def ask(self):
        return self.client.chat.ask().id
print(A().ask(), B().ask())
""",
    )


def test_an_override_that_returns_something_else_mixes_where_the_base_calls_it() -> None:
    check_reported(
        NAMES + """\
class Base:
    client = OpenAI(api_key="k")
    def ask(self):
        return self.client.chat.completions.create(model="gpt-4", messages=[])
    def show(self):
        print(self.ask().id)
class Other(Base):
    def ask(self):
        return load()
Base().show()
Other().show()
""",
        "MEMBER-MIXED",
        line="print(self.ask().id)",
    )

"""Clients in attributes, fields, containers and ``with``."""

from __future__ import annotations

from tests.migrating import (
    check_both,
    check_migrated,
)


def test_self_and_a_class_attribute_and_its_override() -> None:
    check_migrated(
        """
        from openai import OpenAI
        class Base:
            client = OpenAI()
            def ask(self):
                return self.client.chat.completions.create(model="gpt-4", messages=[]).id
        class Slow(Base):
            client = OpenAI(timeout=600)
        class Own:
            def __init__(self):
                self._client = OpenAI(max_retries=9)
            def ask(self):
                return self._client.chat.completions.create(model="gpt-4", messages=[]).id
        print(Slow().ask(), Own().ask())
        """,
        """
        from dashscope import Client
        class Base:
            client = Client(protocol="openai")
            def ask(self):
                return self.client.chat.completions.create(model="qwen-plus", messages=[]).request_id
        class Slow(Base):
            client = Client(timeout=600, protocol="openai")
        class Own:
            def __init__(self):
                self._client = Client(max_retries=9, protocol="openai")
            def ask(self):
                return self._client.chat.completions.create(model="qwen-plus", messages=[]).request_id
        print(Slow().ask(), Own().ask())
        """,
    )


def test_a_dataclass_field() -> None:
    check_migrated(
        """
        from dataclasses import dataclass
        from openai import OpenAI
        @dataclass
        class Bot:
            client: OpenAI
            name: str = "x"
            def ask(self):
                return self.client.chat.completions.create(model="gpt-4", messages=[]).id
        print(Bot(OpenAI()).ask(), Bot(client=OpenAI(), name="y").ask())
        """,
        """
        from dataclasses import dataclass
        from dashscope import Client
        @dataclass
        class Bot:
            client: Client
            name: str = "x"
            def ask(self):
                return self.client.chat.completions.create(model="qwen-plus", messages=[]).request_id
        print(Bot(Client(protocol="openai")).ask(), Bot(client=Client(protocol="openai"), name="y").ask())
        """,
    )


def test_a_dataclass_fields_factory() -> None:
    check_migrated(
        """
        from dataclasses import dataclass, field
        from openai import OpenAI
        @dataclass
        class Bot:
            client: OpenAI = field(default_factory=OpenAI)
            def ask(self):
                return self.client.chat.completions.create(model="gpt-4", messages=[]).id
        print(Bot().ask())
        """,
        """
        from dataclasses import dataclass, field
        from dashscope import Client
        @dataclass
        class Bot:
            client: Client = field(default_factory=lambda: Client(protocol="openai"))
            def ask(self):
                return self.client.chat.completions.create(model="qwen-plus", messages=[]).request_id
        print(Bot().ask())
        """,
    )


def test_containers() -> None:
    check_migrated(
        """
        from openai import OpenAI
        clients = {"a": OpenAI(), "b": OpenAI(timeout=5)}
        pool = [OpenAI()]
        pool.append(OpenAI(timeout=6))
        print(clients["a"].chat.completions.create(model="gpt-4", messages=[]).id)
        for name, client in clients.items():
            print(name, client.chat.completions.create(model="gpt-4", messages=[]).id)
        print([c.chat.completions.create(model="gpt-4", messages=[]).id for c in pool])
        """,
        """
        from dashscope import Client
        clients = {"a": Client(protocol="openai"), "b": Client(timeout=5, protocol="openai")}
        pool = [Client(protocol="openai")]
        pool.append(Client(timeout=6, protocol="openai"))
        print(clients["a"].chat.completions.create(model="qwen-plus", messages=[]).request_id)
        for name, client in clients.items():
            print(name, client.chat.completions.create(model="qwen-plus", messages=[]).request_id)
        print([c.chat.completions.create(model="qwen-plus", messages=[]).request_id for c in pool])
        """,
    )


def test_a_namespace() -> None:
    check_migrated(
        """
        from types import SimpleNamespace
        from openai import OpenAI
        app = SimpleNamespace(client=OpenAI())
        print(app.client.chat.completions.create(model="gpt-4", messages=[]).id)
        """,
        """
        from types import SimpleNamespace
        from dashscope import Client
        app = SimpleNamespace(client=Client(protocol="openai"))
        print(app.client.chat.completions.create(model="qwen-plus", messages=[]).request_id)
        """,
    )


def test_with() -> None:
    check_both(
        """
        from openai import AsyncOpenAI, OpenAI
        with OpenAI() as client:
            print(client.chat.completions.create(model="gpt-4", messages=[]).id)
        async def main():
            async with AsyncOpenAI() as client:
                print(await client.chat.completions.create(model="gpt-4", messages=[]))
        """,
        """
        from dashscope import AsyncClient, Client
        with Client(protocol="openai") as client:
            print(client.chat.completions.create(model="qwen-plus", messages=[]).request_id)
        async def main():
            async with AsyncClient(protocol="openai") as client:
                print(await client.chat.completions.create(model="qwen-plus", messages=[]))
        """,
        """
        import os
        from openai import AsyncOpenAI, OpenAI
        with OpenAI(<new>) as client:
            print(client.chat.completions.create(model="qwen-plus", messages=[]).id)
        async def main():
            async with AsyncOpenAI(<new>) as client:
                print(await client.chat.completions.create(model="qwen-plus", messages=[]))
        """,
    )

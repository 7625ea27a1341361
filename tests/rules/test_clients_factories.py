"""Clients that a factory, a property, a parameter or a framework hands out."""

from __future__ import annotations

import pytest

from tests.migrating import (
    check_migrated,
    check_reported,
    codes,
    report_of,
)


def test_factories_annotated_and_not() -> None:
    check_migrated(
        """
        from openai import OpenAI
        def annotated() -> OpenAI:
            return OpenAI()
        def plain(timeout=3):
            client = OpenAI(timeout=timeout)
            return client
        make = lambda: OpenAI()
        print(annotated().chat.completions.create(model="gpt-4", messages=[]).id)
        print(plain().chat.completions.create(model="gpt-4", messages=[]).id)
        print(make().chat.completions.create(model="gpt-4", messages=[]).id)
        """,
        """
        from dashscope import Client
        def annotated() -> Client:
            return Client(protocol="openai")
        def plain(timeout=3):
            client = Client(timeout=timeout, protocol="openai")
            return client
        make = lambda: Client(protocol="openai")
        print(annotated().chat.completions.create(model="qwen-plus", messages=[]).request_id)
        print(plain().chat.completions.create(model="qwen-plus", messages=[]).request_id)
        print(make().chat.completions.create(model="qwen-plus", messages=[]).request_id)
        """,
    )


@pytest.mark.parametrize(
    "decorator",
    [
        "functools.lru_cache(maxsize=1)",
        "functools.lru_cache",
        "functools.cache",
        "st.cache_resource",
    ],
)
def test_a_cached_factory(decorator: str) -> None:
    check_migrated(
        f"""
        import functools
        import streamlit as st
        from openai import OpenAI
        @{decorator}
        def get_client():
            return OpenAI()
        print(get_client().chat.completions.create(model="gpt-4", messages=[]).id)
        """,
        f"""
        import functools
        import streamlit as st
        from dashscope import Client
        @{decorator}
        def get_client():
            return Client(protocol="openai")
        print(get_client().chat.completions.create(model="qwen-plus", messages=[]).request_id)
        """,
    )


LAZY = """
    from typing import Optional
    from openai import OpenAI
    _client: Optional[OpenAI] = None
    def get_client() -> OpenAI:
        global _client
        if _client is None:
            _client = OpenAI()
        return _client
    print(get_client().chat.completions.create(model="gpt-4", messages=[]).id)
"""


def test_a_lazy_global() -> None:
    check_migrated(
        LAZY,
        """
        from typing import Optional
        from dashscope import Client
        _client: Optional[Client] = None
        def get_client() -> Client:
            global _client
            if _client is None:
                _client = Client(protocol="openai")
            return _client
        print(get_client().chat.completions.create(model="qwen-plus", messages=[]).request_id)
        """,
    )


def test_nothing_can_be_passed_into_a_lazy_global() -> None:
    assert "CLIENT-PUBLIC" not in codes(report_of(LAZY))


def test_properties() -> None:
    check_migrated(
        """
        from functools import cached_property
        from openai import OpenAI
        class Bot:
            _client = None
            @cached_property
            def cached(self) -> OpenAI:
                return OpenAI()
            @property
            def client(self):
                if self._client is None:
                    self._client = OpenAI()
                return self._client
            def ask(self):
                print(self.cached.chat.completions.create(model="gpt-4", messages=[]).id)
                print(self.client.chat.completions.create(model="gpt-4", messages=[]).id)
        Bot().ask()
        """,
        """
        from functools import cached_property
        from dashscope import Client
        class Bot:
            _client = None
            @cached_property
            def cached(self) -> Client:
                return Client(protocol="openai")
            @property
            def client(self):
                if self._client is None:
                    self._client = Client(protocol="openai")
                return self._client
            def ask(self):
                print(self.cached.chat.completions.create(model="qwen-plus", messages=[]).request_id)
                print(self.client.chat.completions.create(model="qwen-plus", messages=[]).request_id)
        Bot().ask()
        """,
    )


def test_a_parameter_with_callers() -> None:
    check_migrated(
        """
        from openai import OpenAI
        def ask(client, text, *, other=None):
            client = other or client
            return client.chat.completions.create(model="gpt-4", messages=[text]).id
        print(ask(OpenAI(), "x"))
        print(ask(other=OpenAI(timeout=1), client=None, text="y"))
        """,
        """
        from dashscope import Client
        def ask(client, text, *, other=None):
            client = other or client
            return client.chat.completions.create(model="qwen-plus", messages=[text]).request_id
        print(ask(Client(protocol="openai"), "x"))
        print(ask(other=Client(timeout=1, protocol="openai"), client=None, text="y"))
        """,
    )


def test_a_parameters_default() -> None:
    before = """
        from openai import OpenAI
        client = OpenAI()
        def ask(text, client: OpenAI = client):
            return client.chat.completions.create(model="gpt-4", messages=[text]).choices[0].message.content
        print(ask("x"))
    """
    check_migrated(
        before,
        """
        from dashscope import Client
        client = Client(protocol="openai")
        def ask(text, client: Client = client):
            return client.chat.completions.create(model="qwen-plus", messages=[text]).choices[0].message.content
        print(ask("x"))
        """,
    )


def test_a_framework_that_injects_it() -> None:
    before = """
        from fastapi import Depends, FastAPI
        from openai import AsyncOpenAI
        app = FastAPI()
        def get_client() -> AsyncOpenAI:
            return AsyncOpenAI()
        @app.get("/")
        async def index(client: AsyncOpenAI = Depends(get_client)):
            response = await client.chat.completions.create(model="gpt-4", messages=[])
            return {"tokens": response.usage.prompt_tokens}
    """
    check_migrated(
        before,
        """
        from fastapi import Depends, FastAPI
        from dashscope import AsyncClient
        app = FastAPI()
        def get_client() -> AsyncClient:
            return AsyncClient(protocol="openai")
        @app.get("/")
        async def index(client: AsyncClient = Depends(get_client)):
            response = await client.chat.completions.create(model="qwen-plus", messages=[])
            return {"tokens": response.usage.input_tokens}
        """,
    )


def test_a_framework_that_injects_it_by_annotation() -> None:
    check_migrated(
        """
        from typing import Annotated
        from fastapi import Depends, FastAPI
        from openai import AsyncOpenAI
        app = FastAPI()
        def get_client() -> AsyncOpenAI:
            return AsyncOpenAI()
        @app.get("/")
        async def index(client: Annotated[AsyncOpenAI, Depends(get_client)]):
            response = await client.chat.completions.create(model="gpt-4", messages=[])
            return {"tokens": response.usage.prompt_tokens}
        """,
        """
        from typing import Annotated
        from fastapi import Depends, FastAPI
        from dashscope import AsyncClient
        app = FastAPI()
        def get_client() -> AsyncClient:
            return AsyncClient(protocol="openai")
        @app.get("/")
        async def index(client: Annotated[AsyncClient, Depends(get_client)]):
            response = await client.chat.completions.create(model="qwen-plus", messages=[])
            return {"tokens": response.usage.input_tokens}
        """,
    )


YIELDED = """
from fastapi import Depends, FastAPI
from {module} import {name}
app = FastAPI()
async def get_client():
    async with {name}({given}) as client:
        yield client
@app.get("/")
async def index(client: {name} = Depends({dependency}get_client)):
    response = await client.chat.completions.create(model="{model}", messages=[])
    return {{"tokens": response.usage.{member}}}
"""


@pytest.mark.parametrize("dependency", ["", "dependency="])
def test_a_framework_that_injects_what_a_generator_yields(dependency: str) -> None:
    before = {"module": "openai", "name": "AsyncOpenAI", "given": "", "model": "gpt-4"}
    after = {"module": "dashscope", "name": "AsyncClient", "given": 'protocol="openai"'}
    check_migrated(
        YIELDED.format(**before, member="prompt_tokens", dependency=dependency),
        YIELDED.format(**after, model="qwen-plus", member="input_tokens", dependency=dependency),
    )


def test_a_list_that_a_framework_injects_stays_a_list() -> None:
    program = """
        from fastapi import Depends, FastAPI
        from {module} import {name}
        app = FastAPI()
        def get_clients():
            return [{name}({given})]
        @app.get("/")
        async def index(clients: list = Depends(get_clients)):
            response = await clients[0].chat.completions.create(model="{model}", messages=[])
            return response.choices[0].message.content
    """
    ours = {"module": "openai", "name": "AsyncOpenAI", "given": "", "model": "gpt-4"}
    theirs = {"module": "dashscope", "name": "AsyncClient", "given": 'protocol="openai"'}
    check_migrated(program.format(**ours), program.format(**theirs, model="qwen-plus"))


def test_a_client_that_a_lambda_gives_to_code_out_of_sight_stays() -> None:
    """What calls the lambda cannot be seen, and neither can the calls of the client."""
    source = """
    from openai import OpenAI
    from elsewhere import Lazy

    kept = Lazy(lambda: OpenAI())
    print(kept().chat.completions.create(model="gpt-4", messages=[]))
    """
    report = check_reported(source, "CLIENT-ESCAPES", line="Lazy(lambda")
    assert "CALL-UNTRACED" in codes(report)

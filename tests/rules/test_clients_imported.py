"""Every form in which a program imports the SDK."""

from __future__ import annotations

import pytest

from tests.migrating import (
    check_both,
    check_migrated,
    check_reported,
)


@pytest.mark.parametrize(
    ("head", "made", "new_head", "new_made"),
    [
        ("import openai", "openai.OpenAI", "import dashscope", "dashscope.Client"),
        ("import openai as oai", "oai.OpenAI", "import dashscope", "dashscope.Client"),
        ("from openai import OpenAI as O", "O", "from dashscope import Client as O", "O"),
        ("from openai import Client", "Client", "from dashscope import Client", "Client"),
        ("import openai", "openai.Client", "import dashscope", "dashscope.Client"),
        (
            "from openai import AsyncClient",
            "AsyncClient",
            "from dashscope import AsyncClient",
            "AsyncClient",
        ),
        ("import openai", "openai.AsyncClient", "import dashscope", "dashscope.AsyncClient"),
        ("from openai._client import OpenAI", "OpenAI", "from dashscope import Client", "Client"),
    ],
)
def test_spellings(head: str, made: str, new_head: str, new_made: str) -> None:
    check_migrated(
        f"{head}\nclient = {made}(max_retries=1)\n",
        f'{new_head}\nclient = {new_made}(max_retries=1, protocol="openai")\n',
    )


@pytest.mark.parametrize(
    ("head", "made"),
    [
        ("import openai", "openai.OpenAI"),
        ("import openai as oai", "oai.OpenAI"),
        ("from openai import OpenAI as O", "O"),
        ("from openai import AsyncClient", "AsyncClient"),
    ],
)
def test_spellings_stay_on_the_openai_route(head: str, made: str) -> None:
    check_migrated(
        f'{head}\nclient = {made}(api_key="k")\n',
        f'{head}\nclient = {made}(api_key="k", <address>)\n',
        sdk="openai",
    )


def test_an_import_in_a_function() -> None:
    check_both(
        """
        def ask():
            from openai import OpenAI
            client = OpenAI()
            return client.chat.completions.create(model="gpt-4", messages=[]).choices[0].message.content
        """,
        """
        def ask():
            from dashscope import Client
            client = Client(protocol="openai")
            return client.chat.completions.create(model="qwen-plus", messages=[]).choices[0].message.content
        """,
        """
        import os
        def ask():
            from openai import OpenAI
            client = OpenAI(<new>)
            return client.chat.completions.create(model="qwen-plus", messages=[]).choices[0].message.content
        """,
    )


def test_an_import_that_may_fail() -> None:
    check_both(
        """
        try:
            from openai import OpenAI
        except ImportError:
            OpenAI = None
        def ask():
            if OpenAI is None:
                raise RuntimeError("no SDK")
            client = OpenAI()
            return client.chat.completions.create(model="gpt-4", messages=[]).choices[0].message.content
        """,
        """
        try:
            from dashscope import Client as OpenAI
        except ImportError:
            OpenAI = None
        def ask():
            if OpenAI is None:
                raise RuntimeError("no SDK")
            client = OpenAI(protocol="openai")
            return client.chat.completions.create(model="qwen-plus", messages=[]).choices[0].message.content
        """,
        """
        import os
        try:
            from openai import OpenAI
        except ImportError:
            OpenAI = None
        def ask():
            if OpenAI is None:
                raise RuntimeError("no SDK")
            client = OpenAI(<new>)
            return client.chat.completions.create(model="qwen-plus", messages=[]).choices[0].message.content
        """,
    )


def test_a_module_whose_name_is_bound_otherwise_too_is_refused() -> None:
    check_reported(
        """
        try:
            import openai
        except ImportError:
            openai = None
        if openai is not None:
            client = openai.OpenAI()
        """,
        "IMPORT-REBOUND",
        line="openai.OpenAI()",
    )


def test_an_import_that_fails_with_a_message() -> None:
    check_migrated(
        """
        try:
            import openai
        except ImportError as error:
            raise ImportError("no SDK") from error
        client = openai.OpenAI()
        """,
        """
        try:
            import dashscope
        except ImportError as error:
            raise ImportError("no SDK") from error
        client = dashscope.Client(protocol="openai")
        """,
    )

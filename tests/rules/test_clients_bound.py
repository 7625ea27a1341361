"""Clients wherever a program keeps them: names, attributes, containers, factories, parameters."""

from __future__ import annotations

import pytest

from tests.migrating import (
    assert_told,
    check_both,
    check_migrated,
    check_noop,
    check_reported,
    codes,
    report_of,
)

BOTH = pytest.mark.parametrize("sdk", ["native", "openai"])


# ------------------------------------------------------------------------- not ours, or unseen


@BOTH
def test_a_client_that_enters_by_a_parameter_only_is_left(sdk: str) -> None:
    check_reported(
        """
        def ask(client, text):
            return client.chat.completions.create(model="gpt-4", messages=[text])
        """,
        "CALL-UNTRACED",
        line=2,
        sdk=sdk,
    )


@BOTH
def test_a_client_that_only_an_annotation_promises_is_left(sdk: str) -> None:
    check_reported(
        """
        from openai import OpenAI
        def ask(client: OpenAI, text):
            return client.chat.completions.create(model="gpt-4", messages=[text])
        """,
        "CLIENT-PUBLIC",
        line="client.chat",
        sdk=sdk,
    )


@BOTH
def test_a_class_that_takes_its_client_from_outside_is_left(sdk: str) -> None:
    check_reported(
        """
        from openai import OpenAI
        class Bot:
            def __init__(self, client: OpenAI) -> None:
                self.client = client
            def ask(self, text):
                return self.client.chat.completions.create(model="gpt-4", messages=[text])
        """,
        "CLIENT-PUBLIC",
        line="self.client.chat",
        sdk=sdk,
    )


DERIVED = """
    from openai import OpenAI
    class Bot:
        def __init__(self, client=None):
            self.client = client or OpenAI()
        def ask(self, text):
            made = self.client.chat.completions.create(model="gpt-4", messages=[text])
            return made.choices[0].message.content
    class Talk(Bot):
        def __init__(self):
            Bot.__init__(self)
"""


def test_who_makes_the_object_elsewhere_may_bring_a_client() -> None:
    report = report_of(DERIVED)
    assert_told(report, DERIVED, "CLIENT-PUBLIC", "self.client.chat")
    assert report.rewritten


def test_an_object_that_is_made_here_brings_what_is_seen() -> None:
    assert "CLIENT-PUBLIC" not in codes(report_of(DERIVED + "    Talk().ask('x')\n"))


@BOTH
def test_a_subclass_that_puts_another_vendor_there_holds_its_base(sdk: str) -> None:
    check_reported(
        """
        from openai import OpenAI
        class Bot:
            client = OpenAI()
            def ask(self):
                return self.client.chat.completions.create(model="gpt-4", messages=[])
        class Other(Bot):
            client = OpenAI(base_url="https://api.deepseek.com", api_key="k")
        print(Bot().ask().choices, Other().ask().choices)
        """,
        "GROUP-LEFT",
        line="client = OpenAI()",
        sdk=sdk,
    )


@BOTH
def test_a_stranger_in_the_clients_place_holds_the_group(sdk: str) -> None:
    check_reported(
        """
        from groq import Groq
        from openai import OpenAI
        client = Groq() if fast() else OpenAI()
        print(client.chat.completions.create(model="gpt-4", messages=[]).id)
        """,
        "CLIENT-MIXED",
        line=4,
        sdk=sdk,
    )


@BOTH
def test_a_client_by_getattr_is_reported(sdk: str) -> None:
    check_reported(
        """
        import openai
        client = getattr(openai, name())()
        print(client.chat.completions.create(model="gpt-4", messages=[]).id)
        """,
        "CALL-UNTRACED",
        line=3,
        sdk=sdk,
    )


def test_a_client_handed_to_code_that_cannot_be_read_is_left() -> None:
    check_reported(
        """
        import gateway
        from openai import OpenAI
        client = gateway.wrap(OpenAI())
        """,
        "CLIENT-ESCAPES",
        line=3,
    )


def test_a_client_stored_in_a_foreign_object_is_left() -> None:
    check_reported(
        """
        from flask import current_app
        from openai import OpenAI
        current_app.llm = OpenAI()
        """,
        "CLIENT-ESCAPES",
        line=3,
    )


def test_a_client_returned_to_the_outside_is_left() -> None:
    check_reported(
        """
        from openai import OpenAI
        def make(key):
            return OpenAI(api_key=key)
        """,
        "CLIENT-ESCAPES",
        line=2,
    )


@BOTH
def test_a_name_that_was_a_client_and_is_none_now_is_nothing(sdk: str) -> None:
    check_noop(
        """
        client = None
        def ask():
            client = Fake()
            return client.chat.create(model="gpt-4")
        """,
        sdk=sdk,
    )


# ------------------------------------------------------------------------------------- names


def test_a_module_name() -> None:
    check_both(
        """
        from openai import OpenAI

        client = OpenAI()
        response = client.chat.completions.create(model="gpt-4", messages=[])
        print(response.choices[0].message.content)
        """,
        """
        from dashscope import Client

        client = Client(protocol="openai")
        response = client.chat.completions.create(model="qwen-plus", messages=[])
        print(response.choices[0].message.content)
        """,
        """
        import os
        from openai import OpenAI

        client = OpenAI(<new>)
        response = client.chat.completions.create(model="qwen-plus", messages=[])
        print(response.choices[0].message.content)
        """,
    )


def test_a_local_name_and_an_asynchronous_client() -> None:
    check_both(
        """
        import asyncio
        from openai import AsyncOpenAI

        async def main() -> None:
            client = AsyncOpenAI(max_retries=1)
            response = await client.chat.completions.create(model="gpt-4", messages=[])
            print(response.id)
            await client.close()

        asyncio.run(main())
        """,
        """
        import asyncio
        from dashscope import AsyncClient

        async def main() -> None:
            client = AsyncClient(max_retries=1, protocol="openai")
            response = await client.chat.completions.create(model="qwen-plus", messages=[])
            print(response.request_id)
            await client.aclose()

        asyncio.run(main())
        """,
        """
        import os
        import asyncio
        from openai import AsyncOpenAI

        async def main() -> None:
            client = AsyncOpenAI(max_retries=1, api_key=<key>, <address>)
            response = await client.chat.completions.create(model="qwen-plus", messages=[])
            print(response.id)
            await client.close()

        asyncio.run(main())
        """,
    )


def test_used_where_it_is_made() -> None:
    check_both(
        """
        from openai import OpenAI
        print(OpenAI().chat.completions.create(model="gpt-4", messages=[]).id)
        """,
        """
        from dashscope import Client
        print(Client(protocol="openai").chat.completions.create(model="qwen-plus", messages=[]).request_id)
        """,
        """
        import os
        from openai import OpenAI
        print(OpenAI(<new>).chat.completions.create(model="qwen-plus", messages=[]).id)
        """,
    )


def test_aliases_tuples_and_walrus() -> None:
    check_migrated(
        """
        from openai import OpenAI
        first = OpenAI()
        second, other = first, 1
        if (third := second):
            fourth = third or None
            print(fourth.chat.completions.create(model="gpt-4", messages=[]).id)
        """,
        """
        from dashscope import Client
        first = Client(protocol="openai")
        second, other = first, 1
        if (third := second):
            fourth = third or None
            print(fourth.chat.completions.create(model="qwen-plus", messages=[]).request_id)
        """,
    )


def test_a_resource_of_the_client_kept_by_name() -> None:
    check_migrated(
        """
        from openai import OpenAI
        chat = OpenAI().chat
        completions = chat.completions
        print(completions.create(model="gpt-4", messages=[]).id)
        """,
        """
        from dashscope import Client
        chat = Client(protocol="openai").chat
        completions = chat.completions
        print(completions.create(model="qwen-plus", messages=[]).request_id)
        """,
    )


# ---------------------------------------------------------------------------- other modules


def test_a_client_of_another_module() -> None:
    check_both(
        {
            "llm.py": "from openai import OpenAI\nclient = OpenAI()\n",
            "app.py": """
            import llm
            from llm import client as c
            print(c.chat.completions.create(model="gpt-4", messages=[]).id)
            print(llm.client.chat.completions.create(model="gpt-4", messages=[]).id)
            """,
        },
        {
            "llm.py": 'from dashscope import Client\nclient = Client(protocol="openai")\n',
            "app.py": """
            import llm
            from llm import client as c
            print(c.chat.completions.create(model="qwen-plus", messages=[]).request_id)
            print(llm.client.chat.completions.create(model="qwen-plus", messages=[]).request_id)
            """,
        },
        {
            "llm.py": "import os\nfrom openai import OpenAI\nclient = OpenAI(<new>)\n",
            "app.py": """
            import llm
            from llm import client as c
            print(c.chat.completions.create(model="qwen-plus", messages=[]).id)
            print(llm.client.chat.completions.create(model="qwen-plus", messages=[]).id)
            """,
        },
    )


# --------------------------------------------------------------------------- derived clients


def test_derived_clients() -> None:
    check_migrated(
        """
        from openai import OpenAI
        client = OpenAI()
        fast = client.with_options(timeout=3, max_retries=0)
        mine = client.copy(timeout=4)
        print(fast.chat.completions.create(model="gpt-4", messages=[]).id)
        print(mine.chat.completions.create(model="gpt-4", messages=[]).id)
        print(client.with_options(timeout=9).chat.completions.create(model="gpt-4", messages=[]).id)
        """,
        """
        from dashscope import Client
        client = Client(protocol="openai")
        fast = client.with_options(timeout=3, max_retries=0)
        mine = client.with_options(timeout=4)
        print(fast.chat.completions.create(model="qwen-plus", messages=[]).request_id)
        print(mine.chat.completions.create(model="qwen-plus", messages=[]).request_id)
        print(client.with_options(timeout=9).chat.completions.create(model="qwen-plus", messages=[]).request_id)
        """,
    )


@pytest.mark.parametrize("method", ["with_options", "copy"])
def test_keywords_of_a_derived_client(method: str) -> None:
    before = f"""
        from openai import OpenAI
        client = OpenAI()
        mine = client.{method}(timeout=4, default_headers={{"a": "b"}})
        print(mine.chat.completions.create(model="gpt-4", messages=[]).id)
    """
    report = check_migrated(
        before,
        """
        from dashscope import Client
        client = Client(protocol="openai")
        mine = client.with_options(timeout=4)
        print(mine.chat.completions.create(model="qwen-plus", messages=[]).request_id)
        """,
    )
    assert_told(report, before, "PARAMETER-DROPPED", "mine = ")


def test_a_derived_client_that_goes_elsewhere_is_another_vendors() -> None:
    check_reported(
        """
        from openai import OpenAI
        client = OpenAI()
        other = client.with_options(base_url="https://api.deepseek.com", api_key="k")
        print(other.chat.completions.create(model="deepseek-chat", messages=[]).id)
        """,
        "GROUP-LEFT",
        line="client = OpenAI()",
        sdk="openai",
    )

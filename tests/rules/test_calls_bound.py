"""Arguments of partials and of methods that are kept by name."""

from __future__ import annotations

from tests.migrating import check_migrated, check_reported

BEFORE = 'from openai import OpenAI\nclient = OpenAI(api_key="k")\n'


def test_a_partial_of_a_partial() -> None:
    check_migrated(
        """
        import functools
        from openai import OpenAI
        client = OpenAI(api_key="k")
        ask = functools.partial(client.chat.completions.create, model="gpt-4")
        quick = functools.partial(ask, max_completion_tokens=9)
        print(quick(messages=[]).id)
        """,
        """
        import functools
        from dashscope import Client
        client = Client(api_key="k", protocol="openai")
        ask = functools.partial(client.chat.completions.create, model="qwen-plus")
        quick = functools.partial(ask, parameters={"max_completion_tokens": 9})
        print(quick(messages=[]).request_id)
        """,
    )


def test_partial() -> None:
    before = """
        import functools
        from openai import OpenAI
        client = OpenAI(api_key="k")
        ask = functools.partial(client.chat.completions.create, model="gpt-4", user="u", seed=1)
        response = ask(messages=[], stop=None)
        print(response.usage.prompt_tokens)
    """
    check_migrated(
        before,
        """
        import functools
        from dashscope import Client
        client = Client(api_key="k", protocol="openai")
        ask = functools.partial(client.chat.completions.create, model="qwen-plus", seed=1)
        response = ask(messages=[], stop=None)
        print(response.usage.input_tokens)
        """,
    )


def test_a_bound_method() -> None:
    check_migrated(
        """
        from openai import OpenAI
        client = OpenAI(api_key="k")
        create = client.chat.completions.create
        class Bot:
            def __init__(self):
                self.create = client.chat.completions.create
        def call(function, **options):
            return function(model="gpt-4", **options)
        print(create(model="gpt-4", messages=[], user="u").id)
        print(Bot().create(model="gpt-4", messages=[], user="u").id)
        print(call(create, messages=[], user="u").id)
        """,
        """
        from dashscope import Client
        client = Client(api_key="k", protocol="openai")
        create = client.chat.completions.create
        class Bot:
            def __init__(self):
                self.create = client.chat.completions.create
        def call(function, **options):
            return function(model="qwen-plus", **options)
        print(create(model="qwen-plus", messages=[]).request_id)
        print(Bot().create(model="qwen-plus", messages=[]).request_id)
        print(call(create, messages=[]).request_id)
        """,
    )


def test_a_bound_method_that_a_thread_calls() -> None:
    check_migrated(
        """
        import asyncio
        from openai import OpenAI
        client = OpenAI(api_key="k")
        create = client.chat.completions.create
        async def main():
            response = await asyncio.to_thread(create, model="gpt-4", messages=[], user="u")
            print(response.id)
        asyncio.run(main())
        """,
        """
        import asyncio
        from dashscope import Client
        client = Client(api_key="k", protocol="openai")
        create = client.chat.completions.create
        async def main():
            response = await asyncio.to_thread(create, model="qwen-plus", messages=[])
            print(response.request_id)
        asyncio.run(main())
        """,
    )


def test_a_bound_method_handed_to_code_that_cannot_be_read_is_left() -> None:
    check_reported(
        BEFORE + "run(client.chat.completions.create, model=pick(), messages=[])\n",
        "CLIENT-ESCAPES",
        line="run(",
    )

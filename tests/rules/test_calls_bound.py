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


# ------------------------------------------------------------ several partials at one call

HEAD = "import functools\nfrom openai import OpenAI\nclient = OpenAI(api_key='k')\n"
NEW = (
    "import functools\nfrom dashscope import Client\n"
    "client = Client(api_key='k', protocol=\"openai\")\n"
)
PARTIAL = "functools.partial(client.chat.completions.create, "


def check_program(before: str, after: str) -> None:
    check_migrated(HEAD + before, NEW + after)


def test_one_call_of_either_of_two_partials() -> None:
    program = (
        f"a = {PARTIAL}model='{{}}'{{}})\nb = {PARTIAL}model='{{}}'{{}})\n"
        "def ask(fast, text):\n    chosen = a if fast else b\n"
        "    return chosen(messages=[text]).choices[0].message.content\nprint(ask(True, 'x'))\n"
    )
    check_program(
        program.format("gpt-4", ", user='u'", "gpt-3.5-turbo", ", frequency_penalty=0.5, seed=1"),
        program.format("qwen-plus", "", "qwen-flash", ", seed=1"),
    )


def test_partials_of_a_loop() -> None:
    program = (
        f"asks = [{PARTIAL}model=name{{}}) for name in ('{{}}', '{{}}')]\n"
        "for ask in asks:\n    print(ask(messages=[]).usage.{}_tokens)\n"
    )
    check_program(
        program.format(", user='u'", "gpt-4", "gpt-3.5-turbo", "prompt"),
        program.format("", "qwen-plus", "qwen-flash", "input"),
    )


def test_partials_of_a_table() -> None:
    program = (
        f"first = {PARTIAL}model='{{}}')\n"
        "table = {{'a': functools.partial(first{}), 'b': functools.partial(first{})}}\n"
        "def ask(kind):\n    return table[kind](messages=[])\nprint(ask('a').usage.{}_tokens)\n"
    )
    check_program(
        program.format("gpt-4", ", user='u'", ", metadata={'a': 'b'}, seed=1", "prompt"),
        program.format("qwen-plus", "", ", seed=1", "input"),
    )


def test_partials_that_one_function_calls() -> None:
    program = (
        "def retry(function, *args, **kwargs):\n    return function(*args, **kwargs)\n"
        f"print(retry({PARTIAL}model='{{}}', messages=[]{{}})))\n"
        f"print(retry({PARTIAL}model='{{}}', messages=[]{{}})))\n"
    )
    check_program(
        program.format("gpt-4", ", user='u'", "gpt-3.5-turbo", ", user='v'"),
        program.format("qwen-plus", "", "qwen-flash", ""),
    )


def test_one_partial_streams_and_another_does_not() -> None:
    source = HEAD + (
        f"a = {PARTIAL}model='gpt-4', stream=True)\nb = {PARTIAL}model='gpt-4')\n"
        "for ask in (a, b):\n    print(ask(messages=[]))\n"
    )
    check_reported(source, "STREAM-RUNTIME", line="print(ask(")


def test_a_keyword_of_the_second_partial_blocks() -> None:
    source = HEAD + (
        f"a = {PARTIAL}model='gpt-4')\nb = {PARTIAL}model='gpt-4', functions=[])\n"
        "for ask in (a, b):\n    print(ask(messages=[]))\n"
    )
    check_reported(source, "PARAMETER-UNSUPPORTED", line="functions=")


def test_what_one_partial_gives_and_the_other_lacks_is_not_added_for_both() -> None:
    source = HEAD + (
        "embed = client.embeddings.create\nname = 'text-embedding-3-small'\n"
        "a = functools.partial(embed, model=name, dimensions=512)\n"
        "b = functools.partial(embed, model=name)\n"
        "for make in (a, b):\n    print(len(make(input='x').data))\n"
    )
    for sdk in ("native", "openai"):
        check_reported(source, "PARAMETER-UNSURE", line="print(len(", sdk=sdk)


def test_a_name_of_a_call_that_an_executor_makes_moves() -> None:
    source = """\
from concurrent.futures import ThreadPoolExecutor
from openai import OpenAI
client = OpenAI(api_key="k")
with ThreadPoolExecutor() as pool:
    made = pool.submit(client.chat.completions.create, model="{}", messages=[])
    print(made.result().usage.{})
"""
    after = source.replace("from openai import OpenAI", "from dashscope import Client")
    after = after.replace('OpenAI(api_key="k")', 'Client(api_key="k", protocol="openai")')
    check_migrated(
        source.format("gpt-4", "prompt_tokens"), after.format("qwen-plus", "input_tokens")
    )

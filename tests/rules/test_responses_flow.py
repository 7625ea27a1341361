"""Responses followed through functions, containers and modules, and messages put back."""

from __future__ import annotations

import pytest

from tests.migrating import check_migrated, check_reported, codes, report_of

BEFORE = """\
from openai import OpenAI
client = OpenAI(api_key="k")
response = client.chat.completions.create(model="gpt-4", messages=[])
"""
NATIVE = """\
from dashscope import Client
client = Client(api_key="k", protocol="openai")
response = client.chat.completions.create(model="qwen-plus", messages=[])
"""
OPENAI = """\
from openai import OpenAI
client = OpenAI(api_key="k", <address>)
response = client.chat.completions.create(model="qwen-plus", messages=[])
"""


def check_read(before: str, after: str) -> None:
    """The native route reads it so, and the openai route as before."""
    report = check_migrated(BEFORE + before, NATIVE + after)
    assert not [d for d in report.diagnostics if d.code.startswith("RESPONSE")]
    check_migrated(BEFORE + before, OPENAI + before, sdk="openai")


# ------------------------------------------------------------------------------ where it goes


def test_through_functions_and_tuples() -> None:
    check_migrated(
        """
        from openai import OpenAI
        client = OpenAI(api_key="k")
        def ask(text):
            response = client.chat.completions.create(model="gpt-4", messages=[text])
            return response, response.usage
        def cost(usage):
            return usage.prompt_tokens + 3 * usage.completion_tokens
        response, usage = ask("x")
        print(response.id, cost(usage), cost(usage=ask("y")[1]))
        """,
        """
        from dashscope import Client
        client = Client(api_key="k", protocol="openai")
        def ask(text):
            response = client.chat.completions.create(model="qwen-plus", messages=[text])
            return response, response.usage
        def cost(usage):
            return usage.input_tokens + 3 * usage.output_tokens
        response, usage = ask("x")
        print(response.request_id, cost(usage), cost(usage=ask("y")[1]))
        """,
    )


def test_through_containers_and_attributes() -> None:
    check_read(
        """\
rows = [response]
rows.append(response)
by_name = {"a": response}
by_name["b"] = response
class Box:
    def __init__(self, r):
        self.r = r
print(rows[0].id, [r.usage.prompt_tokens for r in rows], by_name["a"].id, Box(response).r.id)
print(sum(r.usage.prompt_tokens for r in by_name.values()), max(rows, key=lambda r: r.id))
""",
        """\
rows = [response]
rows.append(response)
by_name = {"a": response}
by_name["b"] = response
class Box:
    def __init__(self, r):
        self.r = r
print(rows[0].request_id, [r.usage.input_tokens for r in rows], by_name["a"].request_id, Box(response).r.request_id)
print(sum(r.usage.input_tokens for r in by_name.values()), max(rows, key=lambda r: r.request_id))
""",
    )


def test_through_other_modules() -> None:
    check_migrated(
        {
            "main.py": "from book import Book, show\n"
            + BEFORE
            + "show(response)\nBook().add(response.usage)\n",
            "book.py": """
            def show(response):
                print(response.id)
            class Book:
                total = 0
                def add(self, usage):
                    self.total += usage.prompt_tokens
            """,
        },
        {
            "main.py": "from book import Book, show\n"
            + NATIVE
            + "show(response)\nBook().add(response.usage)\n",
            "book.py": """
            def show(response):
                print(response.request_id)
            class Book:
                total = 0
                def add(self, usage):
                    self.total += usage.input_tokens
            """,
        },
    )


def test_through_gather_and_generators() -> None:
    check_migrated(
        """
        import asyncio
        from openai import AsyncOpenAI
        client = AsyncOpenAI(api_key="k")
        async def one(text):
            return await client.chat.completions.create(model="gpt-4", messages=[text])
        async def each(texts):
            for text in texts:
                yield await one(text)
        async def main():
            print([r.usage.prompt_tokens for r in await asyncio.gather(one("a"), one("b"))])
            task = asyncio.create_task(one("c"))
            print((await task).id)
            async for response in each(["d"]):
                print(response.id)
        asyncio.run(main())
        """,
        """
        import asyncio
        from dashscope import AsyncClient
        client = AsyncClient(api_key="k", protocol="openai")
        async def one(text):
            return await client.chat.completions.create(model="qwen-plus", messages=[text])
        async def each(texts):
            for text in texts:
                yield await one(text)
        async def main():
            print([r.usage.input_tokens for r in await asyncio.gather(one("a"), one("b"))])
            task = asyncio.create_task(one("c"))
            print((await task).request_id)
            async for response in each(["d"]):
                print(response.request_id)
        asyncio.run(main())
        """,
    )


# -------------------------------------------------------------------------- messages put back


def test_a_message_goes_back_as_a_dict() -> None:
    check_migrated(
        """
        from openai import OpenAI
        client = OpenAI(api_key="k")
        messages = [{"role": "user", "content": "x"}]
        response = client.chat.completions.create(model="gpt-4", messages=messages)
        message = response.choices[0].message
        messages.append(message)
        for call in message.tool_calls or []:
            messages.append({"role": "tool", "tool_call_id": call.id, "content": "1"})
        print(client.chat.completions.create(model="gpt-4", messages=messages + [message]))
        """,
        """
        from dashscope import Client
        client = Client(api_key="k", protocol="openai")
        messages = [{"role": "user", "content": "x"}]
        response = client.chat.completions.create(model="qwen-plus", messages=messages)
        message = response.choices[0].message
        messages.append(message.model_dump(exclude_none=True))
        for call in message.tool_calls or []:
            messages.append({"role": "tool", "tool_call_id": call.id, "content": "1"})
        print(client.chat.completions.create(model="qwen-plus", messages=messages + [message.model_dump(exclude_none=True)]))
        """,
    )


def test_a_message_beside_those_of_another_list() -> None:
    before = "print(client.chat.completions.create(model='gpt-4', messages=[*messages]))\n"
    after = "print(client.chat.completions.create(model='qwen-plus', messages=[*messages]))\n"
    message = "response.choices[0].message"
    start = "messages = [{}]\n"
    check_migrated(
        BEFORE + start + f"messages.append({message})\n" + before,
        NATIVE + start + f"messages.append({message}.model_dump(exclude_none=True))\n" + after,
    )


def test_a_message_goes_back_as_it_is_on_the_openai_route() -> None:
    rest = (
        "print(client.chat.completions.create(model={}, messages=[response.choices[0].message]))\n"
    )
    check_migrated(
        BEFORE + rest.format('"gpt-4"'), OPENAI + rest.format('"qwen-plus"'), sdk="openai"
    )


def test_a_message_that_is_a_dict_already_stays() -> None:
    rest = "messages = []\nmessages.append(response.choices[0].message.model_dump())\n"
    more = "print(client.chat.completions.create(model={}, messages=messages))\n"
    report = check_migrated(
        BEFORE + rest + more.format('"gpt-4"'), NATIVE + rest + more.format('"qwen-plus"')
    )
    assert "MESSAGE-DUMPED" not in codes(report)


def test_a_message_that_is_read_as_an_object_later_blocks() -> None:
    check_reported(
        BEFORE
        + "messages = []\nmessages.append(response.choices[0].message)\n"
        + 'print(client.chat.completions.create(model="gpt-4", messages=messages))\n'
        + "print(messages[-1].content)\n",
        "MESSAGE-READ",
        line="messages.append",
    )


@pytest.mark.parametrize(
    "text",
    [
        '"{0.usage.prompt_tokens}".format(response)',
        '"{.id}".format(response)',
        '"{r.usage}".format(r=response)',
        '"{u.prompt_tokens:>5}".format(u=response.usage)',
        '"{0[0].message}".format(response.choices)',
    ],
)
def test_a_member_that_a_format_reads_holds_its_group(text: str) -> None:
    source = (
        'from openai import OpenAI\nclient = OpenAI(api_key="k")\n'
        f'response = client.chat.completions.create(model="gpt-4", messages=[])\nprint({text})\n'
    )
    check_reported(source, "RESPONSE-ESCAPES", line=4)
    report = report_of(source, sdk="openai")
    assert [site.status for site in report.sites] == ["migrated"]


def test_what_a_format_only_prints_moves() -> None:
    head = (
        'from {}\nclient = {}\nresponse = client.chat.completions.create(model="{}", messages=[])\n'
    )
    check_migrated(
        head.format("openai import OpenAI", 'OpenAI(api_key="k")', "gpt-4")
        + 'print("{} {x.real}".format(response.id, x=1), "{0}".format(response))\n',
        head.format(
            "dashscope import Client", 'Client(api_key="k", protocol="openai")', "qwen-plus"
        )
        + 'print("{} {x.real}".format(response.request_id, x=1), "{0}".format(response))\n',
    )


READ = "def read(usage):\n    return usage.get('prompt_tokens')\n"


def test_a_read_of_dumps_ties_the_calls_that_it_serves() -> None:
    other = 'client.chat.completions.create(model="gpt-4", messages=[], logit_bias={1: 2})'
    rest = (
        f"{READ}print(read(response.usage.model_dump()))\nother = OpenAI(api_key='k')\n"
        f"print(read(other.{other[7:]}.usage.model_dump()))\n"
    )
    check_reported(BEFORE + rest, "PARAMETER-UNSUPPORTED", line="logit_bias")
    alone = f"{READ}print(read(response.usage.model_dump()))\n"
    check_migrated(BEFORE + alone, NATIVE + alone.replace("prompt_tokens", "input_tokens"))


def test_a_read_of_a_dump_or_of_another_dict_stays() -> None:
    rest = f"{READ}print(read(response.usage.model_dump()), read({{'prompt_tokens': 1}}))\n"
    check_reported(BEFORE + rest, "MEMBER-MIXED", line="usage.get")

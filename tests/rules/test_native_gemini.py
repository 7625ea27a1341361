"""Gemini by its own SDK: contents of parts, one config, one class of clients that must be held."""

from __future__ import annotations

import pytest

from tests.migrating import Program, check_migrated, check_noop, check_reported, codes, report_of

HEAD = "from openai import OpenAI\nclient = OpenAI()\n"
NEW = "from google.genai import Client\nclient = Client()\n"
FLASH = "gemini-3.5-flash-lite"


def ask(arguments: str, head: str = HEAD, name: str = "gpt-4o-mini") -> str:
    return f'{head}r = client.chat.completions.create(model="{name}", {arguments})\n'


def asked(arguments: str, head: str = NEW) -> str:
    return f'{head}r = client.models.generate_content(model="{FLASH}", {arguments})\n'


def migrated(before: Program, after: Program) -> list[str]:
    """Check a migration to Gemini, and return the codes of its findings but the usual ones."""
    report = check_migrated(before, after, to="gemini")
    return [c for c in codes(report) if c not in ("CLIENT-DIFFERS", "STREAM-LAZY")]


SAID = 'messages=[{"role": "user", "content": "hi"}]'
PARTS = 'contents=[{"role": "user", "parts": [{"text": "hi"}]}]'

# -- what stays -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("program", "code", "line"),
    [
        (ask('messages=[{"role": "user", "content": "hi"}], n=2'), "PARAMETER-UNSUPPORTED", 3),
        (ask('messages=[{"role": "system", "content": "Be brief."}]'), "LIST-PARTED", 3),
        (ask('messages=[{"role": "function", "content": "x"}]'), "ELEMENT-REFUSED", 3),
        (ask("messages=load()"), "LIST-UNSEEN", 3),
        (ask(f"{SAID}, stream=True") + "print(next(r).choices)\n", "STREAM-UNSUPPORTED", 4),
        (
            ask('messages=[{"role": "user", "content": [{"type": "image_url", "image_url": u}]}]'),
            "ELEMENT-REFUSED",
            3,
        ),
        (
            ask(f"{SAID}, stream=True") + "for c in r:\n    print(c.choices[0].delta.role)\n",
            "MEMBER-UNSUPPORTED",
            5,
        ),
        (ask(SAID) + "print(r.model_dump())\n", "MEMBER-UNSUPPORTED", 4),
        (ask(SAID) + "print(r.created)\n", "MEMBER-UNSUPPORTED", 4),
        (ask(f"{SAID}, logit_bias={{1: 2}}"), "PARAMETER-UNSUPPORTED", 3),
        (ask(f'{SAID}, extra_body={{"seed": 1}}'), "PARAMETER-UNSUPPORTED", 3),
        (ask(f"{SAID}, **options"), "MAPPING-UNSEEN", 3),
    ],
)
def test_what_has_no_counterpart_stays(program: str, code: str, line: int) -> None:
    check_reported(program, code, line=line, to="gemini")


@pytest.mark.parametrize(
    "program",
    [
        f"""
        from openai import OpenAI

        for part in OpenAI().chat.completions.create(model="gpt-4o", {SAID}, stream=True):
            print(part.choices[0].delta.content or "")
        """,
        f"""
        from openai import OpenAI

        def parts():
            client = OpenAI()
            return client.chat.completions.create(model="gpt-4o", {SAID}, stream=True)

        for part in parts():
            print(part.choices[0].delta.content or "")
        """,
        f"""
        from openai import OpenAI

        def bound():
            client = OpenAI()
            return client.chat.completions.create

        print(bound()(model="gpt-4o", {SAID}))
        """,
    ],
    ids=["stream", "stream returned", "method returned"],
)
def test_a_client_that_nothing_holds_stays(program: str) -> None:
    """google-genai closes it as soon as it is collected: "the client has been closed"."""
    report = check_noop(program, to="gemini")
    assert "CLIENT-FLEETING" in codes(report)


@pytest.mark.parametrize(
    ("head", "before", "after"),
    [
        ("", "OpenAI().{}", "(client := Client()).{}"),
        (
            "",
            "def f(client):\n    pass\nOpenAI().{}",
            "def f(client):\n    pass\n(api_client := Client()).{}",
        ),
        ("def make():\n    return OpenAI()\n", "make().{}", "(client := make()).{}"),
        ("kept = cache(lambda: OpenAI())\n", "kept().{}", "kept().{}"),
        ("@lru_cache(maxsize=1)\ndef kept():\n    return OpenAI()\n", "kept().{}", "kept().{}"),
        ("clients = {'a': OpenAI()}\n", "clients['a'].{}", "clients['a'].{}"),
        ("", "(lambda client: client.{})(OpenAI())", "(lambda client: client.{})(Client())"),
    ],
)
def test_a_client_that_nothing_else_holds_is_held_by_a_name(
    head: str, before: str, after: str
) -> None:
    head = f"from functools import cache, lru_cache\nfrom openai import OpenAI\n{head}"
    old = f'chat.completions.create(model="gpt-4o", {SAID})'
    new = f'models.generate_content(model="{FLASH}", {PARTS})'
    moved = head.replace("openai", "google.genai").replace("OpenAI", "Client")
    assert not migrated(head + before.format(old) + "\n", moved + after.format(new) + "\n")


def test_an_asynchronous_client_is_no_context_manager_there() -> None:
    check_reported(
        f"""
        import asyncio
        from openai import AsyncOpenAI

        async def main():
            async with AsyncOpenAI() as client:
                print(await client.chat.completions.create(model="gpt-4o", {SAID}))

        asyncio.run(main())
        """,
        "STREAM-UNSUPPORTED",
        line="async with",
        to="gemini",
    )


def test_the_end_of_a_stream_that_is_asked_for_before_its_text_stays() -> None:
    """Gemini's last part holds text and tells the end; OpenAI's last choice holds none."""
    loop = "for part in r:\n    if part.choices[0].finish_reason:\n        break\n"
    loop += '    print(part.choices[0].delta.content or "")\n'
    check_reported(ask(f"{SAID}, stream=True") + loop, "MEMBER-LAST", line=5, to="gemini")


def test_a_role_that_is_read_again_stays() -> None:
    program = f"""
    {HEAD.strip()}
    history = [{{"role": "assistant", "content": "Hello"}}, {{"role": "user", "content": "hi"}}]
    for each in history:
        print(each["role"] == "assistant")
    client.chat.completions.create(model="gpt-4o", messages=history)
    """.replace("\nclient", "\n    client")
    check_reported(program, "ELEMENT-READ", line="history = ", to="gemini")


@pytest.mark.parametrize(
    "read",
    [
        "for key, value in each.items():\n            print(key, len(value))",
        "for key in each:\n            print(key)",
        'print("content" in each)',
        "print(list(each.values()))",
        "print(each[input()])",
    ],
)
def test_messages_whose_keys_are_read_stay(read: str) -> None:
    """Such as those that count the tokens of a history."""
    said = '[{"role": "user", "content": "hi"}]'
    program = f"{HEAD}def count(said):\n    for each in said:\n        {read}\nhistory = {said}\n"
    program += 'count(history)\nclient.chat.completions.create(model="gpt-4o", messages=history)\n'
    check_reported(program, "ELEMENT-READ", line="history = ", to="gemini")


@pytest.mark.parametrize(
    ("call", "of", "told"),
    [
        ("", "", ["ELEMENT-CHANGED"]),
        ("", ": str", []),
        ("", ": list", ["ELEMENT-CHANGED"]),
        ("print(ask(input()))\n", "", []),
    ],
    ids=["out of sight", "a text", "a list", "in sight"],
)
def test_what_callers_say_must_be_a_text(call: str, of: str, told: list[str]) -> None:
    """A list of parts has another form at Gemini; whether one comes cannot be seen."""
    ask = f"{{}}def ask(text{of}):\n    r = client.{{}}, {{}})\n    return r.{{}}\n{call}"
    old = ('chat.completions.create(model="gpt-4o"', "choices[0].message.content")
    new = (f'models.generate_content(model="{FLASH}"', "text")
    said = 'messages=[{"role": "user", "content": text}]'
    becomes = 'contents=[{"role": "user", "parts": [{"text": text}]}]'
    before, after = (HEAD, old[0], said, old[1]), (NEW, new[0], becomes, new[1])
    assert migrated(ask.format(*before), ask.format(*after)) == told


TOLD = '{"role": "tool", "tool_call_id": c.id, "content": f(c)}'
AGAIN = 'client.chat.completions.create(model="gpt-4o", messages=ms)\n'


@pytest.mark.parametrize(
    "rest",
    [
        f"for c in m.tool_calls:\n    print(ms)\n    ms.append({TOLD})\n",
        f"for c in m.tool_calls:\n    while f(c):\n        ms.append({TOLD})\n",
        f"for c in m.tool_calls:\n    ms += [{TOLD}]\n",
        f"ms.extend([{TOLD} for c in m.tool_calls])\n",
        f"for c in m.tool_calls:\n    g(c)\n    ms.append({TOLD})\n",
        f"c = m.tool_calls[0]\nms.append({TOLD})\nc = m.tool_calls[1]\nms.append({TOLD})\n",
        f"def add(c):\n    ms.append({TOLD})\nfor c in m.tool_calls:\n    add(c)\n",
    ],
    ids=["read", "rounds", "sum", "extend", "elsewhere", "one by one", "function"],
)
def test_results_of_calls_that_are_put_together_otherwise_stay(rest: str) -> None:
    """Gemini refuses results of one turn that stand in several messages."""
    given = 'def f(c):\n    return c.function.name\ndef g(c):\n    ms.insert(0, {"role": "user", "content": "x"})\n'
    started = f"{ask(SAID)}m = r.choices[0].message\nms = [m]\n"
    report = check_noop(given + started + rest + AGAIN, to="gemini")
    assert {"ELEMENT-TURN", "ELEMENT-UNSEEN", "LIST-UNSEEN"} & set(codes(report))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "for c in m.tool_calls:\n    if f(c):\n        ms.append({})\n",
            'ms.append({{"role": "user", "parts": []}})\n'
            'for c in m.function_calls:\n    if f(c):\n        ms[-1]["parts"].append({})\n',
        ),
        (
            "for c in m.tool_calls or []:\n    ms.append({})\n",
            'ms.append({{"role": "user", "parts": []}})\n'
            'for c in m.function_calls or []:\n    ms[-1]["parts"].append({})\n'
            'if not ms[-1]["parts"]: ms.pop()\n',
        ),
        (
            "c = m.tool_calls[0]\nms.append({})\n",
            'c = m.function_calls[0]\nms.append({{"role": "user", "parts": [{}]}})\n',
        ),
    ],
    ids=["loop", "loop that may be empty", "the only one"],
)
def test_results_of_calls_stand_in_one_message(before: str, after: str) -> None:
    result = '{"function_response": {"id": c.id, "name": c.name, "response": {"result": f(c)}}}'
    given = "def f(c):\n    return c.{}\n"
    start, new = f"{ask(SAID)}m = r.choices[0].message\n", f"{asked(PARTS)}m = r\n"
    old = given.format("function.name") + start + "ms = [m]\n" + before.format(TOLD) + AGAIN
    parts = 'ms = [{"role": "model", "parts": m.candidates[0].content.parts}]\n'
    again = f'client.models.generate_content(model="{FLASH}", contents=ms)\n'
    moved = given.format("name") + new + parts + after.format(result) + again
    assert not migrated(old, moved)


def test_two_mappings_do_not_share_one_config() -> None:
    """The call and a mapping would both give it: a TypeError."""
    messages = '[{"role": "system", "content": "Be brief."}, {"role": "user", "content": "hi"}]'
    program = f"""
    {HEAD.strip()}
    options = {{"temperature": 0.2}}
    client.chat.completions.create(model="gpt-4o", messages={messages}, **options)
    """.replace("\nclient", "\n    client")
    check_reported(program, "MAPPING-CONFLICT", line="options = ", to="gemini")


# -- what is asked --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (SAID, PARTS, []),
        (
            'messages=[{"role": "system", "content": "Be brief."}, {"role": "user", "content": q}]',
            'contents=[{"role": "user", "parts": [{"text": q}]}],'
            ' config={"system_instruction": "Be brief."}',
            [],
        ),
        (
            'messages=[{"role": "assistant", "content": f"{q}!"}, {"role": "user", "content": "a"}]',
            'contents=[{"role": "model", "parts": [{"text": f"{q}!"}]},'
            ' {"role": "user", "parts": [{"text": "a"}]}]',
            [],
        ),
        (
            f"{SAID}, max_tokens=9, seed=1, stop='x'",
            f'{PARTS}, config={{"max_output_tokens": 9, "seed": 1, "stop_sequences": [\'x\']}}',
            [],
        ),
        (
            f"{SAID}, temperature=0.2",
            f'{PARTS}, config={{"temperature": 0.2}}',
            ["PARAMETER-CHANGED"],
        ),
        (
            f'{SAID}, timeout=2, extra_headers={{"a": "b"}}',
            f'{PARTS}, config={{"http_options": {{"timeout": 2000, "headers": {{"a": "b"}}}}}}',
            [],
        ),
        (
            f'{SAID}, response_format={{"type": "json_object"}}',
            f'{PARTS}, config={{"response_mime_type": "application/json"}}',
            [],
        ),
        (f"{SAID}, user='u'", PARTS, ["PARAMETER-DROPPED"]),
        (
            'messages=[{"role": "user", "content": [{"type": "image_url", "image_url":'
            ' {"url": f"data:image/png;base64,{q}", "detail": "low"}}]}]',
            'contents=[{"role": "user", "parts":'
            ' [{"inline_data": {"mime_type": "image/png", "data": q}}]}]',
            ["ELEMENT-CHANGED"],
        ),
        (
            'messages=[{"role": "user", "content": [{"type": "text", "text": q}]}]',
            'contents=[{"role": "user", "parts": [{"text": q}]}]',
            [],
        ),
    ],
)
def test_what_is_asked(before: str, after: str, told: list[str]) -> None:
    head = "q = input()\n"
    assert migrated(ask(before, head + HEAD), asked(after, head + NEW)) == told


def test_a_history_that_grows() -> None:
    told = migrated(
        """
        from openai import OpenAI

        class Chat:
            def __init__(self, system):
                self.client = OpenAI()
                self.messages = [{"role": "system", "content": system}]

            def add(self, role, text):
                self.messages.append({"role": role, "content": text})

            def ask(self, text):
                self.add("user", text)
                r = self.client.chat.completions.create(model="gpt-4o-mini", messages=self.messages)
                self.add("assistant", r.choices[0].message.content)
                self.messages.append(r.choices[0].message)
        """,
        """
        from google.genai import Client

        class Chat:
            def __init__(self, system):
                self.client = Client()
                self.messages = [{"role": "system", "content": system}]

            def add(self, role, text):
                self.messages.append({"role": "model" if role == "assistant" else role, "parts": [{"text": text}]})

            def ask(self, text):
                self.add("user", text)
                r = self.client.models.generate_content(model="gemini-3.5-flash-lite", contents=[m for m in self.messages if m["role"] != "system"], config={"system_instruction": [m["content"] for m in self.messages if m["role"] == "system"] or None})
                self.add("assistant", r.text)
                self.messages.append({"role": "model", "parts": r.candidates[0].content.parts})
        """,
    )
    assert told == ["ELEMENT-CHANGED"]  # the text of ask() comes from out of sight


def test_a_mapping_of_several_parameters_has_one_config() -> None:
    before = '{"model": "gpt-4o", "max_tokens": 5, "seed": 1, "messages": []}'
    after = (
        f'{{"model": "{FLASH}", "contents": [], "config": {{"max_output_tokens": 5, "seed": 1}}}}'
    )
    call = "client.chat.completions.create(**options)\n"
    moved = "client.models.generate_content(**options)\n"
    assert not migrated(f"{HEAD}options = {before}\n{call}", f"{NEW}options = {after}\n{moved}")


def test_a_setting_that_is_assigned_to_a_mapping() -> None:
    before = "from openai import OpenAI\nsettings = {}\nsettings['timeout'] = 2.5\n"
    after = "from google.genai import Client\nsettings = {}\n"
    after += "settings.setdefault(\"http_options\", {})['timeout'] = 2500\n"
    call = 'client = {}(**settings)\nclient.{}(model="{}", {})\n'
    before += call.format("OpenAI", "chat.completions.create", "gpt-4o", SAID)
    after += call.format("Client", "models.generate_content", FLASH, PARTS)
    assert not migrated(before, after)


def test_the_client() -> None:
    made = "OpenAI(timeout=20, max_retries=2, organization='o')"
    becomes = 'Client(http_options={"timeout": 20000, "retry_options": {"attempts": 3}})'
    found = migrated(
        ask(SAID, HEAD.replace("OpenAI()", made)), asked(PARTS, NEW.replace("Client()", becomes))
    )
    assert found == ["PARAMETER-DROPPED"]


def test_the_host_that_the_user_names() -> None:
    report = report_of(ask(SAID), to="gemini", base_url="https://relay.example.com")
    (outcome,) = report.rewritten
    text = 'Client(http_options={"base_url": "https://relay.example.com"})'
    assert text in outcome.after.decode()


def test_asynchronous_calls_stand_below_aio() -> None:
    call = "print(await client.{}(model='{}', {}))\n"
    before = "import asyncio\nfrom openai import AsyncOpenAI\nclient = AsyncOpenAI()\n"
    after = "import asyncio\nfrom google.genai import Client\nclient = Client()\n"
    body = "async def main():\n    {}asyncio.run(main())\n"
    before += body.format(call.format("chat.completions.create", "gpt-4o", SAID))
    after += body.format(call.format("aio.models.generate_content", FLASH, PARTS))
    assert not migrated(before, after)


# -- what is read ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "before", "after"),
    [
        ("", "print(r.choices[0].message.content)", "print(r.text)"),
        ("", "print(r.usage.prompt_tokens)", "print(r.usage_metadata.prompt_token_count)"),
        ("", "m = r.choices[0].message\nprint(m.role)", 'm = r\nprint("assistant")'),
        ("", "print(r.id, r.model)", "print(r.response_id, r.model_version)"),
        (
            "",
            'print(r.choices[0].finish_reason == "length")',
            'print(r.candidates[0].finish_reason == "MAX_TOKENS")',
        ),
        (
            ", tools=t",
            "import json\nfor c in r.choices[0].message.tool_calls:\n"
            "    print(c.id, c.function.name, json.loads(c.function.arguments))",
            "import json\nfor c in r.function_calls:\n    print(c.id, c.name, c.args)",
        ),
        (
            ", stream=True",
            "for c in r:\n    print(c.choices[0].delta.content)\n"
            '    if c.choices[0].finish_reason == "stop":\n        break',
            "for c in r:\n    print(c.text)\n"
            '    if c.candidates[0].finish_reason == "STOP":\n        break',
        ),
        (
            ", stream=True",
            "for c in r:\n    if c.choices:\n        print(c.choices[0].delta.content)",
            "for c in r:\n    if c.candidates:\n        print(c.text)",
        ),
        (
            ", stream=True",
            "for c in r:\n    if c.usage:\n        print(c.usage.total_tokens)",
            "for c in r:\n"
            "    if c.usage_metadata if c.candidates and c.candidates[0].finish_reason else None:\n"
            "        print((c.usage_metadata if c.candidates and c.candidates[0].finish_reason else None)"
            ".total_token_count)",
        ),
    ],
)
def test_what_is_read(more: str, before: str, after: str) -> None:
    tools = 't = [{"type": "function", "function": {"name": "f", "parameters": {}}}]\n'
    declared = 't = [{"function_declarations": [{"name": "f", "parameters_json_schema": {}}]}]\n'
    head, new = (tools, declared) if "tools" in more else ("", "")
    added = ', config={"tools": t}' if "tools" in more else ""
    path = "generate_content_stream" if "stream" in more else "generate_content"
    after = f"{new}{asked(PARTS + added)}{after}\n".replace("generate_content", path)
    assert not migrated(f"{head}{ask(SAID + more)}{before}\n", after)


def test_vectors_keep_their_size_and_are_told_to_be_shorter() -> None:
    before = 'client.embeddings.create(model="text-embedding-3-small", input=["a", "b"])'
    after = 'client.models.embed_content(model="gemini-embedding-001", contents=["a", "b"]'
    after += ', config={"output_dimensionality": 1536})'
    read = ("print([e.embedding for e in r.data])", "print([e.values for e in r.embeddings])")
    found = migrated(f"{HEAD}r = {before}\n{read[0]}\n", f"{NEW}r = {after}\n{read[1]}\n")
    assert found == ["EMBEDDING-INDEX", "EMBEDDING-SIZE"]


@pytest.mark.parametrize(
    ("client", "call", "told"), [("OpenAI", "", False), ("AsyncOpenAI", "await ", True)]
)
def test_how_connections_fail_for_asyncio_is_told(client: str, call: str, told: bool) -> None:
    """google-genai asks with aiohttp there, where that is installed."""
    made = f'{call}client.chat.completions.create(model="gpt-4o", messages=[{{"role": "user", "content": "a"}}])'
    head = (
        f"import openai\nclient = openai.{client}()\nasync def ask():\n    try:\n        {made}\n"
    )
    for name in ("APITimeoutError", "APIConnectionError", "APIError"):
        report = report_of(f"{head}    except openai.{name}:\n        print(1)\n", to="gemini")
        assert report.rewritten
        assert any("aiohttp" in d.message for d in report.diagnostics) is told, name
    report = report_of(f"{head}    except openai.APIStatusError:\n        print(1)\n", to="gemini")
    assert not any("aiohttp" in d.message for d in report.diagnostics)


def test_a_message_that_a_call_makes_is_told_at_its_place() -> None:
    program = (
        "from openai import OpenAI\nclient = OpenAI()\nmessages = []\n"
        'messages.append(dict(role="user", content="a"))\n'
        'client.chat.completions.create(model="gpt-4o", messages=messages)\n'
    )
    check_reported(program, "ELEMENT-UNSEEN", line=4, to="gemini")

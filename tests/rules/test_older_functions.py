"""Functions as chats offered them first, which become tools; of 0.x too."""

from __future__ import annotations

import pytest

from tests.migrating import (
    assert_told,
    check_migrated,
    check_noop,
    codes,
    report_of,
)

BOTH = pytest.mark.parametrize("sdk", ["native", "openai"])
HEAD = "from openai import OpenAI\nfrom conf import given, work\nclient = OpenAI()\n"
NATIVE = (
    "from dashscope import Client\nfrom conf import given, work\n"
    'client = Client(protocol="openai")\n'
)
OPENAI = (
    "import os\nfrom openai import OpenAI\nfrom conf import given, work\n"
    "client = OpenAI(api_key=<key>, <address>)\n"
)
LIST = 'F = [{"name": "f", "parameters": {}}]\n'
TOOLS = 'F = [{"type": "function", "function": {"name": "f", "parameters": {}}}]\n'
MESSAGES = 'ms = [{"role": "user", "content": "x"}]\n'
ASK = 'r = client.chat.completions.create(model="gpt-4o", messages=ms, functions=F)\n'
MESSAGE = "m = r.choices[0].message\n"
BACK = "ms.append(m)\n"
RESULT = 'ms.append({"role": "function", "name": "f", "content": work()})\n'
AGAIN = 's = client.chat.completions.create(model="gpt-4o", messages=ms)\n'


def call(arguments: str, messages: str = "ms") -> str:
    return f'r = client.chat.completions.create(model="gpt-4o", messages={messages}, {arguments})\n'


def asked(
    tools: str = "tools=F", messages: str = "ms", one: str = ", parallel_tool_calls=False"
) -> str:
    return f'r = client.chat.completions.create(model="qwen3.7-plus", messages={messages}, {tools}{one}, '


def after(body: str, sdk: str) -> str:
    """Return a migrated program: on either route reasoning is switched off in its own way."""
    off = "enable_thinking=False" if sdk == "native" else 'extra_body={"enable_thinking": False}'
    return (NATIVE if sdk == "native" else OPENAI) + body.replace("<off>", off)


# ------------------------------------------------------------------------------ what stays


@BOTH
@pytest.mark.parametrize(
    ("program", "said"),
    [
        (MESSAGES + call("functions=given"), "whether it is a list cannot be seen"),
        (MESSAGES + LIST + "F = F if given else None\n" + ASK, "whether it gets functions"),
        (MESSAGES + LIST + call("functions=F, **given"), "arguments that cannot be seen"),
        (MESSAGES + LIST + call("functions=F, function_call=given"), "neither"),
        (MESSAGES + LIST + call('functions=F, function_call={"name": "f", "x": 1}'), "neither"),
        (LIST + call("functions=F", "given"), "its messages cannot all be seen"),
        (
            LIST + 'ms = [{"role": given, "name": "f", "content": "x"}]\n' + ASK,
            "a role that is decided when the program runs",
        ),
        (MESSAGES + LIST + ASK + MESSAGE + "given(r)\n", "cannot be followed"),
        (MESSAGES + LIST + call("functions=F, tools=[]"), "tools is given beside functions"),
        (MESSAGES + LIST + ASK + MESSAGE + BACK + AGAIN, "nothing that came of it"),
        (
            MESSAGES + LIST + ASK + MESSAGE + BACK + RESULT + "if given:\n    " + BACK + AGAIN,
            "nothing that came of it",
        ),
        (
            MESSAGES + LIST + ASK + MESSAGE + 'print(m.model_dump()["function_call"])\n',
            "no counterpart",
        ),
        (MESSAGES + LIST + ASK + MESSAGE + "m.function_call = None\n", "no counterpart"),
        (
            MESSAGES + LIST + ASK + 'print(given["function_call"])\n',
            "what it is for cannot be told",
        ),
        (MESSAGES + LIST + ASK + MESSAGE + RESULT + AGAIN, "no message with the call is sent"),
        (
            MESSAGES + LIST + ASK + MESSAGE + BACK + f"for _ in given:\n    {RESULT}" + AGAIN,
            "no message with the call is sent",
        ),
        (
            MESSAGES + LIST + ASK + MESSAGE + BACK + RESULT + RESULT + AGAIN,
            "no message with the call",
        ),
        *[
            (MESSAGES + LIST + ASK + MESSAGE + BACK + then.format(RESULT) + AGAIN, "a condition")
            for then in (
                "if given:\n    {}",
                "if m.function_call and given:\n    {}",
                'if m.function_call.name == "f":\n    {}',
                "if given:\n    pass\nelif m.function_call:\n    {}",
                "if not m.function_call:\n    pass\nelif given:\n    {}",
                "try:\n    work()\n    {}except ValueError:\n    pass\n",
            )
        ],
        *[
            (
                MESSAGES
                + LIST
                + "def f():\n    "
                + (ASK + MESSAGE + BACK + then + RESULT + AGAIN).replace("\n", "\n    ")
                + "\n",
                "a condition",
            )
            for then in (
                "if given:\n    return\n",
                "if not m.function_call or given:\n    return\n",
                "with given:\n    if given:\n        return\n",
            )
        ],
        (
            MESSAGES + LIST + ASK + MESSAGE + BACK + "m = given\n" + RESULT + AGAIN,
            "m is bound anew before it is sent",
        ),
        (
            MESSAGES + LIST + ASK + MESSAGE + BACK + RESULT + 'print(ms[-1]["role"])\n' + AGAIN,
            "its role is read again",
        ),
        (
            MESSAGES + LIST + ASK + MESSAGE + BACK + "given(ms)\n" + RESULT + AGAIN,
            "it also reaches something else",
        ),
        (
            MESSAGES
            + LIST
            + ASK
            + 'print(r.choices[0].finish_reason in ("stop", "function_call"))\n',
            "held against several words",
        ),
    ],
)
def test_what_cannot_be_followed_stays(program: str, said: str, sdk: str) -> None:
    report = check_noop(HEAD + program, sdk=sdk)
    assert said in str([d.message for d in report.diagnostics if d.code == "FUNCTIONS-KEPT"])
    assert any(
        "functions" in d.message for d in report.diagnostics if d.code == "PARAMETER-UNSUPPORTED"
    )


@BOTH
def test_a_type_of_the_older_way_keeps_the_calls(sdk: str) -> None:
    program = (
        "from openai.types.chat.chat_completion_message import FunctionCall\n"
        + HEAD
        + MESSAGES
        + LIST
        + ASK
        + "def name(call: FunctionCall) -> str:\n    return call.name\n"
        + "print(name(r.choices[0].message.function_call))\n"
    )
    report = report_of(program, sdk=sdk)
    assert "FUNCTIONS-KEPT" in codes(report)
    assert "PARAMETER-UNSUPPORTED" in codes(report)


def test_a_target_that_takes_functions_gets_them() -> None:
    program = HEAD + MESSAGES + LIST + ASK + MESSAGE + "print(m.function_call)\n"
    report = report_of(program, sdk="openai", to="groq")
    (changed,) = report.rewritten
    assert b"functions=F" in changed.after
    assert b"print(m.function_call)" in changed.after


def test_a_model_that_is_still_served_keeps_functions_at_openai() -> None:
    check_noop(
        HEAD + MESSAGES + LIST + call("functions=F").replace("gpt-4o", "gpt-4.1"),
        sdk="openai",
        to="openai",
    )


def test_results_need_one_call_at_a_time() -> None:
    """Gemini may call several tools at once, and wants as many results."""
    program = HEAD + MESSAGES + LIST + ASK + MESSAGE + BACK + RESULT + AGAIN
    report = check_noop(program, to="gemini")
    assert_told(report, program, "PARAMETER-UNSUPPORTED", "functions=F")
    assert "parallel_tool_calls" in str([d.message for d in report.diagnostics])


def test_a_stream_needs_one_call_at_a_time() -> None:
    reading = "for c in r:\n    print(c.choices[0].delta.function_call)\n"
    check_noop(
        HEAD + MESSAGES + LIST + call("functions=F, stream=True") + reading,
        sdk="openai",
        to="gemini",
    )


@pytest.mark.parametrize("to", ["cohere", "huggingface"])
def test_a_result_is_not_sent_without_the_call(to: str) -> None:
    """The second of the calls gives no functions, and its messages hold what came of one."""
    program = HEAD + 'ms = [{"role": "function", "name": "f", "content": "x"}]\n' + AGAIN
    report = check_noop(program, to=to)
    assert_told(report, program, "PARAMETER-UNSUPPORTED", "messages=ms)")


def test_a_result_that_may_be_sent_with_much_unseen_is_told() -> None:
    """A call whose keywords are unseen moves, and is told which must not be among them."""
    program = HEAD + 'ms = [{"role": "function", "name": "f", "content": "x"}]\n' + AGAIN
    program = program.replace("messages=ms)", "messages=ms, **given)")
    report = report_of(program, sdk="openai")
    assert report.rewritten
    said = [d.message for d in report.diagnostics if d.code == "MAPPING-UNSEEN"]
    assert any("role function" in each for each in said)
    assert any("functions" in each for each in said)


# ---------------------------------------------------------------------------- what becomes tools


@BOTH
@pytest.mark.parametrize(
    ("before", "became"),
    [
        ("functions=F", "tools=F, parallel_tool_calls=False"),
        (
            'functions=F, function_call="auto"',
            'tools=F, tool_choice="auto", parallel_tool_calls=False',
        ),
        (
            'functions=F, function_call="none"',
            'tools=F, tool_choice="none", parallel_tool_calls=False',
        ),
        (
            'functions=F, function_call={"name": "f"}',
            'tools=F, tool_choice={"type": "function", "function": {"name": "f"}}, '
            "parallel_tool_calls=False",
        ),
        (
            "functions=F, function_call={'name': F[0]['name']}",
            "",
        ),
        ("functions=F, function_call=None", "tools=F, parallel_tool_calls=False"),
        ("functions=F, max_tokens=5", "tools=F, max_tokens=5, parallel_tool_calls=False"),
    ],
)
def test_what_a_call_is_given(before: str, became: str, sdk: str) -> None:
    tools, source = TOOLS, MESSAGES + LIST + call(before)
    if not became:  # the list is read elsewhere, and keeps its form
        tools = LIST
        became = (
            'tools=[{"type": "function", "function": function} for function in F], '
            'tool_choice={"type": "function", "function": {\'name\': F[0][\'name\']}}, '
            "parallel_tool_calls=False"
        )
    result = (
        MESSAGES
        + tools
        + f'r = client.chat.completions.create(model="qwen3.7-plus", messages=ms, {became}, <off>)\n'
    )
    check_migrated(HEAD + source, after(result, sdk), sdk=sdk)


FIRST = (
    'r = client.chat.completions.create(model="qwen3.7-plus", messages=ms, tools=F, '
    "parallel_tool_calls=False, <off>)\n"
)
SECOND = 's = client.chat.completions.create(model="qwen3.7-plus", messages=ms, <off>)\n'
CALLED = "m.tool_calls[0].function"


@BOTH
@pytest.mark.parametrize(
    ("before", "then"),
    [
        (
            "if m.function_call:\n    print(m.function_call.name)\n",
            f"if m.tool_calls:\n    print({CALLED}.name)\n",
        ),
        ("print(m.function_call is None)\n", "print((m.tool_calls or None) is None)\n"),
        ("if m.function_call is None:\n    f()\n", "if not m.tool_calls:\n    f()\n"),
        (
            "if x and m.function_call is None or y:\n    f()\n",
            "if x and not m.tool_calls or y:\n    f()\n",
        ),
        ("x = 1 if m.function_call is not None else 2\n", "x = 1 if m.tool_calls else 2\n"),
        (
            "x = y or m.function_call is not None\n",
            "x = y or (m.tool_calls or None) is not None\n",
        ),
        ("if not m.function_call:\n    print(1)\n", "if not m.tool_calls:\n    print(1)\n"),
        (
            "print(m.function_call and m.function_call.arguments)\n",
            f"print((m.tool_calls or None) and {CALLED}.arguments)\n",
        ),
        (
            "c = m.function_call\nif c is None:\n    raise SystemExit\nprint(c.name)\n",
            f"c = {CALLED} if m.tool_calls else None\nif c is None:\n    raise SystemExit\nprint(c.name)\n",
        ),
        (
            "if m.function_call is not None:\n    c = m.function_call\n    print(c.name)\n",
            f"if m.tool_calls:\n    c = {CALLED}\n    print(c.name)\n",
        ),
        (
            'if getattr(m, "function_call", None):\n    print(m.function_call.name)\n',
            f"if m.tool_calls:\n    print({CALLED}.name)\n",
        ),
        (
            'print(r.choices[0].finish_reason == "function_call")\n',
            'print(r.choices[0].finish_reason == "tool_calls")\n',
        ),
        (
            'print(r.choices[0].finish_reason == "stop")\n',
            'print(r.choices[0].finish_reason == "stop")\n',
        ),
    ],
)
def test_what_is_read(before: str, then: str, sdk: str) -> None:
    program = HEAD + MESSAGES + LIST + ASK + MESSAGE + before
    check_migrated(program, after(MESSAGES + TOOLS + FIRST + MESSAGE + then, sdk), sdk=sdk)


def test_a_word_that_is_handed_on_is_told() -> None:
    program = HEAD + MESSAGES + LIST + ASK + MESSAGE + "print(r.choices[0].finish_reason)\n"
    report = report_of(program, sdk="openai")
    told = [d.message for d in report.diagnostics if d.code == "FUNCTIONS-TOOLS"]
    assert told == ["where a function was called, finish_reason is tool_calls now"]


TOOL = 'ms.append({"role": "tool", "tool_call_id": m.tool_calls[0].id, "content": work()})\n'


@pytest.mark.parametrize(
    ("before", "then"),
    [
        (BACK + RESULT, BACK + TOOL),
        (
            BACK + 'ms.append({"role": "function", "content": "", "name": m.function_call.name})\n',
            BACK
            + 'ms.append({"role": "tool", "content": "", "tool_call_id": m.tool_calls[0].id})\n',
        ),
        (
            BACK + "if m.function_call:\n    print(1)\n    " + RESULT,
            BACK + "if m.tool_calls:\n    print(1)\n    " + TOOL,
        ),
        (
            'ms.extend([m, {"role": "function", "name": "f", "content": "x"}])\n',
            'ms.extend([m, {"role": "tool", "tool_call_id": m.tool_calls[0].id, "content": "x"}])\n',
        ),
        (
            'ms += [m, {"role": "function", "name": "f", "content": "x"}]\n',
            'ms += [m, {"role": "tool", "tool_call_id": m.tool_calls[0].id, "content": "x"}]\n',
        ),
        (
            'ms.append({"role": "assistant", "content": None, "function_call": m.function_call})\n'
            + RESULT,
            'ms.append({"role": "assistant", "content": None, "tool_calls": m.tool_calls})\n'
            + TOOL,
        ),
        (
            "c = m.function_call\nname = c.name\n"
            'ms.append({"role": "assistant", "content": None, '
            '"function_call": {"name": name, "arguments": c.arguments}})\n' + RESULT,
            f"c = {CALLED} if m.tool_calls else None\nname = c.name\n"
            'ms.append({"role": "assistant", "content": None, "tool_calls": [{"id": m.tool_calls[0].id, '
            '"type": "function", "function": {"name": name, "arguments": c.arguments}}]})\n' + TOOL,
        ),
        (
            f"if m.function_call:\n    {BACK}    {RESULT}else:\n    {BACK}",
            f"if m.tool_calls:\n    {BACK}    {TOOL}else:\n    {BACK}",
        ),
        (
            f"if m.function_call is not None:\n    raise SystemExit\n{BACK}",
            f"if m.tool_calls:\n    raise SystemExit\n{BACK}",
        ),
        (
            BACK + f'if r.choices[0].finish_reason == "function_call":\n    {RESULT}',
            BACK + f'if r.choices[0].finish_reason == "tool_calls":\n    {TOOL}',
        ),
        (
            BACK + f"c = m.function_call\nif not c:\n    raise SystemExit\nelse:\n    {RESULT}",
            BACK
            + f"c = {CALLED} if m.tool_calls else None\nif not c:\n    raise SystemExit\nelse:\n    {TOOL}",
        ),
    ],
    ids=[
        "two",
        "read",
        "branch",
        "extend",
        "sum",
        "whole",
        "parts",
        "else",
        "left",
        "ended",
        "named",
    ],
)
def test_what_is_sent_back(before: str, then: str) -> None:
    program = HEAD + MESSAGES + LIST + ASK + MESSAGE + before + AGAIN
    wanted = MESSAGES + TOOLS + FIRST + MESSAGE + then + SECOND
    check_migrated(program, after(wanted, "openai"), sdk="openai")


def test_a_list_that_is_made_elsewhere_is_wrapped_at_the_call() -> None:
    program = (
        HEAD
        + MESSAGES
        + "F = [work(x) for x in given]\n"
        + ASK
        + MESSAGE
        + "print(m.function_call)\n"
    )
    wanted = (
        MESSAGES
        + "F = [work(x) for x in given]\n"
        + FIRST.replace(
            "tools=F", 'tools=[{"type": "function", "function": function} for function in F]'
        )
        + MESSAGE
        + f"print({CALLED} if m.tool_calls else None)\n"
    )
    check_migrated(program, after(wanted, "openai"), sdk="openai")


def test_keywords_in_a_mapping() -> None:
    program = (
        HEAD
        + MESSAGES
        + LIST
        + 'k = {"model": "gpt-4o", "functions": F}\nk["function_call"] = "auto"\n'
        + "r = client.chat.completions.create(messages=ms, **k)\n"
    )
    wanted = (
        MESSAGES
        + TOOLS
        + 'k = {"model": "qwen3.7-plus", "tools": F}\nk["tool_choice"] = "auto"\n'
        + "r = client.chat.completions.create(messages=ms, parallel_tool_calls=False, <off>, **k)\n"
    )
    check_migrated(program, after(wanted, "openai"), sdk="openai")


def test_a_choice_that_is_a_word_or_a_name() -> None:
    program = (
        HEAD
        + MESSAGES
        + LIST
        + 'def ask(c="auto"):\n'
        + '    return client.chat.completions.create(model="gpt-4o", messages=ms, functions=F, function_call=c)\n'
        + 'print(ask().choices[0].message.content, ask({"name": "f"}).choices[0].message.content)\n'
    )
    report = report_of(program, sdk="openai")
    (changed,) = report.rewritten
    text = changed.after.decode()
    assert 'tool_choice={"type": "function", "function": c} if isinstance(c, dict) else c' in text


def test_one_call_of_several_is_read_where_nothing_can_forbid_more() -> None:
    """Gemini may call several tools at once; only the first is read, and none is answered."""
    program = HEAD + MESSAGES + LIST + ASK + MESSAGE + "print(m.function_call)\n"
    report = report_of(program, sdk="openai", to="gemini")
    assert_told(report, program, "FUNCTIONS-TOOLS", "functions=F")
    (changed,) = report.rewritten
    assert b"parallel_tool_calls" not in changed.after


def test_a_test_that_gives_a_call_is_told() -> None:
    files = {
        "app.py": HEAD.replace("from conf import given, work\n", "")
        + LIST
        + "def ask():\n    "
        + MESSAGES
        + "    "
        + ASK
        + "    return r.choices[0].message.function_call.name\n",
        "test_app.py": "from unittest.mock import MagicMock\nimport app\n"
        "def test_it(monkeypatch):\n    double = MagicMock()\n"
        "    double.chat.completions.create.return_value.choices = [MagicMock(function_call=1)]\n"
        "    monkeypatch.setattr(app, 'client', double)\n    assert app.ask()\n",
    }
    report = report_of(files, sdk="openai")
    assert "TEST-DOUBLE" in codes(report)


def wrapper(test: str) -> str:
    return (
        "def ask(ms, functions=None):\n"
        '    k = {"model": "gpt-4o", "messages": ms}\n'
        f"    if functions{test}:\n"
        '        k["functions"] = functions\n'
        "    return client.chat.completions.create(**k)\n"
        'print(ask([{"role": "user", "content": "x"}], F), ask([{"role": "user", "content": "y"}]))\n'
    )


@pytest.mark.parametrize("test", ["", " is not None"])
def test_a_wrapper_that_offers_functions_at_times(test: str) -> None:
    """One call at a time is said exactly where functions are given."""
    wanted = (
        TOOLS
        + "def ask(ms, functions=None):\n"
        + '    k = {"model": "qwen3.7-plus", "messages": ms}\n'
        + f"    if functions{test}:\n"
        + '        k["tools"] = functions\n'
        + '        k["parallel_tool_calls"] = False\n'
        + "    return client.chat.completions.create(<off>, **k)\n"
        + 'print(ask([{"role": "user", "content": "x"}], F), ask([{"role": "user", "content": "y"}]))\n'
    )
    check_migrated(HEAD + LIST + wrapper(test), after(wanted, "openai"), sdk="openai")


def test_a_wrapper_that_does_not_ask_for_functions_stays() -> None:
    program = HEAD + LIST + wrapper(" or given")
    report = check_noop(program, sdk="openai")
    assert "whether it gets functions" in str([d.message for d in report.diagnostics])


def test_functions_are_written_anew_where_all_that_share_them_are_seen() -> None:
    """One of the calls shares a function with a list that is put together out of sight."""
    program = (
        HEAD
        + MESSAGES
        + 'A = {"name": "a", "parameters": {}}\nB = {"name": "b", "parameters": {}}\n'
        + call("functions=[A, work()]")
        + call("functions=[A]")
        + call("functions=[B]")
    )
    each = '[{"type": "function", "function": function} for function in [A%s]]'
    wanted = (
        MESSAGES
        + 'A = {"name": "a", "parameters": {}}\n'
        + 'B = {"type": "function", "function": {"name": "b", "parameters": {}}}\n'
        + FIRST.replace("tools=F", f"tools={each % ', work()'}")
        + FIRST.replace("tools=F", f"tools={each % ''}")
        + FIRST.replace("tools=F", "tools=[B]")
    )
    check_migrated(program, after(wanted, "openai"), sdk="openai")


@BOTH
def test_a_list_that_another_vendor_gets_too_keeps_its_form(sdk: str) -> None:
    program = (
        HEAD
        + 'other = OpenAI(base_url="https://api.deepseek.com", api_key="k")\n'
        + MESSAGES
        + LIST
        + ASK
        + 'other.chat.completions.create(model="deepseek-chat", messages=[], functions=F)\n'
    )
    report = check_noop(program, sdk=sdk)
    assert "FUNCTIONS-KEPT" not in codes(report)
    assert_told(report, program, "PARAMETER-UNSUPPORTED", ASK.strip())

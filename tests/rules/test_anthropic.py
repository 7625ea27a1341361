"""A target that is built otherwise: messages apart, answers of blocks, words of its own."""

from __future__ import annotations

import ast
from textwrap import dedent

import pytest

from codemod import choices
from codemod.configuration import Settings
from codemod.pipeline import transform
from codemod.vocabulary.outcomes import Report
from transforms import catalog

HEAD = "from openai import OpenAI\n\nclient = OpenAI()\n"
MOVED = "from anthropic import Anthropic\n\nclient = Anthropic()\n"
MODEL = 'model="gpt-4o", max_tokens=9'
CLAUDE = 'model="claude-sonnet-4-6", max_tokens=9'


def run(program: str, head: str = HEAD) -> tuple[str, Report]:
    """Return what becomes of a program behind its head, and the report."""
    settings = Settings(to="anthropic")
    text = head + dedent(program).lstrip("\n")
    report = transform(
        {"main.py": text.encode()}, choices.migration(settings, catalog.load_surface())
    )
    (after,) = [o.after.decode() for o in report.rewritten] or [text]
    return after, report


def moved(before: str, after: str) -> Report:
    """Hold that a program moves, and to what; a second run changes nothing."""
    text, report = run(before)
    wanted = dedent(after).lstrip("\n")
    assert text.removeprefix(MOVED).lstrip("\n") == wanted.lstrip("\n"), text
    assert text.startswith(("from anthropic", "import json"))
    again, _ = run(text, "")
    assert again == text
    return report


def left(program: str, code: str, words: str = "") -> None:
    """Hold that nothing changes, and why."""
    text, report = run(program)
    assert text == HEAD + dedent(program).lstrip("\n")
    told = [d.message for d in report.diagnostics if d.code == code]
    assert told, [(d.code, d.message) for d in report.diagnostics]
    assert any(words in message for message in told), told


def told(report: Report) -> dict[str, str]:
    return {d.code: d.message for d in report.diagnostics}


def ask(messages: str, more: str = "") -> str:
    return f"client.chat.completions.create({MODEL}, messages={messages}{more})"


def asked(messages: str, more: str = "") -> str:
    return f"client.messages.create({CLAUDE}, messages={messages}{more})"


# -- the system prompt ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            ask('[{"role": "system", "content": S}, {"role": "user", "content": q}]'),
            asked('[{"role": "user", "content": q}]', ", system=S"),
        ),
        (
            ask('[{"role": "developer", "content": f"Be {S}"}, {"role": "user", "content": q}]'),
            asked('[{"role": "user", "content": q}]', ', system=f"Be {S}"'),
        ),
        (
            ask('[{"role": "system", "content": S}] + [{"role": "user", "content": q}]'),
            asked('[{"role": "user", "content": q}]', ", system=S"),
        ),
        (
            ask('[{"role": "system", "content": S}]'),
            asked('[{"role": "user", "content": S}]'),
        ),
        (
            ask('[{"role": "user", "content": q}]'),
            asked('[{"role": "user", "content": q}]'),
        ),
    ],
    ids=["first", "developer", "sum", "alone", "none"],
)
def test_a_system_prompt_that_stands_at_the_call_is_taken_out(before: str, after: str) -> None:
    moved(f"\nS = 'kind'\nq = input()\n{before}\n", f"S = 'kind'\nq = input()\n{after}\n")


def test_of_several_prompts_each_is_a_block() -> None:
    before = """
        q = input()
        client.chat.completions.create(
            model="gpt-4o",
            max_tokens=9,
            messages=[
                {"role": "system", "content": "Be kind."},
                {"role": "user", "content": q},
                {"role": "system", "content": "Be brief."},
            ],
        )
        """
    text, report = run(before)
    assert "moves to the front" in told(report)["LIST-PARTED"]
    blocks = '{"type": "text", "text": "Be kind."}, {"type": "text", "text": "Be brief."}'
    assert f"system=[{blocks}]" in text
    assert '"role": "system"' not in text and '{"role": "user", "content": q}' in text


def test_a_history_that_grows_is_told_apart_at_the_call() -> None:
    before = f"""
        history = [{{"role": "system", "content": "Be kind."}}]
        while True:
            history.append({{"role": "user", "content": input()}})
            answer = {ask("history")}
            text = answer.choices[0].message.content
            history.append({{"role": "assistant", "content": text}})
        """
    text, _ = run(before)
    assert 'messages=[m for m in history if m["role"] != "system"]' in text
    block = '{"type": "text", "text": m["content"]}'
    assert f'system=[{block} for m in history if m["role"] == "system"] or anthropic.omit' in text
    assert text.startswith("import anthropic\nfrom anthropic import Anthropic\n")
    assert 'history = [{"role": "system", "content": "Be kind."}]' in text


def test_roles_that_the_program_chooses_are_told_apart_too() -> None:
    text, _ = run(f"""
        turns = []
        def say(role, text):
            turns.append({{"role": role, "content": text}})
        say("user", "hello")
        say("developer", "Be kind.")
        {ask("turns")}
        """)
    assert 'messages=[m for m in turns if m["role"] != "developer"]' in text


def test_a_spread_history_is_told_apart_where_it_stands() -> None:
    text, _ = run(f"""
        old = [{{"role": "system", "content": "Be kind."}}]
        {ask('[*old, {"role": "user", "content": "hello"}]')}
        """)
    assert '[*[m for m in old if m["role"] != "system"], {"role": "user"' in text


def test_examples_that_are_spread_or_not_stay_where_they_are() -> None:
    turns = """[*([{"role": "user", "content": "a"}] if input() else []), {"role": "user", "content": "b"}]"""
    text, _ = run(ask(turns))
    assert f"messages={turns}" in text and "system=" not in text


@pytest.mark.parametrize(
    ("program", "code", "words"),
    [
        (
            f"def f(messages):\n    return {ask('messages')}\n",
            "LIST-UNSEEN",
            "--sdk openai carries it",
        ),
        (f"import json\n{ask('json.load(open(input()))')}\n", "LIST-UNSEEN", "out of sight"),
        (
            f"def f(**given):\n    return client.chat.completions.create({MODEL}, **given)\n",
            "LIST-UNSEEN",
            "in a mapping",
        ),
        (
            "def f(more):\n    turns = [{'role': 'user', 'content': 'x'}]\n"
            f"    turns.extend(more)\n    return {ask('turns')}\n",
            "LIST-UNSEEN",
            "an element",
        ),
        (
            "def turns(q):\n    return [{'role': 'system', 'content': 'x'},"
            " {'role': 'user', 'content': q}]\n"
            f"{ask('turns(input())')}\n",
            "LIST-PARTED",
            "give it a name",
        ),
        (
            "S = {'role': 'system', 'content': ['a']} if input() else {'role': 'user', 'content': 'b'}\n"
            f"{ask('[S]')}\n",
            "LIST-PARTED",
            "decided when the program runs",
        ),
        (
            "S = [{'role': 'system', 'content': 'a'}]\n"
            + ask("[*(S if input() else []), {'role': 'user', 'content': 'b'}]")
            + "\n",
            "LIST-PARTED",
            "give it a name",
        ),
        (
            "S = [{'role': 'system', 'content': 'a'}]\n"
            + ask("[*(S and S[:1] or []), {'role': 'user', 'content': 'b'}]")
            + "\n",
            "LIST-PARTED",
            "give it a name",
        ),
        (
            ask("[{'role': 'function', 'name': 'f', 'content': 'x'}]") + "\n",
            "ELEMENT-REFUSED",
            "function",
        ),
        (
            ask("[{'role': 'user', 'content': 'x'}]", ", functions=[]") + "\n",
            "PARAMETER-UNSUPPORTED",
            "successors",
        ),
    ],
    ids=[
        "parameter",
        "file",
        "mapping",
        "extended",
        "called",
        "either",
        "spread or not",
        "spread by and or",
        "function",
        "functions",
    ],
)
def test_messages_that_cannot_be_seen_stay(program: str, code: str, words: str) -> None:
    left(program, code, words)


def test_a_name_of_a_message_is_dropped_and_told() -> None:
    report = moved(
        ask('[{"role": "user", "name": "bob", "content": "x"}]') + "\n",
        asked('[{"role": "user", "content": "x"}]') + "\n",
    )
    assert "have no name" in told(report)["ELEMENT-CHANGED"]


# -- images and tools -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "source"),
    [
        ('"https://a.b/c.png"', '{"type": "url", "url": "https://a.b/c.png"}'),
        (
            'f"data:image/png;base64,{d}"',
            '{"type": "base64", "media_type": "image/png", "data": d}',
        ),
        (
            'f"data:{k};base64,{d}"',
            '{"type": "base64", "media_type": k, "data": d}',
        ),
        (
            "d",
            '{"type": "base64", "media_type": d[5:].partition(";")[0], "data": d.partition(",")[2]}'
            ' if d.startswith("data:") else {"type": "url", "url": d}',
        ),
    ],
    ids=["address", "data", "kind", "either"],
)
def test_an_image_is_a_block_of_its_source(url: str, source: str) -> None:
    text, _ = run(
        'd, k = input(), "image/png"\n'
        + ask(
            '[{"role": "user", "content": [{"type": "image_url", "image_url": {"url": '
            + url
            + "}}]}]"
        )
        + "\n"
    )
    wanted = ast.unparse(ast.parse('{"type": "image", "source": ' + source + "}", mode="eval"))
    assert wanted in ast.unparse(ast.parse(text))


@pytest.mark.parametrize(
    "part",
    [
        '{"type": "input_audio", "input_audio": {}}',
        '{"type": "image_url", "image_url": {"url": f()}}',
    ],
    ids=["sound", "unknown"],
)
def test_other_parts_stay(part: str) -> None:
    left(
        "def f():\n    return input()\n"
        + ask('[{"role": "user", "content": [' + part + "]}]")
        + "\n",
        "ELEMENT-REFUSED",
    )


TOOLS = """
    import json
    TOOLS = [{"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}]
    turns = [{"role": "user", "content": "x"}]
    answer = client.chat.completions.create(
        model="gpt-4o", max_tokens=9, messages=turns, tools=TOOLS
    )
    message = answer.choices[0].message
    turns.append(message)
    for call in message.tool_calls or []:
        given = json.loads(call.function.arguments)
        turns.append({"role": "tool", "tool_call_id": call.id, "content": str(given)})
    final = client.chat.completions.create(model="gpt-4o", max_tokens=9, messages=turns)
    """


def test_calls_of_tools_go_round() -> None:
    text, report = run(TOOLS)
    assert 'TOOLS = [{"name": "f", "input_schema": {"type": "object"}}]' in text
    assert 'turns.append({"role": "assistant", "content": message.content})' in text
    assert "given = call.input\n" in text
    assert '"type": "tool_result", "tool_use_id": call.id, "content": str(given)' in text
    assert 'messages=turns, tools=TOOLS, tool_choice={"type": "none"}' in " ".join(text.split())
    assert "wherever their results are sent" in told(report)["PARAMETER-REQUIRED"]


def test_results_without_the_tools_stay() -> None:
    left(
        ask('[{"role": "tool", "tool_call_id": "1", "content": "x"}]') + "\n",
        "PARAMETER-REQUIRED",
        "tools=",
    )


def test_a_tool_that_is_read_again_stays() -> None:
    left(
        TOOLS.replace("turns = [", 'print(TOOLS[0]["function"]["name"])\n    turns = [', 1),
        "ELEMENT-READ",
        "function",
    )


# -- answers ----------------------------------------------------------------------------------


ANSWER = "r = " + ask('[{"role": "user", "content": "x"}]') + "\n"
ANSWERED = "r = " + asked('[{"role": "user", "content": "x"}]') + "\n"
TEXT = '"".join(block.text for block in {}.content if block.type == "text")'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("t = r.choices[0].message.content", "t = " + TEXT.format("r")),
        ("c = r.choices[0]\nm = c.message\nt = m.content", "c = r\nm = c\nt = " + TEXT.format("m")),
        ("for c in r.choices:\n    c.message.content", f"for c in [r]:\n    {TEXT.format('c')}"),
        ("t = r.usage.total_tokens", "t = r.usage.input_tokens + r.usage.output_tokens"),
        (
            'ok = r.choices[0].finish_reason == "stop"',
            'ok = r.stop_reason in ("end_turn", "stop_sequence")',
        ),
        ('ok = r.choices[0].finish_reason != "tool_calls"', 'ok = r.stop_reason != "tool_use"'),
        (
            'ok = r.choices[0].finish_reason in ("length", "content_filter")',
            'ok = r.stop_reason in ("max_tokens", "model_context_window_exceeded", "refusal")',
        ),
        ("ok = r.choices[0].finish_reason is None", "ok = r.stop_reason is None"),
        (
            't = getattr(r.choices[0].message, "content", None)',
            "t = " + TEXT.format("r"),
        ),
        ("n = r.usage.prompt_tokens, r.id, r.model", "n = r.usage.input_tokens, r.id, r.model"),
    ],
    ids=["text", "kept", "loop", "sum", "stop", "other", "several", "none", "getattr", "names"],
)
def test_what_is_read_of_an_answer_moves(before: str, after: str) -> None:
    moved(f"{ANSWER}{before}\n", f"{ANSWERED}{after}\n")


def test_a_word_that_is_kept_is_the_source_s() -> None:
    text, _ = run(f"{ANSWER}why = r.choices[0].finish_reason\nprint(why)\n")
    assert 'why = {"end_turn": "stop", "stop_sequence": "stop", "max_tokens": "length"' in text
    assert "}.get(r.stop_reason)" in text


def test_a_text_beside_tools_may_be_none() -> None:
    program = dedent(TOOLS) + 'print(message.content)\nprint(message.content or "")\n'
    text, _ = run(program)
    assert f"print({TEXT.format('message')} or None)" in text
    assert f"print({TEXT.format('message')} or \"\")" in text


@pytest.mark.parametrize(
    ("read", "code"),
    [
        ("print(r.created)", "MEMBER-UNSUPPORTED"),
        ("print(r.model_dump())", "MEMBER-UNSUPPORTED"),
        ("print(r.choices[0].logprobs)", "MEMBER-UNSUPPORTED"),
        ("import other\nother.use(r)", "RESPONSE-ESCAPES"),
        ("r.choices[0].message.content = 'x'", "MEMBER-ASSIGNED"),
    ],
)
def test_what_has_no_counterpart_stays(read: str, code: str) -> None:
    left(f"{ANSWER}{read}\n", code)


def test_an_answer_without_a_name_is_not_read_twice() -> None:
    left("print(" + ask("[]") + ".usage.total_tokens)\n", "MEMBER-REPEATED")


def test_a_stream_gives_events() -> None:
    text, _ = run(f"""
        for chunk in {ask('[{"role": "user", "content": "x"}]', ", stream=True")}:
            if chunk.choices and chunk.choices[0].delta.content:
                print(chunk.choices[0].delta.content, end="")
        """)
    piece = 'getattr(getattr(chunk, "delta", None), "text", "")'
    assert f'if chunk.type in ("content_block_delta", "message_delta") and {piece}:' in text
    assert f'print({piece}, end="")' in text


def test_what_stands_for_an_empty_piece_keeps_a_stream() -> None:
    loop = f"for chunk in {ask('[]', ', stream=True')}:\n    "
    left(loop + 'print(chunk.choices[0].delta.content or "none")\n', "MEMBER-SPARSE", "no text")
    text, _ = run(loop + 'print(chunk.choices[0].delta.content or "")\n')
    assert 'print(getattr(getattr(chunk, "delta", None), "text", "") or "")' in text


def test_choices_that_are_something_else_when_empty_stay_a_list() -> None:
    text, _ = run(f"""
        for chunk in {ask('[]', ", stream=True")}:
            for choice in chunk.choices or []:
                print(choice.finish_reason or "going on")
        """)
    assert "for choice in [chunk] or []:" in text
    assert "}.get(getattr(getattr(choice" in text


def test_a_stream_read_step_by_step_stays() -> None:
    left(f"stream = {ask('[]', ', stream=True')}\nnext(stream)\n", "STREAM-UNSUPPORTED", "no piece")


@pytest.mark.parametrize(
    "mapping",
    [
        "given = {}\nif input():\n    given['max_tokens'] = 5\n",
        "given = dict(max_tokens=5) if input() else {}\n",
    ],
    ids=["assigned", "either"],
)
def test_a_limit_that_may_be_missing_stands_first(mapping: str) -> None:
    text, _ = run(
        f"{mapping}client.chat.completions.create(model='gpt-4o', messages=[], **given)\n"
    )
    assert '**{ "max_tokens": 16384, **given, }' in " ".join(text.split())


def test_a_limit_that_may_come_out_of_sight_is_not_given_twice() -> None:
    text, report = run("""
        def ask(**options):
            return client.chat.completions.create(model="gpt-4o", messages=[], **options).id
        """)
    assert '**{ "max_tokens": 16384, **options, }' in " ".join(text.split())
    (unseen,) = [d.message for d in report.diagnostics if d.code == "MAPPING-UNSEEN"]
    assert " max_tokens" not in unseen
    assert "PARAMETER-REQUIRED" in told(report)


def test_calls_of_tools_in_a_stream_stay() -> None:
    left(
        f"for chunk in {ask('[]', ', stream=True')}:\n    print(chunk.choices[0].delta.tool_calls)\n",
        "MEMBER-UNSUPPORTED",
        "content_block_start",
    )


# -- parameters -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("stop='.'", "stop_sequences=['.']"),
        ("stop=['.']", "stop_sequences=['.']"),
        ('tools=[], tool_choice="required"', 'tools=[], tool_choice={"type": "any"}'),
        ("user=u", 'metadata={"user_id": u}'),
        ("temperature=0.5", ""),
        ("reasoning_effort='minimal'", 'output_config={"effort": "low"}'),
        (
            'response_format={"type": "json_schema", "json_schema": {"name": "n", "schema": S}}',
            'output_config={"format": {"type": "json_schema", "schema": S}}',
        ),
        ("n=1, logprobs=False, stream=None", ""),
        ("timeout=5", "timeout=5"),
    ],
)
def test_parameters(before: str, after: str) -> None:
    text, _ = run(f"u, S = input(), {{}}\n{ask('[]', ', ' + before)}\n")
    flat = " ".join(text.split()).replace("( ", "(").replace(", )", ")")
    assert flat.endswith(asked("[]", f", {after}" if after else ""))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("n=2", "answers once"),
        ("logit_bias={'1': 2}", "tokenizer"),
        ("stop=input()", "cannot be seen"),
        ("stop=['.', '\\n']", "white space"),
        ('response_format={"type": "json_object"}', "JSON schema only"),
        ("parallel_tool_calls=False", "within tool_choice"),
    ],
)
def test_parameters_without_counterpart_stay(given: str, words: str) -> None:
    left(f"{ask('[]', ', ' + given)}\n", "PARAMETER-UNSUPPORTED", words)


def test_a_limit_is_demanded_and_told() -> None:
    text, report = run('client.chat.completions.create(model="gpt-4o", messages=[])\n')
    assert text.endswith("messages=[], max_tokens=16384)\n")
    assert told(report)["PARAMETER-REQUIRED"].startswith("max_tokens=16384 is added")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("def f(n=None):\n    return {}max_tokens=n)\nf(3)\n", "max_tokens=n or 16384)"),
        ("{}max_completion_tokens=None)\n", "max_tokens=16384)"),
        ("{}max_completion_tokens=8)\n", "max_tokens=8)"),
    ],
)
def test_a_limit_is_never_none(before: str, after: str) -> None:
    call = 'client.chat.completions.create(model="gpt-4o", messages=[], '
    text, _ = run(before.format(call))
    assert after in text


def test_a_resource_that_is_kept_stays() -> None:
    left(
        'chat = client.chat\nchat.completions.create(model="gpt-4o", messages=[])\n',
        "OPERATION-HELD",
    )


STREAM = f's = {ask("[]", ", stream=True")}\n'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("for c in s:\n    if c.usage:\n        n = c.usage", "if {u}:\n        n = {u}"),
        ("for c in s:\n    u = c.usage\n    if u:\n        f()", "u = {u}\n    if u:"),
        ("for c in s:\n    if (u := c.usage) is not None:\n        f()", "if (u := {u}) is not"),
        ("for c in s:\n    if not c.usage:\n        continue\n    n = c.usage", "    n = {u}"),
        ("for c in s:\n    n = c.usage if c.usage else 0", "n = {u} if {u} else 0"),
        ("for c in s:\n    if c.choices and c.usage:\n        n = c.usage", "        n = {u}"),
    ],
)
def test_usage_of_a_stream_is_read_where_it_was_asked_for(before: str, after: str) -> None:
    text, report = run(STREAM + before + "\n")
    assert after.replace("{u}", 'getattr(c, "usage", None)') in text, text
    assert "MEMBER-ABSENT" not in told(report)


@pytest.mark.parametrize(
    "body",
    [
        # what comes with the usage is an event with a choice, and so these would read None or nothing
        "if not c.choices:\n        print(c.usage.total_tokens)",
        "if len(c.choices) == 0:\n        print(c.usage.total_tokens)",
        "if not c.choices and c.usage:\n        print(c.usage.total_tokens)",
        "if c.choices:\n        f()\n    elif c.usage:\n        print(c.usage.total_tokens)",
        "if c.choices:\n        f()\n    else:\n        if c.usage:\n            g()",
        "if c.choices:\n        f()\n        continue\n    if c.usage:\n        g()",
        "n = f() if c.choices else c.usage",
        # the last event has none
        "pass\nprint(c.usage.total_tokens)",
        "u = c.usage\nprint(u)",
    ],
)
def test_usage_of_a_stream_is_read_nowhere_else(body: str) -> None:
    left(STREAM + "for c in s:\n    " + body + "\n", "MEMBER-ABSENT", "message_delta")


FINISHED = 'getattr(getattr({}, "delta", None), "stop_reason", None)'


@pytest.mark.parametrize(
    "rest",
    [
        "parts = list(s)\nprint(parts[-1].choices[0].finish_reason)",
        "parts = list(s)\nlast = parts[-1]\nprint(last.choices[0].finish_reason)",
        "for c in s:\n    f()\nprint(c.choices[0].finish_reason)",
        "for c in s:\n    choice = c.choices[0]\nprint(choice.finish_reason)",
        "def g():\n    for c in s:\n        f()\n    return c.choices[0].finish_reason\nprint(g())",
    ],
)
def test_the_reason_of_an_end_is_not_read_of_the_last_event(rest: str) -> None:
    """It would be None there, where the last chunk has it."""
    left(STREAM + rest + "\n", "MEMBER-ABSENT", "message_stop")


@pytest.mark.parametrize(
    ("rest", "name"),
    [
        ("for c in s:\n    if c.choices[0].finish_reason:\n        f()", "c"),
        (
            "for c in s:\n    choice = c.choices[0]\n    if choice.finish_reason:\n        f()",
            "choice",
        ),
        ("print([bool(c) for c in s if c.choices[0].finish_reason])", "c"),
        (
            "def g(c):\n    return bool(c.choices[0].finish_reason)\nfor x in s:\n    print(g(x))",
            "c",
        ),
        (
            "def g():\n    for c in s:\n        yield c\nfor c in g():\n    if c.choices[0].finish_reason:\n        f()",
            "c",
        ),
    ],
)
def test_the_reason_of_an_end_is_read_of_each_event(rest: str, name: str) -> None:
    text, report = run(STREAM + rest + "\n")
    assert FINISHED.format(name) in text, text
    assert "MEMBER-ABSENT" not in told(report)

"""Cohere by its own SDK: one answer and no choices, events, options of a request, its words."""

from __future__ import annotations

import pytest

from codemod import choices
from codemod.configuration import Settings
from codemod.pipeline import transform
from codemod.vocabulary.outcomes import Report
from transforms import catalog

HEAD = "from openai import OpenAI\nclient = OpenAI()\n"
NEW = "from cohere import ClientV2\nclient = ClientV2()\n"
ASK = 'r = client.chat.completions.create(model="gpt-4", messages=[])\n'
ASKED = 'r = client.chat(model="command-a-03-2025", messages=[])\n'
STREAM = 's = client.chat.completions.create(model="gpt-4", messages=[], stream=True)\n'
STREAMED = 's = client.chat_stream(model="command-a-03-2025", messages=[])\n'
TEXT = 'next((part.text for part in r.message.content or () if part.type == "text"), None)'


def run(program: str) -> tuple[str, Report]:
    asked = Settings(to="cohere", sdk="native")
    migration = choices.migration(asked, catalog.load_surface())
    report = transform({"main.py": program.encode()}, migration)
    return "".join(o.after.decode() for o in report.rewritten) or program, report


def left(report: Report) -> set[str]:
    return {d.code for d in report.diagnostics if d.severity.value == "left"} - {"GROUP-LEFT"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("print(r.choices[0].message.content)", f"print({TEXT})"),
        ("print(r.choices[0].message.tool_calls)", "print(r.message.tool_calls)"),
        (
            "m = r.choices[0].message\nprint(m.role)",
            "m = r.message\nprint(m.role)",
        ),
        (
            'if r.choices[0].finish_reason == "length":\n    print(1)',
            'if r.finish_reason == "MAX_TOKENS":\n    print(1)',
        ),
        (
            'if r.choices[0].finish_reason != "stop":\n    print(1)',
            'if r.finish_reason not in ("COMPLETE", "STOP_SEQUENCE"):\n    print(1)',
        ),
        ("print(r.usage.prompt_tokens)", "print(int(r.usage.tokens.input_tokens))"),
        (
            "print(r.usage.total_tokens)",
            "print(int(r.usage.tokens.input_tokens + r.usage.tokens.output_tokens))",
        ),
        ("print(r.id)", "print(r.id)"),
        (
            "h = [r.choices[0].message]\nclient.chat.completions.create(model='gpt-4', messages=h)",
            "h = [r.message.model_dump(exclude_none=True)]\n"
            "client.chat(model='command-a-03-2025', messages=h)",
        ),
    ],
)
def test_what_is_read_of_an_answer(before: str, after: str) -> None:
    text, report = run(f"{HEAD}{ASK}{before}\n")
    assert text == f"{NEW}{ASKED}{after}\n", report.diagnostics
    assert not left(report)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "for c in s:\n    print(c.choices[0].delta.content)",
            "for c in s:\n"
            '    print(c.delta.message.content.text if c.type == "content-delta" else "")',
        ),
        (
            'for c in s:\n    print(c.choices[0].delta.content or "")',
            "for c in s:\n"
            '    print((c.delta.message.content.text if c.type == "content-delta" else "") or "")',
        ),
        (
            "for c in s:\n    if c.usage:\n        print(c.usage.completion_tokens)",
            "for c in s:\n"
            '    if c.delta.usage if c.type == "message-end" else None:\n'
            '        print(int((c.delta.usage if c.type == "message-end" else None).tokens.output_tokens))',
        ),
    ],
)
def test_what_is_read_of_events(before: str, after: str) -> None:
    text, report = run(f"{HEAD}{STREAM}{before}\n")
    assert text == f"{NEW}{STREAMED}{after}\n", report.diagnostics
    assert not left(report)


@pytest.mark.parametrize(
    ("given", "becomes"),
    [
        ("top_p=0.5", "p=0.5"),
        ("max_completion_tokens=9", "max_tokens=9"),
        ('stop="."', 'stop_sequences=["."]'),
        ('stop=[".", "!"]', 'stop_sequences=[".", "!"]'),
        ("stop=w", "stop_sequences=[w] if isinstance(w, str) else w"),
        ('tools=t, tool_choice="required"', 'tools=t, tool_choice="REQUIRED"'),
        ('tools=t, tool_choice="auto"', "tools=t"),
        ("timeout=9", 'request_options={"timeout_in_seconds": 9}'),
        (
            'timeout=9, extra_headers={"a": "b"}',
            'request_options={"timeout_in_seconds": 9, "additional_headers": {"a": "b"}}',
        ),
        ("frequency_penalty=1.5", "frequency_penalty=1"),
        ("n=1, logit_bias={}, user='u'", ""),
        ('response_format={"type": "json_object"}', 'response_format={"type": "json_object"}'),
        (
            'response_format={"type": "json_schema", "json_schema": {"name": "a", "schema": w}}',
            'response_format={"type": "json_object", "json_schema": w}',
        ),
    ],
)
def test_parameters(given: str, becomes: str) -> None:
    start = 'import sys\nw = sys.argv\nt = [{"type": "function", "function": {"name": "f"}}]\n'
    text, report = run(f"{start}{HEAD}{ASK[:-2]}, {given})\n")
    call = text.rpartition("r = ")[2].replace("\n    ", "").replace(",\n)", ")").replace("\n)", ")")
    wanted = f"{ASKED[4:-2]}, {becomes})\n" if becomes else ASKED[4:]
    assert call.replace(",", ", ").replace(",  ", ", ") == wanted, report.diagnostics
    assert not left(report)


@pytest.mark.parametrize(
    ("program", "code"),
    [
        (f"{ASK[:-2]}, n=2)\n", "PARAMETER-UNSUPPORTED"),
        (f"{ASK[:-2]}, logprobs=True)\n", "PARAMETER-UNSUPPORTED"),
        (f"{ASK[:-2]}, logit_bias={{1: 2}})\n", "PARAMETER-UNSUPPORTED"),
        (
            f'{ASK[:-2]}, tool_choice={{"type": "function", "function": {{"name": "f"}}}})\n',
            "PARAMETER-UNSUPPORTED",
        ),
        (f"{ASK}print(r.model)\n", "MEMBER-UNSUPPORTED"),
        (f"{ASK}print(r.created)\n", "MEMBER-UNSUPPORTED"),
        (f"{STREAM}for c in s:\n    print(c.choices[0].delta.tool_calls)\n", "MEMBER-UNSUPPORTED"),
        (
            f"{STREAM}for c in s:\n    if c.choices:\n        f()\n    elif c.usage:\n        g()\n",
            "MEMBER-ABSENT",
        ),
        ("client.models.list()\n", "OPERATION-UNSUPPORTED"),
        (f"{ASK[:-2]}, stop=open('a').read().split())\n", "PARAMETER-UNSUPPORTED"),
        (
            "r = client.embeddings.create(model='text-embedding-3-small', input=[[1, 2]])\n",
            "PARAMETER-UNSUPPORTED",
        ),
        (f"client.close()\n{ASK}", "MEMBER-UNSUPPORTED"),
    ],
)
def test_what_has_no_counterpart_stays(program: str, code: str) -> None:
    text, report = run(HEAD + program)
    assert text == HEAD + program
    assert code in left(report), report.diagnostics


def test_embeddings_say_what_they_are_for() -> None:
    program = 'r = client.embeddings.create(model="text-embedding-3-small", input="a")\nprint(r.data[0].embedding, r.usage.total_tokens)\n'
    text, report = run(HEAD + program)
    assert 'texts=["a"]' in text and 'input_type="search_document"' in text
    assert "print(r.embeddings.float_[0], int(r.meta.billed_units.input_tokens))" in text
    assert "PARAMETER-REQUIRED" in {d.code for d in report.diagnostics}


def test_errors_of_the_network_are_those_of_its_http_library() -> None:
    program = f"import openai\nclient = openai.OpenAI()\ntry:\n    {ASK}except openai.RateLimitError:\n    pass\nexcept openai.APIConnectionError as e:\n    print(e.message)\n"
    text, report = run(program)
    assert "except cohere.TooManyRequestsError:" in text
    assert "except httpx.TransportError as e:\n    print(str(e))" in text
    assert text.startswith("import cohere\nimport httpx\n")
    assert not left(report)


def test_what_stands_for_an_empty_piece_keeps_a_stream() -> None:
    loop = f'{HEAD}{STREAM}for c in s:\n    print(c.choices[0].delta.content or "the end")\n'
    text, report = run(loop)
    assert text == loop
    assert "MEMBER-SPARSE" in left(report)
    text, report = run(loop.replace("the end", ""))
    assert text.startswith(f"{NEW}{STREAMED}") and not left(report)


@pytest.mark.parametrize(
    ("given", "told"), [("True", {"PARAMETER-DROPPED"}), ("None", set())], ids=str
)
def test_that_calls_of_tools_come_together_is_not_asked_for(given: str, told: set[str]) -> None:
    text, report = run(f"{HEAD}{ASK[:-2]}, parallel_tool_calls={given})\n")
    assert text == f"{NEW}{ASKED}"
    assert {d.code for d in report.diagnostics} - {"MODEL-RENAMED", "CLIENT-DIFFERS"} == told


def test_that_calls_of_tools_come_one_by_one_cannot_be_asked_for() -> None:
    program = f"{HEAD}{ASK[:-2]}, parallel_tool_calls=False)\n"
    text, report = run(program)
    assert text == program
    assert "PARAMETER-UNSUPPORTED" in left(report)

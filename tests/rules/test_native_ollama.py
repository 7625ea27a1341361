"""Ollama by its own SDK: options in a dict, one answer, no key, one class of errors."""

from __future__ import annotations

import pytest

from codemod import choices
from codemod.configuration import Settings
from codemod.pipeline import transform
from codemod.vocabulary.outcomes import Report
from transforms import catalog

HEAD = "from openai import OpenAI\nclient = OpenAI()\n"
NEW = "from ollama import Client\nclient = Client()\n"
ASK = 'r = client.chat.completions.create(model="gpt-4", messages=[])\n'
ASKED = 'r = client.chat(model="llama3.3", messages=[])\n'
TOOLS = 't = [{"type": "function", "function": {"name": "f"}}]\n'


def run(program: str, **settings: str) -> tuple[str, Report]:
    asked = Settings(to="ollama", **{"sdk": "native", **settings})  # type: ignore[arg-type]
    migration = choices.migration(asked, catalog.load_surface())
    report = transform({"main.py": program.encode()}, migration)
    return "".join(o.after.decode() for o in report.rewritten) or program, report


def left(report: Report) -> set[str]:
    return {d.code for d in report.diagnostics if d.severity.value == "left"} - {"GROUP-LEFT"}


@pytest.mark.parametrize(
    ("given", "becomes"),
    [
        ("temperature=0.5", 'options={"temperature": 0.5}'),
        ("max_tokens=9, seed=1", 'options={"num_predict": 9, "seed": 1}'),
        ("max_completion_tokens=9", 'options={"num_predict": 9}'),
        ('stop="."', 'options={"stop": ["."]}'),
        ("stop=w", 'options={"stop": [w] if isinstance(w, str) else w}'),
        ('response_format={"type": "json_object"}', 'format="json"'),
        (
            'response_format={"type": "json_schema", "json_schema": {"name": "a", "schema": w}}',
            "format=w",
        ),
        ('tools=t, tool_choice="auto"', "tools=t"),
        ('reasoning_effort="low"', 'think="low"'),
        ("logprobs=True", "logprobs=True"),
        ("n=1, user='u', stream_options=None", ""),
    ],
)
def test_parameters(given: str, becomes: str) -> None:
    start = f"import sys\nw = sys.argv\n{TOOLS}"
    text, report = run(f"{start}{HEAD}{ASK[:-2]}, {given})\n")
    call = "".join(line.strip() + " " for line in text.rpartition("r = ")[2].splitlines())
    call = call.replace("( ", "(").replace(", )", ")").strip()
    assert call == (f"{ASKED[4:-2]}, {becomes})" if becomes else ASKED[4:-1]), report.diagnostics
    assert not left(report)


@pytest.mark.parametrize(
    ("more", "before", "after"),
    [
        ("", "print(r.choices[0].message.content)", "print(r.message.content)"),
        ("", "print(r.choices[0].finish_reason)", "print(r.done_reason)"),
        ("", "print(r.model)", "print(r.model)"),
        ("", "print(r.usage.prompt_tokens)", "print((r.prompt_eval_count or 0))"),
        (
            ", tools=t",
            "import json\nfor c in r.choices[0].message.tool_calls or []:\n"
            "    print(json.loads(c.function.arguments))",
            "import json\nfor c in r.message.tool_calls or []:\n    print(c.function.arguments)",
        ),
        (
            ", tools=t",
            'print(r.choices[0].finish_reason == "tool_calls")',
            'print(("tool_calls" if r.message.tool_calls else r.done_reason) == "tool_calls")',
        ),
        (
            ", stream=True",
            "for c in r:\n    print(c.choices[0].delta.content)",
            "for c in r:\n    print(c.message.content)",
        ),
        (
            ", stream=True",
            "for c in r:\n    if c.usage:\n        print(c.usage.completion_tokens)",
            "for c in r:\n    if c if c.done else None:\n"
            "        print(((c if c.done else None).eval_count or 0))",
        ),
    ],
)
def test_what_is_read(more: str, before: str, after: str) -> None:
    text, report = run(f"{TOOLS}{HEAD}{ASK[:-2]}{more})\n{before}\n")
    assert text == f"{TOOLS}{NEW}{ASKED[:-2]}{more})\n{after}\n", report.diagnostics
    assert not left(report)


@pytest.mark.parametrize(
    ("client", "becomes"),
    [
        ('OpenAI(api_key=os.environ["OPENAI_API_KEY"])', "Client()"),
        ("OpenAI(max_retries=0, timeout=9)", "Client(timeout=9)"),
        ('OpenAI(default_headers={"a": "b"})', 'Client(headers={"a": "b"})'),
    ],
)
def test_the_client(client: str, becomes: str) -> None:
    text, report = run(f"import os\nfrom openai import OpenAI\nclient = {client}\n{ASK}")
    assert text == f"import os\nfrom ollama import Client\nclient = {becomes}\n{ASKED}"
    assert not left(report)


@pytest.mark.parametrize("sdk", ["native", "openai"])
def test_an_address_from_configuration_where_the_targets_own_has_no_domain(sdk: str) -> None:
    program = f'import os\nfrom openai import OpenAI\nclient = OpenAI(base_url=os.environ.get("OPENAI_BASE_URL"))\n{ASK}'
    text, report = run(program, sdk=sdk)
    assert text != program and not left(report)


def test_the_host_that_the_user_names() -> None:
    assert 'Client(host="http://gpu:11434")' in run(HEAD + ASK, base_url="http://gpu:11434")[0]
    assert 'Client(host="https://ollama.com")' in run(HEAD + ASK, region="cloud")[0]


@pytest.mark.parametrize(
    ("program", "code"),
    [
        (f'{ASK[:-2]}, tool_choice="required")\n', "PARAMETER-UNSUPPORTED"),
        (f"{ASK[:-2]}, n=3)\n", "PARAMETER-UNSUPPORTED"),
        (f"{ASK[:-2]}, timeout=3)\n", "PARAMETER-UNSUPPORTED"),
        (f"{ASK[:-2]}, extra_body={{'a': 1}})\n", "PARAMETER-UNSUPPORTED"),
        (f"{ASK}print(r.id)\n", "MEMBER-UNSUPPORTED"),
        (
            'client.chat.completions.create(model="gpt-4", messages=[{"role": "tool", '
            '"tool_call_id": "a", "content": "b"}])\n',
            "PARAMETER-UNSUPPORTED",
        ),
        (
            'client.chat.completions.create(model="gpt-4", messages=[{"role": "user", '
            '"content": [{"type": "text", "text": "b"}]}])\n',
            "PARAMETER-UNSUPPORTED",
        ),
        (
            f"import openai\ntry:\n    {ASK}except openai.RateLimitError:\n    pass\n"
            "except Exception:\n    print(1)\n",
            "ERROR-STATUS",
        ),
        (
            f"import openai\ntry:\n    {ASK}except openai.APIError as e:\n"
            "    print(type(e) is openai.NotFoundError)\n",
            "ERROR-STATUS",
        ),
        (f"client.copy()\n{ASK}", "MEMBER-UNSUPPORTED"),
        (f"{ASK}print(r.model_dump()['choices'][0])\n", "MEMBER-UNSUPPORTED"),
        (f"{ASK}print(r.usage.model_dump()['prompt_tokens'])\n", "MEMBER-UNSUPPORTED"),
        (
            f"{ASK[:-2]}, stream=True)\nfor c in r:\n    if not c.choices:\n        print(c.usage)\n",
            "MEMBER-ABSENT",
        ),
    ],
)
def test_what_has_no_counterpart_stays(program: str, code: str) -> None:
    text, report = run(HEAD + program)
    assert text == HEAD + program
    assert code in left(report), report.diagnostics


@pytest.mark.parametrize(
    ("messages", "stays"),
    [
        ("json.load(f)", True),
        ("given", True),
        ("given if given else []", True),
        ("[{'role': 'user', 'content': 'a'}]", False),
        ("history + [{'role': 'user', 'content': 'a'}]", False),
    ],
)
def test_messages_that_are_not_seen_stay(messages: str, stays: bool) -> None:
    """Ollama's SDK refuses a list of parts, which only run time may bring."""
    program = (
        f"import json\n{HEAD}history = []\ndef ask(given, f):\n    "
        f'r = client.chat.completions.create(model="gpt-4", messages={messages})\n'
        "    return r.choices[0].message.content\n"
    )
    text, report = run(program)
    assert (f'client.chat(model="llama3.3", messages={messages})' in text) is not stays
    assert left(report) == ({"LIST-UNSEEN"} if stays else set())


def test_what_every_status_raises_is_caught_as_before() -> None:
    program = f"import openai\nclient = openai.OpenAI()\ntry:\n    {ASK}except openai.APIStatusError as e:\n    print(e.status_code)\nexcept openai.APIConnectionError:\n    pass\n"
    text, report = run(program)
    assert "except ollama.ResponseError as e:" in text
    assert "except (ConnectionError, httpx.TransportError):" in text
    assert not left(report)


def test_a_stream_that_starts_late_is_told() -> None:
    _, report = run(f"{HEAD}{ASK[:-2]}, stream=True)\nfor c in r:\n    print(c)\n")
    assert "STREAM-LAZY" in {d.code for d in report.diagnostics}
    _, report = run(HEAD + ASK)
    assert "STREAM-LAZY" not in {d.code for d in report.diagnostics}


@pytest.mark.parametrize(
    "program",
    [
        "from functools import partial\n"
        'a = partial(client.chat.completions.create, model="gpt-4", temperature=1)\n'
        "b = partial(a, max_tokens=5)\nb(messages=[])\n",
        'base = {"max_tokens": 5}\nmore = {**base, "temperature": 1}\n'
        'client.chat.completions.create(model="gpt-4", messages=[], **more)\n',
    ],
    ids=["partials", "spread"],
)
def test_options_of_several_layers_stay(program: str) -> None:
    text, report = run(HEAD + program)
    assert text == HEAD + program
    assert "MAPPING-CONFLICT" in left(report)


def test_options_of_mappings_that_stand_for_each_other_move() -> None:
    program = (
        "import sys\nif sys.argv:\n    more = {'temperature': 1}\nelse:\n    more = {'temperature': 0}\n"
        'client.chat.completions.create(model="gpt-4", messages=[], **more)\n'
    )
    text, report = run(HEAD + program)
    assert 'more = {"options": {"temperature": 1}}' in text, report.diagnostics
    assert 'more = {"options": {"temperature": 0}}' in text
    assert not left(report)


OUT_OF_SIGHT = """def ask(**options):
    return client.chat.completions.create(model="gpt-4", messages=[], **options)
"""


@pytest.mark.parametrize(
    ("program", "code"),
    [
        (
            f"{ASK[:-2]}, stream=True)\nprint(next(r).choices[0].delta.content)\n",
            "STREAM-UNSUPPORTED",
        ),
        (
            f"{ASK[:-2]}, stream=True)\nr.__next__()\nfor c in r:\n    print(c)\n",
            "STREAM-UNSUPPORTED",
        ),
        (
            f"{ASK[:-2]}, stream=True)\nfor c in r:\n    print(c.choices[0].delta.role)\n",
            "MEMBER-UNSUPPORTED",
        ),
        (OUT_OF_SIGHT, "MAPPING-UNSEEN"),
    ],
    ids=["first chunk", "first chunk dropped", "role of each chunk", "keywords out of sight"],
)
def test_what_would_come_otherwise_stays(program: str, code: str) -> None:
    text, report = run(HEAD + program)
    assert text == HEAD + program
    assert code in left(report), report.diagnostics


def test_a_stream_that_is_gone_through_twice_goes_on() -> None:
    loop = "for c in r:\n    print(c.choices[0].delta.content)\n    break\n"
    text, report = run(f"{HEAD}{ASK[:-2]}, stream=True)\n{loop}{loop}")
    assert text.count("c.message.content") == 2
    assert not left(report)


@pytest.mark.parametrize(("given", "stays"), [("", False), (", tools=t", True)])
def test_why_a_stream_ends_is_not_told_where_tools_are_called(given: str, stays: bool) -> None:
    loop = 'for c in r:\n    if c.choices[0].finish_reason == "length":\n        print(1)\n'
    program = f"{TOOLS}{HEAD}{ASK[:-2]}, stream=True{given})\n{loop}"
    text, report = run(program)
    assert (text == program) == stays
    assert ("MEMBER-UNSUPPORTED" in left(report)) == stays
    assert ('if c.done_reason == "length":' in text) == (not stays)

"""0.x of the SDK: its arguments, its responses that are dicts, its exceptions, in one step to the target."""

from __future__ import annotations

import subprocess
import sys

import pytest

from codemod.reporting.view import view
from tests.migrating import (
    check_both,
    check_migrated,
    check_noop,
    check_reported,
    codes,
    report_of,
)

ASK = 'openai.ChatCompletion.create(model="gpt-4", messages=[{"role": "user", "content": "x"}])'
ASKED = (
    'client.chat.completions.create(model="qwen-plus", messages=[{"role": "user", "content": "x"}])'
)
BOTH = pytest.mark.parametrize("sdk", ["native", "openai"])
NATIVE = 'client = dashscope.Client(protocol="openai")'


def native(after: str, before: str = f"response = {ASK}\n", head: str = "") -> None:
    check_migrated(
        f"import openai\n\n{head}{before}", f"import dashscope\n\n{NATIVE}\n\n{head}{after}"
    )


@pytest.mark.parametrize(
    ("read", "now"),
    [
        ('r["choices"][0]["message"]["content"]', "r.choices[0].message.content"),
        ('r.choices[0]["message"].content', "r.choices[0].message.content"),
        ("r['choices'][0].message['content']", "r.choices[0].message.content"),
        ('r["usage"]["total_tokens"]', "r.usage.total_tokens"),
        ('r.get("usage", {}).get("total_tokens", 0)', "r.usage.total_tokens or 0"),
        ('r["choices"][0].get("finish_reason")', "r.choices[0].finish_reason"),
        ('r["choices"][0]["message"].get("content", "").strip()',
         '(r.choices[0].message.content or "").strip()'),
        ('[c["message"]["content"] for c in r["choices"]]',
         "[c.message.content for c in r.choices]"),
        ('"usage" in r', "r.usage is not None"),
        ("'content' not in r.choices[0].message", "r.choices[0].message.content is None"),
    ],
)  # fmt: skip
def test_a_read_of_a_response(read: str, now: str) -> None:
    native(f"r = {ASKED}\nprint({now})\n", f"r = {ASK}\nprint({read})\n")


STAYS = [
    "for part in answer: print(part)",  # as a dict
    'print(answer["choices"][0]["logprobs"]["x"])',
    "answer['choices'] = []",
    "print(answer.get(KEY))",
]


@BOTH
@pytest.mark.parametrize("use", STAYS)
def test_a_read_that_stays_keeps_every_call_that_reaches_it(use: str, sdk: str) -> None:
    """The second call moved, and what reads its response went on to take it for a dict."""
    source = f"""
    import openai

    def read(answer):
        {use}

    def one(text):
        read({ASK})

    def two(text):
        answer = {ASK}
        read(answer)
    """
    report = check_reported(source, "LEGACY-MEMBER", line=use, sdk=sdk)
    assert sum(d.code == "GROUP-LEFT" for d in report.diagnostics) == 2


def test_a_read_that_moves_ties_every_call_that_reaches_it() -> None:
    source = f"""
    import openai

    def read(answer):
        return answer.get("choices")[0]["message"]["content"]

    print(read({ASK}))
    print(read({ASK[:-1]}, logit_bias={{1: 2}})))
    """
    check_reported(source, "PARAMETER-UNSUPPORTED", line="logit_bias")


def test_reads_through_names_and_functions() -> None:
    native(
        f"""def first(answer):
    choice = answer.choices[0]
    return choice.message


message = first({ASKED})
print(message.content, f"{{message.role}}")
""",
        f"""def first(answer):
    choice = answer["choices"][0]
    return choice["message"]


message = first({ASK})
print(message["content"], f"{{message['role']}}")
""",
    )


def test_a_dump_that_is_written() -> None:
    check_migrated(
        f"""
        import json
        import openai

        r = {ASK}
        print(json.dumps(r), json.dumps(r.to_dict_recursive()))
        """,
        f"""
        import json
        import os
        import openai

        client = openai.OpenAI(api_key=<key>, <address>)

        r = {ASKED}
        print(json.dumps(r.model_dump()), json.dumps(r.model_dump()))
        """.replace("import json\n        import os", "import os\n        import json"),
        sdk="openai",
    )


def test_a_stream_of_dicts() -> None:
    stream = ASK[:-1] + ", stream=True)"
    check_migrated(
        f"""
        import openai

        for chunk in {stream}:
            delta = chunk["choices"][0]["delta"]
            if "content" in delta:
                print(delta["content"], chunk.choices[0].delta.get("content", ""))
        """,
        f"""
        import dashscope

        {NATIVE}

        for chunk in {ASKED[:-1]}, stream=True, parameters={{"stream_options": {{"include_usage": False}}}}):
            delta = chunk.choices[0].delta
            if delta.content is not None:
                print(delta.content, chunk.choices[0].delta.content or "")
        """,
    )


def test_both_clients_where_some_calls_are_awaited() -> None:
    check_migrated(
        f"""
        import asyncio
        import openai


        async def ask():
            response = await {ASK.replace("create", "acreate")}
            return response["choices"][0]["message"]["content"]


        print(asyncio.run(ask()), {ASK}["choices"][0]["message"]["content"])
        """,
        f"""
        import asyncio
        import dashscope

        {NATIVE}
        async_client = dashscope.AsyncClient(protocol="openai")


        async def ask():
            response = await async_{ASKED}
            return response.choices[0].message.content


        print(asyncio.run(ask()), {ASKED}.choices[0].message.content)
        """,
    )


def test_vectors() -> None:
    check_migrated(
        'import openai\nv = openai.Embedding.create(input="x", model="text-embedding-ada-002")\n'
        'print(v["data"][0]["embedding"])\n',
        f"import dashscope\n\n{NATIVE}\n"
        'v = client.embeddings.create(input="x", model="text-embedding-v4", dimension=1536)\n'
        "print(v.embeddings[0].embedding)\n",
    )


@pytest.mark.parametrize(
    ("given", "now"),
    [
        ("request_timeout=20", "timeout=20"),
        ("request_timeout=20, timeout=5", "timeout=20"),
        ("temperature=0, stop=['x']", "temperature=0, stop=['x']"),
    ],
)
def test_arguments_that_have_other_names(given: str, now: str) -> None:
    native(f"r = {ASKED[:-1]}, {now})\n", f"r = {ASK[:-1]}, {given})\n")


@pytest.mark.parametrize("name", ["engine", "deployment_id"])
def test_the_model_by_its_older_name(name: str) -> None:
    native(f"r = {ASKED}\n", f"r = {ASK.replace('model=', f'{name}=')}\n")


def test_a_call_with_a_key_of_its_own_makes_its_own_client() -> None:
    check_migrated(
        f"import openai\n\n\ndef ask(key):\n    return {ASK[:-1]}, api_key=key)\n\n\n"
        'print(ask(input())["choices"][0]["message"]["content"])\n',
        'import dashscope\n\n\ndef ask(key):\n    return dashscope.Client(api_key=key, protocol="openai")'
        f'{ASKED.removeprefix("client")}\n\n\nprint(ask(input()).choices[0].message.content)\n',
    )


def test_azure() -> None:
    check_migrated(
        f"""
        import os
        import openai

        openai.api_type = "azure"
        openai.api_base = "https://mine.openai.azure.com/"
        openai.api_version = "2023-05-15"
        openai.api_key = os.environ["AZURE_OPENAI_API_KEY"]
        print({ASK.replace("model=", "engine=")}.choices[0].message.content)
        """,
        f"""
        import os
        import dashscope

        client = dashscope.Client(api_key=os.environ["DASHSCOPE_API_KEY"], protocol="openai")
        print({ASKED}.choices[0].message.content)
        """,
    )


def test_exceptions_by_their_names_and_by_the_module() -> None:
    check_both(
        f"""
        import openai
        from openai.error import RateLimitError, ServiceUnavailableError

        try:
            print({ASK}["choices"])
        except (RateLimitError, openai.error.Timeout) as error:
            print(error.http_status)
        except ServiceUnavailableError:
            print("later")
        """,
        f"""
        import dashscope
        from dashscope.v2.errors import GatewayTimeoutError, InternalServerError, RateLimitError, ServiceUnavailableError

        {NATIVE}

        try:
            print({ASKED}.choices)
        except (RateLimitError, dashscope.v2.errors.APITimeoutError) as error:
            print(error.status_code)
        except (InternalServerError, ServiceUnavailableError, GatewayTimeoutError):
            print("later")
        """,
        f"""
        import os
        import openai
        from openai import InternalServerError, RateLimitError

        client = openai.OpenAI(<new>)

        try:
            print({ASKED}.choices)
        except (RateLimitError, openai.APITimeoutError) as error:
            print(getattr(error, "status_code", None))
        except InternalServerError:
            print("later")
        """.replace("(<new>)", "(api_key=<key>, <address>)"),
    )


def test_a_handler_that_comes_too_late_now_is_told() -> None:
    report = report_of(
        f"import openai\nimport openai.error\ntry:\n    print({ASK})\n"
        "except openai.error.APIConnectionError:\n    print(1)\n"
        "except openai.error.Timeout:\n    print(2)\n",
        sdk="openai",
    )
    assert {"ERROR-ORDER", "ERROR-DIFFERS"} <= set(codes(report))


# -- what stays ---------------------------------------------------------------------------


@BOTH
@pytest.mark.parametrize(
    ("lines", "code", "line"),
    [
        (["r = {ask}", "r['x'] = 1"], "LEGACY-MEMBER", 3),
        (["r = {ask}", "print(r.keys())"], "LEGACY-MEMBER", 3),
        (["r = {ask}", "print(r.response_ms)"], "LEGACY-MEMBER", 3),
        (["r = {ask}", "print(r['nothing'])"], "LEGACY-MEMBER", 3),
        (["r = {ask}", "print(r[input()])"], "LEGACY-MEMBER", 3),
        (["r = {ask}", "print(isinstance(r, dict))"], "LEGACY-MEMBER", 3),
        (["r = {ask}", "import elsewhere", "elsewhere.keep(r)"], "RESPONSE-ESCAPES", 4),
        (["r = {ask} if input() else {{'choices': []}}", "print(r['choices'])"], "LEGACY-MEMBER", 3),
        (["m = {ask}['choices'][0]['message']",
          "print(m.get('function_call', {{}}).get('name'))"], "LEGACY-MEMBER", 3),
        (["print(openai.ChatCompletion.create('gpt-4', messages=[]))"], "LEGACY-POSITIONAL", 2),
        (["print({ask1}, frequency='x'))"], "LEGACY-PARAMETER", 2),
        (["raise openai.error.RateLimitError(str({ask}))"], "ERROR-MADE", 2),
        (["try:", "    print({ask})", "except openai.error.OpenAIError as e:",
          "    print(e.json_body)"], "ERROR-MEMBER", 5),
    ],
)  # fmt: skip
def test_what_no_client_does_stays(lines: list[str], code: str, line: int, sdk: str) -> None:
    rows = [row.format(ask=ASK, ask1=ASK[:-1]) for row in lines]
    check_reported("\n".join(["import openai", *rows]) + "\n", code, line=line, sdk=sdk)


def test_one_sdk_is_not_two_majors_at_once() -> None:
    program = f"import openai\nprint(openai.FineTuningJob.list())\nprint({ASK}.choices)\n"
    check_reported(program, "CALL-MODULE", line=2, sdk="openai")
    report = report_of(program)
    (outcome,) = report.rewritten
    assert b"openai.FineTuningJob.list()" in outcome.after and b"import openai" in outcome.after
    assert b"dashscope.Client" in outcome.after


def test_settings_stay_for_the_calls_that_stay() -> None:
    report = report_of(
        f"import openai\nopenai.api_key = 'k'\nprint({ASK}.choices)\n"
        "print(openai.Image.create(prompt='x')['data'][0]['url'])\n"
    )
    (outcome,) = report.rewritten
    assert b"openai.api_key = 'k'\n" in outcome.after
    assert b"openai.Image.create(prompt='x')['data'][0]['url']" in outcome.after
    assert b"client = dashscope.Client(api_key='k'" in outcome.after


def test_the_variable_of_settings_that_stay_keeps_its_name() -> None:
    report = report_of(
        f"import os\nimport openai\nopenai.api_key = os.getenv('OPENAI_API_KEY')\nprint({ASK}.choices)\n"
        "print(openai.FineTuningJob.list())\n"
    )
    (outcome,) = report.rewritten
    assert b"openai.api_key = os.getenv('OPENAI_API_KEY')\n" in outcome.after
    assert b"client = dashscope.Client(api_key=os.getenv('DASHSCOPE_API_KEY')" in outcome.after


def test_handlers_around_calls_that_stay_keep_their_exceptions() -> None:
    report = report_of(
        {
            "a.py": "import openai\n\n\nclass Own(openai.ChatCompletion):\n    @classmethod\n"
            "    def create(cls):\n        try:\n            return super().create()\n"
            "        except openai.error.OpenAIError as error:\n            raise ValueError from error\n",
            "b.py": f"import openai\nprint({ASK}.choices)\n",
        }
    )
    assert [outcome.path for outcome in report.rewritten] == ["b.py"]


def test_settings_stay_for_names_that_stay() -> None:
    report = report_of(
        f"import openai\nfrom elsewhere import wrap\nopenai.api_key = 'k'\nprint({ASK}.choices)\n"
        "wrap(openai.Completion)\n"
    )
    (outcome,) = report.rewritten
    assert b"openai.api_key = 'k'\n" in outcome.after


@BOTH
@pytest.mark.parametrize(
    "setting",
    ["def setup():\n    openai.api_key = 'k'\n", "if input():\n    openai.api_key = 'k'\n"],
)
def test_settings_of_another_module_that_may_not_be_made_keep_the_calls(
    setting: str, sdk: str
) -> None:
    for given in ("", ", api_base='https://api.openai.com/v1'"):
        program = {
            "a.py": f"import openai\n{setting}",
            "b.py": f"import a\nimport openai\nprint({ASK[:-1]}{given}).choices)\n",
        }
        check_reported(
            program, "MODULE-CLIENT", line="openai.api_key" if not given else ASK[:9], sdk=sdk
        )


@BOTH
def test_a_resource_class_that_is_handed_on_or_derived_from_stays(sdk: str) -> None:
    check_noop(
        "import openai\n\n\nclass Own(openai.ChatCompletion):\n    pass\n\n\nprint(Own)\n", sdk=sdk
    )
    check_reported(
        "import openai\nfrom elsewhere import wrap\nwrap(openai.ChatCompletion)\n",
        "CALL-MODULE",
        line=3,
        sdk=sdk,
    )


@BOTH
def test_another_vendors_address_stays_without_a_word(sdk: str) -> None:
    program = f"import openai\nopenai.api_base = 'https://api.groq.com/openai/v1'\nprint({ASK}['choices'])\n"
    report = check_noop(program, sdk=sdk)
    assert codes(report) == []


@BOTH
def test_dicts_and_classes_with_the_same_names_are_not_touched(sdk: str) -> None:
    check_noop(
        'r = {"choices": [{"message": {"content": "x"}}]}\nprint(r["choices"][0]["message"]["content"])\n'
        "class openai:\n    class ChatCompletion:\n        pass\n\n\nprint(openai.ChatCompletion)\n",
        sdk=sdk,
    )


def test_the_lines_of_findings_are_those_of_the_file() -> None:
    report = check_noop(
        f"import openai\n\nr = {ASK[:-1]}, logit_bias={{'1': 2}})\nprint(r['choices'])\n"
    )
    assert {d.span.line for d in report.diagnostics} == {3}


@pytest.mark.parametrize("sdk", ["native", "openai"])
def test_each_call_that_stays_is_named(sdk: str) -> None:
    call = 'openai.ChatCompletion.create(model="gpt-4", messages=[], strange=1)'
    source = "import openai\n" + f"print({call})\n" * 7
    report = check_noop(source, sdk=sdk)
    told = {d.span.line for d in report.diagnostics if d.code == "LEGACY-PARAMETER"}
    assert told == set(range(2, 9))


@pytest.mark.parametrize(
    ("use", "said"),
    [
        (
            "dict(x)",
            "what is used as a dict here (dict) may be a ChatCompletion, or something else: ",
        ),
        ('x["id"]', "ChatCompletion.id is read here of what may also be something else: "),
    ],
)
def test_what_may_be_an_answer_or_a_dict_is_told_by_its_use(use: str, said: str) -> None:
    source = (
        f"import openai\ndef read(x):\n    return {use}\n"
        'print(read(openai.ChatCompletion.create(model="gpt-4", messages=[])), read({"id": 1}))\n'
    )
    report = check_noop(source)
    assert [d.message for d in report.diagnostics if said in d.message and d.span.line == 3]


def test_many_reasons_of_one_kind_say_where_the_rest_are() -> None:
    source = (
        'import openai\nr = openai.ChatCompletion.create(model="gpt-4", messages=[])\n'
        + "print(dict(r))\n" * 5
    )
    report = check_noop(source)
    told = [d for d in report.diagnostics if d.code == "RESPONSE-ESCAPES"]
    assert [d.span.line for d in told] == [3, 4, 5]
    assert told[-1].message.endswith("(and 2 more: lines 6, 7 of main.py)")


def test_where_the_rest_are_is_said_of_the_file_as_it_is_written() -> None:
    """The client is a line more, above what stays."""
    source = (
        'import openai\nopenai.api_key = "k"\nopenai.organization = "o"\n'
        "print(openai.ChatCompletion.create(model='gpt-4', messages=[])['choices'])\n"
        "r = openai.ChatCompletion.create(model='gpt-4', messages=[])\n" + "print(dict(r))\n" * 5
    )
    report = report_of(source)
    (outcome,) = report.rewritten
    lines = outcome.after.decode().splitlines()
    here = [number for number, line in enumerate(lines, 1) if line == "print(dict(r))"]
    (file,) = view(report, written={"main.py"}, content=lambda path: b"")
    told = [each for each in file.findings if each.code == "RESPONSE-ESCAPES"]
    assert here[0] > 6
    assert [each.line for each in told] == here[:3]
    assert told[-1].message.endswith(f"(and 2 more: lines {here[3]}, {here[4]} of main.py)")
    (dry,) = view(report, written=(), content=lambda path: b"")
    assert any(e.message.endswith("(and 2 more: lines 9, 10 of main.py)") for e in dry.findings)


def test_what_is_read_of_an_exception_stays_with_the_calls_of_its_try() -> None:
    asked = 'openai.ChatCompletion.create(model="gpt-4", messages=[]{})'
    clause = "except openai.error.APIError as e:\n    print(e.{})\n"
    staying = f"try:\n    print({asked.format(', strange=1')})\n{clause.format('json_body')}"
    source = f"import openai\n{staying}try:\n    print({asked.format('')})\n{clause}"
    after = report_of(source.format("http_status")).rewritten[0].after.decode()
    assert staying in after
    assert "print(e.status_code)" in after


def test_vectors_of_a_call_of_the_module_that_stays_are_told() -> None:
    call = 'openai.Embedding.create(model="text-embedding-ada-002", input=["x"]{})["data"]'
    source = f"import openai\nprint({call.format('')})\nprint({call.format(', strange=1')})\n"
    report = report_of(source)
    told = [d.message for d in report.diagnostics if d.code == "EMBEDDING-APART"]
    assert len(told) == 1 and told[0].startswith("the vectors of main.py:3 are still made")
    both = source.replace(", strange=1", "")
    assert "EMBEDDING-APART" not in codes(report_of(both))


# ---------------------------------------------------------------------- imports of what is gone

ONLY = """
import openai
{}
try:
    print(openai.ChatCompletion.create(model="gpt-4", messages=[]).id)
except {}:
    pass
"""


@pytest.mark.parametrize(
    ("imports", "caught", "now", "then"),
    [
        ("import openai.error as oe", "oe.Timeout", "import openai as oe", "oe.APITimeoutError"),
        (
            "from openai.error import Timeout, APIError, TryAgain as Again",
            "Timeout",
            "from openai import APITimeoutError",
            "APITimeoutError",
        ),
        (
            "from openai.error import InvalidRequestError, Timeout",
            "Timeout",
            "from openai import APITimeoutError",
            "APITimeoutError",
        ),
    ],
)
def test_no_import_of_the_exceptions_module_is_left_where_the_sdk_stays(
    imports: str, caught: str, now: str, then: str
) -> None:
    """It is gone: an import that nothing needs ends the program too."""
    pytest.importorskip("openai")
    for to in ("openai", "qwen"):
        report = report_of(ONLY.format(imports, caught), sdk="openai", to=to)
        new = report.rewritten[0].after.decode()
        assert f"{now}\n" in new and f"except {then}:" in new
        assert "openai.error" not in new and "APIError" not in new
        head = new.partition("client")[0]
        if to == "openai":
            subprocess.run([sys.executable, "-c", f"{head}\nprint({then})"], check=True)


def test_a_module_is_imported_once_where_two_imports_led_to_it() -> None:
    report = report_of(ONLY.format("import openai.error as oe", "oe.Timeout"))
    assert report.rewritten[0].after.decode().count("import dashscope\n") == 1


@pytest.mark.parametrize("names", ["RateLimitError, Timeout", "RateLimitError as R, Timeout"])
def test_an_exception_that_is_passed_on_keeps_its_name_for_others(names: str) -> None:
    known = names.partition(",")[0].rpartition(" ")[2]
    files = {
        "errs.py": f"from openai.error import {names}\n",
        "main.py": ONLY.format(f"from errs import {known}", known)
        + "def other():\n    from errs import Timeout\n",
    }
    report = report_of(files, sdk="openai", to="openai")
    new = {o.path: o.after.decode() for o in report.rewritten}
    renamed = " as R" if known == "R" else ""
    assert new["errs.py"].splitlines() == [
        f"from openai import RateLimitError{renamed}",
        "from openai import APITimeoutError as Timeout",
    ]


INVALID = "openai.error.InvalidRequestError"
PAIR = "(openai.BadRequestError, openai.NotFoundError)"
TRIED = "try:\n    print({call})\nexcept Exception as e:\n    print({test})\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("isinstance(e, openai.error.InvalidRequestError)", f"isinstance(e, {PAIR})"),
        (
            "isinstance(e, (openai.error.InvalidRequestError, OSError))",
            f"isinstance(e, ({PAIR[1:-1]}, OSError))",
        ),
        ("type(e) in [openai.error.InvalidRequestError]", f"type(e) in [{PAIR[1:-1]}]"),
        (
            "tenacity.retry_if_exception_type(openai.error.InvalidRequestError)",
            f"tenacity.retry_if_exception_type({PAIR})",
        ),
        (
            "contextlib.suppress(KeyError, openai.error.InvalidRequestError)",
            f"contextlib.suppress(KeyError, {PAIR[1:-1]})",
        ),
    ],
)
def test_a_class_of_0x_that_becomes_two_where_several_may_stand(before: str, after: str) -> None:
    head = "import contextlib\nimport tenacity\nimport openai\n"
    called = ASKED.replace("qwen-plus", "gpt-5.6-sol").replace(")", ', reasoning_effort="none")')
    check_migrated(
        head + TRIED.format(call=ASK, test=before),
        f"{head}\nclient = openai.OpenAI()\n{TRIED.format(call=called, test=after)}",
        sdk="openai",
        to="openai",
    )
    report = report_of(head + TRIED.format(call=ASK, test=before))
    text = report.rewritten[0].after.decode()
    assert "dashscope.v2.errors.BadRequestError, dashscope.v2.errors.NotFoundError" in text


@pytest.mark.parametrize(
    "test", ["type(e) is {}", "known({}, e)", "isinstance({}, e)", "e.args == ({})"]
)
def test_a_class_of_0x_that_becomes_two_where_one_must_stand_holds_the_calls(test: str) -> None:
    source = "import openai\n" + TRIED.format(call=ASK, test=test.format(INVALID))
    for settings in ({"sdk": "openai"}, {"sdk": "openai", "to": "openai"}):
        check_reported(source, "ERROR-PLACE", line=5, **settings)


def test_what_an_exception_of_0x_catches_more_is_told_wherever_it_decides() -> None:
    source = "import openai\n" + TRIED.format(
        call=ASK, test="isinstance(e, openai.error.APIConnectionError)"
    )
    report = report_of(source, sdk="openai")
    (told,) = [d for d in report.diagnostics if d.code == "ERROR-DIFFERS"]
    assert "timeouts too" in told.message


def test_an_exception_that_is_passed_on_and_becomes_two_keeps_the_calls() -> None:
    files = {
        "errs.py": "from openai.error import InvalidRequestError\n",
        "main.py": ONLY.format("from errs import InvalidRequestError", "InvalidRequestError"),
    }
    report = check_noop(files, sdk="openai", to="openai")
    assert "ERROR-PLACE" in codes(report)
    native = {o.path for o in report_of(files).rewritten}
    assert native == {"main.py"}


@pytest.mark.parametrize(
    ("caught", "then"),
    [
        ("APIError, openai.error.ServiceUnavailableError", "openai.InternalServerError"),
        (
            "APIError, openai.error.Timeout, openai.error.ServiceUnavailableError",
            "(openai.InternalServerError, openai.APITimeoutError)",
        ),
    ],
)
def test_a_clause_names_no_class_twice(caught: str, then: str) -> None:
    report = report_of(ONLY.format("", f"(openai.error.{caught})"), sdk="openai", to="openai")
    assert f"except {then}:" in report.rewritten[0].after.decode()


@pytest.mark.parametrize("to", ["openai", "qwen"])
def test_the_headers_of_an_error_that_always_has_a_response(to: str) -> None:
    caught = "(openai.error.RateLimitError, openai.error.ServiceUnavailableError) as e"
    source = ONLY.format("", caught) + "    print(e.headers.get('retry-after'))\n"
    report = report_of(source, sdk="openai", to=to)
    assert "print(e.response.headers.get('retry-after'))" in report.rewritten[0].after.decode()
    written = source.replace("pass", "e.headers = {}")
    check_reported(written, "ERROR-MEMBER", line="e.headers = {}", sdk="openai")
    beside = source.replace("RateLimitError", "Timeout")
    check_reported(beside, "ERROR-MEMBER", line="print(e.headers", sdk="openai")


def test_an_exception_that_is_made_is_told_once() -> None:
    files = {
        "main.py": ONLY.format("", "openai.error.RateLimitError"),
        "test_main.py": "import openai\ndef test_it():\n    raise openai.error.RateLimitError('x')\n",
    }
    assert codes(report_of(files)).count("ERROR-MADE") == 1

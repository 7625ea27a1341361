"""Exceptions: their classes wherever a program names them, and what is read of them."""

from __future__ import annotations

import os
import subprocess
import sys
from textwrap import dedent

import pytest

from codemod.vocabulary.diagnostics import Diagnostic, Severity
from tests.migrating import (
    assert_told,
    check_migrated,
    check_noop,
    check_reported,
    codes,
    report_of,
)

BOTH = pytest.mark.parametrize("sdk", ["native", "openai"])
CALL = 'client.chat.completions.create(model="gpt-4", messages=[])'
CALLED = 'client.chat.completions.create(model="qwen-plus", messages=[])'


def program(handlers: str, head: str = "import openai\n", made: str = "openai.OpenAI") -> str:
    return f'{head}client = {made}(api_key="k")\ntry:\n    print({CALL})\n{handlers}'


def migrated(
    handlers: str, head: str = "import dashscope\n", made: str = "dashscope.Client"
) -> str:
    return f'{head}client = {made}(api_key="k", protocol="openai")\ntry:\n    print({CALLED})\n{handlers}'


def check_handled(before: str, after: str) -> None:
    """The native route catches so, and the openai route as before."""
    check_migrated(program(before), migrated(after))
    check_migrated(
        program(before),
        'import openai\nclient = openai.OpenAI(api_key="k", <address>)\n'
        f"try:\n    print({CALLED})\n{before}",
        sdk="openai",
    )


# ----------------------------------------------------------------------------------- refusals


@pytest.mark.parametrize("member", ["response", "request", "param", "type", "body"])
def test_a_member_without_counterpart_blocks(member: str) -> None:
    check_reported(
        program(f"except openai.APIStatusError as e:\n    print(e.{member})\n"),
        "ERROR-MEMBER",
        line=6,
    )


@pytest.mark.parametrize("name", ["APIResponseValidationError", "OAuthError"])
def test_a_class_without_counterpart_stays_and_is_told(name: str) -> None:
    before = program(f"except openai.{name}:\n    pass\n")
    report = check_migrated(
        before,
        migrated(f"except openai.{name}:\n    pass\n", "import openai\nimport dashscope\n"),
    )
    assert name in assert_told(report, before, "ERROR-MISSING", 5).message


@BOTH
@pytest.mark.parametrize(
    "source",
    [
        "class RateLimitError(Exception): ...\ntry:\n    f()\nexcept RateLimitError as e:\n    print(e.response)\n",
        "import anthropic\ntry:\n    f()\nexcept anthropic.RateLimitError as e:\n    print(e.body)\n",
        "from groq import APIError\ntry:\n    f()\nexcept APIError as e:\n    print(e.request)\n",
        "import requests\ntry:\n    f()\nexcept requests.HTTPError as e:\n    print(e.response)\n",
    ],
)
def test_exceptions_of_others_stay(source: str, sdk: str) -> None:
    check_noop(source, sdk=sdk)


@BOTH
def test_exceptions_beside_a_client_that_stays_stay(sdk: str) -> None:
    check_noop(
        """
        import openai
        client = openai.OpenAI(base_url="https://api.deepseek.com", api_key="k")
        try:
            print(client.chat.completions.create(model="deepseek-chat", messages=[]))
        except openai.RateLimitError as e:
            print(e.response)
        """,
        sdk=sdk,
    )


def test_exceptions_beside_two_clients_catch_both() -> None:
    before = """
        import openai
        ours = openai.OpenAI(api_key="k")
        theirs = openai.OpenAI(base_url="https://api.deepseek.com", api_key="k")
        try:
            print(ours.chat.completions.create(model="gpt-4", messages=[]).id)
            print(theirs.chat.completions.create(model="deepseek-chat", messages=[]).id)
        except openai.RateLimitError as e:
            print(e)
    """
    check_migrated(
        before,
        """
        import openai
        import dashscope
        ours = dashscope.Client(api_key="k", protocol="openai")
        theirs = openai.OpenAI(base_url="https://api.deepseek.com", api_key="k")
        try:
            print(ours.chat.completions.create(model="qwen-plus", messages=[]).request_id)
            print(theirs.chat.completions.create(model="deepseek-chat", messages=[]).id)
        except (openai.RateLimitError, dashscope.v2.errors.RateLimitError) as e:
            print(e)
        """,
    )


# ------------------------------------------------------------------------------------ classes


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("OpenAIError", "DashScopeError"),
        ("APIError", "DashScopeError"),
        ("APIStatusError", "APIStatusError"),
        ("APIConnectionError", "APIConnectionError"),
        ("APITimeoutError", "APITimeoutError"),
        ("BadRequestError", "BadRequestError"),
        ("AuthenticationError", "AuthenticationError"),
        ("PermissionDeniedError", "PermissionDeniedError"),
        ("NotFoundError", "NotFoundError"),
        ("RateLimitError", "RateLimitError"),
    ],
)
def test_each_class(old: str, new: str) -> None:
    check_handled(
        f"except openai.{old} as e:\n    print(e)\n",
        f"except dashscope.v2.errors.{new} as e:\n    print(e)\n",
    )


FIVE = (
    "(dashscope.v2.errors.InternalServerError, dashscope.v2.errors.ServiceUnavailableError, "
    "dashscope.v2.errors.GatewayTimeoutError)"
)


def test_a_class_that_splits() -> None:
    before = "except openai.InternalServerError:\n    pass\n"
    report = check_migrated(program(before), migrated(f"except {FIVE}:\n    pass\n"))
    assert_told(report, program(before), "ERROR-DIFFERS", 5)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "except (openai.RateLimitError, openai.APITimeoutError):\n    pass\n",
            "except (dashscope.v2.errors.RateLimitError, dashscope.v2.errors.APITimeoutError):\n    pass\n",
        ),
        (
            "except (ValueError, openai.InternalServerError) as e:\n    pass\n",
            f"except (ValueError, {FIVE[1:-1]}) as e:\n    pass\n",
        ),
        (
            "except Exception as e:\n    if isinstance(e, openai.RateLimitError):\n        raise\n",
            "except Exception as e:\n    if isinstance(e, dashscope.v2.errors.RateLimitError):\n        raise\n",
        ),
        (
            "except Exception as e:\n    if isinstance(e, (openai.NotFoundError, OSError)):\n        raise\n",
            "except Exception as e:\n    if isinstance(e, (dashscope.v2.errors.NotFoundError, OSError)):\n        raise\n",
        ),
        (
            "except Exception as e:\n    match e:\n        case openai.NotFoundError():\n            raise\n",
            "except Exception as e:\n    match e:\n        case dashscope.v2.errors.NotFoundError():\n            raise\n",
        ),
        (
            "except Exception as e:\n    if type(e) is openai.NotFoundError:\n        raise\n",
            "except Exception as e:\n    if type(e) is dashscope.v2.errors.NotFoundError:\n        raise\n",
        ),
    ],
)
def test_where_classes_stand(before: str, after: str) -> None:
    check_handled(before, after)


def test_a_class_that_splits_in_a_pattern_moves_or_is_told() -> None:
    source = program(
        "except Exception as e:\n    match e:\n        case openai.InternalServerError():\n"
        "            raise\n"
    )
    report = report_of(source)
    left = [d for d in report.diagnostics if d.span.line == 7 and d.severity is Severity.LEFT]
    assert left or b"case openai." not in report.rewritten[0].after


def test_a_class_derived_from_an_exception() -> None:
    handlers = "except Mine:\n    pass\n"
    check_migrated(
        program(handlers, "import openai\nclass Mine(openai.OpenAIError): ...\n"),
        migrated(
            handlers, "import dashscope\nclass Mine(dashscope.v2.errors.DashScopeError): ...\n"
        ),
    )


def test_names_of_classes() -> None:
    handlers = "except (RateLimitError, APIError) as e:\n    print(e.status_code)\n"
    check_migrated(
        program(handlers, "from openai import APIError, OpenAI, RateLimitError\n", "OpenAI"),
        migrated(
            "except (RateLimitError, DashScopeError) as e:\n    print(e.status_code)\n",
            "from dashscope import Client\nfrom dashscope.v2.errors import DashScopeError, RateLimitError\n",
            "Client",
        ),
    )


def test_an_alias_of_a_class() -> None:
    handlers = "except TooMany:\n    pass\n"
    check_migrated(
        program(handlers, "from openai import OpenAI, RateLimitError as TooMany\n", "OpenAI"),
        migrated(
            handlers,
            "from dashscope import Client\nfrom dashscope.v2.errors import RateLimitError as TooMany\n",
            "Client",
        ),
    )


def test_a_name_of_a_class_that_splits() -> None:
    handlers = "except InternalServerError:\n    pass\n"
    check_migrated(
        program(handlers, "from openai import InternalServerError, OpenAI\n", "OpenAI"),
        migrated(
            "except (InternalServerError, ServiceUnavailableError, GatewayTimeoutError):\n    pass\n",
            "from dashscope import Client\nfrom dashscope.v2.errors import GatewayTimeoutError, "
            "InternalServerError, ServiceUnavailableError\n",
            "Client",
        ),
    )


def test_a_tuple_of_classes_kept_by_name() -> None:
    check_migrated(
        program("except RETRY:\n    pass\n").replace(
            "try:", "RETRY = (openai.RateLimitError, openai.APIConnectionError)\ntry:"
        ),
        migrated("except RETRY:\n    pass\n").replace(
            "try:",
            "RETRY = (dashscope.v2.errors.RateLimitError, dashscope.v2.errors.APIConnectionError)\ntry:",
        ),
    )


@pytest.mark.parametrize(
    ("head", "decorator"),
    [
        (
            "import tenacity",
            "@tenacity.retry(retry=tenacity.retry_if_exception_type({}.RateLimitError))",
        ),
        ("import backoff", "@backoff.on_exception(backoff.expo, {}.RateLimitError, max_tries=3)"),
        ("import backoff", "@backoff.on_exception(backoff.expo, ({}.RateLimitError, {}.APIError))"),
    ],
)
def test_retry_decorators(head: str, decorator: str) -> None:
    frame = "{}\nimport {}\nclient = {}(api_key='k'{})\n{}\ndef ask():\n    return {}.choices\nprint(ask())\n"
    old = decorator.replace("{}", "openai")
    new = decorator.replace("{}", "dashscope.v2.errors").replace("APIError", "DashScopeError")
    check_migrated(
        frame.format(head, "openai", "openai.OpenAI", "", old, CALL),
        frame.format(head, "dashscope", "dashscope.Client", ', protocol="openai"', new, CALLED),
    )


def test_a_handler_that_becomes_dead_code_is_told() -> None:
    before = program(
        "except openai.APIError:\n    print(1)\nexcept openai.OpenAIError:\n    print(2)\n"
    )
    report = check_migrated(
        before,
        migrated(
            "except dashscope.v2.errors.DashScopeError:\n    print(1)\n"
            "except dashscope.v2.errors.DashScopeError:\n    print(2)\n"
        ),
    )
    assert_told(report, before, "ERROR-ORDER", 7)


def test_handlers_in_a_good_order_are_not_told() -> None:
    report = check_migrated(
        program(
            "except openai.RateLimitError:\n    print(1)\nexcept openai.APIError:\n    print(2)\n"
        ),
        migrated(
            "except dashscope.v2.errors.RateLimitError:\n    print(1)\n"
            "except dashscope.v2.errors.DashScopeError:\n    print(2)\n"
        ),
    )
    assert codes(report) == ["KEY-SETTING"]


# ------------------------------------------------------------------------------------ members


@pytest.mark.parametrize("member", ["message", "code", "status_code", "request_id"])
def test_members_that_are_the_same(member: str) -> None:
    check_handled(
        f"except openai.APIStatusError as e:\n    print(e.{member})\n",
        f"except dashscope.v2.errors.APIStatusError as e:\n    print(e.{member})\n",
    )


CAUGHT = (
    'import openai\nclient = openai.OpenAI(api_key="k")\ntry:\n'
    '    print(client.chat.completions.create(model="gpt-4", messages=[]))\n'
    "except openai.APIStatusError as e:\n    {}\n"
)


@BOTH
@pytest.mark.parametrize(
    "test",
    [
        'print(e.code == "context_length_exceeded")',
        'print("insufficient_quota" != e.code)',
        'print(e.code in ("content_filter", "x"))',
        'print(getattr(e, "code", None) == "rate_limit_exceeded")',
        'match e.code:\n        case "insufficient_quota": print(1)',
    ],
)
def test_a_decision_by_the_code_of_an_error_is_told(test: str, sdk: str) -> None:
    source = CAUGHT.format(test)
    line = test.rpartition("\n")[2].strip()
    assert_told(report_of(source, sdk=sdk), source, "ERROR-CODE", line)


@BOTH
@pytest.mark.parametrize(
    "test",
    [
        "print(e.code)",
        "print(e.code is None)",
        "print(e.code == wanted)",
        "print(e.status_code == 429)",
        'print(other.code == "x")',
    ],
)
def test_other_uses_of_a_code_are_silent(test: str, sdk: str) -> None:
    assert "ERROR-CODE" not in codes(report_of(CAUGHT.format(test), sdk=sdk))


@BOTH
@pytest.mark.parametrize(
    "test",
    [
        '"context_length" in str(e)',
        '"maximum" in e.message',
        'e.message == "Too many"',
        'str(e).startswith("Rate")',
        'str(e).lower().find("rate") >= 0',
        're.search("context", str(e))',
        're.compile("context").search(e.message)',
    ],
)
def test_a_decision_by_the_text_of_an_error_is_told(test: str, sdk: str) -> None:
    source = program(f"except openai.BadRequestError as e:\n    if {test}:\n        print(1)\n")
    assert_told(report_of(source, sdk=sdk), source, "ERROR-TEXT", 6)


@pytest.mark.parametrize(
    "line", ["print(str(e).lower())", "log.error(str(e))", "print(re.search('x', TEXT))"]
)
def test_an_error_whose_text_is_only_shown_is_silent(line: str) -> None:
    report = report_of(program(f"except openai.BadRequestError as e:\n    {line}\n"))
    assert "ERROR-TEXT" not in codes(report)


def test_a_handler_in_another_module() -> None:
    check_migrated(
        {
            "safe.py": "import openai\ndef safe(f):\n    try:\n        return f()\n"
            "    except openai.RateLimitError as e:\n        print(e.message)\n",
            "main.py": "import openai\nfrom safe import safe\nclient = openai.OpenAI(api_key='k')\n"
            f"print(safe(lambda: {CALL}.choices))\n",
        },
        {
            "safe.py": "import dashscope\ndef safe(f):\n    try:\n        return f()\n"
            "    except dashscope.v2.errors.RateLimitError as e:\n        print(e.message)\n",
            "main.py": "import dashscope\nfrom safe import safe\n"
            "client = dashscope.Client(api_key='k', protocol=\"openai\")\n"
            f"print(safe(lambda: {CALLED}.choices))\n",
        },
    )


# ------------------------------------------------------------------- what a try may run

ELSEWHERE = (
    'import dashscope\n\nclient = dashscope.Client(api_key="k", protocol="openai")\n\n\n'
    f"def ask():\n    return {CALLED}.choices[0].message.content\n"
)
ASKING = (
    'import openai\n\nclient = openai.OpenAI(api_key="k")\n\n\n'
    f"def ask():\n    return {CALL}.choices[0].message.content\n"
)


def check_beside(handler: str, after: str) -> Diagnostic | None:
    """A module that only handles, beside one that calls: what is said of the handler."""
    report = check_migrated(
        {"llm.py": ASKING, "service.py": handler}, {"llm.py": ELSEWHERE, "service.py": after}
    )
    told = [d for d in report.diagnostics if d.path == "service.py"]
    assert len(told) < 2
    return told[0] if told else None


def test_a_handler_around_a_function_of_another_module_moves() -> None:
    said = check_beside(
        "import openai\nimport llm\ntry:\n    print(llm.ask())\nexcept openai.RateLimitError:\n    pass\n",
        "import dashscope\nimport llm\ntry:\n    print(llm.ask())\n"
        "except dashscope.v2.errors.RateLimitError:\n    pass\n",
    )
    assert said is None


def test_a_handler_around_a_function_that_is_handed_on_moves() -> None:
    check_beside(
        "import openai\nimport asyncio\nimport llm\n\n\nasync def run():\n    try:\n"
        "        return await asyncio.to_thread(llm.ask)\n    except openai.RateLimitError:\n        pass\n",
        "import dashscope\nimport asyncio\nimport llm\n\n\nasync def run():\n    try:\n"
        "        return await asyncio.to_thread(llm.ask)\n"
        "    except dashscope.v2.errors.RateLimitError:\n        pass\n",
    )


def test_a_handler_around_the_reading_of_a_stream_moves() -> None:
    before = (
        'import openai\nclient = openai.OpenAI(api_key="k")\n'
        'stream = client.chat.completions.create(model="gpt-4", messages=[], stream=True)\n'
        "try:\n    for chunk in stream:\n        print(chunk.choices)\n"
        "except openai.APIError:\n    pass\n"
    )
    report = check_migrated(
        before,
        'import dashscope\nclient = dashscope.Client(api_key="k", protocol="openai")\n'
        'stream = client.chat.completions.create(model="qwen-plus", messages=[], stream=True, '
        'parameters={"stream_options": {"include_usage": False}})\n'
        "try:\n    for chunk in stream:\n        print(chunk.choices)\n"
        "except dashscope.v2.errors.DashScopeError:\n    pass\n",
    )
    assert "ERROR-BOTH" not in codes(report)


def test_a_handler_around_an_object_of_a_library_catches_both() -> None:
    said = check_beside(
        "import openai\nimport chains\nchain = chains.Chain()\ntry:\n    chain.run()\n"
        "except openai.RateLimitError:\n    pass\n",
        "import openai\nimport dashscope\nimport chains\nchain = chains.Chain()\ntry:\n    chain.run()\n"
        "except (openai.RateLimitError, dashscope.v2.errors.RateLimitError):\n    pass\n",
    )
    assert said and (said.code, said.severity) == ("ERROR-BOTH", Severity.REVIEW)


def test_a_handler_around_a_function_of_a_library_stays() -> None:
    handler = (
        "import openai\nimport chains\ntry:\n    print(chains.run(1))\n"
        "except openai.RateLimitError:\n    pass\n"
    )
    said = check_beside(handler, handler)
    assert said and (said.code, said.severity) == ("ERROR-KEPT", Severity.NOTE)


# ------------------------------------------------------------- exceptions that a program makes

MAKING = 'raise openai.RateLimitError("none", response=None, body=None)'


def test_an_exception_that_the_program_makes_blocks() -> None:
    check_reported(ASKING + f"\n\ndef stop():\n    {MAKING}\n", "ERROR-MADE", line=11)


def test_an_exception_that_a_test_makes_stays_alone() -> None:
    test = f"import openai\n\n\ndef double():\n    {MAKING}\n"
    report = check_migrated(
        {"llm.py": ASKING, "tests/test_llm.py": test},
        {"llm.py": ELSEWHERE, "tests/test_llm.py": test},
    )
    assert_told(report, {"tests/test_llm.py": test}, "ERROR-MADE", MAKING)


def test_an_exception_behind_a_cast_moves() -> None:
    check_migrated(
        """
        from typing import Any, cast
        import openai
        ERRORS = (cast(Any, openai).RateLimitError, cast(Any, openai).APIConnectionError)
        client = openai.OpenAI(api_key="k")
        try:
            client.chat.completions.create(model="gpt-4", messages=[])
        except ERRORS:
            print("again")
        """,
        """
        from typing import Any, cast
        import dashscope
        ERRORS = (dashscope.v2.errors.RateLimitError, dashscope.v2.errors.APIConnectionError)
        client = dashscope.Client(api_key="k", protocol="openai")
        try:
            client.chat.completions.create(model="qwen-plus", messages=[])
        except ERRORS:
            print("again")
        """,
    )


def test_what_another_call_than_cast_gives_is_no_module() -> None:
    check_noop("""
        import openai
        def cast(kind, module):
            return kind
        ERRORS = (cast(object, openai).RateLimitError,)
        """)


# -- exceptions that may be any ---------------------------------------------------------------

BROAD = """\
from openai import OpenAI
client = OpenAI()
def ask():
    return client.chat.completions.create(model="gpt-4", messages=[]).choices[0].message.content
try:
    print({})
except Exception as e:
    print({})
"""


@pytest.mark.parametrize(
    "read",
    [
        "e.response",
        'getattr(e, "body", None)',
        'e.param if hasattr(e, "param") else "none"',
    ],
)
def test_what_is_read_of_any_exception_that_a_call_may_raise_blocks(read: str) -> None:
    check_reported(BROAD.format("ask()", read), "ERROR-MEMBER", line=8)


@pytest.mark.parametrize(
    ("tried", "read"),
    [
        ("ask()", "e.status_code"),  # the target's have it too
        ("ask()", "e, e.args, repr(e)"),
        ("open(1)", "e.response"),  # no call of the SDK is made there
    ],
)
def test_what_any_exception_has_and_what_is_not_the_sdks_moves(tried: str, read: str) -> None:
    before = BROAD.format(tried, read)
    after = (
        before.replace("from openai import OpenAI", "from dashscope import Client")
        .replace("= OpenAI()", '= Client(protocol="openai")')
        .replace('"gpt-4"', '"qwen-plus"')
    )
    check_migrated(before, after)


# ------------------------------------------------------------- members that are elsewhere at the target

SAID = 'model="gpt-4o", messages=[{"role": "user", "content": "x"}]'
TWO = f"""import openai
one = openai.OpenAI()
other = openai.OpenAI()
try:
    one.chat.completions.create({SAID}, logit_bias={{"1": 2}})
except openai.APIStatusError as e:
    print(e.status_code, "one")
try:
    other.chat.completions.create({SAID})
except openai.APIStatusError as e:
    print(e.status_code, "other")
"""


def gemini(source: str) -> str:
    (outcome,) = report_of(source, to="gemini").rewritten
    return outcome.after.decode()


def test_a_member_follows_the_calls_of_its_own_try() -> None:
    after = gemini(TWO)
    assert 'except openai.APIStatusError as e:\n    print(e.status_code, "one")' in after
    assert 'except google.genai.errors.APIError as e:\n    print(e.code, "other")' in after


def test_a_member_of_an_exception_that_is_handed_on_keeps_all_that_may_raise_it() -> None:
    source = TWO.replace("print(e.status_code, ", "tell(e, ")
    told = "def tell(error, text):\n    print(error.status_code, text)\n"
    check_noop(source.replace("one = ", f"{told}one = ", 1), to="gemini")
    free = source.replace(', logit_bias={"1": 2}', "").replace("one = ", f"{told}one = ", 1)
    assert "print(error.code, text)" in gemini(free)


def test_members_that_are_left_for_one_reason_are_told_once_with_their_lines() -> None:
    source = (
        CAUGHT.format("print(e.body, e.body)") + "    print(e.body, e.param)\n    print(e.body)\n"
    )
    report = check_reported(source, "ERROR-MEMBER", line=6)
    told = [(d.span.line, d.message) for d in report.diagnostics if d.code == "ERROR-MEMBER"]
    (body,) = [message for line, message in told if line == 6]
    assert body.endswith(" (and 3 more: lines 6, 7, 8 of main.py)")
    (param,) = [message for line, message in told if line == 7]
    assert "param" in param and "more" not in param
    assert len(told) == 2


def test_a_member_of_what_no_call_raises_stays_with_its_clause() -> None:
    source = (
        "import openai\nclient = openai.OpenAI()\n"
        f"print(client.chat.completions.create({SAID}).id)\n"
        "try:\n    print()\nexcept openai.APIStatusError as e:\n    print(e.status_code)\n"
    )
    after = gemini(source)
    assert "except openai.APIStatusError as e:\n    print(e.status_code)" in after
    assert "google.genai.Client()" in after


COMMENTED = "(\n    {},  # busy\n    {},  # theirs\n    # the network\n    {},\n)"
SPLIT = ",\n    ".join(
    f"dashscope.v2.errors.{name}"
    for name in ("InternalServerError", "ServiceUnavailableError", "GatewayTimeoutError")
)


def test_a_tuple_with_comments_keeps_them_and_its_lines() -> None:
    before = COMMENTED.format(
        *(f"openai.{n}" for n in ("RateLimitError", "InternalServerError", "APIConnectionError"))
    )
    after = COMMENTED.format(
        "dashscope.v2.errors.RateLimitError", SPLIT, "dashscope.v2.errors.APIConnectionError"
    )
    source = program(f"except {before}:\n    pass\n")
    result = report_of(source).rewritten[0].after.decode()
    assert result == migrated(f"except {after}:\n    pass\n")


def test_a_clause_that_cannot_be_written_keeps_its_calls() -> None:
    source = program(
        "except (\n    openai.NotFoundError,  # gone\n    openai.BadRequestError,\n):\n    pass\n"
    )
    report = check_noop(source, to="mistral")
    assert_told(report, source, "EDIT-REFUSED", "except (")


def test_what_another_package_has_is_no_operation_where_it_is_handed_on() -> None:
    source = f"import numpy, openai\nclient = openai.OpenAI()\nprint(numpy.linalg.norm, {CALL})\n"
    moved = (
        'import numpy\nimport dashscope\nclient = dashscope.Client(protocol="openai")\n'
        f"print(numpy.linalg.norm, {CALLED})\n"
    )
    check_migrated({"main.py": source}, {"main.py": moved})


def test_an_exception_beside_calls_that_cannot_be_traced_stays() -> None:
    source = (
        "import openai\ndef ask(client, **kwargs):\n"
        "    return retry(client.chat.completions.create, errors=(openai.RateLimitError,))(**kwargs)\n"
    )
    other = f"import openai\nclient = openai.OpenAI()\nprint({CALL})\n"
    moved = f'import dashscope\nclient = dashscope.Client(protocol="openai")\nprint({CALLED})\n'
    report = check_migrated({"main.py": source, "other.py": other}, {"other.py": moved})
    assert_told(report, source, "CALL-UNTRACED", 3)
    assert_told(report, source, "ERROR-KEPT", 3)


# --------------------------------------------------------------------- a client without a key

KEYLESS = """
import openai
try:
    client = openai.OpenAI()
except openai.OpenAIError{also}:
    client = None
if client:
    print({call})
"""


def test_a_missing_key_is_still_caught_where_the_client_is_made() -> None:
    check_migrated(
        KEYLESS.format(also="", call=CALL),
        """
        import os
        import openai
        try:
            client = openai.OpenAI(<new>)
        except (openai.OpenAIError, KeyError):
            client = None
        if client:
            print({call})
        """.replace("{call}", CALLED),
        sdk="openai",
    )


@pytest.mark.parametrize("how", ["environ.get", "getenv"])
def test_a_key_that_is_read_and_missing_is_still_caught(how: str) -> None:
    key = f"""api_key=os.{how}("OPENAI_API_KEY")"""
    before = KEYLESS.replace("OpenAI()", f"OpenAI({key})").replace("import", "import os\nimport", 1)
    report = report_of(before.format(also="", call=CALL), sdk="openai")
    assert b"except (openai.OpenAIError, KeyError):" in report.rewritten[0].after


@pytest.mark.parametrize(
    "made",
    [
        'openai.OpenAI(api_key="k")',
        'openai.OpenAI(api_key=os.environ["OPENAI_API_KEY"])',
        'openai.OpenAI(api_key=os.environ.get("OPENAI_API_KEY", ""))',
    ],
)
def test_a_client_with_a_key_needs_no_clause_for_it(made: str) -> None:
    before = "import os" + KEYLESS.replace("openai.OpenAI()", made).format(also="", call=CALL)
    for sdk in ("native", "openai"):
        report = report_of(before, sdk=sdk)
        assert "KEY-CAUGHT" not in codes(report) and b"KeyError" not in report.rewritten[0].after


@pytest.mark.parametrize(
    ("body", "clause"),
    [
        ("client = openai.OpenAI()\n    print(table[1])", "openai.OpenAIError"),
        ("client = openai.OpenAI()\n    print(open(name))", "openai.OpenAIError"),
        ("client = openai.OpenAI()", "(openai.OpenAIError, ValueError)"),
    ],
)
def test_a_missing_key_that_the_clause_does_not_catch_is_told(body: str, clause: str) -> None:
    before = KEYLESS.replace("client = openai.OpenAI()", body).replace(
        "openai.OpenAIError{also}", clause
    )
    before = before.format(call=CALL)
    report = report_of(before, sdk="openai")
    assert_told(report, before, "KEY-CAUGHT", f"except {clause}")
    assert b"KeyError" not in report.rewritten[0].after


@pytest.mark.parametrize("also", [", KeyError", ", LookupError"])
def test_a_clause_that_catches_a_key_error_stays(also: str) -> None:
    before = KEYLESS.replace("openai.OpenAIError{also}", f"(openai.OpenAIError{also})")
    report = report_of(before.format(call=CALL), sdk="openai")
    assert "KEY-CAUGHT" not in codes(report)


def test_a_client_that_is_made_in_a_try_has_the_error_of_its_sdk() -> None:
    before = KEYLESS.format(also="", call=CALL)
    report = report_of(before)
    assert b"except dashscope.v2.errors.DashScopeError:" in report.rewritten[0].after
    assert_told(report, before, "KEY-CAUGHT", "except openai.OpenAIError")


def test_a_guard_by_any_exception_around_a_client_is_told() -> None:
    before = KEYLESS.replace("openai.OpenAIError{also}", "Exception").format(call=CALL)
    assert_told(report_of(before), before, "KEY-CAUGHT", "except Exception")
    assert "KEY-CAUGHT" not in codes(report_of(before, sdk="openai"))
    within = before.replace("OpenAI()", f"OpenAI()\n    print({CALL})")
    assert "KEY-CAUGHT" not in codes(report_of(within))


def test_a_function_in_a_try_does_not_run_there() -> None:
    before = KEYLESS.replace(
        "    client = openai.OpenAI()",
        "    def make():\n        return openai.OpenAI()\n    client = 1",
    )
    report = report_of(before.format(also="", call="make().chat.completions.create(model='gpt-4')"))
    assert "KEY-CAUGHT" not in codes(report)


def test_a_program_without_a_key_goes_on_as_before() -> None:
    """Both are run by the SDK itself, with no key in the environment; a call is never made."""
    pytest.importorskip("openai")
    before = dedent(KEYLESS.format(also="", call=CALL)) + "else:\n    print('offline')\n"
    (file,) = report_of(before, sdk="openai").rewritten
    after = file.after.decode()
    broken = after.replace("(openai.OpenAIError, KeyError)", "openai.OpenAIError")
    assert [run(text) for text in (before, after)] == ["offline\n"] * 2
    assert run(broken) == "KeyError: 'DASHSCOPE_API_KEY'"


def run(program: str) -> str:
    """Return what a program prints, or the last line of what it fails with."""
    keys = ("OPENAI_API_KEY", "DASHSCOPE_API_KEY")
    kept = {name: value for name, value in os.environ.items() if name not in keys}
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=kept)
    return done.stdout + "".join(done.stderr.splitlines()[-1:] if done.returncode else ())


@pytest.mark.parametrize(
    "test",
    [
        'type(e).__name__ == "RateLimitError"',
        '"RateLimitError" != e.__class__.__name__',
        'type(e).__qualname__ in ("KeyError", "RateLimitError")',
        "type(e).__name__ in KNOWN",
    ],
)
def test_a_decision_by_the_name_of_a_class_is_told(test: str) -> None:
    head = 'import openai\nKNOWN = {"RateLimitError"}\n'
    source = program(f"except Exception as e:\n    print({test})\n", head)
    message = assert_told(report_of(source, to="mistral"), source, "ERROR-NAME", 7).message
    assert "RateLimitError is MistralError there" in message
    for settings in ({"to": "qwen"}, {"to": "mistral", "sdk": "openai"}):
        assert "ERROR-NAME" not in codes(report_of(source, **settings))


@pytest.mark.parametrize(
    "test", ['type(e).__name__ == "KeyError"', 'text == "RateLimitError"', "type(e).__name__ == e"]
)
def test_other_names_of_classes_are_silent(test: str) -> None:
    source = program(f"except Exception as e:\n    print({test})\n")
    assert "ERROR-NAME" not in codes(report_of(source, to="mistral"))

"""What is read of an exception behind ``isinstance``, wherever it comes from."""

from __future__ import annotations

import pytest

from tests.migrating import (
    assert_told,
    check_migrated,
    check_noop,
    check_reported,
    codes,
    report_of,
)

MESSAGES = '[{"role": "user", "content": "a"}]'
CALL = f'client.chat.completions.create(model="gpt-4", messages={MESSAGES})\n'
HEAD = "import openai\nclient = openai.OpenAI(max_retries=0)\n"
MOVED = (
    "client.models.generate_content("
    'model="gemini-3.5-flash-lite", contents=[{"role": "user", "parts": [{"text": "a"}]}])\n'
)
NEW = (
    "import google.genai\n"
    'client = google.genai.Client(http_options={"retry_options": {"attempts": 1}})\n'
)
ERROR = "google.genai.errors.APIError"


def helper(body: str, head: str = HEAD, call: str = CALL) -> str:
    """Return a program whose function is given what a call raised."""
    caught = "except Exception as raised:\n    print(tell(raised))\n"
    return f"{head}def tell(e):\n    {body}\ntry:\n    {call}{caught}"


# -- what stays -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        "if not isinstance(e, openai.APIStatusError):\n        return 0\n    return e.status_code",
        "if isinstance(e, openai.APIStatusError):\n        print(1)\n    else:\n        print(e.status_code)",
        "if isinstance(e, openai.APIStatusError) or e:\n        return e.status_code",
        "if isinstance(e, (openai.APIStatusError, OSError)):\n        return e.status_code",
        "if isinstance(e, openai.APIError):\n        return getattr(e, 'status_code', 0)",
        "return e.status_code and isinstance(e, openai.APIError)",
        "print(isinstance(e, openai.APIConnectionError))\n    return e.status_code",
    ],
)
def test_a_member_that_may_be_read_of_others_stays(body: str) -> None:
    program = helper(body)
    line = 3 + next(n for n, row in enumerate(body.splitlines(), 1) if "status_code" in row)
    check_reported(program, "ERROR-MEMBER", line=line, to="gemini")


def test_a_member_that_the_target_has_not_stays() -> None:
    body = "if isinstance(e, openai.APIStatusError):\n        return e.response"
    report = check_reported(helper(body), "ERROR-MEMBER", line=5)
    assert "response" in assert_told(report, helper(body), "ERROR-MEMBER", 5).message


def test_a_name_of_another_function_is_no_concern() -> None:
    other = "def other(e):\n    return e.status_code\n"
    program = helper("return isinstance(e, openai.APIError)") + other
    (outcome,) = report_of(program, to="gemini").rewritten
    assert other in outcome.after.decode()


@pytest.mark.parametrize("member", ["errno", "args", "mine"])
def test_a_member_of_other_exceptions_is_no_concern(member: str) -> None:
    body = f"if isinstance(e, openai.APIError):\n        return e.{member}"
    (outcome,) = report_of(helper(body), to="gemini").rewritten
    assert f"return e.{member}\n" in outcome.after.decode()


def test_the_errors_of_another_vendor_stay() -> None:
    check_noop(
        "import openai\n"
        'client = openai.OpenAI(base_url="https://api.deepseek.com", api_key="k")\n'
        "def tell(e):\n    return isinstance(e, openai.APIStatusError) and e.status_code\n"
        f"print({CALL.strip()})\n",
        to="gemini",
    )


# -- what moves -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "if isinstance(e, openai.APIStatusError):\n        return e.status_code",
            "if isinstance(e, <error>):\n        return e.code",
        ),
        (
            "return isinstance(e, openai.APIStatusError) and e.status_code == 409",
            "return isinstance(e, <error>) and e.code == 409",
        ),
        (
            "return e.status_code if isinstance(e, openai.APIStatusError) else None",
            "return e.code if isinstance(e, <error>) else None",
        ),
        (
            "if e and isinstance(e, openai.APIStatusError):\n        if e.status_code > 500:\n            return 1",
            "if e and isinstance(e, <error>):\n        if e.code > 500:\n            return 1",
        ),
        (
            "if isinstance(e, openai.RateLimitError):\n        return e.status_code",
            "if isinstance(e, google.genai.errors.ClientError) and e.code == 429:\n        return e.code",
        ),
        (
            "if isinstance(e.__cause__, openai.APIStatusError):\n        return e.__cause__.status_code",
            "if isinstance(e.__cause__, <error>):\n        return e.__cause__.code",
        ),
        (
            "if isinstance(e, openai.APIStatusError):\n        return e.message",
            "if isinstance(e, <error>):\n        return str(e)",
        ),
    ],
)
def test_a_member_behind_the_question_moves(before: str, after: str) -> None:
    moved = helper(after.replace("<error>", ERROR), NEW, MOVED)
    report = check_migrated(helper(before), moved, to="gemini")
    assert codes(report) == []


def test_a_member_of_what_any_clause_caught_moves_behind_the_question() -> None:
    body = "if isinstance(e, {}):\n        print(e.{})\n"
    frame = "{}try:\n    {}except Exception as e:\n    {}"
    check_migrated(
        frame.format(HEAD, CALL, body.format("openai.APIStatusError", "status_code")),
        frame.format(NEW, MOVED, body.format(ERROR, "code")),
        to="gemini",
    )

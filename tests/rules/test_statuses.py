"""Exceptions that a target tells apart by their status: a clause gets a condition where that is the same."""

from __future__ import annotations

from textwrap import dedent, indent

import pytest

from tests.migrating import assert_told, check_migrated, check_reported, codes, report_of

CALL = 'client.chat.completions.create(model="gpt-4", messages=[])'
CALLED = 'client.chat.complete(model="mistral-large-latest", messages=[])'
HEAD = "import openai\nclient = openai.OpenAI(max_retries=0)\n"
MISTRAL = "import mistralai.client\nclient = mistralai.client.Mistral()\n"
ERROR = "mistralai.client.errors.MistralError"
WITHOUT = "print(1)"


def caught(clauses: str, call: str = CALL, head: str = HEAD) -> str:
    """Return a program whose call stands in a ``try`` with these clauses."""
    return f"{head}try:\n    {call}\n{dedent(clauses).strip()}\n"


def moved(before: str, after: str) -> list[str]:
    """Hold what becomes of clauses at Mistral, and return the codes of the findings."""
    report = check_migrated(
        caught(before), caught(after.replace("<error>", ERROR), CALLED, MISTRAL), to="mistral"
    )
    return codes(report)


# -- what stays -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "later",
    [
        "except openai.APIError:\n    print(2)",
        "except openai.OpenAIError:\n    print(2)",
        "except openai.APIStatusError:\n    print(2)",
        "except openai.BadRequestError:\n    print(2)",
        "except openai.APIResponseValidationError:\n    print(2)",
        "except (KeyError, openai.NotFoundError):\n    print(2)",
        "except Exception:\n    print(2)",
        "except (ValueError, BaseException):\n    print(2)",
        "except OSError:\n    print(2)",
        "except:\n    print(2)",
        "except errors():\n    print(2)",
        "except KeyError:\n    pass\nexcept Exception as e:\n    raise SystemExit from e",
    ],
)
def test_what_a_later_clause_would_have_caught_stays(later: str) -> None:
    program = caught(f"except openai.RateLimitError:\n    print(1)\n{later}")
    report = check_reported(program, "ERROR-STATUS", line=5, to="mistral")
    assert "behind it" in assert_told(report, program, "ERROR-STATUS", 5).message


@pytest.mark.parametrize(
    ("clause", "why"),
    [
        ("except openai.RateLimitError: print(1)", "one line"),
        ("except (openai.RateLimitError, OSError):\n    print(1)", "OSError stands"),
        ("except (openai.RateLimitError, other()):\n    print(1)", "what else stands"),
        (
            "except (openai.RateLimitError, openai.APIResponseValidationError):\n    print(1)",
            "APIResponseValidationError stands",
        ),
    ],
)
def test_a_clause_that_cannot_have_a_condition_stays(clause: str, why: str) -> None:
    program = caught(clause)
    report = check_reported(program, "ERROR-STATUS", line=5, to="mistral")
    assert why in assert_told(report, program, "ERROR-STATUS", 5).message


def test_a_name_that_is_used_behind_the_clause_stays() -> None:
    program = caught(
        """
        except openai.RateLimitError as e:
            print(e)
        """,
        head=f"{HEAD}e = 2.7\n",
    )
    report = check_reported(program, "ERROR-STATUS", line=6, to="mistral")
    assert "used otherwise" in assert_told(report, program, "ERROR-STATUS", 6).message


def test_a_name_of_a_clause_around_stays() -> None:
    inner = indent(caught("except openai.RateLimitError as e:\n    print(1)", head=""), "    ")
    program = f"{HEAD}try:\n    print()\nexcept ValueError as e:\n{inner}    print(e)\n"
    check_reported(program, "ERROR-STATUS", line=8, to="mistral")


@pytest.mark.parametrize(
    "program",
    [
        caught("except RETRY:\n    print(1)", head=f"{HEAD}RETRY = (openai.RateLimitError,)\n"),
        f"import contextlib\n{HEAD}with contextlib.suppress(openai.RateLimitError):\n    {CALL}\n",
    ],
    ids=["tuple elsewhere", "suppress"],
)
def test_a_class_in_another_place_stays(program: str) -> None:
    check_reported(program, "ERROR-STATUS", line="RateLimitError", to="mistral")


def test_a_class_that_tells_a_status_of_its_own_does_not_stand_beside() -> None:
    """The status_code of dashscope's APITimeoutError is None."""
    program = caught("except (openai.ConflictError, openai.APITimeoutError):\n    print(1)")
    report = check_reported(program, "ERROR-STATUS", line=5)
    assert "tells a status too" in assert_told(report, program, "ERROR-STATUS", 5).message


@pytest.mark.parametrize("to", ["gemini", "huggingface"])
@pytest.mark.parametrize("asking", ['getattr(e, "status_code", 0)', 'hasattr(e, "status_code")'])
def test_a_status_that_is_asked_for_by_its_name_stays(to: str, asking: str) -> None:
    program = caught(f"except openai.APIStatusError as e:\n    print({asking})")
    program = program.replace("messages=[]", 'messages=[{"role": "user", "content": "a"}]')
    check_reported(program, "ERROR-MEMBER", line=6, to=to)


def test_a_call_that_stays_keeps_its_clause() -> None:
    program = caught(
        "except openai.RateLimitError:\n    print(1)", call=f"{CALL[:-1]}, logit_bias={{'1': 2}})"
    )
    report = check_reported(program, "PARAMETER-UNSUPPORTED", line=4, to="mistral")
    assert "ERROR-CONDITION" not in codes(report)


# -- what moves -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "except openai.RateLimitError:\n    print(1)",
            "except <error> as error:\n    if error.status_code != 429:\n        raise\n    print(1)",
        ),
        (
            "except openai.RateLimitError as e:\n    # wait\n    print(e)",
            "except <error> as e:\n    if e.status_code != 429:\n        raise\n    # wait\n    print(e)",
        ),
        (
            "except (openai.RateLimitError) :\n    print(1)",
            "except (<error>) as error :\n    if error.status_code != 429:\n        raise\n    print(1)",
        ),
        (
            "except (openai.NotFoundError, openai.BadRequestError):\n    print(1)",
            "except <error> as error:\n    if error.status_code not in (400, 404):\n        raise\n    print(1)",
        ),
        (
            "except openai.InternalServerError:\n    print(1)",
            "except <error> as error:\n    if error.status_code < 500:\n        raise\n    print(1)",
        ),
        (
            "except (openai.RateLimitError, openai.InternalServerError) as e:\n    print(1)",
            "except <error> as e:\n    if e.status_code != 429 and e.status_code < 500:\n        raise\n    print(1)",
        ),
        (
            "except (openai.RateLimitError, KeyError):\n    print(1)",
            "except (<error>, KeyError) as error:\n"
            '    if getattr(error, "status_code", 429) != 429:\n        raise\n    print(1)',
        ),
        (
            "except openai.RateLimitError:\n    print(1)\nexcept (KeyError, ValueError) as error:\n    print(error)",
            "except <error> as error:\n    if error.status_code != 429:\n        raise\n    print(1)\n"
            "except (KeyError, ValueError) as error:\n    print(error)",
        ),
        (
            "except openai.RateLimitError:\n    print(1)\nelse:\n    print(2)\nfinally:\n    print(3)",
            "except <error> as error:\n    if error.status_code != 429:\n        raise\n    print(1)\n"
            "else:\n    print(2)\nfinally:\n    print(3)",
        ),
        (
            "except openai.RateLimitError:\n\t\tprint(1)",
            "except <error> as error:\n\t\tif error.status_code != 429:\n\t\t\t\traise\n\t\tprint(1)",
        ),
    ],
    ids=["plain", "named", "in brackets", "two", "least", "both", "mixed", "later", "else", "tabs"],
)
def test_a_clause_gets_a_condition(before: str, after: str) -> None:
    assert set(moved(before, after)) <= {"MODEL-RENAMED"}


def test_what_the_clause_catches_anyway_goes_with_its_several_classes() -> None:
    report = report_of(
        caught("except (openai.RateLimitError, openai.APIError):\n    print(1)"), to="mistral"
    )
    (outcome,) = report.rewritten
    assert f"except ({ERROR}, httpx2.TransportError):\n    print(1)" in outcome.after.decode()


@pytest.mark.parametrize(
    "classes", ["openai.APIStatusError", "(openai.RateLimitError, openai.APIStatusError)"]
)
def test_what_the_clause_catches_anyway_needs_no_condition_of_its_own(classes: str) -> None:
    """The answer that fails, of any status; one that succeeds in another form is raised again."""
    condition = "if error.status_code < 300:\n        raise\n    print(1)"
    clause = f"except <error> as error:\n    {condition}"
    assert moved(f"except {classes}:\n    print(1)", clause) == []


def test_a_name_that_the_program_has_is_not_given() -> None:
    program = caught("except openai.RateLimitError:\n    print(1)", head=f"{HEAD}error = 1\n")
    report = report_of(program, to="mistral")
    (outcome,) = report.rewritten
    assert f"except {ERROR} as err:\n    if err.status_code != 429:" in outcome.after.decode()


def test_a_name_that_may_come_by_a_star_is_not_given() -> None:
    head = f"from texts import *\n{HEAD}print(error)\n"
    report = report_of(
        caught("except openai.RateLimitError:\n    print(1)", head=head), to="mistral"
    )
    (outcome,) = report.rewritten
    assert f"except {ERROR} as err:" in outcome.after.decode()


def test_a_try_without_calls_is_no_concern() -> None:
    program = f"{HEAD}{CALL}\ntry:\n    print()\nexcept openai.RateLimitError:\n    print(1)\n"
    report = report_of(program, to="mistral")
    (outcome,) = report.rewritten
    assert "except openai.RateLimitError:\n    print(1)" in outcome.after.decode()
    assert "ERROR-KEPT" in codes(report)


def test_a_class_of_other_errors_too_is_told_by_its_status_elsewhere() -> None:
    """Where an SDK has no class for one of the statuses alone."""
    report = check_migrated(
        caught("except openai.ConflictError:\n    print(1)"),
        caught(
            """
            except dashscope.v2.errors.APIStatusError as error:
                if error.status_code != 409:
                    raise
                print(1)
            """,
            'client.chat.completions.create(model="qwen-plus", messages=[])',
            'import dashscope\nclient = dashscope.Client(max_retries=0, protocol="openai")\n',
        ),
    )
    assert codes(report) == []


def test_what_differs_of_a_status_is_told() -> None:
    program = caught("except openai.AuthenticationError:\n    print(1)")
    program = program.replace("messages=[]", 'messages=[{"role": "user", "content": "a"}]')
    report = report_of(program, to="gemini")
    assert report.rewritten
    assert "not valid" in assert_told(report, program, "ERROR-DIFFERS", "Authentication").message


def test_a_status_below_another_member_is_asked_for_step_by_step() -> None:
    program = caught("except (openai.RateLimitError, openai.APITimeoutError):\n    print(1)")
    (outcome,) = report_of(program, to="huggingface").rewritten
    test = 'getattr(getattr(error, "response", None), "status_code", 429) != 429'
    assert f"as error:\n    if {test}:\n        raise\n" in outcome.after.decode()


@pytest.mark.parametrize(
    ("classes", "became", "test"),
    [
        (
            "openai.RateLimitError, openai.InternalServerError",
            "google.genai.errors.ClientError, google.genai.errors.ServerError",
            'getattr(error, "code", 429) != 429 and getattr(error, "code", 429) < 500',
        ),
        (
            "openai.RateLimitError, ValueError",
            "google.genai.errors.ClientError, ValueError",
            'getattr(error, "code", 429) != 429',
        ),
    ],
)
def test_a_class_with_a_status_of_its_own_is_caught_beside_one_that_is_told_by_it(
    classes: str, became: str, test: str
) -> None:
    messages = 'messages=[{"role": "user", "content": "a"}]'
    source = caught(
        f"except ({classes}) as error:\n    print(error)",
        call=f'client.chat.completions.create(model="gpt-4", {messages})',
    )
    result = report_of(source, to="gemini").rewritten[0].after.decode()
    assert f"except ({became}) as error:\n    if {test}:\n        raise\n" in result

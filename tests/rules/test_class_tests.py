"""Classes of exceptions that are handed to a call: ``isinstance``, what tells when to try again."""

from __future__ import annotations

import pytest

from tests.migrating import assert_told, check_migrated, check_reported, codes, report_of

HEAD = "import openai\nclient = openai.OpenAI(max_retries=0)\n"
MOVED = "import mistralai.client\nclient = mistralai.client.Mistral()\n"
CALL = 'client.chat.completions.create(model="gpt-4", messages=[])'
CALLED = 'client.chat.complete(model="mistral-large-latest", messages=[])'
ERROR = "mistralai.client.errors.MistralError"


def caught(body: str, call: str = CALL, head: str = HEAD) -> str:
    """Return a program that looks at what its call raises."""
    return f"{head}try:\n    {call}\nexcept Exception as e:\n    {body}\n"


def decorated(decorator: str, call: str = CALL, head: str = HEAD) -> str:
    return f"{head}@{decorator}\ndef ask():\n    return {call}.choices\nprint(ask())\n"


def moved(text: str, head: str = MOVED) -> str:
    """Return the head of what a program becomes, and its text with the class in it."""
    return text.replace("<error>", ERROR).replace(CALL, CALLED).replace(HEAD, head)


# -- what stays -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("print(isinstance(last(), openai.RateLimitError))", "is no name"),
        ("print(isinstance(seen[0], openai.RateLimitError))", "is no name"),
        ("print(isinstance(e, (openai.RateLimitError, OSError)))", "OSError stands beside"),
        ("print(isinstance(e, (openai.RateLimitError, mine())))", "what else stands beside"),
        (
            "print(isinstance(e, (openai.APIResponseValidationError, openai.NotFoundError)))",
            "Valid",
        ),
        ("print(issubclass(type(e), openai.RateLimitError))", ""),
        ("print(type(e) is openai.RateLimitError)", ""),
        ("match e:\n        case openai.RateLimitError():\n            print(1)", ""),
        ("print(is_one(e, openai.RateLimitError))", ""),
        ("print(isinstance(e, *rest, openai.RateLimitError))", ""),
    ],
)
def test_a_test_that_cannot_have_a_condition_stays(body: str, why: str) -> None:
    program = caught(body)
    report = check_reported(program, "ERROR-STATUS", line=place(program), to="mistral")
    assert why in assert_told(report, program, "ERROR-STATUS", place(program)).message


def place(program: str) -> int:
    """Return the line of a program that names an exception."""
    rows = program.splitlines()
    return next(n for n, row in enumerate(rows, 1) if "Error" in row and "import" not in row)


TYPED = "tenacity.retry(retry=tenacity.retry_if_exception_type({}))"


@pytest.mark.parametrize(
    ("decorator", "why"),
    [
        (TYPED.format("exception_types=openai.RateLimitError"), "not given just"),
        (TYPED.format("*[openai.RateLimitError]"), ""),
        (TYPED.format("(openai.RateLimitError, OSError)"), "OSError stands"),
        ("tenacity.retry(retry=tenacity.retry_unless_exception_type(openai.RateLimitError))", ""),
        ("backoff.on_exception(backoff.expo, openai.RateLimitError, giveup=fatal)", "giveup"),
        ("backoff.on_exception(backoff.expo, openai.RateLimitError, on_giveup=tell)", "on_giveup"),
        (
            "backoff.on_exception(backoff.expo, openai.RateLimitError, raise_on_giveup=False)",
            "raise_on_giveup",
        ),
        ("backoff.on_exception(backoff.expo, openai.RateLimitError, **MORE)", "what else"),
        ("backoff.on_exception(backoff.expo, openai.RateLimitError, 3)", "what else"),
        ("backoff.on_predicate(backoff.expo, openai.RateLimitError)", ""),
    ],
)
def test_a_decorator_that_cannot_have_a_condition_stays(decorator: str, why: str) -> None:
    program = decorated(decorator, head=f"import backoff, tenacity\n{HEAD}")
    report = check_reported(program, "ERROR-STATUS", line=4, to="mistral")
    assert why in assert_told(report, program, "ERROR-STATUS", 4).message


def test_no_name_is_left_for_the_exception() -> None:
    head = f"import tenacity\n{HEAD}error = err = exc = failure = None\n"
    program = decorated(TYPED.format("openai.RateLimitError"), head=head)
    report = check_reported(program, "ERROR-STATUS", line=5, to="mistral")
    assert "no name is left" in assert_told(report, program, "ERROR-STATUS", 5).message


def test_a_condition_by_class_that_comes_by_a_star_stays() -> None:
    decorator = "retry(retry=retry_if_exception_type(openai.RateLimitError))"
    program = decorated(decorator, head=f"from tenacity import *\n{HEAD}")
    assert report_of(program, to="mistral").rewritten == ()


OTHER = 'theirs = openai.OpenAI(base_url="https://api.deepseek.com", api_key="k")\n'
THEIRS = 'print(theirs.chat.completions.create(model="deepseek-chat", messages=[]))\n'
ASKING = "def known(e):\n    return isinstance(e, openai.RateLimitError)\n"


def test_a_test_that_sees_the_errors_of_another_vendor_stays() -> None:
    program = f"{HEAD}{OTHER}{ASKING}print({CALL})\n{THEIRS}"
    report = check_reported(program, "ERROR-STATUS", line=5, to="mistral")
    assert "another vendor" in assert_told(report, program, "ERROR-STATUS", 5).message


def test_a_test_of_what_another_vendor_raises_stays_beside_calls_that_move() -> None:
    program = {
        "ours.py": f"{HEAD}print({CALL})\n",
        "theirs.py": f"import openai\n{OTHER}try:\n    {THEIRS}except Exception as e:\n"
        "    print(isinstance(e, openai.RateLimitError))\n",
    }
    report = report_of(program, to="mistral")
    assert [outcome.path for outcome in report.rewritten] == ["ours.py"]


def test_one_call_that_stays_keeps_the_test_and_the_others() -> None:
    program = f"{HEAD}{ASKING}print({CALL})\nprint({CALL[:-1]}, logit_bias={{'1': 2}}))\n"
    report = check_reported(program, "PARAMETER-UNSUPPORTED", line=6, to="mistral")
    assert "ERROR-CONDITION" not in codes(report)


# -- what moves -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "print(isinstance(e, openai.RateLimitError))",
            "print(isinstance(e, <error>) and e.status_code == 429)",
        ),
        (
            "print(not isinstance(e, openai.RateLimitError))",
            "print(not (isinstance(e, <error>) and e.status_code == 429))",
        ),
        (
            "print(isinstance(e.__cause__, openai.RateLimitError) or 1)",
            "print(isinstance(e.__cause__, <error>) and e.__cause__.status_code == 429 or 1)",
        ),
        (
            "print(1 if isinstance(e, openai.APIStatusError) else 2)",
            "print(1 if isinstance(e, <error>) and e.status_code >= 300 else 2)",
        ),
        (
            "print(isinstance(e, (openai.NotFoundError, openai.BadRequestError)))",
            "print(isinstance(e, <error>) and e.status_code in (400, 404))",
        ),
        (
            "print(isinstance(e, (openai.NotFoundError, openai.InternalServerError)) == True)",
            "print((isinstance(e, <error>) and (e.status_code == 404 or e.status_code >= 500)) == True)",
        ),
        (
            "print(isinstance(e, (openai.RateLimitError, KeyError)))",
            'print(isinstance(e, (<error>, KeyError)) and getattr(e, "status_code", 429) == 429)',
        ),
        (
            "print(any(isinstance(e, openai.RateLimitError) for _ in range(2)))",
            "print(any(isinstance(e, <error>) and e.status_code == 429 for _ in range(2)))",
        ),
        (
            "known = lambda error: isinstance(error, openai.RateLimitError)",
            "known = lambda error: isinstance(error, <error>) and error.status_code == 429",
        ),
    ],
)
def test_a_question_for_the_class_asks_for_the_status_too(before: str, after: str) -> None:
    check_migrated(caught(before), moved(caught(after)), to="mistral")


def test_a_test_of_what_the_tuple_holds_anyway_needs_no_condition() -> None:
    program = caught("print(isinstance(e, (openai.RateLimitError, openai.APIError)))")
    (outcome,) = report_of(program, to="mistral").rewritten
    assert f"isinstance(e, ({ERROR}, httpx2.TransportError)))" in outcome.after.decode()


def test_a_test_in_a_module_of_its_own() -> None:
    use = "from asking import known\n"
    check_migrated(
        {"asking.py": f"import openai\n{ASKING}", "main.py": f"{use}{HEAD}print(known({CALL}))\n"},
        {
            "asking.py": "import mistralai.client\n"
            + moved(ASKING.replace("openai.RateLimitError)", "<error>) and e.status_code == 429")),
            "main.py": moved(f"{use}{HEAD}print(known({CALL}))\n"),
        },
        to="mistral",
    )


TEN = "import tenacity\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "tenacity.retry_if_exception_type(openai.RateLimitError)",
            "tenacity.retry_if_exception(lambda error: isinstance(error, <error>) and error.status_code == 429)",
        ),
        (
            "tenacity.retry_if_exception_type((openai.RateLimitError, openai.InternalServerError))",
            "tenacity.retry_if_exception(lambda error: isinstance(error, <error>) and "
            "(error.status_code == 429 or error.status_code >= 500))",
        ),
        (
            "tenacity.retry_if_not_exception_type(openai.BadRequestError)",
            "tenacity.retry_if_exception(lambda error: not (isinstance(error, <error>) and error.status_code == 400))",
        ),
        (
            "tenacity.retry_if_exception_type(openai.RateLimitError) | tenacity.retry_if_result(bool)",
            "tenacity.retry_if_exception(lambda error: isinstance(error, <error>) and error.status_code == 429)"
            " | tenacity.retry_if_result(bool)",
        ),
    ],
)
def test_tenacity_is_given_a_function(before: str, after: str) -> None:
    check_migrated(
        TEN + decorated(f"tenacity.retry(retry={before})"),
        TEN + moved(decorated(f"tenacity.retry(retry={after})")),
        to="mistral",
    )


def test_the_import_of_tenacity_follows() -> None:
    program = f"""
        from openai import OpenAI, RateLimitError
        from tenacity import retry, retry_if_exception_type
        client = OpenAI(max_retries=0)
        @retry(retry=retry_if_exception_type(RateLimitError){{}})
        def ask():
            return {CALL}.choices
        print(ask())
        """
    condition = "retry_if_exception(lambda error: isinstance(error, MistralError) and error.status_code == 429)"
    result = f"""
        from mistralai.client import Mistral
        from mistralai.client.errors import MistralError
        from tenacity import retry{{}}
        from tenacity import retry_if_exception
        client = Mistral()
        @retry(retry={condition}{{}})
        def ask():
            return {CALLED}.choices
        print(ask())
        """
    check_migrated(program.format(""), result.format("", ""), to="mistral")
    other = " | retry_if_exception_type(OSError)"
    check_migrated(
        program.format(other), result.format(", retry_if_exception_type", other), to="mistral"
    )


def test_backoff_gives_up_what_has_another_status() -> None:
    decorator = "backoff.on_exception(backoff.expo, {}, max_tries=3)"
    before = decorated(decorator.format("openai.RateLimitError"), head=f"import backoff\n{HEAD}")
    given = ", giveup=lambda error: error.status_code != 429)"
    after = decorated(decorator.format(ERROR)[:-1] + given, CALLED, f"import backoff\n{MOVED}")
    report = check_migrated(before, after, to="mistral")
    assert "logs" in assert_told(report, before, "ERROR-DIFFERS", 4).message


def test_backoff_gives_up_none_of_the_classes_beside() -> None:
    program = decorated(
        "backoff.on_exception(backoff.expo, (openai.RateLimitError, openai.APITimeoutError))",
        head=f"import backoff\n{HEAD}",
    )
    (outcome,) = report_of(program, to="mistral").rewritten
    assert (
        'giveup=lambda error: getattr(error, "status_code", 429) != 429' in outcome.after.decode()
    )


def test_a_status_below_another_member_is_asked_for_step_by_step() -> None:
    program = caught("print(isinstance(e, (openai.RateLimitError, openai.APITimeoutError)))")
    (outcome,) = report_of(program, to="huggingface").rewritten
    test = 'getattr(getattr(e, "response", None), "status_code", 429) == 429'
    assert test in outcome.after.decode()


def test_a_class_that_tells_a_status_of_its_own_does_not_stand_beside() -> None:
    """dashscope's APITimeoutError has a ``status_code`` too, with nothing in it."""
    program = caught("print(isinstance(e, (openai.ConflictError, openai.APITimeoutError)))")
    report = check_reported(program, "ERROR-STATUS", line=6)
    assert "tells a status too" in assert_told(report, program, "ERROR-STATUS", 6).message


# -- classes by themselves --------------------------------------------------------------------------


NAMED = "dashscope.v2.errors."
FIVE = (
    "(dashscope.v2.errors.InternalServerError, dashscope.v2.errors.ServiceUnavailableError, "
    "dashscope.v2.errors.GatewayTimeoutError)"
)
TWO = {
    "ours.py": f"from asking import known\n{HEAD}print(known({CALL}))\n",
    "rest.py": f"{HEAD}print({CALL[:-1]}, logit_bias={{'1': 2}}))\n",
}
QWEN = 'client = dashscope.Client(max_retries=0, protocol="openai")\n'
ANSWER = 'client.chat.completions.create(model="qwen-plus", messages=[])'


@pytest.mark.parametrize(
    "test",
    [
        "print(isinstance(e, {}))",
        "print(issubclass(type(e), {}))",
        "raise_for(tenacity.retry_if_exception_type({}))",
        "raise_for(tenacity.retry_if_exception_type(exception_types={}))",
        "raise_for(backoff.on_exception(backoff.expo, {}))",
        "raise_for(backoff.on_exception(backoff.expo, exception={}, max_tries=2))",
    ],
)
def test_a_class_that_becomes_several_is_a_tuple_where_one_may_stand(test: str) -> None:
    head = "import backoff\nimport tenacity\n"
    before = head + caught(test.format("openai.InternalServerError"))
    after = caught(test.format(FIVE), ANSWER, f"import dashscope\n{QWEN}")
    report = check_migrated(before, head + after)
    assert_told(report, before, "ERROR-DIFFERS", 8)


@pytest.mark.parametrize(
    "test", ["print(is_one({}, e))", "print(e is {})", "print(isinstance({}, e))"]
)
def test_a_class_that_becomes_several_stays_elsewhere_with_its_calls(test: str) -> None:
    program = caught(test.format("openai.InternalServerError"))
    check_reported(program, "ERROR-PLACE", line=6)


def by_name(kept: str, body: str = "") -> str:
    """Return a program that catches what it has by a name."""
    handler = "except ERRORS as e:\n    print(e)\n"
    return f"{HEAD}ERRORS = {kept}\n{body}try:\n    print({CALL}.choices)\n{handler}"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "(openai.RateLimitError, openai.InternalServerError)",
            f"({NAMED}RateLimitError, {FIVE[1:]}",
        ),
        ("[openai.InternalServerError]", f"[{FIVE[1:-1]}]"),
        (
            "[OSError, openai.InternalServerError, *more, openai.RateLimitError]",
            f"[OSError, {FIVE[1:-1]}, *more, {NAMED}RateLimitError]",
        ),
        (
            "(openai.RateLimitError,) + (openai.InternalServerError,)",
            f"({NAMED}RateLimitError,) + {FIVE}",
        ),
    ],
)
def test_classes_kept_in_a_tuple_or_a_list_become_several_there(before: str, after: str) -> None:
    source = by_name(before)
    moved = by_name(after).replace(HEAD, f"import dashscope\n{QWEN}").replace(CALL, ANSWER)
    report = check_migrated(source, moved)
    assert_told(report, source, "ERROR-DIFFERS", 3)


@pytest.mark.parametrize(
    "guard",
    [
        "    with contextlib.suppress(openai.InternalServerError):\n        yield\n",
        "    try:\n        yield\n    except openai.InternalServerError:\n        pass\n",
    ],
)
def test_what_a_with_runs_is_caught_in_its_context_manager(guard: str) -> None:
    """What stands in the ``with`` of a caller is raised at the ``yield``."""
    program = (
        f"import contextlib\n{HEAD}@contextlib.contextmanager\ndef quiet():\n{guard}"
        f"with quiet():\n    print({CALL}.choices)\n"
    )
    (outcome,) = report_of(program).rewritten
    text = " ".join(outcome.after.decode().split())
    assert FIVE[1:-1] in text


PAIR = "openai.InternalServerError, openai.RateLimitError"


@pytest.mark.parametrize(
    "kept",
    [
        "ERRORS = [(openai.InternalServerError, 'server'), (openai.RateLimitError, 'rate')]",
        "ERRORS = ([openai.InternalServerError, ours.Broken], [openai.RateLimitError, ours.Busy])",
        "ERRORS = openai.InternalServerError, print",
        "ERRORS = openai.InternalServerError, HANDLER",
        f"broken, ERRORS = {PAIR}",
        f"[broken, ERRORS] = [{PAIR}]",
        f"KINDS = [{PAIR}]\nERRORS = KINDS[1]",
        f"KINDS = ({PAIR})\nbroken, ERRORS = KINDS",
        f"KINDS = [OSError] + [{PAIR}]\nERRORS = KINDS[2]",
        f"KINDS = [{PAIR}]\nERRORS = KINDS.pop()",
        f"KINDS = [{PAIR}]\nERRORS = dict(zip(KINDS, ['server', 'rate']))",
        f"def last(kinds):\n    return kinds[-1]\nERRORS = last([{PAIR}])",
        f"ERRORS = ours.second(*({PAIR}))",
        f"ERRORS = dict(zip([{PAIR}], ['server', 'rate']))",
        "ERRORS = ours.row((openai.InternalServerError, 'server'))",
        f"ERRORS = ({PAIR})[1]",
    ],
)
def test_classes_that_are_read_by_their_place_stay_with_their_calls(kept: str) -> None:
    """What stands behind one that became three would be another."""
    head, rest = by_name("()").split("ERRORS = ()\n")
    program = f"{head}import ours\n{kept}\n{rest}"
    check_reported(program, "ERROR-PLACE", line=4 + ("def last" in kept) * 2)


def test_classes_that_become_one_each_are_read_by_their_place() -> None:
    kept = "[(openai.RateLimitError, 'rate'), (openai.APIConnectionError, 'net')]"
    moved = f"[({NAMED}RateLimitError, 'rate'), ({NAMED}APIConnectionError, 'net')]"
    (outcome,) = report_of(by_name(kept)).rewritten
    assert f"ERRORS = {moved}\n" in outcome.after.decode()


def test_a_list_of_classes_keeps_its_lines_and_comments() -> None:
    kept = "[\n    openai.RateLimitError,  # busy\n    openai.InternalServerError,  # broken\n]"
    (outcome,) = report_of(by_name(kept)).rewritten
    rows = FIVE[1:-1].replace(", ", ",\n    ")
    assert (
        f"    {NAMED}RateLimitError,  # busy\n    {rows},  # broken\n]\n" in outcome.after.decode()
    )


def test_a_list_for_calls_of_which_some_stay_has_the_classes_of_both() -> None:
    program = {
        **TWO,
        "asking.py": "import openai\nERRORS = [openai.RateLimitError]\n"
        "def known(e):\n    return type(e) in ERRORS\n",
    }
    results = {o.path: o.after.decode() for o in report_of(program).rewritten}
    assert f"ERRORS = [openai.RateLimitError, {NAMED}RateLimitError]" in results["asking.py"]


ONE = [
    "openai.InternalServerError",
    "{openai.InternalServerError, openai.RateLimitError}",
    '{openai.RateLimitError: "busy", openai.InternalServerError: "broken"}',
    "openai.RateLimitError if input() else openai.InternalServerError",
]
SEVERAL_THERE = ["qwen", "cohere", "zhipu", "litellm"]
BY_STATUS = ["gemini", "mistral", "ollama", "huggingface"]


@pytest.mark.parametrize("to", [*SEVERAL_THERE, *BY_STATUS])
@pytest.mark.parametrize("kept", ONE)
def test_classes_kept_otherwise_move_as_a_whole_or_hold_their_calls(kept: str, to: str) -> None:
    """At no target is one of the source's left behind by the calls that it is for."""
    report = report_of(by_name(kept), to=to, sdk="native", models=("gpt-4=m",))
    if report.rewritten:
        assert "openai" not in report.rewritten[0].after.decode()
    else:
        assert {"ERROR-PLACE", "ERROR-STATUS"} & set(codes(report))


@pytest.mark.parametrize("to", BY_STATUS)
@pytest.mark.parametrize("use", ["except ERRORS:", "tenacity.retry_if_exception_type(ERRORS)"])
def test_a_tuple_by_name_holds_its_calls_where_a_status_tells_errors(use: str, to: str) -> None:
    kept = "ERRORS = (openai.RateLimitError, openai.APIConnectionError)\n"
    program = decorated(f"tenacity.retry(retry={use})", head=f"import tenacity\n{HEAD}{kept}")
    if use.startswith("except"):
        program = f"{HEAD}{kept}try:\n    print({CALL}.choices)\n{use}\n    print()\n"
    place = "ERRORS = "
    check_reported(program, "ERROR-STATUS", line=place, to=to, sdk="native", models=("gpt-4=m",))


WITH = "import contextlib\n"


def quiet(given: str, call: str = CALL, head: str = HEAD) -> str:
    """Return a program that goes on when its call fails."""
    return f"{WITH}{head}with contextlib.suppress({given}):\n    print({call}.choices)\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("openai.InternalServerError", FIVE[1:-1]),
        ("KeyError, openai.InternalServerError", f"KeyError, {FIVE[1:-1]}"),
        ("(openai.InternalServerError, KeyError)", f"({FIVE[1:-1]}, KeyError)"),
        ("*(openai.InternalServerError, KeyError)", f"*({FIVE[1:-1]}, KeyError)"),
        (
            "openai.RateLimitError, openai.InternalServerError, openai.APITimeoutError",
            f"{NAMED}RateLimitError, {FIVE[1:-1]}, {NAMED}APITimeoutError",
        ),
    ],
)
def test_suppress_is_given_all_that_a_class_becomes(before: str, after: str) -> None:
    moved = quiet(after, ANSWER, f"import dashscope\n{QWEN}")
    report = check_migrated(quiet(before), moved)
    assert_told(report, quiet(before), "ERROR-DIFFERS", 4)


def test_suppress_keeps_its_lines_and_comments() -> None:
    before = "\n    openai.InternalServerError,  # theirs\n    # ours\n    KeyError,\n"
    rows = FIVE[1:-1].replace(", ", ",\n    ")
    (outcome,) = report_of(quiet(before)).rewritten
    wanted = f"suppress(\n    {rows},  # theirs\n    # ours\n    KeyError,\n):"
    assert wanted in outcome.after.decode()


def test_suppress_names_no_class_twice() -> None:
    given = "openai.InternalServerError, openai.APIStatusError, openai.APIError"
    (outcome,) = report_of(quiet(given), to="zhipu", sdk="native").rewritten
    (line,) = [row for row in outcome.after.decode().splitlines() if "suppress" in row]
    names = line.partition("(")[2].rpartition(")")[0].split(", ")
    assert len(names) == len(set(names)) and "zai.core.APIStatusError" in names


def test_suppress_asks_for_no_status_and_keeps_its_calls_alone() -> None:
    program = quiet("openai.RateLimitError") + f"other = openai.OpenAI()\nprint(other{CALL[6:]})\n"
    report = report_of(program, to="mistral")
    told = assert_told(report, program, "ERROR-STATUS", 4)
    assert "suppress asks for the class alone" in told.message
    (outcome,) = report.rewritten
    text = outcome.after.decode()
    assert text.startswith(quiet("openai.RateLimitError").partition("client =")[0])
    assert f"suppress(openai.RateLimitError):\n    print({CALL}.choices)" in text
    assert f"print(other{CALLED[6:]})" in text


def test_suppress_around_what_is_out_of_sight_has_the_classes_of_both() -> None:
    given = "openai.InternalServerError"
    library = f"{WITH}import chains\nchain = chains.Chain()\n"
    program = quiet(given, "chain.run()").replace(WITH, library) + CALL
    report = report_of(program)
    (outcome,) = report.rewritten
    both = "openai.InternalServerError,\n    " + FIVE[1:-1].replace(", ", ",\n    ")
    assert f"suppress(\n    {both},\n):" in outcome.after.decode()
    assert_told(report, program, "ERROR-BOTH", 6)


def test_suppress_around_no_call_that_moves_stays() -> None:
    program = quiet("openai.InternalServerError", "1") + CALL
    report = report_of(program.replace("print(1.choices)", "print(1)"))
    (outcome,) = report.rewritten
    assert "suppress(openai.InternalServerError):" in outcome.after.decode()
    assert "ERROR-KEPT" in codes(report)


def test_suppress_covers_the_items_behind_it() -> None:
    program = quiet("openai.RateLimitError").replace(
        "):\n    print", f"), open({CALL}.model) as file:\n    print"
    )
    stays = program.replace(f"print({CALL}.choices)", "print(file)")
    report = check_reported(stays, "ERROR-STATUS", line=4, to="mistral")
    assert "suppress asks" in assert_told(report, stays, "ERROR-STATUS", 4).message


def test_a_test_for_calls_of_which_some_stay_takes_both_classes() -> None:
    program = {**TWO, "asking.py": f"import openai\n{ASKING}"}
    results = {o.path: o.after.decode() for o in report_of(program).rewritten}
    assert set(results) == {"ours.py", "asking.py"}
    both = "(openai.RateLimitError, dashscope.v2.errors.RateLimitError)"
    assert f"return isinstance(e, {both})" in results["asking.py"]


def test_one_name_for_calls_of_which_some_stay_is_told() -> None:
    program = {
        **TWO,
        "asking.py": "import openai\ndef known(e):\n    return type(e) is openai.RateLimitError\n",
    }
    report = report_of(program)
    assert [outcome.path for outcome in report.rewritten] == ["ours.py"]
    message = assert_told(report, program, "ERROR-PLACE", "return type").message
    assert "others stay" in message

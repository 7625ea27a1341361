"""Objects of a response's type that the program builds by hand: what they meet stays, the rest moves."""

from __future__ import annotations

import pytest

from tests.migrating import assert_told, check_noop, check_reported, codes, report_of

APP = """from openai import OpenAI

client = OpenAI()


def {name}():
    return client.chat.completions.create(model="gpt-4", messages=[])
"""
STUB = """from openai.types import CompletionUsage


def zero():
    return CompletionUsage(prompt_tokens=0, completion_tokens=0, total_tokens=0)
"""
MAIN = (
    "import sys\n\nfrom app import ask\nfrom stub import zero\n\nprint(ask().usage.prompt_tokens)\n"
)


def files(rest: str, stub: str = STUB, **more: str) -> dict[str, str]:
    found = {"app.py": APP.format(name="ask"), "stub.py": stub, "main.py": MAIN + rest}
    return found | {f"{name}.py": text for name, text in more.items()}


def moved(program: dict[str, str], line: str = "CompletionUsage(") -> dict[str, str]:
    """What is rewritten, by path; the object is told of."""
    report = report_of(program)
    assert_told(report, program, "TYPE-MADE", line)
    return {o.path: o.after.decode() for o in report.rewritten}


# ------------------------------------------------------------------------------ what stays


@pytest.mark.parametrize(
    "rest",
    [
        "used = ask().usage if sys.argv else zero()\nprint(used.total_tokens)\n",
        "every = [zero()]\nevery.append(ask().usage)\nfor used in every:\n    print(used)\n",
        "import lost\nlost.send(zero())\n",
        "import lost\nlost.send([{'used': zero()}])\n",
        "import lost\nlost.place.used = zero()\n",
        "from openai.types import CompletionUsage\nused: CompletionUsage = ask().usage\nprint(zero())\n",
        "from openai.types import CompletionUsage\nprint(isinstance(ask().usage, CompletionUsage), zero())\n",
        "from openai.types import CompletionUsage\n\n\n"
        "def told(used: CompletionUsage):\n    return used.total_tokens\n\n\nprint(zero())\n",
        "",
    ],
    ids="one other, a list, passed, passed within, stored, annotated, asked, promised, returned".split(
        ", "
    ),
)
def test_what_the_object_may_meet_stays(rest: str) -> None:
    program = files(rest)
    report = check_noop(program)
    assert_told(report, program, "TYPE-MADE", "CompletionUsage(")
    assert_told(report, program, "GROUP-LEFT", "client = OpenAI()")


def test_the_calls_of_its_module_stay() -> None:
    program = {
        "app.py": APP.format(name="ask") + "\n\n" + STUB,
        "main.py": "import app\nprint(app.zero())\n",
    }
    assert "TYPE-MADE" in codes(check_noop(program))


def test_the_openai_route_keeps_the_type() -> None:
    report = report_of(files("print(zero().prompt_tokens)\n"), sdk="openai")
    assert "TYPE-MADE" not in codes(report)
    assert [o.path for o in report.rewritten] == ["app.py"]


def test_where_nothing_is_asked_it_is_told_of_all_the_same() -> None:
    check_reported({"main.py": STUB + "\n\nprint(zero())\n"}, "TYPE-MADE", line="CompletionUsage(")


# ------------------------------------------------------------------------------ what moves


def test_what_it_never_meets_moves() -> None:
    found = moved(files("print(zero().prompt_tokens)\n"))
    assert set(found) == {"app.py", "main.py"}
    assert "ask().usage.input_tokens" in found["main.py"]
    assert "zero().prompt_tokens" in found["main.py"]


def test_only_what_it_meets_stays() -> None:
    rest = "import other\n\nused = other.again().usage if sys.argv else zero()\nprint(used.total_tokens)\n"
    found = moved(files(rest, other=APP.format(name="again")))
    assert set(found) == {"app.py", "main.py"}


@pytest.mark.parametrize(
    "kinds",
    [
        "from openai.types import CompletionUsage\n",
        "import openai.types as t\n\nCompletionUsage = t.CompletionUsage\n",
    ],
)
def test_a_type_that_another_module_hands_on_keeps_its_name(kinds: str) -> None:
    stub = STUB.replace("openai.types", "kinds")
    found = moved(files("print(zero().prompt_tokens)\n", stub, kinds=kinds))
    assert set(found) == {"app.py", "main.py"}


def test_a_class_that_the_object_is_asked_for_keeps_its_name() -> None:
    rest = (
        "from openai.types import CompletionUsage\n\nprint(isinstance(zero(), CompletionUsage))\n"
    )
    found = moved(files(rest))
    assert rest in found["main.py"]


def test_what_an_object_is_built_of_goes_with_it() -> None:
    stub = """from openai.types.chat import ChatCompletion


def zero():
    return ChatCompletion(
        id="",
        choices=[],
        created=0,
        model="",
        object="chat.completion",
        usage=CompletionUsage(prompt_tokens=0, completion_tokens=0, total_tokens=0),
    )
"""
    program = files("print(zero().id)\n", "from openai.types import CompletionUsage\n" + stub)
    assert set(moved(program)) == {"app.py", "main.py"}
    met = files(
        "got = ask() if sys.argv else zero()\nprint(got.model)\n",
        "from openai.types import CompletionUsage\n" + stub,
    )
    assert_told(check_noop(met), met, "TYPE-MADE", "return ChatCompletion(")

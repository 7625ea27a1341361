"""Classes that become several, run before and after with the classes of both SDKs: each fault ends where it did."""

from __future__ import annotations

import itertools
from types import SimpleNamespace
from typing import Any

import pytest

from tests.migrating import report_of

FAULTS = {
    "404": ("NotFoundError", "NotFoundError"),
    "429": ("RateLimitError", "RateLimitError"),
    "500": ("InternalServerError", "InternalServerError"),
    "503": ("InternalServerError", "ServiceUnavailableError"),
    "504": ("InternalServerError", "GatewayTimeoutError"),
    "slow": ("APITimeoutError", "APITimeoutError"),
    "away": ("APIConnectionError", "APIConnectionError"),
    "key": ("KeyError", "KeyError"),
}
"""Fault → what the source raises, and what the target raises."""
CALL = (
    'client.chat.completions.create(model="gpt-4", messages=[{"role": "user", "content": fault}])'
)
TRIED = f"    try:\n        {CALL}\n"
SHAPES = {
    "suppress": f"    with contextlib.suppress(<given>):\n        {CALL}\n        return 'ran'\n",
    "suppress of a tuple": f"    with contextlib.suppress((<given>,)):\n        {CALL}\n        return 'ran'\n",
    "clause": f"{TRIED}    except (<given>,):\n        return 'caught'\n",
    "isinstance": f"{TRIED}    except Exception as e:\n        return isinstance(e, (<given>,))\n",
    "tuple by name": f"{TRIED}    except ERRORS:\n        return 'caught'\n",
    "list by name": f"{TRIED}    except tuple(LISTED):\n        return 'caught'\n",
    "in a list": f"{TRIED}    except Exception as e:\n        return type(e) in LISTED\n",
}
CLASSES = ("RateLimitError", "InternalServerError", "APITimeoutError", "NotFoundError")
GIVEN = [
    ", ".join([*(f"openai.{name}" for name in names), *others])
    for number in (1, 2, 3)
    for names in itertools.combinations(CLASSES, number)
    for others in ((), ("KeyError",))
]


def program(shape: str, given: str) -> str:
    """Return a program whose function tells how a fault ends."""
    kept = (
        f"ERRORS = ({given},)\nLISTED = [{given}]\n"
        if "by name" in shape or "list" in shape
        else ""
    )
    return (
        f"import contextlib\nimport openai\nclient = openai.OpenAI(max_retries=0)\n{kept}"
        f"def run(fault):\n{SHAPES[shape].replace('<given>', given)}    return 'went on'\n"
    )


def ends(source: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """Return how each fault ends, with clients that raise the classes of their own SDK."""
    import dashscope
    import openai

    def chats(owner: Any, place: int) -> Any:
        def create(**given: Any) -> None:
            fault = given["messages"][0]["content"]
            name = FAULTS[fault][place]
            raised = KeyError if name == "KeyError" else getattr(owner, name)
            raise raised.__new__(raised)

        made = SimpleNamespace(chat=SimpleNamespace(completions=SimpleNamespace(create=create)))
        return lambda **_: made

    with monkeypatch.context() as patched:
        patched.setattr(openai, "OpenAI", chats(openai, 0))
        patched.setattr(dashscope, "Client", chats(dashscope.v2.errors, 1))
        space: dict[str, Any] = {}
        exec(compile(source, "main.py", "exec"), space)
        found: dict[str, object] = {}
        for fault in FAULTS:
            try:
                found[fault] = space["run"](fault)
            except Exception:  # noqa: BLE001  that it comes out is what is compared
                found[fault] = "raised"
    return found


@pytest.mark.parametrize("shape", SHAPES)
def test_each_fault_ends_where_it_did(shape: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("dashscope")
    for given in GIVEN:
        source = program(shape, given)
        (outcome,) = report_of(source).rewritten
        after = outcome.after.decode()
        assert "openai." not in after, after
        assert ends(after, monkeypatch) == ends(source, monkeypatch), f"{source}\n----\n{after}"


def test_what_is_left_behind_by_the_calls_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The harness fails on the wrong edit that it is for."""
    pytest.importorskip("dashscope")
    source = program("suppress", "openai.InternalServerError")
    (outcome,) = report_of(source).rewritten
    wrong = outcome.after.decode().replace("dashscope.v2.errors.GatewayTimeoutError,", "")
    assert ends(wrong, monkeypatch) != ends(source, monkeypatch)

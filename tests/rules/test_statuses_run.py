"""Clauses of all kinds, run before and after against SDKs in small: each fault ends where it did."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from tests.migrating import report_of
from transforms import catalog

SURFACE = catalog.load_surface()
FAULTS: dict[str, tuple[str, int, str]] = {
    "400": ("BadRequestError", 400, "MistralError"),
    "404": ("NotFoundError", 404, "MistralError"),
    "418": ("APIStatusError", 418, "MistralError"),
    "429": ("RateLimitError", 429, "MistralError"),
    "500": ("InternalServerError", 500, "MistralError"),
    "503": ("InternalServerError", 503, "MistralError"),
    "odd": ("APIResponseValidationError", 200, "ResponseValidationError"),
    "slow": ("APITimeoutError", 0, "TimeoutException"),
    "away": ("APIConnectionError", 0, "TransportError"),
    "key": ("KeyError", 0, "KeyError"),
}
"""Fault → what the source raises, its status, and what the target raises."""
CLASSES = (
    *("openai.RateLimitError", "openai.RateLimitError", "openai.BadRequestError"),
    *("openai.NotFoundError", "openai.InternalServerError", "openai.APIStatusError"),
    *("openai.APIError", "openai.APITimeoutError", "openai.APIConnectionError"),
    *("openai.APIResponseValidationError", "KeyError", "ValueError", "OSError", "Exception"),
)
BODIES = (
    "said.append({n})",
    "said.append(({n}, {e}.status_code))",
    "return {n}",
    "raise",
    "if said:\n            raise\n        said.append({n})",
)


def program(chance: Random) -> str:
    """Return a program whose function tells how a fault ends."""
    lines = [
        "import openai",
        "client = openai.OpenAI(max_retries=0)",
        "def run(fault):",
        "    said = []",
        "    try:",
        '        client.chat.completions.create(model="gpt-4", messages=[{"role": "user", "content": fault}])',
    ]
    number = chance.choice((1, 1, 2, 2, 3))
    for n in range(number):
        last = n == number - 1
        classes = chance.sample(CLASSES, chance.choice((1, 1, 1, 2, 3)))
        body = chance.choice(BODIES)
        of_status = all(
            c.endswith(("RateLimitError", "RequestError", "StatusError")) for c in classes
        )
        name = chance.choice(("e", "error", ""))
        if "{e}" in body and not (of_status and name):
            body = BODIES[0]
        head = classes[0] if len(classes) == 1 else f"({', '.join(classes)})"
        if last and chance.random() < 0.1:
            head, name, body = "", "", BODIES[0]
        lines.append(
            f"    except {head}{f' as {name}' if name else ''}:".replace("except :", "except:")
        )
        lines.append("        " + body.format(n=n, e=name))
    if chance.random() < 0.3:
        lines += ["    else:", "        said.append('else')"]
    if chance.random() < 0.3:
        lines += ["    finally:", "        said.append('finally')"]
    return "\n".join([*lines, "    return said", ""])


def family(module: ModuleType, parents: dict[str, str]) -> None:
    """Make classes of exceptions, each with a fault and a status."""

    def init(self: Any, fault: str, status: int) -> None:
        self.fault = fault
        if status:
            self.status_code = status

    for name in parents:
        made: list[str] = [name]
        while parents.get(made[-1]) in parents:
            made.append(parents[made[-1]])
        for each in reversed(made):
            if not hasattr(module, each):
                above = getattr(module, parents[each], Exception)
                setattr(module, each, type(each, (above,), {"__init__": init}))


@contextmanager
def sdks() -> Iterator[None]:
    """Put small SDKs into the place of the real ones."""
    names = ("openai", "mistralai", "mistralai.client", "mistralai.client.errors", "httpx2")
    kept = {name: sys.modules.get(name) for name in names}
    modules = {name: ModuleType(name) for name in names}
    openai, mistral, client, errors, http = modules.values()
    family(openai, dict(SURFACE.exceptions))
    family(errors, {"MistralError": "", "ResponseValidationError": "MistralError"})
    family(http, {"TransportError": "", "TimeoutException": "TransportError"})

    def raising(told: str, fault: str) -> None:
        if fault in FAULTS:
            source, status, target = FAULTS[fault]
            name = source if told == "openai" else target
            owner = openai if told == "openai" else errors if hasattr(errors, name) else http
            raise KeyError(fault) if name == "KeyError" else getattr(owner, name)(fault, status)

    def chats(told: str) -> Any:
        def create(**given: Any) -> None:
            raising(told, given["messages"][0]["content"])

        made = SimpleNamespace(create=create)
        return lambda **_: SimpleNamespace(chat=SimpleNamespace(completions=made, complete=create))

    openai.OpenAI = chats("openai")  # type: ignore[attr-defined]
    client.Mistral = chats("mistral")  # type: ignore[attr-defined]
    client.errors, mistral.client = errors, client  # type: ignore[attr-defined]
    sys.modules.update(modules)
    try:
        yield
    finally:
        for name, module in kept.items():
            if module is None:
                del sys.modules[name]
            else:
                sys.modules[name] = module


def ends(source: str) -> dict[str, object]:
    """Return how each fault ends."""
    found: dict[str, object] = {}
    with sdks():
        space: dict[str, Any] = {}
        exec(compile(source, "main.py", "exec"), space)
        for fault in ("none", *FAULTS):
            try:
                found[fault] = space["run"](fault)
            except Exception as raised:  # noqa: BLE001  whatever comes out is what is compared
                found[fault] = f"raises {getattr(raised, 'fault', raised.args)}"
    return found


@pytest.mark.parametrize("seed", range(4))
def test_each_fault_ends_where_it_did(seed: int) -> None:
    chance, conditions = Random(seed), 0
    for _ in range(25):
        source = program(chance)
        report = report_of(source, to="mistral")
        after = "".join(outcome.after.decode() for outcome in report.rewritten)
        if after and "openai" not in after:
            assert ends(after) == ends(source), f"{source}\n----\n{after}"
            conditions += "status_code != " in after or "status_code not in" in after
    assert conditions, "no program got a condition"

"""Clients that an application keeps in its state, and gives to those who serve its requests."""

from __future__ import annotations

import pytest

from tests.migrating import assert_told, check_migrated, check_reported

ASK = (
    "    answer = await {client}.chat.completions.create(model={model}, messages=[])\n"
    "    return answer.usage.{member}\n"
)
BEFORE = {"model": '"gpt-4"', "member": "prompt_tokens"}
AFTER = {"model": '"qwen-plus"', "member": "input_tokens"}
APPLICATION = (
    "from fastapi import FastAPI\n{imported}\n\n\nasync def lifespan(app: FastAPI):\n"
    "    app.state.llm = {made}\n    yield\n    await app.state.llm.{close}()\n\n\n"
    "app = FastAPI(lifespan=lifespan)\n"
)
OURS = APPLICATION.format(
    imported="from openai import AsyncOpenAI", made='AsyncOpenAI(api_key="k")', close="close"
)
THEIRS = APPLICATION.format(
    imported="from dashscope import AsyncClient",
    made='AsyncClient(api_key="k", protocol="openai")',
    close="aclose",
)


@pytest.mark.parametrize(
    ("imported", "parameter", "client"),
    [
        ("from fastapi import Request", "request: Request", "request.app.state.llm"),
        ("import fastapi", "request: fastapi.Request", "request.app.state.llm"),
        (
            "from starlette.requests import Request",
            "request: Request",
            "request.app.state.llm",
        ),
        ("from fastapi import WebSocket", "socket: WebSocket", "socket.app.state.llm"),
        ("from main import app", "question", "app.state.llm"),
    ],
)
def test_the_state_of_an_application(imported: str, parameter: str, client: str) -> None:
    head = f"{imported}\n\n\nasync def ask({parameter}):\n"
    check_migrated(
        {"main.py": OURS, "routes.py": head + ASK.format(client=client, **BEFORE)},
        {"main.py": THEIRS, "routes.py": head + ASK.format(client=client, **AFTER)},
    )


def test_a_dependency_that_takes_it_from_the_state() -> None:
    routes = (
        "from fastapi import Depends, Request\n{imported}\n\n\n"
        "def llm(request: Request) -> {name}:\n    return request.app.state.llm\n\n\n"
        "async def ask(question: str, client: {name} = Depends(llm)):\n" + ASK
    )
    check_migrated(
        {
            "main.py": OURS,
            "routes.py": routes.format(
                imported="from openai import AsyncOpenAI",
                name="AsyncOpenAI",
                client="client",
                **BEFORE,
            ),
        },
        {
            "main.py": THEIRS,
            "routes.py": routes.format(
                imported="from dashscope import AsyncClient",
                name="AsyncClient",
                client="client",
                **AFTER,
            ),
        },
    )


def test_a_state_that_also_gets_another_vendors_client_blocks() -> None:
    other = (
        "import anthropic\nfrom main import app\n\n\n"
        "def change():\n    app.state.llm = anthropic.AsyncAnthropic()\n"
    )
    routes = "from fastapi import Request\n\n\nasync def ask(request: Request):\n" + ASK.format(
        client="request.app.state.llm", **BEFORE
    )
    check_reported(
        {"main.py": OURS, "other.py": other, "routes.py": routes},
        "CLIENT-MIXED",
        line="answer = await",
    )


def test_a_request_without_annotation_brings_the_state_too() -> None:
    routes = "async def ask(request):\n"
    before = {
        "main.py": OURS,
        "routes.py": routes + ASK.format(client="request.app.state.llm", **BEFORE),
    }
    after = {
        "main.py": THEIRS,
        "routes.py": routes + ASK.format(client="request.app.state.llm", **AFTER),
    }
    assert_told(check_migrated(before, after), before, "CLIENT-PUBLIC", "answer = await")


# ------------------------------------------------------------------- Streamlit's and Flask's own

HEAD = {"st": "import streamlit as st\n", "g": "from flask import g\n"}
MADE = {
    "openai": ("from openai import OpenAI\n", 'OpenAI(api_key="k")'),
    "dashscope": ("from dashscope import Client\n", 'Client(api_key="k", protocol="openai")'),
}


def page(sdk: str, state: str, rest: str = "") -> str:
    imported, made = MADE[sdk]
    framework = HEAD["g" if state.startswith("g.") else "st"]
    model, member = ("gpt-4", "prompt_tokens") if sdk == "openai" else ("qwen-plus", "input_tokens")
    return (
        f"{framework}{imported}{state} = {made}\n{rest}"
        f'answer = {state}.chat.completions.create(model="{model}", messages=[])\n'
        f"print(answer.usage.{member})\n"
    )


@pytest.mark.parametrize(
    "state", ["st.session_state.client", 'st.session_state["client"]', "g.client"]
)
@pytest.mark.parametrize("rest", ["", 'print(st.session_state.get("user"))\n'])
def test_the_state_of_a_session(state: str, rest: str) -> None:
    rest = "" if state.startswith("g.") else rest
    check_migrated(page("openai", state, rest), page("dashscope", state, rest))


@pytest.mark.parametrize(
    "rest",
    [
        'llm = st.session_state.get("client")\n',
        "llm = st.session_state[NAME]\n",
        "llm = getattr(st.session_state, NAME)\n",
        "values = list(st.session_state.values())\n",
        "show(st.session_state)\n",
    ],
)
def test_a_state_that_is_read_in_another_way_blocks(rest: str) -> None:
    source = page("openai", "st.session_state.client", rest)
    check_reported(source, "CLIENT-ESCAPES", line="OpenAI(api_key")

"""One chat, before and after, and the head of the program around it on each route."""

from __future__ import annotations

HEAD = {
    "native": 'from dashscope import Client\nclient = Client(api_key="k", protocol="openai")\n',
    "openai": 'from openai import OpenAI\nclient = OpenAI(api_key="k", <address>)\n',
}


def chat(given: str, model: str = "gpt-4") -> str:
    """A chat with these parameters; its answer is only printed."""
    return (
        'from openai import OpenAI\nclient = OpenAI(api_key="k")\n'
        f'print(client.chat.completions.create(model="{model}", messages=[]{given}))\n'
    )


def chatted(given: str, sdk: str, model: str = "qwen-plus") -> str:
    return (
        HEAD[sdk] + f'print(client.chat.completions.create(model="{model}", messages=[]{given}))\n'
    )

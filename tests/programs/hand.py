"""Migrations made by hand, as replacements of text, to try the harness without the engine."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from tests.programs.cases import FIXTURES, Case, load_case
from tests.programs.harness import copied

Replacements = tuple[tuple[str, str], ...]

CLIENT = 'Client(protocol="openai")'
COMPATIBLE = (
    'OpenAI(api_key=os.environ["DASHSCOPE_API_KEY"], organization="", project="", '
    'base_url="https://dashscope.aliyuncs.com/compatible-mode/v1")'
)
OFF = "enable_thinking=False"


@dataclass(frozen=True)
class Hand:
    """A migration of ``case`` by hand; ``findings`` are what a report would say."""

    case: str
    replacements: Replacements
    more: dict[str, Replacements] = field(default_factory=dict)
    findings: tuple[str, ...] = ()


CHAT = Hand(
    "chat_module_client",
    (
        ("from openai import OpenAI", "from dashscope import Client"),
        ("OpenAI()", CLIENT),
        ('model="gpt-4o-mini"', 'model="qwen3.6-flash"'),
        ("max_tokens=200,", f"max_tokens=200,\n    {OFF},"),
    ),
)
CHAT_COMPATIBLE = Hand(
    "chat_module_client",
    (
        ("import sys", "import os\nimport sys"),
        ("OpenAI()", COMPATIBLE),
        ('model="gpt-4o-mini"', 'model="qwen3.6-flash"'),
        ("max_tokens=200,", 'max_tokens=200,\n    extra_body={"enable_thinking": False},'),
    ),
)
MEMORY = Hand(
    "chat_self_client",
    (
        ("from openai import OpenAI", "from dashscope import Client"),
        (
            'OpenAI(api_key=os.environ["OPENAI_API_KEY"])',
            'Client(api_key=os.environ["DASHSCOPE_API_KEY"], protocol="openai")',
        ),
        ('model: str = "gpt-3.5-turbo"', 'model: str = "qwen-flash"'),
    ),
)
USAGE = Hand(
    "usage_cost_tracker",
    (
        ("from openai import OpenAI", "from dashscope import Client"),
        ("OpenAI()", CLIENT),
        ('MODEL = "gpt-4o"', 'MODEL = "qwen3.7-plus"'),
        ("max_tokens=64,", f"max_tokens=64, {OFF},"),
    ),
    {
        "tracker.py": (
            ("usage.prompt_tokens", "usage.input_tokens"),
            ("usage.completion_tokens", "usage.output_tokens"),
        )
    },
)
STREAM = Hand(
    "stream_for_loop",
    (
        ("import openai", "import dashscope"),
        ("openai.OpenAI()", f"dashscope.{CLIENT}"),
        ('model="gpt-4"', 'model="qwen-plus"'),
        (
            "    for chunk in stream:\n",
            "    for chunk in stream:\n        if not chunk.choices:\n            continue\n",
        ),
    ),
)
STREAM_USAGE = Hand(
    "stream_usage",
    (
        ("from openai import OpenAI", "from dashscope import Client"),
        ("OpenAI()", CLIENT),
        ('model="gpt-4o-mini"', 'model="qwen-flash"'),
        ('    stream_options={"include_usage": True},\n', ""),
        ("usage.prompt_tokens", "usage.input_tokens"),
        ("usage.completion_tokens", "usage.output_tokens"),
    ),
)
TOOLS = Hand(
    "tools_round_trip",
    (
        ("from openai import OpenAI", "from dashscope import Client"),
        ("OpenAI()", CLIENT),
        ('model="gpt-4o", messages=messages', f'model="qwen3.7-plus", {OFF}, messages=messages'),
        ("messages.append(message)", "messages.append(message.model_dump(exclude_none=True))"),
    ),
)
ERRORS = Hand(
    "errors_ordered",
    (
        (
            "import openai\nfrom openai import OpenAI",
            "from dashscope import Client\nfrom dashscope.v2 import errors",
        ),
        (
            "OpenAI(max_retries=1, timeout=30.0)",
            'Client(max_retries=1, timeout=30.0, protocol="openai")',
        ),
        ('model="gpt-4o-mini"', 'model="qwen-flash"'),
        (
            "openai.InternalServerError",
            "(errors.InternalServerError, errors.ServiceUnavailableError)",
        ),
        ("openai.", "errors."),
    ),
)
VECTORS = Hand(
    "embeddings_cosine",
    (
        ("from openai import OpenAI", "from dashscope import Client"),
        ("OpenAI()", CLIENT),
        ('"text-embedding-3-small"', '"text-embedding-v4"'),
        ("input=texts", "input=texts, dimension=1536"),
        ('input="which animal purrs?"', 'input="which animal purrs?", dimension=1536'),
        ("response.data", "response.embeddings"),
        (").data[0]", ").embeddings[0]"),
    ),
)
VECTORS_COMPATIBLE = Hand(
    "embeddings_cosine",
    (
        ("import math", "import math\nimport os"),
        ("OpenAI()", COMPATIBLE),
        ('"text-embedding-3-small"', '"text-embedding-v4"'),
        ("input=texts", 'input=texts, dimensions=1536, encoding_format="float"'),
        (
            'input="which animal purrs?"',
            'input="which animal purrs?", dimensions=1536, encoding_format="float"',
        ),
    ),
)
MAPPING = Hand(
    "kwargs_dict_literal",
    (
        ("from openai import OpenAI", "from dashscope import Client"),
        ("OpenAI()", CLIENT),
        ('"gpt-4.1"', '"qwen3.7-plus"'),
        ('        "frequency_penalty": 0.3,\n', '        "enable_thinking": False,\n'),
        ('params["max_completion_tokens"]', 'params["max_tokens"]'),
    ),
    findings=("frequency_penalty was dropped: the provider's SDK has no such parameter",),
)
GATHER = Hand(
    "async_gather",
    (
        ("from openai import AsyncOpenAI", "from dashscope import AsyncClient"),
        ("client: AsyncOpenAI", "client: AsyncClient"),
        ("AsyncOpenAI()", 'AsyncClient(protocol="openai")'),
        ('model="gpt-4o-mini"', f'model="qwen3.6-flash", {OFF}'),
    ),
)

CORRECT = {name: value for name, value in sorted(globals().items()) if isinstance(value, Hand)}


def written(hand: Hand, folder: Path, *wrong: tuple[str, str]) -> tuple[Case, Path]:
    """Write a migration by hand into ``folder``, and then what is ``wrong`` with it.

    Returns the case and the tree. Raises ValueError for a replacement that replaces nothing.
    """
    case = load_case(FIXTURES / hand.case)
    tree = copied(case, folder)
    for name, replacements in {"main.py": hand.replacements, **hand.more}.items():
        text = (tree / name).read_text(encoding="utf-8")
        for old, new in replacements:
            if old not in text:
                raise ValueError(f"{hand.case}/{name} has no {old!r}")
            text = text.replace(old, new)
        for old, new in wrong:
            text = text.replace(old, new)
        (tree / name).write_text(text, encoding="utf-8")
    return case, tree

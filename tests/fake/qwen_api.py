"""Qwen's rules, shared by its two endpoints: keys, leaks, parameters, models, reasoning."""

from __future__ import annotations

import re
from typing import Any

from tests.fake import checks
from tests.fake.checks import Check
from tests.fake.exchange import Exchange
from tests.fake.faults import Fault
from tests.fake.meaning import Meaning
from tests.fake.openai_api import AZURE_KEY, check_meaning
from tests.fake.qwen_models import CHAT_MODELS, NO_SCHEMA, VECTOR_MODELS, ChatModel
from tests.fake.reply import Reply, answer

KEY = "sk-" + "f4keda5h5c0pe" * 2
HOST = re.compile(
    r"dashscope(-intl|-us)?\.aliyuncs\.com"
    r"|cn-hongkong\.dashscope\.aliyuncs\.com"
    r"|[\w-]+\.[\w-]+\.maas\.aliyuncs\.com"
)
ROLES = ("system", "user", "assistant", "tool")

HEEDED: dict[str, Check] = {
    "temperature": checks.number(0, 2, open_end=True),
    "top_p": checks.number(1e-9, 1),
    "top_k": checks.whole(0),
    "n": checks.whole(1, 4),
    "stop": checks.stop,
    "max_tokens": checks.whole(1),
    "presence_penalty": checks.number(-2, 2),
    "repetition_penalty": checks.number(1e-9, 2),
    "seed": checks.whole(0, 2**31 - 1),
    "logprobs": checks.flag,
    "top_logprobs": checks.whole(0, 5),
    "tools": checks.tools,
    "tool_choice": checks.tool_choice,
    "parallel_tool_calls": checks.flag,
    "response_format": checks.response_format,
    "enable_thinking": checks.flag,
    "thinking_budget": checks.whole(1),
    "enable_search": checks.flag,
    "search_options": checks.mapping,
}
"""Parameters that both endpoints document."""

UNHEEDED: dict[str, Check] = {
    "frequency_penalty": checks.anything,
    "logit_bias": checks.anything,
    "user": checks.anything,
    "store": checks.anything,
    "metadata": checks.anything,
    "service_tier": checks.anything,
    "verbosity": checks.anything,
    "reasoning_effort": checks.anything,
    "safety_identifier": checks.anything,
    "prompt_cache_key": checks.anything,
}
"""Parameters no document speaks of: taken and not heeded, so a migration has to speak of them."""

_FOREIGN = ("openai-organization", "openai-project")


def authorize(exchange: Exchange) -> None:
    """Check the key, and note what of OpenAI's arrived here. Raises Fault 401 for another key."""
    key = exchange.headers.get("authorization", "").removeprefix("Bearer ")
    leaks = [name for name in _FOREIGN if exchange.headers.get(name)]
    if key.startswith("sk-proj-") or key == AZURE_KEY:
        leaks.append("an OpenAI key")
    exchange.leak = ", ".join(leaks)
    if key != KEY:
        raise Fault(401, "invalid_api_key", "Incorrect API key provided.")


def chat_model(name: Any) -> ChatModel:
    """Return a chat model by name. Raises Fault 404."""
    if name not in CHAT_MODELS:
        raise Fault(404, "model_not_found", f"The model `{name}` does not exist.")
    return CHAT_MODELS[name]


def converse(exchange: Exchange, meaning: Meaning, ignoring: frozenset[str]) -> Reply:
    """Check a chat request against the rules of both endpoints, and return the reply.

    Raises Fault.
    """
    model = chat_model(exchange.model)
    parameters = meaning.parameters
    exchange.ignored = tuple(sorted(set(parameters) & set(UNHEEDED)))
    check_meaning(meaning, sees=model.sees, code="invalid_parameter_error")
    form = parameters.get("response_format", {}).get("type")
    if form == "json_schema" and exchange.model in NO_SCHEMA:
        raise Fault(400, "invalid_parameter_error", "json_schema is not supported here")
    thinking = bool(parameters.get("enable_thinking", model.thinks))
    if thinking and not model.can_think:
        raise Fault(400, "invalid_parameter_error", "this model cannot think", "enable_thinking")
    choice = parameters.get("tool_choice")
    if thinking and (choice == "required" or isinstance(choice, dict)):
        message = "tool_choice does not support being set to required or object in thinking mode"
        raise Fault(400, "invalid_parameter_error", message, "tool_choice")
    exchange.reasoned = thinking
    unheard = ignoring | set(UNHEEDED)
    return answer(meaning, ignoring=unheard, reasoning=thinking)


def vector_size(exchange: Exchange, asked: Any, count: int) -> int:
    """Return the size of the vectors to send. Raises Fault for a bad model, size or batch."""
    model = VECTOR_MODELS.get(exchange.model)
    if model is None:
        raise Fault(404, "model_not_found", f"The model `{exchange.model}` does not exist.")
    if count > model.batch:
        message = f"batch size is invalid, it should not be larger than {model.batch}."
        raise Fault(400, "InvalidParameter", message, "input")
    size = asked if asked is not None else model.sizes[0]
    if size not in model.sizes:
        raise Fault(400, "InvalidParameter", f"dimension {size} is not supported", "dimension")
    return int(size)

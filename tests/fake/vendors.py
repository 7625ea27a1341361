"""Every vendor that the fake server plays but the source: Qwen, and one for each endpoint's data."""

from __future__ import annotations

import re
from dataclasses import replace
from types import ModuleType

from tests.fake import (
    anthropic_native,
    cohere_native,
    gemini_native,
    ollama_native,
    openai_api,
    qwen_api,
    qwen_compatible,
    qwen_native,
)
from tests.fake.endpoint import Endpoint, all_endpoints
from tests.fake.endpoint_api import vendor
from tests.fake.exchange import Answer, Exchange
from tests.fake.faults import Fault
from tests.fake.qwen_models import CHAT_MODELS, VECTOR_MODELS
from tests.fake.vendor import Vendor


def _qwen(exchange: Exchange, ignoring: frozenset[str]) -> Answer:
    if exchange.path.startswith("/compatible-mode/"):
        return qwen_compatible.respond(exchange, ignoring)
    return qwen_native.respond(exchange, ignoring)


QWEN = Vendor(
    name="qwen",
    key=qwen_api.KEY,
    key_variable="DASHSCOPE_API_KEY",
    host=qwen_api.HOST,
    chat_models=frozenset(CHAT_MODELS),
    vector_models=frozenset(VECTOR_MODELS),
    respond=_qwen,
    error=qwen_compatible.error,
    switches=frozenset({"enable_thinking", "thinking_budget"}),
)
SOURCE = Vendor(
    name="openai",
    key=openai_api.KEY,
    key_variable="OPENAI_API_KEY",
    host=re.compile(re.escape(openai_api.HOST)),
    chat_models=openai_api.SERVED,
    vector_models=frozenset(openai_api.VECTORS),
    respond=openai_api.respond,
    error=openai_api.error,
    switches=frozenset({"reasoning_effort"}),
)
"""The source itself, as a target: what it serves today."""
OWN: dict[str, tuple[str, ModuleType]] = {
    "anthropic": ("/v1/messages", anthropic_native),
    "cohere": ("/v2/", cohere_native),
    "gemini": ("/v1/", gemini_native),
    "ollama": ("/api/", ollama_native),
}
"""Vendors with a wire of their own beside the compatible one: where it starts, and who speaks it."""


def _with_own(endpoint: Endpoint) -> Vendor:
    """Return an endpoint's vendor, which speaks its own wire too."""
    made = vendor(endpoint)
    if endpoint.name not in OWN:
        return made
    start, own = OWN[endpoint.name]

    def respond(exchange: Exchange, ignoring: frozenset[str]) -> Answer:
        if exchange.path.startswith(start):
            answer: Answer = own.respond(endpoint, exchange, ignoring)
            return answer
        return made.respond(exchange, ignoring)

    if endpoint.name == "anthropic":
        demands, assumes = frozenset({"max_tokens"}), {"parallel_tool_calls": True}
        made = replace(made, demands=demands, assumes=assumes)
    if endpoint.name == "gemini":
        made = replace(made, assumes={"parallel_tool_calls": True})
    return replace(made, respond=respond)


VENDORS: dict[str, Vendor] = {
    "qwen": QWEN,
    **{endpoint.name: _with_own(endpoint) for endpoint in all_endpoints()},
}


def error_of(vendor: Vendor, exchange: Exchange, fault: Fault) -> object:
    """Return a fault in the shape of the wire that the exchange came by."""
    if vendor.name == QWEN.name and not exchange.path.startswith("/compatible-mode/"):
        return qwen_native.error(fault)
    if vendor.name in OWN and exchange.path.startswith(OWN[vendor.name][0]):
        return OWN[vendor.name][1].error(fault)
    return vendor.error(fault)


def at(host: str) -> Vendor | None:
    """Return the vendor that serves a host, or None."""
    return next((each for each in VENDORS.values() if each.serves(host)), None)


def served_hosts() -> str:
    """Return a regular expression for the hosts of every vendor."""
    return "|".join(f"(?:{each.host.pattern})" for each in VENDORS.values())

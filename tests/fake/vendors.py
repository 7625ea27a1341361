"""Every vendor that the fake server plays but the source: Qwen, and one for each endpoint's data."""

from __future__ import annotations

from tests.fake import qwen_api, qwen_compatible, qwen_native
from tests.fake.endpoint import all_endpoints
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
VENDORS: dict[str, Vendor] = {
    "qwen": QWEN,
    **{endpoint.name: vendor(endpoint) for endpoint in all_endpoints()},
}


def error_of(vendor: Vendor, exchange: Exchange, fault: Fault) -> object:
    """Return a fault in the shape of the wire that the exchange came by."""
    if vendor is QWEN and not exchange.path.startswith("/compatible-mode/"):
        return qwen_native.error(fault)
    return vendor.error(fault)


def at(host: str) -> Vendor | None:
    """Return the vendor that serves a host, or None."""
    return next((each for each in VENDORS.values() if each.serves(host)), None)


def served_hosts() -> str:
    """Return a regular expression for the hosts of every vendor."""
    return "|".join(f"(?:{each.host.pattern})" for each in VENDORS.values())

"""What goes wrong at a provider: the error a request gets, before each wire gives it a shape."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(eq=False)
class Fault(Exception):  # noqa: N818 - it is data that is thrown
    """A refused request: HTTP status, a code in the provider's own words, and the sentence.

    ``param`` names the parameter at fault. ``network`` is "timeout" or "refused" when the client
    is to see no answer at all.
    """

    status: int
    code: str
    message: str
    param: str | None = None
    network: str = ""


STATUS_CODES = {
    400: "invalid_request",
    401: "invalid_api_key",
    403: "permission_denied",
    404: "not_found",
    409: "conflict",
    422: "unprocessable_entity",
    429: "rate_limit_exceeded",
    500: "internal_error",
    502: "bad_gateway",
    503: "service_unavailable",
    504: "gateway_timeout",
}

_STATUS = re.compile(r"\[\[status (\d{3})(?: x(\d+))?\]\]")
_NETWORK = re.compile(r"\[\[(timeout|refused)(?: x(\d+))?\]\]")


def asked_fault(text: str) -> tuple[Fault, int | None] | None:
    """Return the fault that a message asks for by a directive, and how many times it is to come.

    ``[[status 429]]`` fails always, ``[[status 429 x2]]`` the first two times; ``[[timeout]]`` and
    ``[[refused]]`` give no answer. None when the text holds no such directive.
    """
    found = _STATUS.search(text)
    if found:
        status = int(found.group(1))
        code = STATUS_CODES.get(status, "error")
        fault = Fault(status, code, f"the fake was asked for status {status}")
        return fault, int(found.group(2)) if found.group(2) else None
    found = _NETWORK.search(text)
    if found:
        fault = Fault(599, "network", "no answer", network=found.group(1))
        return fault, int(found.group(2)) if found.group(2) else None
    return None

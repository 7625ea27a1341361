"""Operations for whose plain calls another stands where a target lacks them."""

from __future__ import annotations

from codemod.vocabulary.provider import Route

CHAT = "chat.completions.create"
ASKED = ("responses.create",)


def turned(route: Route) -> tuple[str, ...]:
    """Return the operations that the route lacks, and that a chat stands for there."""

    def served(name: str) -> bool:
        operation = route.operations.get(name)
        return operation is not None and not operation.unsupported

    return tuple(name for name in ASKED if served(CHAT) and not served(name))

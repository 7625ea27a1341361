"""Operations for whose plain calls another stands where a target lacks them."""

from __future__ import annotations

from codemod.vocabulary.provider import Route

CHAT = "chat.completions.create"
ASKED = ("responses.create", "completions.create")


def turned(route: Route, *, own: bool = False) -> tuple[str, ...]:
    """Return the operations that the route lacks, and that a chat stands for there.

    The source's own service (``own``) has all, and no model any more for completions of texts.
    """
    if own:
        return ("completions.create",)

    def served(name: str) -> bool:
        operation = route.operations.get(name)
        return operation is not None and not operation.unsupported

    return tuple(name for name in ASKED if served(CHAT) and not served(name))

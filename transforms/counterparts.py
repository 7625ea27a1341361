"""Operations for whose plain calls another stands where a target lacks them."""

from __future__ import annotations

from codemod.vocabulary.provider import OperationMap, Route
from codemod.vocabulary.treatment import Treatment, Verb
from codemod.vocabulary.turned import Older

CHAT = "chat.completions.create"
ASKED = ("responses.create", "completions.create")

# openai 3.57.0: types/chat/completion_create_params.py, chat_completion_message.py, chat_completion_chunk.py
FUNCTIONS = Older(
    operation=CHAT,
    listed="functions",
    chosen="function_call",
    member="function_call",
    types=("ChatCompletionMessage", "ChoiceDelta"),
    role="function",
    ended=(("Choice", "finish_reason"), ("ChunkChoice", "finish_reason")),
    message="ChatCompletionMessage",
    messages="messages",
)
NEWER = "tools"


def older(route: Route) -> Older | None:
    """Return the older way to offer functions, where the route knows the newer one only.

    Of a model that gives way to another, the newer one may be what the other takes.
    """
    chat = route.operations.get(CHAT)
    newer = chat is not None and not refused(chat, NEWER)
    return FUNCTIONS if newer and without_functions(route) else None


def without_functions(route: Route) -> bool:
    """Say whether functions cannot be offered in the older way in a route's chats."""
    chat = route.operations.get(CHAT)
    return chat is not None and not chat.unsupported and refused(chat, FUNCTIONS.listed)


def refused(operation: OperationMap, name: str) -> bool:
    """Say whether an operation takes no such parameter, of whatever model."""
    treatments: tuple[Treatment | None, ...] = (
        operation.parameters.get(name),
        operation.renewed.get(name),
    )
    return any(t is not None and t.verb is Verb.UNSUPPORTED for t in treatments)


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

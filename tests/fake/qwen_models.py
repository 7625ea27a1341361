"""What the fake Qwen serves: its models, and what each can do."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ChatModel:
    """A chat model: whether it reasons unless told not to, can reason, sees images.

    ``multimodal`` is the native path that it is bound to.
    """

    thinks: bool = False
    can_think: bool = True
    sees: bool = False
    multimodal: bool = False


_HYBRID = ChatModel(thinks=True, sees=True, multimodal=True)
_TEXT = ChatModel()

CHAT_MODELS = {
    "qwen3.8-max": _HYBRID,
    "qwen3.8-flash": _HYBRID,
    "qwen3.7-plus": _HYBRID,
    "qwen3.6-plus": _HYBRID,
    "qwen3.6-flash": _HYBRID,
    "qwen3.5-plus": _HYBRID,
    "qwen3.5-flash": _HYBRID,
    "qwen3.7-max": ChatModel(thinks=True),
    "qwen3-max": _TEXT,
    "qwen-max": _TEXT,
    "qwen-plus": _TEXT,
    "qwen-flash": _TEXT,
    "qwen-turbo": _TEXT,
    "qwen3-coder-plus": ChatModel(can_think=False),
    "qwen3-vl-plus": ChatModel(sees=True, multimodal=True),
    "qwen-vl-max": ChatModel(sees=True, multimodal=True),
}

NO_SCHEMA = frozenset({"qwen-turbo", "qwen-vl-max"})
"""Models that refuse ``json_schema``."""


@dataclass(frozen=True)
class VectorModel:
    """An embedding model: the sizes it knows, the default first, and texts per request."""

    sizes: tuple[int, ...]
    batch: int


VECTOR_MODELS = {
    "text-embedding-v4": VectorModel((1024, 2048, 1536, 768, 512, 256, 128, 64), 10),
    "text-embedding-v3": VectorModel((1024, 768, 512, 256, 128, 64), 10),
    "qwen3.7-text-embedding": VectorModel((1024, 2560, 2048, 1536, 768, 512, 256), 20),
}

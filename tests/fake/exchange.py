"""One request and its answer, as the fake server saw them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.fake.meaning import Meaning

RETRY_SOON = {"retry-after-ms": "1", "retry-after": "0"}


@dataclass
class Exchange:
    """What arrived, and what became of it.

    ``kind`` is chat, embedding, models or other. ``parameters`` are canonical, and hold what the
    provider takes as given when nothing is said where that matters (the size of a vector).
    ``ignored`` are the parameters that the provider takes and does not heed. ``reasoned`` says the
    reply carries reasoning; ``leak`` what of the other vendor's arrived here.
    """

    method: str
    host: str
    path: str
    headers: Mapping[str, str]
    body: Any
    query: Mapping[str, str] = field(default_factory=dict)
    kind: str = "other"
    model: str = ""
    topic: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)
    given: tuple[str, ...] = ()
    stream: bool = False
    ignored: tuple[str, ...] = ()
    reasoned: bool = False
    leak: str = ""
    status: int = 0
    error: str = ""

    def chat(self, model: Any, meaning: Meaning) -> None:
        """Note that this is a chat request, and what it means."""
        self.kind = "chat"
        self.model = str(model)
        self.topic = meaning.topic
        self.parameters = dict(meaning.parameters)
        if meaning.details:
            self.parameters["detail"] = meaning.details
        self.given = tuple(sorted(meaning.parameters))
        self.stream = meaning.stream


@dataclass(frozen=True)
class Answer:
    """An HTTP answer: a JSON body, or the events of a stream (each a full frame)."""

    status: int
    body: Any = None
    frames: tuple[str, ...] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def content_type(self) -> str:
        return "application/json" if self.frames is None else "text/event-stream; charset=utf-8"

    @property
    def encoded(self) -> bytes:
        """The body as bytes."""
        if self.frames is not None:
            return "".join(self.frames).encode()
        return json.dumps(self.body).encode()

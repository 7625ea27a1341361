"""The schema of what a route's SDK raises: classes, and statuses where a class says too little."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from transforms.entries import Entry
from transforms.settings import Settings, known_key
from transforms.treatments import dotted_name, sentence, template

_STATUS = re.compile(r"([1-5]\d\d)(\+?)")


@dataclass
class Errors:
    """Exception name → its counterparts, why it has none or wants a look, its least and greatest status,
    what is to be said where a client for asyncio raises it.

    The greatest is 0 where there is none. ``where`` is the expression of a status over ``{self}``;
    ``beside`` are exceptions whose counterparts lie above or below one that is told by its status,
    ``shared`` others whose counterparts have a member of that name too.
    """

    targets: dict[str, tuple[str, ...]] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    statuses: dict[str, tuple[int, int]] = field(default_factory=dict)
    awaited: dict[str, str] = field(default_factory=dict)
    where: str = ""
    beside: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()


def read_errors(fields: Mapping[str, Entry], settings: Settings) -> Errors:
    """Return what a route says of exceptions: each is a name, a list of names, or a mapping.

    That has ``unsupported``, or ``is`` with ``review``, with ``async`` (what wants a look of calls for
    asyncio only) or with ``status``: one, or the least with a +.
    ``error_status`` says ``at`` which expression a status is found, what lies ``beside`` and is ``shared``.
    Raises ``CatalogError``.
    """
    found = Errors()
    if "errors" not in fields:
        return found
    for name, entry in fields["errors"].items().items():
        known_key(entry, "exception", settings.surface.exceptions)
        value = entry
        if not entry.is_text and not entry.is_list:
            parts = entry.fields((), ("is", "status", "review", "async", "unsupported"))
            if ("is" in parts) == ("unsupported" in parts):
                raise entry.error(f"{name} needs either is or unsupported")
            if "unsupported" in parts:
                found.targets[name], found.reasons[name] = (), sentence(parts["unsupported"])
                continue
            if "review" in parts:
                found.reasons[name] = sentence(parts["review"])
            if "async" in parts:
                found.awaited[name] = sentence(parts["async"])
            if "status" in parts:
                found.statuses[name] = _status(parts["status"])
            value = parts["is"]
        targets = (value,) if value.is_text else value.elements()
        found.targets[name] = tuple(dotted_name(target) for target in targets)
        if name in found.statuses and len(targets) != 1:
            raise entry.error(f"{name} has a status, and must be one class")
    if missing := [name for name in settings.surface.exceptions if name not in found.targets]:
        raise fields["errors"].error(f"nothing is said of exceptions {', '.join(missing)}")
    if found.statuses and "error_status" not in fields:
        raise fields["errors"].error("a status needs error_status, which says where it is found")
    if "error_status" in fields:
        parts = fields["error_status"].fields(("at",), ("beside", "shared"))
        found.where = template(parts["at"])
        found.beside, found.shared = (
            (
                tuple(
                    e.known("exception", settings.surface.exceptions) for e in parts[key].elements()
                )
                if key in parts
                else ()
            )
            for key in ("beside", "shared")
        )
    return found


def _status(entry: Entry) -> tuple[int, int]:
    match = _STATUS.fullmatch(entry.text())
    if match is None:
        raise entry.error(f"{entry.text()} is no status such as 429 or 500+")
    low = int(match[1])
    return low, 0 if match[2] else low

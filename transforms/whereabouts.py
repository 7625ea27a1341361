"""Where each operation of the source goes at a provider, by each of its routes, as text."""

from __future__ import annotations

from collections.abc import Iterator

from codemod.vocabulary.provider import Provider, Route
from codemod.vocabulary.surface import Surface
from transforms.counterparts import turned

SERVED = "served"
UNKNOWN = "nothing is known of it"
NAMES = 3


def whereabouts(provider: Provider, surface: Surface) -> str:
    """Return a table: each resource, or its operations where they differ, and what becomes of it."""
    lines = [f"What {provider.title} has for each:", ""]
    for name, texts in rows(provider, surface):
        lines.append(name)
        lines += [f"  --sdk {kind}: {text}" for kind, text in texts.items()]
    return "\n".join(lines) + "\n"


def rows(provider: Provider, surface: Surface) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield (resource or operations, text by route), sorted by resource.

    A resource whose operations all go the same way is one row.
    """
    resources: dict[str, list[str]] = {}
    for operation in sorted(surface.operations):
        if "." in operation and not operation.startswith("beta.chat."):
            resources.setdefault(resource(operation), []).append(operation)
    for name, operations in resources.items():
        same: dict[tuple[str, ...], list[str]] = {}
        for operation in operations:
            key = tuple(said(route, operation) for route in provider.routes.values())
            same.setdefault(key, []).append(operation)
        for key, found in same.items():
            label = name if len(same) == 1 else ", ".join(found[:NAMES])
            more = len(found) - NAMES if len(same) > 1 else 0
            label += f" and {more} more" if more > 0 else ""
            yield label, dict(zip(provider.routes, key, strict=True))


def resource(operation: str) -> str:
    """Return what an operation belongs to: its first name, or two where these are of many kinds."""
    parts = operation.split(".")
    wide = parts[0] in ("beta", "audio", "chat")
    return ".".join(parts[: min(2 if wide else 1, len(parts) - 1)])


def said(route: Route, operation: str) -> str:
    held = route.operations.get(operation)
    if held is None:
        return UNKNOWN
    if held.unsupported:
        plain = "; a plain call becomes a chat" if operation in turned(route) else ""
        return held.unsupported.rstrip(".") + plain
    return SERVED if held.path in ("", operation) else f"{SERVED}, as {held.path}"


def carried(provider: Provider, kind: str, operation: str) -> str:
    """Return the other route that serves an operation which this one does not, or ""."""
    for other, route in provider.routes.items():
        held = route.operations.get(operation)
        if other != kind and held is not None and not held.unsupported:
            return other
    return ""

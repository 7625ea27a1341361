"""The schema of a route's operations: their parameters, what they are like, what is not there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from codemod.vocabulary.provider import OperationMap
from codemod.vocabulary.surface import Operation, Surface
from codemod.vocabulary.treatment import Treatment, Verb
from transforms.entries import Entry, suggestion
from transforms.settings import Settings, known_key
from transforms.treatments import expression, sentence

_PATHS = ("path", "stream_path", "async_path", "async_stream_path")
_STREAMS = ("awaited_stream", "lazy_stream")


def read_operations(
    section: Entry, parts: Sequence[Mapping[str, Entry]], settings: Settings
) -> dict[str, OperationMap]:
    """Return how each operation of the surface maps; of ``parts``, later ones win.

    Raises ``CatalogError``.
    """
    surface = settings.surface
    rows: dict[str, list[Entry]] = {}
    for fields in parts:
        for path, entry in (fields["operations"].items().items() if "operations" in fields else ()):
            known_key(entry, "operation", surface.operations)
            rows.setdefault(path, []).append(entry)
    found: dict[str, OperationMap] = {}
    for path in rows:
        _resolve(path, rows, settings, found)
    for fields in parts:
        for prefix in fields["unchanged"].elements() if "unchanged" in fields else ():
            for path in _below(prefix, prefix.text(), surface):
                if path not in found:
                    known = surface.operations[path].parameters
                    keep = {name: Treatment(Verb.KEEP) for name in known}
                    found[path] = OperationMap(path, keep)
    reasons = _reasons(parts, settings)
    rest = [path for path in surface.operations if path not in found]
    if silent := [path for path in rest if not _reason(path, reasons)]:
        raise section.error(
            f"nothing is said of {silent[0]} and {len(silent) - 1} other operations"
        )
    for path in rest:
        found[path] = OperationMap(path, {}, unsupported=_reason(path, reasons))
    return found


def _reasons(parts: Sequence[Mapping[str, Entry]], settings: Settings) -> dict[str, str]:
    reasons = {}
    for fields in parts:
        for prefix, entry in (
            fields["unsupported"].items().items() if "unsupported" in fields else ()
        ):
            if prefix != "*":
                _below(entry, prefix, settings.surface)
            reasons[prefix] = sentence(entry)
    return reasons


def _reason(path: str, reasons: Mapping[str, str]) -> str:
    """Return the reason of the longest prefix of ``path``, or ""."""
    prefix = path
    while prefix and prefix not in reasons:
        prefix = prefix.rpartition(".")[0]
    return reasons.get(prefix or "*", "")


def _below(entry: Entry, prefix: str, surface: Surface) -> list[str]:
    paths = [path for path in surface.operations if f"{path}.".startswith(f"{prefix}.")]
    if not paths:
        raise entry.error(f"unknown operation {prefix}{suggestion(prefix, surface.operations)}")
    return paths


def _resolve(
    path: str,
    rows: Mapping[str, Sequence[Entry]],
    settings: Settings,
    found: dict[str, OperationMap],
) -> None:
    """Put the operation at ``path`` into ``found``, after the one that it is like."""
    if path in found:
        return
    found[path] = OperationMap(path, {}, unsupported="it is like itself")
    mapped: OperationMap | None = None
    for entry in rows[path]:
        parts = entry.items()
        if "like" in parts:
            other = parts["like"].known("operation", rows)
            _resolve(other, rows, settings, found)
            mapped = found[other]
        mapped = _operation(settings.surface.operations[path], entry, settings, mapped)
    assert mapped is not None
    found[path] = mapped


def _operation(
    operation: Operation, entry: Entry, settings: Settings, earlier: OperationMap | None
) -> OperationMap:
    parts = entry.fields(
        (),
        (
            "like",
            "parameters",
            "unlisted",
            "defaults",
            "stream_defaults",
            "unsupported",
            "renewed",
            "reasoning",
            "thinking_off",
            "unnamed",
            *_PATHS,
            *_STREAMS,
        ),
    )
    if "unsupported" in parts:
        return OperationMap(operation.path, {}, unsupported=sentence(parts["unsupported"]))
    if earlier is not None and earlier.unsupported and "parameters" not in parts:
        return OperationMap(operation.path, {}, unsupported=earlier.unsupported)
    own: dict[str, Treatment] = {}
    if "parameters" in parts:
        own = settings.treatments(
            parts["parameters"], f"parameter of {operation.path}", operation.parameters
        )
    if "unlisted" in parts:  # whatever was said before
        rest = settings.treatment(parts["unlisted"])
        own = {name: own.get(name, rest) for name in operation.parameters}
    parameters = {**(earlier.parameters if earlier is not None else {}), **own}
    parameters = {name: how for name, how in parameters.items() if name in operation.parameters}
    if missing := [name for name in operation.parameters if name not in parameters]:
        raise entry.error(f"nothing is said of parameters {', '.join(missing)}")
    defaults, unless, reviews = _defaults(parts, "defaults", operation, settings)
    streamed, unless_streamed, _ = _defaults(parts, "stream_defaults", operation, settings)
    if earlier is not None:
        defaults = defaults if "defaults" in parts else dict(earlier.defaults)
        reviews = reviews if "defaults" in parts else dict(earlier.reviews)
        streamed = {**earlier.stream_defaults, **streamed}
        unless = {**earlier.unless, **unless}
    return OperationMap(
        path=parts["path"].text() if "path" in parts else operation.path,
        parameters=parameters,
        defaults=defaults,
        stream_defaults=streamed,
        unless={**unless, **unless_streamed},
        reviews=reviews,
        renewed=_renewed(parts, "renewed", operation, settings, earlier),
        reasoning=_renewed(parts, "reasoning", operation, settings, earlier),
        thinking_off=(
            settings.expressions(parts["thinking_off"])
            if "thinking_off" in parts
            else dict(earlier.thinking_off) if earlier is not None else {}
        ),
        unnamed=sentence(parts["unnamed"]) if "unnamed" in parts else "",
        **_variants(parts, earlier),
        lazy_stream=(
            parts["lazy_stream"].flag()
            if "lazy_stream" in parts
            else earlier is not None and earlier.lazy_stream
        ),
        awaited_stream=(
            parts["awaited_stream"].flag()
            if "awaited_stream" in parts
            else earlier is None or earlier.awaited_stream
        ),
    )


def _renewed(
    parts: Mapping[str, Entry],
    section: str,
    operation: Operation,
    settings: Settings,
    earlier: OperationMap | None,
) -> dict[str, Treatment]:
    """Return what parameters become with a renewed model; else what the earlier operation says."""
    if section in parts:
        what = f"parameter of {operation.path}"
        return settings.treatments(parts[section], what, operation.parameters)
    held = getattr(earlier, section) if earlier is not None else {}
    return {name: how for name, how in held.items() if name in operation.parameters}


def _variants(parts: Mapping[str, Entry], earlier: OperationMap | None) -> dict[str, str]:
    """Return the paths that differ: those said here, else those of what the operation is like."""
    found = {}
    for name in _PATHS[1:]:
        if name in parts:
            found[name] = parts[name].text()
        elif earlier is not None:
            found[name] = getattr(earlier, name)
    return found


def _defaults(
    parts: Mapping[str, Entry], section: str, operation: Operation, settings: Settings
) -> tuple[dict[str, str], dict[str, tuple[str, ...]], dict[str, str]]:
    values: dict[str, str] = {}
    unless: dict[str, tuple[str, ...]] = {}
    reviews: dict[str, str] = {}
    for name, entry in parts[section].items().items() if section in parts else ():
        if entry.is_text:
            values[name] = expression(entry, settings.holes)
            continue
        fields = entry.fields(("value",), ("unless", "review"))
        values[name] = expression(fields["value"], settings.holes)
        if "review" in fields:
            reviews[name] = sentence(fields["review"])
        if "unless" in fields:
            given = fields["unless"]
            entries = (given,) if given.is_text else given.elements()
            unless[name] = tuple(e.known("parameter", operation.parameters) for e in entries)
    return values, unless, reviews

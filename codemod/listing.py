"""What ``--list-providers`` shows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


def listed(files: Sequence[str], form: str) -> str:
    """Return the providers, those of the profiles at ``files`` too, as a table or as JSON.

    Raises ``CatalogError``.
    """
    from transforms import catalog

    providers = catalog.provider_names(tuple(map(Path, files)))
    if form == "json":
        import json
        from dataclasses import asdict

        return json.dumps([asdict(p) for p in providers], indent=2) + "\n"
    rows = [
        (
            provider.name,
            provider.title + (" (experimental)" if provider.experimental else ""),
            ", ".join(sorted(provider.routes, key=lambda kind: kind != provider.default_sdk)),
            provider.facts,
            ", ".join(provider.aliases),
        )
        for provider in providers
    ]
    header = ("PROVIDER", "TITLE", "SDK (DEFAULT FIRST)", "FACTS OF", "ALSO CALLED")
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    lines = []
    for row in (header, *rows):
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        lines.append("  ".join(cells).rstrip() + "\n")
    return "".join(lines)

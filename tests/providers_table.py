"""The README's table of targets, from the profiles: ``python -m tests.providers_table`` writes it."""

from __future__ import annotations

from pathlib import Path

from transforms import catalog

README = Path(__file__).parents[1] / "README.md"
START, END = "<!-- providers -->\n", "<!-- /providers -->"
HEADER = "provider | title | SDK, default first | endpoints | key | facts of | also called".split(
    " | "
)


def rows() -> list[list[str]]:
    """Return the cells of the table, a list for each target, sorted by name."""
    found = []
    for summary in catalog.provider_names():
        provider = catalog.load_provider(summary.name)
        sdks = sorted(summary.routes, key=lambda kind: kind != summary.default_sdk)
        regions = list(provider.regions)
        found.append(
            [
                f"`{summary.name}`",
                summary.title + (" (experimental)" if summary.experimental else ""),
                ", ".join(sdks),
                ", ".join(regions) or ("its own" if provider.own else "yours"),
                f"`{provider.api_key_env}`",
                summary.facts,
                ", ".join(summary.aliases),
            ]
        )
    return found


def table() -> str:
    """Return the table in Markdown."""
    ruler = "|" + "---|" * len(HEADER) + "\n"
    head, *rest = (f"| {' | '.join(line)} |\n" for line in (HEADER, *rows()))
    return head + ruler + "".join(rest)


def written(text: str) -> str:
    """Return the README's text with the table of today."""
    head, _, rest = text.partition(START)
    return head + START + table() + END + rest.partition(END)[2]


if __name__ == "__main__":
    README.write_text(written(README.read_text("utf-8")), "utf-8")

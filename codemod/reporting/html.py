"""The report as one page of HTML, with no script and nothing to load."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape

from codemod.reporting.findings import Telling, place
from codemod.reporting.view import Entry

STYLE = """\
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
td { border-top: 1px solid #8884; padding: .3rem .8rem .3rem 0; vertical-align: top; }
td:first-child, code, pre { font: 13px/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
pre { border: 1px solid #8884; overflow-x: auto; overflow-wrap: normal; padding: .5rem; }
.add { background: #2a22; } .del { background: #d222; } .hunk { opacity: .6; }
.said { white-space: pre-line; }
details { margin: 1rem 0; } summary { cursor: pointer; }
"""


def render(told: Telling, explanations: Mapping[str, str]) -> str:
    """Return the page. ``explanations`` are texts by code, of which those of findings are shown."""
    return "\n".join(_page(told, explanations)) + "\n"


def _page(told: Telling, explanations: Mapping[str, str]) -> Iterator[str]:
    title = f"migrate --to {escape(told.to)}"
    yield '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="color-scheme" content="light dark">'
    yield f"<title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>"
    if told.caution:
        yield f"<p><em>{escape(told.caution)}</em></p>"
    yield f"<p><strong>{escape(told.sentence)}</strong></p>"
    for name, _, found in told.sections():
        yield f"<h2>{escape(name)}</h2>"
        yield from _table(found)
        for code in dict.fromkeys(entry.code for _, entry in found):
            if code in explanations:
                yield _folded(
                    f"What {code} means",
                    f'<p class="said">{escape(explanations[code].strip())}</p>',
                )
    if told.skipped():
        yield "<h2>Skipped</h2>\n<ul>"
        for path, reason in told.skipped():
            yield f"<li><code>{escape(path)}</code>: {escape(reason)}</li>"
        yield "</ul>"
    if told.todo:
        yield "<h2>Still to do</h2>\n<ul>"
        yield from (f"<li>{escape(step)}</li>" for step in told.todo)
        yield "</ul>"
    changes = list(told.changes())
    if changes:
        yield _folded(f"{told.changed}: {len(changes)}", "\n".join(_table(changes)))
    if told.diff:
        yield _folded("Diff", f"<pre>{''.join(map(_row, told.diff.splitlines()))}</pre>")
    yield "</body>\n</html>"


def _table(rows: list[tuple[str, Entry]]) -> Iterator[str]:
    yield "<table>"
    for path, entry in rows:
        cells = (escape(place(path, entry)), f"<code>{escape(entry.code)}</code>")
        yield f"<tr><td>{cells[0]}</td><td>{cells[1]}</td><td>{escape(entry.message)}</td></tr>"
    yield "</table>"


def _folded(title: str, body: str) -> str:
    return f"<details>\n<summary>{escape(title)}</summary>\n{body}\n</details>"


def _row(line: str) -> str:
    kind = {"+": "add", "-": "del", "@": "hunk"}.get(line[:1], "")
    text = escape(line)
    return f'<span class="{kind}">{text}</span>\n' if kind else f"{text}\n"

"""Environment variables in Dockerfiles and shell scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from codemod.documents.settings import Setting, looks_secret, references
from codemod.documents.text import Document
from codemod.vocabulary.patterns import late

_INSTRUCTION = late(
    r"^[ \t]*(?P<word>[A-Za-z]+)[ \t]+(?P<rest>(?:[^\r\n\\]|\\(?:\r?\n(?:[ \t]*#[^\r\n]*\r?\n)*)?)*)",
    re.MULTILINE,
)
_OTHERS = late(
    r"(?<![\w./-])(?:npx|npm|yarn|pnpm|node|deno|bun|curl|wget|http|go|cargo|java|ruby|php)(?![\w=-])"
)
_RUN = late(
    r"^(?![ \t]*#)[^\r\n]*?\b(?P<tool>(?:docker|podman|nerdctl)[ \t]+(?:container[ \t]+)?(?:run|create)"
    r"|kubectl[ \t]+(?:run|create|set)|helm[ \t]+\w+)\b(?P<rest>[^\r\n]*)",
    re.MULTILINE,
)
"""Commands that give variables to containers."""
_SET = late(r"^(?P<head>[ \t]*export[ \t]+)(?P<name>[A-Za-z_]\w*)=(?P<value>[^\s;&|]*)[ \t]*$")


def read_dockerfile(document: Document, name: str, folder: str) -> Iterator[Setting]:
    """Yield where a Dockerfile gives the variable ``name`` to what it builds of ``folder``."""
    found: list[Setting] = []
    for match in _INSTRUCTION.finditer(document.text):
        if match["word"].upper() not in ("ARG", "ENV"):
            continue
        pattern = (
            rf"(?<![\w$\{{]){re.escape(name)}(?![\w}}])(?:(?P<is>=|(?=[ \t]))(?P<value>[^\s]*))?"
        )
        for place in re.finditer(pattern, match["rest"]):
            start = match.start("rest") + place.start()
            end = match.start("rest") + place.end()
            at = (start, start + len(name))
            value = (min(at[1] + (place["is"] == "="), end), end)
            if place["is"] == "" and match["word"].upper() == "ENV" and place.start() == 0:
                value = (at[1], match.start("rest") + len(match["rest"].rstrip()))
            head = match.start() + len(match[0]) - len(match[0].lstrip())
            alone = place.start() == 0 and value[1] >= len(match[0].rstrip()) + match.start()
            said = document.text[slice(*value)]
            secret = "a secret stands there" if looks_secret(said) else ""
            found.append(
                Setting(
                    name, head, value[1], at, value, f"at {head}", folder, False, secret, "", alone
                )
            )
    uncovered = others(document, name, found, "#")
    reason = "another instruction uses it too" if uncovered else ""
    for each in found:
        yield Setting(
            *(each.name, each.start, each.end, each.name_at, each.value_at, each.block),
            *(each.folder, each.whole, each.strange or reason, each.mixed, each.alone),
        )


def calls_others(document: Document) -> str:
    """Return the name of a program in a script that may read any variable, or ""."""
    lines = [line for line in document.text.splitlines() if not line.lstrip().startswith("#")]
    match = _OTHERS.search("\n".join(lines))
    return match[0] if match else ""


def runs_others(document: Document, name: str, images: frozenset[str]) -> str:
    """Return what a script gives the variable ``name`` to whose image is not seen to be made here, or ""."""
    text = re.sub(r"\\\r?\n", " ", document.text)
    for match in _RUN.finditer(text):
        if not references(match["rest"], name) and "--env-file" not in match["rest"]:
            continue
        words = {word.strip("\"'").partition("@")[0] for word in match["rest"].split()}
        names = {word.rpartition("/")[2].partition(":")[0] for word in words}
        if not names & images:
            return " ".join(match["tool"].split())
    return ""


def read_script(
    document: Document, name: str, folder: str, images: frozenset[str]
) -> Iterator[Setting]:
    """Yield where a shell script names the variable ``name``; all are read together.

    ``images`` are the names of those that are made here: what runs in others may read it.
    """
    tool = calls_others(document) or runs_others(document, name, images)
    for start, end in references(document.text, name):
        first, last = document.line_start(start), document.line_end(end)
        line = document.text[first:last]
        match = _SET.match(line)
        set_here = re.match(r"=(\S*)", document.text[end:last])
        secret = set_here is not None and looks_secret(set_here[1])
        yield Setting(
            name,
            first + len(line) - len(line.lstrip()) if match else start,
            first + match.end("value") if match else end,
            (start, end),
            (first + match.start("value"), first + match.end("value")) if match else (end, end),
            f"line {first}",
            folder,
            strange="a secret stands there" if secret else "",
            mixed=f"{tool} may read it" if tool else "",
            alone=match is not None and match["name"] == name and start < first + match.end("name"),
        )


def others(document: Document, name: str, settings: list[Setting], comment: str) -> list[int]:
    """Return the places of ``name`` that are in no setting, and in no comment."""
    spans = [(s.name_at, s.value_at) for s in settings]
    found = []
    for start, end in references(document.text, name):
        inside = any(a <= start and end <= b for row in spans for a, b in row)
        line = document.text[document.line_start(start) : start].lstrip()
        if not inside and not line.startswith(comment):
            found.append(start)
    return found

"""Files of environment variables: ``.env``, which holds secrets, and the templates for it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from codemod.documents.settings import Setting
from codemod.documents.text import Document
from codemod.vocabulary.patterns import late

_LINE = late(
    r"^(?P<head>[ \t]*(?P<mark>#+[ \t]*)?(?:export[ \t]+)?)(?P<name>[A-Za-z_]\w*)(?P<equals>[ \t]*=[ \t]*)"
    r"(?P<value>\"[^\"\r\n]*\"|'[^'\r\n]*'|[^\r\n]*?)(?P<rest>[ \t]*(?:[ \t]#[^\r\n]*)?)\r?$",
    re.MULTILINE,
)


def read_dotenv(document: Document, folder: str) -> Iterator[Setting]:
    """Yield what a file of variables sets for the code below ``folder``; a comment may set one too."""
    for match in _LINE.finditer(document.text):
        if match["mark"] and (" " in match["value"].strip() or not match["name"].isupper()):
            continue
        yield Setting(
            match["name"],
            match.start("head"),
            match.end("value"),
            match.span("name"),
            match.span("value"),
            "file",
            folder,
        )

"""By what a variable is filled under its new name, where that is not of the repository."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from codemod.documents.places import Reading
from codemod.documents.prose import spoken_of
from codemod.documents.settings import Setting, hands_on
from codemod.vocabulary.diagnostics import Diagnostic, Severity

PROSE = "prose"
"""The kind of documents that tell people what to set."""


def filled(
    reading: Reading, setting: Setting, new: str, title: str, words: Sequence[str]
) -> Iterator[Diagnostic | str]:
    """Yield findings, and texts of what the user must do, about what fills the variable ``new``.

    ``title`` is that of the provider, ``words`` are those by which a text speaks of the source.
    """
    document = reading.document
    value = document.text[slice(*setting.value_at)]
    at, message = setting.name_at, ""
    if reading.kind == PROSE:
        spoken = spoken_of(document, setting.start, words)
        if spoken is not None:
            at = spoken
            message = f"this text stands above {new}, which must be the key of {title}"
    elif reading.kind in ("cluster", "chart"):
        message = f"{new} is filled by what the cluster keeps: it must be the key of {title}"
        yield f"put the key of {title} where {reading.path} takes {new} from"
    elif f"secrets.{setting.name}" in value:
        yield f"create the secret {new} for {reading.path}, with your key of {title}"
    elif reading.kind == "pipeline" and f"${setting.name}" in value.replace("{", ""):
        yield f"create the variable {new} for {reading.path}, with your key of {title}"
    elif not hands_on(value, setting.name) and re.search(r"\$\{?\{?|secrets\.", value):
        message = f"{new} is filled from elsewhere: it must be the key of {title}"
    elif re.search("|".join(map(re.escape, words)), value.replace(setting.name, ""), re.IGNORECASE):
        message = f"what stands for the key speaks of another one: it must be that of {title}"
    if message:
        yield Diagnostic(reading.path, document.span(*at), "KEY-SETTING", message, Severity.REVIEW)

"""The forms of the report: which there are, and one of them made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from codemod import __version__

if TYPE_CHECKING:
    from codemod.reporting.view import FileView
    from codemod.vocabulary.migration import Migration
    from codemod.vocabulary.outcomes import Report

FORMS = ("text", "json", "markdown", "html", "sarif", "github")
WITH_DIFF = ("json", "markdown", "html")
"""Those that hold a diff; with the others it goes to standard output, and the report to standard error."""


def made(
    form: str,
    report: Report,
    files: Sequence[FileView],
    asked: Migration,
    *,
    written: bool,
    patch: bytes | None,
) -> str:
    """Return ``report`` in a form; ``files`` are its files as people read them.

    ``written`` says whether the files on disk have the new text, ``patch`` is the diff if one was asked for.
    """
    from codemod.choices import caution
    from codemod.reporting.findings import Telling

    told = Telling(
        files,
        version=__version__,
        to=asked.provider.name,
        sdk=asked.route.kind,
        todo=report.todo,
        written=written,
        caution=caution(asked.provider, asked.route),
        diff=None if patch is None else patch.decode("utf-8", "surrogateescape"),
    )
    if form == "json":
        from codemod.reporting import json

        return json.render(
            files,
            version=told.version,
            to=told.to,
            sdk=told.sdk,
            caution=told.caution,
            todo=told.todo,
            sites=report.sites,
            written=written,
            diff=told.diff,
        )
    if form == "markdown":
        from codemod.reporting import markdown

        return markdown.render(told)
    if form == "github":
        from codemod.reporting import github

        return github.render(told)
    if form in ("html", "sarif"):
        from codemod.explanations import explanations
        from codemod.reporting import html, sarif

        texts = explanations()
        return html.render(told, texts) if form == "html" else sarif.render(told, texts)
    from codemod.reporting import text

    return text.render(files, todo=report.todo, written=written, caution=told.caution)

"""Prompts that tell a model it is the source's: they are listed, as a new model would say so too."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable

from codemod.vocabulary.diagnostics import Diagnostic, Severity
from codemod.vocabulary.migration import Migration
from codemod.vocabulary.outcomes import Outcome, Rewritten
from codemod.vocabulary.places import is_test
from codemod.vocabulary.spans import Span
from codemod.vocabulary.trees import parsed

_CODE = (".py", ".pyi", ".pyw", ".ipynb")


def prompts(
    outcomes: Iterable[Outcome], migration: Migration, texts: Iterable[tuple[str, bytes]] = ()
) -> tuple[list[Diagnostic], list[str]]:
    """Return a finding for each prompt of code that moves which names the source, and what is to do.

    A prompt is a text that says who the model is: "You are ...", "as ...", "trained by ...". ``texts``
    are the files that may hold prompts for that code, with their bytes.
    """
    names = "|".join(re.escape(name) for name in migration.surface.personas)
    if not names:
        return [], []
    pattern = re.compile(
        rf"\b(?:you are|you're|act as|acting as|behave (?:like|as)|i am|i'm|trained by|made by|developed by"
        rf"|created by|built by|powered by)\b[^.!?\n]{{0,60}}?(?<![\w./-])(?P<name>{names})(?!\.?[\w-])",
        re.IGNORECASE,
    )
    found: list[Diagnostic] = []
    for outcome in outcomes:
        if not isinstance(outcome, Rewritten) or not outcome.path.endswith(_CODE):
            continue
        if outcome.lifted or is_test(outcome.path) or pattern.search(_text(outcome.before)) is None:
            continue
        tree = parsed(outcome.before)
        documented = {each.value for each in ast.walk(tree) if isinstance(each, ast.Expr)}
        for node in ast.walk(tree):
            if not isinstance(node, ast.Constant) or node in documented:
                continue
            match = pattern.search(node.value) if isinstance(node.value, str) else None
            if match is not None:
                found.append(_named(outcome.path, Span.of(node), match, migration))
    for path, data in texts:
        for number, line in enumerate(data.splitlines(), 1):
            match = None if is_test(path) else pattern.search(_text(line))
            if match is not None:
                ends = (len(match.string[:end].encode()) for end in match.span())
                start, end = ends
                found.append(_named(path, Span(number, start, number, end), match, migration))
    places = [f"{each.path}:{each.span.line}" for each in found]
    return found, (
        [f"look at the prompts that say who the model is: {', '.join(places)}"] if places else []
    )


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _named(path: str, span: Span, match: re.Match[str], migration: Migration) -> Diagnostic:
    title = migration.provider.title
    message = f"a prompt names {match['name']}, and a model of {title} reads it now"
    return Diagnostic(path, span, "PROMPT-NAMES", message, Severity.NOTE)


def holds_prompts(path: str) -> bool:
    """Say whether the name of a text, or of its folder, promises prompts."""
    return path.endswith((".txt", ".md")) and "prompt" in path.lower()

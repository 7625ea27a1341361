"""Prompts that tell a model it is the source's: they are listed, as a new model would say so too."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterable

from codemod.vocabulary.diagnostics import Diagnostic, Severity
from codemod.vocabulary.migration import Migration
from codemod.vocabulary.outcomes import Outcome, Rewritten
from codemod.vocabulary.places import is_test
from codemod.vocabulary.spans import Span

_CODE = (".py", ".pyi", ".pyw")


def prompts(
    outcomes: Iterable[Outcome], migration: Migration
) -> tuple[list[Diagnostic], list[str]]:
    """Return a finding for each prompt of code that moves which names the source, and what is to do.

    A prompt is a text that says who the model is: "You are ...", "as ...", "trained by ...".
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
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(outcome.before)
        documented = {each.value for each in ast.walk(tree) if isinstance(each, ast.Expr)}
        for node in ast.walk(tree):
            if not isinstance(node, ast.Constant) or node in documented:
                continue
            match = pattern.search(node.value) if isinstance(node.value, str) else None
            if match is not None:
                title = migration.provider.title
                message = f"a prompt names {match['name']}, and a model of {title} reads it now"
                span = Span.of(node)
                found.append(Diagnostic(outcome.path, span, "PROMPT-NAMES", message, Severity.NOTE))
    places = [f"{each.path}:{each.span.line}" for each in found]
    return found, (
        [f"look at the prompts that say who the model is: {', '.join(places)}"] if places else []
    )


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")

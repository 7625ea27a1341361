"""Type comments that name what a file no longer imports: no edit reaches them, so they are told."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterable, Iterator

from codemod.vocabulary.diagnostics import Diagnostic, Severity
from codemod.vocabulary.outcomes import Outcome, Rewritten
from codemod.vocabulary.patterns import late
from codemod.vocabulary.spans import Span
from codemod.vocabulary.trees import parsed

_COMMENT = late(r"#\s*type:\s*(?!ignore\b)(?P<type>.+)")
_MARK = late(rb"#\s*type:\s*(?!ignore\b)")


def type_comments(outcomes: Iterable[Outcome], modules: Iterable[str]) -> Iterator[Diagnostic]:
    """Yield the type comments of rewritten files that name what is not imported any more.

    ``modules`` are those of the source SDK. The places are those of the old text.
    """
    roots = frozenset(modules)
    for outcome in outcomes:
        if not isinstance(outcome, Rewritten) or not outcome.path.endswith((".py", ".pyi")):
            continue
        if _MARK.search(outcome.before) is None:
            continue
        gone = bound(outcome.before, roots) - bound(outcome.after, None)
        for span, text in comments(outcome.before) if gone else ():
            for name in sorted(gone):
                if re.search(rf"(?<![\w.]){re.escape(name)}\b", text):
                    message = f"the type comment names {name}, which is not imported here any more"
                    yield Diagnostic(outcome.path, span, "TYPE-COMMENT", message, Severity.REVIEW)
                    break


def bound(data: bytes, roots: frozenset[str] | None) -> set[str]:
    """Return the names that imports bind: those of the modules ``roots``, or all."""
    found: set[str] = set()
    for node in ast.walk(parsed(data)):
        if isinstance(node, ast.ImportFrom):
            if roots is None or (node.module or "").partition(".")[0] in roots:
                found.update(alias.asname or alias.name for alias in node.names)
        elif isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name.partition(".")[0]
                if roots is None or top in roots:
                    found.add(alias.asname or top)
    return found


def comments(data: bytes) -> Iterator[tuple[Span, str]]:
    """Yield the place and the type of each type comment."""
    for token in tokenize.tokenize(io.BytesIO(data).readline):
        match = _COMMENT.match(token.string) if token.type == tokenize.COMMENT else None
        if match is not None:
            (line, column), (end, end_column) = token.start, token.end
            yield Span(line, column, end, end_column), match["type"]

"""Random edits on real files, each checked against the same change made to the ``ast`` tree."""

from __future__ import annotations

import ast
import random
import warnings
from collections import Counter
from pathlib import Path

from codemod.editing.editor import EditError, apply_edits
from codemod.editing.regions import children
from codemod.vocabulary.edits import (
    AddArgument,
    AddItem,
    Edit,
    RemoveArgument,
    RemoveItem,
    RenameArgument,
    RenameMember,
    ReplaceString,
    Rewrite,
)
from codemod.vocabulary.spans import Span
from tests.editing.tools import WHY, prove

TEMPLATES = ("{y}.new", "{y} or new", "new({y})", "await {y}", "-{y}", "{y}", "{y} if new else {y}")


class Oracle:
    """Chooses edits for a file and makes the same changes to its tree."""

    def __init__(self, data: bytes, seed: int) -> None:
        self.data = data
        self.tree = ast.parse(data)
        self.random = random.Random(seed)
        self.edits: list[Edit] = []
        self._spans = Counter(
            (Span.of(node), type(node)) for node in self._nodes() if isinstance(node, ast.expr)
        )

    def _nodes(self) -> list[ast.AST]:
        todo: list[ast.AST] = [self.tree]
        for node in todo:
            todo.extend(children(node))
        return todo

    def choose(self, share: float) -> None:
        """Choose about ``share`` of the nodes; the tree becomes the expected one."""
        for node in self._nodes():
            if not isinstance(node, ast.expr) or self.random.random() > share:
                continue
            if sum(n for (span, _), n in self._spans.items() if span == Span.of(node)) > 1:
                continue
            self._edit(node)

    def _edit(self, node: ast.expr) -> None:
        span = Span.of(node)
        if isinstance(node, ast.Attribute):
            self.edits.append(RenameMember(span, WHY, "renamed"))
            node.attr = "renamed"
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            self.edits.append(ReplaceString(span, WHY, "replaced"))
            node.value = "replaced"
        elif isinstance(node, ast.Call):
            self._edit_call(node, span)
        elif isinstance(node, ast.Dict):
            self._edit_dict(node, span)

    def _edit_call(self, node: ast.Call, span: Span) -> None:
        if node.keywords and self.random.random() < 0.5:
            index = self.random.randrange(len(node.keywords))
            gone = node.keywords[index]
            if gone.arg is not None and self.random.random() < 0.5:
                self.edits.append(RenameArgument(span, WHY, Span.of(gone), "named"))
                gone.arg = "named"
            else:
                self.edits.append(RemoveArgument(span, WHY, Span.of(gone)))
                del node.keywords[index]
        elif node.args and self.random.random() < 0.3:
            gone_value = node.args.pop()
            self.edits.append(RemoveArgument(span, WHY, Span.of(gone_value)))
        self.edits.append(AddArgument(span, WHY, "added", "1"))
        at = len(node.keywords)
        positional_last = node.args and (
            not node.keywords or Span.of(node.args[-1]) > Span.of(node.keywords[-1])
        )
        while at and node.keywords[at - 1].arg is None and not positional_last:
            at -= 1
        node.keywords.insert(at, ast.keyword("added", ast.Constant(1), **_place(node)))

    def _edit_dict(self, node: ast.Dict, span: Span) -> None:
        if node.keys and node.keys[0] is not None and self.random.random() < 0.5:
            self.edits.append(RemoveItem(span, WHY, Span.of(node.keys[0])))
            del node.keys[0], node.values[0]
        self.edits.append(AddItem(span, WHY, "added", "1"))
        node.keys.append(ast.Constant("added"))
        node.values.append(ast.Constant(1))

    def wrap(self, share: float) -> None:
        """Rewrite about ``share`` of the loaded names and calls around themselves."""
        chosen: dict[int, str] = {}
        for node in self._nodes():
            loaded = isinstance(getattr(node, "ctx", ast.Load()), ast.Load)
            if (
                isinstance(node, (ast.Name, ast.Call, ast.Subscript, ast.BinOp, ast.Await))
                and loaded
                and self.random.random() < share
                and self._spans[Span.of(node), type(node)] == 1
            ):
                template = self.random.choice(TEMPLATES)
                chosen[id(node)] = template
                self.edits.append(Rewrite(Span.of(node), WHY, template, (("y", Span.of(node)),)))
        self.tree = _Wrapper(chosen).visit(self.tree)


def _place(node: ast.expr) -> dict[str, int | None]:
    return {
        "lineno": node.end_lineno or 0,
        "col_offset": node.end_col_offset or 0,
        "end_lineno": node.end_lineno,
        "end_col_offset": node.end_col_offset,
    }


class _Wrapper(ast.NodeTransformer):
    def __init__(self, chosen: dict[int, str]) -> None:
        self._chosen = chosen

    def visit(self, node: ast.AST) -> ast.AST:
        template = self._chosen.get(id(node))
        done = self.generic_visit(node)
        if template is None or not isinstance(done, ast.expr):
            return done
        wrapped = ast.parse(template.replace("{y}", "hole"), mode="eval").body
        return _Filled(done).visit(wrapped)


class _Filled(ast.NodeTransformer):
    def __init__(self, hole: ast.expr) -> None:
        self._hole = hole

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self._hole if node.id == "hole" else node


def check_file(path: Path, seed: int, share: float = 0.02) -> str:
    """Edit a file at random; return "edited" or the editor's refusal.

    AssertionError when the result is not the expected tree.
    """
    data = path.read_bytes()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            oracle = Oracle(data, seed)
        except (SyntaxError, ValueError):
            return "no Python"
        if seed % 2:
            oracle.wrap(share)
        else:
            oracle.choose(share)
        try:
            edited = apply_edits(data, oracle.edits)
        except EditError as error:
            return error.message
        prove(data, edited)
        assert ast.dump(ast.parse(edited.after)) == ast.dump(oracle.tree), path
    return "edited"

"""The text of a small libcst tree, and where its nodes stand: each notes it while the text is written.

``PositionProvider`` gives the same as lines and columns, at three times the cost of the writing.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext

import libcst as cst
from libcst._nodes.internal import CodegenState

_NOTHING = nullcontext()


class _Writing(CodegenState):
    """The writing of a tree; nothing is noted, so that each node costs no generator."""

    def record_syntactic_position(  # type: ignore[override]
        self,
        node: cst.CSTNode,
        *,
        start_node: cst.CSTNode | None = None,
        end_node: cst.CSTNode | None = None,
    ) -> AbstractContextManager[None]:
        return _NOTHING


def code_of(node: cst.CSTNode, newline: str) -> str:
    """Return the text of a node; ``newline`` ends lines that do not say how they end."""
    writing = _Writing("    ", newline)
    node._codegen(writing)
    return "".join(writing.tokens)


class Extents(CodegenState):
    """The writing of a module, and what it has noted.

    ``places`` are the offsets of a node, without white space and parentheses that are not its own;
    ``parents`` says which node holds it.
    """

    def __init__(self, module: cst.Module) -> None:
        super().__init__(module.default_indent, module.default_newline)
        self.places: dict[cst.CSTNode, tuple[int, int]] = {}
        self.parents: dict[cst.CSTNode, cst.CSTNode] = {}
        self.at = 0
        self._open: list[tuple[cst.CSTNode, int]] = []

    @classmethod
    def of(cls, module: cst.Module) -> Extents:
        """Return where the nodes of a module stand."""
        extents = cls(module)
        module._codegen(extents)
        return extents

    @property
    def code(self) -> str:
        """The text of the module."""
        return "".join(self.tokens)

    def add_indent_tokens(self) -> None:
        for token in self.indent_tokens:
            self.add_token(token)

    def add_token(self, value: str) -> None:
        self.tokens.append(value)
        self.at += len(value)

    def before_codegen(self, node: cst.CSTNode) -> None:
        if self._open:
            self.parents[node] = self._open[-1][0]
        self._open.append((node, self.at))

    def after_codegen(self, node: cst.CSTNode) -> None:
        _, start = self._open.pop()
        if node not in self.places:
            self.places[node] = (start, self.at)

    def record_syntactic_position(  # type: ignore[override]
        self,
        node: cst.CSTNode,
        *,
        start_node: cst.CSTNode | None = None,
        end_node: cst.CSTNode | None = None,
    ) -> AbstractContextManager[None]:
        return _Recording(self, node, start_node, end_node)


class _Recording:
    """The place of one node, from where the block begins to where it ends."""

    __slots__ = ("_end_node", "_extents", "_node", "_start", "_start_node")

    def __init__(
        self,
        extents: Extents,
        node: cst.CSTNode,
        start_node: cst.CSTNode | None,
        end_node: cst.CSTNode | None,
    ) -> None:
        self._extents = extents
        self._node = node
        self._start_node = start_node
        self._end_node = end_node

    def __enter__(self) -> None:
        self._start = self._extents.at

    def __exit__(self, *raised: object) -> None:
        places = self._extents.places
        start, end = self._start, self._extents.at
        if self._start_node is not None:
            start = places[self._start_node][0]
        if self._end_node is not None:
            end = places[self._end_node][1]
        places[self._node] = (start, end)

"""How tightly an expression binds, and how tightly a place needs it to: who gets parentheses."""

from __future__ import annotations

import ast
from enum import IntEnum

import libcst as cst


class Binding(IntEnum):
    """Levels of Python's expression grammar, the loosest first."""

    BARE = 0  # a tuple, yield or walrus without parentheses
    TEST = 1  # lambda, conditional
    OR = 2
    AND = 3
    NOT = 4
    COMPARE = 5
    BIT_OR = 6
    BIT_XOR = 7
    BIT_AND = 8
    SHIFT = 9
    SUM = 10
    TERM = 11
    FACTOR = 12
    POWER = 13
    AWAIT = 14
    NUMBER = 15  # `1.real` is no attribute
    ATOM = 16


_BY_NODE: dict[type[cst.CSTNode], Binding] = {
    cst.Tuple: Binding.BARE,
    cst.Yield: Binding.BARE,
    cst.NamedExpr: Binding.BARE,
    cst.GeneratorExp: Binding.BARE,
    cst.Lambda: Binding.TEST,
    cst.IfExp: Binding.TEST,
    cst.Comparison: Binding.COMPARE,
    cst.Await: Binding.AWAIT,
    cst.Integer: Binding.NUMBER,
    cst.Or: Binding.OR,
    cst.And: Binding.AND,
    cst.Not: Binding.NOT,
    cst.BitOr: Binding.BIT_OR,
    cst.BitXor: Binding.BIT_XOR,
    cst.BitAnd: Binding.BIT_AND,
    cst.LeftShift: Binding.SHIFT,
    cst.RightShift: Binding.SHIFT,
    cst.Add: Binding.SUM,
    cst.Subtract: Binding.SUM,
    cst.Multiply: Binding.TERM,
    cst.Divide: Binding.TERM,
    cst.FloorDivide: Binding.TERM,
    cst.Modulo: Binding.TERM,
    cst.MatrixMultiply: Binding.TERM,
    cst.Power: Binding.POWER,
}

_BY_OPERATOR: dict[type[ast.AST], Binding] = {
    ast.Or: Binding.OR,
    ast.And: Binding.AND,
    ast.BitOr: Binding.BIT_OR,
    ast.BitXor: Binding.BIT_XOR,
    ast.BitAnd: Binding.BIT_AND,
    ast.LShift: Binding.SHIFT,
    ast.RShift: Binding.SHIFT,
    ast.Add: Binding.SUM,
    ast.Sub: Binding.SUM,
    ast.Mult: Binding.TERM,
    ast.Div: Binding.TERM,
    ast.FloorDiv: Binding.TERM,
    ast.Mod: Binding.TERM,
    ast.MatMult: Binding.TERM,
}


def binding(node: cst.BaseExpression) -> Binding:
    """Return how tightly ``node`` binds without its own parentheses."""
    if isinstance(node, (cst.BooleanOperation, cst.BinaryOperation)):
        return _BY_NODE[type(node.operator)]
    if isinstance(node, cst.UnaryOperation):
        return Binding.NOT if isinstance(node.operator, cst.Not) else Binding.FACTOR
    return _BY_NODE.get(type(node), Binding.ATOM)


def needed(parent: ast.AST, child: ast.AST) -> Binding:
    """Return how tightly an expression must bind to take the place of ``child`` in ``parent``."""
    if isinstance(parent, (ast.Attribute, ast.Await)) or (
        isinstance(parent, ast.Subscript) and child is parent.value
    ):
        return Binding.ATOM
    if isinstance(parent, ast.Call) and child is parent.func:
        return Binding.ATOM
    if isinstance(parent, (ast.BinOp, ast.BoolOp, ast.UnaryOp, ast.Compare)):
        return _operand(parent, child)
    if isinstance(parent, ast.IfExp) and child is not parent.orelse:
        return Binding.OR
    if isinstance(parent, ast.comprehension):
        return Binding.OR
    if isinstance(parent, ast.FormattedValue):
        return Binding.OR
    if isinstance(parent, ast.Starred):
        return Binding.BIT_OR
    if isinstance(parent, ast.Dict) and None in parent.keys:
        unpacked = [v for k, v in zip(parent.keys, parent.values, strict=True) if k is None]
        if any(child is value for value in unpacked):
            return Binding.BIT_OR
    return Binding.TEST


def _operand(parent: ast.BinOp | ast.BoolOp | ast.UnaryOp | ast.Compare, child: ast.AST) -> Binding:
    if isinstance(parent, ast.Compare):
        return Binding.BIT_OR
    if isinstance(parent, ast.UnaryOp):
        return Binding.NOT if isinstance(parent.op, ast.Not) else Binding.FACTOR
    if isinstance(parent, ast.BoolOp):
        level = _BY_OPERATOR[type(parent.op)]
        return level if child is parent.values[0] else Binding(level + 1)
    if isinstance(parent.op, ast.Pow):
        return Binding.AWAIT if child is parent.left else Binding.FACTOR
    level = _BY_OPERATOR[type(parent.op)]
    return level if child is parent.left else Binding(level + 1)


def parenthesized(node: cst.BaseExpression) -> cst.BaseExpression:
    """Return ``node`` in one more pair of parentheses."""
    return node.with_changes(
        lpar=[cst.LeftParen(), *node.lpar], rpar=[*node.rpar, cst.RightParen()]
    )


def fitted(node: cst.BaseExpression, place: Binding) -> cst.BaseExpression:
    """Return ``node`` with parentheses if the place needs them and it has none."""
    if node.lpar or binding(node) >= place:
        return node
    return parenthesized(node)

"""Functions while a module is scanned: parameters, defaults, annotations and scopes."""

from __future__ import annotations

import ast

from codemod.analysis.expressions import ExpressionScanner
from codemod.analysis.scopes import FunctionNode, Scope, survey
from codemod.vocabulary.facts import Function, Parameter
from codemod.vocabulary.operations import Annotation, Copy, MakeFunction, Node
from codemod.vocabulary.spans import Span

ROLES = {
    "staticmethod": "static",
    "classmethod": "class",
    "property": "property",
    "cached_property": "property",
    "hybrid_property": "property",
}


class FunctionScanner(ExpressionScanner):
    """Records functions and lambdas, and opens their scopes."""

    def visit_Lambda(self, node: ast.Lambda) -> Node:
        function = self.declare(node, "<lambda>")
        outer, self.scope = self.scope, self.function_scope(node, function)
        function.first = len(self.facts.ops)
        self.emit(Copy(function.result, self.visit(node.body)))
        function.last = len(self.facts.ops)
        function.top = self.facts.nodes - 1
        self.scope = outer
        target = self.new()
        self.emit(MakeFunction(target, function.number))
        return target

    def declare(self, node: FunctionNode, name: str) -> Function:
        """Record a function; its defaults and annotations are evaluated in the current scope."""
        arguments = node.args
        parameters: list[Parameter] = []
        positional = arguments.posonlyargs + arguments.args
        missing = len(positional) - len(arguments.defaults)
        defaults: list[ast.expr | None] = [None] * missing + list(arguments.defaults)
        rows = [(a, "positional", d) for a, d in zip(positional, defaults, strict=True)]
        if arguments.vararg:
            rows.append((arguments.vararg, "vararg", None))
        rows += [
            (a, "keyword", d)
            for a, d in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
        ]
        if arguments.kwarg:
            rows.append((arguments.kwarg, "kwarg", None))
        for argument, kind, default in rows:
            parameter = self.new()
            annotation = self.annotation(argument.annotation, parameter)
            value = self.visit(default) if default is not None else -1
            parameters.append(Parameter(argument.arg, parameter, kind, value, annotation))
        prefix = self.scope.klass if self.scope.kind == "class" else -1
        qualified = f"{self.facts.classes[prefix].qualified}.{name}" if prefix >= 0 else name
        function = Function(
            len(self.facts.functions),
            name,
            qualified,
            Span.of(node),
            parameters,
            self.new(),
            self.new(),
            prefix,
        )
        self.facts.functions.append(function)
        self.facts.parameters.update(p.name for p in parameters)
        return function

    def function_scope(self, node: FunctionNode, function: Function) -> Scope:
        body: list[ast.stmt] = node.body if not isinstance(node, ast.Lambda) else []
        if isinstance(node, ast.Lambda):
            body = [ast.Expr(node.body)]
        found = survey(body)
        local = found.names | {p.name for p in function.parameters}
        scope = Scope(
            "function",
            self.scope,
            function.number,
            local=frozenset(local),
            outer=frozenset(found.outer),
        )
        for parameter in function.parameters:
            scope.reaching[parameter.name] = parameter.node
            cell = self.cell(scope, parameter.name)
            self.emit(Copy(cell, parameter.node))
        return scope

    def annotation(self, node: ast.expr | None, holder: Node, vouches: bool = True) -> Node:
        """Evaluate an annotation; a string annotation is parsed, and its inner spans are not kept."""
        if node is None:
            return -1
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            try:
                inner = ast.parse(node.value.strip(), mode="eval").body
            except (SyntaxError, ValueError):
                return -1
            outer, self.quoted = self.quoted, (node.value, Span.of(node))
            type_node = self.visit(inner)
            self.quoted = outer
        else:
            type_node = self.visit(node)
        self.emit(Annotation(type_node, holder, Span.of(node), vouches))
        return type_node


def role_of(node: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    if node.name in ("__new__", "__init_subclass__", "__class_getitem__"):
        return "class"
    for decorator in node.decorator_list:
        name = decorator.attr if isinstance(decorator, ast.Attribute) else ""
        name = decorator.id if isinstance(decorator, ast.Name) else name
        if name in ROLES:
            return ROLES[name]
    return ""

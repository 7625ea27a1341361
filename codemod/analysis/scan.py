"""Scan one module: statements in order, with the definition of each name that reaches each point."""

from __future__ import annotations

import ast

from codemod.analysis.control import FlowScanner
from codemod.analysis.functions import role_of
from codemod.analysis.scopes import Scope, survey
from codemod.vocabulary.cells import is_notebook_name
from codemod.vocabulary.facts import ImportStatement, Klass, ModuleFacts
from codemod.vocabulary.operations import (
    PLAIN,
    Assigned,
    GetMember,
    Import,
    MakeClass,
    MakeFunction,
    MakeSequence,
    Use,
)
from codemod.vocabulary.spans import Span
from codemod.vocabulary.trees import parsed


def scan(path: str, source: bytes) -> ModuleFacts:
    """Return the facts of one module.

    Raises SyntaxError (or ValueError for a NUL byte) when ``source`` is not Python that this
    interpreter parses, RecursionError when it is nested too deeply.
    """
    return Scanner(path).module_facts(parsed(source))


def scan_data(path: str, tree: ast.Module) -> ModuleFacts:
    """Return the facts of a file of data, as Python with the file's own places."""
    facts = Scanner(path).module_facts(tree)
    facts.data = True
    return facts


class Scanner(FlowScanner):
    """Walks the statements of a module."""

    def module_facts(self, tree: ast.Module) -> ModuleFacts:
        self.module.local = frozenset(survey(tree.body).names)
        self.note_head(tree)
        self.block(tree.body, cells=is_notebook_name(self.facts.path))
        return self.facts

    def note_head(self, tree: ast.Module) -> None:
        for index, statement in enumerate(tree.body):
            if index == 0 and isinstance(statement, ast.Expr):
                if isinstance(statement.value, ast.Constant):
                    continue
            if isinstance(statement, ast.ImportFrom) and statement.module == "__future__":
                continue
            self.facts.body_start = Span.of(statement)
            return

    def do_Expr(self, node: ast.Expr) -> bool:
        self.visit(node.value)
        return True

    def do_Assign(self, node: ast.Assign) -> bool:
        made, self.made = self.made, None
        value = self.visit(node.value)
        target = node.targets[0]
        awaited = isinstance(node.value, ast.Await) and isinstance(node.value.value, ast.Call)
        if len(node.targets) == 1 and (awaited or isinstance(node.value, ast.Call)):
            text = _dotted(target)
            if text:
                self.emit(Assigned(value, text, text in self.scope.outer))
                self.made = None if awaited else (text, value)
        if len(node.targets) == 1 and isinstance(target, ast.Attribute):
            after = PLAIN
            if made is not None and made[0] == _dotted(target.value):
                self.made, after = made, made[1]
            self.store(target, value, self.statement, Span.of(node.value), after)
            return True
        for target in node.targets:
            self.assign(target, value, Span.of(node.value))
            if isinstance(target, ast.Name) and target.id == "__all__":
                self.note_all(node.value)
        return True

    def note_all(self, value: ast.expr) -> None:
        if isinstance(value, (ast.List, ast.Tuple)):
            self.facts.exported = tuple(
                e.value
                for e in value.elts
                if isinstance(e, ast.Constant) and isinstance(e.value, str)
            )

    def do_AnnAssign(self, node: ast.AnnAssign) -> bool:
        value = self.visit(node.value) if node.value is not None else self.new()
        annotated = self.annotation(node.annotation, value, node.value is None)
        if node.value is None:
            self.emit(Use(annotated, "declared", Span.of(node.target)))
        if isinstance(node.target, ast.Name) and self.scope.kind == "class":
            klass = self.facts.classes[self.scope.klass]
            klass.fields.append(node.target.id)
            klass.places[node.target.id] = Span.of(node.target)
        if node.value is not None:
            self.assign(node.target, value, Span.of(node.value))
        elif isinstance(node.target, ast.Name) and self.scope.kind == "class":
            self.assign(node.target, value)
        return True

    def do_AugAssign(self, node: ast.AugAssign) -> bool:
        value = self.visit(node.value)
        if isinstance(node.op, ast.Add) and value != PLAIN:
            anywhere = self.new()
            self.emit(MakeSequence(anywhere, "repeat", (value,), Span.of(node.value)))
            value = self.join(value, anywhere)
        target = node.target
        if isinstance(target, ast.Name):
            old = self.lookup(target.id)
            self.facts.reads[target.id] = self.facts.reads.get(target.id, 0) + 1
            self.bind(target.id, self.join(old, value))
        elif isinstance(target, ast.Attribute):
            self.store(target, value)
        else:
            self.assign(target, value, Span.of(node.value))
        self.emit(Use(value, "format", Span.of(node.value)))
        return True

    def do_Delete(self, node: ast.Delete) -> bool:
        for target in node.targets:
            if isinstance(target, ast.Attribute):
                obj = self.visit(target.value)
                span, obj_span = Span.of(target), Span.of(target.value)
                self.emit(GetMember(self.new(), obj, target.attr, span, obj_span, "del"))
            elif isinstance(target, ast.Subscript):
                self.subscript(target, "del")
        return True

    def do_Import(self, node: ast.Import | ast.ImportFrom) -> bool:
        plain = isinstance(node, ast.Import)
        module = "" if isinstance(node, ast.Import) else node.module or ""
        level = 0 if isinstance(node, ast.Import) else node.level
        statement = Span.of(node)
        names = tuple((a.name, a.asname or "", Span.of(a)) for a in node.names)
        self.facts.imports.append(
            ImportStatement(
                statement,
                module,
                level,
                names,
                plain,
                self.function_here(),
                self.guards > 0,
                self.checking > 0,
            )
        )
        for name, asname, span in names:
            if name == "*":
                self.facts.stars.append((module, level))
                continue
            target = self.new()
            if plain:
                bound = asname or name.partition(".")[0]
                whole = not asname and "." in name
                op = Import(target, name, "", 0, bound, span, statement, whole)
            else:
                bound = asname or name
                op = Import(target, module, name, level, bound, span, statement)
            self.emit(op)
            self.bind(bound, target)
        return True

    do_ImportFrom = do_Import

    def do_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
        decorators = [self.visit(decorator) for decorator in node.decorator_list]
        function = self.declare(node, node.name)
        function.decorators = decorators
        function.asynchronous = isinstance(node, ast.AsyncFunctionDef)
        function.generator = survey(node.body).yields
        function.role = role_of(node)
        self.annotation(node.returns, function.result)
        target = self.new()
        self.emit(MakeFunction(target, function.number))
        self.bind(node.name, target)
        outer, guards, loops = self.scope, self.guards, self.loops
        self.scope, self.guards, self.loops = self.function_scope(node, function), 0, []
        function.first = len(self.facts.ops)
        self.block(node.body)
        function.last = len(self.facts.ops)
        function.top = self.facts.nodes - 1
        self.scope, self.guards, self.loops = outer, guards, loops
        return True

    do_AsyncFunctionDef = do_FunctionDef

    def do_ClassDef(self, node: ast.ClassDef) -> bool:
        decorators = [self.visit(decorator) for decorator in node.decorator_list]
        bases = [self.visit(base) for base in node.bases]
        for keyword in node.keywords:
            self.visit(keyword.value)
        klass = Klass(
            len(self.facts.classes),
            node.name,
            node.name,
            Span.of(node),
            bases,
            [Span.of(base) for base in node.bases],
            decorators=decorators,
        )
        self.facts.classes.append(klass)
        target = self.new()
        self.emit(MakeClass(target, klass.number))
        self.bind(node.name, target)
        outer, found = self.scope, survey(node.body)
        self.scope = Scope(
            "class",
            outer,
            outer.function,
            klass.number,
            frozenset(found.names),
            frozenset(found.outer),
            klass.members,
        )
        self.block(node.body)
        self.scope = outer
        return True


def _dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        inner = _dotted(node.value)
        return f"{inner}.{node.attr}" if inner else ""
    return node.id if isinstance(node, ast.Name) else ""

"""What becomes of a client's API key: nothing of the source's may leak to the target."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from codemod.planning.rules import Change, Finding, Result
from codemod.vocabulary.diagnostics import Severity
from codemod.vocabulary.edits import Certainty, Rewrite, Why
from codemod.vocabulary.migration import Migration
from codemod.vocabulary.sites import ClientSite, Given
from codemod.vocabulary.values import Atom, Bound, FunctionValue, Partial, Product, Text, Variable
from transforms.arguments import Arguments
from transforms.roles import deploys

FUNCTIONS = (FunctionValue, Bound, Partial)


def key_results(
    site: ClientSite, given: Given, arguments: Arguments, migration: Migration
) -> Iterator[Result]:
    """Yield what a given ``api_key`` becomes."""
    if not (given.direct or migration.native):
        message = "api_key may be missing in the mapping, or None, and the SDK reads its own then"
        yield arguments.blocker(given, "KEY-NONE", message)
        return
    if isinstance(given.tree, ast.Lambda) or any(isinstance(v, FUNCTIONS) for v in given.values):
        yield from called(given, arguments, migration)
        return
    named = {v.name for v in given.values if isinstance(v, Product)}
    if named & set(migration.surface.token_providers):
        if not deploys(migration):
            title = migration.provider.title
            message = f"api_key is a provider of tokens, and {title} takes a key of its own"
            yield arguments.blocker(given, "KEY-FUNCTION", message)
        return
    texts = [v for v in given.values if isinstance(v, Text)]
    variables = [v for v in given.values if isinstance(v, Variable)]
    none = [v for v in given.values if isinstance(v, Atom)]
    others = len(given.values) - len(texts) - len(variables) - len(none)
    read = f'os.environ["{migration.key_variable}"]'
    own = migration.surface.environment.get("api_key", ())
    real = [t for t in texts if re.fullmatch(migration.surface.key_pattern, t.text)]
    if real:
        yield from literal_key(given, arguments, read)
    elif given.values and not texts and not variables and not others:
        if isinstance(given.tree, ast.Constant):
            yield from nothing(given, arguments, read, migration)
        else:
            yield note(given, arguments, setting_message(given, migration))
            if not migration.native:
                yield from guarded(given, arguments, migration)
    elif variables and not texts and not others:
        foreign = sorted({v.name for v in variables if v.name not in own})
        if foreign:
            names = ", ".join(foreign)
            message = f"api_key comes from {names}: put the key of {migration.provider.title} there"
            yield note(given, arguments, message)
        if migration.native or all(v.sure for v in variables):
            return
        if foreign or not only_read(given.tree):
            yield from guarded(given, arguments, migration)
        else:
            yield from strict(given, arguments, read)
    elif texts and not variables and not others:
        yield note(given, arguments, "api_key is a placeholder, which stays")
        if none and not migration.native:
            yield from guarded(given, arguments, migration)
    else:
        certain = defaulted(given.tree) and not others
        if not certain or any(v.name not in own for v in variables):
            yield note(given, arguments, setting_message(given, migration))
        if not migration.native and not certain:
            yield from guarded(given, arguments, migration)


def called(given: Given, arguments: Arguments, migration: Migration) -> Iterator[Result]:
    """A function that gives the key is asked by the source's SDK before each request."""
    if migration.native:
        message = (
            f"api_key is a function, and {migration.route.distribution} takes a text; --sdk openai "
            "carries it"
        )
        yield arguments.blocker(given, "KEY-FUNCTION", message)
    else:
        message = f"api_key is a function: it must give the key of {migration.provider.title} now"
        yield arguments.review(given, "KEY-FUNCTION", message)


def real_key(given: Given, migration: Migration) -> bool:
    """Say whether a real key of the source's is written there."""
    pattern = migration.surface.key_pattern
    return any(isinstance(v, Text) and re.fullmatch(pattern, v.text) for v in given.values)


def tell_key(given: Given, arguments: Arguments, migration: Migration) -> Iterator[Result]:
    """Say where a key comes from that is neither the source's variable nor a real one."""
    variables = [v.name for v in given.values if isinstance(v, Variable)]
    own = migration.surface.environment.get("api_key", ())
    foreign = sorted({name for name in variables if name not in own})
    title = migration.provider.title
    if foreign:
        names = ", ".join(foreign)
        yield note(given, arguments, f"api_key comes from {names}: put the key of {title} there")
    elif given.source:
        yield note(given, arguments, "api_key is a placeholder, which stays")
    elif len(variables) < len(given.values) or not variables:
        yield note(given, arguments, setting_message(given, migration))


def setting_message(given: Given, migration: Migration) -> str:
    where = f"a setting that {given.setting} fills" if given.setting else "a setting"
    own = migration.surface.environment.get("api_key", ())
    named = sorted({v.name for v in given.values if isinstance(v, Variable)}.difference(own))
    if named and all(isinstance(v, (Variable, Text, Atom)) for v in given.values):
        where = " or ".join(named)
    return f"api_key comes from {where}; put the key of {migration.provider.title} there"


def only_read(tree: ast.expr | None) -> bool:
    """Say whether an expression is nothing but ``os.getenv(name)`` or ``os.environ.get(name)``."""
    if not isinstance(tree, ast.Call):
        return False
    name = tree.func.attr if isinstance(tree.func, ast.Attribute) else ""
    name = tree.func.id if isinstance(tree.func, ast.Name) else name
    return name in ("getenv", "get")


def defaulted(tree: ast.expr | None) -> bool:
    """Say whether an expression is ``os.getenv(name, "text")``, or such a ``get``: never None."""
    if not (only_read(tree) and isinstance(tree, ast.Call)):
        return False
    rest = [*tree.args[1:], *(k.value for k in tree.keywords if k.arg == "default")]
    return len(rest) == 1 and isinstance(rest[0], ast.Constant) and isinstance(rest[0].value, str)


def from_file(tree: ast.expr | None) -> bool:
    """Say whether an expression is what a file holds, as in ``open(path).read().strip()``: never None."""
    methods: list[str] = []
    while isinstance(tree, ast.Call) and isinstance(tree.func, ast.Attribute):
        methods.append(tree.func.attr)
        tree = tree.func.value
    called = tree.func if isinstance(tree, ast.Call) else None
    if not isinstance(called, ast.Name) or not methods:
        return False
    return methods[-1] == FILES.get(called.id) and STRIPPING.issuperset(methods[:-1])


FILES = {"open": "read", "Path": "read_text"}
"""What gives a file → the method that gives its text."""
STRIPPING = frozenset({"strip", "rstrip", "lstrip"})


def note(given: Given, arguments: Arguments, message: str) -> Finding:
    return Finding(given.path, given.span, "KEY-SETTING", message, Severity.NOTE, arguments.origins)


def literal_key(given: Given, arguments: Arguments, read: str) -> Iterator[Result]:
    """A real key in the code becomes the variable, where it stands."""
    why = Why("KEY-LITERAL", "a real key becomes an environment variable", Certainty.REVIEW)
    for literal in given.literals:
        yield Change(literal.path, Rewrite(literal.span, why, read), arguments.origins, ("os",))
        yield Finding(
            literal.path,
            literal.span,
            "KEY-LITERAL",
            "a real key was written into the code: revoke it at its provider",
            Severity.REVIEW,
            arguments.origins,
        )


def nothing(
    given: Given, arguments: Arguments, read: str, migration: Migration
) -> Iterator[Result]:
    """``api_key=None`` reads the target's variable, as the SDK read its own."""
    if migration.native:
        return
    why = Why("KEY-READ", "without a key the SDK would read the source's variable")
    yield Change(given.path, Rewrite(given.value_span, why, read), arguments.origins, ("os",))


def strict(given: Given, arguments: Arguments, read: str) -> Iterator[Result]:
    """A variable that may be absent must not make the SDK fall back to the source's key."""
    why = Why("KEY-READ", "an absent key must not fall back to the source's variable")
    yield Change(given.path, Rewrite(given.value_span, why, read), arguments.origins, ("os",))


def guarded(given: Given, arguments: Arguments, migration: Migration) -> Iterator[Result]:
    """A setting that may be None must not make the SDK fall back to the source's key."""
    read = f'os.environ["{migration.key_variable}"]'
    certain = given.values and not any(isinstance(v, (Atom, Variable)) for v in given.values)
    if (certain and given.source) or from_file(given.tree):
        return
    why = Why("KEY-READ", "a key that is None must not fall back to the source's variable")
    template = "{key} or " + read
    edit = Rewrite(given.value_span, why, template, (("key", given.value_span),))
    yield Change(given.path, edit, arguments.origins, ("os",))

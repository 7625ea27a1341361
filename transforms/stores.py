"""Settings of a client that are assigned once it is made, judged as its construction's arguments."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from codemod.planning.rules import Blocker, Change, Result
from codemod.vocabulary.edits import (
    AddArgument,
    Certainty,
    Edit,
    RemoveStatement,
    Rewrite,
    Why,
    braced,
)
from codemod.vocabulary.migration import Migration
from codemod.vocabulary.shapes import Refused, Reshaped
from codemod.vocabulary.sites import ClientSite, Given, Store
from codemod.vocabulary.treatment import Treatment, Verb
from transforms.arguments import Arguments
from transforms.keys import literal_key, real_key, tell_key

READS = ("os.getenv", "getenv", "os.environ.get", "environ.get")


def stored(
    site: ClientSite, store: Store, treatment: Treatment, arguments: Arguments, migration: Migration
) -> Iterator[Result]:
    """Yield what becomes of a store to any setting but the address of a client that keeps its SDK."""
    given = store.given
    silent = given.source != "" and given.source in treatment.silent_values
    if treatment.verb is Verb.UNSUPPORTED and not silent:
        reason = f"{given.name}: {treatment.reason}"
        yield arguments.blocker(given, "PARAMETER-UNSUPPORTED", reason)
    elif treatment.verb is Verb.DROP or silent:
        yield from removed(store, treatment, silent, arguments)
    elif migration.native:
        yield from folded(site, store, treatment, arguments, migration)
    elif given.name == "api_key":
        yield from key(store, arguments, migration)


def key(store: Store, arguments: Arguments, migration: Migration) -> Iterator[Result]:
    """The SDK sends what is stored, and falls back to nothing: the key itself must be the target's."""
    given = store.given
    if not store.plain:
        yield refused(store, arguments, "in a way that cannot be followed")
    elif real_key(given, migration):
        yield from literal_key(given, arguments, f'os.environ["{migration.key_variable}"]')
    else:
        yield from tell_key(given, arguments, migration)


def removed(
    store: Store, treatment: Treatment, silent: bool, arguments: Arguments
) -> Iterator[Result]:
    """The target has no such setting: the statement goes."""
    given = store.given
    if not store.plain or store.mixed or not (given.tree and still(given.tree)):
        yield refused(store, arguments, "in a way that cannot be taken out")
        return
    certainty = Certainty.SAFE if silent else Certainty.REVIEW
    what = "it says what the target does anyway" if silent else treatment.reason
    why = Why("PARAMETER-DROPPED", f"{given.name} is dropped: {what}", certainty)
    origins = arguments.origins + given.others
    yield Change(given.path, RemoveStatement(given.holder, why), origins)
    if not silent:
        yield arguments.review(given, "PARAMETER-DROPPED", f"{given.name}: {treatment.reason}")


def folded(
    site: ClientSite, store: Store, treatment: Treatment, arguments: Arguments, migration: Migration
) -> Iterator[Result]:
    """A client whose settings are fixed gets the setting at its construction, where that is the same."""
    given = store.given
    code = foldable(site, store, treatment, arguments, migration)
    if code is None:
        yield refused(store, arguments, "after it was made")
        return
    why = Why("CLIENT-SETTING", f"{given.name} is set where the client is made")
    yield Change(given.path, RemoveStatement(given.holder, why), arguments.origins)
    made = arguments.named(given.name)
    if not made:
        edit: Edit = AddArgument(arguments.span, why, given.name, braced(code))
        yield Change(arguments.path, edit, arguments.origins)
    elif not same(made[0], given):
        edit = Rewrite(made[0].value_span, why, braced(code))
        yield Change(made[0].path, edit, arguments.origins)
    if treatment.verb is Verb.SHAPE and given.tree is not None:
        shaped = arguments.shapes[treatment.to](given.tree)
        if isinstance(shaped, Reshaped) and shaped.review:
            yield arguments.review(given, "PARAMETER-CHANGED", shaped.review)
    if given.name == "api_key" and not (made and same(made[0], given)):
        yield from tell_key(given, arguments, migration)


def overrides(site: ClientSite, name: str) -> bool:
    """Say whether a store takes the place of what the construction gives, which is then not treated."""
    made = [given for given in site.given if given.name == name]
    later = [store for store in site.stores if store.given.name == name]
    return (
        len(made) == 1
        and len(later) == 1
        and later[0].next
        and not same(made[0], later[0].given)
        and name not in ("base_url", "organization", "project")
    )


def foldable(
    site: ClientSite, store: Store, treatment: Treatment, arguments: Arguments, migration: Migration
) -> str | None:
    """Return the expression that the construction can take, or None where it is not the same."""
    given, tree = store.given, store.given.tree
    made = arguments.named(given.name)
    later = [other for other in site.stores if other.given.name == given.name]
    if not (store.plain and store.next) or store.mixed or given.others or len(later) > 1:
        return None
    if store.reads or site.opaque or not site.direct or not all(row.direct for row in made):
        return None
    if tree is None or not still(tree) or mentions(tree, site.bound) or real_key(given, migration):
        return None
    if treatment.verb is Verb.SHAPE:
        shaped = arguments.shapes[treatment.to](tree)
        if isinstance(shaped, Refused) or shaped.placed is not None:
            return None
    elif treatment.verb is not Verb.KEEP:
        return None
    own = migration.surface.environment.get("api_key", ())
    return written(tree, dict.fromkeys(own, migration.key_variable))


def still(tree: ast.expr) -> bool:
    """Say whether an expression may be evaluated earlier, or not at all, and nobody sees it."""
    if isinstance(tree, (ast.Name, ast.Constant)):
        return True
    if isinstance(tree, ast.Attribute):
        return still(tree.value)
    if isinstance(tree, ast.BoolOp):
        return all(still(value) for value in tree.values)
    if isinstance(tree, ast.IfExp):
        return still(tree.test) and still(tree.body) and still(tree.orelse)
    if isinstance(tree, ast.Subscript):
        return still(tree.value) and still(tree.slice)
    if isinstance(tree, ast.Call):
        rows = [*tree.args, *(keyword.value for keyword in tree.keywords)]
        return ast.unparse(tree.func) in READS and all(still(row) for row in rows)
    return False


def mentions(tree: ast.expr, dotted: str) -> bool:
    """Say whether the expression ``dotted``, or its first name's absence, is in doubt in ``tree``."""
    return not dotted or any(
        isinstance(node, (ast.Name, ast.Attribute)) and ast.unparse(node) == dotted
        for node in ast.walk(tree)
    )


def written(tree: ast.expr, variables: dict[str, str]) -> str | None:
    """Return an expression as text, with other names for variables; None for what is not simple."""
    if isinstance(tree, ast.Constant) and isinstance(tree.value, str):
        text = variables.get(tree.value, tree.value)
        return None if set(text) & {'"', "\\", "\n"} else f'"{text}"'
    if isinstance(tree, (ast.Name, ast.Constant)):
        return ast.unparse(tree)
    if isinstance(tree, ast.Attribute):
        inner = written(tree.value, variables)
        return None if inner is None else f"{inner}.{tree.attr}"
    if isinstance(tree, (ast.Call, ast.Subscript)):
        first = tree.func if isinstance(tree, ast.Call) else tree.value
        rows = tree.args if isinstance(tree, ast.Call) else [tree.slice]
        texts = [written(row, variables) for row in (first, *rows)]
        if None in texts or (isinstance(tree, ast.Call) and tree.keywords):
            return None
        inside = ", ".join(str(text) for text in texts[1:])
        return f"{texts[0]}({inside})" if isinstance(tree, ast.Call) else f"{texts[0]}[{inside}]"
    return None


def same(made: Given, later: Given) -> bool:
    """Say whether two arguments are the same expression, which gives the same twice."""
    if made.tree is None or later.tree is None or not still(later.tree):
        return False
    return ast.dump(made.tree) == ast.dump(later.tree)


def refused(store: Store, arguments: Arguments, how: str) -> Blocker:
    message = f"the client's {store.given.name} is changed {how}"
    return arguments.blocker(store.given, "CLIENT-READDRESSED", message)

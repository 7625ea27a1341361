"""Split a client: it stays for the calls that are blocked, and a new one serves the others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from codemod.planning.gathering import gathered
from codemod.planning.groups import Groups
from codemod.planning.standing import Standing
from codemod.vocabulary.edits import (
    AddArgument,
    Edit,
    InsertStatement,
    RemoveArgument,
    RenameArgument,
    Rewrite,
    Why,
)
from codemod.vocabulary.facts import ModuleFacts
from codemod.vocabulary.migration import Migration
from codemod.vocabulary.places import is_test
from codemod.vocabulary.records import dataclass
from codemod.vocabulary.results import Alike, Blocker, Change
from codemod.vocabulary.sites import CallSite, ClientSite
from codemod.vocabulary.values import Origin, Variable


@dataclass(frozen=True, slots=True)
class Split:
    """One client that is split: the calls that move, and the edits that bind and use the new one."""

    client: ClientSite
    calls: tuple[CallSite, ...]
    edits: tuple[Edit, ...]
    needs: tuple[str, ...]


def splits(
    standing: Standing,
    changes: Sequence[Change],
    blockers: Sequence[Blocker],
    alike: Sequence[Alike],
    facts: Mapping[str, ModuleFacts],
    migration: Migration,
) -> list[Split]:
    """Return the clients that can be split.

    A client is split when calls alone are blocked, every call that moves names it as its one
    assignment does, in the same file, and its keywords are plain. Calls whose results are compared
    (``alike``) move only all together.
    """
    if migration.route.functions:
        return []
    clients, calls = standing.clients, standing.calls
    by_origin = {call.origin: call for call in calls}
    own = {client.origin for client in clients}
    fine = Groups()
    for change in changes:
        fine.join(origin for origin in change.origins if origin not in own)
    for call in calls:
        fine.join((call.origin, *call.talks))
    for blocker in blockers:
        if any(origin in by_origin for origin in blocker.origins):
            fine.block(Blocker("", blocker.span, "", "", tuple(set(blocker.origins) - own)))
    whole = as_they_are(standing, changes, blockers)
    found = []
    for client in clients:
        mine = [call for call in calls if client.origin in call.clients]
        free = [call for call in mine if fine.blocked((call.origin,)) is None]
        stuck = [call for call in mine if call not in free]
        moving = [call for call in free if takes("messages", call, migration)]
        its = [b for b in blockers if client.origin in b.origins]
        if not free or not stuck or not client.bound:
            continue
        if any(not set(b.origins) & set(by_origin) or b.code.startswith("CLIENT") for b in its):
            continue
        others = together(free, stuck, alike, whole, migration)
        for calls_of_new in ([*moving, *others] if others else [], moving):
            if calls_of_new:
                row = new_client(client, calls_of_new, changes, facts[client.path], migration)
                if row is not None:
                    found.append(row)
                    break
    return found


def takes(parameter: str, call: CallSite, migration: Migration) -> bool:
    """Say whether the operation of a call has a parameter.

    A call that takes messages stands by itself: files know each other by id, vectors by their model.
    """
    operation = migration.surface.operations.get(call.operation)
    return operation is not None and parameter in operation.parameters


def together(
    free: Sequence[CallSite],
    stuck: Sequence[CallSite],
    alike: Iterable[Alike],
    whole: Groups,
    migration: Migration,
) -> list[CallSite]:
    """Return the calls whose results are compared, where all that make such move at once.

    Each of the program is free and of this client, or moves in any case (by ``whole``); each call that
    stays asks a model by its name, and is none that runs requests out of sight (a batch of them, a store
    that is filled).
    """
    found = {call.origin: call for call in free}
    compared = [each.origins for each in alike if not is_test(each.path)]
    at_once = all(
        origins and (found.keys() >= {*origins} or whole.blocked(origins) is None)
        for origins in compared
    )
    if not at_once or not all(takes("model", call, migration) for call in stuck):
        return []
    return [
        found[origin]
        for origin in dict.fromkeys(o for each in compared for o in each)
        if origin in found
    ]


def as_they_are(
    standing: Standing, changes: Iterable[Change], blockers: Iterable[Blocker]
) -> Groups:
    """Return the groups of clients with their calls where none is split."""
    found = Groups()
    for change in changes:
        if not change.some:
            found.join(change.origins)
    for call in standing.calls:
        found.join((call.origin, *call.clients, *call.talks))
    for blocker in blockers:
        attached = standing.attached(blocker)
        if attached is not None:
            found.block(attached)
    return found


def new_client(
    client: ClientSite,
    moving: Sequence[CallSite],
    changes: Sequence[Change],
    facts: ModuleFacts,
    migration: Migration,
) -> Split | None:
    """Return the edits that bind a new client beside the old one, or None."""
    holder, _, old = client.bound.rpartition(".")
    name = f"{migration.provider.name}_{'client' if 'client' in old else old}"
    if name in facts.bound or name in facts.parameters or client.opaque:
        return None
    if not (may_hold(client, facts) if holder else may_name(client, moving, facts)):
        return None
    for call in moving:
        plain = call.path == client.path and call.clients == (client.origin,)
        if not plain or call.receiver != client.bound or call.mixed or call.receiver_span is None:
            return None
    arguments = keywords(client, changes, migration)
    if arguments is None:
        return None
    target = migration.route.names.get(migration.surface.clients[client.klass].names[0], "")
    needs = ["os"] if any("os.environ" in code for code in arguments.values()) else []
    written = client_class(client, facts, migration, target)
    if written is None:
        return None
    if target:
        needs.append(target.partition(".")[0])
    new = f"{holder}.{name}" if holder else name
    text = f"{new} = {written}({', '.join(f'{k}={v}' for k, v in arguments.items())})"
    why = Why("CLIENT-SPLIT", f"a client of {migration.provider.title} stands beside the old one")
    edits: list[Edit] = [InsertStatement(client.statement, why, text)]
    for call in moving:
        assert call.receiver_span is not None
        edits.append(Rewrite(call.receiver_span, why, new))
    return Split(client, tuple(moving), tuple(edits), tuple(needs))


def may_name(client: ClientSite, moving: Sequence[CallSite], facts: ModuleFacts) -> bool:
    """Say whether a name beside the client's is bound wherever that one is.

    It is not where a function binds a name of all (``global``), or a caller may give the client.
    """
    places = [client.span, *(call.span for call in moving)]
    return not client.outer and not any(
        function.span.encloses(place)
        for function in facts.functions
        if client.bound in (each.name for each in function.parameters)
        for place in places
    )


def may_hold(client: ClientSite, facts: ModuleFacts) -> bool:
    """Say whether the object that holds the client takes an attribute that its class does not name."""
    around = [each for each in facts.classes if each.span.encloses(client.span)]
    return not any({"__slots__", "__setattr__"} & each.members.keys() for each in around)


def client_class(
    client: ClientSite, facts: ModuleFacts, migration: Migration, target: str
) -> str | None:
    """Return how the new client's class is written in the module."""
    if target and target != migration.surface.clients[client.klass].names[0]:
        root = target.partition(".")[0]
        return None if root in facts.bound or root in facts.parameters else target
    for statement in facts.imports:
        for name, asname, _ in statement.names:
            if not statement.plain and name in (client.klass, *short(client, migration)):
                return asname or name
            if statement.plain and name in migration.surface.modules:
                return f"{asname or name}.{client.klass}"
    return None


def short(client: ClientSite, migration: Migration) -> Iterable[str]:
    return (n.rpartition(".")[2] for n in migration.surface.clients[client.klass].names)


def keywords(
    client: ClientSite, changes: Sequence[Change], migration: Migration
) -> dict[str, str] | None:
    """Return the keywords of the new client, or None where they are not plain."""
    found: dict[str, str] = {}
    here = [c.edit for c in changes if c.path == client.path]
    own_edits = [edit for edit in here if edit.span == client.span]
    moved = {edit.argument for edit in own_edits if isinstance(edit, RemoveArgument)}
    renamed = {e.argument: e.keyword for e in own_edits if isinstance(e, RenameArgument)}
    for given in client.given:
        if not given.direct:
            return None
        if given.name == "api_key":
            own = migration.surface.environment.get("api_key", ())
            if not all(isinstance(v, Variable) and v.name in own for v in given.values):
                return None
            if not migration.native:
                found["api_key"] = f'os.environ["{migration.key_variable}"]'
        elif given.name in ("timeout", "max_retries") and given.source:
            if given.span in moved:
                continue  # what takes its place is added below
            if any(given.value_span.encloses(edit.span) for edit in here):
                return None
            found[renamed.get(given.span, given.name)] = given.source
        else:
            return None
    for edit in gathered(own_edits):
        if isinstance(edit, AddArgument):
            if edit.holes or edit.inner or not edit.keyword or edit.keyword in found:
                return None
            found[edit.keyword] = edit.template.replace("{{", "{").replace("}}", "}")
    return found


def detached(splits: Iterable[Split]) -> dict[Origin, set[Origin]]:
    """Return, for each call that moves to a new client, the old client that it leaves."""
    return {call.origin: {row.client.origin} for row in splits for call in row.calls}

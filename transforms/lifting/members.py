"""Read responses as objects: an older major's are dicts too."""

from __future__ import annotations

from collections.abc import Iterator

from codemod.planning.rules import Blocker, Change, Finding, Result
from codemod.vocabulary.diagnostics import Severity
from codemod.vocabulary.edits import Edit, RenameMember, Rewrite, Why
from codemod.vocabulary.migration import Migration
from codemod.vocabulary.module_sites import LegacyMemberSite
from codemod.vocabulary.places import is_test
from codemod.vocabulary.sites import EscapeSite

EMPTY = ("''", '""', "[]", "{}", "0", "None", "False")
DUMPED = {"dumps", "dump", "dict", "**"}


def members(site: LegacyMemberSite, migration: Migration) -> Iterator[Result]:
    """Write one read of a response as that of a member, or say why the call is left."""
    client = migration.surface.module_client
    name = f"{site.type}.{site.member}"
    if site.mixed:
        said = f"{name} is read here of what may also be"
        if site.kind == "dict":
            said = f"what is used as a dict here ({site.member}) may be a {site.type}, or"
        yield blocked(site, f"{said} something else: a dict, or a client's response")
    elif site.kind == "dump":
        to = client.dumps[site.member]
        why = Why("LEGACY-MEMBER", f"{site.member} is called {to}")
        yield changed(site, RenameMember(site.span, why, to))
    elif site.kind == "dict":
        yield from as_dict(site)
    elif site.context != "load":
        yield blocked(site, f"{name} is assigned: responses are no dicts any more")
    elif site.shape == "any" and site.kind not in ("in", "not in"):
        message = f"{name} is no dict any more, and what is read of it cannot be followed"
        yield blocked(site, message)
    elif not site.shape:
        reason = client.absent.get(site.member, "responses have no such member now.")
        yield blocked(site, f"{name}: {reason}")
    else:
        template = written(site, site.member in client.present)
        if template is None:
            message = (
                f"{name} may be None, and is replaced by {site.default} here where it is missing"
            )
            yield blocked(site, message)
            return
        why = Why("LEGACY-MEMBER", f"{site.member} is a member, and no key")
        yield changed(site, Rewrite(site.span, why, template, (("self", site.obj_span),)))


def written(site: LegacyMemberSite, present: bool) -> str | None:
    """Return the template that reads the member, or None."""
    read = f"{{self}}.{site.member}"
    if site.kind == "in":
        return f"{read} is not None"
    if site.kind == "not in":
        return f"{read} is None"
    default = site.default
    if site.kind != "get" or present or default in ("", "None"):
        return read
    code = default.replace("{", "{{").replace("}", "}}")
    if site.shape == "list":
        return f"{read} or []" if default == "[]" else None
    return f"{read} or {code}" if site.shape == "scalar" else None


def as_dict(site: LegacyMemberSite) -> Iterator[Result]:
    """A use of the whole response as a dict needs its dump."""
    if site.member == "str":  # its text was JSON, of two spaces: 0.28.1 openai_object.py:__str__
        why = Why("LEGACY-MEMBER", "the text of a response is JSON by model_dump_json() only")
        edit = Rewrite(
            site.span, why, "{self}.model_dump_json(indent=2)", (("self", site.obj_span),)
        )
        yield changed(site, edit)
    elif site.member in DUMPED:
        why = Why("LEGACY-MEMBER", "a response is no dict; model_dump() makes one")
        edit = Rewrite(site.span, why, "{self}.model_dump()", (("self", site.obj_span),))
        yield changed(site, edit)
    else:
        message = f"a {site.type} is used as a dict here ({site.member}), which it no longer is"
        yield blocked(site, message)


def changed(site: LegacyMemberSite, edit: Edit) -> Change:
    return Change(site.path, edit, site.origins)


def blocked(site: LegacyMemberSite, message: str) -> Blocker:
    return Blocker(site.path, site.span, "LEGACY-MEMBER", message, site.origins)


def escapes(site: EscapeSite, migration: Migration) -> Iterator[Result]:
    """What reaches code that cannot be read stays a dict, or the module's own function."""
    if site.what == "client" and is_test(site.path):
        message = f"the SDK's module {site.how} in a test, which must follow by hand"
        yield Finding(site.path, site.span, "TEST-DOUBLE", message, Severity.LEFT, site.origins)
    elif site.what == "client":
        message = f"a function of the SDK's module {site.how} and cannot be followed"
        yield Blocker(site.path, site.span, "CLIENT-ESCAPES", message, site.origins)
    else:
        what = site.what.rpartition("[")[2].rstrip("]")
        message = f"a {what}, a dict so far, {site.how} and cannot be followed"
        yield Blocker(site.path, site.span, "RESPONSE-ESCAPES", message, site.origins)

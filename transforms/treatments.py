"""How a profile says what becomes of a parameter or a member: one verb, or a template."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from codemod.vocabulary.treatment import Treatment, Verb
from transforms.entries import Entry, suggestion

_REASONED = {"drop": Verb.DROP, "unsupported": Verb.UNSUPPORTED}
_TARGETED = {
    "rename": Verb.RENAME,
    "move": Verb.MOVE,
    "shape": Verb.SHAPE,
    "template": Verb.TEMPLATE,
    "single": Verb.SINGLE,
}
VERBS = ("keep", *_REASONED, *_TARGETED, "expand", "clamp", "constant")
_ASIDE = (
    *(
        "review",
        "silent",
        "told",
        "keeps",
        "async",
        "loosely",
        "given",
        "within",
        "words",
        "nothing",
        "unseen",
    ),
    "sparse",
    "absent",
    "last",
    "elsewhere",
    "refused",
)
_NAME = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)+")
_FUNCTION = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*")


def read_treatment(entry: Entry, shapes: Iterable[str] = ()) -> Treatment:
    """Return the treatment at ``entry``.

    It is ``keep``, a template over ``{self}``, or a mapping of one verb to what it needs, with
    ``review`` (the sentence of a finding), ``silent`` (literals that say nothing), ``told`` (of what is
    ``unsupported``: literals that are dropped with a finding), ``keeps`` (literals that stay as they are) and ``async`` (another treatment). A ``constant`` is what a member
    always is. A member may also have
    ``loosely``, ``given``, ``refused``, ``within`` and ``words``, a parameter ``nothing`` and ``unseen``; see ``Treatment``.
    Raises ``CatalogError`` for an unknown verb, and for a template or shape that cannot be.
    """
    if entry.is_text:
        if "{" in entry.text():
            return Treatment(Verb.TEMPLATE, to=template(entry))
        entry.known("verb", ("keep",))
        return Treatment(Verb.KEEP)
    items = entry.items()
    verbs = [name for name in items if name in VERBS]
    if len(verbs) != 1:
        for name, value in items.items():
            if name not in (*VERBS, *_ASIDE):
                raise value.error(f"unknown verb {name}{suggestion(name, VERBS)}")
        raise entry.error(f"{entry.name} must have one verb of {', '.join(VERBS)}")
    entry.fields(verbs, _ASIDE[1:] if verbs[0] in _REASONED else _ASIDE)
    treatment = _treatment(verbs[0], items, _literals(items, "silent"), tuple(shapes))
    return replace(
        treatment,
        kept_values=_literals(items, "keeps"),
        told_values=_literals(items, "told"),
        loosely=template(items["loosely"]) if "loosely" in items else "",
        given=_templates(items, "given"),
        within=_templates(items, "within"),
        words=_words(items),
        sparse=sentence(items["sparse"]) if "sparse" in items else "",
        absent=sentence(items["absent"]) if "absent" in items else "",
        last=sentence(items["last"]) if "last" in items else "",
        elsewhere=sentence(items["elsewhere"]) if "elsewhere" in items else "",
        refused=_sentences(items, "refused"),
        nothing=expression(items["nothing"]) if "nothing" in items else "",
        unseen=sentence(items["unseen"]) if "unseen" in items else "",
    )


def _templates(items: Mapping[str, Entry], key: str) -> dict[str, str]:
    found = {}
    for name, each in items[key].items().items() if key in items else ():
        if not _FUNCTION.fullmatch(name):
            raise each.error(f"{name} is no name")
        found[name] = template(each)
    return found


def _sentences(items: Mapping[str, Entry], key: str) -> dict[str, str]:
    return {n: sentence(e) for n, e in items[key].items().items()} if key in items else {}


def _words(items: Mapping[str, Entry]) -> dict[str, tuple[str, ...]]:
    if "words" not in items:
        return {}
    return {name: each.texts() for name, each in items["words"].items().items()}


def _literals(items: Mapping[str, Entry], key: str) -> tuple[str, ...]:
    return tuple(_literal(items[key], text) for text in items[key].texts()) if key in items else ()


def _treatment(
    verb: str, items: Mapping[str, Entry], silent: tuple[str, ...], shapes: tuple[str, ...]
) -> Treatment:
    value = items[verb]
    reason = sentence(items["review"]) if "review" in items else ""
    other = read_treatment(items["async"], shapes) if "async" in items else None
    if verb in _REASONED:
        return Treatment(
            _REASONED[verb], reason=sentence(value), silent_values=silent, asynchronous=other
        )
    if verb == "expand":
        expansions = {
            literal: {word: expression(code) for word, code in keywords.items().items()}
            for literal, keywords in value.items().items()
        }
        return Treatment(
            Verb.EXPAND,
            reason=reason,
            silent_values=silent,
            expansions=expansions,
            asynchronous=other,
        )
    if verb == "clamp":
        return Treatment(
            Verb.CLAMP,
            reason=reason,
            silent_values=silent,
            asynchronous=other,
            limits=_limits(value),
        )
    if verb == "keep":
        if value.text() != "true":
            raise value.error("keep must be true")
        return Treatment(Verb.KEEP, reason=reason, silent_values=silent, asynchronous=other)
    if verb == "constant":  # a template without a hole
        return Treatment(Verb.TEMPLATE, to=expression(value), reason=reason, asynchronous=other)
    if verb in ("template", "single"):
        target = template(value)
    elif verb == "shape":
        target = value.known("shape", shapes)
    else:
        target = value.text()
        parts = target.split(".") if verb == "move" else [target]
        if not all(part.isidentifier() for part in parts):
            raise value.error(f"{target} is no name")
    return Treatment(
        _TARGETED[verb], to=target, reason=reason, silent_values=silent, asynchronous=other
    )


def _limits(entry: Entry) -> tuple[float, float]:
    try:
        low, high = (float(each.text()) for each in entry.elements())
    except ValueError:
        raise entry.error(f"{entry.name} must be two numbers") from None
    if low > high:
        raise entry.error(f"{entry.name} must name the lower number first")
    return low, high


def dotted_name(entry: Entry) -> str:
    """Return the dotted name at ``entry``."""
    if not _NAME.fullmatch(entry.text()):
        raise entry.error(f"{entry.text()} is no dotted name")
    return entry.text()


def sentence(entry: Entry) -> str:
    """Return the reason at ``entry``, on one line; it may not be empty."""
    if not entry.text().strip():
        raise entry.error(f"{entry.name} needs a reason")
    return " ".join(entry.text().split())


def _literal(entry: Entry, text: str) -> str:
    """Return a Python literal as ``repr`` prints it: two ways to write it are one."""
    try:
        return repr(ast.literal_eval(text))
    except (ValueError, SyntaxError):
        raise entry.error(f"{text} is no Python literal") from None


def template(entry: Entry) -> str:
    """Return the template at ``entry``, a Python expression over ``{self}``."""
    text = entry.text()
    try:
        filled = text.format(self="x.y")
    except (KeyError, IndexError, ValueError):
        raise entry.error(f"{text} has a hole other than {{self}}") from None
    if filled == text.format(self=""):
        raise entry.error(f"{text} has no {{self}}")
    _parse(entry, filled)
    return text


def expression(entry: Entry, holes: Mapping[str, str] | None = None) -> str:
    """Return the Python expression at ``entry``; ``<name>`` in it is a value of ``holes``."""
    text = entry.text()
    for name, value in (holes or {}).items():
        text = text.replace(f"<{name}>", value)
    _parse(entry, text)
    return text


def _parse(entry: Entry, text: str) -> None:
    try:
        ast.parse(text, mode="eval")
    except SyntaxError:
        raise entry.error(f"{text} is no Python expression") from None


def modules_of(text: str) -> tuple[str, ...]:
    """Return the modules that a template or expression needs: its bare names but the builtins."""
    names = [
        node
        for node in ast.walk(ast.parse(text.replace("{self}", "None"), mode="eval"))
        if isinstance(node, ast.Name)
    ]
    bound = {name.id for name in names if isinstance(name.ctx, ast.Store)}
    free = {name.id for name in names} - bound
    return tuple(sorted(name for name in free if not hasattr(builtins, name)))

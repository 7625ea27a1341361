"""Edits: a change to one span, as frozen data. Deciding makes them, the editor applies them."""

from __future__ import annotations

from enum import Enum

from codemod.vocabulary.records import dataclass
from codemod.vocabulary.spans import Span


class Certainty(str, Enum):
    """``SAFE`` keeps the behaviour; ``REVIEW`` wants a look, and is always a finding too."""

    SAFE = "safe"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Why:
    """Why an edit is made: a stable code, one sentence for the report, and how certain it is."""

    code: str
    message: str
    certainty: Certainty = Certainty.SAFE


Holes = tuple[tuple[str, Span], ...]
"""Named holes of a template: the expression at each span, as already edited."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A change to the node at ``span``; every edit is consumed exactly once."""

    span: Span
    why: Why


@dataclass(frozen=True, slots=True)
class Rewrite(Edit):
    """Replace the expression at ``span`` by ``template``, a Python expression.

    ``{name}`` in the template stands for the hole of that name, which is the span of a descendant
    expression *as already edited*; ``{{`` and ``}}`` are literal braces.
    """

    template: str
    holes: Holes = ()


@dataclass(frozen=True, slots=True)
class RenameMember(Edit):
    """Give the attribute expression at ``span`` another member name; valid in store context too."""

    name: str


@dataclass(frozen=True, slots=True)
class ReplaceString(Edit):
    """Replace the text of the string literal at ``span``; its quotes and prefix stay.

    Implicitly concatenated pieces become one piece. ``value`` holds no quote, backslash or newline.
    """

    value: str


@dataclass(frozen=True, slots=True)
class AddArgument(Edit):
    """Add ``keyword=template`` to the call at ``span``, behind its last argument.

    The new argument stands before a ``**mapping``. An empty ``keyword`` adds ``**template``. With
    ``inner``, keys joined by dots, ``template`` stands under them in the dict that the keyword
    holds; what several edits put into one keyword is one dict.
    """

    keyword: str
    template: str
    holes: Holes = ()
    inner: str = ""


@dataclass(frozen=True, slots=True)
class RenameArgument(Edit):
    """Rename the keyword argument at ``argument`` of the call at ``span``."""

    argument: Span
    keyword: str


@dataclass(frozen=True, slots=True)
class RemoveArgument(Edit):
    """Remove the argument at ``argument`` (keyword, positional or ``**``) of the call at ``span``.

    ``argument`` is the span of the ``ast.keyword``, or of the positional value, or of the value
    behind ``**``.
    """

    argument: Span


@dataclass(frozen=True, slots=True)
class SpreadArgument(Edit):
    """Put expressions (``texts``) in the place of the argument at ``argument`` of the call at ``span``.

    It is one without a keyword. Comments stay; without any text the argument goes.
    """

    argument: Span
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AddItem(Edit):
    """Add ``"key": template`` to the dict display at ``span``, behind its last item.

    ``inner`` as in ``AddArgument``.
    """

    key: str
    template: str
    holes: Holes = ()
    inner: str = ""


@dataclass(frozen=True, slots=True)
class RemoveItem(Edit):
    """Remove the item whose key stands at ``key`` from the dict display at ``span``."""

    key: Span


@dataclass(frozen=True, slots=True)
class RemoveElement(Edit):
    """Remove the element at ``element`` from the list display at ``span``."""

    element: Span


@dataclass(frozen=True, slots=True)
class SpreadElement(Edit):
    """Put expressions (``texts``) in the place of the element at ``element`` of the tuple or list at ``span``.

    Comments stay, the one behind the element behind the last of them. Without any the element goes.
    """

    element: Span
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RemoveStatement(Edit):
    """Remove the simple statement at ``span``; the only one of a suite becomes ``pass``."""


@dataclass(frozen=True, slots=True)
class InsertStatement(Edit):
    """Insert the one-line statement ``text`` before or after the statement at ``span``.

    The text stands at the same indentation as that statement; ``apart`` behind a blank line. Before a
    statement of a suite it may have more lines, each indented by four blanks a level, which become
    what the file is indented by; it stands above that statement's comments then.
    """

    text: str
    after: bool = True
    apart: bool = False


@dataclass(frozen=True, slots=True)
class EditImport(Edit):
    """Change the import statement at ``span``.

    ``removed`` are spans of its ``ast.alias`` nodes that go; ``added`` are whole import statements
    (one line each) that stand directly behind it at the same indentation, or take its place
    when no alias is left. ``kept_as`` would be a second statement: write it into ``added``.
    """

    removed: tuple[Span, ...] = ()
    added: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NameCaught(Edit):
    """Give the exception a name in the ``except`` clause whose classes stand at ``span``."""

    name: str


@dataclass(frozen=True, slots=True)
class ReplaceText(Edit):
    """Replace the raw text at ``span``, for documents that are not Python."""

    text: str


def braced(code: str) -> str:
    """Return code as a template without holes."""
    return code.replace("{", "{{").replace("}", "}}")

"""What becomes of one parameter or member at a target: a verb, and what it needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import Enum

from codemod.vocabulary.records import dataclass


class Verb(str, Enum):
    """What happens to a parameter, a member or an argument key.

    KEEP: nothing. RENAME: another name, ``to``. EXPAND: its literal value chooses the keywords
    that take its place. MOVE: it becomes a key of the dict keyword ``to``, where dots join keyword and
    keys under that key. DROP: removed, with a
    finding. UNSUPPORTED: blocks its group. SHAPE: a function of the provider's sibling module,
    ``to``. TEMPLATE: (members) an expression over ``{self}``, ``to``. CLAMP: a number outside of
    ``limits`` becomes the nearer of the two.
    """

    KEEP = "keep"
    RENAME = "rename"
    EXPAND = "expand"
    MOVE = "move"
    DROP = "drop"
    UNSUPPORTED = "unsupported"
    SHAPE = "shape"
    TEMPLATE = "template"
    SINGLE = "single"
    CLAMP = "clamp"


@dataclass(frozen=True, slots=True)
class Treatment:
    """How one parameter or member maps.

    ``reason`` is the sentence of the finding (DROP, UNSUPPORTED, or a REVIEW of another verb).
    ``silent_values`` are literals, as ``repr`` prints them, with which the parameter says nothing:
    KEEP keeps it without a finding, every other verb removes it without one. ``kept_values`` are
    literals with which it stays as it is, whatever the verb; with ``told_values`` what is UNSUPPORTED
    is dropped all the same, with a finding. ``expansions`` belong to EXPAND: literal value → keyword →
    Python expression. A bare name in a template that is no builtin is a module to import.
    ``asynchronous`` holds instead where the client is asynchronous.
    """

    verb: Verb
    to: str = ""
    reason: str = ""
    silent_values: tuple[str, ...] = ()
    expansions: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    asynchronous: Treatment | None = None
    kept_values: tuple[str, ...] = ()
    told_values: tuple[str, ...] = ()
    limits: tuple[float, float] | None = None
    """The least and the greatest number that CLAMP leaves alone."""
    loosely: str = ""
    """Of a member: the template where nothing but its truth or its elements matter."""
    given: Mapping[str, str] = field(default_factory=dict)
    """Of a member: the template where its call gets, or may get, this parameter."""
    refused: Mapping[str, str] = field(default_factory=dict)
    """Of a member: why it is not to be had where its call gets, or may get, this parameter."""
    within: Mapping[str, str] = field(default_factory=dict)
    """Of a member: dotted function → the template of a call of it with the member alone."""
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Of a member whose value is one of some words: those of the source → the target's for each."""
    absent: str = ""
    """Of a member: why it may be None where the source's is not, and so must be asked for first."""
    sparse: str = ""  # of a stream's parts: why more of them hold nothing of it than at the source
    last: str = ""  # of the same: why all else that its part holds must be read before it
    elsewhere: str = ""  # of the same: why the first or the last part may hold nothing of it
    nothing: str = ""  # of a parameter: what takes the place of None, which the target refuses
    unseen: str = (
        ""  # of a list that is kept: why it is refused where it is not seen how it is made
    )

    @property
    def placed(self) -> bool:
        """Whether it matters what is done with the member right where it is read."""
        return self.verb in (Verb.TEMPLATE, Verb.SINGLE) or bool(self.words or self.refused)

"""What a call needs to be known of for it to be written as that of another operation."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

from codemod.vocabulary.sites import CallSite


@dataclass(frozen=True, slots=True)
class TurnedSite:
    """A call of an operation that the target lacks, and that may be written as another's.

    ``texts`` are the names of its module that hold texts and nothing else, wherever they are read.
    ``trees`` are the expressions of its arguments.
    """

    call: CallSite
    texts: frozenset[str]
    trees: dict[str, ast.expr] = field(compare=False, repr=False)

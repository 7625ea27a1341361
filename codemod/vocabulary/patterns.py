"""Regular expressions that are compiled when they are first used.

A run over one file uses a few of those that modules define; compiling the others took a tenth of
its time.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

__all__ = ["late"]


class Late:
    """Stands for a compiled pattern: has its methods, each bound at its first use."""

    def __init__(self, *given: Any) -> None:
        self._given = given

    def __getattr__(self, name: str) -> Any:
        found = getattr(re.compile(*self._given), name)
        setattr(self, name, found)
        return found


if TYPE_CHECKING:
    late = re.compile
else:
    late = Late

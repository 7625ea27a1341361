"""Whether a file that holds the name of an SDK may use it: its bytes alone tell of most that do not.

A program that serves many vendors says the name in texts and comments, of tables, tests and log lines.
Such a file is scanned where something that matters is imported from it or by it, and not for the name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from codemod.reading.importing import imports

_LOADERS = re.compile(
    rb"import_module|__import__|importorskip|find_spec|sys\.modules|patch|LazyLoader|setattr"
)
"""What imports, or replaces, a module by a string."""
_UNIMPORTED = re.compile(
    rb"def test|fixture|\.state\b|session_state|user_session|\bg\.\w|(?:app|current_app|request)\["
)
"""How values come to a file without an import: pytest's fixtures, what frameworks keep."""


@dataclass(frozen=True, slots=True)
class Naming:
    """The ``modules`` of an SDK, and ``words`` that only a file that has to do with it holds.

    ``around`` are the modules of other packages that use the SDK for those who import them.
    """

    modules: tuple[str, ...]
    words: tuple[bytes, ...]
    quoted: re.Pattern[bytes]
    around: frozenset[str] = frozenset()

    @classmethod
    def of(cls, modules: Sequence[str], words: Iterable[str], around: Iterable[str] = ()) -> Naming:
        """Make one; a name with a dot behind it (``sdk.Error``, ``"sdk.Client"``) always counts."""
        names = "|".join(re.escape(module) for module in modules)
        told = dict.fromkeys((*(f"{module}." for module in modules), *words))
        return cls(
            tuple(modules),
            tuple(word.encode() for word in told),
            re.compile(rf"[\"'](?:{names})[\"']".encode()),
            frozenset(around),
        )

    def may_use(self, data: bytes) -> bool:
        """Say whether a file may use the SDK, or get something of it otherwise than by an import."""
        if any(word in data for word in self.words):
            return True
        if self.quoted.search(data) is not None and _LOADERS.search(data) is not None:
            return True
        if _UNIMPORTED.search(data) is not None:
            return True
        roots = {each.module.partition(".")[0] for each in imports(data)}
        return not (roots.isdisjoint(self.modules) and roots.isdisjoint(self.around))

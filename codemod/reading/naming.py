"""Whether a file that holds the name of an SDK may use it: its bytes alone tell of most that do not.

A program that serves many vendors says the name in texts and comments, of tables, tests and log lines.
Such a file is scanned where something that matters is imported from it or by it, and not for the name.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from codemod.reading.importing import imports
from codemod.vocabulary.records import dataclass

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
    names: tuple[bytes, ...] = ()
    """Of the modules, and of what they hold."""

    @classmethod
    def of(
        cls,
        modules: Sequence[str],
        words: Iterable[str],
        around: Iterable[str] = (),
        held: Iterable[str] = (),
    ) -> Naming:
        """Make one; a name with a dot behind it (``sdk.Error``, ``"sdk.Client"``) always counts.

        ``held`` are names of what the modules hold.
        """
        names = "|".join(re.escape(module) for module in modules)
        told = dict.fromkeys((*(f"{module}." for module in modules), *words))
        return cls(
            tuple(modules),
            tuple(word.encode() for word in told),
            re.compile(rf"[\"'](?:{names})[\"']".encode()),
            frozenset(around),
            tuple(name.encode() for name in (*modules, *held)),
        )

    def may_use(self, data: bytes, own: Collection[str] = ()) -> bool:
        """Say whether a file may use the SDK, or get something of it otherwise than by an import.

        ``own`` are those of the packages around the SDK that are the repository's own modules here:
        what they do with the SDK is read where they do it.
        """
        if any(word in data for word in self.words):
            return True
        around = self.around.difference(own)
        if own and not any(name in data for name in self.names):
            if not any(name.encode() in data for name in around):
                return False
        if self.quoted.search(data) is not None and _LOADERS.search(data) is not None:
            return True
        if _UNIMPORTED.search(data) is not None:
            return True
        roots = {each.module.partition(".")[0] for each in imports(data)}
        return not (roots.isdisjoint(self.modules) and roots.isdisjoint(around))

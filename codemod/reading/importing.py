"""What files import, read from their bytes alone: which of many files may name something of a module."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from codemod.vocabulary.patterns import late
from codemod.vocabulary.records import dataclass

_FROM = late(rb"(?:^|[;:\s])from\s*(?P<dots>[.\s]*)(?P<module>[\w.\s]*)$")
_PLAIN = late(rb"(?:^|[;:])\s*$")
_AS = late(rb"\s+as\s+\w+\s*")
_COMMENT = late(rb"#[^\n]*")
_DOTTED = late(rb"[\"']([A-Za-z_]\w*(?:\.\w+)+)[\"']")
_PATCHING = (b"patch", b"setattr", b"delattr", b"mocker", b"import_module")
"""Words without which a file names nothing of a module in a string."""


@dataclass(frozen=True, slots=True)
class Imported:
    """One imported module as written; ``names`` are taken from it, none by ``import module``."""

    module: str
    level: int = 0
    names: tuple[str, ...] = ()


def imports(data: bytes) -> Iterator[Imported]:
    """Yield what the import statements in ``data`` name; text that only looks like one, too."""
    at = data.find(b"import")
    while at >= 0:
        after = at + 6
        start = data.rfind(b"\n", 0, at) + 1
        while start > 1 and data[:start].rstrip(b"\r\n").endswith(b"\\"):
            start = data.rfind(b"\n", 0, start - 1) + 1
        before = data[start:at].replace(b"\\", b" ")
        found = _FROM.search(before)
        if found is not None:
            names = tuple(_listed(data, after))
            dots = found["dots"].count(b".")
            yield Imported(_text(found["module"]), dots, names)
        elif _PLAIN.search(before) is not None and data[after : after + 1] in b" \t\\":
            for name in _listed(data, after):
                yield Imported(name)
        at = data.find(b"import", after)


def quoted(data: bytes) -> Iterator[str]:
    """Yield the dotted names that stand in strings, of a file that may patch or load by name."""
    if any(word in data for word in _PATCHING):
        for found in _DOTTED.finditer(data):
            yield found[1].decode("ascii", "replace")


def _listed(data: bytes, start: int) -> Iterator[str]:
    """Yield the names behind ``import``."""
    line = data.find(b"\n", start)
    line = len(data) if line < 0 else line
    text = data[start:line]
    if b"(" in text:
        end = data.find(b")", start)
        text = _COMMENT.sub(b"", data[start : end if end >= 0 else len(data)]).replace(b"(", b" ")
    else:
        while text.rstrip(b"\r").endswith(b"\\") and line < len(data):
            end = data.find(b"\n", line + 1)
            end = len(data) if end < 0 else end
            text, line = text.rstrip(b"\r")[:-1] + data[line:end], end
        text = text.partition(b"#")[0].partition(b";")[0]
    for part in text.split(b","):
        name = _text(_AS.sub(b"", part))
        if name:
            yield name


def _text(name: bytes) -> str:
    return b"".join(name.split()).decode("utf-8", "replace")


class Importers:
    """Which files may name what a module holds: by an import of it, or of what is around it.

    ``resolve`` is (importing path, dotted module, level) → path of the repository's module, or None.
    """

    def __init__(
        self,
        files: Iterable[tuple[str, bytes]],
        resolve: Callable[[str, str, int], str | None],
    ) -> None:
        self.resolve = resolve
        self.paths: list[str] = []
        self.known: dict[str, tuple[tuple[Imported, ...], tuple[str, ...]]] = {}
        """What the files that were asked about import, and name in strings."""
        self.holding: dict[str, list[int]] = {}
        """Word → files: parts of modules, ``:name`` of names, ``=name`` of what ``import`` binds."""
        for path, data in files:
            number = len(self.paths)
            self.paths.append(path)
            for word in set(_words(data)):
                self.holding.setdefault(word, []).append(number)

    def candidates(self, path: str, dotted: Iterable[str]) -> list[str]:
        """Return the files that may name the module at ``path``, by one of its ``dotted`` names."""
        words = {"."} if path.endswith("/__init__.py") or "/" not in path else set()
        for name in dotted:
            *above, tail = name.split(".")
            words |= {tail, f":{tail}", f"={tail}", *(f":{a}" for a in above)}
            words |= {f"={a}" for a in above}
        found = {number for word in words for number in self.holding.get(word, ())}
        return [self.paths[number] for number in sorted(found)]

    def names(self, other: str, data: bytes, path: str, wanted: frozenset[str]) -> bool:
        """Say whether the file ``other`` names one of ``wanted`` of the module at ``path``."""
        named = any(name.encode() in data for name in wanted)
        if not named and b"*" not in data:
            return False
        folder = path.rpartition("/")[0]
        found = self.known.get(other)
        if found is None:
            found = self.known[other] = (tuple(imports(data)), tuple(quoted(data)))
        imported, strings = found
        for each in imported:
            target = self.resolve(other, each.module, each.level) if each.names else None
            if target == path and ("*" in each.names or not wanted.isdisjoint(each.names)):
                return True
            if not named:
                continue
            parts = each.module.split(".")
            inner = [f"{each.module}.{n}" if each.module else n for n in each.names]
            for dotted in inner or [".".join(parts[: i + 1]) for i in range(len(parts))]:
                place = self.resolve(other, dotted, each.level)
                if place is None:
                    continue
                above, _, leaf = place.rpartition("/")
                if place == path or (
                    leaf == "__init__.py" and f"{folder}/".startswith(f"{above}/")
                ):
                    return True
        stem = path.removesuffix("/__init__.py").rpartition("/")[2].removesuffix(".py")
        return named and any(
            stem in parts and not wanted.isdisjoint(parts[parts.index(stem) + 1 :])
            for parts in (dotted.split(".") for dotted in strings)
        )


def _words(data: bytes) -> Iterator[str]:
    for each in imports(data):
        yield from each.module.split(".")
        yield from (f":{name}" for name in each.names)
        if not each.names:
            yield f"={each.module.partition('.')[0]}"
        if each.level:
            yield "."
    for dotted in quoted(data):
        yield from dotted.split(".")

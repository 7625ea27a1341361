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


@dataclass(frozen=True, slots=True)
class Taken:
    """What one file takes from the modules of the repository."""

    names: dict[str, set[str]]
    """Module → the names that are imported from it."""
    places: frozenset[str]
    """The modules that it imports themselves."""
    around: tuple[str, ...]
    """The folders of the packages among them: what is inside can be reached by them."""
    strings: tuple[tuple[str, ...], ...]
    """The parts of the dotted names in its strings."""


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
        self.known: dict[str, Taken] = {}
        """What the files that were asked about take."""
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

    def names(
        self, other: str, read: Callable[[str], bytes], path: str, wanted: frozenset[str]
    ) -> bool:
        """Say whether the file ``other`` names one of ``wanted`` of the module at ``path``.

        ``read`` gives a file's bytes.
        """
        taken = self.known.get(other)
        if taken is None:
            taken = self.known[other] = self.taken(other, read(other))
        names = taken.names.get(path, ())
        if "*" in names or not wanted.isdisjoint(names):
            return True
        stem = path.removesuffix("/__init__.py").rpartition("/")[2].removesuffix(".py")
        for parts in taken.strings:
            if stem in parts and not wanted.isdisjoint(parts[parts.index(stem) + 1 :]):
                return True
        inside = f"{path.rpartition('/')[0]}/"
        if path not in taken.places and not any(inside.startswith(each) for each in taken.around):
            return False
        data = read(other)
        return any(name.encode() in data for name in wanted)

    def taken(self, other: str, data: bytes) -> Taken:
        """Return what the file ``other`` takes from the modules of the repository."""
        names: dict[str, set[str]] = {}
        places: dict[str, None] = {}
        for each in imports(data):
            target = self.resolve(other, each.module, each.level) if each.names else None
            if target is not None:
                names.setdefault(target, set()).update(each.names)
            parts = each.module.split(".")
            inner = [f"{each.module}.{n}" if each.module else n for n in each.names]
            for dotted in inner or [".".join(parts[: i + 1]) for i in range(len(parts))]:
                place = self.resolve(other, dotted, each.level)
                if place is not None:
                    places[place] = None
        around = [p.removesuffix("__init__.py") for p in places if p.endswith("/__init__.py")]
        around += ["/"] if "__init__.py" in places else []
        strings = tuple(tuple(dotted.split(".")) for dotted in quoted(data))
        return Taken(names, frozenset(places), tuple(around), strings)


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

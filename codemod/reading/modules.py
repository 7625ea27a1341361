"""Which module a file is, and which files an import names: pure functions over lists of paths."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import field
from pathlib import Path

from codemod.vocabulary.records import dataclass

_SOURCE_FOLDERS = ("src", "lib", "python")
"""Folders that by custom are on the import path of the project that holds them."""

_INIT = "__init__"


def module_names(
    root: Path, py_paths: Sequence[str], *, setup_folders: Collection[str] = ()
) -> dict[str, str]:
    """Return the dotted name of each module, as the project itself would most likely import it.

    ``py_paths`` are relative to ``root``, with ``/``; ``setup_folders`` are those that hold a
    project of their own ("" for the root).
    """
    modules = Modules.of(py_paths, root_name=root.name, setup_folders=setup_folders)
    return {path: modules.name(path) for path in py_paths}


def setup_folders(paths: Iterable[str]) -> frozenset[str]:
    """Return the folders among those of ``paths`` that hold a project of their own."""
    markers = ("pyproject.toml", "setup.py", "setup.cfg")
    split = (path.rpartition("/") for path in paths)
    return frozenset(folder for folder, _, name in split if name in markers)


@dataclass(frozen=True, slots=True)
class Modules:
    """The modules of a repository. Make one with `Modules.of`; it may be pickled."""

    files: Mapping[str, str]
    """Path without its suffix (``a/b``, ``a/__init__``) → path."""
    packages: frozenset[str]
    """Folders with an ``__init__`` file."""
    declared: tuple[str, ...]
    """Folders that are surely on some import path, the most nested first."""
    tops: Mapping[str, tuple[str, ...]]
    """Top-level name of a package or module → the folders that hold it."""
    foreign: frozenset[str]
    """Top-level names that are installed, unless the repository declares them itself."""
    root_name: str = ""
    _searched: dict[str, tuple[str, ...]] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(
        cls,
        py_paths: Iterable[str],
        *,
        root_name: str = "",
        setup_folders: Collection[str] = (),
        installed: Collection[str] = (),
        links: Mapping[str, str] | None = None,
    ) -> Modules:
        """Index the Python files of a repository.

        ``installed`` are top-level names of other distributions, which a file that happens to
        have the same name, deeper in the repository, does not stand for (as the standard
        library's names never are). ``links`` maps linked files and folders to where they lead.
        """
        files: dict[str, str] = {}
        for alias, target in sorted(_with_links(py_paths, links or {}).items(), reverse=True):
            stem, _, suffix = alias.rpartition(".")
            if suffix in ("py", "pyi", "pyw"):
                files[stem] = target  # in reverse order, so that x.py comes after x.pyi
        packages = frozenset(_folder(stem) for stem in files if _leaf(stem) == _INIT)
        holders = {_folder(stem) for stem in files}
        holders |= {above for folder in holders for above in _above(folder)}
        declared = {"", *setup_folders} & {"", *holders}
        declared |= {f for base in declared for f in _sources_of(base) if f in holders}
        declared -= packages - {""}
        tops: dict[str, set[str]] = {}
        for stem in files:
            folder, leaf = _folder(stem), _leaf(stem)
            if leaf == _INIT:
                folder, leaf = _folder(folder), _leaf(folder)
            if leaf and (folder not in packages or folder in declared):
                tops.setdefault(leaf, set()).add(folder)
        return cls(
            files=files,
            packages=packages,
            declared=tuple(sorted(declared, key=lambda folder: (-_depth(folder), folder))),
            tops={name: tuple(sorted(folders)) for name, folders in tops.items()},
            foreign=frozenset(sys.stdlib_module_names) | frozenset(installed),
            root_name=root_name if root_name.isidentifier() else "",
        )

    def name(self, path: str) -> str:
        """Return the dotted name of the module at ``path``, the likeliest of `names`."""
        return self.names(path)[0]

    def names(self, path: str) -> tuple[str, ...]:
        """Return every dotted name that the module at ``path`` may be imported by.

        The first is the one from the folder above its outermost package, or, outside packages, from
        the nearest declared folder; the others follow from the nearest folder outwards.
        """
        stem = path.rpartition(".")[0] if "." in _leaf(path) else path
        parts = stem.split("/")
        if parts[-1] == _INIT:
            parts.pop()
        if not parts:
            return (self.root_name or _INIT,)
        folder = _folder(stem)
        roots = [f for f in (folder, *_above(folder)) if f not in self.packages or f == ""]
        found: dict[str, str] = {}
        for base in roots:
            rest = parts[_depth(base) :]
            if rest and all(part.isidentifier() for part in rest):
                found[base] = ".".join(rest)
        if folder in self.packages and folder:
            likely = roots[0]
        else:
            likely = next((f for f in roots if f in self.declared), "")
        names = [found[likely]] if likely in found else []
        if likely not in found:
            names = list(found.values())[-1:]  # an odd folder above: as long as it can be
        names += [name for name in found.values() if name not in names]
        if "" in self.packages and self.root_name and "" in found:
            names.append(f"{self.root_name}.{found['']}")
        return tuple(names) or (parts[-1],)

    def resolve(self, importing: str, level: int, name: str) -> tuple[str, ...]:
        """Return the files that ``name`` means in an import statement of the file ``importing``.

        ``level`` counts the leading dots. One path when it is clear; none for a module that is not
        in the repository and for a package without ``__init__``; several when the repository
        holds more than one such module and none is nearer.
        """
        folder = _folder(importing)
        if level:
            above = (folder, *_above(folder))
            if level > len(above) or (level > 1 and not folder):
                return ()
            return self._at(above[level - 1], name)
        top, _, rest = name.partition(".")
        if top in self.foreign:
            candidates: Sequence[str] = self._declared_holders(top, importing)
        else:
            candidates = self._search_path(folder)
        for base in candidates:
            found = self._at(base, name)
            if found and (found[0] != importing or rest or _is_init(importing)):
                return found
        if top == self.root_name and "" in self.packages:
            return self._at("", rest)
        if top in self.foreign:
            return ()
        spread = [found for base in self.tops.get(top, ()) for found in self._at(base, name)]
        return tuple(dict.fromkeys(found for found in spread if found != importing))

    def find(self, importing: str, name: str, level: int = 0) -> str | None:
        """Return the one file that `resolve` finds; None when there is none, or no clear one."""
        found = self.resolve(importing, level, name)
        return found[0] if len(found) == 1 else None

    def _at(self, base: str, name: str) -> tuple[str, ...]:
        place = "/".join(part for part in (base, name.replace(".", "/")) if part)
        package = self.files.get(f"{place}/{_INIT}" if place else _INIT)
        found = package if package is not None or not name else self.files.get(place)
        return () if found is None else (found,)

    def _search_path(self, folder: str) -> tuple[str, ...]:
        """Return the folders to look in for an import in ``folder``, the likeliest first."""
        known = self._searched.get(folder)
        if known is None:
            above = (folder, *_above(folder))
            outside = [f for f in above if f not in self.packages or f == ""]
            sources = [s for f in outside for s in _sources_of(f) if s not in self.packages]
            inside = [f for f in above if f in self.packages and f]
            order = [*outside, *sources, *inside]
            known = self._searched[folder] = tuple(dict.fromkeys(order))
        return known

    def _declared_holders(self, top: str, importing: str) -> list[str]:
        """Return where the repository itself declares a top-level module that is also installed.

        A flat script beside the importing one counts only at such a declared folder too.
        """
        above = {_folder(importing), *_above(_folder(importing))}
        near = [f for f in self.declared if f in above or _folder(f) in above]
        return [f for f in near if f in self.tops.get(top, ())]


def _with_links(paths: Iterable[str], links: Mapping[str, str]) -> dict[str, str]:
    """Return every path under which a file can be reached, with the file's own path."""
    own = list(paths)
    reached = {path: path for path in own}
    for alias, target in links.items():
        below = f"{target}/" if target else ""
        for path in own:
            if path == target:
                reached.setdefault(alias, path)
            elif path.startswith(below) and not path.startswith(f"{alias}/"):
                reached.setdefault(f"{alias}/{path[len(below):]}", path)
    return reached


def _sources_of(folder: str) -> list[str]:
    return [f"{folder}/{name}" if folder else name for name in _SOURCE_FOLDERS]


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _leaf(path: str) -> str:
    return path[path.rfind("/") + 1 :]


def _is_init(path: str) -> bool:
    return _leaf(path).startswith(f"{_INIT}.")


def _depth(folder: str) -> int:
    return folder.count("/") + 1 if folder else 0


def _above(folder: str) -> list[str]:
    """Return the folders above ``folder``, nearest first; the last is the root ("")."""
    found: list[str] = []
    while folder:
        folder = _folder(folder)
        found.append(folder)
    return found

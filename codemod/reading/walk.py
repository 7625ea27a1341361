"""The walk over a project's folders: ignore rules, links, and what is not worth entering."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass, field

from codemod.reading.ignore import Rules, parse_rules
from codemod.reading.kinds import is_code_name, is_python_name, is_text_name, runs_python
from codemod.vocabulary.skipped import Skipped

_NEVER_ENTERED = frozenset(
    {".git", ".hg", ".svn", ".jj", ".venv", ".tox", ".nox", ".eggs", ".direnv", ".pixi"}
    | {"__pycache__", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".hypothesis", ".cache"}
    | {".ipynb_checkpoints", ".pytype", ".terraform", "node_modules", "__pypackages__"}
)
_NEVER_READ_WITH = ("pyvenv.cfg", "conda-meta", "CACHEDIR.TAG")
"""A folder that holds one of these is an environment or a cache."""

Chain = tuple[tuple[str, Rules], ...]
"""Ignore rules, the outermost first, each with its folder ("" or ending in ``/``)."""


def ignored(chain: Chain, path: str, *, folder: bool) -> bool:
    """Say whether the innermost rules that speak of ``path`` itself ignore it."""
    for prefix, rules in reversed(chain):
        if path.startswith(prefix):
            decided = rules.decide(path[len(prefix) :], folder=folder)
            if decided is not None:
                return decided
    return False


@dataclass
class Walk:
    """What one walk below the folder ``top`` (without links) has found so far.

    Paths are relative to ``top``; ``outer`` are rules that hold everywhere, such as those of a
    repository's own exclude file.
    """

    top: str
    outer: Rules | None
    skip_repositories: bool
    python: set[str] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)
    programs: set[str] = field(default_factory=set)
    links: dict[str, str] = field(default_factory=dict)
    skipped: dict[str, Skipped] = field(default_factory=dict)
    _folders: set[str] = field(default_factory=set)
    _linked_files: dict[str, bool] = field(default_factory=dict)

    def everything(self) -> None:
        """Walk the whole project."""
        self._tree("", (("", self.outer),) if self.outer else ())

    def explicit(self, path: str) -> None:
        """Take a path that the user named, whatever ignores it."""
        absolute = os.path.join(self.top, path)
        if os.path.islink(absolute):
            self._link(path, explicit=True)
            return
        mode = os.stat(absolute).st_mode
        if stat.S_ISDIR(mode):
            if path not in self._folders:
                self._tree(path, self._chain_above(path), explicit=True)
            return
        is_python = is_python_name(path) or (
            not is_text_name(path) and runs_python(absolute, executable=False)
        )
        self._take(path, stat.S_ISREG(mode), self.python if is_python else self.texts)

    def settle_links(self) -> None:
        """List the targets of linked files, once all folders have been seen."""
        for path, explicit in self._linked_files.items():
            target = self.links[path]
            if target in self.python or target in self.texts:
                continue
            if explicit or target.rpartition("/")[0] in self._folders:
                is_python = is_python_name(path) or is_python_name(target)
                (self.python if is_python else self.texts).add(target)
            else:
                del self.links[path]
                self._skip(path, f"links to {target}, in a folder that is not read")

    def _tree(self, start: str, chain: Chain, *, explicit: bool = False) -> None:
        stack = [(start, chain)]
        while stack:
            folder, chain = stack.pop()
            if folder in self._folders:
                continue
            try:
                with os.scandir(os.path.join(self.top, folder)) as found:
                    entries = {entry.name: entry for entry in found}
            except OSError as error:
                self._skip(folder or ".", _reason(error))
                continue
            if folder and not (explicit and folder == start) and self._closed(folder, entries):
                continue
            self._folders.add(folder)
            prefix = f"{folder}/" if folder else ""
            if ".gitignore" in entries:
                own = read_rules(os.path.join(self.top, prefix, ".gitignore"))
                chain += ((prefix, own),) if own else ()
            for name, entry in entries.items():
                path = prefix + name
                inner = entry.is_dir(follow_symlinks=False)
                if inner and name in _NEVER_ENTERED:
                    continue
                # What sets the project's variables is commonly ignored, and the project's all the same.
                if ignored(chain, path, folder=inner) and (inner or not _holds_secrets(name)):
                    continue
                if inner:
                    stack.append((path, chain))
                elif entry.is_symlink():
                    self._link(path)
                elif is_python_name(name):
                    self._take(path, entry.is_file(follow_symlinks=False), self.python)
                elif is_text_name(name):
                    self._take(path, entry.is_file(follow_symlinks=False), self.texts)
                elif is_code_name(name):
                    self._take(path, entry.is_file(follow_symlinks=False), self.programs)
                elif "." not in name and runs_python(os.path.join(self.top, path)):
                    self._take(path, True, self.python)

    def _closed(self, folder: str, entries: dict[str, os.DirEntry[str]]) -> bool:
        """Say whether the folder is another repository, an environment or a cache."""
        if self.skip_repositories and ".git" in entries:
            self._skip(folder, "another git repository; run there to migrate it")
            return True
        return any(name in entries for name in _NEVER_READ_WITH)

    def _skip(self, path: str, reason: str) -> None:
        shown = path.encode("utf-8", "backslashreplace").decode("utf-8")
        self.skipped.setdefault(shown, Skipped(shown, reason))

    def _take(self, path: str, regular: bool, files: set[str]) -> None:
        if not regular:
            self._skip(path, "not a regular file")
        elif not path.isascii() and any("\ud800" <= char <= "\udfff" for char in path):
            self._skip(path, "its name is not valid UTF-8")
        else:
            files.add(path)

    def _link(self, path: str, *, explicit: bool = False) -> None:
        name = path.rpartition("/")[2]
        wanted = explicit or is_python_name(name) or is_text_name(name)
        absolute = os.path.join(self.top, path)
        try:
            mode = os.stat(absolute).st_mode
        except OSError as error:
            if wanted:
                self._skip(path, "broken link" if error.errno == errno.ENOENT else _reason(error))
            return
        real = os.path.realpath(absolute)
        folder = stat.S_ISDIR(mode)
        if folder and name in _NEVER_ENTERED:
            return
        if not inside(self.top, real):
            if wanted or (folder and not _is_environment(real)):
                self._skip(path, f"links out of the project, to {real}")
        elif folder:
            self.links[path] = posix(self.top, real)
        elif wanted and not stat.S_ISREG(mode):
            self._skip(path, "not a regular file")
        elif wanted:
            self.links[path] = posix(self.top, real)
            self._linked_files[path] = explicit

    def _chain_above(self, path: str) -> Chain:
        """Return the ignore rules that hold in ``path``, without those that ignore it."""
        parts = path.split("/") if path else []
        above = ["/".join(parts[:depth]) for depth in range(1, len(parts) + 1)]
        chain: list[tuple[str, Rules]] = [("", self.outer)] if self.outer else []
        for prefix in ("", *(f"{folder}/" for folder in above[:-1])):
            rules = read_rules(os.path.join(self.top, prefix, ".gitignore"))
            chain += [(prefix, rules)] if rules and path else []
        return tuple((prefix, rules.sparing(_below(prefix, above))) for prefix, rules in chain)


def _holds_secrets(name: str) -> bool:
    from codemod.vocabulary.places import holds_secrets  # its patterns cost more than the walk

    return holds_secrets(name)


def read_rules(name: str) -> Rules | None:
    """Return the rules of an ignore file, or None when it cannot be read or is empty."""
    try:
        with open(name, encoding="utf-8", errors="surrogateescape") as file:
            return parse_rules(file.read()) or None
    except OSError:
        return None


def inside(top: str, real: str) -> bool:
    """Say whether the absolute path ``real`` is ``top`` or lies below it."""
    return real == top or real.startswith(top if top.endswith(os.sep) else top + os.sep)


def posix(top: str, absolute: str) -> str:
    """Return ``absolute`` relative to ``top`` with ``/``; "" for ``top`` itself."""
    relative = os.path.relpath(absolute, top)
    return "" if relative == os.curdir else relative.replace(os.sep, "/")


def _below(prefix: str, folders: Sequence[str]) -> list[str]:
    return [f[len(prefix) :] for f in folders if f.startswith(prefix) and len(f) > len(prefix)]


def _is_environment(folder: str) -> bool:
    return any(os.path.exists(os.path.join(folder, name)) for name in _NEVER_READ_WITH)


def _reason(error: OSError) -> str:
    if error.errno == errno.ELOOP:
        return "a link that leads to itself"
    return (error.strerror or str(error)).lower()

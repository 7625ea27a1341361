"""Gather a large tree of real code: the standard library, what is installed, and the open corpus."""

from __future__ import annotations

import os
import shutil
import sysconfig
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.corpus.fetch import UnreachableError, packages, unpacked

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

NEEDLE = b"openai"
LARGEST = 80_000_000
SDKS = ("openai", "dashscope")
"""Folders of installed packages that are left out: the SDKs themselves are nobody's code to move."""


@dataclass(frozen=True, slots=True)
class Tree:
    """A folder of code: its Python files, those that hold the needle, and what it was made from."""

    root: Path
    files: tuple[Path, ...]
    candidates: tuple[Path, ...]
    size: int
    parts: tuple[str, ...] = ()

    @property
    def said(self) -> str:
        """How large it is, and what it was made from."""
        made_of = f" ({', '.join(self.parts)})" if self.parts else ""
        return f"{len(self.files)} Python files, {self.size / 1e6:.0f} MB{made_of}"


def measure(root: Path, parts: tuple[str, ...] = ()) -> Tree:
    """Return what ``root`` holds. Links are not followed."""
    files = tuple(sorted(_python_files(root)))
    candidates = tuple(file for file in files if NEEDLE in file.read_bytes())
    return Tree(root, files, candidates, sum(file.stat().st_size for file in files), parts)


def gather(root: Path, without: Sequence[str] = ()) -> Tree:
    """Copy code to the empty folder ``root``, up to 80 MB in an order that is always the same.

    The corpus comes first and whole, but for the packages named ``without`` (without it, when the index is unreachable); of the others only
    the Python files are taken.
    """
    parts = []
    try:
        for package in packages():
            if package.name in without:
                continue
            shutil.copytree(unpacked(package), root / "corpus" / package.folder, symlinks=True)
        left = f" without {' and '.join(without)}" if without else ""
        parts.append(f"open corpus{left}")
    except UnreachableError:
        shutil.rmtree(root / "corpus", ignore_errors=True)
    paths = sysconfig.get_paths()
    taken = sum(file.stat().st_size for file in _python_files(root))
    for name in ("stdlib", "purelib"):
        source = Path(paths[name])
        for file in sorted(_python_files(source)):
            relative = file.relative_to(source)
            inner = "site-packages" in relative.parts
            size = file.stat().st_size
            if taken + size > LARGEST or (name == "stdlib" and inner) or relative.parts[0] in SDKS:
                continue
            target = root / name / relative
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target)
            taken += size
        parts.append({"stdlib": "standard library", "purelib": "installed packages"}[name])
    return measure(root, tuple(parts))


def only(tree: Tree, files: tuple[Path, ...], root: Path) -> Tree:
    """Copy some files of a tree to the empty folder ``root``, at the same relative paths."""
    for file in files:
        target = root / file.relative_to(tree.root)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)
    return measure(root, tree.parts)


def _python_files(root: Path) -> Iterator[Path]:
    for folder, _, names in os.walk(root):
        for name in names:
            file = Path(folder, name)
            if name.endswith(".py") and file.is_file() and not file.is_symlink():
                yield file

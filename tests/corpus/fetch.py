"""Download the sdists of ``packages.tsv`` through pip's own index client, and unpack them unbuilt.

``pip download`` would run each package's build step; only its finder and its session are used, so
whatever index, mirror, proxy or certificate pip is configured with serves here too.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import importlib
import logging
import os
import shutil
import sys
import tarfile
import tempfile
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

PACKAGES = Path(__file__).with_name("packages.tsv")


class UnreachableError(Exception):
    """The package index cannot be used from here, or does not hold what is asked for."""


@dataclass(frozen=True, slots=True)
class Package:
    """One sdist: its digest, and how many call sites a survey made elsewhere counted in it."""

    name: str
    version: str
    sha256: str
    sites: int
    other_vendor: int
    old_dialect: int
    """Sites in the SDK's 0.x dialect."""
    successor: str = ""
    """The ``OLD=NEW`` for ``--model`` that the report of a first run asks its reader for, if it does."""

    @property
    def folder(self) -> str:
        """The name of the folder in which the unpacked package is kept."""
        return f"{self.name}-{self.version}"


def packages(table: Path = PACKAGES) -> tuple[Package, ...]:
    """Read ``packages.tsv``."""
    with table.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    found = []
    for row in rows:
        name, _, version = row["requirement"].partition("==")
        counts = (row["sdk_call_sites"], row["of_which_other_vendor"], row["of_which_0.x"])
        numbers = map(int, counts)
        found.append(Package(name, version, row["sdist_sha256"], *numbers, row["successor"]))
    return tuple(found)


def cache_directory() -> Path:
    """Return the folder, in the user's cache, that keeps sdists and unpacked trees."""
    root = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(root) if os.path.isabs(root) else Path.home() / ".cache") / "migrate-corpus"


def unpacked(package: Package, cache: Path | None = None) -> Path:
    """Return the folder of the unpacked sdist; download and unpack it if it is not there yet.

    Raises ``UnreachableError`` when the index does not serve it, ``ValueError`` when its digest
    differs.
    """
    home = cache_directory() if cache is None else cache
    tree = home / package.folder
    if tree.is_dir():
        return tree
    home.mkdir(parents=True, exist_ok=True)
    archive = home / f"{package.sha256}.tar.gz"
    if not archive.is_file():
        content = _download(package)
        if hashlib.sha256(content).hexdigest() != package.sha256:
            raise ValueError(f"{package.folder}: the digest of the sdist differs from packages.tsv")
        _write(archive, content)
    _unpack(archive, tree)
    return tree


def _download(package: Package) -> bytes:
    """Return the sdist's bytes, found and fetched as pip would."""
    try:
        commands = importlib.import_module("pip._internal.commands")
    except ImportError as error:
        raise UnreachableError("pip is not installed beside this Python") from error
    logging.getLogger("pip").setLevel(logging.ERROR)
    command: Any = commands.create_command("download")
    with command.main_context(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of pip's own: they are not ours to mend
        arguments = ["--no-deps", "--retries", "1", "--timeout", "20", package.name]
        options, _ = command.parse_args(arguments)
        session = command.get_default_session(options)
        finder = command._build_package_finder(
            options=options, session=session, ignore_requires_python=True
        )
        for candidate in finder.find_all_candidates(package.name):
            link = candidate.link
            if link.is_wheel or str(candidate.version) != package.version:
                continue
            try:
                answer = session.get(link.url_without_fragment)
                answer.raise_for_status()
            except OSError as error:  # requests' exceptions are OSErrors
                raise UnreachableError(f"{package.folder}: {error}") from error
            return bytes(answer.content)
    raise UnreachableError(f"{package.folder}: the index is unreachable, or has no such sdist")


def _write(target: Path, content: bytes) -> None:
    """Write ``content`` so that another process sees the whole file or none."""
    with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as stage:
        stage.write(content)
    os.replace(stage.name, target)


def _unpack(archive: Path, tree: Path) -> None:
    """Unpack an sdist; ``tree`` becomes its single top folder."""
    if not hasattr(tarfile, "data_filter"):
        raise UnreachableError("this Python's tarfile has no data filter: update to its last patch")
    stage = Path(tempfile.mkdtemp(dir=tree.parent))
    try:
        with tarfile.open(archive) as members:
            members.extractall(stage, filter="data")
        (top,) = stage.iterdir()
        try:
            top.rename(tree)
        except OSError:
            if not tree.is_dir():  # else another process was first
                raise
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def main(arguments: Iterable[str] | None = None) -> int:
    """Fetch every package, or those named, and print where each one is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="packages to fetch; all without")
    parser.add_argument("--cache", type=Path, help="folder to keep them in")
    options = parser.parse_args(None if arguments is None else list(arguments))
    for package in packages():
        if not options.names or package.name in options.names:
            print(unpacked(package, options.cache), flush=True)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except UnreachableError as error:
        sys.exit(f"corpus: {error}")

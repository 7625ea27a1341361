"""Lock files, which are never edited, and the commands that renew them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

_PYPROJECT = (
    ("poetry.lock", "poetry lock"),
    ("uv.lock", "uv lock"),
    ("pdm.lock", "pdm lock"),
    ("pixi.lock", "pixi lock"),
    ("pylock.toml", "pip lock ."),
)
_LOCKS = {
    "pyproject.toml": _PYPROJECT,
    "setup.py": _PYPROJECT,
    "setup.cfg": _PYPROJECT,
    "Pipfile": (("Pipfile.lock", "pipenv lock"),),
}


def locks(path: str, present: Callable[[str], bool]) -> Iterator[tuple[str, str]]:
    """Yield (path, command) of each lock file that was made from the manifest at ``path``.

    A lock file stands beside its manifest, or above it at the root of a workspace. ``present``
    says whether a file exists.
    """
    folder, _, name = path.rpartition("/")
    known = _LOCKS.get(name, ())
    if name.endswith((".yml", ".yaml")):
        command = f"conda-lock -f {name}"
        known = (("conda-lock.yml", command), ("conda-lock.yaml", command))
    for lock, command in known:
        above = folder
        while True:
            place = f"{above}/{lock}" if above else lock
            if present(place):
                yield place, f"{command} (in {above})" if above else command
                break
            if not above:
                break
            above = above.rpartition("/")[0]
    if name.endswith(".py") and present(f"{path}.lock"):
        yield f"{path}.lock", f"uv lock --script {path}"

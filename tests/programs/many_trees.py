"""Many programs in one run of a type checker: each becomes a package of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

from codemod.pipeline import transform
from tests.migrating import migration
from tests.programs.cases import Case
from tests.programs.harness import contents
from tests.programs.type_checking import Errors, errors_of, grown

Files = Mapping[str, bytes]


def migrated(cases: Iterable[tuple[Case, str]]) -> dict[str, tuple[Files, Files]]:
    """Migrate cases, each on one route; return, by ``case-route``, the files before and after."""
    trees = {}
    for case, sdk in cases:
        before = contents(case.before)
        changed = {o.path: o.after for o in transform(before, migration(sdk)).rewritten}
        trees[f"{case.name}-{sdk}"] = (before, {**before, **changed})
    return trees


def new_errors_of(trees: Mapping[str, tuple[Files, Files]], folder: Path) -> dict[str, str]:
    """Check programs before and after, by name, all of them in one run of mypy.

    Returns what each has more of after, one error a line. ``folder`` must be empty.
    """
    packages = {name: name.replace("-", "__") for name in trees}
    for name, (before, after) in trees.items():
        lay_out(folder, f"{packages[name]}__before", before)
        lay_out(folder, f"{packages[name]}__after", after)
    found = errors_of(folder)
    return {
        name: "\n".join(
            grown(of_tree(found, f"{package}__before"), of_tree(found, f"{package}__after"))
        )
        for name, package in packages.items()
    }


def lay_out(folder: Path, package: str, files: Files) -> None:
    """Write the Python files of a program below ``folder`` as one package.

    Its imports of its own modules name the package; no line is added or removed. A name that cannot be
    imported, as that of ``.env``, is no module.
    """
    python = {path: data for path, data in files.items() if path.endswith((".py", ".pyi"))}
    names = {PurePosixPath(path).parts[0].partition(".")[0] for path in python}
    own = "|".join(name for name in names if name.isidentifier())
    start = re.compile(rf"^([ \t]*)(from|import)([ \t]+)({own})\b(?!\.py)(.*)$", re.MULTILINE)

    def named(match: re.Match[str]) -> str:
        indent, word, space, name, rest = match.groups()
        if word == "import" and not rest.strip():
            return f"{indent}from{space}{package} import {name}"
        return f"{indent}{word}{space}{package}.{name}{rest}"

    for path, data in python.items():
        target = folder / package / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(start.sub(named, data.decode()).encode() if len(python) > 1 else data)


def of_tree(found: Errors, package: str) -> Errors:
    """Return the errors of one package, by path in it."""
    return {
        path.partition("/")[2]: rows
        for path, rows in found.items()
        if path.partition("/")[0] == package
    }

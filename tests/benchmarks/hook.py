"""What a pre-commit hook waits for: nothing to do, one small file, ten that use the SDK."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.benchmarks.monorepo import with_tool
from tests.benchmarks.rows import Row, Section
from tests.benchmarks.running import PYTHON, made, ours, took

if TYPE_CHECKING:
    from pathlib import Path

    from tests.benchmarks.running import Limit

MANIFEST = {"pyproject.toml": b'[project]\nname = "one"\nversion = "1"\n'}
PLAIN = b"def double(x):\n    return 2 * x\n"
RELEVANT = b"""\
from openai import OpenAI

reply = OpenAI().chat.completions.create(model="gpt-4o", messages=[])
print(reply.choices[0].message.content)
"""
REPOSITORIES = {
    "a repository of 200 files with nothing to do": {
        f"app/p{n % 10}/m{n}.py": PLAIN * 20 for n in range(200)
    },
    "one irrelevant file": {"app.py": PLAIN},
    "one relevant file": {"app.py": RELEVANT},
    "ten relevant files": {f"app{n}.py": RELEVANT for n in range(10)},
}
"""Title → the files of a repository."""


def hook(provider: str, limit: Limit, scratch: Path) -> Section:
    """Time a run over each of the repositories, beside what else a hook may run or wait for."""
    beside = [
        (f"python -c '{code}'", took([PYTHON, "-c", code], limit, scratch))
        for code in ("pass", "import click", "import libcst")
    ]
    rows = []
    for number, (title, files) in enumerate(REPOSITORIES.items()):
        root = made(scratch / f"hook{number}", {**MANIFEST, **files})
        sources = tuple(sorted(root.rglob("*.py")))
        mine = took(ours(root, provider), limit, scratch)
        others = [
            *beside,
            (
                "django-upgrade",
                with_tool(
                    ["django-upgrade", "--check", "--target-version", "5.2"],
                    limit,
                    scratch,
                    sources,
                ),
            ),
            ("pyupgrade", with_tool(["pyupgrade", "--py310-plus"], limit, scratch, sources)),
            (
                "ruff, one rule",
                with_tool(
                    ["ruff", *"check --isolated --no-cache --exit-zero -q --select F401".split()],
                    limit,
                    scratch,
                    sources,
                ),
            ),
        ]
        rows += [Row(title, mine, *other) for other in others]
    return Section("hook", "A pre-commit hook, in seconds of a processor:", rows)

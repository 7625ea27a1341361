"""The pass over a large tree, beside what looks at all of it and what parses its candidates."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.rows import PHASES, Phase, Row, Section
from tests.benchmarks.running import PYTHON, Took, once, ours, scripted, took, tool
from tests.benchmarks.tree import NEEDLE, only

if TYPE_CHECKING:
    from tests.benchmarks.running import Limit
    from tests.benchmarks.tree import Tree

SCAN = """
import os, sys
for folder, _, names in os.walk(sys.argv[1]):
    for name in names:
        if name.endswith(".py"):
            with open(os.path.join(folder, name), "rb") as file:
                if b"openai" in file.read():
                    print(name)
"""

AST_PARSE = """
import ast, sys, time, warnings
warnings.simplefilter("ignore")
sources = [open(path, "rb").read() for path in open(sys.argv[1]).read().splitlines()]
start = time.process_time()
for source in sources:
    try:
        ast.parse(source)
    except (SyntaxError, ValueError):
        pass
print(time.process_time() - start)
"""

LIBCST_PARSE = """
import sys, time, libcst
sources = [open(path, "rb").read() for path in open(sys.argv[1]).read().splitlines()]
start = time.process_time()
for source in sources:
    libcst.parse_module(source)
print(time.process_time() - start)
"""

LIBCST_LOOP = """
import sys, time, libcst
sources = [open(path, "rb").read() for path in open(sys.argv[1]).read().splitlines()]
start = time.process_time()
for source in sources:
    libcst.parse_module(source).visit(libcst.CSTTransformer()).bytes
print(time.process_time() - start)
"""

RENAME = (
    *("codemod", "--jobs=1", "--no-format", "--hide-progress", "--unified-diff=3"),
    *("rename.RenameCommand", "--old_name", "openai.ChatCompletion"),
    *("--new_name", "openai.chat.completions"),
)

TOOLS = {
    "ripgrep": (("rg", "-l", NEEDLE.decode()), "-l"),
    "ruff": (
        ("ruff", *"check --isolated --no-cache --exit-zero --quiet --select F401".split()),
        "one rule",
    ),
    "ast-grep": (("ast-grep", *"run --lang python --pattern OpenAI($$$A)".split()), "one pattern"),
    "semgrep": (
        (
            "semgrep",
            *"scan --metrics off --disable-version-check --quiet --lang python -e".split(),
            "OpenAI(...)",
        ),
        "one pattern",
    ),
}
"""Tools that are given the tree → the command, and for what."""


def monorepo(tree: Tree, provider: str, limit: Limit, scratch: Path) -> Section:
    """Time the whole pass beside tools that do less. ``scratch`` is a folder of its own."""
    whole = f"whole pass, {len(tree.files)} files"
    mine = took(ours(tree.root, provider), limit, scratch)
    rows = [
        Row(whole, mine, f"{name} {what}", with_tool([*command, str(tree.root)], limit, scratch))
        for name, (command, what) in TOOLS.items()
    ]
    scan = took([PYTHON, "-c", SCAN, str(tree.root)], limit, scratch)
    rows.insert(1, Row(whole, mine, "20 lines of Python that look for it", scan))
    parse = scripted(AST_PARSE, tree.candidates, limit, scratch)
    rows.append(Row(whole, mine, f"ast.parse of the {len(tree.candidates)} candidates", parse))
    upgrade = with_tool(
        ["django-upgrade", "--check", "--target-version", "5.2"], limit, scratch, tree.files
    )
    rows.append(Row(whole, mine, "django-upgrade --check", upgrade))
    rename = took([PYTHON, "-m", "libcst.tool", *RENAME, str(tree.root)], limit, scratch)
    rows.append(Row(whole, mine, "libcst.tool codemod, a rename", rename))
    rows.append(cold(tree, whole, provider, limit, scratch))
    return Section("monorepo", f"The whole of {tree.said}, in seconds of a processor:", rows)


def cold(tree: Tree, whole: str, provider: str, limit: Limit, scratch: Path) -> Row:
    """Time both once by the clock, with nothing of the tree in the system's cache."""
    name = f"{whole}, not in the cache (by the clock)"
    if not hasattr(os, "posix_fadvise"):
        gone = Took(fault="the cache cannot be emptied here")
        return Row(name, gone, "ripgrep -l", gone, clock=True)
    forget(tree)
    mine = once(ours(tree.root, provider), limit.seconds, scratch, (0, 1))
    forget(tree)
    path = tool("rg")
    found = Took(fault="not installed")
    if path is not None:
        found = once([path, "-l", NEEDLE.decode(), str(tree.root)], limit.seconds, scratch, (0, 1))
    return Row(name, mine, "ripgrep -l", found, clock=True)


def forget(tree: Tree) -> None:
    """Ask the system to drop the files of a tree from its cache."""
    os.sync()
    for file in tree.files:
        handle = os.open(file, os.O_RDONLY)
        os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(handle)


def with_tool(
    command: list[str], limit: Limit, scratch: Path, files: tuple[Path, ...] = ()
) -> Took:
    """Time a tool that may not be installed; ``files`` are given to it in as few runs as can be."""
    path = tool(command[0])
    if path is None:
        return Took(fault="not installed")
    command = [path, *command[1:]]
    if files:
        listed = scratch / "arguments"
        listed.write_bytes(b"".join(os.fsencode(file) + b"\0" for file in files))
        command = ["xargs", "-0", "-a", str(listed), *command]
    return took(command, limit, scratch, accept=(0, 1, 123))


def matched(tree: Tree, provider: str, limit: Limit, scratch: Path) -> list[Section]:
    """Time the pass over a tree of only the files that it would rewrite, and its phases."""
    report = once(ours(tree.root, provider, "--format", "json"), limit.seconds, scratch, (0, 1))
    if report.fault:
        row = Row("pass over the files it rewrites", report, "libcst.parse_module", Took(fault="–"))
        return [Section("matched", "Only the files that are rewritten:", [row])]
    files = json.loads(report.output[report.output.index("{") :])["files"]
    found = tuple(tree.root / file["path"] for file in files if file["changes"])
    if not found:
        return [Section("matched", "None of the files would be rewritten.", [])]
    small = only(tree, tuple(f for f in found if f.suffix == ".py"), scratch / "matched")
    name = f"pass over the {len(small.files)} files it rewrites"
    mine = took(ours(small.root, provider), limit, scratch)
    others = [
        ("libcst.parse_module of the same", scripted(LIBCST_PARSE, small.files, limit, scratch)),
        ("libcst: parse, visit, code", scripted(LIBCST_LOOP, small.files, limit, scratch)),
        (
            "libcst.tool codemod, a rename",
            took([PYTHON, "-m", "libcst.tool", *RENAME, str(small.root)], limit, scratch),
        ),
    ]
    said = f"Only the {len(small.files)} files that are rewritten, {small.size / 1e6:.2f} MB:"
    sections = [Section("matched", said, [Row(name, mine, *other) for other in others])]
    ran = once(
        [PYTHON, "-m", "tests.benchmarks.phases", str(small.root), provider],
        limit.seconds,
        scratch,
        (0,),
    )
    if not ran.fault:
        phases = [Phase(**each) for each in json.loads(ran.output.splitlines()[-1])]
        sections.append(Section("phases", "The same, by phase:", phases, PHASES))
    return sections

"""What is no Python in a cell, hidden in comments: magics, shell escapes, help, other languages.

Syntax as in https://ipython.readthedocs.io/en/stable/interactive/reference.html and in IPython's
``core/inputtransformer2.py`` (8.12).
"""

from __future__ import annotations

import ast
import keyword
import re
import warnings
from collections.abc import Iterable
from dataclasses import dataclass, field

from codemod.notebooks.logical import State
from codemod.vocabulary.cells import BEFORE, MAGIC, MARKS, RAN, UNREAD_LINE

NEWLINE = re.compile(r"\r\n|\r|\n")
_CELL_MAGIC = re.compile(r"%%(?P<name>[\w.]+)(?P<rest>.*)")
_LINE_MAGIC = re.compile(r"%(?P<name>[A-Za-z_][\w.]*)(?P<rest>.*)")
_ASSIGNED = re.compile(r"(?P<target>[\w.,*\s\[\]()'\"]+?)\s*=\s*(?P<magic>[!%](?!=).+)")
_HELP = re.compile(r"\?{1,2}\s*%{0,2}[\w.*]+\s*$|%{0,2}[A-Za-z_*][\w.*\[\]'\"]*\?{1,2}\s*(?:#.*)?$")
_NAME = re.compile(r"(?<![\w.])[^\W\d]\w*")
_EXPANDED = re.compile(r"\{(?P<expression>[^{}]+)\}|\$(?P<name>[A-Za-z_]\w*)")
_RUN = re.compile(r"\s+(?:-\S+\s+)*(?P<quote>['\"]?)(?P<path>[^\s'\"]+)(?P=quote)")

_PYTHON_BODY = frozenset("time timeit capture prun memit mprun snakeviz heat debug notify".split())
"""Cell magics that run their body in the notebook's own namespace."""
_FOREIGN_BODY = frozenset("""
    bash sh script system sx cmd powershell pwsh html HTML javascript js latex markdown md svg SVG
    writefile writetemplate file perl ruby pypy python python2 python3 sql R r cython mermaid bigquery
    scala fs css
    """.split())
"""Cell magics whose body is another language, or another process."""
_TIMING = frozenset("time timeit prun memit".split())
_SHELL = frozenset(
    "pip conda mamba uv sh system sx env set_env cd mkdir cp mv rm writefile".split()
)
"""Line magics whose words name nothing of the notebook's, but for what is expanded in them."""
_SILENT = frozenset("""
    matplotlib load_ext reload_ext unload_ext autoreload config pylab who whos who_ls ls ll pwd cat
    history hist lsmagic magic quickref colors precision automagic autosave rerun alias alias_magic
    autocall autoawait gui load doctest_mode dotenv watermark bash html javascript tensorboard
    xmode logstart logstop logoff logon page psource pdoc pinfo pinfo2 pfile pdef less more man
    """.split())


@dataclass(slots=True)
class Coded:
    """The text of a cell as lines of Python without their newlines, as many as it has.

    ``kind`` is python, foreign (the lines are another language's, or another process's) or unread
    (they cannot be read); ``name`` is the cell's magic. ``head`` is code that stands before them.
    """

    lines: list[str]
    kind: str = "python"
    name: str = ""
    head: str = ""
    names: list[str] = field(default_factory=list)
    """What a cell that is not read names."""


def coded(text: str) -> Coded:
    """Return a cell's text, read as IPython reads it."""
    lines = NEWLINE.split(text)
    if any(mark in text for mark in MARKS) or "\0" in text:
        return hidden(lines, "unread")
    first = next((number for number, line in enumerate(lines) if line.strip()), -1)
    if first < 0 or parses(lines):
        return Coded(lines)
    magic = _CELL_MAGIC.match(lines[first].strip())
    if magic is not None and magic["name"] not in _PYTHON_BODY:
        known = magic["name"] in _FOREIGN_BODY
        return hidden(lines, "foreign" if known else "unread", magic["name"])
    head = ""
    if magic is not None:
        target = re.fullmatch(r"\s+(?P<name>[^\W\d]\w*)\s*", magic["rest"])
        captures = magic["name"] == "capture" and target is not None
        code = f"{target['name']} = {UNREAD_LINE}()" if captures and target else "pass"
        found = [code + MAGIC + line for line in lines[: first + 1]]
        body = lines[first + 1 :]
    else:
        found, body = [], lines
        if lines[first][:1] in " \t":
            head = "if True:"
    found += _statements(body)
    if not parses([head, *found]):
        single = _LINE_MAGIC.fullmatch(lines[first].strip())
        if single is not None and single["name"] in _FOREIGN_BODY:
            return hidden(lines, "foreign", single["name"])
        return hidden(lines, "unread")
    return Coded(found, head=head, name=magic["name"] if magic else "")


def hidden(lines: list[str], kind: str, name: str = "") -> Coded:
    """Return a cell all of whose lines are hidden."""
    names = _names("\n".join(lines))
    return Coded([f"pass{MAGIC}{line}" for line in lines], kind, name, names=names)


def parses(lines: list[str]) -> bool:
    """Say whether lines are a Python module."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse("\n".join(lines) + "\n")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def bound(text: str) -> list[str]:
    """Return the names that a text which does not parse seems to bind."""
    targets = re.findall(
        r"^[ \t]*(?:async[ \t]+)?(?:(?:def|class)[ \t]+(\w+)|([\w, \t]+?)[ \t]*(?::[^=\n]+)?=(?!=)"
        r"|for[ \t]+([\w, \t]+?)[ \t]+in\b|import[ \t]+(.+)|from[ \t]+[\w.]+[ \t]+import[ \t]+(.+))",
        text,
        re.MULTILINE,
    )
    aliases = re.findall(r"\bas[ \t]+(\w+)", text)
    return _names(" ".join([*(part for row in targets for part in row), *aliases]))


def _statements(lines: list[str]) -> list[str]:
    """Return lines with the magics among them hidden."""
    found: list[str] = []
    state = State()
    at = 0
    while at < len(lines):
        last = at
        magic = _magic(lines[at]) if state.fresh else None
        if magic is None:
            found.append(lines[at])
            state = state.behind(lines[at])
        elif not magic.endswith(MAGIC + lines[at]):
            found.append(magic)
        else:
            while lines[last].endswith("\\") and last + 1 < len(lines):
                last += 1
            indent = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
            found.append(magic)
            found += [f"{indent}pass{MAGIC}{line}" for line in lines[at + 1 : last + 1]]
        at = last + 1
    return found


def _magic(line: str) -> str | None:
    """Return a statement's first line with what is no Python of it hidden; None for Python."""
    said = line.strip()
    indent = line[: len(line) - len(line.lstrip())]
    assigned = _ASSIGNED.match(said)
    if said.startswith("!") or _HELP.match(said):
        code = _call(_expanded(said))
    elif (magic := _LINE_MAGIC.match(said)) is not None:
        rest = magic["rest"].strip()
        if magic["name"] in _TIMING and rest and not rest.startswith("-"):
            return f"{indent}{rest}{BEFORE}{line[: len(line.rstrip()) - len(rest)]}"
        code = _line_magic(magic["name"], magic["rest"], said)
    elif assigned is not None and parses([f"{assigned['target']} = 0"]):
        inner = _LINE_MAGIC.match(assigned["magic"])
        names = _named(inner["name"], inner["rest"]) if inner is not None else []
        given = dict.fromkeys([*names, *_expanded(said)])
        code = f"{assigned['target']} = {UNREAD_LINE}({', '.join(given)})"
    else:
        return None
    return f"{indent}{code}{MAGIC}{line}"


def _line_magic(name: str, rest: str, said: str) -> str:
    run = _RUN.match(rest) if name == "run" else None
    if run is not None:
        stem = re.sub(r"\W|^(?=\d)", "_", run["path"].rpartition("/")[2].partition(".")[0])
        return f"from {RAN}{run['path'].encode().hex()}.{stem} import *"
    return _call([*_named(name, rest), *_expanded(said)])


def _named(name: str, rest: str) -> list[str]:
    """Return the names of the notebook's that the words of a magic may be."""
    return [] if name in _SHELL or name in _SILENT else _names(rest)


def _call(names: Iterable[str]) -> str:
    given = list(dict.fromkeys(names))
    return f"{UNREAD_LINE}({', '.join(given)})" if given else "pass"


def _expanded(text: str) -> list[str]:
    """Return the names that IPython puts the values of into a command."""
    found: list[str] = []
    for match in _EXPANDED.finditer(text):
        found += _names(match["expression"] or match["name"])
    return found


def _names(text: str) -> list[str]:
    found = dict.fromkeys(_NAME.findall(text))
    return [name for name in found if not keyword.iskeyword(name)]

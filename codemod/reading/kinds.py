"""What kind of file a name promises: Python, another text that may matter, a manifest."""

from __future__ import annotations

import os
import re
import stat

_PYTHON = (".py", ".pyi", ".pyw")
_TEXT = (
    *(".yml", ".yaml", ".toml", ".cfg", ".ini", ".json", ".md", ".rst", ".txt", ".in"),
    *(
        ".sh",
        ".bash",
        ".zsh",
        ".env",
        ".ipynb",
        ".conf",
        ".tpl",
        ".adoc",
        ".markdown",
        ".properties",
    ),
)
_CODE = (
    *(
        ".js",
        ".jsx",
        ".mjs",
        ".cjs",
        ".ts",
        ".tsx",
        ".mts",
        ".vue",
        ".svelte",
        ".astro",
        ".go",
        ".rs",
    ),
    *(".java", ".kt", ".kts", ".scala", ".groovy", ".gradle", ".clj", ".rb", ".php", ".cs", ".fs"),
    *(".swift", ".dart", ".ex", ".exs", ".erl", ".hs", ".lua", ".r", ".R", ".jl", ".pl", ".ps1"),
    *(
        ".bat",
        ".cmd",
        ".fish",
        ".nu",
        ".tf",
        ".tfvars",
        ".bicep",
        ".c",
        ".cc",
        ".cpp",
        ".h",
        ".hpp",
    ),
)
_COPIES = (".example", ".sample", ".template", ".dist", ".j2", ".tmpl")
_NAMED_TEXT = (
    r"\.env.*|.*Dockerfile.*|Containerfile.*|Makefile.*|GNUmakefile|Pipfile|Procfile|justfile"
)
_MANIFEST = (
    r"(?:.*/)?(?:[\w.-]*(?:requirements|constraints)[\w.-]*\.(?:txt|in)|requirements/[^/]*\.(?:txt|in)"
    r"|pyproject\.toml|setup\.py|setup\.cfg|Pipfile|(?:conda[\w.-]*|environment[\w.-]*)\.ya?ml"
    r"|[^/]*Dockerfile[^/]*|Containerfile|\.github/workflows/[^/]*\.ya?ml"
    r"|[^/]*compose[^/]*\.ya?ml|\.gitlab-ci\.ya?ml|\.env[^/]*|[^/]*\.env)"
)
_SHEBANG = rb"#!.*\bpython[\d.]*\b"
# Compiled when they are first asked for: a hook mostly sees names that end as those above.


def is_python_name(path: str) -> bool:
    """Say whether a file of this name is Python source."""
    return path.endswith(_PYTHON)


def is_text_name(path: str) -> bool:
    """Say whether a file of this name may hold settings, requirements or documentation."""
    name = path[path.rfind("/") + 1 :]
    if name.endswith(_TEXT) or re.fullmatch(_NAMED_TEXT, name) is not None:
        return True
    stem, ending = os.path.splitext(name)
    return ending in _COPIES and (stem.endswith(_TEXT) or is_text_name(stem))


def is_code_name(path: str) -> bool:
    """Say whether a file of this name is a program in another language than Python."""
    return path.endswith(_CODE) or path.endswith("Jenkinsfile")


def is_manifest(path: str) -> bool:
    """Say whether the file declares, or installs, what a project requires, or sets its variables."""
    return re.fullmatch(_MANIFEST, path) is not None


def runs_python(path: str, *, executable: bool = True) -> bool:
    """Say whether the file at ``path`` is a Python script by its first line.

    With ``executable``, only a file that may be executed is opened.
    """
    try:
        mode = os.stat(path).st_mode
        if not stat.S_ISREG(mode) or (executable and not mode & 0o111):
            return False
        with open(path, "rb") as file:
            return re.match(_SHEBANG, file.read(128)) is not None
    except OSError:
        return False

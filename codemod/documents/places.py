"""The documents of a repository that set environment variables, and the others that name one."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Sequence

from codemod.documents.charts import Chart
from codemod.documents.dotenv import read_dotenv
from codemod.documents.prose import README, read_prose
from codemod.documents.readers import in_text
from codemod.documents.serving import Get, upward
from codemod.documents.settings import Setting
from codemod.documents.shell_settings import calls_others, read_dockerfile, read_script
from codemod.documents.text import Document
from codemod.documents.yaml_settings import (
    get,
    is_cluster,
    nodes,
    pairs,
    read_cluster,
    read_compose,
    read_pipeline,
    read_workflow,
    text,
)
from codemod.vocabulary.patterns import late
from codemod.vocabulary.places import (
    COMPOSE,
    DOCKERFILE,
    PIPELINE,
    SCRIPT,
    WORKFLOW,
    holds_secrets,
    is_dotenv,
    sets_variables,
)
from codemod.vocabulary.records import dataclass

_YAML = (".yml", ".yaml")
_TOLD = late(r".*\.(?:md|markdown|rst|txt|in|adoc)|(?:.*/)?(?:LICENSE|NOTICE|CHANGELOG)[^/]*")
"""What tells people of a variable, and reads none."""
_SETTERS = late(
    r"(?:.*/)?(?:app\.json|render\.ya?ml|fly\.toml|serverless\.ya?ml|vercel\.json|devcontainer\.json"
    r"|launch\.json|settings\.json|tox\.ini|pytest\.ini|setup\.cfg|pyproject\.toml|action\.ya?ml)"
)
"""What sets variables for the repository's code, and is not read here."""
_STORE = late(
    r"postgres|pgvector|timescale|redis|valkey|memcached|mysql|mariadb|mongo|rabbitmq|nginx|traefik|caddy"
    r"|elasticsearch|opensearch|kibana|qdrant|milvus|minio|adminer|pgadmin|grafana|prometheus"
)
"""Images that store or pass on, and ask no model."""
HOMES = late(
    r"pyproject\.toml|setup\.py|setup\.cfg|Pipfile|[\w.-]*requirements[\w.-]*\.(?:txt|in)"
    r"|environment\.ya?ml|package\.json"
)


_KINDS: tuple[tuple[re.Pattern[str], str, Callable[[Document], Iterable[Setting]]], ...] = (
    (COMPOSE, "compose", read_compose),
    (WORKFLOW, "workflow", read_workflow),
    (PIPELINE, "pipeline", read_pipeline),
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A document and what it sets.

    ``kind`` is dotenv, compose, workflow, pipeline, cluster, chart, image, script, or prose.

    ``secret``: it holds the secrets themselves. ``program``: it may read a variable for itself.
    """

    document: Document
    kind: str
    settings: tuple[Setting, ...]
    secret: bool = False
    program: bool = False
    chart: str = ""
    """The folder of the chart that it belongs to, whose files change together."""

    @property
    def path(self) -> str:
        return self.document.path

    @property
    def script(self) -> bool:
        """Whether each of its lines is for itself."""
        return self.kind == "script"

    def names(self, names: Sequence[str]) -> bool:
        """Say whether it sets one of ``names``."""
        return any(setting.name in names for setting in self.settings)


class Places:
    """The documents of a repository that name one of ``names``, as what they are.

    ``words`` are those by which a text for people speaks of the source.
    """

    def __init__(
        self, paths: Iterable[str], get: Get, names: Sequence[str], words: Sequence[str]
    ) -> None:
        self.paths = tuple(paths)
        self.names = tuple(names)
        self.words = tuple(words)
        self.folders = {
            posixpath.dirname(path)
            for path in self.paths
            if HOMES.fullmatch(path.rpartition("/")[2])
        }
        self.charts = {posixpath.dirname(p) for p in self.paths if p.endswith("Chart.yaml")}
        self._get = get
        self.documents: set[str] = set()
        self.found: list[Reading] = []
        held = [
            path
            for path in sorted(self.paths)
            if is_place(path) or path.endswith(_YAML) or README.fullmatch(path)
        ]
        rows = [(path, get(path)) for path in held]
        named = [
            (path, data) for path, data in rows if isinstance(data, bytes) and in_text(data, names)
        ]
        self.images = _images(rows, self.paths) if named else frozenset()
        for folder in sorted(self.charts):
            self.found += self.in_chart(folder)
        self.documents |= {each.path for each in self.found}
        for path, data in named:
            if path in self.documents:
                continue
            try:
                reading = self.read(Document(path, data))
            except UnicodeDecodeError:
                continue
            if reading is not None:
                self.documents.add(path)
                self.found.append(reading)
        self.filled = _filled(rows) if self.found else ""
        """The place of a service of somebody else's that is given whole files of variables, or ""."""

    def in_chart(self, folder: str) -> list[Reading]:
        """Return what the files of a chart set; those of a chart within are not its own."""
        files: dict[str, Document] = {}
        for path in self.paths:
            above = upward(posixpath.dirname(path))
            if next((each for each in above if each in self.charts), None) != folder:
                continue
            data = b"" if _TOLD.fullmatch(path) and "/templates/" not in path else self._get(path)
            try:
                if isinstance(data, bytes) and data:
                    files[path] = Document(path, data)
            except UnicodeDecodeError:
                continue
        if not any(in_text(each.data, self.names) for each in files.values()):
            return []
        rows = Chart(folder, files, self.names, self.images).settings()
        return [
            Reading(files[path], "chart", row, chart=folder or ".") for path, row in rows.items()
        ]

    def home(self, folder: str) -> str:
        """Return the folder of the project in which ``folder`` lies: the nearest with a manifest."""
        return next((each for each in upward(folder) if each in self.folders), "")

    def read(self, document: Document) -> Reading | None:
        """Return what a document sets, None for one that is of no known kind."""
        path = document.path
        folder = posixpath.dirname(path)
        found = read_variables(document)
        if found is not None:
            return found
        if DOCKERFILE.fullmatch(path):
            rows = [s for name in self.names for s in read_dockerfile(document, name, folder)]
            return Reading(document, "image", tuple(rows))
        if path.endswith(SCRIPT):
            rows = [
                s for name in self.names for s in read_script(document, name, folder, self.images)
            ]
            return Reading(document, "script", tuple(rows), program=bool(calls_others(document)))
        if README.fullmatch(path):
            return Reading(document, "prose", tuple(read_prose(document, self.names, self.words)))
        if path.endswith(_YAML) and is_cluster(document):
            return Reading(document, "cluster", tuple(read_cluster(document, self.images)))
        return None

    def set_elsewhere(self, name: str) -> str:
        """Return a place that sets a variable for the repository's code and is not read here, or ""."""
        for path in sorted(self.paths):
            data = self._get(path) if self.unread(path) else b""
            line = in_text(data, (name,)).get(name) if isinstance(data, bytes) else None
            if line is not None:
                return f"{path}:{line}"
        return ""

    def unread(self, path: str) -> bool:
        """Say whether a file sets variables for the repository's code in a way that is not read here."""
        if path in self.documents or _TOLD.fullmatch(path):
            return False
        charted = any(folder in self.charts for folder in upward(posixpath.dirname(path)))
        return charted or _SETTERS.fullmatch(path) is not None

    def in_other(self, path: str, data: bytes) -> dict[str, int]:
        """Return the variables that a file may read which is neither Python nor one of the documents."""
        if _TOLD.fullmatch(path) or self.unread(path):
            return {}
        return in_text(data, self.names)


def read_variables(document: Document) -> Reading | None:
    """Return what a document sets whose name says that it lists variables, None for another."""
    path = document.path
    if is_dotenv(path):
        found = tuple(read_dotenv(document, posixpath.dirname(path)))
        return Reading(document, "dotenv", found, secret=holds_secrets(path))
    for pattern, kind, read in _KINDS:
        if pattern.fullmatch(path):
            return Reading(document, kind, tuple(read(document)))
    return None


def is_place(path: str) -> bool:
    """Say whether the name of a file promises that it sets environment variables."""
    return sets_variables(path) or path.endswith(SCRIPT) or DOCKERFILE.fullmatch(path) is not None


def _images(rows: Iterable[tuple[str, object]], paths: Sequence[str]) -> frozenset[str]:
    """Return the names of the images that compose files and workflows build."""
    found: set[str] = set()
    for path, data in rows:
        if not isinstance(data, bytes):
            continue
        said = data.decode("utf-8", "replace")
        if COMPOSE.fullmatch(path):
            try:
                roots = nodes(Document(path, data))
            except UnicodeDecodeError:
                continue
            for root in roots:
                for _, service in pairs(get(root, "services")):
                    if get(service, "build") is not None:
                        found.add(_name(text(get(service, "image"))))
        if is_place(path):
            pattern = r"(?:docker|podman|buildx) +build\b[^\n]*?(?:-t|--tag)[ =]+(\S+)"
            found.update(_name(match) for match in re.findall(pattern, said))
            found.update(
                _name(match) for match in re.findall(r"^ +tags: *(\S+)", said, re.MULTILINE)
            )
    return frozenset(found - {""})


def _filled(rows: Iterable[tuple[str, object]]) -> str:
    for path, data in rows:
        if not isinstance(data, bytes) or not COMPOSE.fullmatch(path) or b"env_file" not in data:
            continue
        try:
            document = Document(path, data)
        except UnicodeDecodeError:
            continue
        for root in nodes(document):
            for _, service in pairs(get(root, "services")):
                given = get(service, "env_file")
                image = _name(text(get(service, "image")))
                if given is None or get(service, "build") is not None or _STORE.match(image):
                    continue
                return f"{path}:{given.start_mark.line + 1}"
    return ""


def _name(image: str) -> str:
    """Return the last part of an image's name, without its tag."""
    return image.strip("\"'").partition("@")[0].rpartition("/")[2].partition(":")[0]

"""Environment variables in a Helm chart: its values and templates say the same name together, or keep it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from codemod.documents.settings import Setting, looks_secret, references
from codemod.documents.text import Document
from codemod.documents.yaml_settings import get, is_mapping, nodes, pairs, sequence, text, within
from codemod.vocabulary.patterns import late

_ENVS = frozenset(
    "env envs envVars envvars extraEnv extraEnvs extraEnvVars environment secrets secretEnv".split()
)
"""What charts call the values that are the variables of a container."""
_IMAGE = late(r"^[ \t]*(?:-[ \t]+)?image:[ \t]*(?P<said>[^\r\n]+?)[ \t]*$", re.MULTILINE)
_VALUE = late(r"\{\{-?[ ]*\.Values\.(?P<path>[\w.]+)[^{}]*\}\}")
_MADE = late(r"^kind:[ \t]*(?:Secret|ConfigMap)[ \t]*$", re.MULTILINE)
_CALLED = late(
    r"^metadata:[ \t]*\r?\n(?:[ \t]+.*\r?\n)*?[ \t]+name:[ \t]*(?P<said>[^\r\n]+)", re.MULTILINE
)
_SKIP = late(r"migrate:\s*skip")
Row = tuple[str, tuple[int, int], tuple[int, int]]
"""A variable, the place of its name, and that of the value."""


class Chart:
    """The files of a chart below ``folder`` that are no texts for people, by path.

    ``images`` are the names of the images that the repository builds.
    """

    def __init__(
        self,
        folder: str,
        files: Mapping[str, Document],
        names: Sequence[str],
        images: frozenset[str],
    ) -> None:
        self.folder = folder
        self.names = names
        self.images = images
        self.files = files
        self.templates = {p: d for p, d in files.items() if self.below(p).startswith("templates/")}
        found = re.compile(r"values[\w.-]*\.ya?ml")
        self.values = {p: d for p, d in files.items() if found.fullmatch(self.below(p))}
        said = "".join(d.text for d in self.templates.values())
        self.read_by_templates = frozenset(re.findall(r"\.Values\.([\w.]+)", said))
        self.dependencies = {
            text(get(each, key))
            for path, document in files.items()
            if self.below(path) == "Chart.yaml"
            for root in nodes(document)
            for each in sequence(get(root, "dependencies"))
            for key in ("name", "alias")
        }
        self.fault = ""

    def below(self, path: str) -> str:
        return posixpath.relpath(path, self.folder or ".")

    def settings(self) -> dict[str, tuple[Setting, ...]]:
        """Return what each file that names a variable sets; one that is not understood keeps all."""
        rows: dict[str, list[Row]] = {}
        for path, document in self.files.items():
            places = [at for name in self.names for at in references(document.text, name)]
            places = [at for at in places if not self.remark(document, at[0])]
            if not places:
                continue
            given: list[Row] = []
            kept: set[tuple[int, int]] = set()
            if path in self.templates:
                given = list(self.in_template(document, places, kept))
            elif path in self.values:
                for root in nodes(document):
                    given += self.in_values(document, root, (), kept)
            known = {at for _, at, _ in given} | kept
            unknown = next((at for at in places if at not in known), None)
            if unknown is not None:
                self.refuse(f"{path}:{document.span(*unknown).line} names it otherwise")
            rows[path] = given or [
                (document.text[slice(*at)], at, (at[1], at[1])) for at in places if at not in kept
            ]
        self.look_at_images()
        return {
            path: tuple(self.setting(self.files[path], *row) for row in each)
            for path, each in rows.items()
            if each
        }

    def setting(
        self, document: Document, name: str, at: tuple[int, int], value: tuple[int, int]
    ) -> Setting:
        secret = looks_secret(document.text[slice(*value)])
        strange = "a secret stands there" if secret else self.fault
        return Setting(
            name, at[0], value[1], at, value, f"at {at[0]}", "", strange=strange, alone=False
        )

    def refuse(self, why: str) -> None:
        self.fault = self.fault or why

    def remark(self, document: Document, offset: int) -> bool:
        """Say whether a line is a comment; an opted-out one keeps the chart."""
        row = document.text[document.line_start(offset) : document.line_end(offset)]
        if _SKIP.search(row):
            self.refuse("a line of the chart is opted out (migrate: skip)")
        return row.lstrip().startswith(("#", "{{/*", "{{- /*"))

    # -- templates -------------------------------------------------------------------------------

    def in_template(
        self, document: Document, places: Sequence[tuple[int, int]], kept: set[tuple[int, int]]
    ) -> Iterator[Row]:
        made = self.made(document.text)
        for at in places:
            name = document.text[slice(*at)]
            first, last = document.line_start(at[0]), document.line_end(at[1])
            before, behind = document.text[first : at[0]], document.text[at[1] : last]
            end = re.fullmatch(r"[\"']?[ \t]*(?:#.*)?", behind) is not None
            entry = re.fullmatch(r"[ \t]*[\"']?", before) and re.match(
                r"[\"']?:(?:[ \t]|$)", behind
            )
            if (
                (re.fullmatch(r"[ \t]*-[ \t]+name:[ \t]*[\"']?", before) and end)
                or (made and entry)
                or re.search(r"\.Values\.(?:\w+\.)+$", before)
            ):
                yield name, at, (at[1], at[1])
            elif re.search(r"(?:^|[{, \t])key:[ \t]*[\"']?$", before):
                if self.secret_at(document, at[0]) in self.made_secrets(name):
                    yield name, at, (at[1], at[1])
                elif not self.makes(name):
                    kept.add(at)  # an entry of a secret that the cluster keeps

    def made(self, said: str) -> bool:
        """Say whether a template makes nothing but a secret, or settings of a container."""
        kinds = re.findall(r"^kind:[ \t]*(\S+)", said, re.MULTILINE)
        return bool(kinds) and len(kinds) == len(_MADE.findall(said))

    def makes(self, name: str) -> bool:
        """Say whether the chart may make a secret with an entry called ``name``."""
        return any(
            _MADE.search(d.text) and (self.entry(d, name) or re.search(r"range|toYaml", d.text))
            for d in self.templates.values()
        )

    def entry(self, document: Document, name: str) -> bool:
        return bool(
            re.search(rf"^[ \t]+[\"']?{re.escape(name)}[\"']?:", document.text, re.MULTILINE)
        )

    def made_secrets(self, name: str) -> set[str]:
        """Return what the secrets are called that templates make with an entry ``name`` written out."""
        called = (
            _CALLED.search(d.text)
            for d in self.templates.values()
            if self.made(d.text) and self.entry(d, name)
        )
        return {match["said"].strip() for match in called if match is not None}

    def secret_at(self, document: Document, offset: int) -> str:
        """Return the name of the secret whose entry is named at a place: it stands beside it."""
        first, last = document.line_start(offset), document.line_end(offset)
        row = document.text[first:last]
        flow = re.search(r"\{[ ]*name:[ ]*(?P<said>(?:\{\{[^{}]*\}\}|[^,{}])+),[ ]*key:", row)
        if flow is not None:
            return flow["said"].strip()
        above = document.text[document.line_start(max(first - 1, 0)) : max(first - 1, 0)]
        below = document.text[
            document.next_line(offset) : document.line_end(document.next_line(offset))
        ]
        for line in (above, below):
            match = re.fullmatch(r"[ \t]*name:[ \t]*(?P<said>.+?)[ \t\r]*", line)
            if match is not None:
                return match["said"]
        return ""

    # -- values ----------------------------------------------------------------------------------

    def in_values(
        self, document: Document, node: Any, path: tuple[str, ...], kept: set[tuple[int, int]]
    ) -> Iterator[Row]:
        held = bool(path) and path[-1] in _ENVS and path[0] not in self.dependencies
        held = held and ".".join(path) in self.prefixes()
        for key, value in node.value if is_mapping(node) else ():
            at = within(document, key)
            if held and text(key) in self.names:
                place = (value.start_mark.index, value.end_mark.index)
                yield text(key), at, place if text(value) else (at[1], at[1])
            yield from self.in_values(document, value, (*path, text(key)), kept)
        for item in sequence(node):
            named = get(item, "name")
            if held and text(named) in self.names:
                at, value = within(document, named), get(item, "value")
                place = within(document, value) if text(value) else (at[1], at[1])
                yield text(named), at, (max(place[0], at[1]), max(place[1], at[1]))
            yield from self.in_values(document, item, path, kept)
        for key, value in pairs(node):
            if key == "key" and text(value) in self.names and not self.makes(text(value)):
                kept.add(within(document, value))

    def prefixes(self) -> frozenset[str]:
        """Return the paths of values that the templates read, and the paths above an entry of one."""
        above = {path.rpartition(".")[0] for path in self.read_by_templates}
        return self.read_by_templates | above

    # -- images ----------------------------------------------------------------------------------

    def look_at_images(self) -> None:
        """Refuse where an image is not seen to be built here."""
        found = [m["said"] for d in self.templates.values() for m in _IMAGE.finditer(d.text)]
        if not found:
            self.refuse("no image is seen in the chart")
        for said in found:
            name = self.rendered(said.strip("\"'"))
            name = name.partition("@")[0].rpartition("/")[2].partition(":")[0]
            if not name or name not in self.images:
                self.refuse("whether its image holds code of this repository cannot be told")

    def rendered(self, said: str) -> str:
        """Return an image's name with the values in it; "" where something else decides it."""

        def value(match: re.Match[str]) -> str:
            rows = {
                self.value(root, match["path"]) for d in self.values.values() for root in nodes(d)
            }
            rows.discard("")
            return rows.pop() if len(rows) == 1 else "{{"

        whole, colon, _ = said.partition("}}:")
        done = _VALUE.sub(value, f"{whole}}}}}" if colon else said)
        return "" if "{{" in done else done

    def value(self, node: Any, path: str) -> str:
        for part in path.split("."):
            node = get(node, part)
        return text(node)

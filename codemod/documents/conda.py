"""Requirements in conda's environment.yml: its own, which are only named, and pip's, which are edited."""

from __future__ import annotations

import re
from dataclasses import replace

from codemod.documents.entries import Entry, Manifest, normalized, pep508
from codemod.documents.text import Document
from codemod.vocabulary.patterns import late

_NAME = late(r"(?:[\w.-]+::)?(?P<name>[A-Za-z0-9][\w.-]*)\s*(?P<bounds>.*)", re.DOTALL)


def read_environment(document: Document) -> Manifest:
    """Return the manifest that an environment.yml is."""
    import yaml

    manifest = Manifest(document)
    try:
        root = yaml.compose(document.text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        manifest.fault = f"it is no YAML: {str(error).splitlines()[0]}"
        return manifest
    if not isinstance(root, yaml.MappingNode):
        return manifest
    for key, value in root.value:
        if key.value == "dependencies" and isinstance(value, yaml.SequenceNode):
            for item in value.value:
                if isinstance(item, yaml.ScalarNode):
                    _conda(manifest, item.start_mark.index, item.end_mark.index)
                elif isinstance(item, yaml.MappingNode):
                    for name, inner in item.value:
                        if name.value == "pip" and isinstance(inner, yaml.SequenceNode):
                            for each in inner.value:
                                if isinstance(each, yaml.ScalarNode):
                                    _pip(manifest, each, flow=bool(inner.flow_style))
    return manifest


def _conda(manifest: Manifest, start: int, end: int) -> None:
    text = manifest.document.text
    match = _NAME.fullmatch(text[start:end].strip("\"'"))
    if match is None:
        return
    if normalized(match["name"]) == "python":
        bounds = text.find(match["bounds"], start, end)
        if match["bounds"]:
            manifest.python.append((bounds, bounds + len(match["bounds"])))
        return
    manifest.entries.append(
        Entry(
            "conda",
            normalized(match["name"]),
            start,
            end,
            (start, start),
            (start, start),
            "line",
            fixed="it is a package of conda, which may not have the other one",
        )
    )


def _pip(manifest: Manifest, node: object, *, flow: bool) -> None:
    import yaml

    assert isinstance(node, yaml.ScalarNode)
    text = manifest.document.text
    start, end = node.start_mark.index, node.end_mark.index
    quoted = node.style in ("'", '"')
    included = re.fullmatch(r"(-r|-c|--requirement|--constraint)[ =]*(\S+)", node.value)
    if included is not None:
        manifest.includes.append((included[2], included[1].startswith(("-c", "--c"))))
        return
    inner = (start + 1, end - 1) if quoted else (start, end)
    entry = pep508(text, *inner, "pip", "line", outer=(start, end))
    if entry is not None:
        fixed = "it stands in a list on one line" if flow else ""
        manifest.entries.append(replace(entry, fixed=entry.fixed or fixed))

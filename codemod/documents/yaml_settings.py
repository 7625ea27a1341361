"""Environment variables in YAML: compose files, workflows, pipelines and the manifests of a cluster."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from codemod.documents.settings import Setting, looks_secret
from codemod.documents.text import Document
from codemod.vocabulary.patterns import late

_OWN_ACTIONS = ("./", "actions/", "docker/", "astral-sh/", "github/", "pypa/", "codecov/", "snok/")
"""Actions that set a job up, and read no key of a model's provider."""
_OTHER_TOOLS = late(
    r"(?<![\w./-])(?:npx|npm|yarn|pnpm|node|deno|bun|curl|wget|go|cargo|java|ruby|php|dotnet)(?![\w-])"
)
_IMAGE = "whether its image holds code of this repository cannot be told"


def nodes(document: Document) -> list[Any]:
    """Return the documents in a YAML text as nodes with places; none for what is no YAML."""
    import yaml

    try:
        return list(yaml.compose_all(document.text, Loader=yaml.SafeLoader))
    except yaml.YAMLError:
        return []


def read_compose(document: Document) -> Iterator[Setting]:
    """Yield what a compose file sets in its services, and when it builds them."""
    folder = posixpath.dirname(document.path)
    found: dict[int, Setting] = {}
    for root in nodes(document):
        for name, service in pairs(get(root, "services")):
            built = get(service, "build")
            context = built if text(built) else get(built, "context")
            strange, below = _IMAGE, ""
            if built is not None:
                below = posixpath.normpath(posixpath.join(folder, text(context) or "."))
                strange = "it is built elsewhere" if re.match(r"\.\.|.*[:$]", below) else ""
                below = "" if below == "." else below
            for each in (get(service, "environment"), get(built, "args")):
                for setting in items(document, each, f"service {name}", below):
                    held = replace(setting, whole=bool(below), strange=setting.strange or strange)
                    other = found.get(held.start)
                    if other is not None and (other.folder, other.strange) != (below, held.strange):
                        shared = "services of several images share it"
                        held = replace(held, strange=held.strange or other.strange or shared)
                    found[held.start] = held
    yield from found.values()


def read_workflow(document: Document) -> Iterator[Setting]:
    """Yield what a workflow sets for itself, its jobs and their steps.

    What a setting takes from the environment is set in the same workflow, or the setting is strange.
    """
    found = list(_in_workflow(document))
    for setting in found:
        value = document.text[slice(*setting.value_at)]
        given = re.search(rf"\benv\.{re.escape(setting.name)}(?!\w)", value)
        if given and not any(
            s.name == setting.name and _around(s, setting) for s in found if not s.strange
        ):
            reason = f"it is taken from env.{setting.name}, which is not set here"
            setting = replace(setting, strange=setting.strange or reason)
        yield setting


def _around(setting: Setting, inner: Setting) -> bool:
    """Say whether a setting of a workflow, or of a job, holds where ``inner`` stands."""
    if " step " in setting.block or setting.block == inner.block:
        return False
    return setting.block == "workflow" or inner.block.startswith(f"{setting.block} step ")


def _in_workflow(document: Document) -> Iterator[Setting]:
    for root in nodes(document):
        jobs = [(name, job) for name, job in pairs(get(root, "jobs"))]
        steps = {name: sequence(get(job, "steps")) for name, job in jobs}
        every = [step for each in steps.values() for step in each]
        yield from _mixed(items(document, get(root, "env"), "workflow", ""), every)
        for name, job in jobs:
            yield from _mixed(items(document, get(job, "env"), f"job {name}", ""), steps[name])
            for number, step in enumerate(steps[name]):
                block = f"job {name} step {number}"
                uses = text(get(step, "uses"))
                for setting in items(document, get(step, "env"), block, ""):
                    if uses and not uses.startswith("./"):
                        reason = f"the action {uses} reads it"
                        setting = replace(setting, strange=setting.strange or reason)
                    yield from _mixed([setting], [step])


def read_pipeline(document: Document) -> Iterator[Setting]:
    """Yield the variables of a pipeline and its jobs."""
    for root in nodes(document):
        jobs = [(name, job) for name, job in pairs(root) if get(job, "script") is not None]
        yield from _scripted(
            items(document, get(root, "variables"), "pipeline", ""), [job for _, job in jobs]
        )
        for name, job in jobs:
            yield from _scripted(items(document, get(job, "variables"), f"job {name}", ""), [job])


def is_cluster(document: Document) -> bool:
    """Say whether a text is what a cluster is told: it says of which kind and version it is."""
    return bool(
        re.search(r"^apiVersion:", document.text, re.MULTILINE)
        and re.search(r"^kind:", document.text, re.MULTILINE)
    )


def read_cluster(document: Document, images: frozenset[str]) -> Iterator[Setting]:
    """Yield the variables of containers; ``images`` are the names of those that are made here.

    Only the variable's own name is a place: what a secret and its entries are called is the cluster's.
    """
    for root in nodes(document):
        for container in containers(root):
            image = text(get(container, "image"))
            name = image.partition("@")[0].rpartition("/")[2].partition(":")[0]
            env = get(container, "env")
            for item in sequence(env):
                named, value = get(item, "name"), get(item, "value")
                if not text(named) or env is None:
                    continue
                inner = within(document, named)
                secret = looks_secret(text(value))
                strange = "" if name and name in images else _IMAGE
                yield Setting(
                    text(named),
                    *inner,
                    inner,
                    (inner[1], inner[1]),
                    f"container {env.start_mark.index}",
                    "",
                    strange="a secret stands there" if secret else strange,
                    alone=False,
                )


def containers(node: Any) -> Iterator[Any]:
    for key, value in pairs(node):
        if key in ("containers", "initContainers"):
            yield from sequence(value)
        else:
            yield from containers(value)
    for each in sequence(node):
        yield from containers(each)


def items(document: Document, node: Any, block: str, folder: str) -> Iterator[Setting]:
    """Yield what a mapping, or a list of ``NAME=value``, sets; merged mappings too."""
    for key, value in getattr(node, "value", ()) if is_mapping(node) else ():
        if key.value == "<<":
            for merged in [value, *sequence(value)]:
                yield from items(document, merged, block, folder)
        elif is_scalar(value):
            at = (value.start_mark.index, value.end_mark.index)
            yield _setting(document, key.value, within(document, key), at, block, folder, key)
    for item in sequence(node):
        if not is_scalar(item):
            continue
        start, end = within(document, item)
        name, equals, _ = document.text[start:end].partition("=")
        value_at = (start + len(name) + len(equals), end)
        name_at = (start, start + len(name))
        yield _setting(document, name, name_at, value_at, block, folder, item)


def _setting(
    document: Document,
    name: str,
    name_at: tuple[int, int],
    value_at: tuple[int, int],
    block: str,
    folder: str,
    node: Any,
) -> Setting:
    start, end = node.start_mark.index, max(node.end_mark.index, value_at[1])
    before = document.text[document.line_start(start) : start]
    behind = document.text[end : document.line_end(end)]
    alone = bool(
        re.fullmatch(r"[ \t]*(?:-[ \t]+)?", before)
        and re.fullmatch(r"[ \t]*(?:#.*)?", behind)
        and "\n" not in document.text[start:end]
    )
    return Setting(name, start, end, name_at, value_at, block, folder, alone=alone)


def _mixed(settings: Iterable[Setting], steps: list[Any]) -> Iterator[Setting]:
    reason = ""
    for step in steps:
        uses = text(get(step, "uses"))
        tool = _OTHER_TOOLS.search(text(get(step, "run")))
        if uses and not uses.startswith(_OWN_ACTIONS):
            reason = reason or f"the action {uses} may read it"
        if tool is not None:
            reason = reason or f"{tool[0]} may read it"
    for setting in settings:
        yield replace(setting, mixed=reason)


def _scripted(settings: Iterable[Setting], jobs: list[Any]) -> Iterator[Setting]:
    lines = [
        text(line)
        for job in jobs
        for key in ("before_script", "script", "after_script")
        for line in (get(job, key), *sequence(get(job, key)))
    ]
    tools = [tool[0] for line in lines if (tool := _OTHER_TOOLS.search(line)) is not None]
    for setting in settings:
        yield replace(setting, mixed=f"{tools[0]} may read it" if tools else "")


# -- nodes ---------------------------------------------------------------------------------


def is_mapping(node: Any) -> bool:
    return getattr(node, "id", "") == "mapping"


def is_scalar(node: Any) -> bool:
    return getattr(node, "id", "") == "scalar"


def text(node: Any) -> str:
    """Return what a scalar says, "" for anything else."""
    return str(node.value) if is_scalar(node) else ""


def pairs(node: Any) -> Iterator[tuple[str, Any]]:
    """Yield the keys of a mapping that are text, each with its node."""
    for key, value in node.value if is_mapping(node) else ():
        if is_scalar(key):
            yield key.value, value


def get(node: Any, key: str) -> Any:
    """Return what a mapping has under a key, or None."""
    return next((value for name, value in pairs(node) if name == key), None)


def sequence(node: Any) -> list[Any]:
    """Return the items of a sequence, none of anything else."""
    return list(node.value) if getattr(node, "id", "") == "sequence" else []


def within(document: Document, node: Any) -> tuple[int, int]:
    """Return the place of a scalar's text, without quotes."""
    start, end = node.start_mark.index, node.end_mark.index
    quoted = document.text[start : start + 1] in ("'", '"')
    return (start + 1, end - 1) if quoted else (start, end)

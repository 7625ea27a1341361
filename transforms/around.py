"""The schema of what stands around the SDK: from checked YAML to wrappers by their dotted names."""

from __future__ import annotations

import string
from collections.abc import Iterable, Mapping

from codemod.vocabulary.around import Wrapper, Writing
from transforms.entries import Entry
from transforms.treatments import expression, sentence

HOLES = frozenset({"title", "url", "key", "model", "name", "kin"})
_OPTIONAL = ("model", "marks", "unsaid", "addresses", "keys", "kin", "own", "passes", "writing")


def read_around(root: Entry, operations: Mapping[str, Iterable[str]]) -> dict[str, Wrapper]:
    """Return the wrappers that ``root``, a list, describes, by dotted name.

    ``operations`` are the parameters of the surface's operations. Raises ``CatalogError``.
    """
    found: dict[str, Wrapper] = {}
    for entry in root.elements():
        fields = entry.fields(("package", "names", "advice"), _OPTIONAL)
        model = (
            fields["model"].fields((), ("keywords", "position", "default"))
            if "model" in fields
            else {}
        )
        wrapper = Wrapper(
            package=fields["package"].text(),
            names=fields["names"].texts(),
            models=model["keywords"].texts() if "keywords" in model else (),
            position=model["position"].number() if "position" in model else -1,
            default=model["default"].text() if "default" in model else "",
            marks=_texts(fields, "marks"),
            unsaid="unsaid" in fields and fields["unsaid"].flag(),
            addresses=_texts(fields, "addresses"),
            keys=_texts(fields, "keys"),
            advice=_advice(fields["advice"]),
            kin=(
                {name: each.text() for name, each in fields["kin"].items().items()}
                if "kin" in fields
                else {}
            ),
            own=_texts(fields, "own"),
            passes="passes" in fields and fields["passes"].flag(),
            writing=_writing(fields["writing"], operations) if "writing" in fields else None,
        )
        for name in wrapper.names:
            if name in found:
                raise fields["names"].error(f"{name} is described already")
            found[name] = wrapper
    return found


def _texts(fields: Mapping[str, Entry], name: str) -> tuple[str, ...]:
    return fields[name].texts() if name in fields else ()


def _advice(entry: Entry) -> str:
    text = sentence(entry)
    unknown = {field for _, field, _, _ in string.Formatter().parse(text) if field} - HOLES
    if unknown:
        raise entry.error(f"advice has no {min(unknown)} to say")
    return text


def _writing(entry: Entry, operations: Mapping[str, Iterable[str]]) -> Writing:
    needed = ("operation", "key", "address", "model", "parameters")
    fields = entry.fields(needed, ("body", "always", "batch", "review", "sends"))
    operation = fields["operation"].known("operation", operations)
    parameters: dict[str, tuple[str, ...]] = {}
    for name, each in fields["parameters"].items().items():
        parameters[name] = each.texts() if each.is_list else ((each.text(),) if each.text() else ())
        for inner in parameters[name]:
            if inner not in operations[operation]:
                raise each.error(f"{operation} has no parameter {inner}")
    body = ("", "")
    if "body" in fields:
        ((keyword, code),) = fields["body"].items().items()
        body = (keyword, code.text())
    batch = fields["batch"].fields(("keyword", "most")) if "batch" in fields else {}
    always = fields["always"].items() if "always" in fields else {}
    return Writing(
        operation=operation,
        key=fields["key"].text(),
        address=fields["address"].text(),
        model=fields["model"].text(),
        parameters=parameters,
        body=body,
        sends=fields["sends"].texts() if "sends" in fields else (),
        always={name: expression(code) for name, code in always.items()},
        review=sentence(fields["review"]) if "review" in fields else "",
        batch=batch["keyword"].text() if batch else "",
        batches=(
            {name: each.number() for name, each in batch["most"].items().items()} if batch else {}
        ),
    )

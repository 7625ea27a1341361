"""What the installed openai SDK offers, by inspection: every operation below a client.

``python -m tests.transforms.sdk_paths`` prints it as it stands in the surface.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import textwrap
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

import openai
from openai._resource import AsyncAPIResource, SyncAPIResource


def operations(client: type = openai.OpenAI) -> dict[str, Callable[..., Any]]:
    """Return path → function for every method of a resource below ``client``."""
    base = AsyncAPIResource if issubclass(client, openai.AsyncOpenAI) else SyncAPIResource
    return dict(_walk(client, "", base))


def _walk(owner: type, prefix: str, base: type) -> Iterator[tuple[str, Callable[..., Any]]]:
    for name, value in inspect.getmembers(owner):
        if name.startswith(("_", "with_")):
            continue
        if isinstance(value, (property, cached_property)):
            getter = value.func if isinstance(value, cached_property) else value.fget
            below = _returned(getter)
            if inspect.isclass(below) and issubclass(below, base):
                yield from _walk(below, f"{prefix}{name}.", base)
        elif inspect.isfunction(value) and prefix:
            yield prefix + name, value


def _returned(getter: Any) -> object:
    """Evaluate a getter's return annotation; the SDK imports the class inside the getter."""
    annotation = getter.__annotations__.get("return")
    if not isinstance(annotation, str):
        return annotation
    names = dict(getter.__globals__)
    if annotation not in names:
        tree = ast.parse(textwrap.dedent(inspect.getsource(getter)))
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):
                dotted = "." * node.level + (node.module or "")
                module = importlib.import_module(dotted, names["__package__"])
                names.update({each.name: getattr(module, each.name) for each in node.names})
    try:
        return eval(annotation, names)
    except NameError:
        return None


def parameters(function: Callable[..., Any]) -> tuple[str, ...]:
    """Return the names of the parameters but ``self`` and ``**``."""
    return tuple(
        each.name
        for each in inspect.signature(function).parameters.values()
        if each.name != "self" and each.kind is not each.VAR_KEYWORD
    )


def main() -> None:
    """Print resources and their methods as YAML."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in {**operations(), **operations(openai.AsyncOpenAI)}:
        resource, _, method = path.rpartition(".")
        found[resource].add(method)
    for resource in sorted(found):
        print(f"  {resource}: [{', '.join(sorted(found[resource]))}]")


if __name__ == "__main__":
    main()

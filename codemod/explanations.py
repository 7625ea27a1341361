"""What the codes of a report mean, told at length; the texts are data beside the profiles."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from codemod.configuration import ConfigurationError, suggestion

BY_TARGET = "OPERATION-UNSUPPORTED"
"""The code that is told with what a target has."""


def explained(code: str, to: str, files: Sequence[Path] = ()) -> str:
    """Return the text for ``code``; where a target is named, with what it has for each operation.

    ``files`` are profiles of the user's. Raises ``ConfigurationError`` for an unknown code or target.
    """
    text = explanation(code)
    if not to or code.upper() != BY_TARGET:
        return text
    from transforms import catalog
    from transforms.whereabouts import whereabouts

    try:
        provider = catalog.load_provider(to, tuple(files))
    except catalog.UnknownProvider as error:
        raise ConfigurationError(f"{error}{suggestion(to, error.suggestions)}") from None
    return f"{text}\n{whereabouts(provider, catalog.load_surface())}"


def explanations() -> dict[str, str]:
    """Return all texts by code."""
    from importlib.resources import files

    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = (files("transforms") / "explanations.yaml").read_text("utf-8")
    texts: dict[str, str] = yaml.load(text, loader)
    return texts


def explanation(code: str) -> str:
    """Return the text for ``code``; raises ``ConfigurationError`` if there is no such code."""
    texts = explanations()
    for known, explained in texts.items():
        if known.lower() == code.lower():
            return f"{known}\n\n{explained.strip()}\n"
    raise ConfigurationError(f"unknown code {code}{suggestion(code, tuple(texts))}")

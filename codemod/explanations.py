"""What the codes of a report mean, told at length; the texts are data beside the profiles."""

from __future__ import annotations

from codemod.configuration import ConfigurationError, suggestion


def explanation(code: str) -> str:
    """Return the text for ``code``; raises ``ConfigurationError`` if there is no such code."""
    from importlib.resources import files

    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = (files("transforms") / "explanations.yaml").read_text("utf-8")
    texts: dict[str, str] = yaml.load(text, loader)
    for known, explained in texts.items():
        if known.lower() == code.lower():
            return f"{known}\n\n{explained.strip()}\n"
    raise ConfigurationError(f"unknown code {code}{suggestion(code, tuple(texts))}")

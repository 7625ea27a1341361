"""A mistake in a surface is told with its file and line, and the word that was meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.transforms.mistakes import mutate
from tests.transforms.places import SURFACE
from transforms import catalog
from transforms.entries import CatalogError

SURFACE_MISTAKES = {
    "section": ("model_pattern:", "model_patern:", "unknown key model_patern"),
    "type of a member": (
        "choices: list[Choice]",
        "choices: list[Choise]",
        "unknown type Choise (did you mean",
    ),
    "generic": (
        "choices: list[Choice]",
        "choices: lst[Choice]",
        "unknown type lst[] (did you mean list?)",
    ),
    "return": ("returns: Completion\n", "returns: Completon\n", "unknown type Completon"),
    "input": ("messages: list[ChatComp", "mesages: list[ChatComp", "(did you mean messages?)"),
    "role": ("role: small-vision", "role: smal-vision", "unknown role smal-vision (did you mean"),
    "exception": (
        "NotFoundError: APIStatusError",
        "NotFoundError: APIStatuError",
        "unknown exception APIStatuError (did you mean APIStatusError?)",
    ),
    "old exception": (
        "openai.error.Timeout: APITimeoutError",
        "openai.error.Timeout: TimeoutError",
        "unknown exception TimeoutError",
    ),
    "kind of type": ("of: plain", "of: plane", "unknown kind of type plane (did you mean plain?)"),
    "key of a client": ("    async: true", "    asnc: true", "unknown key asnc in AsyncOpenAI"),
    "described twice": (
        "  batches: [cancel, create,",
        "  embeddings: [create,",
        "embeddings.create is described above",
    ),
    "pattern": (
        "key_pattern: 'sk-(",
        "key_pattern: 'sk-((",
        "key_pattern is no regular expression",
    ),
    "model twice": ("- gpt-4-0314", "- gpt-4-0613", "gpt-4-0613 stands twice in names"),
    "no YAML": ("name: openai", "name: [openai", "expected"),
}


@pytest.mark.parametrize("old, new, message", SURFACE_MISTAKES.values(), ids=SURFACE_MISTAKES)
def test_a_mistake_in_a_surface_is_told_at_its_line(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    path, line = mutate(SURFACE, tmp_path, old, new)
    with pytest.raises(CatalogError) as caught:
        catalog.load_surface_file(path)
    found = str(caught.value)
    assert message in found
    if message not in ("expected", "gpt-4-0613 stands twice in names"):
        assert found.startswith(f"{path}:{line}: "), found
    else:
        assert found.startswith(f"{path}:{line + 1}: "), found

"""The table of what goes where: each operation of the source, at a provider, by its routes."""

from __future__ import annotations

import pytest

from codemod.configuration import ConfigurationError
from codemod.explanations import explained
from transforms import catalog
from transforms.whereabouts import carried, rows, said

SURFACE = catalog.load_surface()
PROVIDERS = [summary.name for summary in catalog.provider_names()]


@pytest.mark.parametrize("name", PROVIDERS)
def test_every_operation_goes_somewhere_or_says_why_not(name: str) -> None:
    provider = catalog.load_provider(name)
    for route in provider.routes.values():
        for operation in SURFACE.operations:
            if "." in operation:
                assert said(route, operation) != "nothing is known of it", operation


@pytest.mark.parametrize("name", PROVIDERS)
def test_a_row_says_one_thing_by_each_route(name: str) -> None:
    provider = catalog.load_provider(name)
    found = list(rows(provider, SURFACE))
    assert all(tuple(texts) == tuple(provider.routes) for _, texts in found)
    assert len({label for label, _ in found}) == len(found)


def test_the_table_of_qwen() -> None:
    table = dict(rows(catalog.load_provider("qwen"), SURFACE))
    assert table["batches"]["openai"] == "served"
    assert "client.images" in table["images"]["openai"]
    assert "wan2.6-t2i" in table["images"]["native"]
    (responses,) = (texts for label, texts in table.items() if label == "responses.create")
    assert responses["native"].endswith("; a plain call becomes a chat")


def test_the_other_route_is_named_where_it_serves() -> None:
    qwen = catalog.load_provider("qwen")
    assert carried(qwen, "native", "batches.create") == "openai"
    assert carried(qwen, "openai", "batches.create") == ""
    assert carried(qwen, "native", "moderations.create") == ""


def test_explain_prints_it_for_a_target() -> None:
    text = explained("operation-unsupported", "dashscope")
    assert text.startswith("OPERATION-UNSUPPORTED\n")
    assert "What Qwen (Alibaba Cloud Model Studio) has for each:" in text
    assert "--sdk openai: served" in text
    assert "What Qwen" not in explained("OPERATION-UNSUPPORTED", "")
    assert "What Qwen" not in explained("GROUP-LEFT", "qwen")


def test_an_unknown_target_is_told() -> None:
    with pytest.raises(ConfigurationError, match="qwne"):
        explained("OPERATION-UNSUPPORTED", "qwne")

"""LiteLLM's functions agree with its profile: they exist, and take what its calls are given."""

from __future__ import annotations

import inspect
import os
from typing import Any

import pytest

from tests.transforms.native_sdk import at
from transforms import catalog

os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")  # else its import asks the network

PROVIDER = catalog.load_provider("litellm")
ROUTE = PROVIDER.routes["native"]
SUPPORTED = {path: each for path, each in ROUTE.operations.items() if not each.unsupported}
ASIDE = {"extra_body", "extra_headers", "timeout", "max_retries", "api_key", "api_base"}
"""What both functions take by name or, in ``**kwargs``, read by name (main.py:completion, embedding)."""


def function(dotted: str) -> Any:
    import litellm

    module, _, name = dotted.partition(".")
    assert module == "litellm"
    return getattr(litellm, name)


@pytest.mark.parametrize("path", sorted(SUPPORTED))
@pytest.mark.parametrize("asynchronous", [False, True], ids=["sync", "async"])
def test_functions_exist(path: str, asynchronous: bool) -> None:
    dotted = SUPPORTED[path].path_of(asynchronous=asynchronous, streams=False)
    found = function(dotted)
    assert callable(found), at(PROVIDER, "operations", path)
    assert inspect.iscoroutinefunction(inspect.unwrap(found)) == asynchronous


@pytest.mark.parametrize("path", sorted(SUPPORTED))
def test_parameters_are_known_by_name(path: str) -> None:
    from litellm.constants import OPENAI_CHAT_COMPLETION_PARAMS
    from litellm.types.utils import all_litellm_params

    mapped = SUPPORTED[path]
    own = set(inspect.signature(inspect.unwrap(function(mapped.path))).parameters)
    known = own | set(OPENAI_CHAT_COMPLETION_PARAMS) | set(all_litellm_params) | ASIDE
    for name, treatment in mapped.parameters.items():
        if treatment.verb.value in ("keep", "rename"):
            where = at(PROVIDER, "operations", path, "parameters", name)
            assert (treatment.to or name) in known, f"{where}: {name}"


def test_what_a_client_was_given_is_known_by_name() -> None:
    from litellm.types.utils import all_litellm_params

    own = set(inspect.signature(inspect.unwrap(function("litellm.completion"))).parameters)
    names = {
        treatment.to or name
        for name, treatment in ROUTE.client_parameters.items()
        if treatment.verb.value in ("keep", "rename")
    }
    known = own | set(all_litellm_params) | ASIDE
    assert {*names, *ROUTE.options.values()} <= known, at(PROVIDER, "client", "parameters")

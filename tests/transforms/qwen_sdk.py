"""Qwen's profile, and clients of the SDK that it names, for the contract tests."""

from __future__ import annotations

import warnings

import pytest

from codemod.vocabulary.provider import Provider, Route
from codemod.vocabulary.surface import Surface
from transforms import catalog

dashscope = pytest.importorskip("dashscope")

surface: Surface = catalog.load_surface()
qwen: Provider = catalog.load_provider("qwen")
native: Route = qwen.routes["native"]
compatible: Route = qwen.routes["openai"]

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the SDK warns of a client without a workspace
    SYNC = dashscope.Client(api_key="k", base_url="http://127.0.0.1:1/v1", protocol="openai")
    ASYNC = dashscope.AsyncClient(api_key="k", base_url="http://127.0.0.1:1/v1", protocol="openai")
BOTH = pytest.mark.parametrize("client", [SYNC, ASYNC], ids=["sync", "async"])

"""The requirement that every profile states is one that manifests can take."""

from __future__ import annotations

import pytest
from packaging.requirements import Requirement

from codemod.documents.versions import adjusted
from transforms import catalog

ROUTES = [
    pytest.param(route, id=f"{provider.name}-{kind}")
    for provider in (catalog.load_provider(p.name) for p in catalog.provider_names())
    for kind, route in provider.routes.items()
]


@pytest.mark.parametrize("route", ROUTES)
def test_a_requirement_is_a_name_and_bounds(route: catalog.Route) -> None:
    requirement = Requirement(route.requirement)
    assert not requirement.extras and requirement.marker is None and requirement.url is None
    assert requirement.name == route.distribution
    bounds = route.requirement.removeprefix(route.distribution)
    assert bounds and adjusted(bounds, bounds) is None

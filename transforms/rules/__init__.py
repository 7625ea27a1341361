"""The rules: one module, one concern; the module's name is the rule's."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from codemod.planning.rules import REGISTRY, Rule


@cache
def all_rules() -> tuple[Rule, ...]:
    """Import every module of this package and return the rules, those of one module together."""
    for module in sorted(info.name for info in iter_modules(__path__)):
        import_module(f"{__name__}.{module}")
    return tuple(sorted(REGISTRY, key=lambda rule: rule.name))

"""What one run is asked to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING

from codemod.vocabulary.provider import Provider, Route
from codemod.vocabulary.records import dataclass
from codemod.vocabulary.surface import Surface

if TYPE_CHECKING:
    from codemod.vocabulary.results import Rule
    from codemod.vocabulary.turned import Older


LIFTING = "lifting"
"""The name by which --only and --skip know the step that makes clients of the SDK's module."""
TURNING = "turning"
"""The name of the step that writes calls of what the target lacks as calls of what it has."""


@dataclass(frozen=True, slots=True)
class Migration:
    """From one SDK to one route of one provider, with what the user overrides.

    ``models`` maps source names to target names (``--model``); ``base_url``, ``api_key_env``,
    ``workspace`` are "" when the profile's stand; ``foreign_hosts`` are the hosts of every known
    vendor; ``source_hosts`` those that relay to the source; ``only`` and ``skip`` are the names of
    the rules to apply (none: all) and not to. ``black`` says whether edited statements are
    formatted with black; None: if the project is set up for it.
    """

    surface: Surface
    provider: Provider
    route: Route
    models: Mapping[str, str] = field(default_factory=dict)
    base_url: str = ""
    api_key_env: str = ""
    region: str = ""
    workspace: str = ""
    source_hosts: tuple[str, ...] = ()
    foreign_hosts: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    black: bool | None = None
    rules: Sequence[Rule] = ()
    """Every rule there is; empty for those that are registered."""
    lifting: Sequence[Rule] = ()
    """The rules that bring older code to clients of the SDK's newest major, before all others."""
    turned: tuple[str, ...] = ()
    """Operations that the target lacks, and for whose plain calls another stands."""
    older: Older | None = None
    """The older way to offer functions, where the target knows the newer one only."""
    turning: Sequence[Rule] = ()
    """The rules that write them so, before the migration itself."""
    helpers: bool = False
    """Whether modules may be written into the repository for what only run time knows."""
    docs: bool = False
    """Whether the examples of documents and docstrings migrate too."""

    @property
    def key_variable(self) -> str:
        """The environment variable of the target's key, "" where only the user could tell."""
        own = self.route.key_variable
        return self.api_key_env or (self.provider.api_key_env if own is None else own)

    @property
    def native(self) -> bool:
        """Whether the target's own SDK takes the place of the source's."""
        return self.route.kind == "native"

    @property
    def own(self) -> bool:
        """Whether the target is the source's own service, in its newest SDK and with its models."""
        return self.provider.own

    def applies(self, rule: Rule) -> bool:
        """Whether the user left this rule on."""
        return self.allows(rule.name)

    def allows(self, name: str) -> bool:
        """Whether the user left the rules of this name on."""
        return (not self.only or name in self.only) and name not in self.skip

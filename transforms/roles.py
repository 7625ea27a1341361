"""Which model of the target takes the place of a name of the source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from codemod.vocabulary.migration import Migration
from codemod.vocabulary.provider import ModelTarget
from codemod.vocabulary.records import dataclass
from codemod.vocabulary.surface import Model

DATED = re.compile(r"-(\d{4}-\d{2}-\d{2}|\d{4})$")
COMPLETING = "completions.create"
REASONING = frozenset({"reasoning", "reasoning-small"})


@dataclass(frozen=True, slots=True)
class Choice:
    """What becomes of one name. ``target`` is None when nothing does, and ``reason`` says why."""

    name: str
    target: ModelTarget | None
    source: Model | None = None
    reason: str = ""
    asked: bool = False
    """The user named the target."""

    @property
    def thinks_anew(self) -> bool:
        """The source's model does not reason by itself, and the target's does."""
        return (
            self.target is not None
            and self.target.thinks
            and (self.source is None or self.source.role not in REASONING)
        )

    @property
    def reasons(self) -> bool:
        """The source's model reasons by itself."""
        return self.source is not None and self.source.role in REASONING

    @property
    def changes(self) -> str:
        """What else changes with the name, as sentences, or ""."""
        if self.target is None or (self.source is not None and self.source.dimensions):
            return ""
        blind = self.target.images if self.source is not None and self.source.vision else ""
        return " ".join(said for said in (blind, self.target.note) if said)


def choose(name: str, migration: Migration) -> Choice:
    """Return what becomes of the model ``name``.

    The user's table wins, then the provider's own exceptions, then the role of the name.
    """
    surface, provider = migration.surface, migration.provider
    source = known(name, migration)
    asked = migration.models.get(name)
    if asked is not None:
        return Choice(name, named(asked, migration), source, asked=True)
    if provider.own:
        return renewed(name, source, migration)
    if name in targets(migration):
        return Choice(name, None, None, "kept")
    if name.startswith("ft:"):
        reason = "is a fine-tuned model: train one there and name it with --model"
        return Choice(name, None, source, reason)
    if source is None:
        if surface.is_model_name(name):
            return Choice(
                name, None, None, "is a model we do not know; name its successor with --model"
            )
        return Choice(
            name, None, None, "is no model name we know; map it with --model if it is one"
        )
    target = provider.models.get(source.name) or provider.roles.get(source.role)
    if target is None and source.role == "completion" and COMPLETING in migration.turned:
        target = provider.roles.get("small")  # its calls are chats now
    if target is None and provider.models_asked:
        families = f", or a family of models with --family {'|'.join(provider.families)}"
        reason = (
            f"has no name there that we could know: {provider.models_asked} Name its successor with "
            f"--model {name}=NEW{families if provider.families else ''}"
        )
        return Choice(name, None, source, reason)
    if target is None:
        why = provider.unserved.get(source.role, "If there is one, it can be named.")
        reason = f"has no counterpart at {provider.title}: {why} Name one with --model {name}=NEW"
        return Choice(name, None, source, reason)
    return Choice(name, target, source)


def reasons_apart(choices: Iterable[Choice]) -> bool:
    """Say whether some of the source's models reason and others, of which the target's do, do not."""
    held = list(choices)
    return any(c.thinks_anew and not c.asked for c in held) and any(c.reasons for c in held)


def unserved(choices: Sequence[Choice]) -> str:
    """Return why no models of one kind can take the place of the source's (a clause), or ""."""
    for choice in choices:
        if choice.target is None and choice.reason != "kept":
            return f"{choice.name} {choice.reason}"
    return "one of its models reasons and another does not" if reasons_apart(choices) else ""


def renewed(name: str, source: Model | None, migration: Migration) -> Choice:
    """Return the successor of a model that the source's own service has shut down; others are kept."""
    provider = migration.provider
    if source is None or source.name != name:
        return Choice(name, None, source, "kept")
    if name in provider.gone:
        return Choice(name, None, source, f"is not served any more: {provider.gone[name]}")
    target = provider.models.get(name)
    return Choice(name, target, source, "" if target is not None else "kept")


def known(name: str, migration: Migration) -> Model | None:
    """Return the source's model, also for a dated snapshot of one that we know."""
    models = migration.surface.models
    found = models.get(name)
    if found is None:
        found = models.get(DATED.sub("", name))
    return found


def named(name: str, migration: Migration) -> ModelTarget:
    """Return the provider's model ``name``, or a plain one where the profile does not know it."""
    for target in (*migration.provider.roles.values(), *migration.provider.models.values()):
        if target.name == name:
            return target
    return ModelTarget(name)


def targets(migration: Migration) -> set[str]:
    """Return the names of the provider's models that the profile knows."""
    provider = migration.provider
    rows = (*provider.roles.values(), *provider.models.values())
    return {target.name for target in rows} | set(migration.models.values())


def deploys(migration: Migration) -> bool:
    """Say whether the target is a service of the source whose calls name deployments."""
    return bool(set(migration.provider.hosts) & set(migration.surface.deploying_hosts))

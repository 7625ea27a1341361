"""What is said of manifests: findings, and what the user must still do."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from codemod.documents.changing import Wanted
from codemod.documents.entries import Manifest
from codemod.documents.locks import locks
from codemod.documents.serving import Get
from codemod.documents.versions import BoundsError, adjusted
from codemod.vocabulary.diagnostics import WHOLE_FILE, Diagnostic, Severity
from codemod.vocabulary.outcomes import Rewritten
from codemod.vocabulary.spans import Span


@dataclass(slots=True)
class Decision:
    """The manifests that change, what is said of them, and the code that each belongs to.

    ``rewritten`` replaces the outcome of a file that was rewritten already. ``failed`` are manifests
    whose new text fails its check, and why. ``quiet`` are lines of which nothing is to be told.
    """

    rewritten: dict[str, Rewritten] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    todo: list[str] = field(default_factory=list)
    served: dict[str, frozenset[str]] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    quiet: set[tuple[str, int]] = field(default_factory=set)


class Telling:
    """Fills the words of a decision. ``source`` is the distribution that the code left, or stays with."""

    def __init__(self, source: str, wanted: Wanted, *, same: bool) -> None:
        self.source = source
        self.wanted = wanted
        self.same = same
        self.decision = Decision()

    def by_hand(self, path: str, span: Span, reason: str, *, command: str = "") -> None:
        """Say that a requirement is not edited, and remind of it; ``command`` makes the file anew."""
        message = f"{self.source} is required here and is not edited: {reason}"
        self.say(path, span, "REQUIREMENT-LEFT", message, Severity.LEFT)
        by_hand = f"require {self.wanted} in {path} by hand: {reason}"
        self.remind(f"renew {path}: {command}" if command else by_hand)

    def unread(self, path: str, reason: str) -> None:
        """Say that what a manifest requires cannot be told, and remind of it."""
        message = f"whether {self.source} is required here cannot be told: {reason}"
        self.say(path, WHOLE_FILE, "REQUIREMENT-LEFT", message, Severity.LEFT)
        self.remind(f"see that {path} requires {self.wanted}: {reason}")

    def say(self, path: str, span: Span, code: str, message: str, severity: Severity) -> None:
        self.decision.diagnostics.append(Diagnostic(path, span, code, message, severity))

    def kept(self, manifest: Manifest, span: Span, why: str) -> None:
        """Say, once for a manifest, why the source stays required."""
        message = f"{self.source} stays required: {why}"
        told = ((each.path, each.message) for each in self.decision.diagnostics)
        if (manifest.path, message) not in told:
            self.say(manifest.path, span, "REQUIREMENT-KEPT", message, Severity.NOTE)

    def remind(self, message: str) -> None:
        if message not in self.decision.todo:
            self.decision.todo.append(message)

    def renew(
        self, manifest: Manifest, present: Callable[[str], bool], get: Get, *, changed: bool
    ) -> None:
        """Remind of lock files: of a manifest that changed, or that lock too old a version."""
        for path, command in locks(manifest.path, present):
            if changed or self.locks_too_low(path, get):
                self.remind(f"renew {path}: {command}")

    def locks_too_low(self, path: str, get: Get) -> bool:
        """Say whether a lock file holds the SDK at a version that the code cannot use."""
        if not self.same:
            return False
        data = get(path)
        if not isinstance(data, bytes):
            return False
        name = re.escape(self.source)
        found = re.findall(
            rf'name = "{name}"\r?\nversion = "([^"]+)"|"{name}": \{{[^{{}}]*?"version": "==([^"]+)"',
            data.decode("utf-8", "replace"),
        )
        try:
            return any(adjusted(f"=={a or b}", self.wanted.bounds) is not None for a, b in found)
        except BoundsError:
            return False

"""``python -m tests.benchmarks.phases FOLDER PROVIDER``: one run in this process, timed by phase."""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

WHOLE = "second run"
"""A phase whose inner ones count for it: the check that a second run changes nothing."""


class Clock:
    """Seconds of the processor by phase; one inside another does not count for the outer."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()
        self.calls: Counter[str] = Counter()
        self._running: list[str] = []
        self._since = time.process_time()

    def turn(self) -> None:
        """Count what has passed for the phase that runs."""
        now = time.process_time()
        if self._running:
            self.seconds[self._running[-1]] += now - self._since
        self._since = now

    def timed(self, phase: str, real: Callable[..., Any]) -> Callable[..., Any]:
        """Return what calls ``real`` and counts its time for ``phase``."""

        @wraps(real)
        def called(*given: Any, **named: Any) -> Any:
            if self._running and self._running[-1] == WHOLE:
                return real(*given, **named)
            self.turn()
            self._running.append(phase)
            self.calls[phase] += 1
            try:
                return real(*given, **named)
            finally:
                self.turn()
                self._running.pop()

        return called


def main() -> None:
    """Time one run and print its phases as one line of JSON."""
    from codemod import pipeline, repository, rewriting, work
    from codemod.choices import migration
    from codemod.configuration import Settings
    from transforms import catalog

    root, provider = Path(sys.argv[1]).resolve(), sys.argv[2]
    clock = Clock()
    load = clock.timed("profiles", lambda: migration(Settings(to=provider), catalog.load_surface()))
    asked = load()
    places = (
        ("select", pipeline, "glance"),
        ("scan", repository, "scan"),
        ("link", work, "solve"),
        ("collect", work, "collect"),
        ("plan", work, "plan"),
        ("edit", rewriting.Rewriter, "rewrite"),
        ("documents", work, "settle_documents"),
    )
    for phase, owner, name in places:
        setattr(owner, name, clock.timed(phase, getattr(owner, name)))
    second = clock.timed(WHOLE, work.Work.repeated)
    work.Work.repeated = second  # type: ignore[method-assign]
    report = clock.timed("rest", pipeline.run)(root, [root], asked)
    files = {o.path: len(o.before) for o in report.rewritten if o.path.endswith(".py")}
    rows = [
        {"name": phase, "seconds": seconds, "files": len(files), "bytes": sum(files.values())}
        for phase, seconds in clock.seconds.items()
    ]
    print(json.dumps(rows))


if __name__ == "__main__":
    main()

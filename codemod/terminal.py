"""The two streams: standard output carries the result, standard error the talk."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable

PATIENCE = 1.0
"""Seconds after which a person wants to see that something happens."""


class Terminal:
    """Writes to both streams; what ``mask`` hides appears on neither."""

    def __init__(self) -> None:
        self.mask: Callable[[str], str] = lambda text: text
        self._started = time.monotonic()
        self._shown = 0
        for stream in (sys.stdout, sys.stderr):
            reconfigure = getattr(stream, "reconfigure", None)
            if reconfigure is not None:
                reconfigure(errors="backslashreplace")

    def result(self, result: str | bytes) -> None:
        """Write to standard output, bytes as they are; a reader that went away is no error."""
        self.settle()
        try:
            if isinstance(result, bytes):
                sys.stdout.flush()
                sys.stdout.buffer.write(result)
            else:
                sys.stdout.write(self.mask(result))
            sys.stdout.flush()
        except BrokenPipeError:
            # The interpreter flushes standard output once more at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    def talk(self, text: str) -> None:
        """Write lines to standard error."""
        self.settle()
        try:
            sys.stderr.write(self.mask(text.rstrip("\n")) + "\n")
            sys.stderr.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())

    def progress(self, text: str) -> None:
        """Show in one passing line what is being done, to a person who already waits."""
        if not sys.stderr.isatty() or time.monotonic() - self._started < PATIENCE:
            return
        columns = os.get_terminal_size(sys.stderr.fileno()).columns or 80
        line = self.mask(text)[: columns - 1]
        sys.stderr.write("\r" + line.ljust(self._shown))
        sys.stderr.flush()
        self._shown = len(line)

    def settle(self) -> None:
        """Wipe the passing line away."""
        if self._shown:
            sys.stderr.write("\r" + " " * self._shown + "\r")
            sys.stderr.flush()
            self._shown = 0

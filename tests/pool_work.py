"""What the tests of the pool have done: found by its name in other processes."""

from __future__ import annotations

import os
import signal
import sys
import time


def doubled(number: int) -> tuple[int, int]:
    """Return twice the number, and the process that made it."""
    time.sleep(0.01)
    return 2 * number, os.getpid()


def failing(number: int) -> int:
    return 1 // number


def killed(own: int) -> int:
    """End the process at once, unless it is ``own``."""
    if os.getpid() != own:
        os.kill(os.getpid(), signal.SIGKILL)
    return own


def slow(seconds: float) -> None:
    print("begun", flush=True)
    time.sleep(seconds)


def interrupted() -> None:
    """Work in two processes for three seconds, or until an interrupt comes."""
    from codemod import pool

    found = pool.of_processes(2, print)
    assert found is not None
    try:
        found.each(slow, [3.0, 3.0], [60.0, 60.0])
    except KeyboardInterrupt:
        print("interrupted", flush=True)
        sys.exit(130)
    finally:
        found.close()
        print("closed", flush=True)


if __name__ == "__main__":
    interrupted()

"""A pool: processes that do pieces of a large work beside this one, by any ``concurrent.futures.Executor``.

Nothing is started for small work. This process does pieces too; what others do not bring to its end, it does.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

T = TypeVar("T")
R = TypeVar("R")

PIECE = 0.1
"""Seconds of work that are handed over at once: to hand over takes some thousandths."""
LEAST = 0.8
"""Seconds of work, but for the longest task, from which on another process pays: it imports for a third of one."""
PATIENCE = 60.0
"""Seconds in which others must end at least one piece."""

_ALONE = threading.Lock()
"""What silences the parser's warnings is not safe for threads, and they would gain nothing."""


class Workers(Protocol):
    """What a pool asks of an executor."""

    def submit(self, function: Callable[..., Any], /, *given: Any) -> Future[Any]: ...

    def shutdown(self, wait: bool = True) -> None: ...


class Pool:
    """Does work in pieces, ``width`` of them elsewhere, as long as that pays.

    ``start`` gives what runs them, once there are more than ``least`` seconds of work to share;
    ``talk`` is told in one line if that fails.
    """

    def __init__(
        self,
        start: Callable[[], Workers],
        width: int,
        least: float = 0.0,
        talk: Callable[[str], None] = lambda text: None,
    ) -> None:
        self.start = start
        self.width = width
        self.least = least
        self.talk = talk
        self.workers: Workers | None = None
        self.fault: Exception | None = None
        """Why others do nothing any more."""

    def each(
        self, function: Callable[[T], R], tasks: Sequence[T], seconds: Sequence[float]
    ) -> list[R]:
        """Return what ``function`` gives for each of the tasks, which take about so many seconds.

        It is one that other processes find by its name, and which depends on its argument alone.
        """
        if self.fault is not None or sum(seconds) - max(seconds, default=0.0) <= self.least:
            return several(function, tasks)
        work = _Round(self, function, tasks, seconds)
        found = work.results()
        if work.fault is not None:
            self.fault = work.fault
            said = " ".join(str(work.fault).split())
            self.talk(f"other processes failed, and this one did their work: {said}")
        return found

    def submit(self, function: Callable[..., Any], *given: Any) -> Future[Any]:
        if self.workers is None:
            self.workers = self.start()
        # A process that begins is not to be interrupted before it knows how to end without a word.
        with interrupts_held():
            return self.workers.submit(function, *given)

    def close(self) -> None:
        """Let go of the others; what they have not begun is not done."""
        if self.workers is not None:
            self.workers.shutdown(wait=True)
            self.workers = None


class _Round(Generic[T, R]):
    """One work of a pool, in pieces: numbers of tasks, the longest piece first."""

    def __init__(
        self, pool: Pool, function: Callable[[T], R], tasks: Sequence[T], seconds: Sequence[float]
    ) -> None:
        self.pool = pool
        self.function = function
        self.tasks = tasks
        self.seconds = seconds
        self.waiting = deque(pieces(seconds))
        self.away: dict[Future[list[R]], list[int]] = {}
        self.late: list[Future[list[R]]] = []
        """What nobody waits for any more."""
        self.made: dict[int, R] = {}
        self.fault: Exception | None = None
        self.landed = threading.Condition()
        """Held by who looks at, or changes, what stands above: results arrive in a thread of their own."""

    def results(self) -> list[R]:
        """Do the work; return the results in the order of the tasks."""
        try:
            while True:
                with self.landed:
                    self.hand_on()
                    if not self.waiting and not self.away:
                        return [self.made[number] for number in range(len(self.tasks))]
                    piece = self.waiting.popleft() if self.waiting else []
                    if not piece and not self.landed.wait(PATIENCE):
                        self.lose(TimeoutError(f"nothing came back in {PATIENCE:g} s"))
                done = several(self.function, [self.tasks[number] for number in piece])
                with self.landed:
                    self.made.update(zip(piece, done, strict=True))
        finally:
            self.forget()

    def hand_on(self) -> None:
        """Let others have pieces, but for one that is left to this process.

        Short ones wait there too, so that nobody waits for them to be handed over.
        """
        while len(self.waiting) > 1 and self.fault is None:
            short = sum(self.seconds[number] for number in self.waiting[0]) < 2 * PIECE
            if len(self.away) >= self.pool.width * (1 + short):
                break
            given = [self.tasks[number] for number in self.waiting[0]]
            try:
                future = self.pool.submit(several, self.function, given)
            except Exception as error:  # noqa: BLE001  of whatever kind of executor
                self.lose(error)
                break
            self.away[future] = self.waiting.popleft()
            future.add_done_callback(self.land)

    def land(self, future: Future[list[R]]) -> None:
        """Take what another process has made, and hand it the next piece."""
        with self.landed:
            piece = self.away.pop(future, None)
            if piece is None:
                return
            error = RuntimeError("cancelled") if future.cancelled() else future.exception()
            if error is None:
                self.made.update(zip(piece, future.result(), strict=True))
                self.hand_on()
            else:
                self.waiting.append(piece)
                self.lose(error if isinstance(error, Exception) else RuntimeError(repr(error)))
            self.landed.notify()

    def lose(self, fault: Exception) -> None:
        """Take all pieces back: this process does them."""
        self.fault = fault
        self.waiting.extend(self.away.values())
        self.late += self.away
        self.away.clear()

    def forget(self) -> None:
        """Have nothing done by others that they have not begun, and look at nothing that they bring.

        Only the thread that has begun may call this: of others not every executor takes it.
        """
        with self.landed:
            self.late += self.away
            self.away.clear()
        for future in self.late:
            future.cancel()


def several(function: Callable[[T], R], tasks: Sequence[T]) -> list[R]:
    with _ALONE:
        return [function(task) for task in tasks]


def pieces(seconds: Sequence[float]) -> list[list[int]]:
    """Return the numbers of tasks, the longest first, together in pieces that are no shorter than need be."""
    found: list[list[int]] = []
    length = PIECE
    for number in sorted(range(len(seconds)), key=lambda number: -seconds[number]):
        if length >= PIECE:
            found.append([])
            length = 0.0
        found[-1].append(number)
        length += seconds[number]
    return found


def processors() -> int:
    """Return how many processors this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # of no system but some
        return os.cpu_count() or 1


def of_processes(number: int, talk: Callable[[str], None]) -> Pool | None:
    """Return a pool of so many processes with this one, None for this one alone."""
    if number < 2:
        return None
    return Pool(lambda: processes(number - 1), number - 1, LEAST, talk)


def processes(number: int, method: str = "spawn") -> Executor:
    """Return an executor of processes that an interrupt ends.

    They start anew: a fork of a process with threads may find their locks held for ever.
    """
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    context = multiprocessing.get_context(method)
    return ProcessPoolExecutor(number, context, initializer=interruptible)


def interruptible() -> None:
    """Let an interrupt end this process without a word, unless it was started to ignore them."""
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    if sys.platform != "win32":
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


@contextmanager
def interrupts_held() -> Iterator[None]:
    """Let an interrupt wait until the block ends, and in what the block starts."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)

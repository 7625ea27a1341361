"""A cluster of Dask as a pool: it edits with what its workers have installed, so they must have the same."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from codemod import __version__
from codemod.configuration import ConfigurationError
from codemod.pool import LEAST, Pool

if TYPE_CHECKING:
    from concurrent.futures import Future

PATIENCE = 10.0
"""Seconds in which the scheduler must answer."""
_ADDRESS = re.compile(r"dask://(?:\[[\w:%]+\]|[\w.-]+):\d+")


def check(address: str, jobs: int | None = None) -> None:
    """Raise ``ConfigurationError`` where no cluster can be at ``address``, or processes are asked for too."""
    if jobs:
        raise ConfigurationError("--jobs and --executor do not go together")
    if _ADDRESS.fullmatch(address) is None:
        raise ConfigurationError(f"--executor {address} must read dask://HOST:PORT")
    if find_spec("distributed") is None:
        raise ConfigurationError(
            "--executor needs Dask, which is not installed beside migrate; install distributed there"
        )


def of_cluster(address: str, talk: Callable[[str], None]) -> Pool:
    """Return the pool of the cluster whose scheduler is at ``address``.

    Raises ``ConfigurationError`` where it cannot be reached, or would edit otherwise than this process.
    """
    cluster = Cluster(address)
    pool = Pool(lambda: cluster, cluster.width, LEAST, talk)
    pool.workers = cluster
    return pool


class Cluster:
    """A connection to a cluster, through Dask's own executor; ``width`` is the number of workers."""

    def __init__(self, address: str) -> None:
        import logging
        import warnings

        check(address)
        fault = silence(*address.removeprefix("dask://").rsplit(":", 1))
        if fault:
            raise ConfigurationError(f"--executor {address} cannot be reached: {fault}")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of versions that differ, which is told below
            from distributed import Client

            for name in ("distributed", "distributed.client", "tornado"):
                logging.getLogger(name).setLevel(logging.CRITICAL)
            scheduler = address.replace("dask://", "tcp://")
            try:
                self.client = Client(scheduler, timeout=PATIENCE, set_as_default=False)
            except OSError as error:
                why = " ".join(str(error).split())
                message = f"--executor {address} is no scheduler of Dask: {why}"
                raise ConfigurationError(message) from None
        self.executor = self.client.get_executor(pure=False)
        fault = self.fault()
        if fault:
            self.shutdown()
            raise ConfigurationError(f"--executor {address}: {fault}")

    def fault(self) -> str:
        """Return why the workers cannot be used, as one clause, or ""."""
        found = self.client.run(versions, on_error="return")
        self.width = len(found)
        for worker, said in sorted(found.items()):
            if isinstance(said, Exception):
                return f"migrate-llm {__version__} is not installed at the worker {worker}: {said}"
            if said != versions():
                return f"the worker {worker} differs from here in {differing(said)}"
        return "" if found else "the cluster has no workers"

    def submit(self, function: Callable[..., Any], /, *given: Any) -> Future[Any]:
        future: Future[Any] = self.executor.submit(checked, versions(), function, *given)
        return future

    def shutdown(self, wait: bool = True) -> None:
        """Let go of the cluster, which goes on without what was asked of it."""
        self.executor.shutdown(wait=False)
        self.client.close()


def silence(host: str, port: str) -> str:
    """Return why no scheduler of Dask speaks to who connects there, or "".

    Dask itself would wait for the first word of anything that listens, for ever.
    """
    import socket

    try:
        with socket.create_connection((host.strip("[]"), int(port)), PATIENCE) as heard:
            return "" if heard.recv(1) else "it ends the connection"
    except (OSError, OverflowError) as error:
        return str(error)


Versions = tuple[tuple[str, str], ...]


@cache
def versions() -> Versions:
    """Return the versions of all on which an edit depends."""
    return (
        ("migrate-llm", __version__),
        ("Python", f"{sys.version_info[0]}.{sys.version_info[1]}"),
        *((name, installed(name)) for name in ("libcst", "black")),
    )


def installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"


def differing(there: Versions) -> str:
    """Say in one clause what differs at a worker that has these versions."""
    pairs = zip(there, versions(), strict=True)
    return ", ".join(f"{a[0]} ({a[1]}, here {b[1]})" for a, b in pairs if a != b)


def checked(asked: Versions, function: Callable[..., Any], *given: Any) -> Any:
    """Call a function at a worker, which may have come after all others were looked at."""
    if versions() != asked:
        raise RuntimeError("a worker has other versions than the command")
    return function(*given)

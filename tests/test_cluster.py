"""A cluster of Dask edits as this process does, or is not used; each fault is told in one line."""

from __future__ import annotations

import errno
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from codemod import cluster
from codemod.cluster import Cluster, of_cluster
from codemod.configuration import ConfigurationError
from tests.command import ROOT, migrate
from tests.pool_work import doubled, killed
from tests.test_pool import LONG, calls, twice

distributed = pytest.importorskip("distributed")

WITHOUT_DASK = """
import sys
sys.modules["distributed"] = None
from codemod.cli import status
sys.exit(status(sys.argv[1:]))
"""


@contextmanager
def of_workers(number: int) -> Iterator[Any]:
    """Run a cluster whose workers are processes with two threads each."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(ROOT))
        found = distributed.LocalCluster(
            n_workers=number, threads_per_worker=2, dashboard_address=":0", silence_logs=50
        )
    with found:
        yield found


@pytest.fixture(scope="module")
def local() -> Iterator[Any]:
    with of_workers(2) as found:
        yield found


@pytest.fixture
def address(local: Any) -> str:
    return address_of(local)


def address_of(found: Any) -> str:
    return str(found.scheduler_address).replace("tcp://", "dask://")


def at_workers(local: Any, function: Callable[..., Any], *given: Any) -> None:
    with distributed.Client(local, set_as_default=False) as client:
        client.run(function, *given)


def project(root: Path, files: int) -> Path:
    for number in range(files):
        (root / f"m{number}.py").write_text(calls(number % 7 + 9))
    return root


# ------------------------------------------------------------------------------------- its work


def test_a_cluster_gives_what_one_process_gives(address: str, tmp_path: Path) -> None:
    root = project(tmp_path, 30)
    (root / "pyproject.toml").write_text("[tool.black]\nline-length = 60\n")
    options = ("--to", "qwen", "--diff", "--format", "json")
    alone = migrate(*options, "--jobs", "1", cwd=root)
    there = migrate(*options, "--executor", address, cwd=root)
    assert alone.status == there.status == 0, there.err
    assert there.raw == alone.raw and there.err == alone.err


def test_workers_and_this_process_share_the_work(address: str) -> None:
    rows: list[str] = []
    found = of_cluster(address, rows.append)
    try:
        own = twice(found, 300)
        assert os.getpid() in own and len(own) == 3
        assert found.width == 2 and found.fault is None and rows == []
    finally:
        found.close()


def test_a_run_of_the_pipeline_sends_files_there(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command's result would be the same if nothing were sent."""
    from codemod import pipeline
    from tests.migrating import migration

    sent: list[int] = []
    submit = Cluster.submit

    def counted(self: Cluster, function: Any, /, *given: Any) -> Any:
        sent.append(len(given[1]))
        return submit(self, function, *given)

    monkeypatch.setattr(Cluster, "submit", counted)
    root = project(tmp_path, 80)
    report = pipeline.run(root, [root], migration("native"), executor=address)
    assert len(report.rewritten) == 80
    assert 20 < sum(sent) < 80


def test_workers_that_are_killed_lose_nothing() -> None:
    rows: list[str] = []
    with of_workers(2) as short:
        found = of_cluster(address_of(short), rows.append)
        try:
            own = os.getpid()
            assert found.each(killed, [own] * 8, LONG) == [own] * 8
            assert len(rows) == 1 and "did their work: " in rows[0] and "\n" not in rows[0]
        finally:
            found.close()
            short.wait_for_workers(2, timeout=30)  # a cluster may not end while one starts again


# ------------------------------------------------------------------------------------ its faults


def refused(address: str) -> str:
    with pytest.raises(ConfigurationError) as found:
        Cluster(address)
    assert "\n" not in str(found.value)
    return str(found.value)


def test_a_worker_with_another_version_is_not_used(local: Any, address: str) -> None:
    def become(version: str) -> None:
        import codemod
        from codemod import cluster

        codemod.__version__ = cluster.__version__ = version
        cluster.versions.cache_clear()

    at_workers(local, become, "0.0.9")
    try:
        said = refused(address)
        assert said.startswith(f"--executor {address}: the worker tcp://")
        assert said.endswith(" differs from here in migrate-llm (0.0.9, here 0.1.0)")
    finally:
        at_workers(local, become, cluster.__version__)
    Cluster(address).shutdown()


def test_a_worker_without_the_package_is_not_used(local: Any, address: str) -> None:
    def without() -> None:
        import sys

        for name in [name for name in sys.modules if name.split(".")[0] == "codemod"]:
            del sys.modules[name]
        sys.modules["codemod"] = None  # type: ignore[assignment]

    def again() -> None:
        import sys

        del sys.modules["codemod"]

    at_workers(local, without)
    try:
        said = refused(address)
        assert f"migrate-llm {cluster.__version__} is not installed at the worker tcp://" in said
    finally:
        at_workers(local, again)
    Cluster(address).shutdown()


def test_a_worker_that_comes_later_with_another_version_does_nothing() -> None:
    other = (("migrate-llm", "0.0.9"), *cluster.versions()[1:])
    assert cluster.checked(cluster.versions(), doubled, 4)[0] == 8
    with pytest.raises(RuntimeError, match="other versions"):
        cluster.checked(other, doubled, 4)


def test_a_cluster_without_workers() -> None:
    with of_workers(0) as empty:
        address = address_of(empty)
        assert refused(address) == f"--executor {address}: the cluster has no workers"


def test_an_address_where_nothing_is() -> None:
    said = "--executor dask://127.0.0.1:9 cannot be reached: [Errno 111] Connection refused"
    assert refused("dask://127.0.0.1:9") == said.replace("111", str(errno.ECONNREFUSED))
    assert "cannot be reached: " in refused("dask://127.0.0.1:99999")
    assert "cannot be reached: " in refused("dask://nowhere.invalid:1")


def test_an_address_where_something_else_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "PATIENCE", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as other:
        address = f"dask://127.0.0.1:{other.getsockname()[1]}"
        assert refused(address) == f"--executor {address} cannot be reached: timed out"


@pytest.mark.parametrize(
    "options, said",
    [
        (("--executor", "ray://a:1"), "--executor ray://a:1 must read dask://HOST:PORT"),
        (("--executor", "dask://a"), "--executor dask://a must read dask://HOST:PORT"),
        (("--executor", "a:1"), "--executor a:1 must read dask://HOST:PORT"),
        (("--executor", ""), "--executor must read dask://HOST:PORT"),
        (
            ("--executor", "dask://a:1", "--jobs", "2"),
            "--jobs and --executor do not go together",
        ),
    ],
)
def test_what_is_no_address_is_told(options: tuple[str, ...], said: str, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(calls(1))
    ran = migrate("--to", "qwen", *options, cwd=tmp_path)
    assert (ran.status, ran.out, ran.err) == (2, "", f"migrate: {said}\n")
    assert (tmp_path / "app.py").read_text() == calls(1)


def test_where_dask_is_not_installed(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(calls(1))
    ran = subprocess.run(
        [sys.executable, "-c", WITHOUT_DASK, "--to", "qwen", "--executor", "dask://a:1"],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr == (
        "migrate: --executor needs Dask, which is not installed beside migrate;"
        " install distributed there\n"
    )


def test_a_run_that_finds_no_word_connects_to_nothing(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("print(1)\n")
    for options in ((), ("--format", "json")):
        ran = migrate("--to", "qwen", "--executor", "dask://127.0.0.1:9", *options, cwd=tmp_path)
        assert ran.status == 0, ran.err


def test_nothing_is_written_where_the_cluster_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(calls(1))
    ran = migrate("--to", "qwen", "--executor", "dask://127.0.0.1:9", cwd=tmp_path)
    assert (ran.status, ran.out) == (2, "") and ran.err.count("\n") == 1
    assert "--executor dask://127.0.0.1:9 cannot be reached: " in ran.err
    assert (tmp_path / "app.py").read_text() == calls(1)

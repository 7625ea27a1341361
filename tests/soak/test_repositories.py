"""Complete repositories: installed before and after, each from its own manifests, started and compared.

Each is run in a new environment that holds what the repository asks for, and nothing else.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fake.server import FakeServer
from tests.fake.vendors import served_hosts
from tests.programs.cases import Case, all_cases
from tests.programs.comparing import Ran
from tests.programs.harness import Bench
from tests.programs.launch import REDIRECT, Ended, Launcher, launching
from tests.soak.installing import environment
from tests.soak.judging import check_does_the_same, check_runs_before, each, each_route

CASES = [case for case in all_cases() if case.name.startswith("repository_")]


class Installed(Bench):
    """A bench that runs a tree by an interpreter of its own, which has what the tree asks for."""

    def __init__(self, server: FakeServer, launcher: Launcher, folder: Path) -> None:
        super().__init__(server, launcher)
        self.server = server
        self.folder = folder
        self.made: dict[Path, Path] = {}
        self.begun = 0

    def python(self, tree: Path) -> Path:
        """Return the interpreter of a tree; it is made once."""
        if tree not in self.made:
            self.begun += 1
            self.made[tree] = environment(tree, self.folder / str(self.begun))
        return self.made[tree]

    def _run_older(self, case: Case, python: Path, ignoring: frozenset[str]) -> Ran:
        return super()._run_older(case, self.python(case.before), ignoring)

    def _run(
        self, case: Case, tree: Path, environment: dict[str, str], ignoring: frozenset[str]
    ) -> Ran:
        run = self.server.run(ignoring)
        ended = subprocess.run(
            [self.python(tree), case.entry, *case.arguments],
            cwd=tree,
            env={
                **self.launcher.surroundings,
                **environment,
                "FAKE_URL": run.url,
                "FAKE_HOSTS": served_hosts(),
                "PYTHONPATH": str(REDIRECT),
                "PYTHONDONTWRITEBYTECODE": "1",
                "PYTHONHASHSEED": "0",
            },
            input=case.stdin,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        return Ran(Ended(ended.returncode, ended.stdout, ended.stderr), tuple(run.exchanges))


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installed]:
    with FakeServer().serving() as server, launching() as launcher:
        opened = Installed(server, launcher, tmp_path_factory.mktemp("environments"))
        opened.older = Path("the interpreter of each")
        yield opened


def test_there_are_twelve() -> None:
    assert len(CASES) >= 12


@each(CASES)
def test_the_repository_runs_before(bench: Installed, case: Case) -> None:
    check_runs_before(bench, case)


@each_route(CASES)
def test_the_migrated_repository_does_the_same(
    bench: Installed, tmp_path: Path, case: Case, sdk: str
) -> None:
    check_does_the_same(bench, tmp_path, case, sdk)

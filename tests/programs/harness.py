"""Run a fixture before, migrate a copy of it, run it after, and say what is wrong."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tests.fake import openai_api
from tests.fake.server import FakeServer
from tests.fake.vendor import Vendor
from tests.fake.vendors import QWEN
from tests.programs.cases import Case
from tests.programs.comparing import Ran, compare_output, compare_wire
from tests.programs.launch import ROOT, Ended, Launcher, launching

OPENAI_ENVIRONMENT = {
    "OPENAI_API_KEY": openai_api.KEY,
    "OPENAI_ORG_ID": "org-F4keOrganization",
    "OPENAI_PROJECT_ID": "proj_F4keProject",
    "AZURE_OPENAI_API_KEY": openai_api.AZURE_KEY,
    "AZURE_OPENAI_ENDPOINT": "https://demo.openai.azure.com",
}


@dataclass(frozen=True)
class Finding:
    """One finding of the report."""

    path: str
    line: int
    code: str
    severity: str
    message: str


@dataclass(frozen=True)
class Migrated:
    """What the command said: how it ended, its findings, and the report as it came."""

    ended: Ended
    findings: tuple[Finding, ...]
    report: Mapping[str, Any]


class Bench:
    """A fake server and a launcher, shared by the programs of one test process."""

    def __init__(self, server: FakeServer, launcher: Launcher) -> None:
        self._server = server
        self.launcher = launcher
        self._before: dict[tuple[str, frozenset[str]], Ran] = {}
        self.older: Path | None = None
        """An interpreter that has 0.x of the SDK, for programs of its time."""

    def run_before(self, case: Case, ignoring: frozenset[str] = frozenset()) -> Ran:
        """Run the program as it was written, with OpenAI's variables only; each case once."""
        if (case.name, ignoring) not in self._before:
            environment = {**OPENAI_ENVIRONMENT, **case.environment}
            if case.older:
                assert self.older is not None, f"{case.name} needs 0.x of the SDK"
                ran = self._run_older(case, self.older, ignoring)
            else:
                ran = self._run(case, case.before, environment, ignoring)
            self._before[case.name, ignoring] = ran
        return self._before[case.name, ignoring]

    def run_after(
        self,
        case: Case,
        tree: Path,
        ignoring: frozenset[str] = frozenset(),
        vendor: Vendor = QWEN,
    ) -> Ran:
        """Run the migrated program in ``tree``; OpenAI's variables are still there, to be left."""
        own = {vendor.key_variable: vendor.key}
        set_after = {
            name: (
                vendor.plain_model
                if vendor.name != QWEN.name and value in QWEN.chat_models
                else value
            )
            for name, value in case.environment_after.items()
        }
        kept = {k: v for k, v in OPENAI_ENVIRONMENT.items() if k not in vendor.unset}
        environment = {**kept, **own, **case.environment, **set_after}
        return self._run(case, tree, environment, ignoring)

    def _run_older(self, case: Case, python: Path, ignoring: frozenset[str]) -> Ran:
        """Run a program by an interpreter that has 0.x of the SDK, which takes the fake's address."""
        run = self._server.run(ignoring)
        environment = {
            **self.launcher.surroundings,
            **OPENAI_ENVIRONMENT,
            **case.environment,
            "OPENAI_API_BASE": f"{run.url}/{openai_api.HOST}/v1",
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        ended = subprocess.run(
            [python, case.entry, *case.arguments],
            cwd=case.before,
            env=environment,
            input=case.stdin,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        return Ran(Ended(ended.returncode, ended.stdout, ended.stderr), tuple(run.exchanges))

    def _run(
        self, case: Case, tree: Path, environment: dict[str, str], ignoring: frozenset[str]
    ) -> Ran:
        run = self._server.run(ignoring)
        ended = self.launcher.run(
            [case.entry, *case.arguments],
            cwd=tree,
            environment={**environment, "FAKE_URL": run.url},
            stdin=case.stdin,
            seconds=30,
        )
        return Ran(ended, tuple(run.exchanges))

    def migrate_tree(self, tree: Path, sdk: str, *options: str, vendor: Vendor = QWEN) -> Migrated:
        """Migrate ``tree`` in place by the command. Raises RuntimeError if it does not end well."""
        ended = self.launcher.run(
            [
                "-m",
                "codemod",
                "--to",
                vendor.name,
                "--sdk",
                sdk,
                "--format",
                "json",
                *vendor.asking(sdk),
                *options,
                str(tree),
            ],
            cwd=tree,
            environment={"MODULE_PATH": str(ROOT)},
            seconds=120,
        )
        if ended.code != 0:
            raise RuntimeError(f"migrate ended with {ended.code}: {ended.stderr[-2000:]}")
        report = json.loads(ended.stdout)
        findings = tuple(
            Finding(file["path"], found["line"], found["code"], found["severity"], found["message"])
            for file in report["files"]
            for found in file["findings"]
        )
        return Migrated(ended, findings, report)

    def check_migrated(
        self, case: Case, sdk: str, folder: Path, vendor: Vendor = QWEN
    ) -> list[str]:
        """Migrate a copy of the case in ``folder`` and return all that is wrong with the result."""
        tree = copied(case, folder)
        migrated = self.migrate_tree(tree, sdk, *case.options, vendor=vendor)
        if contents(tree) == contents(case.before):
            said = "; ".join(f"{f.code} {f.message}" for f in migrated.findings)
            if case.either and any(f.severity == "left" for f in migrated.findings):
                return []
            return [f"nothing was changed: {said or 'no finding'}"]
        problems = self.check_result(case, sdk, tree, migrated, vendor)
        if case.either and any(f.severity == "left" for f in migrated.findings):
            return [p for p in problems if not p.startswith("still talks to ")]
        return problems

    def check_result(
        self, case: Case, sdk: str, tree: Path, migrated: Migrated, vendor: Vendor = QWEN
    ) -> list[str]:
        """Return all that is wrong with a tree that was migrated, and changed."""
        problems = [
            f"{name} was to stay as it is"
            for name in case.kept
            if (tree / name).read_bytes() != (case.before / name).read_bytes()
        ]
        if sdk == "native":
            plain = vendor.native_prefix + vendor.plain_model
            vendor = replace(vendor, plain_model=plain, unset=vendor.unset_native)
        state = contents(tree)
        self.migrate_tree(tree, sdk, *case.options, vendor=vendor)
        again = contents(tree)
        for name, text in case.files_after.items():
            (tree / name).write_text(text.replace(f"${QWEN.key_variable}", vendor.key), "utf-8")
        said = [f.message for f in migrated.findings]
        problems += self.check_after(case, tree, said, vendor)
        problems += [f"a second run changes {name}" for name in state if state[name] != again[name]]
        return problems

    def check_after(
        self, case: Case, tree: Path, findings: list[str], vendor: Vendor = QWEN
    ) -> list[str]:
        """Run the case before, and ``tree`` after; return all that is wrong with the latter."""
        may_reason = case.may_reason or (vendor.thinks and bool(case.environment_after))
        ignoring: frozenset[str] = frozenset()
        while True:
            before = self.run_before(case, ignoring)
            after = self.run_after(case, tree, ignoring, vendor)
            found = compare_wire(before, after, findings, vendor=vendor, may_reason=may_reason)
            if found.excused <= ignoring:
                break
            ignoring |= found.excused  # a reply that is heard again says the same without them
        output = compare_output(
            before.ended, after.ended, masks_models=case.masks_models, findings=findings
        )
        return found.problems + output

    def check_untouched(
        self, case: Case, sdk: str, folder: Path, words: tuple[str, ...]
    ) -> list[str]:
        """Migrate a copy of a case that must stay as it is; return all that is wrong.

        Each of ``words`` must stand in the code or message of a finding; without words there may be
        no finding that something was left, or failed.
        """
        tree = copied(case, folder)
        migrated = self.migrate_tree(tree, sdk, *case.options)
        old, new = contents(case.before), contents(tree)
        problems = [f"{name} was changed" for name in old if old[name] != new.get(name)]
        problems += [f"{name} appeared" for name in new.keys() - old.keys()]
        left = [f for f in migrated.findings if f.severity in ("left", "error")]
        said = [f"{f.code} {f.message}" for f in left]
        if not words:
            problems += [f"a finding about nothing: {text}" for text in said]
        for word in words:
            if not any(word.lower() in text.lower() for text in said):
                problems.append(f"no finding says {word!r}: {said}")
        return problems


def copied(case: Case, folder: Path) -> Path:
    """Copy the case's program into ``folder`` and return the copy."""
    tree = folder / "project"
    shutil.copytree(case.before, tree)
    return tree


def contents(tree: Path) -> dict[str, bytes]:
    """Return the bytes of every file of a tree, by its path in it."""
    return {
        path.relative_to(tree).as_posix(): path.read_bytes()
        for path in sorted(tree.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


@contextmanager
def bench() -> Iterator[Bench]:
    """Open a bench."""
    with FakeServer().serving() as server, launching() as launcher:
        yield Bench(server, launcher)

"""What black makes of edited statements by themselves is what it makes of the whole file."""

from __future__ import annotations

import black
from black.mode import Mode, TargetVersion

from codemod.pipeline import transform
from tests.migrating import migration
from tests.programs.cases import SDKS, all_cases

OWN_LINES = {
    "import_in_function-openai",
    *(f"{name}-{sdk}" for name in ("module_settings_elsewhere", "older_service") for sdk in SDKS),
}
"""A statement goes, and with it the reason for the blank lines of its neighbours, which are not edited."""


def test_the_edited_statements_of_every_fixture() -> None:
    mode = Mode(target_versions={version for version in TargetVersion if version.value >= 8})
    seen, different = 0, set()
    for case in all_cases():
        files = {}
        for path in (path for path in case.before.rglob("*") if path.is_file()):
            data = path.read_bytes()
            if path.suffix == ".py" and case.name != "left_syntax_error":
                data = black.format_str(data.decode(), mode=mode).encode()
            files[path.relative_to(case.before).as_posix()] = data
        for sdk in SDKS:
            for outcome in transform(files, migration(sdk, black=True)).rewritten:
                text = outcome.after.decode()
                if outcome.path.endswith(".py"):
                    seen += 1
                    if black.format_str(text, mode=mode) != text:
                        different.add(f"{case.name}-{sdk}")
    assert seen > 200 and different == OWN_LINES

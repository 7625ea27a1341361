"""A type checker finds nothing new in any program after a migration (``MIGRATE_SOAK=1``).

It has some 600 trees to look at; tests/programs/test_type_checking.py has it look at one in twelve.
"""

from __future__ import annotations

from pathlib import Path

from tests.programs.cases import all_cases
from tests.programs.many_trees import migrated, new_errors_of
from tests.programs.type_checking import EXPLAINED


def test_no_fixture_has_a_new_error_that_is_not_explained(tmp_path: Path) -> None:
    worse = new_errors_of(
        migrated((case, sdk) for case in all_cases() for sdk in case.sdks), tmp_path
    )
    found = {name: errors for name, errors in worse.items() if errors}
    strange = {name: errors for name, errors in found.items() if name not in EXPLAINED}
    assert strange == {}, "\n".join(f"{name}\n{errors}" for name, errors in strange.items())
    assert found.keys() == EXPLAINED.keys()

"""Requirements files of pip."""

from __future__ import annotations

import pytest

from codemod.pipeline import transform
from tests.documents.moving import (
    MOVES,
    SDK,
    STAYS,
    check_kept,
    check_manifest,
    found,
    settled,
    told,
)
from tests.migrating import files_of, migration

BOTH = {"app.py": MOVES, "old.py": STAYS}
FILE = "requirements.txt"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("openai\n", f"{SDK}\n"),
        ("openai==1.30.0", SDK),
        ("flask\r\nOpenAI >= 1.0\r\nrequests\r\n", "flask\r\ndashscope >=2.0.2,<3\r\nrequests\r\n"),
        ("openai>=1, <2  # chat\n", f"{SDK}  # chat\n"),
        (
            'openai==1.30.0 ; python_version >= "3.9"\n',
            f'{SDK} ; python_version >= "3.9"\n',
        ),
        ("openai (>=1.0)\nx\n", "dashscope (>=2.0.2,<3)\nx\n"),
        ("  openai~=1.3\t# a\n\n# b\n", f"  {SDK}\t# a\n\n# b\n"),
        ("\ufeffopenai\n", f"\ufeff{SDK}\n"),
        (
            "--extra-index-url https://example.org/simple\nopenai\n-e .\n",
            f"--extra-index-url https://example.org/simple\n{SDK}\n-e .\n",
        ),
        (
            "openai==1.2; sys_platform=='linux'\nopenai==1.3; sys_platform=='win32'\n",
            f"{SDK}; sys_platform=='linux'\n{SDK}; sys_platform=='win32'\n",
        ),
        ("# 中文\nopenai>=1.0  # 聊天\n", f"# 中文\n{SDK}  # 聊天\n"),
    ],
)
def test_the_new_sdk_takes_the_place_of_the_old_one(before: str, after: str) -> None:
    report = check_manifest(FILE, before.encode(), after.encode())
    assert found(report, FILE) == []
    assert not told(report, "manifest")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("openai\nflask\n", f"openai\n{SDK}\nflask\n"),
        ("flask\nopenai", f"flask\nopenai\n{SDK}"),
        ("flask\r\nopenai\r\n", f"flask\r\nopenai\r\n{SDK}\r\n"),
        ("openai>=1  # old\nflask\n", f"openai>=1  # old\n{SDK}\nflask\n"),
        (
            "openai; python_version<'4'\nabc\n",
            f"openai; python_version<'4'\n{SDK}; python_version<'4'\nabc\n",
        ),
        ("aiohttp\n# web\nflask\nopenai\n", f"aiohttp\n{SDK}\n# web\nflask\nopenai\n"),
        ("httpx\nopenai\npytest\n", f"{SDK}\nhttpx\nopenai\npytest\n"),
        ("tqdm\nopenai\nflask\n", f"tqdm\nopenai\n{SDK}\nflask\n"),
    ],
)
def test_the_new_sdk_stands_beside_the_old_one_in_the_order_of_the_file(
    before: str, after: str
) -> None:
    report = check_manifest(FILE, before.encode(), after.encode(), code=BOTH)
    assert found(report, FILE) == ["REQUIREMENT-KEPT"]
    (kept,) = (d for d in report.diagnostics if d.path == FILE)
    assert "old.py:1" in kept.message


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("openai==1.3.0\n", "openai>=1.20\n"),
        ("openai<1.20  # old\n", "openai>=1.20  # old\n"),
        ("openai>=1.0,<2\n", "openai>=1.20,<2\n"),
        ("openai ~= 1.2 ; python_version > '3'\n", "openai ~=1.20 ; python_version > '3'\n"),
        ("openai[datalib]==1.3.0\n", "openai[datalib]>=1.20\n"),
        ("openai==0.28.1\r\nflask\r\n", "openai>=1.20\r\nflask\r\n"),
    ],
)
def test_bounds_that_the_openai_route_cannot_use_are_raised(before: str, after: str) -> None:
    report = check_manifest(FILE, before.encode(), after.encode(), sdk="openai")
    assert found(report, FILE) == []


@pytest.mark.parametrize(
    "before",
    ["openai\n", "openai==1.30.0\n", "openai>=1.40,<2\n", "openai!=1.5\n", "openai<3\n"],
)
def test_bounds_that_the_openai_route_can_use_stay(before: str) -> None:
    report = check_kept(FILE, before.encode(), sdk="openai")
    assert not told(report, "openai>=")


def test_hashes_are_left_and_told() -> None:
    before = "openai==1.3.0 \\\n    --hash=sha256:aaaa \\\n    --hash=sha256:bbbb\nflask==2 --hash=sha256:c\n"
    report = check_kept(FILE, before, "REQUIREMENT-LEFT")
    assert told(report, f"require {SDK} in requirements.txt by hand: its requirements have hashes")
    report = check_kept(FILE, before, "REQUIREMENT-LEFT", sdk="openai")
    assert told(report, "require openai>=1.20 in requirements.txt by hand")


@pytest.mark.parametrize(
    "line",
    [
        "openai @ https://example.org/openai.whl",
        "-e git+https://example.org/openai.git#egg=openai",
        "git+https://example.org/openai.git@v1#egg=openai",
        "openai==1.0  # migrate: skip",
        "openai \\\n  ==1.0",
    ],
)
def test_what_is_not_read_as_name_and_bounds_is_left_and_told(line: str) -> None:
    report = check_kept(FILE, f"flask\n{line}\n".encode(), "REQUIREMENT-LEFT")
    assert told(report, f"require {SDK} in requirements.txt by hand")


@pytest.mark.parametrize(
    "before",
    [
        "langchain-openai\nopenai-whisper==2\nopenai_agents\n",
        "# openai\nflask  # not openai\n",
        "git+https://example.org/not-openai.git\n./openai\n",
    ],
)
def test_other_distributions_are_no_concern(before: str) -> None:
    report = check_kept(FILE, before)
    assert told(report, f"add {SDK} to what installs the project: no manifest names openai")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("dashscope>=2.0.2,<3\nopenai\n", "dashscope>=2.0.2,<3\n"),
        ("openai  # chat\ndashscope==2.0.5\n", "dashscope==2.0.5\n"),
        ("dashscope==1.20\nflask\nopenai", f"{SDK}\nflask"),
    ],
)
def test_a_new_sdk_that_is_there_already_is_not_named_twice(before: str, after: str) -> None:
    check_manifest(FILE, before.encode(), after.encode())


def test_extras_keep_the_old_sdk() -> None:
    report = check_manifest(
        FILE, "openai[datalib]>=1\nflask\n", f"openai[datalib]>=1\n{SDK}\nflask\n"
    )
    assert found(report, FILE) == ["REQUIREMENT-KEPT"]


def test_what_a_file_includes_is_edited_where_it_stands() -> None:
    _, changed = settled(
        {
            "requirements.txt": "-r deps/base.txt\n-c deps/pins.txt\nflask\n",
            "deps/base.txt": "openai==1.3.0\n",
            "deps/pins.txt": "openai==1.3.0\nhttpx==0.27\n",
        }
    )
    assert changed == {"deps/base.txt": f"{SDK}\n"}
    _, changed = settled(
        {
            "requirements.txt": "-r deps/base.txt\n--constraint=deps/pins.txt\nflask\n",
            "deps/base.txt": "openai==1.3.0\n",
            "deps/pins.txt": "openai==1.3.0\nhttpx==0.27\n",
        },
        sdk="openai",
    )
    assert changed == {
        "deps/base.txt": "openai>=1.20\n",
        "deps/pins.txt": "openai>=1.20\nhttpx==0.27\n",
    }


def test_a_constraint_requires_nothing() -> None:
    report = check_kept("constraints.txt", "openai==1.30.0\n")
    assert told(report, "no manifest names openai")


def test_files_of_a_folder_for_requirements_serve_the_folder_above() -> None:
    report, changed = settled(
        {"requirements/base.txt": "openai\n", "requirements/dev.in": "-r base.txt\nopenai\n"}
    )
    assert changed == {
        "requirements/base.txt": f"{SDK}\n",
        "requirements/dev.in": f"-r base.txt\n{SDK}\n",
    }
    assert not told(report, "manifest")


@pytest.mark.parametrize(
    ("header", "command"),
    [
        (
            "#\n# This file is autogenerated by pip-compile with Python 3.11\n"
            "# by the following command:\n#\n#    pip-compile --strip-extras requirements.in\n#\n",
            "pip-compile --strip-extras requirements.in",
        ),
        (
            "# This file was autogenerated by uv via the following command:\n"
            "#    uv pip compile requirements.in -o requirements.txt\n",
            "uv pip compile requirements.in -o requirements.txt",
        ),
    ],
)
def test_a_compiled_file_is_renewed_and_not_edited(header: str, command: str) -> None:
    compiled = f"{header}openai==1.30.0\n    # via -r requirements.in\n"
    report, changed = settled({"requirements.in": "openai\n", "requirements.txt": compiled})
    assert changed == {"requirements.in": f"{SDK}\n"}
    assert f"renew requirements.txt: {command}" in report.todo
    assert not told(report, "by hand")


def test_a_file_that_is_no_utf8_is_told() -> None:
    report, _ = settled({})
    assert told(report, "no manifest names openai")
    files = files_of({"app.py": MOVES, FILE: b"openai==1.3.0  # caf\xe9\n"})
    report = transform(files, migration("native"))
    assert [o.path for o in report.rewritten] == ["app.py"]
    assert found(report, FILE) == ["REQUIREMENT-LEFT"]

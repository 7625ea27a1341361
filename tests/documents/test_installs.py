"""Conda's environments, install commands, and the blocks of scripts."""

from __future__ import annotations

from textwrap import dedent

import pytest

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

BOTH = {"app.py": MOVES, "old.py": STAYS}
QUOTED = f'"{SDK}"'


def test_the_pip_part_of_an_environment() -> None:
    before = """
        name: openai
        dependencies:
          - python=3.8
          - flask  # web
          - pip:
            # chat
            - openai==1.3.0  # pinned
            - "langchain-openai"
        """
    after = before.replace("openai==1.3.0", SDK)
    report = check_manifest("environment.yml", before, after)
    assert found(report, "environment.yml") == ["PYTHON-RANGE"]
    check_manifest("environment.yml", before, before.replace("==1.3.0", ">=1.20"), sdk="openai")
    both = before.replace("# pinned\n", f"# pinned\n            - {SDK}\n")
    check_manifest("environment.yml", before, both, code=BOTH)


@pytest.mark.parametrize(
    "line", ["- openai", "- conda-forge::openai=1.30", "- pip: [flask, openai]"]
)
def test_packages_of_conda_are_told(line: str) -> None:
    report = check_kept(
        "environment.yml", f"dependencies:\n  {line}\n".encode(), "REQUIREMENT-LEFT"
    )
    assert told(report, f"require {SDK} in environment.yml by hand")


@pytest.mark.parametrize(
    "before",
    ["name: openai\ndependencies:\n  - pip:\n    - x\n", "openai:\n- 1\n", "- openai\n", "a: [\n"],
)
def test_other_yaml_is_no_concern(before: str) -> None:
    check_kept("environment.yml", before.encode())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("RUN pip install openai\n", f"RUN pip install {QUOTED}\n"),
        (
            "RUN python -m pip install -q -i https://x.org/s openai==1.3 'flask' && rm x\n",
            f"RUN python -m pip install -q -i https://x.org/s {QUOTED} 'flask' && rm x\n",
        ),
        (
            "RUN pip3 install --no-cache-dir \\\n    flask \\\n    openai \\\n    tqdm\n",
            f"RUN pip3 install --no-cache-dir \\\n    flask \\\n    {QUOTED} \\\n    tqdm\n",
        ),
        ("RUN uv pip install 'openai>=1'\r\n", f"RUN uv pip install '{SDK}'\r\n"),
        (
            'RUN ["pip", "install", "openai==1.3", "x"]\n',
            f'RUN ["pip", "install", "{SDK}", "x"]\n',
        ),
    ],
)
def test_what_a_dockerfile_installs(before: str, after: str) -> None:
    start = "FROM python:3.11\n"
    check_manifest("Dockerfile", (start + before).encode(), (start + after).encode())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("RUN pip install openai x\n", f"RUN pip install openai {QUOTED} x\n"),
        (
            "RUN pip install \\\n    openai==1.3 \\\n    x\n",
            f"RUN pip install \\\n    {QUOTED} \\\n    openai==1.3 \\\n    x\n",
        ),
        ("RUN pip install 'openai<2'\n", f"RUN pip install 'openai<2' '{SDK}'\n"),
    ],
)
def test_a_command_takes_both(before: str, after: str) -> None:
    check_manifest("docker/Dockerfile.dev", before.encode(), after.encode(), code=BOTH)


WORKFLOW = """
    # pip install openai
    jobs:
      test:
        steps:
          - run: pip install openai pytest  # tools
          - run: "pip install openai<1.20"
          - run: |
              pip install -r requirements.txt
              pip install langchain-openai 'openai==1.30'; pytest
          - run: echo pip install openai
    """


def test_what_a_workflow_installs() -> None:
    path = ".github/workflows/test.yml"
    after = f"""
        # pip install openai
        jobs:
          test:
            steps:
              - run: pip install "{SDK}" pytest  # tools
              - run: "pip install '{SDK}'"
              - run: |
                  pip install -r requirements.txt
                  pip install langchain-openai '{SDK}'; pytest
              - run: echo pip install openai
        """
    check_manifest(path, WORKFLOW, after)
    raised = WORKFLOW.replace("openai<1.20", "'openai>=1.20'")
    check_manifest(path, WORKFLOW, raised, sdk="openai")


def test_a_command_over_several_lines() -> None:
    before = "RUN pip install \\\n    flask \\\n    # chat\n    openai==1.3 \\\n    x\n"
    check_manifest("Dockerfile", before, before.replace("openai==1.3", QUOTED))
    path = ".github/workflows/ci.yml"
    before = (
        "steps:\n  - run: >-\n      pip install\n      flask\n\n      openai\n  - uses: openai\n"
    )
    check_manifest(path, before, before.replace("      openai\n", f"      {QUOTED}\n"))
    literal = before.replace(">-", "|")
    report = check_kept(path, literal)
    assert told(report, "no manifest names openai")


def test_markers_of_a_command_stay() -> None:
    before = 'install:\n- pip install "openai==1; python_version < \'4\'" "x"\n'
    copy = f"\"{SDK}; python_version < '4'\""
    check_manifest(".travis.yml", before, before.replace(' "x"', f' {copy} "x"'), code=BOTH)


def test_what_other_tools_install_is_named() -> None:
    report = check_kept(
        "Dockerfile",
        "RUN uv add openai\nRUN conda install -y openai\n",
        *["REQUIREMENT-ELSEWHERE"] * 2,
    )
    assert told(report, "no manifest names openai")


@pytest.mark.parametrize(
    "line",
    [
        "RUN pip install -r openai",
        "RUN pip install -t openai x",
        "RUN pip install openai-whisper ./openai x[openai]",
        "RUN pip download openai",
        "RUN echo openai",
        "# RUN pip install openai",
    ],
)
def test_other_commands_are_no_concern(line: str) -> None:
    report = check_kept("Dockerfile", f"FROM x\n{line}\n".encode())
    assert told(report, "no manifest names openai")


def test_what_tox_and_nox_install() -> None:
    tox = "[tox]\nenvlist = openai\n[testenv]\ndeps =\n    pytest\n    openai==1.3\n    py311: openai\n"
    check_manifest(
        "tox.ini", tox, tox.replace("openai==1.3", SDK).replace("py311: openai", f"py311: {SDK}")
    )
    nox = "import nox\n\n\ndef tests(session):\n    session.install('openai', 'pytest')\n    session.run('openai')\n"
    check_manifest("noxfile.py", nox, nox.replace("'openai', ", f"'{SDK}', "))
    both = nox.replace("'openai', ", f"'openai', '{SDK}', ")
    check_manifest("noxfile.py", nox, both, code=BOTH)


def test_what_a_text_tells_to_install_is_named_and_not_edited() -> None:
    readme = """
        # The app
        Run `pip install -U openai tiktoken` or `poetry add openai`, then `python app.py`.
        We add no openai-whisper, and install from example.org/openai.
        pip install langchain-openai
        Add your openai key, and install it.
        """
    report, changed = settled({"README.md": readme, "requirements.txt": "openai\n"})
    assert changed == {"requirements.txt": f"{SDK}\n"}
    lines = [(d.path, d.span.line) for d in report.diagnostics if d.code == "REQUIREMENT-ELSEWHERE"]
    assert lines == [("README.md", 2)]
    report, _ = settled({"README.md": readme}, sdk="openai")
    assert found(report, "README.md") == []


def block(requirement: str, python: str = ">=3.11") -> str:
    return (
        "#!/usr/bin/env python\n# /// script\n"
        f'# requires-python = "{python}"\n# dependencies = [\n#   "httpx",\n'
        f'#   "{requirement}",  # chat\n# ]\n# ///\n'
    )


def test_a_script_moves_with_its_block() -> None:
    code = {"app.py": block("openai==1.3", ">=3.8") + dedent(MOVES).lstrip()}
    report, _ = settled({}, code)
    (outcome,) = report.rewritten
    moved = (
        dedent(MOVES).lstrip().replace("from openai import OpenAI", "from dashscope import Client")
    )
    start = block(SDK, ">=3.8") + moved.partition("OpenAI()")[0]
    assert outcome.after.decode().startswith(start)
    assert found(report, "app.py") == ["MODEL-RENAMED", "PYTHON-RANGE"]
    changed = {edit.why.code: edit.span.line for edit in outcome.edits}
    assert changed["REQUIREMENT-REPLACED"] == 6
    assert not told(report, "manifest")


def test_a_script_takes_both() -> None:
    other = "\nthread = OpenAI().beta.threads.create()\nprint(thread.id)\n"
    report, _ = settled({}, {"app.py": block("openai") + dedent(MOVES).lstrip() + other})
    (outcome,) = report.rewritten
    wanted = f'#   "openai",  # chat\n#   "{SDK}",\n# ]\n'
    assert wanted in outcome.after.decode()


def test_a_script_has_its_own_requirements() -> None:
    files = {"requirements.txt": "openai\n"}
    code = {"app.py": block("openai") + dedent(STAYS), "web.py": MOVES}
    report, changed = settled(files, code)
    assert changed == {"requirements.txt": f"{SDK}\n"}
    assert [o.path for o in report.rewritten] == ["requirements.txt", "web.py"]


def test_a_script_without_the_source_in_its_block_is_served_by_the_folder() -> None:
    _, changed = settled(
        {"requirements.txt": "openai\n"}, {"app.py": block("rich") + dedent(MOVES)}
    )
    assert changed == {"requirements.txt": f"{SDK}\n"}

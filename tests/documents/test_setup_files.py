"""setup.cfg and the literals of setup.py."""

from __future__ import annotations

import pytest

from tests.documents.moving import MOVES, SDK, STAYS, check_kept, check_manifest, found, told

BOTH = {"app.py": MOVES, "old.py": STAYS}
CFG = """
    [metadata]
    name = openai
    keywords =
        openai
        llm

    [options]
    python_requires = >=3.8
    install_requires =
        flask
        # chat
        openai>=1.0; python_version > "3"
        zope

    [options.extras_require]
    openai = openai
    test =
        openai==1.3.0
        pytest
    """


def test_setup_cfg_changes_in_its_requirements_only() -> None:
    after = """
        [metadata]
        name = openai
        keywords =
            openai
            llm

        [options]
        python_requires = >=3.8
        install_requires =
            flask
            # chat
            dashscope>=2.0.2,<3; python_version > "3"
            zope

        [options.extras_require]
        openai = dashscope>=2.0.2,<3
        test =
            dashscope>=2.0.2,<3
            pytest
        """
    report = check_manifest("setup.cfg", CFG, after)
    assert found(report, "setup.cfg") == ["PYTHON-RANGE"]


def test_setup_cfg_takes_both() -> None:
    after = """
        [metadata]
        name = openai
        keywords =
            openai
            llm

        [options]
        python_requires = >=3.8
        install_requires =
            dashscope>=2.0.2,<3; python_version > "3"
            flask
            # chat
            openai>=1.0; python_version > "3"
            zope

        [options.extras_require]
        openai = openai
            dashscope>=2.0.2,<3
        test =
            openai==1.3.0
            dashscope>=2.0.2,<3
            pytest
        """
    check_manifest("setup.cfg", CFG, after, code=BOTH)


def test_setup_cfg_is_raised_on_the_openai_route() -> None:
    before = b"[options]\r\ninstall_requires =\r\n\topenai<1.10\r\n\tflask"
    check_manifest("setup.cfg", before, before.replace(b"<1.10", b">=1.20"), sdk="openai")


@pytest.mark.parametrize(
    "before",
    [
        "[options]\npackages = openai\n[tool:pytest]\nmarkers =\n    openai\n",
        "[options]\ninstall_requires =\n    openai-whisper\n",
        "[mypy-openai.*]\nignore_errors = true\n",
    ],
)
def test_other_words_of_setup_cfg_are_no_requirement(before: str) -> None:
    report = check_kept("setup.cfg", before.encode())
    assert told(report, "no manifest names openai")


PY = '''
    """Setup of openai."""
    from setuptools import setup

    chat = ["openai>=1.0", 'tenacity']
    everything = chat + ["openai"]
    NAMES = ["openai"]
    setup(
        name="x",
        keywords=["openai"],
        python_requires=">=3.8",
        install_requires=[
            "flask",  # web
            "openai==1.3.0; python_version > '3'",
        ],
        extras_require={"chat": chat, "all": everything, "openai": ["openai"]},
    )
    '''


def test_setup_py_changes_in_what_reaches_its_requirements() -> None:
    after = '''
        """Setup of openai."""
        from setuptools import setup

        chat = ["dashscope>=2.0.2,<3", 'tenacity']
        everything = chat + ["dashscope>=2.0.2,<3"]
        NAMES = ["openai"]
        setup(
            name="x",
            keywords=["openai"],
            python_requires=">=3.8",
            install_requires=[
                "flask",  # web
                "dashscope>=2.0.2,<3; python_version > '3'",
            ],
            extras_require={"chat": chat, "all": everything, "openai": ["dashscope>=2.0.2,<3"]},
        )
        '''
    report = check_manifest("setup.py", PY, after)
    assert found(report, "setup.py") == ["PYTHON-RANGE"]


def test_setup_py_takes_both() -> None:
    check_manifest(
        "setup.py",
        "from setuptools import setup\nsetup(install_requires=['openai', 'a'])\n",
        f"from setuptools import setup\nsetup(install_requires=['openai', '{SDK}', 'a'])\n",
        code=BOTH,
    )


def test_setup_py_is_raised_on_the_openai_route() -> None:
    before = b"import setuptools\r\nsetuptools.setup(install_requires=('openai<1', 'a'))\r\n"
    check_manifest("setup.py", before, before.replace(b"<1", b">=1.20"), sdk="openai")


@pytest.mark.parametrize(
    "value",
    ['["open" "ai"]', '["openai" + BOUNDS]', 'f"openai{BOUNDS}"', '"openai flask".split()'],
)
def test_what_is_put_together_is_not_edited(value: str) -> None:
    before = f"from setuptools import setup\nBOUNDS = ''\nsetup(install_requires={value})\n"
    report = check_kept("setup.py", before.encode(), "REQUIREMENT-LEFT")
    assert told(report, "in setup.py by hand")


@pytest.mark.parametrize(
    "before",
    [
        "from setuptools import setup\nsetup(packages=['openai'])\n",
        "from setuptools import setup\nsetup(install_requires=['langchain-openai'])\n",
        "names = ['openai']\n",
    ],
)
def test_other_words_of_setup_py_are_no_requirement(before: str) -> None:
    report = check_kept("setup.py", before.encode())
    assert told(report, "no manifest names openai")


def test_setup_py_reads_a_file() -> None:
    from tests.documents.moving import settled

    setup = (
        "from setuptools import setup\nsetup(install_requires=open('deps/x.txt').read().split())\n"
    )
    report, changed = settled({"setup.py": setup, "deps/x.txt": "openai\n"})
    assert changed == {"deps/x.txt": f"{SDK}\n"}
    assert not told(report, "manifest")

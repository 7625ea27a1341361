"""Value flow over modules: every way in which one file of a repository reaches another."""

from __future__ import annotations

import pytest

from tests.migrating import assert_told, check_migrated, check_noop, check_reported, report_of

MAKE = 'from openai import OpenAI\nclient = OpenAI(api_key="k")\n'
MADE = 'from dashscope import Client\nclient = Client(api_key="k", protocol="openai")\n'
ASK = 'print({}.chat.completions.create(model="gpt-4", messages=[]).id)\n'
ASKED = 'print({}.chat.completions.create(model="qwen-plus", messages=[]).request_id)\n'


@pytest.mark.parametrize(
    ("where", "user", "statement", "name"),
    [
        ("llm.py", "app.py", "import llm", "llm.client"),
        ("llm.py", "app.py", "import llm as l", "l.client"),
        ("llm.py", "app.py", "from llm import client", "client"),
        ("llm.py", "app.py", "from llm import client as c", "c"),
        ("llm.py", "app.py", "from llm import *", "client"),
        ("pkg/llm.py", "app.py", "import pkg.llm", "pkg.llm.client"),
        ("pkg/llm.py", "app.py", "import pkg.llm as l", "l.client"),
        ("pkg/llm.py", "app.py", "from pkg import llm", "llm.client"),
        ("pkg/llm.py", "app.py", "from pkg.llm import client", "client"),
        ("pkg/llm.py", "pkg/app.py", "from .llm import client", "client"),
        ("pkg/llm.py", "pkg/app.py", "from . import llm", "llm.client"),
        ("pkg/llm.py", "pkg/sub/app.py", "from ..llm import client", "client"),
        ("pkg/sub/llm.py", "pkg/app.py", "from .sub.llm import client", "client"),
        ("pkg/__init__.py", "pkg/app.py", "from . import client", "client"),
        ("pkg/__init__.py", "app.py", "import pkg", "pkg.client"),
        ("src/pkg/llm.py", "src/pkg/app.py", "from pkg.llm import client", "client"),
        ("src/pkg/llm.py", "tests/test_app.py", "from pkg.llm import client", "client"),
        (
            "llm.py",
            "app.py",
            "def f():\n    from llm import client\n    return client\nc = f()",
            "c",
        ),
        (
            "llm.py",
            "app.py",
            "try:\n    from llm import client\nexcept ImportError:\n    raise",
            "client",
        ),
    ],
)
def test_imports(where: str, user: str, statement: str, name: str) -> None:
    extra = {"pkg/__init__.py": "", "pkg/sub/__init__.py": "", "src/pkg/__init__.py": ""}
    files = {path: text for path, text in extra.items() if path != where}
    check_migrated(
        {**files, where: MAKE, user: f"{statement}\n{ASK.format(name)}"},
        {where: MADE, user: f"{statement}\n{ASKED.format(name)}"},
    )


@pytest.mark.parametrize(
    "middle",
    [
        "from llm import client\n",
        "from llm import *\n",
        "import llm\nclient = llm.client\n",
        "from llm import client as c\nclient = c\n",
        "__all__ = ['client']\nfrom llm import *\n",
        "import llm\ndef __getattr__(name):\n    return getattr(llm, name)\nclient = llm.client\n",
    ],
)
def test_a_module_in_between(middle: str) -> None:
    user = "from middle import client\n"
    check_migrated(
        {"llm.py": MAKE, "middle.py": middle, "app.py": user + ASK.format("client")},
        {"llm.py": MADE, "app.py": user + ASKED.format("client")},
    )


@pytest.mark.parametrize("user", ["from middle import *\n", "from middle import client\n"])
@pytest.mark.parametrize("hand", ["from inner import *\n", "from .inner import *\n"])
def test_a_star_import_of_a_star_import(user: str, hand: str) -> None:
    inner = "pkg/inner.py" if "." in hand else "inner.py"
    middle = "pkg/middle.py" if "." in hand else "middle.py"
    user = user.replace("middle", "pkg.middle") if "." in hand else user
    again = "from llm import *\n"
    check_migrated(
        {
            "llm.py": MAKE,
            inner: again,
            middle: hand,
            "app.py": f"{user}" + ASK.format("client"),
            "pkg/__init__.py": "",
        },
        {"llm.py": MADE, "app.py": f"{user}" + ASKED.format("client")},
    )


def test_modules_that_import_each_other_by_stars() -> None:
    files = {
        "a.py": "from b import *\n" + MAKE,
        "b.py": "from a import *\n",
        "app.py": "from b import *\n" + ASK.format("client"),
    }
    check_migrated(
        files,
        {
            "a.py": "from b import *\n" + MADE,
            "app.py": "from b import *\n" + ASKED.format("client"),
        },
    )


def test_a_name_that_all_leaves_out_is_not_imported_by_a_star() -> None:
    files = {
        "llm.py": "__all__ = ['other']\nother = 1\n" + MAKE,
        "app.py": "from llm import *\nclient = load()\n" + ASK.format("client"),
    }
    report = check_migrated(files, {"llm.py": "__all__ = ['other']\nother = 1\n" + MADE})
    assert_told(report, files, "CALL-UNTRACED", "print(client")


def test_a_function_a_class_and_a_constant_of_other_modules() -> None:
    check_migrated(
        {
            "names.py": 'MODEL = "gpt-4"\n',
            "llm.py": "from openai import OpenAI\ndef make():\n    return OpenAI(api_key='k')\n",
            "bot.py": """
            from llm import make
            from names import MODEL
            class Bot:
                def __init__(self):
                    self.client = make()
                def ask(self):
                    return self.client.chat.completions.create(model=MODEL, messages=[])
            """,
            "app.py": "from bot import Bot\nprint(Bot().ask().usage.prompt_tokens)\n",
        },
        {
            "names.py": 'MODEL = "qwen-plus"\n',
            "llm.py": "from dashscope import Client\ndef make():\n"
            "    return Client(api_key='k', protocol=\"openai\")\n",
            "app.py": "from bot import Bot\nprint(Bot().ask().usage.input_tokens)\n",
        },
    )


def test_modules_that_import_each_other() -> None:
    check_migrated(
        {
            "a.py": "import b\n" + MAKE + "def ask():\n    return b.ask()\n",
            "b.py": "import a\ndef ask():\n"
            "    return a.client.chat.completions.create(model='gpt-4', messages=[])\n",
            "app.py": "import a\nprint(a.ask().id)\n",
        },
        {
            "a.py": "import b\n" + MADE + "def ask():\n    return b.ask()\n",
            "b.py": "import a\ndef ask():\n"
            "    return a.client.chat.completions.create(model='qwen-plus', messages=[])\n",
            "app.py": "import a\nprint(a.ask().request_id)\n",
        },
    )


def test_packages_that_hand_on_in_a_circle() -> None:
    check_migrated(
        {
            "pkg/__init__.py": "from .a import *\nfrom .b import *\n",
            "pkg/a.py": "from pkg import client\nfrom .b import *\n",
            "pkg/b.py": "from .a import *\n" + MAKE,
            "app.py": "from pkg import client\n" + ASK.format("client"),
        },
        {
            "pkg/b.py": "from .a import *\n" + MADE,
            "app.py": "from pkg import client\n" + ASKED.format("client"),
        },
    )


def test_a_file_that_never_names_the_sdk() -> None:
    """A response comes to it from a helper, three files away."""
    check_migrated(
        {
            "llm.py": MAKE + "def ask(text):\n"
            "    return client.chat.completions.create(model='gpt-4', messages=[text])\n",
            "one.py": "from llm import ask\ndef first(text):\n    return ask(text)\n",
            "two.py": "from one import first\ndef second(text):\n    return {'r': first(text)}\n",
            "three.py": "from two import second\nprint(second('x')['r'].usage.prompt_tokens)\n",
        },
        {
            "llm.py": MADE + "def ask(text):\n"
            "    return client.chat.completions.create(model='qwen-plus', messages=[text])\n",
            "three.py": "from two import second\nprint(second('x')['r'].usage.input_tokens)\n",
        },
    )


def test_a_global_of_another_module_is_assigned_from_outside() -> None:
    check_migrated(
        {
            "state.py": "client = None\ndef ask():\n"
            "    return client.chat.completions.create(model='gpt-4', messages=[]).choices\n",
            "app.py": "import state\nfrom openai import OpenAI\n"
            "state.client = OpenAI(api_key='k')\nprint(state.ask())\n",
        },
        {
            "state.py": "client = None\ndef ask():\n"
            "    return client.chat.completions.create(model='qwen-plus', messages=[]).choices\n",
            "app.py": "import state\nfrom dashscope import Client\n"
            "state.client = Client(api_key='k', protocol=\"openai\")\nprint(state.ask())\n",
        },
    )


# -------------------------------------------------------------------------------- not the same


def test_a_module_of_the_same_name_elsewhere_is_another() -> None:
    files = {
        "a/__init__.py": "",
        "a/llm.py": MAKE + ASK.format("client"),
        "b/__init__.py": "",
        "b/llm.py": "client = load()\n",
        "b/app.py": "from .llm import client\nprint(client.id, client.usage.prompt_tokens)\n",
    }
    check_migrated(files, {"a/llm.py": MADE + ASKED.format("client")})


def test_an_installed_module_is_not_the_repositorys() -> None:
    check_noop({"app.py": "from llm import client\nclient.ask()\n"})


def test_a_module_that_is_imported_by_its_name_is_reported() -> None:
    files = {
        "llm.py": MAKE,
        "app.py": "import importlib\nllm = importlib.import_module('llm')\n"
        + ASK.format("llm.client"),
    }
    report = check_migrated(files, {"llm.py": MADE})
    assert_told(report, files, "CALL-UNTRACED", "print(llm.client")


def test_a_client_of_a_module_that_is_missing_is_reported() -> None:
    check_reported(
        {"app.py": "from llm import client\n" + ASK.format("client")},
        "CALL-UNTRACED",
        line="print(client",
    )


def test_a_file_outside_the_paths_blocks_its_group() -> None:
    from codemod.pipeline import transform
    from tests.migrating import files_of, migration

    files = files_of(
        {"llm.py": MAKE, "other/app.py": "from llm import client\n" + ASK.format("client")}
    )
    report = transform(files, migration("native"), lambda path: path == "llm.py")
    assert report.rewritten == ()
    told = [d for d in report.diagnostics if d.code == "PATH-OUTSIDE"]
    assert told and told[0].path == "other/app.py"


def test_the_order_of_files_does_not_matter() -> None:
    files = {
        "z.py": MAKE,
        "a.py": "from z import client\n" + ASK.format("client"),
        "m.py": "from a import client\n" + ASK.format("client"),
    }
    first = report_of(files)
    assert report_of(dict(reversed(files.items()))) == first
    assert [o.path for o in first.rewritten] == ["a.py", "m.py", "z.py"]

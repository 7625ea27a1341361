"""Where model names come from: constants, defaults, options, fields, other modules."""

from __future__ import annotations

import pytest

from tests.migrating import assert_told, check_migrated, codes, report_of

BEFORE = 'from openai import OpenAI\nclient = OpenAI(api_key="k")\n'
NATIVE = 'from dashscope import Client\nclient = Client(api_key="k", protocol="openai")\n'
OPENAI = 'from openai import OpenAI\nclient = OpenAI(api_key="k", <address>)\n'


def check_names(before: str, after: str) -> None:
    """The names become these ones; client and call are written around them."""
    report = check_migrated(BEFORE + before, NATIVE + after)
    assert "MODEL-OUTSIDE" not in codes(report)


def ask(model: str, more: str = "") -> str:
    return f"print(client.chat.completions.create(model={model}, messages=[]{more}))\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('MODEL = "gpt-4"\n', 'MODEL = "qwen-plus"\n'),
        ("MODEL = 'gpt-4'\n", "MODEL = 'qwen-plus'\n"),
        ('MODEL = "gpt" "-4"\n', 'MODEL = "qwen-plus"\n'),
        ('MODEL = (\n    "gpt"\n    "-4"\n)\n', 'MODEL = (\n    "qwen-plus"\n)\n'),
        ('MODEL: str = "gpt-4"\n', 'MODEL: str = "qwen-plus"\n'),
        ('OTHER = MODEL = "gpt-4"\n', 'OTHER = MODEL = "qwen-plus"\n'),
        ('MODEL, SIZE = "gpt-4", 3\n', 'MODEL, SIZE = "qwen-plus", 3\n'),
        ('MODEL = None or "gpt-4"\n', 'MODEL = None or "qwen-plus"\n'),
        (
            'MODEL = "gpt-4" if big else "gpt-3.5-turbo"\n',
            'MODEL = "qwen-plus" if big else "qwen-flash"\n',
        ),
        ('MODEL = {"big": "gpt-4"}["big"]\n', 'MODEL = {"big": "qwen-plus"}["big"]\n'),
        (
            'MODELS = {"big": "gpt-4"}\nMODEL = MODELS.get("big")\n',
            'MODELS = {"big": "qwen-plus"}\nMODEL = MODELS.get("big")\n',
        ),
        ('MODEL = ["gpt-4"][0]\n', 'MODEL = ["qwen-plus"][0]\n'),
    ],
)
def test_constants(before: str, after: str) -> None:
    check_names(before + ask("MODEL"), after + ask("MODEL"))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('os.getenv("MODEL", "gpt-4")', 'os.getenv("MODEL", "qwen-plus")'),
        ('os.getenv("MODEL", default="gpt-4")', 'os.getenv("MODEL", default="qwen-plus")'),
        ('os.environ.get("MODEL", "gpt-4")', 'os.environ.get("MODEL", "qwen-plus")'),
        ('os.environ.get("MODEL") or "gpt-4"', 'os.environ.get("MODEL") or "qwen-plus"'),
        ('os.environ.setdefault("MODEL", "gpt-4")', 'os.environ.setdefault("MODEL", "qwen-plus")'),
    ],
)
def test_defaults_of_variables(before: str, after: str) -> None:
    source = "import os\n" + BEFORE + ask(before)
    report = check_migrated(source, "import os\n" + NATIVE + ask(after))
    assert_told(report, source, "MODEL-OUTSIDE", 4)


def test_defaults_and_arguments_of_functions() -> None:
    check_names(
        'def run(text, model="gpt-4", *, other: str = "gpt-3.5-turbo"):\n'
        f"    {ask('model')}    {ask('other')}"
        'run("x")\nrun("y", "gpt-4-32k")\nrun("z", other="gpt-4")\n',
        'def run(text, model="qwen-plus", *, other: str = "qwen-flash"):\n'
        f"    {ask('model')}    {ask('other')}"
        'run("x")\nrun("y", "qwen-plus")\nrun("z", other="qwen-plus")\n',
    )


def test_loops_and_comprehensions() -> None:
    check_names(
        'for model in ["gpt-4", "gpt-3.5-turbo"]:\n    '
        + ask("model")
        + '[print(client.chat.completions.create(model=m, messages=[])) for m in ("gpt-4",)]\n',
        'for model in ["qwen-plus", "qwen-flash"]:\n    '
        + ask("model")
        + '[print(client.chat.completions.create(model=m, messages=[])) for m in ("qwen-plus",)]\n',
    )


def test_attributes_of_classes_and_instances() -> None:
    check_names(
        'class Bot:\n    model = "gpt-4"\n    def __init__(self, small="gpt-3.5-turbo"):\n'
        "        self.small = small\n    def run(self):\n"
        f"        {ask('self.model')}        {ask('self.small')}        {ask('Bot.model')}"
        "Bot().run()\n",
        'class Bot:\n    model = "qwen-plus"\n    def __init__(self, small="qwen-flash"):\n'
        "        self.small = small\n    def run(self):\n"
        f"        {ask('self.model')}        {ask('self.small')}        {ask('Bot.model')}"
        "Bot().run()\n",
    )


FIELDS = [
    ("from dataclasses import dataclass", "@dataclass\nclass C:", 'model: str = "gpt-4"'),
    (
        "from dataclasses import dataclass, field",
        "@dataclass\nclass C:",
        'model: str = field(default="gpt-4")',
    ),
    (
        "from dataclasses import dataclass, field",
        "@dataclass\nclass C:",
        'model: str = field(default_factory=lambda: "gpt-4")',
    ),
    ("from pydantic import BaseModel", "class C(BaseModel):", 'model: str = "gpt-4"'),
    ("from pydantic import BaseModel, Field", "class C(BaseModel):", 'model: str = Field("gpt-4")'),
    (
        "from pydantic import BaseModel, Field",
        "class C(BaseModel):",
        'model: str = Field(default="gpt-4", description="gpt-4 or so")',
    ),
    (
        "from pydantic_settings import BaseSettings",
        "class C(BaseSettings):",
        'model: str = "gpt-4"',
    ),
    ("import attr", "@attr.s\nclass C:", 'model = attr.ib(default="gpt-4")'),
    ("import attrs", "@attrs.define\nclass C:", 'model: str = attrs.field(default="gpt-4")'),
    ("from typing import NamedTuple", "class C(NamedTuple):", 'model: str = "gpt-4"'),
    ("from enum import Enum", "class C(Enum):", 'model = "gpt-4"'),
    ("from enum import StrEnum", "class C(StrEnum):", 'model = "gpt-4"'),
]


@pytest.mark.parametrize(("head", "klass", "body"), FIELDS)
def test_defaults_of_fields(head: str, klass: str, body: str) -> None:
    if "Enum" in klass:
        read = "C.model.value"
    else:
        read = "config.model"
    tail = "" if "Enum" in klass else "config = C()\n"
    new = body.replace('"gpt-4"', '"qwen-plus"')
    check_migrated(
        f"{head}\n{BEFORE}{klass}\n    {body}\n{tail}{ask(read)}",
        f"{head}\n{NATIVE}{klass}\n    {new}\n{tail}{ask(read)}",
    )


def test_a_member_of_a_text_enum_is_its_own_value() -> None:
    check_names(
        'from enum import Enum\nclass M(str, Enum):\n    BIG = "gpt-4"\n    SMALL = "gpt-3.5-turbo"\n'
        + ask("M.BIG")
        + ask("M.SMALL"),
        'from enum import Enum\nclass M(str, Enum):\n    BIG = "qwen-plus"\n    SMALL = "qwen-flash"\n'
        + ask("M.BIG")
        + ask("M.SMALL"),
    )


def test_argparse() -> None:
    check_migrated(
        "import argparse\n" + BEFORE + "parser = argparse.ArgumentParser()\n"
        'parser.add_argument("--model", default="gpt-4", choices=["gpt-4", "gpt-3.5-turbo"])\n'
        'parser.add_argument("-s", "--small-model", default="gpt-3.5-turbo", help="or gpt-4")\n'
        "args = parser.parse_args()\n" + ask("args.model") + ask("args.small_model"),
        "import argparse\n" + NATIVE + "parser = argparse.ArgumentParser()\n"
        'parser.add_argument("--model", default="qwen-plus", choices=["qwen-plus", "qwen-flash"])\n'
        'parser.add_argument("-s", "--small-model", default="qwen-flash", help="or gpt-4")\n'
        "args = parser.parse_args()\n" + ask("args.model") + ask("args.small_model"),
    )


def test_click() -> None:
    body = "def main(model):\n    " + ask("model") + "main()\n"
    check_migrated(
        "import click\n" + BEFORE + "@click.command()\n"
        '@click.option("--model", default="gpt-4", type=click.Choice(["gpt-4", "gpt-3.5-turbo"]))\n'
        + body,
        "import click\n" + NATIVE + "@click.command()\n"
        '@click.option("--model", default="qwen-plus", type=click.Choice(["qwen-plus", "qwen-flash"]))\n'
        + body,
    )


def test_typer() -> None:
    frame = (
        "import typer\n{}app = typer.Typer()\n@app.command()\n"
        'def main(model: str = typer.Option("{}"), small: str = "{}"):\n'
        f"    {ask('model')}    {ask('small')}app()\n"
    )
    check_migrated(
        frame.format(BEFORE, "gpt-4", "gpt-3.5-turbo"),
        frame.format(NATIVE, "qwen-plus", "qwen-flash"),
    )


def test_names_of_other_modules() -> None:
    before = {
        "settings.py": 'MODEL = "gpt-4"\nclass Config:\n    SMALL = "gpt-3.5-turbo"\n',
        "app/__init__.py": "from .names import *\n",
        "app/names.py": 'BIG = "gpt-4-32k"\n',
        "main.py": "import settings\nfrom settings import Config as C\nfrom app import BIG\n"
        + BEFORE
        + ask("settings.MODEL")
        + ask("C.SMALL")
        + ask("BIG"),
    }
    check_migrated(
        before,
        {
            "settings.py": 'MODEL = "qwen-plus"\nclass Config:\n    SMALL = "qwen-flash"\n',
            "app/names.py": 'BIG = "qwen-plus"\n',
            "main.py": "import settings\nfrom settings import Config as C\nfrom app import BIG\n"
            + NATIVE
            + ask("settings.MODEL")
            + ask("C.SMALL")
            + ask("BIG"),
        },
    )


@pytest.mark.parametrize(
    ("head", "given"),
    [
        ('NAME = "{}"\n', "str(NAME)"),
        (
            'import enum\nclass M(enum.Enum):\n    A = "{}"\n    def __str__(self):\n        return self.value\n',
            "str(M.A)",
        ),
    ],
)
def test_a_name_that_is_made_a_text(head: str, given: str) -> None:
    call = f"print(client.chat.completions.create(model={given}, messages=[]))\n"
    old = 'from openai import OpenAI\nclient = OpenAI(api_key="k")\n'
    new = 'from dashscope import Client\nclient = Client(api_key="k", protocol="openai")\n'
    check_migrated(old + head.format("gpt-4") + call, new + head.format("qwen-plus") + call)


# ------------------------------------------------------------------- any member of an enumeration

MEMBERS = 'from enum import Enum\nclass M(str, Enum):\n    A = "gpt-3.5-turbo"\n    B = "gpt-4"\n    C = "llama-2"\n'
RENAMED = MEMBERS.replace("gpt-3.5-turbo", "qwen-flash").replace("gpt-4", "qwen-plus")
ANY = '{"gpt-3.5-turbo": "qwen-flash", "gpt-4": "qwen-plus"}'


@pytest.mark.parametrize(
    ("opening", "read"),
    [
        ("def f(m: M):", "m.value"),
        ("def f(m: M):", "m"),
        ("def f(m: M = M.A):", "m.value"),
        ("def f(m: Optional[M] = None):", "m.value"),
        ("def f(m: 'M'):", "m.value"),
        ("for m in M:", "m.value"),
        ("for m in list(M):", "m.value"),
        ("def f(name):", "M[name].value"),
    ],
)
def test_whatever_member_may_stand_there(opening: str, read: str) -> None:
    head = "from typing import Optional\n"
    body = f"{opening}\n    {ask(read)}"
    check_names(head + MEMBERS + body, head + RENAMED + body)


def test_a_member_is_compared_wherever_it_comes_from() -> None:
    body = 'def f(m: M):\n    print(m.value == "{}")\n    ' + ask("m.value").replace("{", "{{")
    check_names(MEMBERS + body.format("gpt-4"), RENAMED + body.format("qwen-plus"))


def test_a_property_that_gives_the_value_of_any_member() -> None:
    read = "    @property\n    def model(self):\n        return self.value\n"
    body = f"def f(m: M):\n    {ask('m.model')}"
    check_names(MEMBERS + read + body, RENAMED + read + body)


def test_a_member_that_is_named_by_its_value() -> None:
    body = 'm = M("{}")\n' + ask("m.value")
    check_names(MEMBERS + body.format("gpt-4"), RENAMED + body.format("qwen-plus"))


@pytest.mark.parametrize("sdk", ["native", "openai"])
def test_a_value_from_outside_finds_its_member_still(sdk: str) -> None:
    head = "import sys\n" + MEMBERS
    report = check_migrated(
        head + BEFORE + "m = M(sys.argv[1])\n" + ask("m.value"),
        head
        + (NATIVE if sdk == "native" else OPENAI)
        + "m = M(sys.argv[1])\n"
        + ask(f"{ANY}.get(m.value, m.value)"),
        sdk=sdk,
    )
    assert_told(report, head + BEFORE + "m = M(sys.argv[1])\n", "MODEL-ROUTING", "m = M(")


def test_members_of_no_model_are_left_alone() -> None:
    check_migrated(
        'from enum import Enum\nclass M(Enum):\n    A = "fast"\n    B = "slow"\n'
        + BEFORE
        + "def f(m: M):\n    "
        + ask("m.value"),
        'from enum import Enum\nclass M(Enum):\n    A = "fast"\n    B = "slow"\n'
        + NATIVE
        + "def f(m: M):\n    "
        + ask("m.value"),
    )


def test_of_several_variables_not_each_is_said_to_name_a_model() -> None:
    source = """
    import os
    from openai import OpenAI

    client = OpenAI()
    model = os.environ["FIRST"] if input() else os.environ["SECOND"]
    print(client.chat.completions.create(model=model, messages=[]).id)
    """
    (told,) = [d.message for d in report_of(source).diagnostics if d.code == "MODEL-OUTSIDE"]
    assert "from whichever of FIRST, SECOND names it" in told

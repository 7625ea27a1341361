"""Objects that are like others but for some fields: the names of models in those move too."""

from __future__ import annotations

import pytest

from tests.migrating import check_migrated

HEAD = (
    "import copy\nimport dataclasses\nfrom dataclasses import dataclass, field, replace\n"
    "from typing import NamedTuple\nfrom pydantic import BaseModel\n"
)
BEFORE = "from openai import OpenAI\nclient = OpenAI(api_key='k')\n"
NATIVE = "from dashscope import Client\nclient = Client(api_key='k', protocol=\"openai\")\n"
PROGRAM = """
{decorator}
class Options{base}:
    model: str = "{first}"

def ask(options):
    return client.chat.completions.create(model=options.model, messages=[])

options = Options()
print(ask(options), ask({copy}))
"""


@pytest.mark.parametrize(
    ("decorator", "base", "copy"),
    [
        ("@dataclass", "", 'replace(options, model="{second}")'),
        ("@dataclass(frozen=True)", "", 'dataclasses.replace(options, model="{second}")'),
        ("@dataclass", "", 'replace(options, **{{"model": "{second}"}})'),
        ("", "(BaseModel)", 'options.model_copy(update={{"model": "{second}"}})'),
        ("", "(BaseModel)", 'options.copy(update={{"model": "{second}"}})'),
        ("", "(NamedTuple)", 'options._replace(model="{second}")'),
    ],
)
def test_a_name_that_a_copy_has(decorator: str, base: str, copy: str) -> None:
    def program(head: str, first: str, second: str) -> str:
        made = copy.format(second=second)
        text = PROGRAM.format(decorator=decorator, base=base, first=first, copy=made)
        return head + HEAD + text

    check_migrated(
        program(BEFORE, "gpt-4", "gpt-3.5-turbo"), program(NATIVE, "qwen-plus", "qwen-flash")
    )


def test_a_copy_of_what_is_not_ours_keeps_its_names() -> None:
    rest = HEAD + 'import local\nprint(replace(local.OPTIONS, model="gpt-4"))\n'
    rest += "print(client.chat.completions.create(model={}, messages=[]))\n"
    check_migrated(BEFORE + rest.format('"gpt-4"'), NATIVE + rest.format('"qwen-plus"'))


def test_a_client_that_a_field_makes_is_named_by_itself() -> None:
    """Another client of the module stays with the source, and so do its names."""
    program = (
        "from dataclasses import dataclass, field\n{imports}\n@dataclass\nclass Box:\n"
        "    client: {kind} = field(default_factory={made})\n"
        "    def ask(self):\n"
        "        return self.client.chat.completions.create(model='{model}', messages=[])\n"
        "print(Box().ask())\nother = OpenAI(timeout=1, http_client=None)\n"
        "print(other.chat.completions.create(model='o1', messages=[], logit_bias={{1: 2}}))\n"
    )
    check_migrated(
        program.format(
            imports="from openai import OpenAI", kind="OpenAI", made="OpenAI", model="gpt-4"
        ),
        program.format(
            imports="from openai import OpenAI\nfrom dashscope import Client",
            kind="Client",
            made='lambda: Client(protocol="openai")',
            model="qwen-plus",
        ),
    )


ENUM = """
import enum
class Tier(enum.Enum):
    CHEAP = ("{first}", 1)
    BEST = ("{second}", 2)
    def __init__(self, model, price):
        self.model = model
        self.price = price

def ask(tier):
    return client.chat.completions.create(model=tier.model, messages=[])

print({use}, Tier.BEST.price)
"""


@pytest.mark.parametrize(
    "use", ["ask(Tier.CHEAP), ask(Tier.BEST)", "ask(Tier.CHEAP)", "[ask(t) for t in (Tier.BEST,)]"]
)
def test_names_in_the_tuples_of_an_enumeration(use: str) -> None:
    check_migrated(
        BEFORE + ENUM.format(first="gpt-3.5-turbo", second="gpt-4", use=use),
        NATIVE + ENUM.format(first="qwen-flash", second="qwen-plus", use=use),
    )


def test_an_enumeration_of_plain_tuples() -> None:
    program = (
        'from enum import Enum\nclass Tier(Enum):\n    BEST = ("{}", 2)\n'
        "print(client.chat.completions.create(model=Tier.BEST.value[0], messages=[]))\n"
    )
    check_migrated(BEFORE + program.format("gpt-4"), NATIVE + program.format("qwen-plus"))

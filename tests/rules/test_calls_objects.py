"""Arguments that come from the fields of an object: ``asdict``, ``vars``, ``model_dump``."""

from __future__ import annotations

import pytest

from tests.migrating import assert_told, check_migrated, check_reported, codes, report_of

BOTH = pytest.mark.parametrize("sdk", ["native", "openai"])
BEFORE = 'from openai import OpenAI\nclient = OpenAI(api_key="k")\n'
NATIVE = 'from dashscope import Client\nclient = Client(api_key="k", protocol="openai")\n'
OPENAI = 'from openai import OpenAI\nclient = OpenAI(api_key="k", <address>)\n'
HEADS = {"native": NATIVE, "openai": OPENAI}
HEAD = "import dataclasses\nfrom dataclasses import asdict, dataclass\nfrom pydantic import BaseModel\n"


def options(model: str, more: str = "") -> str:
    return f'@dataclass\nclass Options:\n    model: str = "{model}"\n{more}\n\n'


def config(model: str, more: str = "") -> str:
    return f'class Config(BaseModel):\n    model: str = "{model}"\n{more}\n\n'


def ask(spread: str) -> str:
    return f"print(client.chat.completions.create(messages=[], **{spread}))\n"


# ------------------------------------------------------------------------------------ refusals


@BOTH
@pytest.mark.parametrize(
    "spread",
    [
        "asdict(Options())",
        "dataclasses.asdict(Options())",
        "vars(Options())",
        "Options().__dict__",
        "{**asdict(Options()), 'seed': 1}",
        "{k: v for k, v in asdict(Options()).items() if v is not None}",
    ],
)
def test_a_field_that_the_target_does_not_take_is_left_out_at_the_call(
    spread: str, sdk: str
) -> None:
    source = HEAD + options("{}", '    user: str = "u"') + "{}"
    left_out = f'{{k: v for k, v in {spread}.items() if k not in ("user",)}}'
    before = BEFORE + source.format("gpt-4", ask(spread))
    after = HEADS[sdk] + source.format("qwen-plus", ask(left_out))
    report = check_migrated(before, after, sdk=sdk)
    assert "user" in assert_told(report, before, "PARAMETER-DROPPED", "print(").message


@BOTH
@pytest.mark.parametrize(
    "call",
    [
        'partial(create, **asdict(Options()))(messages=[], temperature=0, stop="x")',
        "create(messages=[], **asdict(Options()), **{})",
        "create(*[], messages=[], **asdict(Options()))",
    ],
)
def test_a_field_that_comes_in_one_of_several_mappings_holds_the_call(call: str, sdk: str) -> None:
    source = (
        BEFORE + "from functools import partial\n" + HEAD + options("gpt-4", '    user: str = "u"')
    )
    source += f"create = client.chat.completions.create\nprint({call})\n"
    check_reported(source, "MAPPING-OBJECT", line="user: str", sdk=sdk)


@BOTH
def test_fields_that_say_nothing_are_left_out_too(sdk: str) -> None:
    more = (
        "    logit_bias: dict = dataclasses.field(default_factory=dict)\n"
        "    frequency_penalty: float = 0.0\n    temperature: float = 0.5"
    )
    source = HEAD + options("{}", more) + "chosen = asdict(Options())\n{}"
    left_out = '{k: v for k, v in chosen.items() if k not in ("frequency_penalty", "logit_bias")}'
    check_migrated(
        BEFORE + source.format("gpt-4", ask("chosen")),
        HEADS[sdk] + source.format("qwen-plus", ask(left_out)),
        sdk=sdk,
    )


@BOTH
def test_a_mapping_that_a_factory_makes_and_something_fills_holds_the_call(sdk: str) -> None:
    more = "    logit_bias: dict = dataclasses.field(default_factory=dict)"
    source = BEFORE + HEAD + options("gpt-4", more) + "chosen = Options()\n"
    source += "chosen.logit_bias[1] = 2\n" + ask("asdict(chosen)")
    check_reported(source, "PARAMETER-UNSUPPORTED", line="logit_bias: dict", sdk=sdk)


@BOTH
@pytest.mark.parametrize("method", ["model_dump", "dict"])
def test_a_field_of_a_validated_object_that_is_refused(method: str, sdk: str) -> None:
    more = "    logit_bias: dict = {1: 2}"
    source = BEFORE + HEAD + config("gpt-4", more) + ask(f"Config().{method}()")
    check_reported(source, "PARAMETER-UNSUPPORTED", line="logit_bias: dict", sdk=sdk)


def test_a_field_of_a_base_counts() -> None:
    source = (
        BEFORE
        + HEAD
        + "@dataclass\nclass Common:\n    max_completion_tokens: int = 5\n\n"
        + options("gpt-4").replace("Options", "Options(Common)")
        + ask("asdict(Options())")
    )
    check_reported(source, "MAPPING-OBJECT", line="max_completion_tokens: int")


def test_a_field_that_only_another_class_declares_does_not_count() -> None:
    """The base is spread, and a class beside the program's has what the target does not take."""
    base = '@dataclass\nclass Common:\n    model: str = "{}"\n\n'
    rest = (
        "@dataclass\nclass Richer(Common):\n    logit_bias: dict = None\n\n"
        "def ask(common: Common):\n    print(common.logit_bias)\n"
        "    return client.chat.completions.create(messages=[], **common.__dict__)\n"
        "print(ask(Common()))\n"
    )
    check_migrated(
        BEFORE + HEAD + base.format("gpt-4") + rest, NATIVE + HEAD + base.format("qwen-plus") + rest
    )


def test_a_field_that_another_name_replaces_holds_the_call() -> None:
    source = BEFORE + HEAD + options("gpt-4", "    max_completion_tokens: int = 5")
    check_reported(
        source + ask("asdict(Options())"), "MAPPING-OBJECT", line="max_completion_tokens: int"
    )


def test_a_method_of_the_programs_own_is_no_dump() -> None:
    """What it gives is read where it is written."""
    source = (
        'class Own:\n    user = "u"\n    def dict(self):\n'
        '        return {{"model": "{}"{}}}\n\n'
        "print(client.chat.completions.create(messages=[], **Own().dict()))\n"
    )
    check_migrated(
        BEFORE + source.format("gpt-4", ', "user": "u"'), NATIVE + source.format("qwen-plus", "")
    )


# ------------------------------------------------------------------------------- names that move


@BOTH
@pytest.mark.parametrize(
    "spread",
    [
        "asdict(Options())",
        "asdict(Options(temperature=0.5))",
        "vars(Options())",
        "Options().__dict__",
        "dict(asdict(Options()), seed=1)",
        "{k: v for k, v in asdict(Options()).items() if v is not None}",
    ],
)
def test_a_name_in_a_field_moves(spread: str, sdk: str) -> None:
    more = "    temperature: float = 0.2"
    source = HEAD + options("{}", more) + ask(spread.replace("{", "{{").replace("}", "}}"))
    report = check_migrated(
        BEFORE + source.format("gpt-4"), HEADS[sdk] + source.format("qwen-plus"), sdk=sdk
    )
    assert "MODEL-OUTSIDE" not in codes(report)


def test_a_name_that_the_construction_gives_moves() -> None:
    source = HEAD + options("local") + ask('asdict(Options(model="{}"))')
    report = report_of(BEFORE + source.format("gpt-4"))
    assert b'Options(model="qwen-plus")' in report.rewritten[0].after
    assert_told(report, BEFORE + source.format("gpt-4"), "MODEL-UNKNOWN", 'str = "local"')


def test_what_is_left_out_of_a_dump_does_not_reach_the_call() -> None:
    more = '    user: str | None = None\n    title: str = "t"'
    source = (
        HEAD
        + config("{}", more)
        + ask('Config().model_dump(exclude_none=True, exclude={{"title"}})')
    )
    report = check_migrated(BEFORE + source.format("gpt-4"), NATIVE + source.format("qwen-plus"))
    assert codes(report) == ["KEY-SETTING"]


def test_a_switch_is_added_beside_the_fields() -> None:
    source = HEAD + options("gpt-4o") + ask("asdict(Options())")
    after = source.replace("gpt-4o", "qwen3.7-plus").replace(
        "messages=[], ", "messages=[], enable_thinking=False, "
    )
    check_migrated(BEFORE + source, NATIVE + after)


# -------------------------------------------------------------- defaults that two calls share

SHARED = (
    "from elsewhere import load\n"
    'class Config(BaseModel):\n    model: str = "gpt-4"\n\n'
    "def index(options):\n    other = OpenAI()\n    return other.chat.completions.create(\n"
    '        messages=[], model=options.get("model") or load(), functions=[])\n'
    "def query(config):\n    return client.chat.completions.create(messages=[], model={})\n"
    "print(index({{**Config().model_dump(), **load()}}), query(Config(**load())))\n"
)


def test_a_default_of_two_calls_of_which_one_stays_holds_both() -> None:
    """The call that stays would ask the source for a model of the target where nothing is configured."""
    source = BEFORE + HEAD + SHARED.format("config.model or load()")
    check_reported(source, "MODEL-SHARED", line='model: str = "gpt-4"')


def test_a_default_that_a_call_can_do_without_stays() -> None:
    """The call that moves looks up what becomes of its names."""
    source = BEFORE + HEAD + SHARED.format("config.model")
    report = report_of(source)
    looked = b'create(messages=[], model={"gpt-4": "qwen-plus"}.get(config.model, config.model))'
    assert b'model: str = "gpt-4"' in report.rewritten[0].after
    assert looked in report.rewritten[0].after
    assert_told(report, source, "MODEL-SHARED", 'model: str = "gpt-4"')


def test_a_name_of_two_calls_that_are_both_seen_holds_both() -> None:
    source = BEFORE + HEAD + SHARED.format("config.model or load()")
    source = source.replace('options.get("model") or load()', 'options.get("model")')
    check_reported(source, "MODEL-SHARED", line='model: str = "gpt-4"')

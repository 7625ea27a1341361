"""What else a program does with a model's name: it stays true, or the name stays."""

from __future__ import annotations

import pytest

from tests.migrating import assert_told, check_migrated, check_reported, codes, report_of

BEFORE = 'from openai import OpenAI\nclient = OpenAI(api_key="k")\n'
NATIVE = 'from dashscope import Client\nclient = Client(api_key="k", protocol="openai")\n'
OPENAI = 'from openai import OpenAI\nclient = OpenAI(api_key="k", <address>)\n'
BOTH = '{"gpt-3.5-turbo": "qwen-flash", "gpt-4": "qwen-plus"}'


def ask(model: str) -> str:
    return f"print(client.chat.completions.create(model={model}, messages=[]))\n"


def check_kept(source: str, code: str, line: str, *one: str, several: str = "") -> None:
    """The client moves, every name stays, and a finding says why.

    A call whose argument is one of ``one`` has one name, and writes the target's itself; one that
    asks for ``model`` or ``MODEL`` looks up what becomes of its names in ``several``.
    """
    for sdk, head in (("native", NATIVE), ("openai", OPENAI)):
        before = BEFORE + source
        after = head + source
        for name in one:
            after = after.replace(ask(name), ask('"qwen-plus"'))
        for name in ("model", "MODEL") if several else ():
            after = after.replace(ask(name), ask(f"{several}.get({name}, {name})"))
        report = check_migrated(before, after, sdk=sdk)
        assert_told(report, before, code, line)


def check_moved(source: str, result: str) -> None:
    """The client moves, and names change on both routes alike."""
    check_migrated(BEFORE + source, NATIVE + result)
    check_migrated(BEFORE + source, OPENAI + result, sdk="openai")


# -------------------------------------------------------------------------------- names that stay


@pytest.mark.parametrize(
    "test",
    [
        'MODEL.startswith("gpt")',
        'MODEL.startswith(("gpt-4", "o1"))',
        '"gpt-4" in MODEL',
        '"turbo" not in MODEL and "gpt" in MODEL',
        'MODEL.endswith("4")',
    ],
)
def test_a_program_that_decides_by_a_piece_of_the_name(test: str) -> None:
    source = f'MODEL = "gpt-4"\nif {test}:\n    print(1)\n' + ask("MODEL")
    check_kept(source, "MODEL-ROUTING", test, "MODEL")


def test_a_program_that_counts_tokens_by_the_name() -> None:
    check_kept(
        'import tiktoken\nMODEL = "gpt-4"\nprint(tiktoken.encoding_for_model(MODEL))\n'
        + ask("MODEL"),
        "MODEL-TOKENS",
        "encoding_for_model",
        "MODEL",
    )


def test_a_name_that_another_library_takes_too() -> None:
    check_kept(
        "from gateway import ChatOpenAI\n"
        'MODEL = "gpt-4"\nllm = ChatOpenAI(model=MODEL)\n' + ask("MODEL"),
        "MODEL-SHARED",
        "ChatOpenAI(model",
        "MODEL",
    )


@pytest.mark.parametrize("sdk", ["native", "openai"])
def test_a_name_that_another_vendors_call_takes_too_stays(sdk: str) -> None:
    source = (
        'MODEL = "gpt-4"\n'
        + ask("MODEL")
        + 'other = OpenAI(base_url="https://openrouter.ai/api/v1", api_key="k")\n'
        + "print(other.chat.completions.create(model=MODEL, messages=[]))\n"
    )
    head = "from openai import OpenAI\n" + NATIVE if sdk == "native" else OPENAI
    after = source.replace(ask("MODEL"), ask('"qwen-plus"'))
    report = check_migrated(BEFORE + source, head + after, sdk=sdk)
    assert_told(report, BEFORE + source, "MODEL-SHARED", "MODEL = ")


def test_two_names_of_a_set_that_would_become_one_stay() -> None:
    check_kept(
        'NAMES = {"gpt-4", "gpt-4-32k"}\nfor model in NAMES:\n    ' + ask("model"),
        "MODEL-MERGED",
        "NAMES = {",
        "model",
    )


TABLE = 'LIMITS = {"gpt-4": 8192, "gpt-4-32k": 32768}\n'


def test_two_keys_that_would_become_one_stay() -> None:
    source = TABLE + "for model in LIMITS:\n    " + ask("model")
    check_kept(source, "MODEL-MERGED", "LIMITS = {", "model")


def test_two_keys_that_are_looked_up_apart_stay() -> None:
    check_kept(
        TABLE
        + 'BIG = "gpt-4"\nLONG = "gpt-4-32k"\nprint(LIMITS[BIG], LIMITS[LONG])\n'
        + ask("BIG")
        + ask("LONG"),
        "MODEL-MERGED",
        "print(LIMITS[",
        "BIG",
        "LONG",
    )


ANSWER = 'response = client.chat.completions.create(model="gpt-4", messages=[])\n'


@pytest.mark.parametrize(
    "test",
    [
        "print(COST[response.model])",
        "print(COST.get(response.model, 0))",
        "print(response.model in COST)",
    ],
)
def test_a_table_that_is_asked_for_the_name_in_a_response_is_told(test: str) -> None:
    source = f'{BEFORE}COST = {{"gpt-4": 3}}\n{ANSWER}{test}\n'
    for sdk in ("native", "openai"):
        assert_told(report_of(source, sdk=sdk), source, "MODEL-TABLE", test)


@pytest.mark.parametrize(
    "test",
    [
        'response.model == "gpt-4"',
        'response.model.startswith("gpt-")',
        '"gpt-3.5" in response.model',
        'response.model in ("gpt-4", "gpt-4o")',
    ],
)
def test_a_decision_by_the_name_in_a_response_is_told(test: str) -> None:
    source = f"{BEFORE}{ANSWER}print({test})\n"
    assert_told(report_of(source), source, "MODEL-ROUTING", test)


@pytest.mark.parametrize(
    "test",
    [
        "print(response.model)",
        'print({"other": 1}.get(response.model))',
        'print(response.model == "mine", response.model in NAMES)',
        'print(other.model == "gpt-4")',
    ],
)
def test_other_uses_of_the_name_in_a_response_are_silent(test: str) -> None:
    report = report_of(f"{BEFORE}{ANSWER}{test}\n")
    assert not {"MODEL-TABLE", "MODEL-ROUTING"} & {d.code for d in report.diagnostics}


def test_two_members_of_an_enum_that_would_become_one_stay() -> None:
    check_kept(
        'from enum import Enum\nclass M(Enum):\n    BIG = "gpt-4"\n    LONG = "gpt-4-32k"\n'
        + ask("M.BIG.value")
        + ask("M.LONG.value"),
        "MODEL-MERGED",
        "class M(",
        "M.BIG.value",
        "M.LONG.value",
    )


def check_left(source: str, code: str, line: str) -> None:
    """Nothing moves: a name must stay, and its call cannot write another one itself."""
    for sdk in ("native", "openai"):
        report = check_reported(BEFORE + source, code, line=line, sdk=sdk)
        assert {"GROUP-LEFT", code} == {d.code for d in report.diagnostics}


def test_cases_that_would_become_one_stay() -> None:
    check_kept(
        'MODEL = pick("gpt-4") if x else "gpt-4"\n'
        "match MODEL:\n"
        '    case "gpt-4":\n        print(1)\n'
        '    case "gpt-4-32k":\n        print(2)\n' + ask("MODEL"),
        "MODEL-ROUTING",
        'case "gpt-4-32k"',
        several='{"gpt-4": "qwen-plus"}',
    )


@pytest.mark.parametrize(
    ("code", "line", "use"),
    [
        ("MODEL-TOKENS", "encoding_for_model", "tiktoken.encoding_for_model(model)"),
        ("MODEL-ROUTING", "startswith", 'model.startswith("gpt")'),
        ("MODEL-SHARED", "ChatOpenAI(", "ChatOpenAI(model=model)"),
    ],
)
def test_a_call_of_several_names_that_must_stay_looks_them_up(
    code: str, line: str, use: str
) -> None:
    source = (
        "import tiktoken\nfrom gateway import ChatOpenAI\n"
        "def run(model):\n"
        f"    print({use})\n    {ask('model')}"
        'run("gpt-4")\nrun("gpt-3.5-turbo")\n'
    )
    check_kept(source, code, line, several=BOTH)


@pytest.mark.parametrize("model", ["model or OTHER", "models[0]"])
def test_only_a_name_is_looked_up(model: str) -> None:
    """What else may stand there would be computed twice: the call stays."""
    source = (
        'import tiktoken\nOTHER = "gpt-3.5-turbo"\n'
        "def run(model, models):\n"
        f"    print([tiktoken.encoding_for_model(m) for m in (model, OTHER, models[0])])\n    {ask(model)}"
        'run("gpt-4", ["gpt-4"])\n'
    )
    check_left(source, "MODEL-TOKENS", "tiktoken.enc")


def test_a_member_is_looked_up() -> None:
    source = (
        "import tiktoken\nclass Chat:\n    def __init__(self, model='gpt-4'):\n"
        "        self.model = model\n        print(tiktoken.encoding_for_model(model))\n"
        "    def run(self):\n        " + ask("self.model") + "Chat().run()\n"
    )
    looked = '{"gpt-4": "qwen-plus"}.get(self.model, self.model)'
    for sdk, head in (("native", NATIVE), ("openai", OPENAI)):
        after = head + source.replace(ask("self.model"), ask(looked))
        report = check_migrated(BEFORE + source, after, sdk=sdk)
        (told,) = [d for d in report.diagnostics if d.code == "MODEL-RENAMED"]
        assert "gpt-4 becomes qwen-plus in this call alone" in told.message


IN_A_DICT = """\
import tiktoken
def run(model):
    print(tiktoken.encoding_for_model(model))
    given = {{"model": {}, "messages": []}}
    given["temperature"] = 1
    print(client.chat.completions.create(**given))
    {}
run("gpt-4")
"""


def test_an_item_of_the_dict_that_a_call_is_given_is_looked_up() -> None:
    source = IN_A_DICT.format("model", "pass")
    after = IN_A_DICT.format('{"gpt-4": "qwen-plus"}.get(model, model)', "pass")
    for sdk, head in (("native", NATIVE), ("openai", OPENAI)):
        report = check_migrated(BEFORE + source, head + after, sdk=sdk)
        assert_told(report, BEFORE + source, "MODEL-TOKENS", "encoding_for_model")


@pytest.mark.parametrize(
    "use",
    [
        "print(given['model'])",
        "from elsewhere import ask; ask(**given)",
        "print(client.chat.completions.create(**given))",
    ],
)
def test_one_of_a_dict_that_is_also_used_otherwise_stays(use: str) -> None:
    report = report_of(BEFORE + IN_A_DICT.format("model", use))
    assert not report.rewritten and "MODEL-TOKENS" in codes(report)


def test_a_name_that_becomes_none_is_not_looked_up() -> None:
    """A call that could get a name without a successor stays; others go to the call as they are."""
    source = "import tiktoken\ndef run(model):\n    print(tiktoken.encoding_for_model(model))\n    "
    source += ask("model") + 'run("gpt-4")\n'
    check_kept(
        source + 'run("mine")\n',
        "MODEL-TOKENS",
        "tiktoken.enc",
        several='{"gpt-4": "qwen-plus"}',
    )
    check_left(source + 'run("ft:gpt-4o:me")\n', "MODEL-UNMAPPED", 'run("ft')


def test_a_call_looks_up_one_of_its_names_alone() -> None:
    source = (
        'FAST = "gpt-3.5-turbo"\nif FAST.endswith("turbo"):\n    print(1)\n'
        'for model in (FAST, "gpt-4"):\n    ' + ask("model")
    )
    looked = ask(f"{BOTH}.get(model, model)")
    report = check_migrated(BEFORE + source, NATIVE + source.replace(ask("model"), looked))
    assert_told(report, BEFORE + source, "MODEL-ROUTING", "endswith")


def test_a_default_that_must_stay_is_looked_up() -> None:
    source = (
        'import os\nimport tiktoken\nMODEL = os.getenv("MODEL", "gpt-4")\n'
        "print(tiktoken.encoding_for_model(MODEL))\n" + ask("MODEL")
    )
    check_kept(source, "MODEL-TOKENS", "encoding_for_model", several='{"gpt-4": "qwen-plus"}')


def test_no_name_is_looked_up_at_the_own_service() -> None:
    """Another run would look up what the first one wrote."""
    source = (
        "import tiktoken\ndef run(model):\n    print(tiktoken.encoding_for_model(model))\n    "
        + ask("model")
        + 'run("gpt-4-32k")\nrun("gpt-3.5-turbo")\n'
    )
    report = report_of("import openai\n" + BEFORE + source, to="openai", sdk="openai")
    assert not report.rewritten


def test_another_call_of_the_client_moves_where_one_stays_for_its_names() -> None:
    loop = 'for model in {"gpt-4", "gpt-4o-mini"}:\n    print(model[:4] == "gpt-")\n'
    loop += '    print(model.startswith("gpt"))\n    ' + ask("model[:]")
    source = BEFORE.replace('api_key="k"', "") + loop + ask('"gpt-4"')
    report = report_of(source)
    (outcome,) = report.rewritten
    assert b'qwen_client.chat.completions.create(model="qwen-plus"' in outcome.after
    assert b"print(client.chat.completions.create(model=model[:]" in outcome.after
    assert_told(report, source, "MODEL-ROUTING", "startswith")


def test_a_test_that_looks_at_a_name_does_not_hold_it() -> None:
    test = "import app\ndef test_name():\n    assert app.MODEL.startswith('gpt')\n"
    program = {"app.py": BEFORE + 'MODEL = "gpt-4"\n' + ask("MODEL"), "tests/test_app.py": test}
    report = check_migrated(program, {"app.py": NATIVE + 'MODEL = "qwen-plus"\n' + ask("MODEL")})
    assert_told(report, program, "MODEL-ROUTING", "startswith")


def test_a_call_that_stays_for_its_names_ties_the_calls_that_share_them() -> None:
    """One name reaches a call that stays, the other a third call: each asks for what it asked for."""
    source = (
        BEFORE + 'two = OpenAI(api_key="k")\nBOTH = ["gpt-4", "gpt-3.5-turbo"]\n'
        "for model in BOTH:\n"
        "    print(client.chat.completions.create(model=model, messages=[], logit_bias={1: 2}))\n"
        "    print(two.chat.completions.create(model=model[:], messages=[]))\n"
    )
    report = check_reported(source, "MODEL-SHARED", line="BOTH = ")
    assert_told(report, source, "PARAMETER-UNSUPPORTED", "logit_bias")


def test_a_comparison_that_would_decide_otherwise() -> None:
    check_kept(
        'MODEL = "gpt-4-32k"\nif MODEL == "gpt-4":\n    print("small window")\n' + ask("MODEL"),
        "MODEL-ROUTING",
        'if MODEL == "gpt-4"',
        "MODEL",
    )


@pytest.mark.parametrize(
    "model",
    [
        "def ask(model='gpt-4'):\n    return client.chat.completions.create(model=model, messages=[])\nprint(ask)\n",
        "for model in ['gpt-4', 'gpt-3.5-turbo']:\n    " + ask("model"),
        "import os\nMODEL = os.getenv('M', 'gpt-4')\n" + ask("MODEL"),
    ],
)
def test_a_call_whose_name_may_be_another_writes_none_itself(model: str) -> None:
    source = (
        "import tiktoken\ndef count(name):\n    return tiktoken.encoding_for_model(name)\n" + model
    )
    source += "count(model if 'model' in globals() else MODEL)\n"
    report = report_of(BEFORE + source)
    assert all(b'create(model="qwen' not in outcome.after for outcome in report.rewritten)


# -------------------------------------------------------------------------------- names that move


@pytest.mark.parametrize(
    ("test", "new"),
    [
        ('MODEL == "gpt-4"', 'MODEL == "qwen-plus"'),
        ('"gpt-4" != MODEL', '"qwen-plus" != MODEL'),
        ('MODEL in ("gpt-4", "gpt-3.5-turbo")', 'MODEL in ("qwen-plus", "qwen-flash")'),
        ('MODEL not in ["gpt-4"]', 'MODEL not in ["qwen-plus"]'),
        ('MODEL.startswith("claude")', 'MODEL.startswith("claude")'),
        ('"vision" in MODEL', '"vision" in MODEL'),
    ],
)
def test_comparisons_that_stay_true(test: str, new: str) -> None:
    check_moved(
        f'MODEL = "gpt-4"\nif {test}:\n    print(1)\n' + ask("MODEL"),
        f'MODEL = "qwen-plus"\nif {new}:\n    print(1)\n' + ask("MODEL"),
    )


def test_cases() -> None:
    check_moved(
        'MODEL = "gpt-4"\nmatch MODEL:\n    case "gpt-4":\n        print(1)\n'
        '    case "gpt-3.5-turbo":\n        print(2)\n' + ask("MODEL"),
        'MODEL = "qwen-plus"\nmatch MODEL:\n    case "qwen-plus":\n        print(1)\n'
        '    case "qwen-flash":\n        print(2)\n' + ask("MODEL"),
    )


@pytest.mark.parametrize(
    "use", ["PRICES[MODEL]", "PRICES.get(MODEL, 0)", "MODEL in PRICES and PRICES[MODEL]"]
)
def test_a_key_of_a_table_moves_with_a_finding(use: str) -> None:
    source = (
        'MODEL = "gpt-4"\nPRICES = {"gpt-4": 0.03, "claude": 1}\n'
        + f"print({use})\n"
        + ask("MODEL")
    )
    result = source.replace('"gpt-4"', '"qwen-plus"')
    report = check_migrated(BEFORE + source, NATIVE + result)
    told = assert_told(report, BEFORE + source, "MODEL-TABLE", "PRICES = {")
    assert "gpt-4" in told.message


def test_two_names_of_a_list_that_become_one_are_told() -> None:
    source = 'for model in ["gpt-4", "gpt-4-32k"]:\n    ' + ask("model")
    result = 'for model in ["qwen-plus", "qwen-plus"]:\n    ' + ask("model")
    report = check_migrated(BEFORE + source, NATIVE + result)
    assert_told(report, BEFORE + source, "MODEL-MERGED", "for model in")


@pytest.mark.parametrize("alias", [False, True], ids=["annotation", "alias"])
def test_two_names_of_a_literal_type_that_become_one_are_told(alias: bool) -> None:
    def program(names: str, first: str, second: str) -> str:
        head = f"Name = Literal[{names}]\n" if alias else ""
        kind = "Name" if alias else f"Literal[{names}]"
        return (
            f"from typing import Literal\n{head}"
            f'def run(model: {kind} = "{first}"):\n    '
            + ask("model")
            + f'run()\nrun("{second}")\n'
        )

    source = program('"gpt-4", "gpt-4-32k"', "gpt-4", "gpt-4-32k")
    result = program('"qwen-plus", "qwen-plus"', "qwen-plus", "qwen-plus")
    report = check_migrated(BEFORE + source, NATIVE + result)
    assert_told(report, BEFORE + source, "MODEL-MERGED", "Literal[")


def test_a_literal_type_of_another_module_and_an_optional_one() -> None:
    types = 'from typing import Literal\nName = Literal["{}", "{}"]\n'
    source = (
        "from typing import Optional\nfrom names import Name\n"
        'def run(model: Optional[Name] = "{}"):\n    ' + ask("model") + "run()\n"
    )
    old, new = ("gpt-4", "gpt-3.5-turbo"), ("qwen-plus", "qwen-flash")
    check_migrated(
        {"names.py": types.format(*old), "main.py": BEFORE + source.format(old[0])},
        {"names.py": types.format(*new), "main.py": NATIVE + source.format(new[0])},
    )


def test_a_literal_type_that_describes_no_model_stays() -> None:
    source = (
        'from typing import Literal\nName = Literal["gpt-4", "local"]\n'
        'def show(name: Name) -> None:\n    print(name)\nshow("gpt-4")\n'
        'def run(model: str = "{}"):\n    ' + ask("model") + "run()\n"
    )
    check_migrated(BEFORE + source.format("gpt-4"), NATIVE + source.format("qwen-plus"))


def test_names_of_a_literal_type() -> None:
    check_moved(
        "from typing import Literal\n"
        'def run(model: Literal["gpt-4", "gpt-3.5-turbo"] = "gpt-4"):\n    '
        + ask("model")
        + 'run()\nrun("gpt-3.5-turbo")\n',
        "from typing import Literal\n"
        'def run(model: Literal["qwen-plus", "qwen-flash"] = "qwen-plus"):\n    '
        + ask("model")
        + 'run()\nrun("qwen-flash")\n',
    )


@pytest.mark.parametrize("annotation", ["Model", "Optional[Model]", '"Model"'])
def test_names_of_a_literal_type_behind_a_name(annotation: str) -> None:
    head = "from typing import Literal, Optional, get_args\n"
    check = "    assert model in get_args(Model)\n    "
    check_moved(
        f'{head}Model = Literal["gpt-4", "gpt-3.5-turbo"]\n'
        f'def run(model: {annotation} = "gpt-4"):\n{check}{ask("model")}run()\n',
        f'{head}Model = Literal["qwen-plus", "qwen-flash"]\n'
        f'def run(model: {annotation} = "qwen-plus"):\n{check}{ask("model")}run()\n',
    )


def test_names_of_a_literal_type_that_give_the_choices() -> None:
    source = (
        "import argparse\nfrom typing import Literal, get_args\n"
        "Model = Literal[{}]\nparser = argparse.ArgumentParser()\n"
        'parser.add_argument("--model", choices=get_args(Model))\n'
        + ask("parser.parse_args().model")
    )
    check_moved(
        source.replace("{}", '"gpt-4", "gpt-3.5-turbo"'),
        source.replace("{}", '"qwen-plus", "qwen-flash"'),
    )


def test_other_targets_part_what_would_become_one() -> None:
    source = 'LIMITS = {"gpt-4": 1, "gpt-4-32k": 2}\nfor model in LIMITS:\n    ' + ask("model")
    result = 'LIMITS = {"qwen-plus": 1, "qwen-max": 2}\nfor model in LIMITS:\n    ' + ask("model")
    report = check_migrated(BEFORE + source, NATIVE + result, models=("gpt-4-32k=qwen-max",))
    assert_told(report, BEFORE + source, "MODEL-TABLE", "LIMITS = {")


def test_a_name_that_is_only_shown_moves_with_the_rest() -> None:
    check_moved(
        'MODEL = "gpt-4"\nprint(f"asking {MODEL}", MODEL, len(MODEL))\n' + ask("MODEL"),
        'MODEL = "qwen-plus"\nprint(f"asking {MODEL}", MODEL, len(MODEL))\n' + ask("MODEL"),
    )


@pytest.mark.parametrize("sdk, head", [("native", NATIVE), ("openai", OPENAI)])
def test_names_that_meet_in_one_table_do_not_tie_their_clients(sdk: str, head: str) -> None:
    """One client speaks to a server of one's own, and both take names of one list of choices."""
    near = (
        "from names import NAMES\n"
        "for name in NAMES:\n    print(client.chat.completions.create(model={}, messages=[]))\n"
    )
    far = (
        "from openai import OpenAI\nfrom names import NAMES\n"
        'own = OpenAI(base_url="http://10.0.0.1/v1", api_key="k")\n'
        "for name in NAMES:\n"
        "    print(own.chat.completions.create(model=name, messages=[]))\n"
    )
    names = 'NAMES = ["gpt-4", "gpt-4-32k"]\n'
    report = check_migrated(
        {"near.py": BEFORE + near.format("name"), "far.py": far, "names.py": names},
        {"near.py": head + near.format('"qwen-plus"')},
        sdk=sdk,
    )
    told = {(d.path, d.code) for d in report.diagnostics if d.severity.value == "left"}
    wanted = {("far.py", "CLIENT-HOST"), ("far.py", "GROUP-LEFT"), ("names.py", "MODEL-SHARED")}
    assert told == wanted


def test_a_parameter_that_callers_may_give_is_not_written_over() -> None:
    """The function would ask for one model whatever its callers name."""
    check_kept(
        "import tiktoken\nMODEL = 'gpt-4'\nprint(tiktoken.encoding_for_model(MODEL))\n"
        "def run(model=MODEL):\n    " + ask("model") + "run()\n",
        "MODEL-TOKENS",
        "tiktoken.enc",
        several='{"gpt-4": "qwen-plus"}',
    )


# ------------------------------------------------------------------- what is not renamed is not told

PRICED = 'PRICES = {"gpt-4": 1, "gpt-4o": 2}\nMODEL = "gpt-4"\nprint(PRICES[MODEL])\n'


def test_a_table_of_a_name_that_keeps_its_text_is_not_told() -> None:
    source = "import tiktoken\n" + PRICED + "tiktoken.encoding_for_model(MODEL)\n" + ask("MODEL")
    report = report_of(BEFORE + source)
    assert "MODEL-TOKENS" in codes(report) and "MODEL-TABLE" not in codes(report)


def test_a_table_of_a_name_whose_call_is_left_is_not_told() -> None:
    source = PRICED + ask("MODEL").replace("messages=[]", "messages=[], logit_bias={1: 2}")
    report = report_of(BEFORE + source)
    assert "PARAMETER-UNSUPPORTED" in codes(report) and "MODEL-TABLE" not in codes(report)


def test_names_of_which_some_reason_hold_their_call_at_a_target_that_reasons() -> None:
    """One name there would serve both, and reasoning could be switched off for both or for none."""
    source = BEFORE + 'for model in ("gpt-4o", "o3-mini"):\n    ' + ask("model")
    for sdk in ("native", "openai"):
        check_reported(source, "MODEL-THINKING", line="print(client", sdk=sdk)


SPLIT_BY_MODULE = {
    "names.py": 'CHAT = "gpt-4"\n',
    "main.py": """
        from openai import OpenAI
        from names import CHAT
        client = OpenAI(api_key="k")
        print(client.chat.completions.create(model=CHAT, messages=[]))
        """,
    "left.py": """
        from openai import OpenAI
        from elsewhere import settings
        other = OpenAI(api_key="k")
        print(other.chat.completions.create(model=settings.model, messages=[], logit_bias={1: 2}))
        """,
}


def test_a_name_elsewhere_may_reach_a_call_that_stays_out_of_sight() -> None:
    report = check_migrated(
        SPLIT_BY_MODULE,
        {
            "names.py": 'CHAT = "qwen-plus"\n',
            "main.py": """
                from dashscope import Client
                from names import CHAT
                client = Client(api_key="k", protocol="openai")
                print(client.chat.completions.create(model=CHAT, messages=[]))
                """,
        },
    )
    told = assert_told(report, SPLIT_BY_MODULE, "MODEL-SHARED", "CHAT =")
    assert "left.py:4" in told.message


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        # the name stands beside its call, the other call reads a variable, or asks for vectors
        ("main.py", "from names import CHAT", 'CHAT = "gpt-4"'),
        ("left.py", "settings.model", 'os.environ["MODEL"]'),
        ("left.py", "chat.completions.create(", "embeddings.create(input=[], "),
        ("left.py", "OpenAI(", 'OpenAI(base_url="https://api.deepseek.com", '),
    ],
)
def test_a_name_that_no_other_call_may_read_is_not_told(path: str, old: str, new: str) -> None:
    program = {**SPLIT_BY_MODULE, path: SPLIT_BY_MODULE[path].replace(old, new)}
    program["left.py"] = program["left.py"].replace("from else", "import os\n        from else")
    assert "MODEL-SHARED" not in codes(report_of(program))


ASKED = """\
NAME = "gpt-4"
if NAME.startswith("gpt"):
    print(1)
def run(model=NAME):
    {}
"""


def test_a_default_of_callers_from_outside_that_must_stay_is_looked_up() -> None:
    check_kept(
        ASKED.format(ask("model")),
        "MODEL-ROUTING",
        "startswith",
        several='{"gpt-4": "qwen-plus"}',
    )


def test_one_that_cannot_be_looked_up_holds_its_call() -> None:
    """Whoever names no model would ask the target for the source's."""
    check_left(ASKED.format(ask("model or NAME")), "MODEL-ROUTING", "startswith")


@pytest.mark.parametrize(
    "model", ["settings.model or NAME", "os.getenv('MODEL', NAME)", "pick(NAME) if x else NAME"]
)
def test_a_call_whose_model_a_configuration_may_name_is_held(model: str) -> None:
    """Where the configuration says nothing, the program would ask for the source's name."""
    rest = "import os\nfrom config import pick, settings, x\n" + ASKED.split("def ")[0]
    check_left(rest + ask(model), "MODEL-ROUTING", "startswith")


# ---------------------------------------------------------------- names that go out of sight


@pytest.mark.parametrize(
    "line",
    ['llm.ask("x", model="gpt-4o")', 'llm("x", "gpt-4o")', 'llm.chain.run(dict(a=1), m="gpt-4o")'],
)
def test_a_name_that_goes_where_nothing_can_be_seen_is_told(line: str) -> None:
    rest = ask('"gpt-4"') + f"def run(llm):\n    {line}\n"
    now = ask('"qwen-plus"') + f"def run(llm):\n    {line}\n"
    for sdk, head in (("native", NATIVE), ("openai", OPENAI)):
        report = check_migrated(BEFORE + rest, head + now, sdk=sdk)
        told = assert_told(report, BEFORE + rest, "MODEL-LOST", line)
        assert "gpt-4o goes to llm" in told.message


@pytest.mark.parametrize(
    "line",
    [
        'print("gpt-4o")',
        'logging.getLogger("x").info("gpt-4o")',
        'ChatOpenAI(model="gpt-4o")',
        'llm.ask("x", model="claude-3-opus")',
        'llm.ask("gpt-4o is a model")',
        'llm.startswith("gpt-4o")',
        'llm.names.append("gpt-4o")',
    ],
)
def test_a_name_that_goes_to_another_library_is_not_told(line: str) -> None:
    head = "import logging\nfrom langchain_openai import ChatOpenAI\n"
    rest = ask('"gpt-4"') + f"def run(llm):\n    {line}\n"
    report = report_of(head + BEFORE + rest)
    assert report.rewritten and "MODEL-LOST" not in codes(report)


def test_a_name_that_goes_out_of_sight_is_not_told_where_nothing_moves() -> None:
    rest = 'client.images.edit(model="gpt-4")\ndef run(llm):\n    llm.ask(model="gpt-4o")\n'
    report = report_of(BEFORE + rest)
    assert not report.rewritten and "MODEL-LOST" not in codes(report)


# ---------------------------------------------------------------- names that are put together


@pytest.mark.parametrize(
    "model",
    [
        'f"gpt-4o-{size}"',
        '"gpt-4o" + size',
        '"gpt-%s" % size',
        '"text-embedding-3-{}".format(size)',
        'f"{size}-gpt-4"',
        '"gpt-4" + "o-mini"',
    ],
)
def test_a_name_put_together_from_the_source_s_holds_its_call(model: str) -> None:
    check_left("size = input()\n" + ask(model), "MODEL-COMPUTED", "client.chat")


@pytest.mark.parametrize("model", ['f"{family}-{size}"', '"%s" % size', 'f"ft:{size}"'])
def test_a_name_put_together_from_what_others_say_is_told(model: str) -> None:
    rest = "size, family = input(), input()\n" + ask(model)
    report = check_migrated(BEFORE + rest, NATIVE + rest)
    assert_told(report, BEFORE + rest, "MODEL-OUTSIDE", "client.chat")


def test_a_key_that_may_not_change_keeps_the_name_that_looks_it_up() -> None:
    rest = 'MODEL = "gpt-4o"\nPRICES = {\n    "gpt-4o": 2.5,  # migrate: skip\n}\n'
    source = BEFORE + rest + ask("MODEL") + "print(PRICES[MODEL])\n"
    report = report_of(source)
    (outcome,) = report.rewritten
    assert rest.encode() in outcome.after
    assert b'model="qwen3.7-plus"' in outcome.after
    assert_told(report, source, "SKIPPED", "migrate: skip")

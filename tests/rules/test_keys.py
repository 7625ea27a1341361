"""API keys: nothing of the source's reaches the target, and no real key stays in the code."""

from __future__ import annotations

import pytest

from tests.migrating import assert_told, check_migrated, codes, report_of, text_of

REAL = "sk-proj-" + "aB3dE5gH7jK9mN1pQ3sT" * 3
BOTH = pytest.mark.parametrize("sdk", ["native", "openai"])


def native(key: str) -> str:
    return f'from dashscope import Client\nclient = Client(api_key={key}, protocol="openai")\n'


def openai(key: str, head: str = "import os\n") -> str:
    return f"{head}from openai import OpenAI\nclient = OpenAI(api_key={key}, <address>)\n"


def given(key: str, head: str = "") -> str:
    return f"{head}from openai import OpenAI\nclient = OpenAI(api_key={key})\n"


# ---------------------------------------------------------------------- keys that stay in place


@BOTH
@pytest.mark.parametrize(
    "key",
    [
        '"sk-test"',
        '"your-api-key"',
        '"EMPTY"',
        '"sk-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        '""',
    ],
)
def test_a_placeholder_stays_and_is_told(key: str, sdk: str) -> None:
    after = native(key) if sdk == "native" else openai(key, "")
    report = check_migrated(given(key), after, sdk=sdk)
    assert_told(report, given(key), "KEY-SETTING", 2)


@pytest.mark.parametrize(
    "key", ["settings.key", "load_key()", "cfg['key']", 'os.environ["MY_KEY"]']
)
def test_a_setting_keeps_its_name_and_is_told(key: str) -> None:
    head = "import os\n"
    report = check_migrated(given(key, head), head + native(key))
    assert_told(report, given(key, head), "KEY-SETTING", 3)


def test_the_finding_names_the_variable_behind_a_setting() -> None:
    source = given('os.environ["MY_KEY"]', "import os\n")
    assert "MY_KEY" in assert_told(report_of(source), source, "KEY-SETTING", 3).message


# ----------------------------------------------------------------------------- no key, no leak


@pytest.mark.parametrize("arguments", ["", "max_retries=1"])
def test_no_key_is_written_out_where_the_sdk_would_read_the_sources(arguments: str) -> None:
    before = f"from openai import OpenAI\nclient = OpenAI({arguments})\n"
    made = f"OpenAI({arguments}, api_key=<key>, <address>)" if arguments else "OpenAI(<new>)"
    check_migrated(before, f"import os\nfrom openai import OpenAI\nclient = {made}\n", sdk="openai")


def test_a_key_of_none_is_read() -> None:
    check_migrated(given("None"), openai("<key>"), sdk="openai")


@pytest.mark.parametrize(
    "read",
    [
        'os.getenv("OPENAI_API_KEY")',
        'os.environ.get("OPENAI_API_KEY")',
        'os.environ["OPENAI_API_KEY"]',
        'os.environ.get("OPENAI_API_KEY", None)',
    ],
)
def test_a_key_that_may_be_absent_becomes_one_that_may_not(read: str) -> None:
    check_migrated(given(read, "import os\n"), openai("<key>"), sdk="openai")


@pytest.mark.parametrize("key", ["settings.key", "load_key()", "config.get('key')"])
def test_a_setting_that_may_be_none_does_not_fall_back(key: str) -> None:
    check_migrated(given(key), openai(f"{key} or <key>"), sdk="openai")


@pytest.mark.parametrize(
    "key",
    [
        'os.getenv("MY_KEY")',
        'os.environ.get("MY_KEY")',
        'os.getenv("MY_KEY") or os.getenv("OTHER")',
    ],
)
def test_another_variable_that_may_be_absent_does_not_fall_back(key: str) -> None:
    check_migrated(given(key, "import os\n"), openai(f"{key} or <key>"), sdk="openai")


@pytest.mark.parametrize("read", ['os.getenv("{}", "")', 'os.environ.get("{}", default="none")'])
def test_a_variable_with_a_text_in_its_place_is_never_none(read: str) -> None:
    """Such a client can be made without a key, as where a program is imported for its documents."""
    before, after = read.format("OPENAI_API_KEY"), read.format("DASHSCOPE_API_KEY")
    report = check_migrated(given(before, "import os\n"), openai(after), sdk="openai")
    assert "KEY-SETTING" not in codes(report)
    key = read.format("MY_KEY")
    report = check_migrated(given(key, "import os\n"), openai(key), sdk="openai")
    assert "MY_KEY; put" in str(report.diagnostics)


@pytest.mark.parametrize(
    "key",
    [
        'open("key.txt").read().strip()',
        'open(f"{here}/key").read()',
        'Path("key.txt").read_text(encoding="utf-8").rstrip("\\n").strip()',
    ],
)
def test_what_a_file_holds_is_never_none(key: str) -> None:
    """No other key is guessed in its place: an empty one fails as it did."""
    check_migrated(given(key), openai(key, ""), sdk="openai")


@pytest.mark.parametrize(
    "key",
    ['store("key").read()', 'open("key").close()', "open", 'Path("k").read_text', "a.strip()"],
)
def test_what_may_be_none_does_not_look_like_a_file(key: str) -> None:
    after = openai(f'{key} or os.environ["DASHSCOPE_API_KEY"]')
    check_migrated(given(key, "import os\n"), after, sdk="openai")


@pytest.mark.parametrize(
    "key",
    [
        'Path("key").read_text().strip() or None',
        'open("key").read().strip() if input() else None',
        "KEY",
    ],
)
def test_a_key_that_may_be_none_and_cannot_be_seen_is_asked_first(key: str) -> None:
    head = "import os\nfrom pathlib import Path\nKEY = open('key').read().strip() if input() else None\n"
    report = report_of(given(key, head), sdk="openai")
    text = report.rewritten[0].after.decode()
    kept = f"({key})" if " if " in key else key
    assert f'api_key={kept} or os.environ["DASHSCOPE_API_KEY"]' in text


def test_another_variable_that_must_be_there_stays() -> None:
    key = 'os.environ["MY_KEY"]'
    check_migrated(given(key, "import os\n"), openai(key), sdk="openai")


def test_a_key_by_name_that_must_be_there_stays() -> None:
    frame = 'import os\nfrom openai import OpenAI\nKEY = os.environ["{}_API_KEY"]\nclient = OpenAI(api_key=KEY{})\n'
    check_migrated(
        frame.format("OPENAI", ""), frame.format("DASHSCOPE", ", <address>"), sdk="openai"
    )


def test_a_parameter_without_a_value_does_not_fall_back() -> None:
    frame = """
        {}from openai import OpenAI
        class Bot:
            def __init__(self, api_key=None):
                self.client = OpenAI(api_key=api_key{})
        Bot()
        Bot("k")
    """
    check_migrated(
        frame.format("", ""),
        frame.format("import os\n        ", " or <key>, <address>"),
        sdk="openai",
    )


def test_the_native_sdk_reads_its_own_variable_by_itself() -> None:
    check_migrated(given("None"), native("None"))
    check_migrated(
        given('os.getenv("OPENAI_API_KEY")', "import os\n"),
        "import os\n" + native('os.getenv("DASHSCOPE_API_KEY")'),
    )


# --------------------------------------------------------------------------------- real keys


@BOTH
def test_a_real_key_becomes_the_variable(sdk: str) -> None:
    before = given(f'"{REAL}"')
    after = "import os\n" + native("<key>") if sdk == "native" else openai("<key>")
    report = check_migrated(before, after, sdk=sdk)
    assert "revoke" in assert_told(report, before, "KEY-LITERAL", 2).message


@pytest.mark.parametrize("key", ["sk-" + "a1B2c3D4" * 6, "sk-svcacct-" + "a1B2c3D4" * 8, REAL])
def test_shapes_of_real_keys(key: str) -> None:
    assert "KEY-LITERAL" in codes(report_of(given(f'"{key}"')))


@pytest.mark.parametrize(
    "key", ["sk-ant-" + "a1B2c3D4" * 8, "sk-or-v1-" + "a1B2c3D4" * 8, "sk-short"]
)
def test_shapes_that_are_no_key_of_the_source(key: str) -> None:
    assert "KEY-LITERAL" not in codes(report_of(given(f'"{key}"')))


@BOTH
def test_a_real_key_by_name_becomes_the_variable_where_it_stands(sdk: str) -> None:
    frame = "{}from {}\nKEY = {}\nclient = {}\n"
    before = frame.format("", "openai import OpenAI", f'"{REAL}"', "OpenAI(api_key=KEY)")
    if sdk == "native":
        made = 'Client(api_key=KEY, protocol="openai")'
        after = frame.format("import os\n", "dashscope import Client", "<key>", made)
    else:
        made = "OpenAI(api_key=KEY, <address>)"
        after = frame.format("import os\n", "openai import OpenAI", "<key>", made)
    check_migrated(before, after, sdk=sdk)


@BOTH
@pytest.mark.parametrize(
    "source",
    [
        given(f'"{REAL}"'),
        f'import os\nos.environ["OPENAI_API_KEY"] = "{REAL}"\n' + given("None"),
        f'KEY = "{REAL}"\n' + given("KEY"),
        f'from openai import OpenAI\nOPTIONS = {{"api_key": "{REAL}"}}\nclient = OpenAI(**OPTIONS)\n',
    ],
)
def test_no_message_repeats_a_real_key(source: str, sdk: str) -> None:
    report = report_of(source, sdk=sdk)
    said = [d.message for d in report.diagnostics] + [
        edit.why.message for outcome in report.rewritten for edit in outcome.edits
    ]
    assert not [message for message in said if REAL in message], text_of(report)


@BOTH
def test_a_real_key_in_a_mapping_is_told(sdk: str) -> None:
    source = f'from openai import OpenAI\nOPTIONS = {{"api_key": "{REAL}"}}\nclient = OpenAI(**OPTIONS)\n'
    report = report_of(source, sdk=sdk)
    assert "revoke" in assert_told(report, source, "KEY-LITERAL", 2).message


@BOTH
@pytest.mark.parametrize(
    "put",
    [
        f'os.environ["OPENAI_API_KEY"] = "{REAL}"',
        f'os.environ.setdefault("OPENAI_API_KEY", "{REAL}")',
        f'os.putenv("OPENAI_API_KEY", "{REAL}")',
        f'os.environ.update({{"OPENAI_API_KEY": "{REAL}", "LOG": "1"}})',
        f'os.environ.update(OPENAI_API_KEY="{REAL}")',
        f'os.environ |= {{"OPENAI_API_KEY": "{REAL}"}}',
    ],
)
def test_a_real_key_in_the_environment_stays_under_its_name_and_is_told(put: str, sdk: str) -> None:
    source = f"import os\n{put}\n" + given("None")
    report = report_of(source, sdk=sdk)
    assert "revoke" in assert_told(report, source, "KEY-LITERAL", 2).message
    (outcome,) = report.rewritten
    assert f"{put}\n".encode() in outcome.after


def test_a_real_key_behind_a_name_stays_under_its_name_in_the_environment() -> None:
    put = f'KEY = "{REAL}"\nos.environ["OPENAI_API_KEY"] = KEY\n'
    source = f"import os\n{put}" + given("None")
    report = report_of(source)
    assert_told(report, source, "KEY-LITERAL", 3)
    assert put.encode() in report.rewritten[0].after


def test_another_value_in_the_environment_moves_with_its_variable() -> None:
    check_migrated(
        "import os\nimport getpass\nos.environ['OPENAI_API_KEY'] = getpass.getpass()\n"
        + given("None"),
        "import os\nimport getpass\nos.environ['DASHSCOPE_API_KEY'] = getpass.getpass()\n"
        + native("None"),
    )

"""The SDK's module as the client: a client is made where its settings are known, and before its calls."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from codemod.reporting.view import view
from tests.migrating import check_migrated, check_noop, check_reported, on_one_line, report_of

ASK = 'openai.chat.completions.create(model="gpt-4", messages=[{"role": "user", "content": "x"}])'
ASKED = (
    'client.chat.completions.create(model="qwen-plus", messages=[{"role": "user", "content": "x"}])'
)
CLIENT = 'client = dashscope.Client(protocol="openai")'


def test_a_client_stands_behind_the_imports_where_nothing_is_set() -> None:
    check_migrated(
        f"""
        import json
        import openai

        print({ASK}.choices[0].message.content)
        """,
        f"""
        import json
        import dashscope

        {CLIENT}

        print({ASKED}.choices[0].message.content)
        """,
    )


def test_the_client_takes_the_place_of_the_last_setting() -> None:
    check_migrated(
        f"""
        import os
        import openai

        LIMIT = 3
        openai.timeout = 20
        openai.api_key = os.environ["OPENAI_API_KEY"]  # of the team


        def ask():
            return {ASK}.choices[0].message.content


        print(ask())
        """,
        f"""
        import os
        import openai

        LIMIT = 3
        client = openai.OpenAI(timeout=20, api_key=<key>, <address>)  # of the team


        def ask():
            return {ASKED}.choices[0].message.content


        print(ask())
        """,
        sdk="openai",
    )


def test_a_setting_in_the_function_that_calls_makes_a_client_there() -> None:
    check_migrated(
        f"""
        import openai


        def ask(key):
            openai.api_key = key
            return {ASK}.choices[0].message.content


        print(ask("k"))
        """,
        f"""
        import dashscope


        def ask(key):
            client = dashscope.Client(api_key=key, protocol="openai")
            return {ASKED}.choices[0].message.content


        print(ask("k"))
        """,
    )


def test_a_setting_in_a_constructor_makes_a_client_of_the_object() -> None:
    check_migrated(
        f"""
        import openai


        class Bot:
            def __init__(self, key):
                openai.api_key = key

            def ask(this):
                return [{ASK} for _ in range(2)][0].choices[0].message.content


        print(Bot("k").ask())
        """,
        f"""
        import dashscope


        class Bot:
            def __init__(self, key):
                self.client = dashscope.Client(api_key=key, protocol="openai")

            def ask(this):
                return [this.{ASKED} for _ in range(2)][0].choices[0].message.content


        print(Bot("k").ask())
        """,
    )


def test_a_setting_that_a_function_knows_makes_a_client_for_the_others() -> None:
    check_migrated(
        f"""
        import openai


        def setup(key):
            openai.api_key = key


        def ask():
            return {ASK}.choices[0].message.content


        setup(input())
        print(ask())
        """,
        f"""
        import dashscope


        def setup(key):
            global client
            client = dashscope.Client(api_key=key, protocol="openai")


        def ask():
            return {ASKED}.choices[0].message.content


        setup(input())
        print(ask())
        """,
    )


def test_a_setting_of_another_module_makes_a_client_at_the_first_call() -> None:
    check_migrated(
        {
            "settings.py": """
            import os
            import openai

            openai.api_key = os.getenv("OPENAI_API_KEY")
            DEBUG = False
            """,
            "app.py": f"""
            import openai
            import settings


            def ask():
                return {ASK}.choices[0].message.content


            print(ask())
            """,
        },
        {
            "settings.py": """
            import os

            DEBUG = False
            """,
            "app.py": f"""
            import functools
            import os
            import dashscope
            import settings

            get_client = functools.cache(lambda: dashscope.Client(api_key=os.getenv("DASHSCOPE_API_KEY"), protocol="openai"))


            def ask():
                return {ASKED.replace("client.", "get_client().")}.choices[0].message.content


            print(ask())
            """,
        },
    )


@pytest.mark.parametrize("others", [{"bot/__init__.py": ""}, {"app.py": "import bot.ask\n"}])
@pytest.mark.parametrize(
    ("setting", "native", "given"),
    [
        ("", 'protocol="openai"', "api_key=<key>, <address>"),
        (
            'openai.api_key = os.getenv("OPENAI_API_KEY")\n',
            'api_key=os.getenv("DASHSCOPE_API_KEY"), protocol="openai"',
            "api_key=<key>, <address>",
        ),
    ],
)
def test_a_module_that_others_import_needs_no_key_for_that(
    others: dict[str, str], setting: str, native: str, given: str
) -> None:
    """It did not fail before it asked, and others may import it for something else."""
    before = f"import os\nimport openai\n{setting}def ask():\n    print({ASK})\n"
    asked = f"def ask():\n    print(get_{ASKED.replace('client', 'client()', 1)})\n"
    for sdk, module, made in (
        ("native", "dashscope", f"dashscope.Client({native})"),
        ("openai", "openai", f"openai.OpenAI({given})"),
    ):
        head = f"import functools\nimport os\nimport {module}\n"
        gap = "" if setting else "\n"
        after = f"{head}{gap}get_client = functools.cache(lambda: {made})\n{asked}"
        report = check_migrated({"bot/ask.py": before, **others}, {"bot/ask.py": after}, sdk=sdk)
        told = [d.message for d in report.diagnostics if d.code == "MODULE-SETTING"]
        assert len(told) == (not setting and "bot/__init__.py" in others)


@pytest.mark.parametrize(
    ("setting", "call"),
    [
        ('openai.api_key = os.environ["OPENAI_API_KEY"]', "def ask():\n    answer = "),
        ('openai.api_key = os.getenv("OPENAI_API_KEY")', "ANSWER = "),
        ("", "class Asked:\n    answer = "),
    ],
)
def test_one_that_fails_without_a_key_when_it_is_imported_still_does(
    setting: str, call: str
) -> None:
    source = f"import os\nimport openai\n{setting}\n{call}{ASK}\n"
    report = report_of({"bot/ask.py": source, "bot/__init__.py": ""})
    assert b"\nclient = dashscope.Client(" in report.rewritten[0].after


def test_an_import_within_the_function_keeps_its_place() -> None:
    check_migrated(
        f"""
        def ask():
            import openai

            return {ASK}.choices[0].message.content


        print(ask())
        """,
        f"""
        def ask():
            import dashscope
            {CLIENT}

            return {ASKED}.choices[0].message.content


        print(ask())
        """,
    )


def test_a_name_that_is_taken_is_left_alone() -> None:
    check_migrated(
        f"""
        import openai


        def ask(client):
            return client, {ASK}.choices[0].message.content


        print(ask("somebody"))
        """,
        f"""
        import dashscope

        openai_{CLIENT}


        def ask(client):
            return client, openai_{ASKED}.choices[0].message.content


        print(ask("somebody"))
        """,
    )


@pytest.mark.parametrize("sdk", ["native", "openai"])
@pytest.mark.parametrize(
    ("lines", "word"),
    [
        (["if input():", "    openai.api_key = 'k'", "print({ask})"], "under a condition"),
        (["openai.api_key = 'a'", "openai.api_key = input()", "print({ask})"], "more than once"),
        (["openai.api_key = 'a'", "print({ask}, openai.api_key)"], "also read"),
        (["print({ask})", "openai.api_key = 'a'"], "before its settings"),
        (["openai.proxy = 'http://p'", "print({ask})"], "no client takes"),
        (["openai.api_key, x = 'a', 1", "print({ask})"], "cannot be moved"),
        (["openai.api_type = input()", "print({ask})"], "is not known"),
    ],
)
def test_settings_that_cannot_be_moved_keep_the_module(
    lines: list[str], word: str, sdk: str
) -> None:
    program = "\n".join(["import openai", *(line.format(ask=ASK) for line in lines)])
    report = check_noop(program + "\n", sdk=sdk)
    assert any(d.code == "MODULE-CLIENT" and word in d.message for d in report.diagnostics), [
        d.message for d in report.diagnostics
    ]


def test_settings_that_two_modules_make_otherwise_keep_the_module() -> None:
    program = {
        "a.py": f"import openai\nimport b\nopenai.api_key = 'one'\nprint({ASK})\n",
        "b.py": "import openai\nopenai.api_key = 'two'\n",
    }
    check_reported(program, "MODULE-CLIENT", line="openai.api_key = 'two'")


def test_scripts_that_know_nothing_of_each_other_have_their_own_settings() -> None:
    def script(key: str, after: bool) -> str:
        if not after:
            return f"import openai\nopenai.api_key = '{key}'\nprint({ASK}.choices[0].message)\n"
        made = f"client = dashscope.Client(api_key='{key}', protocol=\"openai\")"
        return f"import dashscope\n{made}\nprint({ASKED}.choices[0].message)\n"

    check_migrated(
        {"a.py": script("one", False), "b.py": script("two", False)},
        {"a.py": script("one", True), "b.py": script("two", True)},
    )


@pytest.mark.parametrize("sdk", ["native", "openai"])
def test_the_module_on_another_address_stays(sdk: str) -> None:
    check_noop(
        f"import openai\nopenai.base_url = 'https://api.groq.com/openai/v1'\nprint({ASK})\n",
        sdk=sdk,
    )


def test_the_module_patched_or_handed_on_stays() -> None:
    check_reported(
        f"import openai\nimport elsewhere\nelsewhere.retry(openai.chat.completions.create)\nprint({ASK})\n",
        "CLIENT-ESCAPES",
        line=3,
    )


def test_what_only_looks_like_the_module_is_not_touched() -> None:
    check_noop("class openai:\n    class chat:\n        pass\n\n\nprint(openai.chat)\n")
    check_noop(
        "from openai import OpenAI\nopenai = OpenAI(base_url='https://x.ai/v1')\n" + ASK + "\n"
    )


# ------------------------------------------------------------------------ places in messages

LINES = """
import os
import openai
from openai import OpenAI

openai.api_key = os.environ["OPENAI_API_KEY"]
openai.api_base = "https://api.openai.com/v1"
openai.organization = "x"
NAME = "gpt-4"

client = OpenAI()


def old(messages):
    answer = openai.ChatCompletion.create(model=NAME, messages=messages)
    return answer["choices"][0]["message"]["content"]


def new(messages):
    return client.beta.chat.completions.parse(model=NAME, messages=messages)
"""


def test_the_places_in_messages_are_those_of_the_file_as_it_was() -> None:
    """The settings that become a client are lines less, of which the reader of a dry run sees nothing."""
    report = report_of(LINES)
    line = 1 + ["def new" in text for text in LINES.strip().split("\n")].index(True)
    named = {d.code for d in report.diagnostics if f"main.py:{line}" in d.message}
    assert {"MODEL-SHARED", "GROUP-LEFT"} <= named
    others = {n for d in report.diagnostics for n in re.findall(r"main.py:(\d+)", d.message)}
    assert others == {str(line)}


def test_the_places_in_messages_are_those_of_the_file_as_it_is_written() -> None:
    report = report_of(LINES)
    (file,) = view(report, written={"main.py"}, content=lambda path: b"")
    (rewritten,) = report.rewritten
    line = 1 + [b"def new" in text for text in rewritten.after.split(b"\n")].index(True)
    others = {n for each in file.findings for n in re.findall(r"main.py:(\d+)", each.message)}
    assert others == {str(line)}


def test_settings_that_stay_for_some_calls_are_told_once_and_by_their_names() -> None:
    source = """
    import os
    import openai

    openai.api_type = "azure"
    openai.api_base = os.environ["AZURE_OPENAI_ENDPOINT"]
    openai.api_version = "2023-05-15"
    openai.api_key = os.environ["AZURE_OPENAI_KEY"]
    print(openai.ChatCompletion.create(engine="gpt-35-turbo", messages=[])["id"])
    print(openai.Embedding.create(engine="mine", input="x")["data"])
    """
    report = report_of(source)
    told = [d.span.line for d in report.diagnostics if "calls that stay need" in d.message]
    assert told == [4]
    assert "for openai.api_base, which is not migrated" in str(report.diagnostics)


# ------------------------------------------------------------------------ a key in a file

FILED = """
import os
import openai

{}
print(openai.ChatCompletion.create(model="gpt-4o", messages=[])["id"])
"""


@pytest.mark.parametrize(
    "path", ['"key.txt"', 'os.path.expanduser("~/.key")', 'f"{os.sep}run/key"', 'os.sep + "key"']
)
def test_a_key_that_stands_in_a_file_is_read_there(path: str) -> None:
    source = FILED.format(f"openai.api_key_path = {path}")
    report = report_of(source, sdk="openai", to="openai")
    made = f"client = openai.OpenAI(api_key=open({path}).read().strip())\n"
    assert made in report.rewritten[0].after.decode()
    assert "the file of api_key_path is read when the client is made" in str(report.diagnostics)
    native = f'client = dashscope.Client(api_key=open({path}).read().strip(), protocol="openai")\n'
    after = on_one_line(report_of(source).rewritten[0].after.decode())
    assert native in after
    moved = report_of(source, sdk="openai").rewritten[0].after.decode()
    assert f"    api_key=open({path}).read().strip(),\n" in moved


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ('openai.api_key_path = os.getenv("KEY_FILE")', "whether api_key_path is set to a file"),
        ('openai.api_key = "k"\nopenai.api_key_path = "f"', "and given by a file too"),
        ('openai.proxy = "http://p:1"', "proxy is set, which no client takes"),
    ],
)
def test_a_key_that_may_not_stand_in_a_file_keeps_the_calls(settings: str, reason: str) -> None:
    report = check_noop(FILED.format(settings))
    assert reason in str(report.diagnostics)


def test_a_call_with_a_key_of_its_own_beside_a_file_stays() -> None:
    source = FILED.format('openai.api_key_path = "f"').replace(
        "messages=[]", 'messages=[], api_key="k"'
    )
    check_noop(source)


def test_what_a_file_holds_is_the_key(tmp_path: Path) -> None:
    """Run by the SDK: the key without the end of its line."""
    pytest.importorskip("openai")
    (tmp_path / "key.txt").write_text("sk-filed\n")
    source = FILED.format('openai.api_key_path = "key.txt"')
    new = report_of(source, sdk="openai", to="openai").rewritten[0].after.decode()
    head = new.partition("print(")[0] + "print(client.api_key)"
    command = [sys.executable, "-c", head]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout == "sk-filed\n"

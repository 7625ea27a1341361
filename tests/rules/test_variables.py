"""The environment: the variable of the key moves with its client, every other one is told."""

from __future__ import annotations

import pytest

from codemod.vocabulary.diagnostics import Severity
from tests.migrating import (
    assert_told,
    check_both,
    check_migrated,
    check_noop,
    check_reported,
    codes,
    report_of,
)

BOTH = pytest.mark.parametrize("sdk", ["native", "openai"])
MADE = 'client = OpenAI(api_key=os.environ["OPENAI_API_KEY"])\n'
NATIVE = 'client = Client(api_key=os.environ["DASHSCOPE_API_KEY"], protocol="openai")\n'
OPENAI = "client = OpenAI(api_key=<key>, <address>)\n"


def check_moved(before: str, after: str) -> None:
    """Beside a client the variable changes so, on both routes."""
    head = "import os\nfrom openai import OpenAI\n"
    check_both(
        head + before + MADE,
        "import os\nfrom dashscope import Client\n" + after + NATIVE,
        head + after + OPENAI,
    )


# ------------------------------------------------------------------------------- left alone


@BOTH
@pytest.mark.parametrize(
    "source",
    [
        'import os\nprint(os.environ["OPENAI_API_KEY"])\n',
        'import os\nfrom gateway import ChatOpenAI\nllm = ChatOpenAI(api_key=os.getenv("OPENAI_API_KEY"))\n',
        'import os\nfrom litellm import completion\nos.environ["OPENAI_API_KEY"] = "x"\ncompletion()\n',
        'NAME = "OPENAI_API_KEY"\n',
    ],
)
def test_a_variable_without_a_client_stays(source: str, sdk: str) -> None:
    check_noop(source, sdk=sdk)


@BOTH
def test_the_variable_of_a_client_that_stays_stays(sdk: str) -> None:
    check_noop(
        """
        import os
        from openai import OpenAI
        if "OPENAI_API_KEY" not in os.environ:
            raise SystemExit(1)
        client = OpenAI(base_url="https://api.x.ai/v1", api_key=os.environ["OPENAI_API_KEY"])
        """,
        sdk=sdk,
    )


@pytest.mark.parametrize("name", ["OPENAI_ORG_ID", "OPENAI_PROJECT_ID", "OPENAI_WEBHOOK_SECRET"])
def test_a_setting_of_the_source_is_told(name: str) -> None:
    before = f'import os\nfrom openai import OpenAI\n{MADE}print(os.getenv("{name}"))\n'
    report = check_migrated(
        before, f'import os\nfrom dashscope import Client\n{NATIVE}print(os.getenv("{name}"))\n'
    )
    assert name in assert_told(report, before, "VARIABLE-LEFT", 4).message


@BOTH
def test_other_files_that_name_the_variable_are_told(sdk: str) -> None:
    files = {
        "main.py": "import os\nfrom openai import OpenAI\n" + MADE,
        ".env.example": "DEBUG=1\nOPENAI_API_KEY=sk-...\n",
        "docker-compose.yml": "services:\n  app:\n    environment:\n      - OPENAI_API_KEY\n",
        "README.md": "nothing here\n",
    }
    report = report_of(files, sdk=sdk)
    told = [(d.path, d.span.line) for d in report.diagnostics if d.code == "VARIABLE-ELSEWHERE"]
    assert told == [("docker-compose.yml", 4)]
    kept = [(d.path, d.span.line) for d in report.diagnostics if d.code == "VARIABLE-KEPT"]
    assert kept == [(".env.example", 2)]


@BOTH
def test_other_files_are_not_told_when_nothing_moves(sdk: str) -> None:
    report = check_noop(
        {
            "main.py": 'from openai import OpenAI\nOpenAI(base_url="https://api.x.ai/v1", api_key="k")\n',
            ".env": "OPENAI_API_KEY=x\n",
        },
        sdk=sdk,
    )
    assert codes(report) == []


# ------------------------------------------------------------------------------------- moved


@pytest.mark.parametrize("name", ["OPENAI_KEY", "AZURE_OPENAI_KEY", "AZURE_OPENAI_API_KEY"])
def test_a_key_that_programs_have_their_own_name_for_goes_to_no_other_vendor(name: str) -> None:
    """What stands there is OpenAI's, and would be sent to the target."""
    source = (
        "import os\nfrom openai import {}\n"
        'client = {}(api_key=os.environ["{}"])\nprint(client.models.list())\n'
    )
    check_migrated(
        source.format("OpenAI", "OpenAI", name),
        source.format("OpenAI", "OpenAI", name).replace(
            'api_key=os.environ["' + name + '"]', "api_key=<key>, <address>"
        ),
        sdk="openai",
    )


@pytest.mark.parametrize("package", ["textgrad/__init__.py", "textgrad/engine/models.py"])
def test_a_package_of_the_repository_reads_no_variable_by_itself(package: str) -> None:
    """The check would ask for a key that nothing reads any more: it has the name of a known library."""
    name = package.removesuffix("/__init__.py").removesuffix(".py").replace("/", ".")
    main = """
        import os
        from {name} import Model
        from {sdk}
        if os.getenv("{key}") is None:
            raise ValueError
        client = {made}
        """
    moved = {"name": name, "sdk": "dashscope import Client", "key": "DASHSCOPE_API_KEY"}
    before = {"name": name, "sdk": "openai import OpenAI", "key": "OPENAI_API_KEY"}
    check_migrated(
        {package: "class Model: ...\n", "main.py": main.format(made=MADE[9:-1], **before)},
        {"main.py": main.format(made=NATIVE[9:-1], **moved)},
    )


@pytest.mark.parametrize(
    "line",
    [
        'if not os.environ.get("OPENAI_API_KEY"):\n    raise SystemExit(1)\n',
        'if "OPENAI_API_KEY" not in os.environ:\n    raise SystemExit(1)\n',
        'assert os.getenv("OPENAI_API_KEY")\n',
        'os.environ["OPENAI_API_KEY"] = "x"\n',
        'os.environ.setdefault("OPENAI_API_KEY", "x")\n',
        'os.environ.pop("OPENAI_API_KEY", None)\n',
        'del os.environ["OPENAI_API_KEY"]\n',
        'print(os.environ.get("OPENAI_API_KEY", ""))\n',
    ],
)
def test_reads_checks_and_writes(line: str) -> None:
    check_moved(line, line.replace("OPENAI", "DASHSCOPE"))


def test_a_variable_by_a_constant() -> None:
    head = 'import os\nfrom {}\nNAME = "{}_API_KEY"\nkey = os.environ[NAME]\nclient = {}\n'
    check_migrated(
        head.format("openai import OpenAI", "OPENAI", "OpenAI(api_key=key)"),
        head.format(
            "dashscope import Client", "DASHSCOPE", 'Client(api_key=key, protocol="openai")'
        ),
    )


def test_a_variable_in_another_module() -> None:
    check_migrated(
        {
            "settings.py": 'import os\nKEY = os.environ["OPENAI_API_KEY"]\n',
            "main.py": "from openai import OpenAI\nimport settings\nclient = OpenAI(api_key=settings.KEY)\n",
        },
        {
            "settings.py": 'import os\nKEY = os.environ["DASHSCOPE_API_KEY"]\n',
            "main.py": "from dashscope import Client\nimport settings\n"
            'client = Client(api_key=settings.KEY, protocol="openai")\n',
        },
    )


def test_a_variable_that_two_clients_read_is_not_taken_from_one() -> None:
    source = """
        import os
        from openai import OpenAI
        KEY = os.environ["OPENAI_API_KEY"]
        ours = OpenAI(api_key=KEY)
        theirs = OpenAI(base_url="https://api.x.ai/v1", api_key=KEY)
        print(theirs.chat.completions.create(model="grok", messages=[]))
    """
    for sdk in ("native", "openai"):
        for outcome in report_of(source, sdk=sdk).rewritten:
            assert b"api_key=KEY)\nprint(theirs" in outcome.after
            assert b'KEY = os.environ["OPENAI_API_KEY"]' in outcome.after


MESSAGES = [
    'raise SystemExit("set OPENAI_API_KEY first")',
    'print("OPENAI_API_KEY is missing")',
    "sys.exit('OPENAI_API_KEY?')",
    'logging.error("no %s: set OPENAI_API_KEY", "key")',
]
CHECKED = "import logging\nimport os\nimport sys\nfrom openai import OpenAI\nif not os.getenv('OPENAI_API_KEY'):\n    "


@pytest.mark.parametrize("line", MESSAGES)
def test_a_message_that_names_the_variable_moves_with_its_client(line: str) -> None:
    before = (
        CHECKED.replace("from openai import OpenAI\n", "").replace("import os\nfrom", "from")
        + line
        + "\n"
    )
    check_moved(
        before.replace("import os\n", ""),
        before.replace("import os\n", "").replace("OPENAI", "DASHSCOPE"),
    )


@BOTH
@pytest.mark.parametrize(
    "line",
    [
        'raise SystemExit("set OPENAI_API_KEY to the key of your OpenAI account")',
        'raise SystemExit("set OPENAI_API_KEY" " first")',
        'raise SystemExit("set \\"OPENAI_API_KEY\\"")',
        'raise SystemExit("""set OPENAI_API_KEY""")',
        'show("set OPENAI_API_KEY")',
        'help = "It reads OPENAI_API_KEY"',
        'raise SystemExit(f"set OPENAI_API_KEY for {__name__}")',
        'print(f"{__name__} reads $OPENAI_API_KEY")',
    ],
)
def test_a_text_that_names_the_variable_is_told(line: str, sdk: str) -> None:
    source = f"from front import show\n{CHECKED}{line}\n{MADE}"
    report = report_of(source, sdk=sdk)
    assert line.encode() in report.rewritten[0].after
    assert_told(report, source, "VARIABLE-NAMED", line)


@BOTH
def test_a_message_that_a_test_looks_for_stays(sdk: str) -> None:
    line = 'raise SystemExit("set OPENAI_API_KEY first")'
    test = (
        "import pytest\n\n\ndef test_it():\n    with pytest.raises(SystemExit, match='OPENAI_API_KEY'):\n"
        "        import main\n"
    )
    files = {"main.py": f"{CHECKED}{line}\n{MADE}", "test_main.py": test}
    report = report_of(files, sdk=sdk)
    (outcome,) = report.rewritten
    assert line.encode() in outcome.after
    assert_told(report, files, "VARIABLE-NAMED", line)


@BOTH
def test_a_message_of_what_stays_stays(sdk: str) -> None:
    line = 'raise SystemExit("set OPENAI_API_KEY first")'
    other = f"import os\nfrom elsewhere import ask\nif not ask(os.getenv('OPENAI_API_KEY')):\n    {line}\n"
    files = {"main.py": "import os\nfrom openai import OpenAI\n" + MADE, "other.py": other}
    report = report_of(files, sdk=sdk)
    assert [o.path for o in report.rewritten] == ["main.py"]
    assert_told(report, files, "VARIABLE-NAMED", line)


def test_the_users_own_variable() -> None:
    check_migrated(
        "import os\nfrom openai import OpenAI\n" + MADE,
        "import os\nfrom dashscope import Client\n" + NATIVE.replace("DASHSCOPE", "MY"),
        api_key_env="MY_API_KEY",
    )


def test_the_variable_of_azure() -> None:
    made = "client = AzureOpenAI(api_key=os.getenv('AZURE_OPENAI_API_KEY'))\n"
    check_migrated(
        "import os\nfrom openai import AzureOpenAI\n" + made,
        "import os\nfrom dashscope import Client\n"
        "client = Client(api_key=os.getenv('DASHSCOPE_API_KEY'), protocol=\"openai\")\n",
    )


ADDRESSED = """
import os
from openai import OpenAI
if "OPENAI_BASE_URL" in os.environ:
    client = OpenAI(base_url=os.environ["OPENAI_BASE_URL"])
else:
    client = OpenAI()
print(client.chat.completions.create(model="gpt-4", messages=[]).choices)
"""


def test_a_check_of_the_address_goes_along_with_its_read() -> None:
    report = report_of(ADDRESSED, sdk="openai")
    text = report.rewritten[0].after.decode()
    assert 'if "DASHSCOPE_BASE_URL" in os.environ:' in text
    assert "OPENAI_BASE_URL" not in text


def test_a_check_of_the_address_that_nobody_reads_stays() -> None:
    program = ADDRESSED.replace('os.environ["OPENAI_BASE_URL"]', '"https://api.openai.com/v1"')
    report = report_of(program, sdk="openai")
    assert 'if "OPENAI_BASE_URL" in os.environ:' in report.rewritten[0].after.decode()
    assert_told(report, program, "VARIABLE-LEFT", "in os.environ")


def test_an_address_that_is_read_before_the_client_is_told_to_stay() -> None:
    program = """
    import os
    from openai import AzureOpenAI
    endpoint = os.environ["AZURE_OPENAI_ENDPOINT"]
    client = AzureOpenAI(azure_endpoint=endpoint, api_version="1")
    print(client.chat.completions.create(model="gpt-4", messages=[]).choices)
    """
    for sdk in ("native", "openai"):
        assert_told(report_of(program, sdk=sdk), program, "VARIABLE-LEFT", "environ")


def test_one_that_goes_with_its_argument_is_not() -> None:
    program = """
    import os
    from openai import AzureOpenAI
    client = AzureOpenAI(azure_endpoint=os.environ["AZURE_OPENAI_ENDPOINT"], api_version="1")
    print(client.chat.completions.create(model="gpt-4", messages=[]).choices)
    """
    for sdk in ("native", "openai"):
        assert "VARIABLE-LEFT" not in codes(report_of(program, sdk=sdk))


def test_a_key_that_is_set_for_clients_that_part_is_told() -> None:
    asked = (
        "    client = OpenAI()\n"
        '    print(client.chat.completions.create(model="gpt-4", messages=[]{}).choices[0].message.content)\n'
    )
    source = (
        "import os\nfrom openai import OpenAI\ndef one(key):\n"
        '    os.environ["OPENAI_API_KEY"] = key  # for the first\n'
        + asked.format("")
        + "def two():\n"
        + asked.format(", logit_bias={1: 2}")
    )
    report = report_of(source, sdk="openai")
    assert b"DASHSCOPE_API_KEY" in report.rewritten[0].after
    told = assert_told(report, source, "VARIABLE-LEFT", "# for the first")
    assert told.severity is Severity.REVIEW


# ---------------------------------------------------------------- several variables put at once


@pytest.mark.parametrize(
    "put",
    [
        'os.environ.update({{"{}": "test", "LOG": "1"}})',
        'os.environ.update({}="test", LOG="1")',
        'os.environ |= {{"{}": "test"}}',
        'VALUES = {{"{}": "test"}}\nos.environ.update(VALUES)',
        'with patch.dict(os.environ, {{"{}": "test"}}, clear=True):\n    print(1)',
        'with patch.dict(os.environ, {}="test"):\n    print(1)',
    ],
)
def test_a_variable_among_others_moves_with_its_client(put: str) -> None:
    head = "from unittest.mock import patch\n"
    check_moved(
        head + put.format("OPENAI_API_KEY") + "\n", head + put.format("DASHSCOPE_API_KEY") + "\n"
    )


@BOTH
@pytest.mark.parametrize(
    "put", ['os.environ.update({"OPENAI_API_KEY": "t"})', 'os.environ.update(OPENAI_API_KEY="t")']
)
def test_a_variable_among_others_stays_with_its_client(put: str, sdk: str) -> None:
    check_noop(
        f"import os\nfrom openai import OpenAI\n{put}\n{MADE}"
        "print(client.chat.completions.create(model='gpt-4', messages=[], logit_bias={1: 2}))\n",
        sdk=sdk,
    )


@BOTH
def test_a_mapping_that_is_not_the_environment_keeps_its_keys(sdk: str) -> None:
    head = "import os\nfrom unittest.mock import patch\n"
    rest = (
        'values = {"OPENAI_API_KEY": "t"}\nother = {}\nother.update({"OPENAI_API_KEY": "t"})\n'
        'with patch.dict(other, {"OPENAI_API_KEY": "t"}):\n    print(values)\n'
    )
    made = {"native": "from dashscope import Client\n", "openai": "from openai import OpenAI\n"}
    after = {"native": NATIVE, "openai": OPENAI}
    check_migrated(
        f"{head}from openai import OpenAI\n{rest}{MADE}",
        head + made[sdk] + rest + after[sdk],
        sdk=sdk,
    )


@BOTH
def test_an_address_that_is_put_there_among_others_decides_whose_client_it_is(sdk: str) -> None:
    check_noop(
        "import os\nfrom openai import OpenAI\n"
        'os.environ.update({"OPENAI_BASE_URL": "https://api.deepseek.com"})\n'
        "print(OpenAI().chat.completions.create(model='deepseek-chat', messages=[]))\n",
        sdk=sdk,
    )


@BOTH
def test_a_setting_that_the_client_no_longer_takes_is_not_told_as_read(sdk: str) -> None:
    given = 'client = OpenAI(api_key="k", organization=os.getenv("OPENAI_ORG_ID"))\n'
    report = report_of(f"import os\nfrom openai import OpenAI\n{given}", sdk=sdk)
    assert "VARIABLE-LEFT" not in codes(report)


# ------------------------------------------------------------------- what others read by themselves

LINES = [
    'os.environ["OPENAI_API_KEY"] = input()\n',
    'if not os.getenv("OPENAI_API_KEY"):\n    raise SystemExit(1)\n',
]
ASKING = 'from openai import OpenAI\nclient = OpenAI()\nprint(client.chat.completions.create(model="gpt-4", messages=[]))\n'


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize(
    "other",
    [
        "from langchain_openai import ChatOpenAI",
        "import litellm",
        "from llama_index.llms.openai import OpenAI as L",
    ],
)
@BOTH
def test_a_variable_that_another_library_reads_stays(sdk: str, other: str, line: str) -> None:
    """It is needed there, whether the library is used in the same module or in another one."""
    for files in (
        {"main.py": ASKING, "keys.py": f"import os\n{other}\n{line}"},
        {"main.py": ASKING, "keys.py": f"import os\n{line}", "chains.py": f"{other}\n"},
        {"main.py": f"import os\n{other}\n{line}{ASKING}"},
    ):
        report = report_of(files, sdk=sdk)
        (outcome,) = report.rewritten
        assert outcome.path == "main.py" and b'model="qwen-plus"' in outcome.after
        assert_told(report, files, "VARIABLE-LEFT", line.split("\n")[0])


@BOTH
def test_a_check_beside_its_client_goes_along_whatever_other_modules_have(sdk: str) -> None:
    """The client would not be made without a key that nothing but the check asks for."""
    checked = 'import os\nfrom openai import OpenAI\nif os.getenv("{}") is None:\n    raise SystemExit(1)\n'
    files = {
        "main.py": checked.format("OPENAI_API_KEY") + MADE,
        "keys.py": "import os\nprint(os.getenv('OPENAI_API_KEY') is None)\n",
        "chains.py": "import litellm\n",
    }
    after = checked.format("DASHSCOPE_API_KEY") + (NATIVE if sdk == "native" else OPENAI)
    if sdk == "native":
        after = after.replace("openai import OpenAI", "dashscope import Client")
    report = check_migrated(files, {"main.py": after}, sdk=sdk)
    assert_told(report, files, "VARIABLE-LEFT", "print(os.getenv")


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("other", ["", "from agents import run", "from .langchain import run"])
@BOTH
def test_a_variable_that_no_other_library_reads_moves(sdk: str, other: str, line: str) -> None:
    """It is set or checked beside no client, in a module that nothing imports; ``agents`` is ours."""
    files = {
        "main.py": ASKING,
        "keys.py": f"import os\n{line}",
        "agents.py": "run = 1\n",
        "chains.py": f"{other}\n",
    }
    changed = {o.path: o.after.decode() for o in report_of(files, sdk=sdk).rewritten}
    assert changed["keys.py"] == f"import os\n{line}".replace("OPENAI", "DASHSCOPE")


SHARED_KEY = 'import os\nfrom openai import OpenAI\nKEY = os.getenv("OPENAI_API_KEY")\n'
ASKED_WITH_IT = 'client = OpenAI(api_key=KEY)\nprint(client.chat.completions.create(model="gpt-4", messages=[]))\n'


@BOTH
@pytest.mark.parametrize(
    "use",
    [
        'import requests\ngiven = {"headers": {"Authorization": "Bearer " + KEY}}\nrequests.get("https://api.openai.com/v1/x", **given)\n',
        'from elsewhere import ask\ngiven = {}\ngiven["api_key"] = KEY\nask("x", **given)\n',
        "import openai\nopenai.api_key = KEY\nprint(openai.Engine.list())\n",
    ],
)
def test_a_key_that_also_goes_elsewhere_stays_with_its_client(use: str, sdk: str) -> None:
    """The new key would be sent to the source, which the old one is for."""
    report = check_reported(SHARED_KEY + ASKED_WITH_IT + use, "KEY-SHARED", line="KEY =", sdk=sdk)
    assert "GROUP-LEFT" in codes(report)


@BOTH
def test_a_key_that_is_only_looked_at_goes_along(sdk: str) -> None:
    use = 'print({"has a key": KEY is not None}, f"{len(KEY)} characters")\n'
    report = report_of(SHARED_KEY + use + ASKED_WITH_IT, sdk=sdk)
    assert b'KEY = os.getenv("DASHSCOPE_API_KEY")' in report.rewritten[0].after


# ------------------------------------------------------- the target's own variable, asked for


ASKS = "import os\nfrom openai import OpenAI\nclient = OpenAI()\nprint({})\n"
WHETHER = pytest.mark.parametrize(
    "asked",
    [
        '1 if os.environ.get("DASHSCOPE_API_KEY") else 2',
        '1 if not os.getenv("DASHSCOPE_API_KEY") else 2',
        '1 if "DASHSCOPE_API_KEY" in os.environ else 2',
        '1 if os.getenv("A") or os.getenv("DASHSCOPE_API_KEY") is None else 2',
    ],
)


@WHETHER
@BOTH
def test_a_choice_by_the_variable_of_the_target_is_told(asked: str, sdk: str) -> None:
    source = ASKS.format(asked)
    report = report_of(source, sdk=sdk)
    assert report.rewritten
    assert assert_told(report, source, "VARIABLE-ASKED", 4).severity is Severity.REVIEW


@BOTH
@pytest.mark.parametrize(
    "read",
    [
        'os.environ.get("DASHSCOPE_API_KEY")',
        'os.getenv("DASHSCOPE_API_KEY") or "none"',
        '1 if input() else os.getenv("DASHSCOPE_API_KEY")',
        '1 if "OPENAI_API_KEY" in os.environ else 2',
        '"DASHSCOPE_API_KEY"',
    ],
)
def test_what_chooses_nothing_by_the_variable_of_the_target_is_not_told(
    read: str, sdk: str
) -> None:
    report = report_of(ASKS.format(read), sdk=sdk)
    assert report.rewritten and "VARIABLE-ASKED" not in codes(report)


@WHETHER
def test_where_nothing_moves_no_choice_is_told(asked: str) -> None:
    source = ASKS.format(asked).replace("OpenAI()", 'OpenAI(base_url="https://api.x.ai/v1")')
    assert "VARIABLE-ASKED" not in codes(check_noop(source))


def test_a_key_that_is_looked_at_beside_a_client_that_stays_stays() -> None:
    staying = (
        "import os\nfrom openai import OpenAI\nclass Encoder:\n    def __init__(self, key=None):\n"
        '        self.key = key or os.getenv("OPENAI_API_KEY")\n'
        "        self.client = OpenAI(api_key=str(key))\n    def embed(self, text):\n"
        '        print(self.client.embeddings.create(model="text-embedding-ada-002", input=[text]))\n'
    )
    moving = (
        'import os\nfrom openai import OpenAI\nclient = OpenAI(api_key=os.getenv("OPENAI_API_KEY"))\n'
        'm = [{"role": "user", "content": "x"}]\n'
        'print(client.chat.completions.create(model="gpt-4o", messages=m, max_tokens=9))\n'
    )
    report = report_of({"a.py": staying, "b.py": moving}, to="anthropic")
    assert [outcome.path for outcome in report.rewritten] == ["b.py"]

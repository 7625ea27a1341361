"""The key's variable in a table of names: it moves where every use of the table is seen to read the environment."""

from __future__ import annotations

import pytest

from tests.migrating import assert_told, check_migrated, codes, report_of

BOTH = pytest.mark.parametrize("sdk", ["native", "openai"])
ASKS = """\
import os
from openai import OpenAI

client = OpenAI(api_key=os.environ["OPENAI_API_KEY"])
print(client.chat.completions.create(model="gpt-4", messages=[]))
"""
TABLE = 'KEYS = {"OPENAI_API_KEY": "OpenAI", "OTHER_API_KEY": "Other"}\n'


def tables(source: str, sdk: str, **others: str) -> tuple[str, list[str]]:
    """Migrate a client beside the module ``source``; return the module's new text and its findings."""
    files = {"main.py": ASKS, "keys.py": source}
    files |= {f"{name}.py": text for name, text in others.items()}
    report = report_of(files, sdk=sdk)
    changed = {o.path: o.after.decode() for o in report.rewritten}
    assert "DASHSCOPE_API_KEY" in changed["main.py"]
    told = [d.code for d in report.diagnostics if d.path == "keys.py"]
    if changed.get("keys.py", source) == source:
        assert_told(report, files, "VARIABLE-LEFT", "KEYS =")
    return changed.get("keys.py", source), told


# ---------------------------------------------------------------------------------- it stays


@BOTH
@pytest.mark.parametrize(
    "use",
    [
        "from flask import jsonify\n\ndef keys():\n"
        "    return jsonify({alias: os.environ.get(name) for name, alias in KEYS.items()})\n",
        "from flask import jsonify\n\ndef keys():\n    found = {}\n    for name, alias in KEYS.items():\n"
        "        found[alias] = os.getenv(name)\n    return jsonify(found)\n",
        "from front import show\nshow(KEYS)\nprint([os.getenv(name) for name in KEYS])\n",
        "from front import show\nshow([name for name in KEYS if not os.getenv(name)])\n",
        "from vault import fetch\nfor name in KEYS:\n    if not os.getenv(name):\n        fetch(name)\n",
        "def missing():\n    return [name for name in KEYS if not os.getenv(name)]\n",
        "def values():\n    return {alias: os.environ.get(name) for name, alias in KEYS.items()}\n",
    ],
)
def test_a_table_that_is_handed_on_keeps_the_name(use: str, sdk: str) -> None:
    after, told = tables(f"import os\n{TABLE}{use}", sdk)
    assert '"OPENAI_API_KEY": "OpenAI"' in after
    assert "VARIABLE-LEFT" in told


@BOTH
def test_a_list_of_names_that_is_handed_on_keeps_the_name(sdk: str) -> None:
    source = (
        'import os\nfrom front import show\nKEYS = ["OPENAI_API_KEY", "OTHER_API_KEY"]\n'
        "show({name: os.getenv(name) for name in KEYS})\n"
    )
    assert tables(source, sdk)[0] == source


@BOTH
def test_what_sets_the_variable_for_such_a_table_keeps_the_name(sdk: str) -> None:
    """A test gives the key to what is handed on: under the new name nothing would find it."""
    served = (
        f"import os\nfrom flask import jsonify\n{TABLE}\n\ndef keys():\n"
        "    return jsonify({alias: os.environ.get(name) for name, alias in KEYS.items()})\n"
    )
    test = (
        "from keys import keys\n\n\ndef test_keys(monkeypatch):\n"
        '    monkeypatch.setenv("OPENAI_API_KEY", "x")\n    assert keys()\n'
    )
    files = {"main.py": ASKS, "keys.py": served, "test_keys.py": test}
    report = report_of(files, sdk=sdk)
    assert [o.path for o in report.rewritten] == ["main.py"]
    assert "keys.py" in assert_told(report, files, "VARIABLE-LEFT", "monkeypatch.setenv").message


# -------------------------------------------------------------------------------------- it moves


@BOTH
def test_a_check_beside_a_read_that_moves_goes_along_although_a_table_stays(sdk: str) -> None:
    served = f"import os\nfrom front import show\n{TABLE}show({{n: os.getenv(n) for n in KEYS}})\n"
    made = 'from openai import OpenAI\n\n\ndef ask(key):\n    client = OpenAI(api_key=key)\n    reply = client.chat.completions.create(model="gpt-4", messages=[])\n    return reply.choices[0].message.content\n'
    reads = (
        'import os\nfrom made import ask\n\nif not os.getenv("OPENAI_API_KEY"):\n    raise SystemExit(1)\n'
        'print(ask(os.environ["OPENAI_API_KEY"]))\n'
    )
    report = report_of({"keys.py": served, "made.py": made, "reads.py": reads}, sdk=sdk)
    changed = {o.path: o.after.decode() for o in report.rewritten}
    assert changed["reads.py"] == reads.replace("OPENAI_API_KEY", "DASHSCOPE_API_KEY")
    assert "keys.py" not in changed


@BOTH
@pytest.mark.parametrize(
    "use",
    [
        "for name in KEYS:\n    if not os.getenv(name):\n        raise SystemExit(1)\n",
        'for name, title in KEYS.items():\n    if name not in os.environ:\n        raise KeyError(f"{title}: {name}")\n',
        'missing = [name for name in KEYS if not os.getenv(name)]\nif missing:\n    print("missing", missing)\n'
        '    raise RuntimeError("set " + ", ".join(missing))\n',
        "import logging\nfor name in KEYS:\n    logging.info('%s: %s', name, bool(os.getenv(name)))\n",
        "import sys\nif not all(map(os.environ.get, KEYS)):\n    sys.exit(1)\nfor name in KEYS:\n    print(os.getenv(name) is None)\n",
    ],
)
def test_a_table_that_is_only_looked_up_moves(use: str, sdk: str) -> None:
    source = f"import os\n{TABLE}{use}"
    after, told = tables(source, sdk)
    assert after == source.replace("OPENAI_API_KEY", "DASHSCOPE_API_KEY")
    assert told == []


@BOTH
def test_a_key_by_a_table_moves_with_its_client(sdk: str) -> None:
    source = """
import os
from {sdk}
KEYS = {{"{name}": "x"}}
for key in KEYS:
    client = {made}
"""
    made = {"native": 'Client(api_key=os.environ[key], protocol="openai")'}
    made["openai"] = "OpenAI(api_key=os.environ[key], <address>)"
    import_ = {"native": "dashscope import Client", "openai": "openai import OpenAI"}
    report = check_migrated(
        source.format(
            sdk="openai import OpenAI",
            name="OPENAI_API_KEY",
            made="OpenAI(api_key=os.environ[key])",
        ),
        source.format(sdk=import_[sdk], name="DASHSCOPE_API_KEY", made=made[sdk]),
        sdk=sdk,
    )
    assert "VARIABLE-LEFT" not in codes(report)


# ------------------------------------------------------------- what a setting reads by its own name

SETTINGS = """\
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    openai_api_key: str


settings = Settings()
"""
SETS = 'def test_it(monkeypatch):\n    monkeypatch.setenv("OPENAI_API_KEY", "x")\n'


@BOTH
@pytest.mark.parametrize(
    "call", ["chat.completions.create(model='gpt-4', messages=[])", "beta.threads.create()"]
)
def test_what_sets_it_for_such_a_setting_keeps_the_name(call: str, sdk: str) -> None:
    """Whether its client moves or stays: the setting's name is that of the variable."""
    asks = f"from openai import OpenAI\nfrom settings import settings\nc = OpenAI(api_key=settings.openai_api_key)\nprint(c.{call})\n"
    files = {"main.py": ASKS, "settings.py": SETTINGS, "asks.py": asks, "test_it.py": SETS}
    report = report_of(files, sdk=sdk)
    assert "test_it.py" not in {o.path for o in report.rewritten}
    assert (
        "settings.py:5" in assert_told(report, files, "VARIABLE-LEFT", "monkeypatch.setenv").message
    )
    told = [d.code for d in report.diagnostics if d.path == "settings.py"]
    assert told == (["KEY-SETTING"] if "chat" in call else [])

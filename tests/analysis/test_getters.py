"""Getters by name: each call sees what is meant for it, and only where the name stands there."""

from __future__ import annotations

import pytest

from tests.migrating import check_migrated, check_reported, check_silent

TABLE = 'import os\nfrom openai import OpenAI\nTABLE = {"model": "gpt-4", "url": "https://api.x.ai/v1", "none": None, "own": "http://10.0.0.1"}\n'
MOVED = TABLE.replace("openai import OpenAI", "dashscope import Client").replace(
    "gpt-4", "qwen-plus"
)
USED = "client = OpenAI(base_url={}, api_key=os.environ['OPENAI_API_KEY'])\nprint(client.chat.completions.create(model={}, messages=[]))\n"
NOW = (
    "client = Client(api_key=os.environ['DASHSCOPE_API_KEY'], protocol=\"openai\")\n"
    "print(client.chat.completions.create(model={}, messages=[]))\n"
)
GETTERS = {
    "get": "def setting(name):\n    return TABLE.get(name)\n",
    "item": "def setting(name):\n    return TABLE[name]\n",
    "default": "def setting(name, default=None):\n    return TABLE.get(name, default)\n",
    "fallback": "GIVEN = {}\ndef setting(name):\n    return GIVEN.get(name, TABLE.get(name))\n",
    "checked": 'def setting(name):\n    value = TABLE.get(name)\n    if value == "":\n        raise ValueError(name)\n    return value\n',
    "branch": "def setting(name):\n    if name in TABLE:\n        return TABLE[name]\n    return None\n",
    "lambda": "setting = lambda name: TABLE.get(name)\n",
    "class": "class Settings:\n    def get(self, name):\n        return TABLE.get(name)\nsetting = Settings().get\n",
    "static": "class Settings:\n    @staticmethod\n    def get(name):\n        return TABLE.get(name)\nsetting = Settings.get\n",
    "nested": "class Settings:\n    def get(self, name):\n        return TABLE.get(name)\nSETTINGS = Settings()\ndef setting(name):\n    return SETTINGS.get(name)\n",
    "attribute": "class A:\n    model = 'gpt-4'\n    url = 'https://api.x.ai/v1'\n    none = None\ndef setting(name):\n    return getattr(A, name)\n",
}
UNSEEN = {
    "loop": 'def setting(name):\n    found = None\n    for key in [name]:\n        found = TABLE.get(key)\n    return found\nprint(setting("own"))\n',
    "decorated": 'import tools\n@tools.traced\ndef setting(name):\n    return TABLE.get(name)\nprint(setting("own"))\n',
}


@pytest.mark.parametrize("getter", list(GETTERS.values()), ids=list(GETTERS))
def test_a_getter_by_name_gives_to_each_call_its_own(getter: str) -> None:
    rest = getter + 'print(setting("url"))\n'
    after = rest.replace("gpt-4", "qwen-plus")
    table = TABLE if "class A" in getter else MOVED
    head = table.replace("openai import OpenAI", "dashscope import Client")
    used = USED.format('setting("none")', 'setting("model")')
    check_migrated(TABLE + rest + used, head + after + NOW.format('setting("model")'))


@pytest.mark.parametrize("getter", list(GETTERS.values()), ids=list(GETTERS))
def test_another_vendors_address_behind_a_getter_is_theirs(getter: str) -> None:
    check_silent(
        TABLE + getter + 'print(setting("none"))\n' + USED.format('setting("url")', '"grok"')
    )


def test_a_name_that_is_not_written_at_the_call_may_be_any() -> None:
    source = TABLE + GETTERS["get"] + 'for name in ["own", "none"]:\n    print(setting(name))\n'
    report = check_reported(
        source + USED.format("setting(name)", '"gpt-4"'), "CLIENT-HOST", line="client = OpenAI("
    )
    assert any("10.0.0.1" in d.message for d in report.diagnostics)


@pytest.mark.parametrize("getter", list(UNSEEN.values()), ids=list(UNSEEN))
def test_what_is_no_plain_getter_is_joined_over_its_calls(getter: str) -> None:
    check_reported(
        TABLE + getter + USED.format('setting("none")', '"gpt-4"'),
        "CLIENT-HOST",
        line="client = OpenAI(",
    )


def test_a_getter_of_the_environment_keeps_its_variables_apart() -> None:
    getter = (
        "import os\nfrom openai import OpenAI\ndef env(name, default=None):\n"
        "    value = os.getenv(name, default)\n"
        "    if not value:\n        raise SystemExit(name)\n    return value\n"
    )
    theirs = 'other = OpenAI(base_url=env("X_URL", "https://api.x.ai/v1"), api_key=env("XAI_API_KEY"))\nprint(other.chat.completions.create(model="grok", messages=[]))\n'
    ours = 'client = OpenAI(api_key=env("OPENAI_API_KEY"))\n'
    check_migrated(
        getter + theirs + ours,
        getter.replace("import OpenAI\n", "import OpenAI\nfrom dashscope import Client\n")
        + theirs
        + 'client = Client(api_key=env("DASHSCOPE_API_KEY"), protocol="openai")\n',
    )


def test_a_factory_that_makes_a_client_is_no_getter() -> None:
    factory = (
        "import os\nfrom {}\ndef make(name):\n    return {}\n"
        'print(make("{}").chat.completions.create(model="{}", messages=[]))\n'
    )
    check_migrated(
        factory.format(
            "openai import OpenAI", "OpenAI(api_key=os.environ[name])", "OPENAI_API_KEY", "gpt-4"
        ),
        factory.format(
            "dashscope import Client",
            'Client(api_key=os.environ[name], protocol="openai")',
            "DASHSCOPE_API_KEY",
            "qwen-plus",
        ),
    )


def test_a_getter_that_asks_its_like_ends() -> None:
    scopes = (
        "class Scope:\n    def __init__(self, table, outer=None):\n"
        "        self.table, self.outer = table, outer\n"
        "    def get(self, name):\n        if name in self.table:\n            return self.table[name]\n"
        "        return self.outer.get(name)\n"
        "scope = Scope({}, Scope(TABLE))\n"
    )
    used = USED.format('scope.get("none")', 'scope.get("model")')
    source = TABLE + scopes + 'print(scope.get("url"))\n' + used
    check_reported(source, "CLIENT-HOST", line="client = OpenAI(")

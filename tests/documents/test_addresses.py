"""Addresses in files of settings: the target's where nothing but clients that move read them, else listed."""

from __future__ import annotations

import pytest

from tests.migrating import assert_told, check_migrated, codes, report_of, text_of

CODE = """
    import os
    import yaml
    from openai import OpenAI

    with open("config.yaml") as file:
        config = yaml.safe_load(file)
    key = os.environ["OPENAI_API_KEY"]
    client = OpenAI(base_url=config["llm"]["url"], api_key=key)
    reply = client.chat.completions.create(model="gpt-4o", messages=[])
    print(reply.choices[0].message.content)
    """
OLD = "https://api.openai.com/v1"
NEW = "https://dashscope.aliyuncs.com/compatible-mode/v1"
SETTINGS = f"llm:\n  url: {OLD}  # theirs\n  n: 1\n"


# -- nothing changes in the settings


@pytest.mark.parametrize(
    "reader",
    [
        'requests.get(config["llm"]["url"] + "/models")',
        'requests.get(config["llm"]["url"])',
        "requests.get(f\"{config['llm']['url']}/models\")",
        'requests.post("https://example.com", json=config["llm"])',
        'requests.post("https://example.com", json=config)',
        'if config["llm"]["url"] == "https://api.openai.com/v1": print(1)',
        'if config["llm"]["url"].startswith("https://api.openai.com"): print(1)',
        'os.environ["LLM_URL"] = config["llm"]["url"]',
        'other = OpenAI(base_url=config["llm"]["url"] + "/", api_key="k")',
        'other = OpenAI(base_url=os.getenv("URL", config["llm"]["url"]), api_key="k")',
        'os.environ.setdefault("LLM_URL", config["llm"]["url"])',
        'client.base_url = config["llm"]["url"]',
    ],
)
def test_an_address_that_something_else_reads_stays(reader: str) -> None:
    code = CODE.replace("import yaml", "import requests, yaml") + reader + "\n"
    report = report_of({"main.py": code, "config.yaml": SETTINGS}, sdk="openai")
    assert "config.yaml" not in {o.path for o in report.rewritten}, text_of(report)
    assert "FILE-SYNTAX" not in codes(report)


@pytest.mark.parametrize(
    "settings",
    [
        "llm: {url: https://api.deepseek.com/v1}\n",
        "llm: {url: https://llm.example.com/v1}\n",
        "llm: {url: !env URL}\n",
        "llm: {url: null}\n",
    ],
)
def test_another_address_stays(settings: str) -> None:
    report = report_of({"main.py": CODE, "config.yaml": settings}, sdk="openai")
    assert "config.yaml" not in {o.path for o in report.rewritten}, text_of(report)


def test_a_client_that_stays_keeps_its_address() -> None:
    code = CODE + "print(client.beta.threads.create())\n"
    report = report_of({"main.py": code, "config.yaml": SETTINGS}, sdk="openai")
    assert report.rewritten == (), text_of(report)


def test_the_address_of_a_file_that_another_language_reads_holds_its_client() -> None:
    program = {"main.py": CODE, "config.yaml": SETTINGS, "web.js": "read('./config.yaml')\n"}
    report = report_of(program, sdk="openai")
    assert report.rewritten == (), text_of(report)
    assert_told(report, program, "DATA-SHARED", OLD)


# -- listed


def test_the_own_sdk_needs_no_address_and_what_stands_there_is_listed() -> None:
    program = {
        "main.py": CODE,
        "config.yaml": SETTINGS,
        "other.json": f'{{"url": "{OLD}/chat"}}\n',
        ".env.example": f"LLM_URL={OLD}\n",
        "tests/recorded.json": f'{{"url": "{OLD}/chat"}}\n',
        "third.toml": 'url = "https://api.openai.com.example.com/v1"\n',
    }
    report = report_of(program)
    assert [o.path for o in report.rewritten] == ["main.py"], text_of(report)
    listed = [(d.path, d.span.line) for d in report.diagnostics if d.code == "DATA-ADDRESS"]
    assert listed == [(".env.example", 1), ("config.yaml", 2), ("other.json", 1)]
    assert any("addresses in .env.example, config.yaml and other.json" in t for t in report.todo)


def test_nothing_is_listed_where_nothing_moves() -> None:
    report = report_of({"main.py": "print(1)\n", "config.yaml": SETTINGS})
    assert report.diagnostics == () and report.todo == ()


# -- rewritten


@pytest.mark.parametrize(
    ("reading", "path", "settings"),
    [
        ('yaml.safe_load(open("s.yaml"))["url"]', "s.yaml", f"url: '{OLD}'  # theirs\n"),
        ('yaml.safe_load(open("s.yaml"))["url"].strip()', "s.yaml", f"n: 1\nurl: {OLD}/\n"),
        ('json.load(open("s.json"))["url"]', "s.json", f'{{"url":\t"{OLD}"}}'),
        ('tomllib.load(open("s.toml", "rb"))["a"]["url"]', "s.toml", f'[a]\r\nurl = "{OLD}"\r\n'),
        ("parser.get('a', 'url')", "s.ini", f"[a]\nurl = {OLD}\n"),
    ],
)
def test_the_address_becomes_the_targets(reading: str, path: str, settings: str) -> None:
    code = f"""
        import configparser, json, os, tomllib, yaml
        from openai import OpenAI

        parser = configparser.ConfigParser()
        parser.read("s.ini")
        key = os.environ["OPENAI_API_KEY"]
        client = OpenAI(base_url={reading}, api_key=key)
        reply = client.chat.completions.create(model="gpt-4o", messages=[])
        print(reply.choices[0].message.content)
        """
    report = report_of({"main.py": code, path: settings.encode()}, sdk="openai")
    after = {o.path: o.after.decode() for o in report.rewritten}
    old = f"{OLD}/" if f"{OLD}/" in settings else OLD
    assert after[path] == settings.replace(old, NEW), text_of(report)
    assert f"base_url={reading}" in after["main.py"]
    assert "DATA-ADDRESS" not in codes(report)


def test_two_clients_of_one_address_move_together() -> None:
    code = CODE + (
        'log = OpenAI(base_url=config["llm"]["url"], api_key=key)\n'
        '    print(config["llm"]["url"])\n'
    )
    moved = """
        import os
        import yaml
        from openai import OpenAI

        with open("config.yaml") as file:
            config = yaml.safe_load(file)
        key = os.environ["DASHSCOPE_API_KEY"]
        client = OpenAI(base_url=config["llm"]["url"], api_key=key, organization="", project="")
        reply = client.chat.completions.create(
            model="qwen3.7-plus",
            messages=[],
            extra_body={"enable_thinking": False},
        )
        print(reply.choices[0].message.content)
        log = OpenAI(base_url=config["llm"]["url"], api_key=key, organization="", project="")
        print(config["llm"]["url"])
        """
    check_migrated(
        {"main.py": code, "config.yaml": SETTINGS},
        {"main.py": moved, "config.yaml": SETTINGS.replace(OLD, NEW)},
        sdk="openai",
    )

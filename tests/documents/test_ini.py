"""Names of models in INI files: renamed where code is seen to ask a parser for them, for a call that moves."""

from __future__ import annotations

import configparser

import pytest

from codemod.documents import ini
from codemod.documents.data import module
from codemod.documents.text import Document
from tests.migrating import assert_told, check_migrated, check_noop, codes, report_of, text_of

CODE = """
    import configparser
    from openai import OpenAI

    config = configparser.ConfigParser()
    config.read("config.ini")

    client = OpenAI()
    reply = client.chat.completions.create(model=config["llm"]["model"], messages=[])
    print(reply.choices[0].message.content)
    """
MOVED = """
    import configparser
    from dashscope import Client

    config = configparser.ConfigParser()
    config.read("config.ini")

    client = Client(protocol="openai")
    reply = client.chat.completions.create(
        model=config["llm"]["model"],
        messages=[],
        enable_thinking=False,
    )
    print(reply.choices[0].message.content)
    """
SETTINGS = "# ours\n[llm]\nmodel = gpt-4o-mini\nn : 1\n"


# -- nothing changes


@pytest.mark.parametrize(
    "reading",
    [
        "config.read(sys.argv[1])",
        'config.read("/etc/config.ini")',
        'config.read("other.ini")',
        'config.read_string(os.environ["CONFIG"])',
        'config.read_dict({"llm": {"model": sys.argv[1]}})',
        "pass",
    ],
)
def test_a_file_that_is_not_seen_to_be_read_stays(reading: str) -> None:
    code = CODE.replace('config.read("config.ini")', reading)
    code = code.replace("import configparser", "import configparser, os, sys")
    report = report_of({"main.py": code, "config.ini": SETTINGS})
    assert [o.path for o in report.rewritten] == ["main.py"], text_of(report)
    assert {"MODEL-OUTSIDE", "DATA-NAMES"} <= set(codes(report))


@pytest.mark.parametrize(
    "settings",
    [
        "[llm]\nmodel = gpt-4o-mini ; small\n",
        '[llm]\nmodel = "gpt-4o-mini"\n',
        "[llm]\nmodel =\n  gpt-4o-mini\n",
        "[llm]\nmodel = gpt-4o-mini\n  # none\n  gpt-4o\n",
        "[llm]\nmodel = gpt-4o-mini\nother = %(model)s\n",
        "[llm]\nmodel = gpt-4o-mini\nother = ${llm:model}\n",
        "[llm]\nmodel = gpt-4o-mini\nModel = gpt-4o\n",
        "[llm]\nmodel = gpt-4o-mini\n[llm]\nn = 1\n",
        "model = gpt-4o-mini\n",
        "[llm]\nmodel\n",
        "[llm]\nmodel = gpt-4o-mini\n[other\n",
    ],
)
def test_a_text_that_is_not_the_name_alone_stays(settings: str) -> None:
    report = report_of({"main.py": CODE, "config.ini": settings})
    assert "config.ini" not in {o.path for o in report.rewritten}, text_of(report)
    assert codes(report) != []


@pytest.mark.parametrize("path", ["setup.cfg", "tox.ini", ".hidden.ini"])
def test_the_settings_of_tools_are_not_looked_into(path: str) -> None:
    report = report_of({"main.py": CODE.replace("config.ini", path), path: SETTINGS})
    assert [o.path for o in report.rewritten] == ["main.py"], text_of(report)
    assert "MODEL-OUTSIDE" in codes(report)


def test_what_the_program_writes_itself_holds_its_call() -> None:
    writes = CODE + 'with open("config.ini", "w") as file:\n        config.write(file)\n'
    program = {"main.py": writes, "config.ini": SETTINGS}
    assert_told(check_noop(program), program, "DATA-SHARED", "gpt-4o-mini")


def test_a_name_that_is_also_asked_for_by_another_library_stays() -> None:
    code = CODE + 'import litellm\n    litellm.completion(model=config.get("llm", "model"))\n'
    report = report_of({"main.py": code, "config.ini": SETTINGS})
    assert "config.ini" not in {o.path for o in report.rewritten}, text_of(report)
    assert "MODEL-SHARED" in codes(report)


def test_an_opted_out_line_holds_its_call() -> None:
    check_noop({"main.py": CODE, "config.ini": "[llm]\n# migrate: skip\nmodel = gpt-4o-mini\n"})


def test_options_that_nobody_asks_for_stay() -> None:
    settings = SETTINGS + "other = gpt-4o\n[others]\nmodel = gpt-4o\n"
    check_migrated(
        {"main.py": CODE, "config.ini": settings},
        {"main.py": MOVED, "config.ini": settings.replace("gpt-4o-mini", "qwen3.6-flash")},
    )


# -- renamed


@pytest.mark.parametrize(
    "settings",
    [
        SETTINGS,
        "[llm]\r\nmodel=gpt-4o-mini\r\n\r\n; gpt-4o-mini\r\n",
        "[DEFAULT]\nmodel: gpt-4o-mini\n[other]\n[llm]\nn = é\n",
        "[llm]\n    n = 1\n    model = gpt-4o-mini",
        "[log]\nformat = %(asctime)s\n[llm]\nModel = gpt-4o-mini\n",
        "[llm]\nn = a\n  b\nmodel = gpt-4o-mini\n",
    ],
)
def test_all_but_the_name_survives(settings: str) -> None:
    lines = settings.splitlines(True)
    at = next(n for n, line in enumerate(lines) if line.lstrip().lower().startswith("model"))
    lines[at] = lines[at].replace("gpt-4o-mini", "qwen3.6-flash")
    report = report_of({"main.py": CODE, "config.ini": settings.encode()})
    after = {o.path: o.after for o in report.rewritten}
    assert after["config.ini"].decode() == "".join(lines), text_of(report)


@pytest.mark.parametrize(
    ("reading", "asking"),
    [
        ('config.read("a/s.ini")', 'config.get("llm", "LLM_MODEL")'),
        ('config.read(filenames=["a/s.ini"])', 'config.get("llm", "llm_model")'),
        ('config.read(["a/s.ini", "/etc/s.ini"])', 'config.get(section="llm", option="LLM_MODEL")'),
        ('config.read("a/s.ini")', 'config.get("llm", "llm_model", fallback=None)'),
        ('config.read("a/s.ini")', 'config["llm"].get("llm_model")'),
        ('config.read("a/s.ini")', 'config["llm"].get("llm_model", fallback="gpt-4o-mini")'),
        ('config.read_file(open("a/s.ini"))', 'dict(config["llm"])["llm_model"]'),
        ('config.read_string(Path("a/s.ini").read_text())', 'Settings(**config["llm"]).llm_model'),
        ('config.read(Path(__file__).parent / "a" / "s.ini")', 'of("llm", "llm_model")'),
        ('config.read(os.path.join(os.path.dirname(__file__), "a/s.ini"))', "section['llm_model']"),
    ],
)
def test_each_way_to_ask_a_parser_is_followed(reading: str, asking: str) -> None:
    code = f"""
        import os
        from configparser import ConfigParser
        from dataclasses import dataclass
        from pathlib import Path
        from openai import OpenAI

        @dataclass
        class Settings:
            llm_model: str

        def of(section, option):
            return config.get(section, option)

        config = ConfigParser()
        {reading}
        section = config["llm"]
        client = OpenAI()
        reply = client.chat.completions.create(model={asking}, messages=[])
        print(reply.choices[0].message.content)
        """
    before = "[llm]\nLLM_MODEL = gpt-4o-mini\n"
    report = report_of({"main.py": code, "a/s.ini": before})
    after = {o.path: o.after.decode() for o in report.rewritten}
    assert after.get("a/s.ini") == before.replace("gpt-4o-mini", "qwen3.6-flash"), text_of(report)
    assert "enable_thinking=False" in after["main.py"]


# -- places


def test_every_option_stands_where_it_is_said() -> None:
    text = "[a]\nx = 1\n y : two\n[b c]\n# n\nz= a=b\n\tmore\n\nlast:\n"
    document = Document("a.ini", text.encode())
    found = [
        (each.section, each.key, text[slice(*each.key_at)], text[slice(*each.value_at)])
        for each in ini.options(document)
    ]
    assert found == [
        ("a", "x", "x", "1\n y : two"),
        ("b c", "z", "z", "a=b\n\tmore"),
        ("b c", "last", "last", ""),
    ]
    parser = configparser.RawConfigParser()
    parser.read_string(text)
    assert [(s, k) for s in parser.sections() for k in parser[s]] == [(s, k) for s, k, *_ in found]
    assert module("a.ini", text.encode()).body

"""Names of models in files of settings: renamed where code is seen to read them for a call that moves."""

from __future__ import annotations

import pytest

from codemod.documents.data import DataError, module, said
from tests.migrating import assert_told, check_migrated, check_noop, codes, report_of, text_of

CODE = """
    import yaml
    from openai import OpenAI

    with open("config.yaml") as file:
        config = yaml.safe_load(file)

    client = OpenAI()
    reply = client.chat.completions.create(model=config["llm"]["model"], messages=[])
    print(reply.choices[0].message.content)
    """
MOVED = """
    import yaml
    from dashscope import Client

    with open("config.yaml") as file:
        config = yaml.safe_load(file)

    client = Client(protocol="openai")
    reply = client.chat.completions.create(
        model=config["llm"]["model"],
        messages=[],
        enable_thinking=False,
    )
    print(reply.choices[0].message.content)
    """
SETTINGS = """
    llm:
      model: gpt-4o-mini  # small
      temperature: 0.5
    """
NEW = SETTINGS.replace("gpt-4o-mini", "qwen3.6-flash")


def unchanged(code: str, files: dict[str, str | bytes]) -> None:
    """The code moves, and none of the other files changes."""
    report = report_of({"main.py": code, **files})
    assert [o.path for o in report.rewritten] == ["main.py"], text_of(report)


# -- nothing changes


@pytest.mark.parametrize(
    "opening",
    [
        'with open("/etc/config.yaml") as file:',
        'with open(sys.argv[1] + ".yaml") as file:',
        'with open("other.yaml") as file:',
        'with open(os.environ["CONFIG"]) as file:',
    ],
)
def test_a_path_that_is_not_seen_names_no_file(opening: str) -> None:
    code = CODE.replace('with open("config.yaml") as file:', opening)
    unchanged(code.replace("import yaml", "import os, sys, yaml"), {"config.yaml": SETTINGS})


def test_data_that_nobody_reads_stays_and_is_told() -> None:
    code = CODE.replace('config["llm"]["model"]', '"gpt-4o"').replace("config.yaml", "b.yaml")
    files: dict[str, str | bytes] = {
        "prices.json": '{"gpt-4o": 2.5, "gpt-4o-mini": 0.15}\n',
        "b.yaml": "llm: {model: gpt-4o}\n",
    }
    report = report_of({"main.py": code, **files})
    assert [o.path for o in report.rewritten] == ["main.py"], text_of(report)
    told = [(d.path, d.code) for d in report.diagnostics if d.code == "DATA-NAMES"]
    assert told == [("b.yaml", "DATA-NAMES"), ("prices.json", "DATA-NAMES")]
    assert any("b.yaml and prices.json" in line for line in report.todo)


@pytest.mark.parametrize(
    "settings",
    [
        b"llm: {model: gpt-4o}\n---\nllm: {model: gpt-4o}\n",
        b"llm: {model: gpt-4o\n",
        b"\xff\xfellm",
        b"",
        b"llm: !env MODEL\n",
    ],
)
def test_settings_that_cannot_be_read_stay(settings: bytes) -> None:
    unchanged(CODE, {"config.yaml": settings})


def test_two_files_that_may_be_meant_stay() -> None:
    files = {"app/main.py": CODE, "config.yaml": SETTINGS, "app/config.yaml": SETTINGS}
    report = report_of(files)
    assert [o.path for o in report.rewritten] == ["app/main.py"], text_of(report)


def test_code_that_stays_keeps_its_settings() -> None:
    blocked = CODE + "print(client.beta.threads.create(), reply)\n"
    blocked = blocked.replace("messages=[]", "messages=[], logit_bias={1: 2}")
    check_noop({"main.py": blocked, "config.yaml": SETTINGS})


def test_settings_that_the_program_writes_hold_their_call() -> None:
    writes = CODE + (
        'with open("config.yaml", "w") as file:\n        yaml.safe_dump(config, file)\n'
    )
    program = {"main.py": writes, "config.yaml": SETTINGS}
    report = check_noop(program)
    assert_told(report, program, "DATA-SHARED", "gpt-4o-mini")


def test_settings_that_another_language_reads_hold_their_call() -> None:
    program = {"main.py": CODE, "config.yaml": SETTINGS, "web.js": "read('./config.yaml')\n"}
    report = check_noop(program)
    assert_told(report, program, "DATA-SHARED", "gpt-4o-mini")


def test_an_opted_out_line_holds_its_call() -> None:
    check_noop({"main.py": CODE, "config.yaml": SETTINGS.replace("# small", "# migrate: skip")})


def test_a_name_that_other_code_hands_to_another_library_stays() -> None:
    other = """
        import litellm
        import yaml

        with open("config.yaml") as file:
            model = yaml.safe_load(file)["llm"]["model"]
        print(litellm.completion(model=model, messages=[]))
        """
    program = {"main.py": CODE, "other.py": other, "config.yaml": SETTINGS}
    report = report_of(program)
    assert "config.yaml" not in {o.path for o in report.rewritten}, text_of(report)
    assert "MODEL-SHARED" in codes(report)


def test_keywords_that_stand_in_settings_hold_their_call() -> None:
    code = CODE.replace('model=config["llm"]["model"]', '**config["llm"]')
    settings = "llm: {model: gpt-4o, max_completion_tokens: 5}\n"
    report = check_noop({"main.py": code, "config.yaml": settings})
    assert "EDIT-REFUSED" in codes(report)


def test_a_key_in_settings_holds_its_client_and_is_not_printed() -> None:
    key = "sk-proj-" + "aB3dE6gH9jK2" * 4
    code = CODE.replace("OpenAI()", 'OpenAI(api_key=config["key"])')
    report = check_noop({"main.py": code, "config.yaml": SETTINGS + f"key: {key}\n"})
    assert key not in text_of(report)


@pytest.mark.parametrize(
    ("settings", "reading"),
    [
        ("llm:\n  model: &m gpt-4o-mini\nother: *m\n", 'config["other"]'),
        ("other: &m gpt-4o-mini\nllm: {model: *m}\n", 'config["other"]'),
        ("other: &b\n  model: gpt-4o-mini\nllm:\n  <<: *b\n", 'config["other"]["model"]'),
        ("llm: &b {model: gpt-4o-mini}\nother: [*b]\n", 'config["other"][0]["model"]'),
    ],
)
def test_a_text_that_others_read_by_an_alias_stays(settings: str, reading: str) -> None:
    """It is one text for all, and would be sent to another library under its new name."""
    other = f"    from elsewhere import ask\n    ask(model={reading})\n"
    report = report_of({"main.py": CODE + other, "config.yaml": settings})
    assert "config.yaml" not in {o.path for o in report.rewritten}, text_of(report)


# -- renamed


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (SETTINGS, NEW),
        ('llm: {"model": "gpt-4o-mini"}\n', 'llm: {"model": "qwen3.6-flash"}\n'),
        (
            "base: &base\n  model: 'gpt-4o-mini'\nllm:\n  <<: *base\n  n: 1\n",
            "base: &base\n  model: 'qwen3.6-flash'\nllm:\n  <<: *base\n  n: 1\n",
        ),
        (
            "llm:\n  model: &m gpt-4o-mini  # a\nother: *m\nmore: [*m, &x 1]\n",
            "llm:\n  model: &m qwen3.6-flash  # a\nother: *m\nmore: [*m, &x 1]\n",
        ),
        (
            "small: &small 'gpt-4o-mini'\nllm: {model: *small}\n",
            "small: &small 'qwen3.6-flash'\nllm: {model: *small}\n",
        ),
        (
            "# é\nx: gpt-4o-mini\nllm: {name: 'ü', model: gpt-4o-mini}\n",
            "# é\nx: gpt-4o-mini\nllm: {name: 'ü', model: qwen3.6-flash}\n",
        ),
    ],
)
def test_yaml_keeps_all_but_the_name(before: str, after: str) -> None:
    check_migrated(
        {"main.py": CODE, "config.yaml": before}, {"main.py": MOVED, "config.yaml": after}
    )


def test_line_ends_and_the_mark_survive() -> None:
    before = b"\xef\xbb\xbfllm:\r\n  model: gpt-4o-mini\r\n  n: 1\r\n"
    program = {"main.py": CODE, "config.yaml": before}
    report = report_of(program)
    after = {o.path: o.after for o in report.rewritten}
    assert after["config.yaml"] == before.replace(b"gpt-4o-mini", b"qwen3.6-flash")


@pytest.mark.parametrize(
    ("reading", "path", "before"),
    [
        ('json.load(open("a/s.json"))["m"]', "a/s.json", '{"m":\t"gpt-4o-mini", "k": [1]}'),
        ('json.loads(Path("a/s.json").read_text())["m"]', "a/s.json", '{"m": "gpt-4o-mini"}\n'),
        (
            'json.loads((Path(__file__).parent / "a" / "s.json").read_text())["m"]',
            "a/s.json",
            '{"m": "gpt-4o-mini"}\n',
        ),
        (
            'json.load(open(os.path.join(os.path.dirname(__file__), "s.json")))["m"]',
            "s.json",
            '{\n  "m": "gpt-4o-mini"\n}\n',
        ),
        (
            'tomllib.load(open("s.toml", "rb"))["a"]["b"].get("m")',
            "s.toml",
            "[a.b]\nm = 'gpt-4o-mini' # small\nn = 1\n",
        ),
        ('toml.load("s.toml")["m"]', "s.toml", 'm = "gpt-4o-mini"\n'),
        ('yaml.load(open("s.yml"), Loader=yaml.Loader)["m"]', "s.yml", "m: gpt-4o-mini\n"),
        ('Settings(**yaml.safe_load(open("s.yml"))).m', "s.yml", "m: gpt-4o-mini\n"),
        ('read("s.yml")["m"]', "s.yml", "m: gpt-4o-mini\n"),
    ],
)
def test_each_way_to_read_a_file_is_followed(reading: str, path: str, before: str) -> None:
    code = f"""
        import json, os, tomllib, toml, yaml
        from dataclasses import dataclass
        from pathlib import Path
        from openai import OpenAI

        @dataclass
        class Settings:
            m: str

        def read(path):
            with open(path, encoding="utf-8") as file:
                return yaml.safe_load(file)

        client = OpenAI()
        reply = client.chat.completions.create(model={reading}, messages=[])
        print(reply.choices[0].message.content)
        """
    report = report_of({"main.py": code, path: before})
    after = {o.path: o.after.decode() for o in report.rewritten}
    assert after.get(path) == before.replace("gpt-4o-mini", "qwen3.6-flash"), text_of(report)
    assert b"qwen3.6-flash" not in report.rewritten[0].after or path == report.rewritten[0].path
    assert "enable_thinking=False" in after["main.py"]


def test_a_variable_that_settings_name_moves_with_its_client_and_its_template() -> None:
    code = CODE.replace("OpenAI()", 'OpenAI(api_key=os.environ[config["llm"]["key_env"]])')
    code = code.replace("import yaml", "import os, yaml")
    settings = SETTINGS + "  key_env: OPENAI_API_KEY\n"
    program = {"main.py": code, "config.yaml": settings, ".env.example": "OPENAI_API_KEY=\n"}
    report = report_of(program)
    after = {o.path: o.after.decode() for o in report.rewritten}
    assert "key_env: DASHSCOPE_API_KEY\n" in after["config.yaml"], text_of(report)
    assert after[".env.example"] == "DASHSCOPE_API_KEY=\n"


def test_a_table_of_settings_moves_with_its_keys() -> None:
    settings = "llm: {model: gpt-4o}\nprices:\n  gpt-4o: 2.5\n"
    code = CODE + 'print(config["prices"][config["llm"]["model"]])\n'
    report = report_of({"main.py": code, "config.yaml": settings})
    after = {o.path: o.after.decode() for o in report.rewritten}
    assert after["config.yaml"] == settings.replace("gpt-4o", "qwen3.7-plus"), text_of(report)
    assert "MODEL-TABLE" in codes(report)


def test_a_table_of_toml_that_is_named_by_a_model_holds_its_call() -> None:
    code = CODE.replace("yaml.safe_load(file)", "tomllib.load(file)").replace(
        "import yaml", "import tomllib"
    )
    code = code.replace('open("config.yaml")', 'open("c.toml", "rb")')
    code += 'print(config["prices"][config["llm"]["model"]])\n'
    settings = '[llm]\nmodel = "gpt-4o"\n[prices.gpt-4o]\nin = 2.5\n'
    report = check_noop({"main.py": code, "c.toml": settings})
    assert "EDIT-REFUSED" in codes(report)


# -- places


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.toml", "[[a]]\nb = 1\n"),
        ("a.toml", "a = 2020-01-01\n"),
        ("a.toml", "a = {b.c = 1}\n"),
        ("a.yaml", "a: !own b\n"),
        ("a.json", "{"),
    ],
)
def test_what_has_no_places_is_not_read(path: str, text: str) -> None:
    with pytest.raises(ValueError):
        module(path, text.encode())


def test_a_large_file_is_no_settings() -> None:
    with pytest.raises(DataError):
        module("a.json", b"[" + b"1," * 200_000 + b"1]")


def test_what_yaml_reads_is_what_the_python_says() -> None:
    text = "a: [1, 2.5, null, ~, true, 'x', \"y\\n\"]\nb: |\n  two\n  lines\n1: >-\n  d\n"
    assert said("a.yaml", text) is not None
    assert len(module("a.yaml", text.encode()).body) == 1


# -- values of variables

ASKS = """
    import os
    from openai import OpenAI

    client = OpenAI()
    model = os.getenv("CHAT_MODEL", "gpt-4o")
    reply = client.chat.completions.create(model=model, messages=[])
    print(reply.choices[0].message.content)
    """


def values(files: dict[str, str], code: str = ASKS) -> dict[str, str]:
    """Return the files beside the code that change."""
    report = report_of({"main.py": code, **files})
    assert "main.py" in {o.path for o in report.rewritten}, text_of(report)
    return {o.path: o.after.decode() for o in report.rewritten if o.path != "main.py"}


@pytest.mark.parametrize(
    "files",
    [
        {".env.example": "OTHER_MODEL=gpt-4o\n"},
        {".env.example": "CHAT_MODEL=\n"},
        {".env.example": "CHAT_MODEL=claude-sonnet-4\n"},
        {".env.example": "CHAT_MODEL=gpt-4o\n", "web.ts": "process.env.CHAT_MODEL\n"},
        {
            ".env.example": "CHAT_MODEL=gpt-4o\n",
            "compose.yml": "services:\n  ui:\n    image: chat/ui\n    environment: ['CHAT_MODEL=${CHAT_MODEL}']\n",
        },
        {".env.example": "CHAT_MODEL=gpt-4o  # migrate: skip-file\n"},
        {"web/.env.example": "CHAT_MODEL=gpt-4o\n", "web/package.json": "{}\n"},
    ],
)
def test_a_value_that_is_not_the_codes_alone_stays(files: dict[str, str]) -> None:
    report = report_of({"main.py": ASKS, **files})
    assert {o.path for o in report.rewritten} <= {"main.py"}, text_of(report)


def test_a_value_that_other_code_hands_to_another_library_stays() -> None:
    other = "import os, litellm\nlitellm.completion(model=os.environ['CHAT_MODEL'], messages=[])\n"
    program = {"main.py": ASKS, "other.py": other, ".env.example": "CHAT_MODEL=gpt-4o\n"}
    report = report_of(program)
    assert ".env.example" not in {o.path for o in report.rewritten}, text_of(report)


def test_a_value_without_a_successor_is_told() -> None:
    program = {"main.py": ASKS, ".env.example": "CHAT_MODEL=gpt-4o-realtime-preview\n"}
    report = report_of(program)
    assert [o.path for o in report.rewritten] == ["main.py"], text_of(report)
    assert_told(report, program, "MODEL-UNMAPPED", "CHAT_MODEL=")


@pytest.mark.parametrize(
    ("path", "before"),
    [
        (".env.example", "A=1\nexport CHAT_MODEL='gpt-4o-mini'  # x\r\nB=2\n"),
        (".env", "KEY=abc\nCHAT_MODEL=gpt-4o-mini\n"),
        (
            "compose.yml",
            "services:\n  a:\n    build: .\n    environment: [CHAT_MODEL=gpt-4o-mini]\n",
        ),
        (
            "compose.yml",
            "services:\n  a:\n    build: .\n    environment:\n      CHAT_MODEL: ${CHAT_MODEL:-gpt-4o-mini}\n",
        ),
        ("Dockerfile", "FROM python\nENV A=1 \\\n    CHAT_MODEL=gpt-4o-mini\nCMD python main.py\n"),
        ("api.Dockerfile", "FROM python\nARG CHAT_MODEL='gpt-4o-mini'\n"),
        ("run.sh", "export CHAT_MODEL=gpt-4o-mini\npython main.py\n"),
        ("run.sh", "CHAT_MODEL=${CHAT_MODEL:-gpt-4o-mini} python main.py\n"),
        (
            ".github/workflows/a.yml",
            "jobs:\n  a:\n    steps:\n      - run: pytest\n        env: {CHAT_MODEL: 'gpt-4o-mini'}\n",
        ),
    ],
)
@pytest.mark.parametrize("required", [False, True])
def test_a_value_moves_with_the_call_that_it_reaches(
    path: str, before: str, required: bool
) -> None:
    code = ASKS.replace('os.getenv("CHAT_MODEL", "gpt-4o")', 'os.environ["CHAT_MODEL"]')
    changed = values({path: before}, code if required else ASKS)
    assert changed == {path: before.replace("gpt-4o-mini", "qwen3.6-flash")}


def test_both_the_value_and_the_key_of_one_file_move() -> None:
    before = "OPENAI_API_KEY=\nCHAT_MODEL=gpt-4o\n"
    assert values({".env.example": before}) == {
        ".env.example": "DASHSCOPE_API_KEY=\nCHAT_MODEL=qwen3.7-plus\n"
    }

"""Numbers that the target takes in other limits, and values that it takes though not all."""

from __future__ import annotations

from pathlib import Path

import pytest

from codemod import choices
from codemod.configuration import Settings
from codemod.pipeline import transform
from codemod.vocabulary.migration import Migration
from codemod.vocabulary.outcomes import Report
from tests.migrating import assert_told, codes, report_of
from tests.transforms.test_own_profiles import GATEWAY, profile
from transforms import catalog


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Migration:
    path: Path = profile(tmp_path_factory.mktemp("own"), GATEWAY)
    settings = Settings(to="gateway", providers=(str(path),))
    return choices.migration(settings, catalog.load_surface())


def run(migration: Migration, call: str, before: str = "") -> tuple[str, Report]:
    program = (
        "from openai import OpenAI\n"
        "client = OpenAI()\n"
        f"{before}"
        f'client.chat.completions.create(model="gpt-4", messages=[], {call})\n'
    )
    report = transform({"main.py": program.encode()}, migration)
    texts = [outcome.after.decode() for outcome in report.rewritten]
    return (texts[0] if texts else program), report


def told(report: Report, word: str) -> list[str]:
    return [d.code for d in report.diagnostics if word in d.message]


@pytest.mark.parametrize("number", ["0.01", "0.7", "1", "1.0", "None"])
def test_a_number_within_the_limits_stays_in_silence(gateway: Migration, number: str) -> None:
    text, report = run(gateway, f"temperature={number}")
    assert f"temperature={number})" in text
    assert told(report, "temperature") == []


@pytest.mark.parametrize(
    ("number", "near"), [("0", "0.01"), ("0.0", "0.01"), ("1.5", "1"), ("-1", "0.01")]
)
def test_a_number_outside_becomes_the_nearest(gateway: Migration, number: str, near: str) -> None:
    text, report = run(gateway, f"temperature={number}")
    assert f"temperature={near})" in text
    assert told(report, "temperature") == ["PARAMETER-CHANGED"]


def test_a_number_that_is_followed_is_judged_too(gateway: Migration) -> None:
    text, report = run(gateway, "temperature=WARM", "WARM = 0.5\n")
    assert "temperature=WARM)" in text
    assert told(report, "temperature") == []


@pytest.mark.parametrize(
    "before",
    ["from settings import COLD\n", "import os\nCOLD = float(os.environ['COLD'])\n"],
)
def test_a_number_out_of_sight_stays_and_is_told(gateway: Migration, before: str) -> None:
    text, report = run(gateway, "temperature=COLD", before)
    assert "temperature=COLD)" in text
    assert told(report, "takes 0.01 to 1") == ["PARAMETER-KEPT"]


@pytest.mark.parametrize(
    ("before", "near"),
    [
        ("HEAT = 0\n", "max(HEAT, 0.01)"),
        ("HEAT = 1.5\n", "min(HEAT, 1)"),
        ("import os\nHEAT = 0 if os.getcwd() else 2\n", "min(max(HEAT, 0.01), 1)"),
        (
            "import os\nHEAT = None if os.getcwd() else 0\n",
            "None if HEAT is None else max(HEAT, 0.01)",
        ),
    ],
)
def test_a_number_written_elsewhere_is_limited_here(
    gateway: Migration, before: str, near: str
) -> None:
    text, report = run(gateway, "temperature=HEAT", before)
    assert f"temperature={near})" in text
    assert told(report, "takes 0.01 to 1") == ["PARAMETER-CHANGED"]


@pytest.mark.parametrize(
    ("call", "before"),
    [
        ("temperature=heat()", "import os\ndef heat():\n    return None if os.getcwd() else 0\n"),
        ("temperature=heat", "from settings import warm\nheat = 0 if warm else warm\n"),
    ],
)
def test_a_number_that_is_refused_and_cannot_be_limited_here_blocks(
    gateway: Migration, call: str, before: str
) -> None:
    text, report = run(gateway, call, before)
    assert "acme" not in text
    assert told(report, "temperature may be a number that the target refuses") != []


def test_a_value_that_the_target_takes_is_kept(gateway: Migration) -> None:
    text, report = run(gateway, 'tool_choice="auto"')
    assert 'tool_choice="auto")' in text
    assert told(report, "tool_choice") == []


@pytest.mark.parametrize("value", ['"required"', "chosen()"])
def test_another_value_blocks(gateway: Migration, value: str) -> None:
    text, report = run(gateway, f"tool_choice={value}")
    assert "acme" not in text
    assert "PARAMETER-UNSUPPORTED" in told(report, "tool_choice: Only auto.")


def test_a_value_that_says_nothing_goes(gateway: Migration) -> None:
    text, report = run(gateway, "tool_choice=None")
    assert "tool_choice" not in text
    assert told(report, "Only auto") == []


@pytest.mark.parametrize(
    ("call", "blocks"),
    [
        ("n=2", True),
        ("n=1", False),
        ('stop=["x"]', True),
        ("tools=[{}]", True),
        ('response_format={"type": "json_object"}', True),
        ('response_format={"type": "text"}', False),
        ('stream=True, stream_options={"include_usage": True}', True),
        ("logprobs=True", True),
        ("seed=3", False),
        ("frequency_penalty=0.5", False),
    ],
)
def test_what_shapes_the_answer_blocks_unless_the_profile_lists_it(
    gateway: Migration, call: str, blocks: bool
) -> None:
    text, _ = run(gateway, call)
    assert ('model="acme-large"' in text) is not blocks


# --------------------------------------------------------------------- numbers of tokens as texts

ENCODED = """\
import tiktoken
from openai import OpenAI
client = OpenAI(api_key="k")
encoder = tiktoken.get_encoding("cl100k_base")
def parts(text):
    tokens = encoder.encode(text)
    for start in range(0, len(tokens), 10):
        yield tokens[start : start + 10]
for part in parts("long"):
    print(client.embeddings.create(model="text-embedding-3-small", input={}))
"""


@pytest.mark.parametrize("sdk", ["native", "openai"])
@pytest.mark.parametrize("given", ["part", "[part]", "encoder.encode('a')", "[1, 2]"])
def test_numbers_of_tokens_are_told(given: str, sdk: str) -> None:
    source = ENCODED.format(given)
    assert_told(report_of(source, sdk=sdk), source, "EMBEDDING-TOKENS", "print(")


@pytest.mark.parametrize(
    "given", ["encoder.decode(part)", "'a'", "['a'] * len(part)", "str(1)", "[]"]
)
def test_texts_are_not_told(given: str) -> None:
    assert "EMBEDDING-TOKENS" not in codes(report_of(ENCODED.format(given)))

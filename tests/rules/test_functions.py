"""A target with functions and no client: the client goes, and each call is given what it was given."""

from __future__ import annotations

import pytest

from codemod import choices
from codemod.configuration import Settings
from codemod.pipeline import transform
from codemod.vocabulary.outcomes import Report
from transforms import catalog

CALL = 'chat.completions.create(model="gpt-4o", messages=[])'
NEW = 'litellm.completion(model="acme/large", messages=[]'
REAL_KEY = "sk-proj-" + "a1B2" * 12


def run(program: str, **settings: object) -> tuple[str, Report]:
    """Return the program at the target, as it was where nothing moves, and the report."""
    models = {"gpt-4o": "acme/large", "text-embedding-3-small": "acme/vectors"}
    asked = Settings(to="litellm", sdk="native", models=models, **settings)  # type: ignore[arg-type]
    report = transform(
        {"main.py": program.encode()}, choices.migration(asked, catalog.load_surface())
    )
    return "".join(o.after.decode() for o in report.rewritten) or program, report


def joined(text: str) -> str:
    """Return a program with each call on one line."""
    return text.replace("(\n    ", "(").replace(",\n    ", ", ").replace(",\n)", ")")


def left(report: Report) -> set[str]:
    return {d.code for d in report.diagnostics if d.severity.value == "left"} - {"GROUP-LEFT"}


@pytest.mark.parametrize(
    ("client", "given"),
    [
        ("OpenAI()", ""),
        ("OpenAI(max_retries=2)", ""),
        ("OpenAI(timeout=20)", ", timeout=20"),
        ("OpenAI(timeout=SECONDS)", ", timeout=SECONDS"),
        ("OpenAI(timeout=conf.seconds)", ", timeout=conf.seconds"),
        ('OpenAI(default_headers={"X-A": "b"})', ', extra_headers={"X-A": "b"}'),
        ('OpenAI(api_key=os.environ["OPENAI_API_KEY"])', ""),
        ('OpenAI(api_key=os.environ["ACME_KEY"])', ', api_key=os.environ["ACME_KEY"]'),
        ('OpenAI(api_key=os.getenv("ACME_KEY", "k"))', ', api_key=os.getenv("ACME_KEY", "k")'),
        (f'OpenAI(api_key="{REAL_KEY}")', ""),
        ('OpenAI(organization="org-1")', ""),
        ('OpenAI(api_key=os.getenv("OPENAI_API_KEY", ""))', ""),
    ],
)
def test_what_a_client_is_given_goes_to_its_calls(client: str, given: str) -> None:
    head = "import os\nimport conf\nfrom openai import OpenAI\nSECONDS = 20\n"
    text, report = run(f"{head}client = {client}\nprint(client.{CALL})\n")
    wanted = head.replace("from openai import OpenAI", "import litellm")
    assert joined(text) == f"{wanted}print({NEW}{given}))\n", report.diagnostics
    assert not left(report)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            f"from openai import OpenAI\nprint(OpenAI().{CALL}.id)\n",
            f"import litellm\nprint({NEW}).id)\n",
        ),
        (
            f"import openai\nclient = openai.OpenAI()\nclient.{CALL}\n",
            f"import litellm\n{NEW})\n",
        ),
        (
            "from openai import OpenAI\nclass A:\n    def __init__(self):\n"
            f"        self.client = OpenAI()\n    def ask(self):\n        print(self.client.{CALL})\n",
            "import litellm\nclass A:\n    def __init__(self):\n"
            f"        pass\n    def ask(self):\n        print({NEW}))\n",
        ),
        (
            "from openai import AsyncOpenAI\nclient = AsyncOpenAI()\nasync def ask():\n"
            f"    print(await client.{CALL})\n",
            "import litellm\nasync def ask():\n"
            '    print(await litellm.acompletion(model="acme/large", messages=[]))\n',
        ),
        (
            "from openai import OpenAI\nclient = OpenAI()\n"
            'r = client.embeddings.create(model="text-embedding-3-small", input="a")\n'
            "print(r.data[0].embedding)\n",
            'import litellm\nr = litellm.embedding(model="acme/vectors", input="a")\n'
            'print(r.data[0]["embedding"])\n',
        ),
        (
            "from openai import OpenAI\nclient = OpenAI()\n"
            "ask = client.chat.completions.create\n"
            'print(ask(model="gpt-4o", messages=[]).id)\n',
            "import litellm\nask = litellm.completion\n"
            'print(ask(model="acme/large", messages=[]).id)\n',
        ),
        (
            "import openai\nclient = openai.OpenAI()\ntry:\n"
            f"    client.{CALL}\nexcept (openai.APITimeoutError, openai.APIError) as e:\n    print(e)\n",
            f"import openai\nimport litellm\ntry:\n    {NEW})\n"
            "except (litellm.Timeout, openai.APIError) as e:\n    print(e)\n",
        ),
    ],
    ids=["inline", "module", "attribute", "async", "embedding", "held", "errors"],
)
def test_a_call_is_one_of_a_function(before: str, after: str) -> None:
    text, report = run(before)
    assert text == after, report.diagnostics
    assert not left(report)


def test_the_users_key_and_address_go_to_each_call() -> None:
    program = 'import os\nfrom openai import OpenAI\nclient = OpenAI(api_key=os.environ["OPENAI_API_KEY"])\n'
    text, _ = run(
        f"{program}client.{CALL}\n", api_key_env="ACME_KEY", base_url="https://a.example/v1"
    )
    assert 'api_base="https://a.example/v1"' in text
    assert 'api_key=os.environ["ACME_KEY"]' in text


@pytest.mark.parametrize(
    ("program", "code"),
    [
        (f"client = OpenAI()\nif client:\n    client.{CALL}\n", "CLIENT-HELD"),
        (f"client = OpenAI()\nclient.{CALL}\n__all__ = ['client']\n", "CLIENT-HELD"),
        (f"def ask(client):\n    client.{CALL}\nask(OpenAI())\n", "CLIENT-HELD"),
        (f"def make():\n    return OpenAI()\nmake().{CALL}\n", "CLIENT-HELD"),
        (f"with OpenAI() as client:\n    client.{CALL}\n", "CLIENT-HELD"),
        (f"client = OpenAI()\nclient.timeout = 5\nclient.{CALL}\n", "CLIENT-HELD"),
        (f"client = OpenAI()\nclient.with_options(timeout=5).{CALL}\n", "CLIENT-HELD"),
        (f"client: OpenAI = OpenAI()\nclient.{CALL}\n", "CLIENT-HELD"),
        (
            "def ask(seconds):\n    client = OpenAI(timeout=seconds)\n"
            f"    client.{CALL}\nask(3)\nask(4)\n",
            "CLIENT-KEYWORD",
        ),
        (
            'client = OpenAI(default_headers={"X-A": "b"})\n'
            f'client.{CALL[:-1]}, extra_headers={{"X-C": "d"}})\n',
            "CLIENT-KEYWORD",
        ),
        (
            "import sys\nclient = OpenAI(timeout=5)\nmore = dict(a.split() for a in sys.argv)\n"
            f"client.{CALL[:-1]}, **more)\n",
            "CLIENT-KEYWORD",
        ),
        (
            f"import sys\nmore = dict(a.split() for a in sys.argv)\nclient = OpenAI(**more)\nclient.{CALL}\n",
            "CLIENT-MAPPING",
        ),
        (
            "import os\nimport conf\nclient = OpenAI(api_key=conf.key or os.environ['OPENAI_API_KEY'])\n"
            f"client.{CALL}\n",
            "CLIENT-KEYWORD",
        ),
        (f"litellm = OpenAI()\nlitellm.{CALL}\n", "NAME-TAKEN"),
        (
            f"client = OpenAI()\nclient.responses.create(model='gpt-4o', input='a', tools=[1])\nclient.{CALL}\n",
            "OPERATION-UNSUPPORTED",
        ),
        (f"client = OpenAI(http_client=object())\nclient.{CALL}\n", "PARAMETER-UNSUPPORTED"),
    ],
)
def test_a_client_stays_where_its_calls_cannot_stand_for_it(program: str, code: str) -> None:
    text, report = run("from openai import OpenAI\n" + program)
    assert text == "from openai import OpenAI\n" + program
    assert code in left(report), report.diagnostics


def test_a_call_that_says_it_itself_keeps_its_own() -> None:
    program = (
        f"from openai import OpenAI\nclient = OpenAI(timeout=5)\nclient.{CALL[:-1]}, timeout=9)\n"
    )
    text, _ = run(program)
    assert text == f"import litellm\n{NEW}, timeout=9)\n"


def test_another_vendors_client_is_not_touched() -> None:
    program = f'from openai import OpenAI\nclient = OpenAI(base_url="https://api.groq.com/openai/v1")\nclient.{CALL}\n'
    text, report = run(program)
    assert (text, report.diagnostics) == (program, ())


def test_a_key_that_is_read_elsewhere_is_told() -> None:
    program = f'import os\nfrom openai import OpenAI\nkey = os.environ["OPENAI_API_KEY"]\nclient = OpenAI(api_key=key)\nclient.{CALL}\n'
    text, report = run(program)
    assert text == f'import os\nimport litellm\nkey = os.environ["OPENAI_API_KEY"]\n{NEW})\n'
    assert {"KEY-SETTING", "VARIABLE-LEFT"} <= {d.code for d in report.diagnostics}

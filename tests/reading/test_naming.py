"""Which files that hold the SDK's name may use it: too many are slow, too few are a silent miss."""

from __future__ import annotations

import pytest

from codemod.searching import naming
from tests.migrating import check_noop, migration

NAMING = naming(migration("native"))


@pytest.mark.parametrize(
    "source",
    [
        b"import openai\n",
        b"import os, openai as ai\n",
        b"from openai import OpenAI\n",
        b"try: from openai.types import *\nexcept ImportError: pass\n",
        b"def f():\n    import json, \\\n        openai\n",
        b"from importlib import import_module as load\nimport_module('openai')\n",
        b'openai = __import__("openai")\n',
        b"pytest.importorskip('openai')\n",
        b"sys.modules['openai'] = fake\n",
        b"patch('openai.OpenAI')\n",
        b"with patch.dict('sys.modules', {'openai': fake}): ...\n",
        b"answer = openai.ChatCompletion.create()\n",
        b"x = self.client.chat.completions.create(model='gpt-4')  # openai\n",
        b"requests.post('https://api.openai.com/v1/models')\n",
        b"provider = 'openai'\nkey = os.environ['OPENAI_API_KEY']\n",
        b"def test_it(openai_client): run(openai_client)\n",
        b"@pytest.fixture\ndef openai_client(): ...\n",
        b"run(request.app.state.openai)\n",
        b"run(st.session_state['openai'])\n",
        b"run(g.openai)\n",
    ],
)
def test_may_use(source: bytes) -> None:
    assert NAMING.may_use(source)


@pytest.mark.parametrize(
    "source",
    [
        b"VENDORS = ['openai', 'anthropic']\n",
        b"# works with openai, among others\n",
        b"from langchain_anthropic import ChatAnthropic  # not openai\n",
        b"from .openai_client import client\n",
        b"from app.vendors import openai\n",
        b"class OpenAIProvider(Provider):\n    name = 'openai'\n",
        b"if vendor == 'openai':\n    model = 'gpt-4'\n",
        b"def use_openai(): ...\n",
    ],
)
def test_only_says_the_name(source: bytes) -> None:
    assert not NAMING.may_use(source)


@pytest.mark.parametrize(
    "source", [b"from langchain_openai import ChatOpenAI\n", b"import litellm as llm\n"]
)
def test_imports_what_uses_it(source: bytes) -> None:
    assert NAMING.may_use(source)


def test_a_file_that_only_says_the_name_is_not_parsed_and_counts_as_unchanged() -> None:
    report = check_noop({"table.py": "VENDORS = ['openai']\n", "old.py": "print 'openai'\n"})
    assert [(type(o).__name__, o.path) for o in report.outcomes] == [
        ("Unchanged", "old.py"),
        ("Unchanged", "table.py"),
    ]
    assert report.diagnostics == ()

"""Calls that look like the source's: reported, unless they are known to be another's."""

from __future__ import annotations

import pytest

from tests.migrating import assert_told, check_reported, check_silent, report_of

BOTH = pytest.mark.parametrize("sdk", ["native", "openai"])


@BOTH
@pytest.mark.parametrize(
    "call",
    [
        'client.chat.completions.create(model="gpt-4", messages=[])',
        'self.llm.chat.completions.create(model="gpt-4", messages=[])',
        'get_client().chat.completions.create(model="gpt-4", messages=[])',
        'clients["a"].embeddings.create(model="x", input="y")',
        "await client.chat.completions.create(model='gpt-4', messages=[])",
    ],
)
def test_a_call_whose_client_cannot_be_traced(call: str, sdk: str) -> None:
    check_reported(
        f"async def ask(self, client, clients, get_client):\n    return {call}\n",
        "CALL-UNTRACED",
        line=2,
        sdk=sdk,
    )


@BOTH
@pytest.mark.parametrize(
    "call",
    ["client.responses.create(model='gpt-4', input='x')", "client.images.generate(prompt='x')"],
)
def test_a_call_of_an_operation_without_counterpart(call: str, sdk: str) -> None:
    check_reported(f"def ask(client):\n    return {call}\n", "CALL-UNTRACED", line=2, sdk=sdk)


@BOTH
@pytest.mark.parametrize(
    "call",
    [
        'openai.Audio.transcribe_raw("whisper-1", open("a.mp3", "rb"), "a.mp3")',
        "openai.File.download('x')",
        'openai.Edit.create(model="text-davinci-edit-001", input="x", instruction="y")',
        "openai.FineTuningJob.create(training_file='x')",
    ],
)
def test_an_operation_of_the_older_module_without_counterpart(call: str, sdk: str) -> None:
    check_reported(
        f"import openai\nopenai.api_key = 'x'\nprint({call})\n", "CALL-MODULE", line=3, sdk=sdk
    )


@BOTH
@pytest.mark.parametrize(
    "source",
    [
        "import groq\nclient = groq.Groq()\nprint(client.chat.completions.create(model='x', messages=[]))\n",
        "from together import Together\nprint(Together().chat.completions.create(model='x', messages=[]))\n",
        "from zhipuai import ZhipuAI\nclient = ZhipuAI()\nclient.embeddings.create(model='x', input='y')\n",
        "import dashscope\nclient = dashscope.Client()\nclient.chat.completions.create(model='qwen-plus', messages=[])\n",
        "from mistralai import Mistral\nMistral().embeddings.create(model='x', inputs=[])\n",
        "from cerebras.cloud.sdk import Cerebras\nc = Cerebras()\nc.chat.completions.create(model='x', messages=[])\n",
    ],
)
def test_calls_of_other_vendors_are_silent(source: str, sdk: str) -> None:
    check_silent(source, sdk=sdk)


@BOTH
@pytest.mark.parametrize(
    "source",
    [
        "from mycompany_llm import client\n",
        "import mycompany_llm\nclient = mycompany_llm.client\n",
        "from mycompany_llm import get_client\nclient = get_client()\n",
        "from langfuse.openai import OpenAI\nclient = OpenAI()\n",
    ],
)
def test_what_an_unknown_package_hands_out_may_be_a_client(source: str, sdk: str) -> None:
    call = "print(client.chat.completions.create(model='gpt-4', messages=[]))"
    check_reported(f"{source}{call}\n", "CALL-UNTRACED", line=call, sdk=sdk)


@BOTH
@pytest.mark.parametrize("call", ["files.create(file=f)", "batches.list()", "containers.create()"])
def test_what_an_unknown_package_calls_alike_is_silent(call: str, sdk: str) -> None:
    source = (
        f"import openai\nfrom storage import client\nprint(client.{call}, openai.__version__)\n"
    )
    check_silent(source, sdk=sdk)


@BOTH
@pytest.mark.parametrize(
    "source",
    [
        "class Chat:\n    def create(self): ...\nChat().create()\n",
        "class A:\n    def create(self): ...\nclass B:\n    completions = A()\nclass C:\n"
        "    chat = B()\nC().chat.completions.create()\n",
        "completions.create()\nchat.create()\nfiles.create()\nimages.generate()\n",
        "from unittest.mock import MagicMock\nclient = MagicMock()\n"
        "client.chat.completions.create.return_value = 1\nclient.chat.completions.create()\n",
        "client = Client()\nclient.batches.list\n",
        'TEXT = "client.chat.completions.create(model=1)"\n',
        "# client.chat.completions.create(model='gpt-4')\n",
        '"""client.chat.completions.create(model="gpt-4")"""\n',
    ],
)
def test_what_is_no_call_of_the_source_is_silent(source: str, sdk: str) -> None:
    check_silent(source, sdk=sdk)


@BOTH
def test_the_statuses_of_calls(sdk: str) -> None:
    report = report_of(
        """
        import groq
        from openai import OpenAI
        ours = OpenAI(api_key="k")
        theirs = OpenAI(base_url="https://api.x.ai/v1", api_key="k")
        print(ours.chat.completions.create(model="gpt-4", messages=[]))
        print(theirs.chat.completions.create(model="grok", messages=[]))
        print(groq.Groq().chat.completions.create(model="x", messages=[]))
        def ask(client):
            return client.embeddings.create(model="x", input="y")
        """,
        sdk=sdk,
    )
    fates = [(site.span.line, site.operation, site.status) for site in report.sites]
    assert fates == [
        (5, "chat.completions.create", "migrated"),
        (6, "chat.completions.create", "foreign"),
        (7, "chat.completions.create", "foreign"),
        (9, "embeddings.create", "left"),
    ]


def test_the_receiver_is_named() -> None:
    source = (
        "def ask(bot):\n    return bot.client.chat.completions.create(model='gpt-4', messages=[])\n"
    )
    told = assert_told(report_of(source), source, "CALL-UNTRACED", 2)
    assert "bot.client.chat.completions.create" in told.message


@BOTH
@pytest.mark.parametrize(
    "line",
    [
        "r = requests.post('https://api.openai.com/v1/chat/completions', json={'model': 'gpt-4'})",
        "r = httpx.Client(base_url='https://api.openai.com/v1')",
        "URL = 'https://api.openai.com/v1/embeddings'; r = requests.post(URL)",
    ],
)
def test_the_source_without_its_sdk_is_told(line: str, sdk: str) -> None:
    check_reported(f"import httpx\nimport requests\n{line}\n", "RAW-HTTP", line=3, sdk=sdk)


@BOTH
@pytest.mark.parametrize(
    "line",
    [
        "print('see https://openai.com/pricing and https://platform.openai.com/docs')",
        "requests.post('https://api.deepseek.com/chat/completions')",
        "# https://api.openai.com/v1/chat/completions",
        'print("read about https://api.openai.com in the manual")',
    ],
)
def test_other_addresses_are_silent(line: str, sdk: str) -> None:
    check_silent(f"import requests\n{line}\n", sdk=sdk)

"""Programs that hold nothing of the source SDK's: not a byte changes, and nothing is said."""

from __future__ import annotations

import pytest

from tests.migrating import check_noop, check_reported, check_silent, codes, report_of

BOTH = pytest.mark.parametrize("sdk", ["native", "openai"])


def named(sources: dict[str, str]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("source", list(sources.values()), ids=list(sources))


# ------------------------------------------------------------------------------- other vendors

HOSTED = "from openai import OpenAI\nclient = OpenAI(base_url={}, api_key='k')\nprint(client.chat.completions.create(model='m', messages=[]).usage.prompt_tokens)\n"


@BOTH
@pytest.mark.parametrize(
    "host",
    [
        "https://api.anthropic.com/v1/",
        "https://api.baichuan-ai.com/v1",
        "https://qianfan.baidubce.com/v2",
        "https://api.cerebras.ai/v1",
        "https://api.cohere.ai/compatibility/v1",
        "https://api.deepinfra.com/v1/openai",
        "https://ark.ap-southeast.bytepluses.com/api/v3",
        "https://api.fireworks.ai/inference/v1",
        "https://models.github.ai/inference",
        "https://router.huggingface.co/v1",
        "https://api.minimaxi.com/v1",
        "https://api.mistral.ai/v1",
        "https://api-inference.modelscope.cn/v1/",
        "https://api.moonshot.cn/v1",
        "https://integrate.api.nvidia.com/v1",
        "https://api.perplexity.ai",
        "https://api.siliconflow.cn/v1",
        "https://api.stepfun.com/v1",
        "https://api.hunyuan.cloud.tencent.com/v1",
        "https://api.together.xyz/v1",
        "https://api.x.ai/v1",
        "https://api.lingyiwanwu.com/v1",
        "https://open.bigmodel.cn/api/paas/v4/",
        "https://ws-1.cn-beijing.maas.aliyuncs.com/compatible-mode/v1",
    ],
)
def test_clients_of_other_vendors(host: str, sdk: str) -> None:
    check_silent(HOSTED.format(repr(host)), sdk=sdk)


@BOTH
@named(
    {
        "asynchronous": "from openai import AsyncOpenAI\nasync def f():\n    c = AsyncOpenAI(base_url='https://api.x.ai/v1', api_key='k')\n    r = await c.chat.completions.create(model='gpt-4', messages=[])\n    print(r.id)\n",
        "with": "from openai import OpenAI\nwith OpenAI(base_url='https://api.x.ai/v1', api_key='k') as c:\n    print(c.chat.completions.create(model='gpt-4', messages=[]).id)\n",
        "factory": "from openai import OpenAI\ndef make():\n    return OpenAI(base_url='https://api.x.ai/v1', api_key='k')\nprint(make().chat.completions.create(model='gpt-4', messages=[]).id)\n",
        "self": "from openai import OpenAI\nclass A:\n    def __init__(self):\n        self.c = OpenAI(base_url='https://api.x.ai/v1', api_key='k')\n    def ask(self):\n        return self.c.chat.completions.create(model='gpt-4', messages=[]).id\n",
        "mapping": "from openai import OpenAI\noptions = {'base_url': 'https://api.x.ai/v1', 'api_key': 'k'}\nclient = OpenAI(**options)\nprint(client.chat.completions.create(model='gpt-4', messages=[]).id)\n",
        "stream": "from openai import OpenAI\nc = OpenAI(base_url='https://api.x.ai/v1', api_key='k')\nfor chunk in c.chat.completions.create(model='gpt-4', messages=[], stream=True):\n    print(chunk.id)\n",
        "derived": "from openai import OpenAI\nc = OpenAI(base_url='https://api.x.ai/v1', api_key='k').with_options(timeout=3)\nprint(c.chat.completions.create(model='gpt-4', messages=[]).id)\n",
    }
)
def test_every_use_of_another_vendors_client(source: str, sdk: str) -> None:
    check_silent(source, sdk=sdk)


@BOTH
@named(
    {
        "anthropic": "import anthropic\nc = anthropic.Anthropic()\nr = c.messages.create(model='claude', messages=[], max_tokens=1)\nprint(r.usage.input_tokens, r.id)\n",
        "groq": "from groq import Groq\nprint(Groq().chat.completions.create(model='llama', messages=[]).usage.prompt_tokens)\n",
        "cohere": "import cohere\nco = cohere.Client('k')\nprint(co.chat(message='x').text)\n",
        "mistral": "from mistralai import Mistral\nprint(Mistral(api_key='k').chat.complete(model='m', messages=[]).usage.prompt_tokens)\n",
        "zhipu": "from zhipuai import ZhipuAI\nprint(ZhipuAI().chat.completions.create(model='glm-4', messages=[]).usage.prompt_tokens)\n",
        "dashscope": "import dashscope\nc = dashscope.Client(protocol='openai')\nprint(c.chat.completions.create(model='qwen-plus', messages=[]).usage.input_tokens)\n",
        "autogen": "config = [{'model': 'gpt-4', 'api_key': 'k'}]\nfrom autogen import AssistantAgent\nprint(AssistantAgent('a', llm_config={'config_list': config}))\n",
        "guidance": "from guidance import models\nprint(models.OpenAI('gpt-4'))\n",
        "tiktoken": "import tiktoken\nprint(len(tiktoken.encoding_for_model('gpt-4').encode('x')))\n",
        "docker": "import docker\nclient = docker.from_env()\nprint(client.images.list(), client.containers.create('x').id)\n",
        "stripe": "import stripe\nclient = stripe.StripeClient('k')\nprint(client.files.create(params={}).id)\n",
        "kubernetes": "from kubernetes import client\nprint(client.CoreV1Api().list_node().items)\n",
        "boto": "import boto3\nclient = boto3.client('batch')\nprint(client.list_jobs()['jobs'])\n",
    }
)
def test_other_sdks(source: str, sdk: str) -> None:
    check_silent(source, sdk=sdk)


@named(
    {
        "litellm": "import litellm\nr = litellm.completion(model='gpt-4', messages=[], max_completion_tokens=3, user='u')\nprint(r.usage.prompt_tokens, r.id)\n",
        "langchain": "from langchain_openai import ChatOpenAI, OpenAIEmbeddings\nllm = ChatOpenAI(model='gpt-4o', openai_api_key='k')\nprint(llm.invoke('x').content, OpenAIEmbeddings(model='text-embedding-3-small'))\n",
        "llama index": "from llama_index.llms.openai import OpenAI\nllm = OpenAI(model='gpt-4', api_key='k')\nprint(llm.complete('x'))\n",
        "langchain old": "from langchain.llms import OpenAI\nllm = OpenAI(model_name='gpt-4', temperature=0)\nprint(llm('x'))\n",
        "dspy": "import dspy\ndspy.configure(lm=dspy.LM('openai/gpt-4o-mini'))\n",
    }
)
def test_what_asks_the_source_in_another_way(source: str) -> None:
    report = check_noop(source)
    assert codes(report) == ["AROUND-SDK"]


# ----------------------------------------------------------------------------- words and names


@BOTH
@named(
    {
        "docstring": '"""Ask OpenAI: client = OpenAI(); client.chat.completions.create(model="gpt-4")."""\n',
        "comment": "# from openai import OpenAI\n# client = OpenAI(api_key='sk-x')\nx = 1\n",
        "string": "TEXT = 'from openai import OpenAI\\nOpenAI().chat.completions.create(model=\"gpt-4\")'\nprint(TEXT)\n",
        "f-string": "name = 'gpt-4'\nprint(f'openai {name} client.chat.completions.create()')\n",
        "template": "PROMPT = '''\nimport openai\nopenai.OpenAI()\n'''\nprint(PROMPT)\n",
        "own class": "class OpenAI:\n    def __init__(self, api_key=None, timeout=None): ...\nclient = OpenAI(api_key='k')\nprint(client)\n",
        "own function": "def OpenAI():\n    return 1\nclient = OpenAI()\nprint(client)\n",
        "own module name": "class openai:\n    OpenAI = int\nclient = openai.OpenAI()\nprint(client)\n",
        "own response": "class R:\n    id = 1\n    class usage:\n        prompt_tokens = 1\nr = R()\nprint(r.id, r.usage.prompt_tokens)\n",
        "own errors": "class RateLimitError(Exception): ...\ntry:\n    f()\nexcept RateLimitError as e:\n    print(e.response)\n",
        "names of models": "MODELS = ['gpt-4', 'gpt-4o']\nPRICES = {'gpt-4': 1}\nif MODELS[0] in PRICES:\n    print(MODELS[0].startswith('gpt'))\n",
        "name by argument": "def ask(model='gpt-4'):\n    return model\nprint(ask())\n",
        "dict of usage": "usage = {'prompt_tokens': 1}\nprint(usage['prompt_tokens'], usage.get('completion_tokens'))\n",
        "variable": "import os\nprint(os.getenv('OPENAI_API_KEY'), os.environ.get('OPENAI_BASE_URL'))\n",
        "import alone": "import openai\n",
        "import of types alone": "from openai.types.chat import ChatCompletion\n",
        "version": "import openai\nprint(openai.__version__)\n",
        "dead alias": "import openai as o\ndel o\n",
        "shadowed by a parameter": "from openai import OpenAI\ndef f(OpenAI):\n    return OpenAI()\nprint(f(int))\n",
        "shadowed by a local": "from openai import OpenAI\ndef f():\n    OpenAI = int\n    return OpenAI()\nprint(f())\n",
        "shadowed by a loop": "import openai\nfor openai in [1, 2]:\n    print(openai.real)\n",
        "shadowed by a class": "from openai import OpenAI\nclass OpenAI:\n    pass\nprint(OpenAI())\n",
        "shadowed by an import": "from openai import OpenAI\nfrom mylib import OpenAI\nprint(OpenAI(model='x'))\n",
        "shadowed in a comprehension": "import openai\nprint([openai.real for openai in [1]])\n",
        "deleted": "from openai import OpenAI\ndel OpenAI\n",
    }
)
def test_words_that_only_look_like_it(source: str, sdk: str) -> None:
    check_silent(source, sdk=sdk)


@BOTH
@named(
    {
        "a class and no instance": "from openai import OpenAI\nCLASSES = {'a': int}\nprint(CLASSES)\n",
        "an annotation alone": "from openai import OpenAI\ndef f(client: OpenAI) -> None:\n    print(client)\n",
        "an error alone": "from openai import RateLimitError\ntry:\n    f()\nexcept RateLimitError as e:\n    print(e.message)\n",
        "a string of a patch": "from unittest import mock\n@mock.patch('openai.OpenAI')\ndef test_it(fake):\n    print(fake)\n",
        "a type of a parameter": "from openai.types.chat import ChatCompletionMessageParam\nmessages: list[ChatCompletionMessageParam] = []\nprint(messages)\n",
        "an embedded program": "import subprocess\nsubprocess.run(['python', '-c', 'from openai import OpenAI; OpenAI()'])\n",
        "a setting of the module": "import openai\nopenai.api_key = 'k'\n",
    }
)
def test_a_name_of_the_sdk_without_any_client(source: str, sdk: str) -> None:
    check_noop(source, sdk=sdk)


OWN = "import os\nfrom openai import OpenAI\n{}print(client.chat.completions.create(model='{}', messages=[]).id)\n"


@BOTH
@named(
    {
        "joined": "HOST = 'https://api.x.ai'\nclient = OpenAI(base_url=HOST + '/v1', api_key=os.environ['XAI_KEY'])\n",
        "f-string": "client = OpenAI(base_url=f'https://api.x.ai/{VERSION}', api_key=os.environ['XAI_KEY'])\n",
        "format": "client = OpenAI(base_url='https://{}/v1'.format('api.x.ai'), api_key=os.environ['XAI_KEY'])\n",
        "percent": "client = OpenAI(base_url='https://api.x.ai/%s' % 'v1', api_key=os.environ['XAI_KEY'])\n",
        "percent of a host": "HOST = 'api.x.ai'\nclient = OpenAI(base_url='https://%s/v1' % HOST, api_key='k')\n",
        "format by name": "client = OpenAI(base_url='{h}/v1'.format(h='https://api.x.ai'), api_key='k')\n",
        "urljoin": "from urllib.parse import urljoin\nclient = OpenAI(base_url=urljoin('https://api.x.ai', 'v1'), api_key='k')\n",
        "in a name": "BASE = f'https://api.x.ai/{VERSION}'\nclient = OpenAI(base_url=BASE, api_key='k')\n",
        "a part of the host": "client = OpenAI(base_url=f'https://{REGION}.api.x.ai/v1', api_key='k')\n",
    }
)
def test_an_address_that_is_put_together(source: str, sdk: str) -> None:
    check_silent(OWN.format(source, "grok"), sdk=sdk)


@BOTH
@named(
    {
        "a host from outside": "client = OpenAI(base_url=f'https://{HOST}/v1')\n",
        "an unknown host": "client = OpenAI(base_url=f'https://llm.example.com/{VERSION}')\n",
        "a port": "client = OpenAI(base_url='http://localhost:%d/v1' % port())\n",
        "a variable": "client = OpenAI(base_url=f\"{os.environ['OLLAMA_HOST']}/v1\")\n",
        "named after a vendor": "client = OpenAI(base_url=os.environ['DEEPSEEK_BASE_URL'])\n",
        "asked for": "client = OpenAI(base_url=os.getenv('GROQ_API_BASE'), api_key=os.getenv('OPENAI_API_KEY'))\n",
    }
)
def test_an_address_that_does_not_say_whose_it_is(source: str, sdk: str) -> None:
    check_reported(OWN.format(source, "m"), "CLIENT-HOST", line=3, sdk=sdk)


@BOTH
@named(
    {
        "the source's": "client = OpenAI(base_url=f'https://api.openai.com/{VERSION}', api_key='k')\n",
        "a cloud's": "client = OpenAI(base_url=f'https://{NAME}.openai.azure.com/openai/v1', api_key='k')\n",
        "a plain name": "client = OpenAI(base_url=os.environ['LLM_BASE_URL'], api_key=os.environ['OPENAI_API_KEY'])\n",
    }
)
def test_an_address_of_the_sources_that_is_put_together_moves(source: str, sdk: str) -> None:
    report = report_of(OWN.format(source, "gpt-4"), sdk=sdk)
    assert [site.status for site in report.sites] == ["migrated"]


@BOTH
def test_an_address_and_a_key_that_are_named_after_another_vendor(sdk: str) -> None:
    made = "client = OpenAI(base_url=os.environ['DEEPSEEK_BASE_URL'], api_key=os.environ['DEEPSEEK_API_KEY'])\n"
    check_noop(OWN.format(made, "deepseek-chat"), sdk=sdk)


@BOTH
def test_an_address_in_the_environment(sdk: str) -> None:
    made = "os.environ['OPENAI_BASE_URL'] = 'https://api.deepseek.com'\nclient = OpenAI()\n"
    check_noop(OWN.format(made, "deepseek-chat"), sdk=sdk)


@pytest.mark.parametrize(
    "sdk",
    [
        "native",
        "openai",
    ],
)
def test_an_address_that_is_assigned(sdk: str) -> None:
    made = "client = OpenAI()\nclient.base_url = 'https://api.deepseek.com'\n"
    check_noop(OWN.format(made, "deepseek-chat"), sdk=sdk)


@BOTH
def test_errors_of_another_vendors_client(sdk: str) -> None:
    check_silent(
        """
        import openai
        client = openai.OpenAI(base_url="https://api.x.ai/v1", api_key="k")
        try:
            client.chat.completions.create(model="gpt-4", messages=[])
        except openai.RateLimitError as error:
            print(error.response, error.body)
        """,
        sdk=sdk,
    )


def test_errors_beside_another_vendors_client_hold_our_own() -> None:
    source = """
        import openai
        theirs = openai.OpenAI(base_url="https://api.x.ai/v1", api_key="k")
        ours = openai.OpenAI(api_key="k")
        try:
            theirs.chat.completions.create(model="grok", messages=[])
            ours.chat.completions.create(model="gpt-4", messages=[])
        except openai.RateLimitError as error:
            print(error.response)
    """
    check_reported(source, "ERROR-MEMBER", line="print(error.response)")


def test_what_another_vendors_client_is_given_is_its_own_affair() -> None:
    check_silent(
        """
        from openai import OpenAI
        client = OpenAI(base_url="https://api.groq.com/openai/v1", api_key="k")
        client.chat.completions.create(model="m", messages=[], logit_bias={1: 2}, functions=[])
        """,
        sdk="openai",
    )


@BOTH
def test_a_text_with_words_is_no_address(sdk: str) -> None:
    """One function seems to be called with what another is: who hands it on is not told apart."""
    source = (
        "from openai import OpenAI\ndef limited(function):\n    def inner(*args):\n"
        "        return function(*args)\n    return inner\n"
        "def embed(text, base_url=None):\n"
        "    return OpenAI(base_url=base_url).embeddings.create(model='text-embedding-3-small', input=text)\n"
        "def ask(*texts):\n    return texts\n"
        "first, second = limited(embed), limited(ask)\n"
        "name = input()\nprint(first('x'), second('x', f'Name it. {name} is short.'))\n"
    )
    report = report_of(source, sdk=sdk)
    assert "CLIENT-HOST" not in codes(report)
    assert b"text-embedding-v4" in report.rewritten[0].after

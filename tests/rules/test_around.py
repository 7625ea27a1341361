"""What stands around the SDK: other packages that ask OpenAI's models by themselves."""

from __future__ import annotations

import pytest

from tests.migrating import (
    assert_told,
    check_migrated,
    check_noop,
    check_reported,
    check_silent,
    codes,
    report_of,
)

BOTH = pytest.mark.parametrize("sdk", ["native", "openai"])
URL = "https://dashscope.aliyuncs.com/compatible-mode/v1"
WRITTEN = f'api_key=os.environ["DASHSCOPE_API_KEY"], base_url="{URL}"'
OFF = 'extra_body={"enable_thinking": False}'


# --------------------------------------------------------------------------- what is not ours


@BOTH
@pytest.mark.parametrize(
    "source",
    [
        'from langchain_openai import ChatOpenAI\nChatOpenAI(model="m", base_url="https://api.x.ai/v1")',
        'import litellm\nlitellm.completion(model="anthropic/claude-3-5-haiku", messages=[])',
        'import litellm\nlitellm.completion("groq/llama3-8b", [])',
        'import litellm\nlitellm.completion(model="gpt-4o", messages=[], api_base="https://api.x.ai/v1")',
        'import dspy\nlm = dspy.LM("ollama_chat/llama3")',
        'from pydantic_ai import Agent\nagent = Agent("anthropic:claude-sonnet-4-5")',
        "from pydantic_ai import Agent\nagent = Agent()",
        "from langchain_anthropic import ChatAnthropic\nllm = ChatAnthropic()",
        "from langchain_openai import ChatOpenAI\n\n\ndef ask(llm: ChatOpenAI): ...",
        "import instructor\nfrom anthropic import Anthropic\nc = instructor.from_anthropic(Anthropic())",
        "from agents import Agent, trace\nfrom app.agents import Agent as Own\nwith trace('x'): ...",
    ],
)
def test_what_asks_another_vendor_is_left_in_silence(source: str, sdk: str) -> None:
    check_silent(source, sdk=sdk)


@BOTH
def test_a_package_of_the_repository_is_no_wrapper(sdk: str) -> None:
    program = {
        "main.py": "from agents import Agent\nagent = Agent(name='x')\n",
        "agents/__init__.py": "class Agent:\n    def __init__(self, name): ...\n",
    }
    check_silent(program, sdk=sdk)


def test_the_target_itself_is_no_wrapper() -> None:
    source = 'import litellm\nlitellm.completion(model="gpt-4o", messages=[])'
    check_silent(source, to="litellm", models=("gpt-4o=openai/x",))


# --------------------------------------------------------------------------- named


@BOTH
@pytest.mark.parametrize(
    ("source", "said"),
    [
        (
            'from llama_index.llms.openai import OpenAI\nllm = OpenAI(model="gpt-4o")',
            'OpenAILike(model="qwen3.7-plus"',
        ),
        (
            "from llama_index.embeddings.openai import OpenAIEmbedding\nOpenAIEmbedding()",
            "model_name=",
        ),
        ('import litellm\nlitellm.completion(model="gpt-4o", messages=[])', '"dashscope/..."'),
        ('import litellm\nlitellm.completion("openai/gpt-4o", [])', '"openai/qwen3.7-plus"'),
        (
            'from litellm import embedding\nembedding("text-embedding-3-small", ["a"])',
            "text-embedding-v4",
        ),
        ('import dspy\ndspy.configure(lm=dspy.LM("openai/gpt-4o-mini"))', '"dashscope/..."'),
        ('from pydantic_ai import Agent\nagent = Agent("openai:gpt-4o")', '"alibaba:..."'),
        (
            "from pydantic_ai.models.openai import OpenAIChatModel\nOpenAIChatModel('gpt-4o')",
            "OpenAIProvider(base_url=",
        ),
        ("from agents import Agent\nagent = Agent(name='A')", "set_default_openai_api"),
        ("from agents import Agent\nagent = Agent(name='A', model='gpt-4o')", "qwen3.7-plus"),
        (
            "import instructor\nc = instructor.from_provider('openai/gpt-4o')",
            "instructor.from_openai",
        ),
        ("from langchain_openai import AzureChatOpenAI\nAzureChatOpenAI()", "ChatOpenAI"),
        (
            "from langchain.chat_models import init_chat_model\ninit_chat_model('gpt-4o')",
            '"openai:"',
        ),
        (
            "from langchain.embeddings import OpenAIEmbeddings\nOpenAIEmbeddings()",
            "check_embedding_ctx",
        ),
    ],
)
def test_a_wrapper_is_named_with_what_to_do(source: str, said: str, sdk: str) -> None:
    report = check_reported(source, "AROUND-SDK", line=2, sdk=sdk)
    assert [d.severity.value for d in report.diagnostics] == ["left"]
    assert said in report.diagnostics[0].message


def test_what_to_do_is_said_for_each_target() -> None:
    source = 'import litellm\nlitellm.completion(model="gpt-4o", messages=[])'
    for to, said in [("anthropic", "anthropic/..."), ("zhipu", "zai/..."), ("yi", "openai/")]:
        report = check_reported(source, "AROUND-SDK", line=2, sdk="openai", to=to)
        assert said in report.diagnostics[0].message, to


@BOTH
def test_a_model_that_is_decided_out_of_sight_is_a_note(sdk: str) -> None:
    source = "import litellm\nfrom conf import MODEL\nlitellm.completion(model=MODEL, messages=[])"
    report = check_reported(source, "AROUND-SDK", line=3, sdk=sdk)
    assert [d.severity.value for d in report.diagnostics] == ["note"]


@BOTH
def test_a_class_that_derives_from_one_is_named_once(sdk: str) -> None:
    source = """
    from langchain_openai import ChatOpenAI


    class Chat(ChatOpenAI): ...


    Chat()
    Chat()
    """
    report = check_reported(source, "AROUND-SDK", line="class Chat", sdk=sdk)
    assert codes(report) == ["AROUND-SDK"]


@BOTH
def test_an_unknown_address_asks_for_source_host(sdk: str) -> None:
    source = 'from langchain_openai import ChatOpenAI\nChatOpenAI(base_url="http://localhost:1/v1")'
    report = check_reported(source, "CLIENT-HOST", line=2, sdk=sdk)
    assert codes(report) == ["CLIENT-HOST"]
    report = report_of(source, sdk=sdk, source_hosts=("localhost:1",))
    assert "CLIENT-HOST" not in codes(report)


def test_on_the_native_route_the_other_is_named() -> None:
    source = 'from langchain_openai import ChatOpenAI\nllm = ChatOpenAI(model="gpt-4o")'
    report = check_reported(source, "AROUND-SDK", line=2)
    assert "--sdk openai" in report.diagnostics[0].message
    assert "ChatTongyi" in report.diagnostics[0].message


def test_a_variable_that_a_wrapper_reads_too_keeps_its_clients() -> None:
    source = """
    import os
    from langchain_openai import ChatOpenAI
    from openai import OpenAI

    KEY = os.environ["OPENAI_API_KEY"]
    client = OpenAI(api_key=KEY)
    llm = ChatOpenAI(api_key=KEY)
    client.chat.completions.create(model="gpt-4o", messages=[])
    """
    report = check_noop(source)
    assert codes(report) == ["AROUND-SDK", "GROUP-LEFT"]


# --------------------------------------------------------------------------- written


def test_a_chat_is_written() -> None:
    report = check_migrated(
        """
        from langchain_openai import ChatOpenAI

        llm = ChatOpenAI(model="gpt-4o", temperature=0.2, max_tokens=100, streaming=True, timeout=5)
        """,
        f"""
        import os
        from langchain_openai import ChatOpenAI

        llm = ChatOpenAI(model="qwen3.7-plus", temperature=0.2, max_tokens=100, streaming=True, timeout=5, {WRITTEN}, {OFF})
        """,
        sdk="openai",
    )
    assert "AROUND-WRITTEN" in codes(report)
    assert "set DASHSCOPE_API_KEY to your key of Qwen (Alibaba Cloud Model Studio)" in report.todo


def test_a_model_that_is_asked_without_a_name_is_named() -> None:
    report = check_migrated(
        "from langchain_openai import ChatOpenAI\nllm = ChatOpenAI()\n",
        "import os\nfrom langchain_openai import ChatOpenAI\n"
        f'llm = ChatOpenAI({WRITTEN}, model="qwen-flash")\n',
        sdk="openai",
    )
    assert (
        "gpt-3.5-turbo" in next(d for d in report.diagnostics if d.code == "MODEL-RENAMED").message
    )


def test_an_older_package_has_its_own_keywords() -> None:
    check_migrated(
        'from langchain.chat_models import ChatOpenAI\nllm = ChatOpenAI(model_name="gpt-4o")\n',
        "import os\nfrom langchain.chat_models import ChatOpenAI\n"
        'llm = ChatOpenAI(model_name="qwen3.7-plus", openai_api_key=os.environ["DASHSCOPE_API_KEY"], '
        f'openai_api_base="{URL}", model_kwargs={{"extra_body": {{"enable_thinking": False}}}})\n',
        sdk="openai",
    )


def test_a_key_and_an_address_that_are_given_are_the_targets() -> None:
    check_migrated(
        """
        import os
        from langchain_openai import ChatOpenAI

        llm = ChatOpenAI(
            model="gpt-3.5-turbo",
            openai_api_key=os.environ["OPENAI_API_KEY"],
            openai_api_base="https://api.openai.com/v1",
        )
        """,
        f"""
        import os
        from langchain_openai import ChatOpenAI

        llm = ChatOpenAI(
            model="qwen-flash",
            openai_api_key=os.environ["DASHSCOPE_API_KEY"],
            openai_api_base="{URL}",
        )
        """,
        sdk="openai",
    )


def test_embeddings_send_texts_in_small_batches_and_keep_their_size() -> None:
    report = check_migrated(
        'from langchain_openai import OpenAIEmbeddings\ne = OpenAIEmbeddings(model="text-embedding-3-small")\n',
        "import os\nfrom langchain_openai import OpenAIEmbeddings\n"
        f'e = OpenAIEmbeddings(model="text-embedding-v4", {WRITTEN}, check_embedding_ctx_length=False, '
        'model_kwargs={"encoding_format": "float"}, chunk_size=10, dimensions=1536)\n',
        sdk="openai",
    )
    assert "EMBEDDING-INDEX" in codes(report)


def test_a_name_that_a_client_shares_moves_with_both() -> None:
    check_migrated(
        """
        from langchain_openai import ChatOpenAI
        from openai import OpenAI

        MODEL = "gpt-3.5-turbo"
        client = OpenAI()
        llm = ChatOpenAI(model=MODEL)
        client.chat.completions.create(model=MODEL, messages=[])
        """,
        f"""
        import os
        from langchain_openai import ChatOpenAI
        from openai import OpenAI

        MODEL = "qwen-flash"
        client = OpenAI(<key-and-address>)
        llm = ChatOpenAI(model=MODEL, {WRITTEN})
        client.chat.completions.create(model=MODEL, messages=[])
        """.replace("<key-and-address>", "api_key=<key>, <address>"),
        sdk="openai",
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ('model="gpt-4o", model_kwargs={"user": "x"}', "model_kwargs"),
        ('model="gpt-4o", use_responses_api=True', "use_responses_api"),
        ('model="gpt-4o", **options()', "in sight"),
        ("model=choose()", "in sight"),
        ('model="gpt-4o", api_key=SecretStr("x")', "api_key"),
        ('model="gpt-4o", frequency_penalty=0.5', "frequency_penalty"),
        ('model="gpt-4o", logit_bias={1: 2}', "logit_bias"),
        ('model="gpt-4o", organization="org-1"', "organization"),
        ('model="o3-mini", reasoning_effort="low"', "reasoning_effort"),
        ('model="gpt-4o", extra_body={"a": 1}', "extra_body"),
        ('model="gpt-99"', "gpt-99"),
        ('model="ft:gpt-4o:me"', "fine-tuned"),
        ("base_url=URL", "base_url"),
    ],
)
def test_what_is_not_wholly_in_sight_is_left_whole(arguments: str, said: str) -> None:
    source = f"""
    import os
    from langchain_openai import ChatOpenAI
    from conf import choose, options, SecretStr

    URL = os.environ["MY_URL"]
    llm = ChatOpenAI({arguments})
    """
    report = check_reported(source, "AROUND-SDK", line="llm", sdk="openai")
    assert said in assert_told(report, source, "AROUND-SDK", "llm").message


def test_what_says_nothing_goes() -> None:
    check_migrated(
        'from langchain_openai import ChatOpenAI\nllm = ChatOpenAI(model="gpt-4", frequency_penalty=0)\n',
        "import os\nfrom langchain_openai import ChatOpenAI\n"
        f'llm = ChatOpenAI(model="qwen-plus", {WRITTEN})\n',
        sdk="openai",
    )


# --------------------------------------------------------------------------- given our client


PATCHED = """
import instructor
from openai import OpenAI

client = instructor.from_openai(OpenAI(), mode=instructor.Mode.JSON)
user = client.chat.completions.create(model="gpt-3.5-turbo", messages=[], response_model=int)
"""


def test_a_client_that_instructor_is_given_moves_on_the_openai_route() -> None:
    report = check_migrated(
        PATCHED,
        PATCHED.replace("import instructor", "import os\nimport instructor")
        .replace("OpenAI()", "OpenAI(api_key=<key>, <address>)")
        .replace("gpt-3.5-turbo", "qwen-flash"),
        sdk="openai",
    )
    assert assert_told(report, PATCHED, "AROUND-SDK", "from_openai").severity.value == "review"


def test_on_the_native_route_it_stays() -> None:
    report = check_reported(PATCHED, "AROUND-SDK", line="from_openai")
    assert codes(report) == ["AROUND-SDK", "GROUP-LEFT"]


@pytest.mark.parametrize("method", ["create", "chat.completions.create_with_completion"])
def test_what_only_instructor_offers_keeps_the_client(method: str) -> None:
    source = PATCHED.replace("client.chat.completions.create", f"client.{method}")
    report = check_reported(source, "OPERATION-UNSUPPORTED", line="user", sdk="openai")
    assert "GROUP-LEFT" in codes(report)


def test_a_mode_of_the_responses_api_keeps_the_client() -> None:
    source = PATCHED.replace("Mode.JSON", "Mode.RESPONSES_TOOLS")
    check_reported(source, "AROUND-SDK", line="from_openai", sdk="openai")


@BOTH
def test_a_client_that_the_agents_sdk_is_given_stays(sdk: str) -> None:
    source = """
    from agents import Agent, OpenAIChatCompletionsModel, set_default_openai_client
    from openai import AsyncOpenAI

    client = AsyncOpenAI()
    set_default_openai_client(client)
    agent = Agent(name="A", model=OpenAIChatCompletionsModel(model="gpt-4o", openai_client=client))
    """
    report = check_noop(source, sdk=sdk)
    assert codes(report) == ["AROUND-SDK", "GROUP-LEFT"]
    assert len([d for d in report.diagnostics if d.code == "AROUND-SDK"]) == 2


def test_two_packages_that_take_other_keywords_are_left() -> None:
    source = """
    try:
        from langchain_openai import ChatOpenAI
    except ImportError:
        from langchain.chat_models import ChatOpenAI

    llm = ChatOpenAI(model="gpt-4o")
    """
    check_reported(source, "AROUND-SDK", line="llm", sdk="openai")


def test_what_an_older_package_sends_by_itself_must_be_taken() -> None:
    source = 'from langchain.chat_models import ChatOpenAI\nllm = ChatOpenAI(model_name="gpt-4o")\n'
    report = check_reported(source, "AROUND-SDK", line=2, sdk="openai", to="deepseek")
    assert "it sends n by itself" in report.diagnostics[0].message
    newer = source.replace("langchain.chat_models", "langchain_openai")
    assert report_of(newer, sdk="openai", to="deepseek").rewritten


# ------------------------------------------------------------------------------ embeddings


@BOTH
def test_the_embeddings_of_a_vector_store_are_told(sdk: str) -> None:
    source = (
        "from chromadb.utils import embedding_functions\n"
        "ef = embedding_functions.OpenAIEmbeddingFunction('k', model_name='text-embedding-3-small')\n"
    )
    report = check_reported(source, "AROUND-SDK", line=2, sdk=sdk)
    assert "as model_name text-embedding-v4" in report.diagnostics[0].message
    elsewhere = source.replace("'k'", "'k', api_base='https://api.x.ai/v1'")
    check_silent(elsewhere, sdk=sdk)


@pytest.mark.parametrize(
    "source",
    [
        "from langchain_openai import OpenAIEmbeddings\ne = OpenAIEmbeddings()\n",
        "from llama_index.embeddings.openai import OpenAIEmbedding\ne = OpenAIEmbedding()\n",
    ],
)
@BOTH
def test_no_embeddings_are_offered_where_the_provider_has_none(source: str, sdk: str) -> None:
    report = check_reported(source, "AROUND-SDK", line=2, sdk=sdk, to="anthropic")
    (message,) = [d.message for d in report.diagnostics if d.code == "AROUND-SDK"]
    assert message.endswith("by itself: Anthropic has no embeddings, and names Voyage AI for them.")

"""What the targets abroad have of their own, on their compatible endpoints."""

from __future__ import annotations

import ast
from textwrap import dedent

import pytest

from codemod import choices
from codemod.configuration import ConfigurationError, Settings
from codemod.pipeline import transform
from codemod.vocabulary.outcomes import Report
from transforms import catalog

CLIENT = "import os\nfrom openai import OpenAI\n\nclient = OpenAI()\n"
ABROAD = (
    "anthropic",
    "azure",
    "cohere",
    "gemini",
    "groq",
    "huggingface",
    "litellm",
    "mistral",
    "ollama",
    "openrouter",
    "together",
    "vllm",
    "xai",
)
ADDRESSED = {"azure": {"workspace": "acme"}, "litellm": {"base_url": "http://proxy.acme:4000"}}


def run(name: str, program: str, **settings: object) -> tuple[str, Report]:
    """Return the program's text for a target, as it was where nothing moves, and the report."""
    given = {"sdk": "openai", **ADDRESSED.get(name, {}), **settings}
    wanted = Settings(to=name, **given)  # type: ignore[arg-type]
    report = transform(
        {"main.py": program.encode()}, choices.migration(wanted, catalog.load_surface())
    )
    (text,) = [o.after.decode() for o in report.rewritten] or [program]
    return text, report


def chat(arguments: str, model: str = "gpt-4o") -> str:
    more = f", {arguments}" if arguments else ""
    return f'{CLIENT}client.chat.completions.create(model="{model}", messages=[]{more})\n'


def told(report: Report, code: str) -> list[str]:
    return [d.message for d in report.diagnostics if d.code == code]


def call(text: str) -> list[str]:
    """Return the keywords of a program's last call, but for the model and the messages."""
    statement = ast.parse(text).body[-1]
    assert isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call)
    keywords = statement.value.keywords
    return [ast.unparse(each) for each in keywords if each.arg not in ("model", "messages")]


def arguments_of(text: str) -> list[str]:
    return call(f"f({text})")


# -- what is dropped, renamed, moved ----------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("anthropic", "seed=7", ""),
        ("anthropic", "temperature=1.5", "temperature=1"),
        ("anthropic", "temperature=0.2", "temperature=0.2"),
        ("anthropic", "frequency_penalty=0.5, max_tokens=9", "max_tokens=9"),
        ("gemini", "store=True, presence_penalty=0.1", ""),
        ("gemini", 'service_tier="flex"', 'service_tier="flex"'),
        ("gemini", 'service_tier="scale"', ""),
        ("cohere", "max_completion_tokens=9", 'max_tokens=9, reasoning_effort="none"'),
        (
            "cohere",
            'response_format={"type": "json_schema", "json_schema": {"name": "a", "schema": S}}',
            'response_format={"type": "json_object", "schema": S}, reasoning_effort="none"',
        ),
        ("groq", "presence_penalty=0.5", 'reasoning_effort="none"'),
        (
            "together",
            "temperature=0",
            'temperature=0, extra_body={"reasoning": {"enabled": False}}',
        ),
        ("mistral", "max_completion_tokens=9", "max_tokens=9"),
        ("mistral", "seed=7", 'extra_body={"random_seed": 7}'),
        (
            "mistral",
            'seed=7, extra_body={"safe_prompt": True}',
            'extra_body={"safe_prompt": True, "random_seed": 7}',
        ),
        ("mistral", 'user="u", store=False', ""),
        ("mistral", 'stream=True, stream_options={"include_usage": True}', "stream=True"),
        ("xai", "max_completion_tokens=9", "max_tokens=9"),
        ("xai", "frequency_penalty=0.5", ""),
        ("ollama", "max_completion_tokens=9", "max_tokens=9"),
        ("huggingface", "max_completion_tokens=9", "max_tokens=9"),
        (
            "openrouter",
            "max_completion_tokens=9, logit_bias=B",
            "max_completion_tokens=9, logit_bias=B",
        ),
    ],
)
def test_a_parameter_becomes(name: str, before: str, after: str) -> None:
    text, _ = run(name, chat(before))
    assert call(text) == arguments_of(after)


@pytest.mark.parametrize(
    ("name", "asked", "becomes"),
    [
        ("gemini", "minimal", "low"),
        ("gemini", "medium", "medium"),
        ("groq", "xhigh", "high"),
        ("groq", "none", "low"),
        ("cohere", "medium", "high"),
        ("mistral", "low", "high"),
        ("mistral", "none", "none"),
        ("xai", "max", "high"),
        ("ollama", "none", "none"),
        ("openrouter", "minimal", "minimal"),
    ],
)
def test_an_effort_becomes_one_that_the_target_knows(name: str, asked: str, becomes: str) -> None:
    text, _ = run(name, chat(f'reasoning_effort="{asked}"', "o3"))
    assert call(text) == [f"reasoning_effort='{becomes}'"]


# -- what is refused --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("anthropic", 'response_format={"type": "json_object"}'),
        ("anthropic", "n=2"),
        ("anthropic", "logprobs=True"),
        ("gemini", 'response_format={"type": "json_object"}'),
        ("gemini", "parallel_tool_calls=False"),
        ("gemini", "logit_bias={1: 2}"),
        ("cohere", 'tool_choice="required"'),
        ("cohere", 'stream=True, stream_options={"include_usage": True}'),
        ("groq", "n=2"),
        ("groq", "logprobs=True"),
        ("groq", "logit_bias={1: 2}"),
        ("together", "logprobs=True, top_logprobs=2"),
        ("mistral", "functions=F"),
        ("xai", 'stop=["END"]'),
        ("xai", "web_search_options={}"),
        ("ollama", "n=2"),
        ("ollama", 'tool_choice="required"'),
        ("huggingface", "n=2"),
        ("openrouter", "n=2"),
    ],
)
def test_a_parameter_that_would_be_lost_keeps_the_client(name: str, arguments: str) -> None:
    program = chat(arguments)
    text, report = run(name, program)
    assert text == program
    (message,) = told(report, "PARAMETER-UNSUPPORTED")[:1]
    assert message.partition(":")[0] in arguments


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("anthropic", "n=1"),
        ("gemini", "parallel_tool_calls=True"),
        ("groq", "n=1"),
        ("xai", "stop=None"),
        ("cohere", 'tool_choice="auto"'),
    ],
)
def test_a_value_that_says_nothing_leaves_in_silence(name: str, arguments: str) -> None:
    text, report = run(name, chat(arguments))
    assert arguments_of(arguments)[0] not in call(text)
    assert "base_url=" in text
    assert not told(report, "PARAMETER-DROPPED")


@pytest.mark.parametrize("name", ["anthropic", "groq", "xai", "huggingface"])
def test_embeddings_that_are_not_served_stay(name: str) -> None:
    program = f'{CLIENT}client.embeddings.create(model="text-embedding-3-small", input="x")\n'
    text, report = run(name, program)
    assert text == program
    assert told(report, "OPERATION-UNSUPPORTED")


def test_a_schema_class_stays_where_the_endpoint_has_another_form() -> None:
    program = (
        f'{CLIENT}client.chat.completions.parse(model="gpt-4o", messages=[], response_format=T)\n'
    )
    for name in ("anthropic", "cohere"):
        assert run(name, program)[0] == program
    assert 'model="gemini-3.5-flash-lite"' in run("gemini", program)[0]


# -- models -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [n for n in ABROAD if n not in ("azure", "litellm", "vllm")])
def test_no_name_that_does_not_reason_becomes_a_model_that_thinks(name: str) -> None:
    provider = catalog.load_provider(name)
    for model in ("gpt-4", "gpt-4o", "gpt-3.5-turbo", "gpt-4.1-nano"):
        source = catalog.load_surface().models[model]
        target = provider.models.get(model) or provider.roles[source.role]
        assert not target.always
        text, _ = run(name, chat("", model))
        assert f'model="{target.name}"' in text
        off = provider.routes["openai"].thinking_off
        assert not target.thinks or all(f"{word}=" in text for word in off)


def test_a_model_keeps_its_name_behind_that_of_its_vendor() -> None:
    assert (
        'model="openai/gpt-4.1-mini"' in run("openrouter", chat("", "gpt-4.1-mini-2025-04-14"))[0]
    )
    program = f'{CLIENT}client.embeddings.create(model="text-embedding-3-small", input="x")\n'
    text, report = run("openrouter", program)
    assert text.endswith('create(model="openai/text-embedding-3-small", input="x")\n')
    assert not told(report, "EMBEDDING-INDEX")


def test_what_a_model_cannot_do_is_told_where_it_matters() -> None:
    _, report = run("huggingface", chat("", "gpt-4o"))
    assert told(report, "MODEL-RENAMED") == [
        "gpt-4o becomes meta-llama/Llama-3.3-70B-Instruct: It reads no images."
    ]
    _, report = run("huggingface", chat("", "gpt-4"))
    assert told(report, "MODEL-RENAMED") == ["gpt-4 becomes meta-llama/Llama-3.3-70B-Instruct"]


def test_a_name_that_is_compared_too_is_told_once() -> None:
    program = CLIENT + dedent("""\
        def ask(model="gpt-4o"):
            if model in ["gpt-4o", "gpt-3.5-turbo"]:
                print("known")
            return client.chat.completions.create(model=model, messages=[])
        ask("gpt-4o")
        """)
    _, report = run("huggingface", program)
    renamed = [(d.span, d.message) for d in report.diagnostics if d.code == "MODEL-RENAMED"]
    assert len({span for span, _ in renamed}) == len(renamed)


@pytest.mark.parametrize("name", ["azure", "litellm", "vllm"])
def test_names_that_only_the_user_knows_are_asked_for(name: str) -> None:
    program = chat("temperature=0")
    text, report = run(name, program)
    assert text == program
    assert told(report, "MODEL-UNMAPPED")
    text, _ = run(name, program, models={"gpt-4o": "ours"})
    assert 'model="ours"' in text


def test_a_family_names_the_models_of_ones_own_machine() -> None:
    assert (
        'model="meta-llama/Llama-3.3-70B-Instruct"'
        in run("vllm", chat("", "gpt-4"), family="llama")[0]
    )
    text, _ = run("ollama", chat("", "gpt-4"), family="qwen")
    assert 'model="qwen3"' in text
    assert call(text) == ["reasoning_effort='none'"]
    program = chat("", "gpt-4")
    assert run("ollama", program, family="gpt-oss")[0] == program


# -- addresses and keys -----------------------------------------------------------------------


@pytest.mark.parametrize("name", ABROAD)
def test_nothing_of_the_sources_leaks(name: str) -> None:
    provider = catalog.load_provider(name)
    text, _ = run(name, CLIENT + "client.chat.completions.create(model=M, messages=[])\n")
    assert f'os.environ["{provider.api_key_env}"]' in text
    for keyword in ('organization="",', 'project="",', "base_url="):
        assert keyword in text


@pytest.mark.parametrize("name", ABROAD)
def test_what_is_there_already_is_left_in_silence(name: str) -> None:
    moved, _ = run(name, CLIENT + 'client.chat.completions.create(model="m", messages=[])\n')
    assert "base_url=" in moved
    program = moved.replace("messages=[]", "messages=[], n=9, user=U")
    text, report = run(name, program)
    assert text == program
    assert not report.diagnostics


def test_the_path_of_geminis_endpoint_ends_with_a_slash() -> None:
    text, _ = run("gemini", chat(""))
    assert 'base_url="https://generativelanguage.googleapis.com/v1beta/openai/"' in text


@pytest.mark.parametrize(
    ("name", "region", "url"),
    [
        ("mistral", "eu", "https://api.eu.mistral.ai/v1"),
        ("openrouter", "eu", "https://eu.openrouter.ai/api/v1"),
        ("xai", "us", "https://us.api.x.ai/v1"),
        ("ollama", "cloud", "https://ollama.com/v1"),
    ],
)
def test_a_region_has_an_address(name: str, region: str, url: str) -> None:
    assert f'base_url="{url}"' in run(name, chat(""), region=region)[0]


@pytest.mark.parametrize("name", ["azure", "litellm"])
def test_an_address_that_only_the_user_knows_is_asked_for(name: str) -> None:
    with pytest.raises(ConfigurationError, match="--base-url"):
        choices.migration(Settings(to=name), catalog.load_surface())


def test_a_client_of_azures_v1_endpoint_is_azures_for_azure_only() -> None:
    program = CLIENT.replace("()", '(base_url="https://a.openai.azure.com/openai/v1/")') + (
        'client.chat.completions.create(model="gpt-4o", messages=[])\n'
    )
    assert run("azure", program)[0] == program
    assert run("mistral", program)[0] != program


def test_azures_classic_client_becomes_the_plain_one() -> None:
    program = dedent("""\
        import os
        from openai import AzureOpenAI
        client = AzureOpenAI(azure_endpoint=E, api_version="2024-10-21")
        client.chat.completions.create(model="my-deployment", messages=[])
        """)
    text, report = run("azure", program)
    assert "client = OpenAI(" in text
    assert "api_version" not in text
    assert 'base_url="https://acme.openai.azure.com/openai/v1/"' in text
    assert len(told(report, "PARAMETER-DROPPED")) == 2


# -- roles, members, cautions -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("anthropic", "developer"),
        ("cohere", "developer"),
        ("openrouter", "developer"),
        ("mistral", "system"),
        ("gemini", "system"),
        ("groq", "system"),
        ("ollama", "system"),
    ],
)
def test_a_developer_speaks_as(name: str, role: str) -> None:
    program = chat("").replace("[]", '[{"role": "developer", "content": "x"}]')
    assert f'"role": "{role}"' in run(name, program)[0]


def test_what_anthropics_endpoint_leaves_empty_is_told() -> None:
    program = CLIENT + dedent("""\
        r = client.chat.completions.create(model="gpt-4o", messages=[])
        print(r.usage.prompt_tokens_details.cached_tokens, r.usage.total_tokens)
        """)
    _, report = run("anthropic", program)
    (message,) = told(report, "MEMBER-DIFFERS")
    assert message == "CompletionUsage.prompt_tokens_details: The endpoint leaves it empty."


def test_anthropics_own_warning_comes_first() -> None:
    provider = catalog.load_provider("claude")
    assert "no long-term" in choices.caution(provider, provider.routes["openai"])
    other = catalog.load_provider("mistral")
    assert choices.caution(other, other.routes["openai"]) == ""


def test_azures_classic_client_by_its_base_url_stays_and_is_told() -> None:
    """The address holds a deployment, which the v1 endpoint takes by the model of each call."""
    program = dedent("""\
        from openai import AzureOpenAI
        client = AzureOpenAI(base_url="https://a.openai.azure.com/openai/deployments/d", api_version="1")
        client.chat.completions.create(model="d", messages=[])
        """)
    text, report = run("azure", program)
    assert text == program
    (found,) = told(report, "CLIENT-KIND")
    assert "azure_endpoint" in found

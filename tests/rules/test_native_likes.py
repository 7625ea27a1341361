"""Targets whose own SDK is shaped like the source's: what differs moves, what is missing stays."""

from __future__ import annotations

import pytest

from tests.migrating import check_migrated, check_noop, check_reported, codes

ARK = """\
from volcenginesdkarkruntime import Ark
client = Ark()
"""
OPENAI = """\
from openai import OpenAI
client = OpenAI()
"""
OFF = 'thinking={"type": "disabled"}'
TURBO = "doubao-seed-2-1-turbo-260628"


def ark(before: str, after: str) -> list[str]:
    """The arguments of a call to Ark become others; return the codes of what is said."""
    report = check_migrated(
        f'{OPENAI}client.chat.completions.create(model="o3", messages=[], {before})\n',
        f'{ARK}client.chat.completions.create(model="doubao-seed-2-1-pro-260628", messages=[], {after})\n',
        to="doubao",
    )
    return codes(report)


# -- doubao -----------------------------------------------------------------------------------


def test_a_client_and_a_call() -> None:
    check_migrated(
        """\
        import openai

        client = openai.OpenAI(api_key="k", timeout=20, max_retries=3)

        def ask(text: str) -> str:
            try:
                response = client.chat.completions.create(
                    model="gpt-4o", messages=[{"role": "developer", "content": text}], max_tokens=9
                )
            except (openai.RateLimitError, openai.APITimeoutError) as error:
                raise SystemExit(error.message)
            return response.choices[0].message.content
        """,
        f"""\
        import volcenginesdkarkruntime

        client = volcenginesdkarkruntime.Ark(api_key="k", timeout=20, max_retries=3)

        def ask(text: str) -> str:
            try:
                response = client.chat.completions.create(
                    model="{TURBO}", messages=[{{"role": "system", "content": text}}], max_tokens=9, {OFF}
                )
            except (volcenginesdkarkruntime._exceptions.ArkRateLimitError, volcenginesdkarkruntime._exceptions.ArkAPITimeoutError) as error:
                raise SystemExit(error.message)
            return response.choices[0].message.content
        """,
        to="doubao",
    )


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("temperature=0.2, user='u'", "temperature=0.2, user='u'", []),
        ("seed=7", 'extra_body={"seed": 7}', ["PARAMETER-CHANGED"]),
        (
            'seed=7, extra_body={"x": 1}',
            'extra_body={"x": 1, "seed": 7}',
            ["PARAMETER-CHANGED", "PARAMETER-KEPT"],
        ),
        ('reasoning_effort="low"', 'reasoning_effort="low"', []),
        ('reasoning_effort="minimal"', OFF, ["PARAMETER-CHANGED"]),
        ("functions=None, timeout=3", "timeout=3", []),
    ],
)
def test_parameters_of_ark(before: str, after: str, said: list[str]) -> None:
    assert ark(before, after) == said


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ("functions=[{}]", "PARAMETER-UNSUPPORTED"),
        ('function_call="auto"', "PARAMETER-UNSUPPORTED"),
        ("logit_bias={5: 1}", "PARAMETER-UNSUPPORTED"),
        ("reasoning_effort=effort()", "PARAMETER-UNSUPPORTED"),
        ("seed=number(), extra_body=rest()", "MAPPING-CONFLICT"),
    ],
)
def test_parameters_that_ark_lacks_block(arguments: str, code: str) -> None:
    program = f'{OPENAI}client.chat.completions.create(model="o3", messages=[], {arguments})\n'
    check_reported(program, code, line=3, to="doubao")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("timeout=30.5", "timeout=30.5"),
        ("timeout=httpx.Timeout(30, connect=5)", "timeout=httpx.Timeout(30, connect=5)"),
        ("http_client=httpx.Client()", "http_client=httpx.Client()"),
        ("organization=None, project=None", ""),
    ],
)
def test_what_arks_client_is_given(before: str, after: str) -> None:
    call = "chat.completions.create"
    check_migrated(
        f'import httpx\nimport openai\nopenai.OpenAI({before}).{call}(model="o3", messages=[])\n',
        "import httpx\nimport volcenginesdkarkruntime\n"
        f'volcenginesdkarkruntime.Ark({after}).{call}(model="doubao-seed-2-1-pro-260628", messages=[])\n',
        to="doubao",
    )


@pytest.mark.parametrize(
    ("timeout", "after", "said"),
    [("Timeout(30)", "30", False), ("Timeout(30, connect=5)", "30", True)],
)
def test_a_timeout_of_the_source_becomes_seconds(timeout: str, after: str, said: bool) -> None:
    call = 'chat.completions.create(model="{}", messages=[])\n'
    report = check_migrated(
        "from openai import OpenAI, Timeout\n" f"OpenAI(timeout={timeout}).{call.format('o3')}",
        "from volcenginesdkarkruntime import Ark\n"
        f"Ark(timeout={after}).{call.format('doubao-seed-2-1-pro-260628')}",
        to="doubao",
    )
    assert ("PARAMETER-CHANGED" in codes(report)) is said


@pytest.mark.parametrize(
    "given",
    ["http_client=openai.DefaultHttpxClient()", "timeout=openai.Timeout(None, connect=5)"],
)
def test_what_arks_client_cannot_be_given_blocks(given: str) -> None:
    program = f'import openai\nclient = openai.OpenAI({given})\nclient.chat.completions.create(model="o3", messages=[])\n'
    check_reported(program, "PARAMETER-UNSUPPORTED", line=2, to="doubao")


def test_a_message_goes_back_as_a_dict_and_so_do_tool_calls() -> None:
    rest = """\
        messages = [{"role": "user", "content": "x"}]
        message = client.chat.completions.create(model="o3", messages=messages).choices[0].message
        """
    check_migrated(
        f"""\
        from openai import OpenAI
        client = OpenAI()
{rest}messages.append(message)
        messages.append({{"role": "assistant", "content": None, "tool_calls": message.tool_calls}})
        client.chat.completions.create(model="o3", messages=messages)
        """,
        f"""\
        from volcenginesdkarkruntime import Ark
        client = Ark()
{rest.replace("o3", "doubao-seed-2-1-pro-260628")}messages.append(message.model_dump(exclude_none=True))
        messages.append({{"role": "assistant", "content": None, "tool_calls": message.tool_calls and [each.model_dump(exclude_none=True) for each in message.tool_calls]}})
        client.chat.completions.create(model="doubao-seed-2-1-pro-260628", messages=messages)
        """,
        to="doubao",
    )


def test_tool_calls_that_are_read_of_the_message_again_block() -> None:
    program = """\
        from openai import OpenAI
        client = OpenAI()
        message = client.chat.completions.create(model="o3", messages=[]).choices[0].message
        back = {"role": "assistant", "content": None, "tool_calls": message.tool_calls}
        print(back["tool_calls"][0].id)
        client.chat.completions.create(model="o3", messages=[back])
        """
    check_reported(program, "MESSAGE-READ", line=4, to="doubao")


def test_tool_calls_that_are_picked_out_block() -> None:
    program = """\
        from openai import OpenAI
        client = OpenAI()
        messages = [{"role": "user", "content": "x"}]
        message = client.chat.completions.create(model="o3", messages=messages).choices[0].message
        messages.append({"role": "assistant", "tool_calls": [message.tool_calls[0]]})
        client.chat.completions.create(model="o3", messages=messages)
        """
    check_reported(program, "MESSAGE-MIXED", line=5, to="doubao")


@pytest.mark.parametrize("target", ["qwen", "doubao"])
def test_a_message_is_not_parted_from_the_call_that_it_goes_to(target: str) -> None:
    """Else a message of one SDK would go to the other's client."""
    program = """\
        from openai import OpenAI
        client = OpenAI()
        messages = [{"role": "user", "content": "x"}]
        message = client.chat.completions.create(model="o3", messages=messages).choices[0].message
        messages.append(message)
        print(messages[-1].content)
        client.chat.completions.create(model="o3", messages=messages)
        """
    check_reported(program, "MESSAGE-READ", line=5, to=target)


@pytest.mark.parametrize(
    "use",
    [
        "client.with_options(timeout=3).chat.completions.create(model='o3', messages=[])",
        "client.chat.completions.with_raw_response.create(model='o3', messages=[]).parse()",
        "client.beta.chat.completions.parse(model='o3', messages=[], response_format=Answer)",
        "client.embeddings.create(model='text-embedding-3-small', input='x')",
        "client.responses.create(model='o3', input='x', tools=[1])",
        "print(client.base_url)",
    ],
)
def test_what_ark_has_not_stays(use: str) -> None:
    check_noop(f"{OPENAI}{use}\n", to="doubao")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("response.system_fingerprint", 'getattr(response, "system_fingerprint", None)'),
        ("response.usage.prompt_tokens", "response.usage.prompt_tokens"),
        ("response.choices[0].message.refusal", 'getattr(response.choices[0].message, "refusal", None)'),
        ("response.model_dump_json()", "response.model_dump_json()"),
    ],
)  # fmt: skip
def test_what_is_read_of_arks_responses(before: str, after: str) -> None:
    call = 'response = client.chat.completions.create(model="{}", messages=[])\n'
    check_migrated(
        f"{OPENAI}{call.format('o3')}print({before})\n",
        f"{ARK}{call.format('doubao-seed-2-1-pro-260628')}print({after})\n",
        to="doubao",
    )


# -- zhipu ------------------------------------------------------------------------------------


def zhipu(before: str, after: str) -> list[str]:
    """The arguments of a call to GLM become others; return the codes of what is said."""
    report = check_migrated(
        f'{OPENAI}client.chat.completions.create(model="o3", messages=[], {before})\n',
        "from zai import ZhipuAiClient\nclient = ZhipuAiClient()\n"
        f'client.chat.completions.create(model="glm-5.3", messages=[], {after})\n',
        to="zhipu",
        sdk="native",
    )
    return codes(report)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("temperature=0.2, seed=5", "temperature=0.2, seed=5", []),
        ("temperature=0", "temperature=0", ["PARAMETER-CHANGED"]),
        ("top_p=1.0", "top_p=1.0", ["PARAMETER-CHANGED"]),
        ("max_completion_tokens=9", "max_tokens=9", []),
        ("user='me'", "user_id='me'", ["PARAMETER-CHANGED"]),
        ('reasoning_effort="high"', 'reasoning_effort="high"', []),
        ('tool_choice="auto"', 'tool_choice="auto"', []),
        (
            'reasoning_effort="none", max_tokens=1',
            f"max_tokens=1, {OFF}",
            ["PARAMETER-CHANGED"],
        ),
    ],
)
def test_parameters_of_glm(before: str, after: str, said: list[str]) -> None:
    assert zhipu(before, after) == said


@pytest.mark.parametrize(
    "arguments",
    ["n=2", 'tool_choice="required"', 'stream=True, stream_options={"include_usage": True}'],
)
def test_parameters_that_zai_sdk_lacks_block(arguments: str) -> None:
    program = f'{OPENAI}client.chat.completions.create(model="o3", messages=[], {arguments})\n'
    check_reported(program, "PARAMETER-UNSUPPORTED", line=3, to="zhipu", sdk="native")


def test_an_asynchronous_client_stays_beside_one_that_moves() -> None:
    call = 'chat.completions.create(model="{}", messages=[])\n'
    report = check_migrated(
        "from openai import AsyncOpenAI, OpenAI\nlater = AsyncOpenAI()\n"
        f"OpenAI().{call.format('o3')}later.{call.format('o3')}",
        "from openai import AsyncOpenAI\nfrom zai import ZhipuAiClient\nlater = AsyncOpenAI()\n"
        f"ZhipuAiClient().{call.format('glm-5.3')}later.{call.format('o3')}",
        to="zhipu",
        sdk="native",
    )
    assert "CLIENT-KIND" in codes(report)


def test_a_region_is_an_address_of_zai_sdk() -> None:
    call = 'chat.completions.create(model="{}", messages=[])\n'
    check_migrated(
        f"from openai import OpenAI\nOpenAI(default_headers={{}}).{call.format('o3')}",
        "from zai import ZhipuAiClient\n"
        'ZhipuAiClient(custom_headers={}, base_url="https://api.z.ai/api/paas/v4").'
        + call.format("glm-5.3"),
        to="zhipu",
        sdk="native",
        region="international",
    )


def test_a_message_of_zai_sdk_goes_back_as_it_is() -> None:
    talk = """\
messages = [{{"role": "user", "content": "x"}}]
message = client.chat.completions.create(model="{0}", messages=messages).choices[0].message
messages.append(message)
client.chat.completions.create(model="{0}", messages=messages)
"""
    check_migrated(
        OPENAI + talk.format("o3"),
        "from zai import ZhipuAiClient\nclient = ZhipuAiClient()\n" + talk.format("glm-5.3"),
        to="zhipu",
        sdk="native",
    )


@pytest.mark.parametrize(
    "use",
    [
        "with client.chat.completions.create(model='o3', messages=[], stream=True) as s:\n    print(s)",
        "print(client.chat.completions.create(model='o3', messages=[]).choices[0].logprobs)",
        "client.images.generate(model='dall-e-3', prompt='x')",
        "client.copy()",
    ],
)
def test_what_zai_sdk_has_not_stays(use: str) -> None:
    check_noop(f"{OPENAI}{use}\n", to="zhipu", sdk="native")


def test_errors_of_zai_sdk() -> None:
    call = 'client.chat.completions.create(model="{}", messages=[])'
    program = """\
import {0}
client = {0}.{1}()
try:
    {2}
except ({3}) as error:
    print({4}, error.status_code)
"""
    check_migrated(
        program.format(
            "openai",
            "OpenAI",
            call.format("o3"),
            "openai.RateLimitError, openai.InternalServerError",
            "error.message",
        ),
        program.format(
            "zai",
            "ZhipuAiClient",
            call.format("glm-5.3"),
            "zai.core.APIReachLimitError, zai.core.APIInternalError, zai.core.APIServerFlowExceedError",
            "str(error)",
        ),
        to="zhipu",
        sdk="native",
    )


# -- the class of a response -------------------------------------------------------------------

ASKED = {
    "calls.py": """\
        from openai import OpenAI
        client = OpenAI()
        other = OpenAI({})
        def one():
            return client.chat.completions.create(model="o3", messages=[])
        def two():
            return other.chat.completions.create(model="o3", messages=[])
        """,
    "types_.py": """\
        from openai.types.chat import ChatCompletion
        __all__ = ["ChatCompletion"]
        """,
    "main.py": """\
        from calls import one, two
        from types_ import ChatCompletion
        answer = one() or two()
        if isinstance(answer, ChatCompletion):
            print(answer.choices[0].message.content)
        """,
}


def test_a_class_that_is_asked_for_in_another_module_follows_its_responses() -> None:
    after = {
        "calls.py": ASKED["calls.py"]
        .replace("openai", "volcenginesdkarkruntime")
        .replace("OpenAI", "Ark")
        .replace("o3", "doubao-seed-2-1-pro-260628")
        .format(""),
        "main.py": ASKED["main.py"].replace("types_", "volcenginesdkarkruntime.types.chat"),
    }
    before = {**ASKED, "calls.py": ASKED["calls.py"].format("")}
    check_migrated(before, after, to="doubao")


def test_responses_whose_class_is_asked_for_at_one_place_move_together_or_stay() -> None:
    """Else the test of the class would be false of those that moved."""
    stays = ASKED["calls.py"].format('base_url="https://relay.example/v1"')
    check_noop({**ASKED, "calls.py": stays}, to="doubao")

"""To the source's own service: what has ended gives way to its successor, and what is right stays."""

from __future__ import annotations

import pytest

from codemod.vocabulary.diagnostics import Severity
from codemod.vocabulary.outcomes import Report
from tests.migrating import (
    assert_told,
    check_migrated,
    check_noop,
    check_reported,
    check_silent,
    codes,
    report_of,
)

HEAD = "from openai import OpenAI\n\nclient = OpenAI()\n"
OFF = 'reasoning_effort="none"'


def call(model: str, more: str = "", client: str = "client") -> str:
    return f'{client}.chat.completions.create(model="{model}", messages=[]{more})\n'


def silent(program: str) -> None:
    check_silent(program, sdk="openai", to="openai")


def same(program: str) -> Report:
    return check_noop(program, sdk="openai", to="openai")


def renewed(before: str, after: str, **settings: tuple[str, ...]) -> Report:
    return check_migrated(HEAD + before, HEAD + after, sdk="openai", to="openai", **settings)


def told(before: str, code: str, line: str) -> Report:
    return check_reported(HEAD + before, code, line=line, sdk="openai", to="openai")


# -- what is right ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "program",
    [
        HEAD + call("gpt-6-luna"),
        HEAD + call("gpt-5.6-terra", ", max_completion_tokens=5"),
        HEAD + call("gpt-5.5", ', tools=[{"type": "function"}]'),
        HEAD + 'client.embeddings.create(model="text-embedding-ada-002", input="x")\n',
        HEAD + 'client.moderations.create(input="x")\nclient.files.list()\n',
        HEAD + call("ft:gpt-4o-mini-2024-07-18:acme::x1") + call("some-alias"),
        "import os\nfrom openai import OpenAI\n\n"
        'c = OpenAI(api_key=os.getenv("OPENAI_API_KEY"), organization="o", timeout=3)\n'
        + call("gpt-6-luna", client="c"),
        "import openai\n\nopenai.api_key = 'k'\n" + call("gpt-6-luna", client="openai"),
        'import os\n\nurl = "https://api.openai.com/v1/models"\nkey = os.environ["OPENAI_API_KEY"]\n',
    ],
)
def test_what_is_right_stays_in_silence(program: str) -> None:
    silent(program)


@pytest.mark.parametrize(
    "client",
    [
        'OpenAI(base_url="https://api.groq.com/openai/v1")',
        'OpenAI(base_url="https://mine.openai.azure.com/openai/v1/")',
        'AzureOpenAI(azure_endpoint="https://mine.openai.azure.com", api_version="2024-10-21")',
        'AsyncAzureOpenAI(azure_deployment="gpt-4")',
    ],
)
def test_other_services_have_names_of_their_own(client: str) -> None:
    head = f"from openai import AsyncAzureOpenAI, AzureOpenAI, OpenAI\n\nclient = {client}\n"
    silent(head + call("gpt-4", ", max_tokens=5"))


def test_a_server_that_is_not_known_is_told() -> None:
    head = 'from openai import OpenAI\n\nclient = OpenAI(base_url="http://localhost:8000/v1")\n'
    report = same(head + call("gpt-4") + call("llama3"))
    found = assert_told(report, head + call("gpt-4"), "MODEL-ELSEWHERE", "gpt-4")
    assert "http://localhost:8000/v1" in found.message
    assert codes(report) == ["MODEL-ELSEWHERE"]


def test_an_address_from_configuration_is_told_unless_it_is_the_sdks_own() -> None:
    head = 'import os\nfrom openai import OpenAI\n\nclient = OpenAI(base_url=os.getenv("{}"))\n'
    report = same(head.format("LLM_URL") + call("gpt-4"))
    assert codes(report) == ["MODEL-ELSEWHERE"]
    own = head.format("OPENAI_BASE_URL")
    after = own + call("gpt-5.6-sol", f", {OFF}")
    check_migrated(own + call("gpt-4"), after, sdk="openai", to="openai")


def test_a_model_that_ends_later_is_a_note() -> None:
    report = told(call("gpt-4o", ", max_tokens=5"), "MODEL-LEAVING", "gpt-4o")
    (found,) = report.diagnostics
    assert found.severity is Severity.NOTE
    assert "2027-01-14" in found.message


# -- what gives way -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("gpt-3.5-turbo", "gpt-5.6-terra"),
        ("gpt-3.5-turbo-16k", "gpt-5.6-terra"),
        ("gpt-4", "gpt-5.6-sol"),
        ("gpt-4-turbo-preview", "gpt-5.6-sol"),
        ("gpt-4o-2024-05-13", "gpt-5.6-sol"),
        ("gpt-4.1-nano", "gpt-5.6-luna"),
    ],
)
def test_a_model_that_does_not_reason_is_told_not_to(old: str, new: str) -> None:
    report = renewed(call(old), call(new, f", {OFF}"))
    assert_told(report, HEAD + call(old), "MODEL-RENAMED", old)


@pytest.mark.parametrize(("old", "new"), [("o1", "gpt-5.6-sol"), ("o4-mini", "gpt-5.6-terra")])
def test_a_model_that_reasons_goes_on(old: str, new: str) -> None:
    renewed(
        call(old, ', reasoning_effort="low", max_completion_tokens=9'),
        call(new, ', reasoning_effort="low", max_completion_tokens=9'),
    )


def test_a_call_that_gives_the_raw_response() -> None:
    raw = "client.chat.completions.with_raw_response.create"
    renewed(
        f'r = {raw}(model="gpt-4", messages=[])\n',
        f'r = {raw}(model="gpt-5.6-sol", messages=[], {OFF})\n',
    )


def test_parameters_of_the_successor() -> None:
    renewed(
        call("gpt-4", ", max_tokens=9, temperature=0, seed=1, logprobs=True"),
        call(
            "gpt-5.6-sol",
            f", max_completion_tokens=9, temperature=0, seed=1, logprobs=True, {OFF}",
        ),
    )


def test_functions_in_a_chat_that_does_not_reason() -> None:
    renewed(call("gpt-4", ", tools=TOOLS"), call("gpt-5.6-sol", f", tools=TOOLS, {OFF}"))


def test_a_parameter_that_nothing_is_known_of_is_told() -> None:
    report = renewed(call("gpt-4", ', stop=["x"]'), call("gpt-5.6-sol", f', stop=["x"], {OFF}'))
    assert codes(report) == ["PARAMETER-KEPT"]


def test_parameters_in_a_mapping() -> None:
    renewed(
        'options = {"max_tokens": 5}\n' + call("gpt-4", ", **options"),
        'options = {"max_completion_tokens": 5}\n' + call("gpt-5.6-sol", f", {OFF}, **options"),
    )


def test_a_response_of_the_other_api() -> None:
    renewed(
        'client.responses.create(model="gpt-4", input="x")\n',
        'client.responses.create(model="gpt-5.6-sol", input="x", reasoning={"effort": "none"})\n',
    )


def test_the_module_as_the_client_stays_so() -> None:
    head = 'import openai\n\nopenai.api_key = "k"\n'
    before, after = call("gpt-4", client="openai"), call("gpt-5.6-sol", f", {OFF}", "openai")
    check_migrated(head + before, head + after, sdk="openai", to="openai")
    elsewhere = head + 'openai.base_url = "https://relay.example/v1"\n'
    assert codes(same(elsewhere + before)) == ["MODEL-ELSEWHERE"]
    azure = head + 'openai.api_type = "azure"\n'
    assert codes(same(azure + before)) == ["MODEL-ELSEWHERE"]


def test_a_name_that_the_user_maps() -> None:
    renewed(call("gpt-4o"), call("gpt-6-luna"), models=("gpt-4o=gpt-6-luna",))
    renewed(
        f'for name in ("gpt-4", "gpt-4o"):\n    {call("x")}'.replace('"x"', "name"),
        'for name in ("gpt-5.6-sol", "gpt-6-luna"):\n    '
        + call("x", f", {OFF}").replace('"x"', "name"),
        models=("gpt-4o=gpt-6-luna",),
    )


def test_one_call_of_a_client_moves_without_the_others() -> None:
    renewed(
        call("gpt-4") + call("o3-mini", ", tools=TOOLS") + call("gpt-6-luna"),
        call("gpt-5.6-sol", f", {OFF}") + call("o3-mini", ", tools=TOOLS") + call("gpt-6-luna"),
    )


# -- what is refused ----------------------------------------------------------------------------


def test_a_call_that_also_serves_a_model_which_stays() -> None:
    told(
        f'for name in ("gpt-4", "gpt-4o"):\n    {call("x")}'.replace('"x"', "name"),
        "MODEL-THINKING",
        "create(",
    )


def test_a_name_from_the_environment() -> None:
    program = f'import os\n\nMODEL = os.getenv("MODEL", "gpt-4")\n{call("x")}'.replace(
        '"x"', "MODEL"
    )
    report = told(program, "MODEL-THINKING", "create(")
    assert "comes from MODEL" in report.diagnostics[0].message


def test_functions_in_a_chat_that_reasons() -> None:
    told(call("o3-mini", ', tools=[{"type": "function"}]'), "PARAMETER-UNSUPPORTED", "create(")


@pytest.mark.parametrize("model", ["o1-pro", "gpt-5.2-chat-latest", "gpt-4o-search-preview"])
def test_a_model_without_a_plain_successor(model: str) -> None:
    told(call(model), "MODEL-UNMAPPED", model)


@pytest.mark.parametrize(
    "operation", ["beta.assistants.create", "beta.threads.create", "videos.create"]
)
def test_an_operation_that_has_ended(operation: str) -> None:
    told(f'client.{operation}(model="x")\n', "OPERATION-UNSUPPORTED", operation)


def test_a_call_that_cannot_be_traced() -> None:
    check_reported(
        "import openai\nfrom elsewhere import client\n\n" + call("gpt-4"),
        "CALL-UNTRACED",
        line="create(",
        sdk="openai",
        to="openai",
    )


@pytest.mark.parametrize("model", ["gpt-4", "gpt-4o"])
def test_a_name_that_another_library_asks_for(model: str) -> None:
    program = f'from langchain_openai import ChatOpenAI\n\nllm = ChatOpenAI(model="{model}")\n'
    if model == "gpt-4":
        check_reported(program, "AROUND-SDK", line="ChatOpenAI(", sdk="openai", to="openai")
    else:
        silent(program)


# -- 0.x ----------------------------------------------------------------------------------------

OLD = 'openai.ChatCompletion.create(model="{}", messages=[{{"role": "user", "content": "x"}}])'
NEW = 'client.chat.completions.create(model="{}", messages=[{{"role": "user", "content": "x"}}]{})'


def lifted(before: str, after: str, bounds: str = "") -> None:
    files = {"main.py": before}
    wanted = {"main.py": after}
    if bounds:
        files["requirements.txt"], wanted["requirements.txt"] = bounds, "openai>=3,<4\n"
    check_migrated(files, wanted, sdk="openai", to="openai")


def test_0x_becomes_a_client_of_today() -> None:
    lifted(
        f"""import os
import openai

openai.api_key = os.getenv("OPENAI_API_KEY")
answer = {OLD.format("gpt-4o")}
print(answer["choices"][0]["message"]["content"])
""",
        f"""import os
import openai

client = openai.OpenAI(api_key=os.getenv("OPENAI_API_KEY"))
answer = {NEW.format("gpt-4o", "")}
print(answer.choices[0].message.content)
""",
        "openai==0.28.1\n",
    )


def test_the_variables_that_0x_read_by_itself_are_told() -> None:
    program = f'import openai\n\nprint({OLD.format("gpt-6-luna")})\n'
    report = check_migrated(
        program,
        f'import openai\n\nclient = openai.OpenAI()\n\nprint({NEW.format("gpt-6-luna", "")})\n',
        sdk="openai",
        to="openai",
    )
    (found,) = report.diagnostics
    assert found.code == "MODULE-SETTING" and found.severity is Severity.NOTE
    assert "OPENAI_BASE_URL in the place of OPENAI_API_BASE" in found.message


def test_an_image_without_a_model_is_told() -> None:
    report = same(HEAD + 'client.images.generate(prompt="x")\n')
    assert codes(report) == ["MODEL-OUTSIDE"]
    told("client.images.create_variation(image=f)\n", "OPERATION-UNSUPPORTED", "create_variation")


@pytest.mark.parametrize(
    "base",
    ["http://localhost:8000/v1", "https://api.groq.com/openai/v1", "https://relay.example/v1"],
)
def test_0x_becomes_a_client_wherever_it_speaks_to(base: str) -> None:
    lifted(
        f'import openai\n\nopenai.api_base = "{base}"\nanswer = {OLD.format("gpt-4")}\n',
        f'import openai\n\nclient = openai.OpenAI(base_url="{base}")\nanswer = {NEW.format("gpt-4", "")}\n',
    )


def test_0x_at_azure_becomes_azures_client() -> None:
    lifted(
        """import os
import openai

openai.api_type = "azure"
openai.api_base = "https://mine.openai.azure.com/"
openai.api_version = "2023-05-15"
openai.api_key = os.environ["AZURE_OPENAI_API_KEY"]
openai.ChatCompletion.create(engine="gpt-4", messages=[])
""",
        """import os
import openai

client = openai.AzureOpenAI(
    azure_endpoint="https://mine.openai.azure.com/",
    api_version="2023-05-15",
    api_key=os.environ["AZURE_OPENAI_API_KEY"],
)
client.chat.completions.create(model="gpt-4", messages=[])
""",
    )


def test_0x_is_brought_up_where_its_model_cannot_be_renewed() -> None:
    before = f"""import os
import openai

MODEL = os.getenv("MODEL", "gpt-3.5-turbo")
answer = {OLD.format("x").replace('"x"', "MODEL", 1)}
print(answer["choices"][0]["message"]["content"])
"""
    after = f"""import os
import openai

client = openai.OpenAI()

MODEL = os.getenv("MODEL", "gpt-3.5-turbo")
answer = {NEW.format("x", "").replace('"x"', "MODEL", 1)}
print(answer.choices[0].message.content)
"""
    report = check_migrated(before, after, sdk="openai", to="openai")
    assert "MODEL-THINKING" in codes(report)


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("", True),
        ("import os\nprint(os.getenv('OPENAI_API_BASE'))\n", False),
    ],
    ids=["read by 0.x", "read by the program"],
)
def test_a_file_that_sets_a_variable_which_only_0x_read_is_told(code: str, told: bool) -> None:
    files = {
        "main.py": f"import openai\n\nprint({OLD.format('gpt-6-luna')})\n",
        "other.py": code,
        ".env.example": "OPENAI_API_KEY=\nOPENAI_API_BASE=https://relay.example.com\n",
    }
    report = report_of(files, sdk="openai", to="openai")
    found = [d for d in report.diagnostics if d.path == ".env.example"]
    assert [(d.code, d.span.line) for d in found] == ([("MODULE-SETTING", 2)] if told else [])


def test_a_variable_of_0x_is_nothing_to_a_program_of_today() -> None:
    files = {
        "main.py": HEAD + 'client.chat.completions.create(model="gpt-4", messages=[])\n',
        ".env.example": "OPENAI_API_BASE=https://relay.example.com\n",
    }
    report = report_of(files, sdk="openai", to="openai")
    assert report.rewritten
    assert not [d for d in report.diagnostics if d.path == ".env.example"]


def test_a_list_of_names_keeps_those_that_reach_nothing_which_is_renewed() -> None:
    source = (
        "from langchain_openai import ChatOpenAI\n"
        'DEFAULT = "gpt-4"\nNAMES = ["gpt-4", "gpt-3.5-turbo"]\n'
        "def ask(model=None):\n    name = model or DEFAULT\n"
        "    if name not in NAMES:\n        raise ValueError(name)\n"
        "    return ChatOpenAI(model_name=name)\n"
    )
    check_noop(source, sdk="openai", to="openai")

"""Names of the source: annotations, types, and names that others count on."""

from __future__ import annotations

import pytest

from codemod.vocabulary.diagnostics import Severity
from tests.migrating import (
    assert_told,
    check_migrated,
    check_noop,
    check_reported,
    codes,
    report_of,
)

BOTH = pytest.mark.parametrize("sdk", ["native", "openai"])
CALL = 'client.chat.completions.create(model="gpt-4", messages=[])'
CALLED = 'client.chat.completions.create(model="qwen-plus", messages=[])'


# ----------------------------------------------------------------------------------- refusals


@BOTH
def test_a_class_derived_from_a_client_holds_its_calls(sdk: str) -> None:
    check_reported(
        f"import openai\nclass Mine(openai.OpenAI):\n    pass\nclient = Mine()\nprint({CALL})\n",
        "CLASS-DERIVED",
        line=2,
        sdk=sdk,
    )


def test_a_star_import_is_refused() -> None:
    check_reported(
        f"from openai import *\nclient = OpenAI()\nprint({CALL})\n", "IMPORT-INDIRECT", line=2
    )


def test_a_star_import_stays_on_the_openai_route() -> None:
    check_migrated(
        f"from openai import *\nclient = OpenAI()\nprint({CALL})\n",
        f"import os\nfrom openai import *\nclient = OpenAI(<new>)\nprint({CALLED})\n",
        sdk="openai",
    )


@pytest.mark.xfail(strict=True, reason="the module in between keeps importing the source")
def test_a_name_that_another_module_hands_on_moves_there() -> None:
    check_migrated(
        {
            "compat.py": "from openai import OpenAI\n",
            "main.py": f"from compat import OpenAI\nclient = OpenAI()\nprint({CALL})\n",
        },
        {
            "compat.py": "from dashscope import Client as OpenAI\n",
            "main.py": f'from compat import OpenAI\nclient = OpenAI(protocol="openai")\nprint({CALLED})\n',
        },
    )


@BOTH
@pytest.mark.parametrize(
    "source",
    [
        "from mycorp.openai import OpenAI\nclient = OpenAI()\nclient.chat('x')\n",
        "from .openai import OpenAI\nclient = OpenAI()\nclient.chat('x')\n",
        "from langchain.llms import OpenAI\nllm = OpenAI(temperature=0)\nllm('x')\n",
        "from llama_index.llms.openai import OpenAI\nllm = OpenAI(model='gpt-4')\n",
        "import openai_utils as openai\nclient = openai.OpenAI()\n",
    ],
)
def test_names_of_others_stay(source: str, sdk: str) -> None:
    check_noop(source, sdk=sdk)


@BOTH
def test_a_module_of_the_repository_called_like_the_sdk(sdk: str) -> None:
    check_noop(
        {
            "openai.py": "class OpenAI:\n    def ask(self): ...\n",
            "main.py": "from openai import OpenAI\nclient = OpenAI()\nclient.ask()\n",
        },
        sdk=sdk,
    )


# -------------------------------------------------------------------------------- annotations


def test_annotations() -> None:
    check_migrated(
        f"""
        from typing import Optional
        from openai import AsyncOpenAI, OpenAI
        client: OpenAI = OpenAI(timeout=1)
        clients: dict[str, Optional[AsyncOpenAI]] = {{}}
        def use(client: "OpenAI", other: OpenAI | None = None) -> "list[OpenAI]":
            print({CALL})
            return [client]
        use(client)
        """,
        f"""
        from typing import Optional
        from dashscope import AsyncClient, Client
        client: Client = Client(timeout=1, protocol="openai")
        clients: dict[str, Optional[AsyncClient]] = {{}}
        def use(client: "Client", other: Client | None = None) -> "list[Client]":
            print({CALLED})
            return [client]
        use(client)
        """,
    )


def test_an_annotation_for_the_checker_alone() -> None:
    check_migrated(
        {
            "bot.py": f"""
            from typing import TYPE_CHECKING
            if TYPE_CHECKING:
                from openai import OpenAI
            def use(client: "OpenAI") -> None:
                print({CALL})
            """,
            "main.py": "from openai import OpenAI\nfrom bot import use\nuse(OpenAI(timeout=1))\n",
        },
        {
            "bot.py": f"""
            from typing import TYPE_CHECKING
            if TYPE_CHECKING:
                from dashscope import Client
            def use(client: "Client") -> None:
                print({CALLED})
            """,
            "main.py": 'from dashscope import Client\nfrom bot import use\nuse(Client(timeout=1, protocol="openai"))\n',
        },
    )


def test_types_of_responses_and_parameters() -> None:
    check_migrated(
        """
        from openai import OpenAI
        from openai.types.chat import ChatCompletion, ChatCompletionMessageParam
        client = OpenAI(timeout=1)
        def ask(messages: list[ChatCompletionMessageParam]) -> ChatCompletion:
            return client.chat.completions.create(model="gpt-4", messages=messages)
        print(ask([]).id)
        """,
        """
        from dashscope import Client
        from dashscope.v2.types import ChatCompletion
        from dashscope.v2.types.messages import MessageInput
        client = Client(timeout=1, protocol="openai")
        def ask(messages: list[MessageInput]) -> ChatCompletion:
            return client.chat.completions.create(model="qwen-plus", messages=messages)
        print(ask([]).request_id)
        """,
    )


def test_a_type_without_counterpart_stays_and_is_told() -> None:
    before = f"""
        import openai
        client = openai.OpenAI(timeout=1)
        def ask(value: str | openai.NotGiven = openai.NOT_GIVEN):
            print({CALL})
    """
    report = check_migrated(
        before,
        f"""
        import openai
        import dashscope
        client = dashscope.Client(timeout=1, protocol="openai")
        def ask(value: str | openai.NotGiven = None):
            print({CALLED})
        """,
    )
    assert "TYPE-KEPT" in codes(report)


def test_what_is_not_given_goes_in_silence() -> None:
    source = (
        "from openai import NOT_GIVEN, OpenAI\nclient = OpenAI(timeout=1)\n"
        'print(client.chat.completions.create(model="gpt-4", messages=[], user=NOT_GIVEN))\n'
    )
    assert "PARAMETER-DROPPED" not in codes(report_of(source))


@BOTH
def test_a_value_that_means_nothing_given(sdk: str) -> None:
    """The SDK's own sentinel is no value of the target's."""
    before = """
        from openai import NOT_GIVEN, OpenAI
        client = OpenAI(api_key="k")
        print(client.chat.completions.create(model="gpt-4", messages=[], user=NOT_GIVEN, seed=NOT_GIVEN))
    """
    native = """
        from dashscope import Client
        client = Client(api_key="k", protocol="openai")
        print(client.chat.completions.create(model="qwen-plus", messages=[], seed=None))
    """
    openai = """
        from openai import NOT_GIVEN, OpenAI
        client = OpenAI(api_key="k", <address>)
        print(client.chat.completions.create(model="qwen-plus", messages=[], seed=NOT_GIVEN))
    """
    check_migrated(before, native if sdk == "native" else openai, sdk=sdk)


# ------------------------------------------------------------------------ checks on the class


def test_an_instance_check() -> None:
    check_migrated(
        f"from openai import OpenAI\nclient = OpenAI(timeout=1)\n"
        f"if isinstance(client, OpenAI):\n    print({CALL})\n",
        f'from dashscope import Client\nclient = Client(timeout=1, protocol="openai")\n'
        f"if isinstance(client, Client):\n    print({CALLED})\n",
    )


def test_a_class_kept_by_another_name() -> None:
    before = f"from openai import OpenAI\nFactory = OpenAI\nclient = Factory()\nprint({CALL})\n"
    check_migrated(
        before,
        f"from dashscope import Client\nFactory = Client\n"
        f'client = Factory(protocol="openai")\nprint({CALLED})\n',
    )


# ----------------------------------------------------------------- names that others count on


def test_a_name_that_a_test_patches_keeps_working() -> None:
    check_migrated(
        {
            "app/__init__.py": "",
            "app/llm.py": f"from openai import OpenAI\nclient = OpenAI(timeout=1)\nprint({CALL})\n",
            "tests/test_llm.py": """
            from unittest import mock
            @mock.patch("app.llm.OpenAI")
            def test_it(fake):
                from app import llm
            """,
        },
        {
            "app/llm.py": "from dashscope import Client as OpenAI\n"
            f'client = OpenAI(timeout=1, protocol="openai")\nprint({CALLED})\n',
        },
    )


@pytest.mark.parametrize("patched", ["app.llm.OpenAI", "app.llm.OpenAI.__init__"])
def test_a_name_that_a_test_of_a_nested_project_patches_keeps_working(patched: str) -> None:
    check_migrated(
        {
            "services/api/app/__init__.py": "",
            "services/api/app/llm.py": f"from openai import OpenAI\nclient = OpenAI(timeout=1)\nprint({CALL})\n",
            "services/api/tests/test_llm.py": f"""
            from unittest import mock
            @mock.patch("{patched}")
            def test_it(fake):
                from app import llm
            """,
        },
        {
            "services/api/app/llm.py": "from dashscope import Client as OpenAI\n"
            f'client = OpenAI(timeout=1, protocol="openai")\nprint({CALLED})\n',
        },
    )


@pytest.mark.parametrize("what", ["chat", "chat.completions", "chat.completions.create"])
def test_a_patch_of_what_is_elsewhere_at_the_target_is_told(what: str) -> None:
    files = {
        "app/llm.py": f"from openai import OpenAI\nclient = OpenAI(timeout=1)\nprint({CALL})\n",
        "tests/test_llm.py": "from unittest import mock\n"
        f"def test_it(fake):\n    mock.patch('app.llm.client.{what}')\n",
    }
    report = report_of(files, to="anthropic")
    assert_told(report, files, "TEST-DOUBLE", f"'app.llm.client.{what}'")
    assert "the program calls messages.create now" in str(report.diagnostics)
    assert "TEST-DOUBLE" not in codes(report_of(files))


@pytest.mark.parametrize(
    "patch",
    [
        'monkeypatch.setattr("app.llm.openai.OpenAI", lambda **kw: None)',
        'monkeypatch.setattr("openai.resources.chat.completions.Completions.create", fake)',
        'mock.patch("openai.OpenAI")',
        'mock.patch.object(openai.OpenAI, "chat", fake)',
        "openai.resources.chat.completions.Completions.create = fake",
    ],
)
def test_a_patch_of_the_source_is_told(patch: str) -> None:
    files = {
        "app/__init__.py": "",
        "app/llm.py": f"import openai\nclient = openai.OpenAI(timeout=1)\nprint({CALL})\n",
        "tests/test_llm.py": "import openai\nfrom unittest import mock\n"
        f"def test_it(monkeypatch, fake):\n    {patch}\n",
    }
    assert_told(report_of(files), files, "TEST-DOUBLE", patch)
    told = codes(report_of(files, sdk="openai"))
    assert "TEST-DOUBLE" not in told


@pytest.mark.parametrize(
    "line",
    [
        'monkeypatch.setattr("app.llm.json.dumps", fake)',
        'mock.patch("app.other.client")',
        'mock.patch("app.llm.client")',
        'print("openai.OpenAI")',
        'monkeypatch.setattr(fake, "openai.OpenAI", 1)',
    ],
)
def test_a_patch_of_something_else_is_silent(line: str) -> None:
    files = {
        "app/__init__.py": "",
        "app/llm.py": f"import json\nimport openai\nclient = openai.OpenAI(timeout=1)\nprint({CALL})\n",
        "tests/test_llm.py": "from unittest import mock\n"
        f"def test_it(monkeypatch, fake):\n    {line}\n",
    }
    report = report_of(files)
    assert report.rewritten and "TEST-DOUBLE" not in codes(report)


def test_a_name_that_another_module_imports_keeps_working() -> None:
    before = {
        "llm.py": "from openai import OpenAI\nclient = OpenAI(timeout=1)\n",
        "main.py": f"import llm\nfrom llm import client\nprint(llm.OpenAI, {CALL})\n",
    }
    check_migrated(
        before,
        {
            "llm.py": 'from dashscope import Client as OpenAI\nclient = OpenAI(timeout=1, protocol="openai")\n',
            "main.py": f"import llm\nfrom llm import client\nprint(llm.OpenAI, {CALLED})\n",
        },
    )


def test_a_name_that_the_module_exports_keeps_working() -> None:
    check_migrated(
        f'from openai import OpenAI\n__all__ = ["OpenAI"]\nclient = OpenAI(timeout=1)\nprint({CALL})\n',
        f'from dashscope import Client as OpenAI\n__all__ = ["OpenAI"]\n'
        f'client = OpenAI(timeout=1, protocol="openai")\nprint({CALLED})\n',
    )


@BOTH
def test_another_client_keeps_its_import(sdk: str) -> None:
    before = f"""
        from openai import OpenAI
        client = OpenAI(api_key="k")
        print({CALL})
        other = OpenAI(base_url="https://api.x.ai/v1", api_key="k")
    """
    native = f"""
        from openai import OpenAI
        from dashscope import Client
        client = Client(api_key="k", protocol="openai")
        print({CALLED})
        other = OpenAI(base_url="https://api.x.ai/v1", api_key="k")
    """
    openai = f"""
        from openai import OpenAI
        client = OpenAI(api_key="k", <address>)
        print({CALLED})
        other = OpenAI(base_url="https://api.x.ai/v1", api_key="k")
    """
    check_migrated(before, native if sdk == "native" else openai, sdk=sdk)


def test_an_import_that_nothing_uses_goes_along() -> None:
    check_migrated(
        f"from openai import APIError, AsyncOpenAI, OpenAI\nclient = OpenAI(timeout=1)\nprint({CALL})\n",
        f'from dashscope import Client\nclient = Client(timeout=1, protocol="openai")\nprint({CALLED})\n',
    )


def test_what_else_of_the_sdk_is_used_keeps_its_import() -> None:
    check_migrated(
        f"import openai\nclient = openai.OpenAI(timeout=1)\nprint({CALL}, openai.__version__)\n",
        'import openai\nimport dashscope\nclient = dashscope.Client(timeout=1, protocol="openai")\n'
        f"print({CALLED}, openai.__version__)\n",
    )


@BOTH
def test_a_derived_class_that_nothing_makes_holds_no_other_client(sdk: str) -> None:
    source = f"""
        from openai import OpenAI
        class Mine(OpenAI):
            pass
        client = OpenAI(api_key="k")
        print({CALL})
    """
    report = report_of(source, sdk=sdk)
    assert [site.status for site in report.sites] == ["migrated"]


@BOTH
@pytest.mark.parametrize("made", ["Mine()", "Mine(api_key='k')"])
def test_a_client_beside_one_of_a_derived_class_stays_with_it(made: str, sdk: str) -> None:
    source = f"""
        from openai import OpenAI
        class Mine(OpenAI):
            pass
        def ask(client):
            return client.chat.completions.create(model="gpt-4", messages=[])
        print(ask(OpenAI(api_key="k")), ask({made}))
    """
    check_reported(source, "CLIENT-MIXED", line=5, sdk=sdk)


@BOTH
def test_a_derived_class_keeps_the_variable_that_it_reads(sdk: str) -> None:
    source = """
        import os
        from openai import OpenAI
        class Mine(OpenAI):
            pass
        os.environ["OPENAI_API_KEY"] = load()
        client = OpenAI(api_key="k")
        print(client.chat.completions.create(model="gpt-4", messages=[]), Mine())
    """
    (outcome,) = report_of(source, sdk=sdk).rewritten
    assert b'os.environ["OPENAI_API_KEY"] = load()' in outcome.after


def test_the_class_of_a_cast_stays_where_what_is_cast_stays() -> None:
    source = f"""
        from typing import cast
        from openai import OpenAI
        other = cast(OpenAI, load())
        print(other.chat.completions.create(model="gpt-4", messages=[]))
        client = OpenAI(api_key="k")
        print({CALL})
    """
    report = report_of(source)
    assert b"cast(OpenAI, load())" in report.rewritten[0].after
    assert_told(report, source, "CALL-UNTRACED", "print(other")


def test_the_class_of_a_cast_moves_with_what_is_cast() -> None:
    check_migrated(
        f"from typing import cast\nfrom openai import OpenAI\nclient = cast(OpenAI, OpenAI(timeout=1))\nprint({CALL})\n",
        f'from typing import cast\nfrom dashscope import Client\nclient = cast(Client, Client(timeout=1, protocol="openai"))\nprint({CALLED})\n',
    )


@BOTH
def test_only_the_base_of_a_class_is_its_base(sdk: str) -> None:
    source = """
        from openai import OpenAI
        class Mine(OpenAI):
            pass
        def ask(client: OpenAI) -> bool:
            return isinstance(client, OpenAI)
        print(ask(Mine()))
    """
    report = check_reported(source, "CLASS-DERIVED", line=2, sdk=sdk)
    assert [d.span.line for d in report.diagnostics if d.code == "CLASS-DERIVED"] == [2]


# -------------------------------------------------------------------------- classes that become one

PAIR = "from openai import AzureOpenAI, OpenAI\n"
CLIENT = "client = OpenAI(api_key='k')\n"
ASKS = "print(client.chat.completions.create(model='gpt-4', messages=[]))\n"
ASKED = ASKS.replace("gpt-4", "qwen-plus")


def check_pair(
    before: str, native: str, openai: str, head: str = "", then: str | None = None
) -> None:
    """``before`` names both classes; ``native`` and ``openai`` stand in its place, ``then`` in that of ``head``."""
    program = f"{head}{PAIR}{CLIENT}{before}\n{ASKS}"
    head = head if then is None else then
    check_migrated(
        program,
        f"{head}from dashscope import Client\nclient = Client(api_key='k', protocol=\"openai\")\n"
        f"{native}\n{ASKED}",
    )
    check_migrated(
        program,
        f"{head}from openai import OpenAI\nclient = OpenAI(api_key='k', <address>)\n{openai}\n{ASKED}",
        sdk="openai",
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("def f(x: OpenAI | AzureOpenAI): ...", "def f(x: {}): ..."),
        ("def f(x: OpenAI | AzureOpenAI | None = None): ...", "def f(x: {} | None = None): ..."),
        ("def f(x: None | OpenAI | AzureOpenAI): ...", "def f(x: None | {}): ..."),
        ("def f(x: Union[OpenAI, AzureOpenAI]): ...", "def f(x: {}): ..."),
        ("def f(x: Union[OpenAI, AzureOpenAI, None]): ...", "def f(x: Union[{}, None]): ..."),
        ("def f(x: Optional[Union[AzureOpenAI, OpenAI]]): ...", "def f(x: Optional[{}]): ..."),
        ("def f(x: typing.Union[OpenAI, AzureOpenAI]): ...", "def f(x: {}): ..."),
        ("def f(x: list[OpenAI | AzureOpenAI]): ...", "def f(x: list[{}]): ..."),
        ('def f(x: "OpenAI | AzureOpenAI"): ...', 'def f(x: "{}"): ...'),
        ('def f(x: "Union[OpenAI, AzureOpenAI]"): ...', 'def f(x: "{}"): ...'),
        ("print(isinstance(client, (OpenAI, AzureOpenAI)))", "print(isinstance(client, {}))"),
        (
            "print(isinstance(client, (OpenAI, str, AzureOpenAI)))",
            "print(isinstance(client, ({}, str)))",
        ),
    ],
)
def test_a_class_that_two_have_become_stands_once(before: str, after: str) -> None:
    head = "import typing\nfrom typing import Optional, Union\n"
    then = head
    if "Union[" in before and "Union[" not in after:  # nothing needs it any more
        then = "from typing import Optional, Union\n" if "typing." in before else head[:-8] + "\n"
    check_pair(before, after.format("Client"), after.format("OpenAI"), head, then)


@pytest.mark.parametrize(
    "other",
    [
        "def g(x: Union[int, str]): ...",
        'def g(x: "Union[int, str]"): ...',
        "def g():\n    from typing import Union\n    return Union",
        '__all__ = ["Union"]',
    ],
)
def test_what_something_else_needs_stays_imported(other: str) -> None:
    head = "from typing import Union\n"
    before = "def f(x: Union[OpenAI, AzureOpenAI]): ...\n" + other
    check_pair(
        before,
        before.replace("Union[OpenAI, AzureOpenAI]", "Client"),
        before.replace("Union[OpenAI, AzureOpenAI]", "OpenAI"),
        head,
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"oai.OpenAI"', '"dashscope.Client"'),
        ('"oai.OpenAI | None"', '"dashscope.Client | None"'),
        ('"dict[str, oai.OpenAI]"', '"dict[str, dashscope.Client]"'),
        ('"oai.types.chat.ChatCompletion"', '"dashscope.v2.types.ChatCompletion"'),
        (
            '"tuple[oai.OpenAI, oai.types.chat.ChatCompletion]"',
            '"tuple[dashscope.Client, dashscope.v2.types.ChatCompletion]"',
        ),
        ('"my.oai.OpenAI | oai.OpenAI"', '"my.oai.OpenAI | dashscope.Client"'),
    ],
)
def test_dotted_names_in_string_annotations(before: str, after: str) -> None:
    program = (
        f"import openai as oai\nclient = oai.OpenAI(api_key='k')\ndef f(x: {before}): ...\n{ASKS}"
    )
    report = report_of(program)
    (changed,) = report.rewritten
    text = changed.after.decode()
    assert f"def f(x: {after}): ..." in text


def test_a_dotted_name_without_counterpart_in_a_string_is_told() -> None:
    program = f"import openai as oai\nclient = oai.OpenAI(api_key='k')\ndef f(x: 'oai.types.FileObject'): ...\n{ASKS}"
    report = report_of(program)
    assert_told(report, program, "TYPE-KEPT", "def f(x")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("KINDS = (OpenAI, AzureOpenAI)", "KINDS = ({0}, {0})"),
        ("KINDS = [OpenAI, AzureOpenAI]", "KINDS = [{0}, {0}]"),
        ("def f(x: dict[OpenAI, AzureOpenAI]): ...", "def f(x: dict[{0}, {0}]): ..."),
        ("def f(x: tuple[OpenAI, AzureOpenAI]): ...", "def f(x: tuple[{0}, {0}]): ..."),
        (
            "def f(x: Callable[[OpenAI], AzureOpenAI]): ...",
            "def f(x: Callable[[{0}], {0}]): ...",
        ),
    ],
)
def test_where_the_number_counts_a_class_stands_twice(before: str, after: str) -> None:
    head = "from typing import Callable\n"
    check_pair(before, after.format("Client"), after.format("OpenAI"), head)


def test_what_was_there_twice_before_stays() -> None:
    before = "def f(x: str | str, y: OpenAI | None): ..."
    check_pair(
        before + "\nprint(AzureOpenAI)",
        before.replace("OpenAI", "Client") + "\nprint(Client)",
        before + "\nprint(OpenAI)",
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("(APIError, OpenAIError)", "DashScopeError"),
        ("(APIError, OSError, OpenAIError)", "(DashScopeError, OSError)"),
        ("(APIError, RateLimitError)", "(DashScopeError, RateLimitError)"),
        (
            "(APIError, InternalServerError, OpenAIError)",
            "(DashScopeError, InternalServerError, ServiceUnavailableError, GatewayTimeoutError)",
        ),
    ],
)
def test_two_exceptions_that_become_one_are_caught_once(before: str, after: str) -> None:
    head = "from openai import APIError, InternalServerError, OpenAI, OpenAIError, RateLimitError\n"
    rest = "client = OpenAI(api_key='k')\ntry:\n    {}except {} as error:\n    print(error)\n"
    report = report_of(head + rest.format(ASKS, before))
    (outcome,) = report.rewritten
    assert f"except {after} as error:" in outcome.after.decode()


def test_exceptions_of_a_tuple_that_is_handed_on_stand_as_they_were() -> None:
    """Whoever takes the tuple may count its elements."""
    source = (
        "from openai import APIError, OpenAI, OpenAIError\nclient = OpenAI(api_key='k')\n"
        f"ERRORS = (APIError, OpenAIError)\n{ASKS}print(ERRORS)\n"
    )
    (outcome,) = report_of(source).rewritten
    assert "ERRORS = (DashScopeError, DashScopeError)" in outcome.after.decode()


@pytest.mark.parametrize(
    ("imported", "used"),
    [
        ("from openai import OpenAI, Timeout", "Timeout"),
        ("import openai\nfrom openai import OpenAI", "openai.VERSION"),
        ("from openai import OpenAI, version", "version.VERSION"),
    ],
)
def test_a_name_that_no_one_knows_stays_and_is_told(imported: str, used: str) -> None:
    source = f"{imported}\nclient = OpenAI()\nprint({CALL})\nprint({used})\n"
    assert_told(report_of(source), source, "TYPE-KEPT", f"print({used})")


@pytest.mark.parametrize(
    "used", ["openai.types.chat", "openai.chat.completions", "openai.api_key", "openai.NOT_GIVEN"]
)
def test_a_part_of_a_known_name_is_not_told(used: str) -> None:
    report = report_of(f"import openai\nclient = openai.OpenAI()\nprint({CALL})\nprint({used})\n")
    assert "TYPE-KEPT" not in codes(report)


# ---------------------------------------------------------------------------------- type comments

COMMENTED = """from openai import OpenAI
from openai.types.chat import ChatCompletion
def ask(client, text):
    # type: (OpenAI, str) -> ChatCompletion
    return client.chat.completions.create(model="gpt-4", messages=[])
client = OpenAI()  # type: OpenAI
print(ask(client, "x").choices[0].message.content)  # type: ignore
text = "# type: OpenAI"  # OpenAI
"""


def test_a_type_comment_that_names_what_has_gone_is_told() -> None:
    report = report_of(COMMENTED)
    told = [(d.span.line, d.severity) for d in report.diagnostics if d.code == "TYPE-COMMENT"]
    assert told == [(4, Severity.REVIEW), (6, Severity.REVIEW)]


def test_a_type_comment_whose_name_stays_imported_is_not_told() -> None:
    assert "TYPE-COMMENT" not in codes(report_of(COMMENTED, sdk="openai"))
    stays = COMMENTED + "client.images.edit(image=b'')\n"
    assert "TYPE-COMMENT" not in codes(report_of(stays))


@pytest.mark.parametrize("to", ["qwen", "gemini"])
@pytest.mark.parametrize("name", ["NotGiven", "Omit"])
def test_a_value_for_nothing_that_is_made_by_hand_stays(name: str, to: str) -> None:
    source = (
        f"from openai import {name}, OpenAI\nclient = OpenAI()\ndef f(size):\n    return "
        'client.embeddings.create(model="text-embedding-3-small", input=["x"], dimensions=size or '
        f"{name}())\n"
    )
    report = check_noop(source, to=to)
    assert_told(report, source, "TYPE-MADE", 4)

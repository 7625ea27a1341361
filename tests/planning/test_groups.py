"""Groups: what shares a value moves together, and one blocker holds them all."""

from __future__ import annotations

from textwrap import dedent

import pytest

from codemod.planning.groups import Groups
from codemod.vocabulary.results import Blocker
from codemod.vocabulary.spans import Span
from tests.migrating import (
    assert_told,
    check_migrated,
    check_noop,
    check_reported,
    codes,
    report_of,
)

BOTH = pytest.mark.parametrize("sdk", ["native", "openai"])
A, B, C, D = ("a.py", 1), ("a.py", 2), ("b.py", 1), ("b.py", 2)


def blocker(*origins: tuple[str, int], line: int = 1, quiet: bool = False) -> Blocker:
    return Blocker("a.py", Span(line, 0, line, 1), "X", "because", origins, quiet)


def test_what_was_never_joined_is_free() -> None:
    groups = Groups()
    groups.block(blocker(A))
    assert groups.blocked((B,)) is None


def test_joining_is_transitive_and_carries_blockers() -> None:
    groups = Groups()
    reason = blocker(C)
    groups.block(reason)
    groups.join((A, B))
    assert groups.blocked((A,)) is None
    groups.join((B, C))
    assert groups.blocked((A,)) == reason and groups.blocked((D,)) is None


def test_the_loud_and_first_blocker_is_named() -> None:
    groups = Groups()
    groups.join((A, B))
    quiet, late, first = blocker(A, quiet=True), blocker(A, line=9), blocker(B, line=3)
    for each in (quiet, late, first):
        groups.block(each)
    assert groups.blocked((A,)) == first


# ------------------------------------------------------------------------------- in programs


@BOTH
def test_two_calls_of_one_call_chain_stay_together(sdk: str) -> None:
    """The response of a blocked call is read by the same line as that of a free one."""
    source = """
        from openai import OpenAI
        def make():
            return OpenAI()
        print(make().chat.completions.create(model="gpt-4", messages=[], functions=[{}]).id)
        print(make().chat.completions.create(model="gpt-4", messages=[]).id)
    """
    check_reported(source, "GROUP-LEFT", line="return OpenAI()", sdk=sdk)


@BOTH
def test_clients_that_share_nothing_move_apart(sdk: str) -> None:
    source = """
        from openai import OpenAI
        one = OpenAI(api_key="k")
        two = OpenAI(api_key="k")
        print(one.chat.completions.create(model="gpt-4", messages=[], functions=[{}]))
        print(two.chat.completions.create(model="gpt-4", messages=[]))
    """
    report = report_of(source, sdk=sdk)
    assert [(s.span.line, s.status) for s in report.sites] == [(4, "left"), (5, "migrated")]


def test_calls_whose_responses_meet_stay_together() -> None:
    source = """
        from openai import OpenAI
        one = OpenAI(api_key="k")
        two = OpenAI(api_key="k")
        first = one.chat.completions.create(model="gpt-4", messages=[], functions=[{}])
        second = two.chat.completions.create(model="gpt-4", messages=[])
        for response in (first, second):
            print(response.usage.prompt_tokens)
    """
    report = check_reported(source, "GROUP-LEFT", line="two = OpenAI")
    assert {s.status for s in report.sites} == {"left"}


def test_on_the_openai_route_a_group_is_one_client() -> None:
    check_migrated(
        """
        from openai import OpenAI
        one = OpenAI(api_key="k")
        two = OpenAI(api_key="k")
        first = one.chat.completions.create(model="gpt-4", messages=[], functions=[{}])
        second = two.chat.completions.create(model="gpt-4", messages=[])
        for response in (first, second):
            print(response.usage.prompt_tokens)
        """,
        """
        from openai import OpenAI
        one = OpenAI(api_key="k")
        two = OpenAI(api_key="k", <address>)
        first = one.chat.completions.create(model="gpt-4", messages=[], functions=[{}])
        second = two.chat.completions.create(model="qwen-plus", messages=[])
        for response in (first, second):
            print(response.usage.prompt_tokens)
        """,
        sdk="openai",
    )


@BOTH
def test_each_site_that_is_left_names_what_holds_it(sdk: str) -> None:
    source = """
        from openai import OpenAI
        def make():
            return OpenAI()
        make().chat.completions.create(model="gpt-4", messages=[], functions=[{}])
        make().chat.completions.create(model="gpt-4", messages=[])
    """
    report = check_reported(source, "PARAMETER-UNSUPPORTED", line=4, sdk=sdk)
    left = [d for d in report.diagnostics if d.code == "GROUP-LEFT"]
    assert [d.span.line for d in left] == [3, 5]
    assert all("main.py:4" in d.message and "functions" in d.message for d in left)


@BOTH
def test_a_blocker_in_a_test_does_not_hold_the_application(sdk: str) -> None:
    files = {
        "llm.py": 'from openai import OpenAI\nclient = OpenAI(api_key="k")\n'
        'print(client.chat.completions.create(model="gpt-4", messages=[]))\n',
        "tests/test_llm.py": "from llm import client\ndef test_it():\n"
        '    client.chat.completions.create(model="gpt-4", messages=[], functions=[{}])\n',
    }
    report = report_of(files, sdk=sdk)
    assert "llm.py" in [o.path for o in report.rewritten]
    assert any(d.path == "tests/test_llm.py" for d in report.diagnostics)


def test_a_member_that_a_test_reads_does_not_hold_the_application() -> None:
    files = {
        "llm.py": 'from openai import OpenAI\nclient = OpenAI(api_key="k")\ndef ask():\n'
        '    return client.chat.completions.create(model="gpt-4", messages=[])\nprint(ask().id)\n',
        "tests/test_llm.py": "from llm import ask\ndef test_it():\n"
        "    assert ask().service_tier and ask().usage.prompt_tokens\n",
    }
    report = report_of(files)
    assert [site.status for site in report.sites] == ["migrated"]
    assert_told(report, files, "MEMBER-UNSUPPORTED", "service_tier")
    assert b"usage.input_tokens" in {o.path: o.after for o in report.rewritten}["tests/test_llm.py"]


@BOTH
def test_a_client_that_a_test_brings_does_not_hold_the_application(sdk: str) -> None:
    files = {
        "llm.py": "from openai import OpenAI\ndef ask(client):\n"
        '    return client.chat.completions.create(model="gpt-4", messages=[])\n'
        'print(ask(OpenAI(api_key="k")))\n',
        "tests/test_llm.py": "from openai import OpenAI\nfrom llm import ask\ndef test_it():\n"
        '    ask(OpenAI(base_url="http://localhost:1", api_key="k"))\n',
    }
    report = report_of(files, sdk=sdk)
    assert [site.status for site in report.sites] == ["migrated"]
    assert_told(report, files, "CLIENT-HOST", "localhost")
    assert [o.path for o in report.rewritten] == ["llm.py"]


@BOTH
def test_where_everything_is_a_test_a_blocker_holds_its_group(sdk: str) -> None:
    files = {
        "tests/llm.py": 'from openai import OpenAI\nclient = OpenAI(api_key="k")\n'
        'client.chat.completions.create(model="gpt-4", messages=[], functions=[{}])\n',
        "tests/test_llm.py": "from tests.llm import client\ndef test_it():\n"
        '    client.chat.completions.create(model="gpt-4", messages=[], temperature=1)\n',
    }
    check_reported(files, "PARAMETER-UNSUPPORTED", line="functions=[{}]", sdk=sdk)


# ------------------------------------------------------------------------------------ splits

SPLIT = """
    from openai import OpenAI
    client = OpenAI(timeout=3)
    print(client.images.generate(prompt="x"))
    print(client.chat.completions.create(model="gpt-4", messages=[]).id)
"""


def test_a_blocked_operation_keeps_the_client_and_the_rest_gets_its_own() -> None:
    report = check_migrated(
        SPLIT,
        """
        import dashscope
        from openai import OpenAI
        client = OpenAI(timeout=3)
        qwen_client = dashscope.Client(timeout=3, protocol="openai")
        print(client.images.generate(prompt="x"))
        print(qwen_client.chat.completions.create(model="qwen-plus", messages=[]).request_id)
        """,
    )
    assert [s.status for s in report.sites] == ["left", "migrated"]


def test_a_split_on_the_openai_route() -> None:
    check_migrated(
        SPLIT,
        """
        import os
        from openai import OpenAI
        client = OpenAI(timeout=3)
        qwen_client = OpenAI(timeout=3, api_key=<key>, <address>)
        print(client.images.generate(prompt="x"))
        print(qwen_client.chat.completions.create(model="qwen-plus", messages=[]).id)
        """,
        sdk="openai",
    )


def test_a_new_client_is_given_what_several_keywords_become() -> None:
    program = SPLIT.replace("timeout=3", "timeout=3, max_retries=1")
    program = program.replace("messages=[]", 'messages=[{"role": "user", "content": "a"}]')
    report = report_of(program.replace(".id)", ")"), to="gemini")
    (outcome,) = report.rewritten
    made = 'Client(http_options={"timeout": 3000, "retry_options": {"attempts": 2}})\n'
    assert f"client = OpenAI(timeout=3, max_retries=1)\ngemini_client = google.genai.{made}" in (
        outcome.after.decode()
    )
    assert "CLIENT-DIFFERS" not in codes(report)


def test_what_differs_of_a_new_client_is_told() -> None:
    program = SPLIT.replace("messages=[]", 'messages=[{"role": "user", "content": "a"}]')
    report = report_of(program.replace(".id)", ")"), to="gemini")
    assert "tries nothing again" in assert_told(report, program, "CLIENT-DIFFERS", 2).message


@BOTH
@pytest.mark.parametrize(
    "making",
    [
        "def make():\n    global client\n    client = OpenAI()\nmake()\n",
        "client = None\ndef make():\n    global client\n    if client is None:\n"
        "        client = OpenAI()\nmake()\n",
    ],
)
def test_a_client_that_a_function_binds_for_all_is_not_split(making: str, sdk: str) -> None:
    """A name beside it would be the function's own."""
    head, _, calls = dedent(SPLIT).partition("client = OpenAI(timeout=3)\n")
    check_reported(head + making + calls, "OPERATION-UNSUPPORTED", line="images", sdk=sdk)


@BOTH
@pytest.mark.parametrize(
    "making",
    [
        "def f(client=None):\n    if not client:\n        client = OpenAI()\n{}f()\n",
        "client = OpenAI()\ndef f(client):\n{}f(client)\n",
    ],
)
def test_a_client_that_a_caller_may_give_is_not_split(making: str, sdk: str) -> None:
    head, calls = dedent(SPLIT).split("client = OpenAI(timeout=3)\n")
    body = "".join(f"    {line}\n" for line in calls.splitlines())
    source = head + making.format(body)
    check_reported(source, "OPERATION-UNSUPPORTED", line="images", sdk=sdk)


@BOTH
@pytest.mark.parametrize(
    ("patching", "told"),
    [
        ("from unittest.mock import patch\n@patch('llm.client')\ndef test_it(c): pass\n", True),
        (
            "import llm\ndef test_it(monkeypatch):\n    monkeypatch.setattr(llm, 'client', 3)\n",
            True,
        ),
        ("import llm\ndef test_it():\n    llm.client = 3\n", True),
        ("import llm\ndef test_it():\n    llm.other = 3\n", False),
    ],
)
def test_what_is_put_in_the_place_of_a_client_that_is_split_is_told(
    patching: str, told: bool, sdk: str
) -> None:
    files = {"llm.py": dedent(SPLIT), "test_llm.py": patching}
    report = report_of(files, sdk=sdk)
    assert [o.path for o in report.rewritten] == ["llm.py"]
    found = [
        d for d in report.diagnostics if d.code == "CLIENT-SPLIT" and d.severity.value == "review"
    ]
    assert [d.path for d in found] == ["llm.py"] * told


HELD = """
from openai import OpenAI
{before}
    def __init__(self):
        self.client = OpenAI()
    def draw(self):
        print(self.client.images.generate(prompt="x"))
    def ask(self):
        print(self.client.chat.completions.create(model="gpt-4", messages=[]).id)
"""


@BOTH
@pytest.mark.parametrize(
    "before",
    [
        "class A:\n    __slots__ = ('client',)",
        "class A:\n    def __setattr__(self, name, value): ours.check(name, value)",
    ],
)
def test_a_client_is_not_split_where_its_class_names_its_attributes(before: str, sdk: str) -> None:
    check_reported(HELD.format(before=before), "OPERATION-UNSUPPORTED", line="images", sdk=sdk)


@BOTH
@pytest.mark.parametrize("before", ["class A:\n    client = None", "class A(Exception):"])
def test_a_client_is_split_where_any_attribute_may_be_set(before: str, sdk: str) -> None:
    (outcome,) = report_of(HELD.format(before=before), sdk=sdk).rewritten
    assert b"        self.qwen_client = " in outcome.after


@BOTH
@pytest.mark.parametrize("given", ["timeout=3", 'api_key=os.environ["OPENAI_API_KEY"]'])
def test_the_key_of_a_new_client_is_to_be_set(given: str, sdk: str) -> None:
    program = "import os\n" + dedent(SPLIT.replace("timeout=3", given))
    report = report_of(program, sdk=sdk)
    assert "qwen_client = " in report.rewritten[0].after.decode()
    assert "set DASHSCOPE_API_KEY to your key of Qwen (Alibaba Cloud Model Studio)" in report.todo


TALK = """
from openai import OpenAI
client = OpenAI()
messages = [{"role": "user", "content": "hi"}]
"""


@pytest.mark.parametrize(
    "said",
    [
        "messages.append(first.choices[0].message)",
        'messages.append({"role": "assistant", "content": first.choices[0].message.content})',
        'messages = messages + [{"role": "assistant", "content": str(first)}]',
        "messages = [*messages, first.choices[0].message]",
        "messages.append(first.choices[0].message)\nmessages = messages[-2:]",
        "messages.extend([first.choices[0].message.model_dump()])",
    ],
)
def test_a_conversation_is_not_split(said: str) -> None:
    """The answer of the call that stays is in what the other sends."""
    source = (
        TALK + "first = client.chat.completions.create(\n"
        '    model="gpt-4", messages=messages, functions=[{}])\n'
        f"{said}\n"
        'print(client.chat.completions.create(model="gpt-4", messages=messages))\n'
    )
    report = check_reported(source, "PARAMETER-UNSUPPORTED", line="functions=")
    assert [d.code for d in report.diagnostics].count("GROUP-LEFT") >= 2


def test_a_conversation_of_one_object_is_not_split() -> None:
    source = """
        from openai import OpenAI
        class Agent:
            def __init__(self):
                self.client = OpenAI()
                self.history = []
            def plan(self, text):
                self.history.append({"role": "user", "content": text})
                r = self.client.chat.completions.create(model="gpt-4", messages=self.history, functions=[{}])
                self.history.append({"role": "assistant", "content": r.choices[0].message.content})
            def act(self):
                head = [{"role": "system", "content": "act"}]
                r = self.client.chat.completions.create(model="gpt-4", messages=head + self.history)
                return r.choices[0].message.content
        agent = Agent()
        agent.plan("x")
        print(agent.act())
        """
    check_reported(source, "PARAMETER-UNSUPPORTED", line="functions=")


def test_two_clients_of_one_conversation_stay_together() -> None:
    source = (
        TALK + "other = OpenAI()\nfirst = client.chat.completions.create(\n"
        '    model="gpt-4", messages=messages, functions=[{}])\n'
        "messages.append(first.choices[0].message)\n"
        'print(other.chat.completions.create(model="gpt-4", messages=messages))\n'
    )
    check_reported(source, "PARAMETER-UNSUPPORTED", line="functions=")


def test_what_one_model_said_may_be_asked_of_another() -> None:
    """An answer in the text of a question makes no conversation."""
    source = (
        TALK + "first = client.chat.completions.create(\n"
        '    model="gpt-4", messages=messages, functions=[{}])\n'
        "text = first.choices[0].message.content\n"
        'print(client.chat.completions.create(model="gpt-4", messages=[{"role": "user", "content": text}]))\n'
    )
    assert len(report_of(source).rewritten) == 1


def test_a_conversation_that_another_vendor_takes_on_moves() -> None:
    source = (
        TALK + 'other = OpenAI(base_url="https://openrouter.ai/api/v1", api_key="k")\n'
        'first = client.chat.completions.create(model="gpt-4", messages=messages)\n'
        "messages.append(first.choices[0].message.model_dump())\n"
        'print(other.chat.completions.create(model="gpt-4", messages=messages))\n'
    )
    assert len(report_of(source).rewritten) == 1


@pytest.mark.parametrize(
    "address", ['base_url="https://openrouter.ai/api/v1"', 'base_url=os.environ["LOCAL_LLM"]']
)
def test_a_conversation_in_which_others_answer_moves_alone(address: str) -> None:
    """What a client answers that is found to be somebody else's is of no group with ours."""
    source = (
        f"import os\n{TALK}"
        f'other = OpenAI({address}, api_key="EMPTY")\n'
        'first = other.chat.completions.create(model="gpt-4", messages=messages)\n'
        "messages.append(first.choices[0].message.model_dump())\n"
        'print(client.chat.completions.create(model="gpt-4", messages=messages))\n'
    )
    (outcome,) = report_of(source, sdk="openai").rewritten
    assert b'print(client.chat.completions.create(model="qwen-plus"' in outcome.after
    assert b'other.chat.completions.create(model="gpt-4"' in outcome.after


def test_a_split_of_an_attribute() -> None:
    check_migrated(
        """
        import openai
        class Bot:
            def __init__(self):
                self.client = openai.OpenAI(timeout=3)
            def ask(self):
                print(self.client.chat.completions.create(model="gpt-4", messages=[]))
            def draw(self):
                print(self.client.images.generate(prompt="x"))
        Bot().ask()
        """,
        """
        import dashscope
        import openai
        class Bot:
            def __init__(self):
                self.client = openai.OpenAI(timeout=3)
                self.qwen_client = dashscope.Client(timeout=3, protocol="openai")
            def ask(self):
                print(self.qwen_client.chat.completions.create(model="qwen-plus", messages=[]))
            def draw(self):
                print(self.client.images.generate(prompt="x"))
        Bot().ask()
        """,
    )


@BOTH
def test_a_split_does_not_take_a_name_that_is_there(sdk: str) -> None:
    source = SPLIT + "    qwen_client = 3\n    print(qwen_client)\n"
    for outcome in report_of(source, sdk=sdk).rewritten:
        assert b"qwen_client = 3\nprint(qwen_client)\n" in outcome.after
        assert b"qwen_client.chat" not in outcome.after


@BOTH
def test_a_client_without_one_assignment_is_not_split(sdk: str) -> None:
    check_reported(
        """
        from openai import OpenAI
        client = OpenAI(timeout=3) if fast else OpenAI()
        print(client.images.generate(prompt="x"))
        print(client.chat.completions.create(model="gpt-4", messages=[]))
        """,
        "GROUP-LEFT",
        line="print(client.chat",
        sdk=sdk,
    )


@BOTH
def test_a_client_that_is_imported_elsewhere_still_has_its_name(sdk: str) -> None:
    files = {
        "llm.py": SPLIT,
        "app.py": 'from llm import client\nprint(client.images.generate(prompt="y"))\n',
    }
    report = report_of(files, sdk=sdk)
    assert [o.path for o in report.rewritten] in ([], ["llm.py"])
    assert all(b"\nclient = OpenAI(timeout=3)\n" in o.after for o in report.rewritten)


def test_calls_of_embeddings_are_not_parted() -> None:
    """What is stored and what is asked for must come from one model."""
    report = report_of("""
        from openai import OpenAI
        client = OpenAI()
        stored = client.embeddings.create(model="text-embedding-3-small", input="a", encoding_format="base64")
        asked = client.embeddings.create(model="text-embedding-3-small", input="b")
        print(client.images.generate(prompt="x"))
        """)
    assert len({s.status for s in report.sites if s.operation == "embeddings.create"}) == 1


def test_operations_that_can_all_move_are_not_split() -> None:
    """Files are known at the endpoint: nothing is blocked, and one client is enough."""
    check_migrated(
        """
        from openai import OpenAI
        client = OpenAI()
        made = client.files.create(file=open("a", "rb"), purpose="batch")
        print(client.chat.completions.create(model="gpt-4", messages=[]))
        """,
        """
        import os
        from openai import OpenAI
        client = OpenAI(<key>, <address>)
        made = client.files.create(file=open("a", "rb"), purpose="batch")
        print(client.chat.completions.create(model="qwen-plus", messages=[]))
        """.replace("<key>", "api_key=<key>"),
        sdk="openai",
    )


@pytest.mark.parametrize(
    "model",
    [
        "job.fine_tuned_model",
        "getattr(job, 'fine_tuned_model')",
        "jobs.data[0].fine_tuned_model",
        "[j.fine_tuned_model for j in jobs][0]",
        "named(job)",
    ],
)
@pytest.mark.parametrize("sdk", ["native", "openai"])
def test_a_model_that_a_call_made_stays_with_it(model: str, sdk: str) -> None:
    source = f"""\
from openai import OpenAI
client = OpenAI()
job = client.fine_tuning.jobs.retrieve("a")
jobs = client.fine_tuning.jobs.list()
def named(job):
    return job.fine_tuned_model
print(client.chat.completions.create(model={model}, messages=[]))
"""
    check_reported(source, "GROUP-LEFT", line="print(", sdk=sdk)


def test_a_model_that_an_attribute_keeps_stays_with_the_call_that_made_it() -> None:
    check_reported(
        """
        from openai import OpenAI
        class Tuned:
            def __init__(self):
                self.client = OpenAI()
                self.model = "gpt-4"
            def fit(self):
                self.model = self.client.fine_tuning.jobs.retrieve("a").fine_tuned_model
            def ask(self):
                print(self.client.chat.completions.create(model=self.model, messages=[]))
        Tuned().ask()
        """,
        "GROUP-LEFT",
        line="print(",
    )


def test_a_text_that_a_call_heard_does_not_hold_the_call_that_reads_it() -> None:
    check_migrated(
        """
        from openai import OpenAI
        client = OpenAI(timeout=3)
        text = client.audio.transcriptions.create(model="whisper-1", file=open("a", "rb")).text
        print(client.chat.completions.create(model="gpt-4", messages=[{"role": "user", "content": text}]))
        """,
        """
        import dashscope
        from openai import OpenAI
        client = OpenAI(timeout=3)
        qwen_client = dashscope.Client(timeout=3, protocol="openai")
        text = client.audio.transcriptions.create(model="whisper-1", file=open("a", "rb")).text
        print(qwen_client.chat.completions.create(model="qwen-plus", messages=[{"role": "user", "content": text}]))
        """,
    )


@BOTH
def test_a_conversation_that_a_server_of_ones_own_takes_on_moves(sdk: str) -> None:
    """The other client stays for its address, which is told there; it holds nobody."""
    source = """
        from openai import OpenAI
        from config import settings
        client = OpenAI()
        own = OpenAI(base_url=settings.url, api_key="not-needed")
        messages = [{"role": "user", "content": "hi"}]
        first = own.chat.completions.create(model="llama", messages=messages)
        messages.append({"role": "assistant", "content": first.choices[0].message.content})
        print(client.chat.completions.create(model="gpt-4", messages=messages))
    """
    report = report_of(source, sdk=sdk)
    assert [s.status for s in report.sites] == ["left", "migrated"]
    assert_told(report, dedent(source).lstrip(), "CLIENT-HOST", "own = OpenAI")


# ----------------------------------------------------------------------------- doubles in tests

APP = """
from {imported}
class Wrapper:
    def __init__(self, client=None):
        self.client = client or {made}
    def ask(self, text):
        r = self.client.chat.completions.create(model="{model}", messages=[text])
        return r.choices[0].message.content, r.usage.{tokens}
print(Wrapper().ask("x"))
"""
DOUBLES = {
    "a class": """
        from types import SimpleNamespace as NS
        from app import Wrapper
        class Completions:
            def create(self, **kw):
                return NS(choices=[NS(message=NS(content="x"))], usage=NS(prompt_tokens=1))
        class Double:
            chat = NS(completions=Completions())
        def test_it():
            assert Wrapper(Double()).ask("x") == ("x", 1)
        """,
    "a mock": """
        from unittest.mock import MagicMock
        from app import Wrapper
        def test_it():
            double = MagicMock()
            double.chat.completions.create.return_value.usage.prompt_tokens = 1
            assert Wrapper(double).ask("x")
        """,
    "a namespace": """
        from types import SimpleNamespace as NS
        from app import Wrapper
        def create(**kw):
            return NS(choices=[NS(message=NS(content="x"))], usage=NS(prompt_tokens=1))
        def test_it():
            double = NS(chat=NS(completions=NS(create=create)))
            assert Wrapper(double).ask("x") == ("x", 1)
        """,
}


@pytest.mark.parametrize("test", DOUBLES.values(), ids=DOUBLES)
def test_a_double_that_a_test_passes_does_not_hold_the_application(test: str) -> None:
    before = APP.format(
        imported="openai import OpenAI", made="OpenAI()", model="gpt-4", tokens="prompt_tokens"
    )
    after = APP.format(
        imported="dashscope import Client",
        made='Client(protocol="openai")',
        model="qwen-plus",
        tokens="input_tokens",
    )
    program = {"app.py": before, "tests/test_app.py": test}
    report = check_migrated(program, {"app.py": after})
    assert [d for d in report.diagnostics if d.path.startswith("tests/")] or "Mock" in test


@BOTH
def test_a_double_of_the_application_itself_holds_its_calls(sdk: str) -> None:
    """It is no test's: which of both stands there is decided when the program runs."""
    app = APP.format(
        imported="openai import OpenAI", made="OpenAI()", model="gpt-4", tokens="prompt_tokens"
    )
    double = DOUBLES["a class"].replace("def test_it()", "def run()").replace("assert ", "return ")
    check_reported(
        {"app.py": app, "offline.py": double},
        "CLIENT-MIXED",
        line="chat.completions.create(",
        sdk=sdk,
    )


def test_a_site_that_has_a_reason_itself_is_told_that_one_alone() -> None:
    source = """
    from openai import OpenAI
    client = OpenAI()
    print(client.images.generate(prompt="x").created)
    print(client.moderations.create(input="x").id)
    """
    report = check_noop(source)
    told = [(d.span.line, d.code) for d in report.diagnostics]
    assert told == [(2, "GROUP-LEFT"), (3, "OPERATION-UNSUPPORTED"), (4, "OPERATION-UNSUPPORTED")]

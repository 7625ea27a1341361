"""Arguments that come in a ``**mapping``, a partial or a bound method, wherever it was built."""

from __future__ import annotations

import pytest

from tests.migrating import assert_told, check_migrated, check_reported, codes, report_of

BOTH = pytest.mark.parametrize("sdk", ["native", "openai"])
BEFORE = 'from openai import OpenAI\nclient = OpenAI(api_key="k")\n'
NATIVE = 'from dashscope import Client\nclient = Client(api_key="k", protocol="openai")\n'
OPENAI = 'from openai import OpenAI\nclient = OpenAI(api_key="k", <address>)\n'
CALL = "print(client.chat.completions.create(**options))\n"


# ----------------------------------------------------------------------------------- refusals


@BOTH
def test_a_mapping_that_is_used_otherwise_is_not_edited(sdk: str) -> None:
    check_reported(
        BEFORE
        + 'options = {"model": "gpt-4", "messages": [], "user": "u"}\n'
        + "save(options)\n"
        + CALL,
        "MAPPING-SHARED",
        line="options = {",
        sdk=sdk,
    )


@BOTH
def test_a_mapping_that_another_vendor_takes_too_is_not_edited(sdk: str) -> None:
    check_reported(
        BEFORE
        + 'other = OpenAI(base_url="https://api.deepseek.com", api_key="k")\n'
        + 'options = {"messages": [], "user": "u"}\n'
        + 'print(client.chat.completions.create(model="gpt-4", **options))\n'
        + 'print(other.chat.completions.create(model="deepseek-chat", **options))\n',
        "GROUP-LEFT",
        line=2,
        sdk=sdk,
    )


@BOTH
def test_a_blocking_key_in_a_mapping_blocks(sdk: str) -> None:
    check_reported(
        BEFORE + 'options = {"model": "gpt-4", "messages": [], "functions": [{}]}\n' + CALL,
        "PARAMETER-UNSUPPORTED",
        line="options = {",
        sdk=sdk,
    )


@BOTH
def test_a_blocking_key_that_is_added_under_a_condition_blocks(sdk: str) -> None:
    check_reported(
        BEFORE
        + 'options = {"model": "gpt-4", "messages": []}\n'
        + 'if wanted:\n    options["logit_bias"] = {1: 2}\n'
        + CALL,
        "PARAMETER-UNSUPPORTED",
        line="logit_bias",
        sdk=sdk,
    )


@BOTH
def test_an_option_of_a_partial_that_blocks(sdk: str) -> None:
    check_reported(
        "from functools import partial\n"
        + BEFORE
        + "ask = partial(client.chat.completions.create, functions=[{}])\n"
        + 'print(ask(model="gpt-4", messages=[]))\n',
        "PARAMETER-UNSUPPORTED",
        line="functions",
        sdk=sdk,
    )


@BOTH
def test_keywords_that_cannot_be_seen_are_told(sdk: str) -> None:
    before = BEFORE + CALL.replace("options", "load()")
    after = (NATIVE if sdk == "native" else OPENAI) + CALL.replace("options", "load()")
    report = check_migrated(before, after, sdk=sdk)
    told = assert_told(report, before, "MAPPING-UNSEEN", "load()")
    assert "functions" in told.message


@BOTH
def test_keywords_of_an_outer_function_without_callers_are_told(sdk: str) -> None:
    source = """
        from openai import OpenAI
        client = OpenAI()
        def ask(text, **options):
            print(client.chat.completions.create(model="gpt-4", messages=[text], **options))
    """
    report = report_of(source, sdk=sdk)
    assert_told(report, source, "MAPPING-UNSEEN", "**options))")


# ----------------------------------------------------------------------------------- mappings


MAPPINGS = [
    (
        'options = {"model": "gpt-4", "messages": [], "user": "u", "seed": 1}\n',
        'options = {"model": "qwen-plus", "messages": [], "seed": 1}\n',
    ),
    (
        'options = dict(model="gpt-4", messages=[], user="u", seed=1)\n',
        'options = dict(model="qwen-plus", messages=[], seed=1)\n',
    ),
    (
        'base = {"model": "gpt-4", "user": "u"}\noptions = {**base, "messages": []}\n',
        'base = {"model": "qwen-plus"}\noptions = {**base, "messages": []}\n',
    ),
    (
        'base = {"model": "gpt-4", "user": "u"}\noptions = base | {"messages": []}\n',
        'base = {"model": "qwen-plus"}\noptions = base | {"messages": []}\n',
    ),
    (
        'base = {"model": "gpt-4", "user": "u"}\noptions = dict(base, messages=[])\n',
        'base = {"model": "qwen-plus"}\noptions = dict(base, messages=[])\n',
    ),
    (
        'options = {"model": "gpt-4"}\noptions["messages"] = []\noptions["user"] = "u"\n',
        'options = {"model": "qwen-plus"}\noptions["messages"] = []\n',
    ),
    (
        'options = {"model": "gpt-4"}\noptions |= {"messages": [], "user": "u"}\n',
        'options = {"model": "qwen-plus"}\noptions |= {"messages": []}\n',
    ),
    (
        'options = {"model": "gpt-4"}\noptions.update({"messages": [], "user": "u"})\n',
        'options = {"model": "qwen-plus"}\noptions.update({"messages": []})\n',
    ),
    (
        'options = {"model": "gpt-4"}\noptions.update(messages=[], user="u")\n',
        'options = {"model": "qwen-plus"}\noptions.update(messages=[])\n',
    ),
    (
        'options = {"model": "gpt-4", "messages": []}\noptions.setdefault("model", "gpt-4")\n',
        'options = {"model": "qwen-plus", "messages": []}\noptions.setdefault("model", "qwen-plus")\n',
    ),
    (
        'options = {"model": "gpt-4"} if big else {"model": "gpt-3.5-turbo", "user": "u"}\n',
        'options = {"model": "qwen-plus"} if big else {"model": "qwen-flash"}\n',
    ),
    (
        'options = {"model": "gpt-4", "cache": 1}\noptions.pop("cache")\n',
        'options = {"model": "qwen-plus", "cache": 1}\noptions.pop("cache")\n',
    ),
    (
        'options = {"model": "gpt-4", "cache": 1}\ndel options["cache"]\n',
        'options = {"model": "qwen-plus", "cache": 1}\ndel options["cache"]\n',
    ),
    (
        'options = {"model": "gpt-4"}.copy()\noptions = options.copy()\n',
        'options = {"model": "qwen-plus"}.copy()\noptions = options.copy()\n',
    ),
]


@pytest.mark.parametrize(("before", "after"), MAPPINGS)
def test_a_mapping_changes_where_it_is_built(before: str, after: str) -> None:
    report = check_migrated(BEFORE + before + CALL, NATIVE + after + CALL)
    assert "MAPPING-UNSEEN" not in codes(report)
    check_migrated(BEFORE + before + CALL, OPENAI + after + CALL, sdk="openai")


def test_keys_under_conditions() -> None:
    check_migrated(
        """
        from openai import OpenAI
        client = OpenAI(api_key="k")
        def ask(text, temperature=None, limit=None, json=False):
            options = {"model": "gpt-4", "messages": [text], "frequency_penalty": 0.5}
            if temperature is not None:
                options["temperature"] = temperature
            if limit:
                options["max_completion_tokens"] = limit
            if json:
                options["response_format"] = {"type": "json_object"}
            return client.chat.completions.create(**options).choices[0].message.content
        print(ask("x"), ask("x", 1, 2, True))
        """,
        """
        from dashscope import Client
        client = Client(api_key="k", protocol="openai")
        def ask(text, temperature=None, limit=None, json=False):
            options = {"model": "qwen-plus", "messages": [text]}
            if temperature is not None:
                options["temperature"] = temperature
            if limit:
                options.setdefault("parameters", {})["max_completion_tokens"] = limit
            if json:
                options["response_format"] = {"type": "json_object"}
            return client.chat.completions.create(**options).choices[0].message.content
        print(ask("x"), ask("x", 1, 2, True))
        """,
    )


def test_a_suite_that_would_be_empty_keeps_a_statement() -> None:
    check_migrated(
        """
        from openai import OpenAI
        client = OpenAI(api_key="k")
        def ask(user=None):
            options = {"model": "gpt-4", "messages": []}
            if user:
                options["user"] = user
            return client.chat.completions.create(**options).choices[0].message.content
        print(ask("x"))
        """,
        """
        from dashscope import Client
        client = Client(api_key="k", protocol="openai")
        def ask(user=None):
            options = {"model": "qwen-plus", "messages": []}
            if user:
                pass
            return client.chat.completions.create(**options).choices[0].message.content
        print(ask("x"))
        """,
    )


def test_a_key_with_a_move_in_a_display() -> None:
    check_migrated(
        BEFORE
        + 'options = {"model": "gpt-4", "messages": [], "max_completion_tokens": 9}\n'
        + CALL,
        NATIVE
        + 'options = {"model": "qwen-plus", "messages": [], "parameters": {"max_completion_tokens": 9}}\n'
        + CALL,
    )


def test_a_mapping_and_keywords_at_the_call() -> None:
    check_migrated(
        BEFORE
        + 'options = {"temperature": 0, "user": "u"}\n'
        + 'print(client.chat.completions.create(model="gpt-4o", messages=[], seed=1, **options))\n',
        NATIVE
        + 'options = {"temperature": 0}\n'
        + 'print(client.chat.completions.create(model="qwen3.7-plus", messages=[], seed=1, '
        + "enable_thinking=False, **options))\n",
    )


def test_a_mapping_of_a_class_and_of_another_module() -> None:
    check_migrated(
        {
            "settings.py": 'OPTIONS = {"temperature": 0, "user": "u"}\nMODEL = "gpt-4"\n',
            "bot.py": """
            from openai import OpenAI
            import settings
            class Bot:
                def __init__(self):
                    self.client = OpenAI(api_key="k")
                    self.options = {"seed": 1, "metadata": {"a": "b"}}
                def ask(self):
                    create = self.client.chat.completions.create
                    print(create(model=settings.MODEL, messages=[], **self.options))
                    print(create(model=settings.MODEL, messages=[], **settings.OPTIONS))
            Bot().ask()
            """,
        },
        {
            "settings.py": 'OPTIONS = {"temperature": 0}\nMODEL = "qwen-plus"\n',
            "bot.py": """
            from dashscope import Client
            import settings
            class Bot:
                def __init__(self):
                    self.client = Client(api_key="k", protocol="openai")
                    self.options = {"seed": 1}
                def ask(self):
                    create = self.client.chat.completions.create
                    print(create(model=settings.MODEL, messages=[], **self.options))
                    print(create(model=settings.MODEL, messages=[], **settings.OPTIONS))
            Bot().ask()
            """,
        },
    )


def test_keywords_of_an_outer_function() -> None:
    check_migrated(
        """
        from openai import OpenAI
        client = OpenAI(api_key="k")
        def ask(text, **options):
            print(client.chat.completions.create(model="gpt-4", messages=[text], **options))
        ask("x", temperature=0, user="u")
        ask("y", **{"seed": 1, "user": "u"})
        """,
        """
        from dashscope import Client
        client = Client(api_key="k", protocol="openai")
        def ask(text, **options):
            print(client.chat.completions.create(model="qwen-plus", messages=[text], **options))
        ask("x", temperature=0)
        ask("y", **{"seed": 1})
        """,
    )


def test_a_keyword_of_the_outer_function_that_never_reaches_the_call() -> None:
    check_migrated(
        """
        from openai import OpenAI
        client = OpenAI(api_key="k")
        def ask(text, **options):
            user = options.pop("user", None)
            print(client.chat.completions.create(model="gpt-4", messages=[text], **options), user)
        ask("x", temperature=0, user="u")
        """,
        """
        from dashscope import Client
        client = Client(api_key="k", protocol="openai")
        def ask(text, **options):
            user = options.pop("user", None)
            print(client.chat.completions.create(model="qwen-plus", messages=[text], **options), user)
        ask("x", temperature=0, user="u")
        """,
    )


# ------------------------------------------------------------------------- mappings made anew


@pytest.mark.parametrize(
    "again",
    [
        "options = {k: v for k, v in options.items() if v is not None}\n",
        "options = {key: value for key, value in options.items()}\n",
        "options = dict((k, v) for k, v in options.items() if v)\n",
    ],
)
def test_a_mapping_without_its_empty_values(again: str) -> None:
    check_migrated(
        BEFORE + 'options = {"model": "gpt-4", "messages": [], "user": None}\n' + again + CALL,
        NATIVE + 'options = {"model": "qwen-plus", "messages": []}\n' + again + CALL,
    )


@pytest.mark.parametrize(
    "again",
    [
        "options = {k: str(v) for k, v in options.items()}\n",
        "options = {k.strip(): v for k, v in options.items()}\n",
        "options = {k: v for v, k in options.items()}\n",
        "options = {k: v for k, v in load(options).items()}\n",
        "options = {k: v for k, v in options.items() for _ in '12'}\n",
    ],
)
def test_a_mapping_of_other_keys_or_values_is_no_copy(again: str) -> None:
    """Nothing is edited in the first mapping, and that keywords come out of sight is told."""
    source = "from x import load\n" + BEFORE + 'options = {"user": "u"}\n' + again + CALL
    report = report_of(source)
    assert "MAPPING-UNSEEN" in codes(report)
    assert not any(b'options = {"user": "u"}' not in o.after for o in report.rewritten)


@pytest.mark.parametrize(
    "again",
    [
        "options = {k: v for k, v in options.items() if v is not None}\n",
        "options = dict((k, v) for k, v in options.items() if v)\n",
    ],
)
def test_a_value_that_would_escape_the_condition_stays(again: str) -> None:
    """In ``parameters`` an empty limit would be sent, where it was left out before."""
    options = 'import os\noptions = {"model": "gpt-4", "max_completion_tokens": os.getenv("N")}\n'
    check_reported(
        BEFORE + options + again + CALL, "MAPPING-FILTERED", line='"max_completion_tokens"'
    )


def test_a_value_that_the_condition_keeps_moves() -> None:
    again = "options = {k: v for k, v in options.items() if v is not None}\n"
    check_migrated(
        BEFORE + 'options = {"model": "gpt-4", "max_completion_tokens": 9}\n' + again + CALL,
        NATIVE
        + 'options = {"model": "qwen-plus", "parameters": {"max_completion_tokens": 9}}\n'
        + again
        + CALL,
    )


@BOTH
def test_a_model_in_a_mapping_that_cannot_be_seen_is_told(sdk: str) -> None:
    source = BEFORE + CALL.replace("options", "load()")
    assert "MODEL-OUTSIDE" in codes(report_of(source, sdk=sdk))


def test_what_is_dropped_though_callers_may_give_it_is_told() -> None:
    """Nothing in the repository gives it; what is given from outside would be lost without a word."""
    source = """
    from openai import OpenAI
    class Chat:
        def __init__(self, user=None):
            self.user = user
            self.client = OpenAI(api_key="k")
        def run(self):
            given = {"model": "gpt-4", "messages": []}
            if self.user is not None:
                given["user"] = self.user
            print(self.client.chat.completions.create(**given))
    Chat().run()
    """
    report = report_of(source)
    assert report.rewritten and b'given["user"]' not in report.rewritten[0].after
    told = assert_told(report, source, "PARAMETER-DROPPED", 'given["user"]')
    assert told.severity.value == "review" and "outside" in told.message

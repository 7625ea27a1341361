"""Imports, settled last: added, replaced, and removed only when nothing uses them."""

from __future__ import annotations

import pytest

from tests.migrating import check_migrated, check_noop, check_reported, report_of

USE = 'print(client.chat.completions.create(model="gpt-4", messages=[]))\n'
USED = 'print(client.chat.completions.create(model="qwen-plus", messages=[]))\n'
CLIENT = "client = OpenAI(timeout=1)\n"
MADE = 'client = Client(timeout=1, protocol="openai")\n'
MODULE_MADE = 'client = dashscope.Client(timeout=1, protocol="openai")\n'


def check_head(before: str, after: str, made: str = MADE) -> None:
    """The imports become these, around a client that is made and used."""
    klass = "OpenAI" if "import OpenAI" in before or "(" in before else "openai.OpenAI"
    check_migrated(f"{before}client = {klass}(timeout=1)\n{USE}", f"{after}{made}{USED}")


# ------------------------------------------------------------------------------- no client, no edit


@pytest.mark.parametrize("sdk", ["native", "openai"])
@pytest.mark.parametrize(
    "source",
    [
        "import openai\n",
        "from openai import OpenAI\n",
        "from openai.types.chat import ChatCompletion\ndef f(r: ChatCompletion): ...\n",
        "import openai\nprint(openai.__version__)\n",
        "from openai import RateLimitError\ntry:\n    f()\nexcept RateLimitError:\n    pass\n",
        "from openai import OpenAI, AsyncOpenAI\nX = None\n",
        "import openai as o, os\nprint(o, os)\n",
    ],
)
def test_imports_without_a_client_stay(source: str, sdk: str) -> None:
    check_noop(source, sdk=sdk)


# -------------------------------------------------------------------------------------- replaced


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("from openai import OpenAI\n", "from dashscope import Client\n"),
        ("from openai import OpenAI  # the SDK\n", "from dashscope import Client  # the SDK\n"),
        (
            "import os\nfrom openai import OpenAI\nimport sys\n",
            "import os\nfrom dashscope import Client\nimport sys\n",
        ),
        (
            '"""Doc."""\n\nfrom openai import OpenAI\n\n',
            '"""Doc."""\n\nfrom dashscope import Client\n\n',
        ),
        (
            "from __future__ import annotations\nfrom openai import OpenAI\n",
            "from __future__ import annotations\nfrom dashscope import Client\n",
        ),
        ("from openai import (\n    OpenAI,\n)\n", "from dashscope import Client\n"),
        (
            "#!/usr/bin/env python\n# -*- coding: utf-8 -*-\nfrom openai import OpenAI\n",
            "#!/usr/bin/env python\n# -*- coding: utf-8 -*-\nfrom dashscope import Client\n",
        ),
        ("import os; from openai import OpenAI\n", "import os; from dashscope import Client\n"),
    ],
)
def test_from_imports(before: str, after: str) -> None:
    check_head(before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("import openai\n", "import dashscope\n"),
        ("import os, openai\n", "import os\nimport dashscope\n"),
    ],
)
def test_plain_imports(before: str, after: str) -> None:
    check_head(before, after, MODULE_MADE)


def test_a_name_that_is_taken_is_written_with_its_module() -> None:
    check_head(
        "Client = 3\nfrom openai import OpenAI\n", "Client = 3\nimport dashscope\n", MODULE_MADE
    )


def test_a_name_that_a_function_has_for_itself_is_no_hindrance() -> None:
    rest = "def f(Client):\n    return Client\n"
    check_head(f"from openai import OpenAI\n{rest}", f"from dashscope import Client\n{rest}")


def test_a_name_that_is_imported_already_is_used() -> None:
    check_head(
        "from dashscope import Client\nfrom openai import OpenAI\n",
        "from dashscope import Client\n",
    )


def test_a_module_that_is_imported_already_is_not_imported_twice() -> None:
    check_head("import dashscope\nimport openai\n", "import dashscope\n", MODULE_MADE)


@pytest.mark.parametrize(
    "head",
    [
        "import mylib as dashscope\n",
        "from mylib import dashscope\n",
        "def f(dashscope):\n    return dashscope\n",
        "def dashscope():\n    return 1\n",
        "def f():\n    dashscope = 1\n    return dashscope\n",
        "class dashscope:\n    pass\n",
    ],
)
def test_a_module_name_that_is_taken_is_refused(head: str) -> None:
    source = f"import openai\n{head}client = openai.OpenAI(timeout=1)\n{USE}"
    check_reported(source, "NAME-TAKEN", line="client = openai.OpenAI")


@pytest.mark.parametrize("path", ["dashscope.py", "dashscope/__init__.py"])
def test_a_module_of_the_repository_that_hides_the_target_is_refused(path: str) -> None:
    files = {path: "x = 1\n", "main.py": f"from openai import OpenAI\n{CLIENT}{USE}"}
    check_reported(files, "NAME-TAKEN", line="client = OpenAI")


@pytest.mark.parametrize(
    ("path", "main"),
    [
        ("a/b/dashscope.py", "main.py"),
        ("llms/dashscope.py", "llms/main.py"),
    ],
)
def test_a_module_of_the_repository_in_a_package_is_no_hindrance(path: str, main: str) -> None:
    files = {path: "x = 1\n", main: f"from openai import OpenAI\n{CLIENT}{USE}"}
    files |= {"llms/__init__.py": "", "a/b/__init__.py": ""}
    check_migrated(files, {main: f"from dashscope import Client\n{MADE}{USED}"})


def test_a_module_that_is_imported_in_a_function_alone_is_imported_for_the_rest() -> None:
    rest = "def f():\n    import dashscope\n    return dashscope\n"
    check_migrated(
        f"import openai\n{rest}client = openai.OpenAI(timeout=1)\n{USE}",
        f"import dashscope\n{rest}{MODULE_MADE}{USED}",
    )


# ---------------------------------------------------------------------------------------- added


def check_os(before: str, after: str) -> None:
    """On the openai route the key is read by ``os``, which is imported so."""
    check_migrated(
        f"{before}client = OpenAI(timeout=1)\n",
        f"{after}client = OpenAI(timeout=1, api_key=<key>, <address>)\n",
        sdk="openai",
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("from openai import OpenAI\n", "import os\nfrom openai import OpenAI\n"),
        ("import os\nfrom openai import OpenAI\n", "import os\nfrom openai import OpenAI\n"),
        (
            '"""Doc."""\nfrom __future__ import annotations\n\nfrom openai import OpenAI\n',
            '"""Doc."""\nfrom __future__ import annotations\n\nimport os\nfrom openai import OpenAI\n',
        ),
        (
            "# a comment\n\nfrom openai import OpenAI\n",
            "# a comment\n\nimport os\nfrom openai import OpenAI\n",
        ),
        (
            "try:\n    from openai import OpenAI\nexcept ImportError:\n    raise\n",
            "import os\ntry:\n    from openai import OpenAI\nexcept ImportError:\n    raise\n",
        ),
        (
            "import sys\n\nfrom openai import OpenAI\n",
            "import os\nimport sys\n\nfrom openai import OpenAI\n",
        ),
    ],
)
def test_a_module_that_is_needed_is_imported(before: str, after: str) -> None:
    check_os(before, after)


@pytest.mark.parametrize(
    "head",
    [
        "def f():\n    import os\n    return os\nfrom openai import OpenAI\n",
        "import os.path\nfrom openai import OpenAI\n",
        "from os import path\nfrom openai import OpenAI\n",
        "import os as system\nfrom openai import OpenAI\n",
    ],
)
def test_the_module_is_bound_after_the_edit(head: str) -> None:
    """Whatever the head imports of ``os``: the name is there when the client is made."""
    after = (
        report_of(f"{head}client = OpenAI(timeout=1)\n", sdk="openai").rewritten[0].after.decode()
    )
    imports = "".join(line for line in after.splitlines(True) if line.startswith("import os"))
    names: dict[str, object] = {}
    exec(imports, names)
    assert "os" in names


def test_a_name_that_hides_the_module_is_not_read() -> None:
    source = "from openai import OpenAI\ndef make(os):\n    return OpenAI(timeout=os)\nprint(make(3).chat)\n"
    for outcome in report_of(source, sdk="openai").rewritten:
        assert b"os.environ" not in outcome.after


def test_several_names_of_one_module() -> None:
    check_migrated(
        f"from openai import APIError, OpenAI, RateLimitError\nclient = OpenAI(timeout=1)\ntry:\n    {USE}"
        "except (RateLimitError, APIError):\n    pass\n",
        "from dashscope import Client\nfrom dashscope.v2.errors import DashScopeError, RateLimitError\n"
        f"{MADE}try:\n    {USED}except (RateLimitError, DashScopeError):\n    pass\n",
    )


def test_two_classes_that_become_one_share_its_import() -> None:
    check_migrated(
        "from openai import AzureOpenAI, OpenAI\n"
        'print(OpenAI(api_key="a").chat.completions.create(model="gpt-4", messages=[]).choices)\n'
        'print(AzureOpenAI(api_key="b").chat.completions.create(model="gpt-4", messages=[]).choices)\n'
        'print(OpenAI(api_key="c").chat.completions.create(model="gpt-4", messages=[]).choices)\n',
        "from dashscope import Client\n"
        'print(Client(api_key="a", protocol="openai").chat.completions.create(model="qwen-plus", '
        "messages=[]).choices)\n"
        'print(Client(api_key="b", protocol="openai").chat.completions.create(model="qwen-plus", '
        "messages=[]).choices)\n"
        'print(Client(api_key="c", protocol="openai").chat.completions.create(model="qwen-plus", '
        "messages=[]).choices)\n",
    )

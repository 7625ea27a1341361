"""Requests that a program sends by HTTP itself: written where all of one is in sight, else named."""

from __future__ import annotations

import pytest

from tests.migrating import assert_told, check_migrated, check_noop, check_reported, codes

BOTH = pytest.mark.parametrize("sdk", ["native", "openai"])
CHATS = "https://api.openai.com/v1/chat/completions"
THERE = "https://dashscope.aliyuncs.com/compatible-mode/v1/chat/completions"
HEADERS = '{"Authorization": f"Bearer {os.environ[\'OPENAI_API_KEY\']}"}'
BODY = '{"model": "gpt-3.5-turbo", "messages": []}'


def program(
    url: str = f'"{CHATS}"', headers: str = HEADERS, body: str = BODY, call: str = "requests.post"
) -> str:
    return (
        "import os\nimport httpx\nimport requests\nfrom conf import given\n"
        f"print({call}({url}, headers={headers}, json={body}))\n"
    )


# ----------------------------------------------------------------------------- what stays


@BOTH
@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"url": '"https://api.openai.com/v1/images/generations"'}, "chats or embeddings"),
        ({"url": '"https://api.openai.com/v2/chat/completions"'}, "chats or embeddings"),
        ({"url": f'"{CHATS}" if given else "https://x.test"'}, "may be another"),
        ({"headers": "given"}, "headers are not in sight"),
        ({"headers": "{**given}"}, "headers are not in sight"),
        ({"headers": '{"Accept": "text/plain"}'}, "sends no key"),
        ({"headers": '{"Authorization": given}'}, "its key"),
        ({"headers": HEADERS.replace('}"}', '}", "OpenAI-Organization": "o"}')}, "openai-org"),
        ({"body": "given"}, "what it sends"),
        ({"body": '{**given, "model": "gpt-4"}'}, "what it sends"),
        ({"call": "given.post"}, "no post()"),
        ({"call": "requests.put"}, "no post()"),
    ],
)
def test_what_is_not_in_sight_is_left_with_the_reason(
    parts: dict[str, str], said: str, sdk: str
) -> None:
    source = program(**parts)
    report = check_reported(source, "RAW-HTTP", line=5, sdk=sdk)
    assert codes(report) == ["RAW-HTTP"]
    assert said in report.diagnostics[0].message
    assert "DASHSCOPE_API_KEY" in report.diagnostics[0].message


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('{"model": given, "messages": []}', "name of its model"),
        ('{"messages": []}', "names no model"),
        ('{"model": "gpt-4", "messages": [], "logit_bias": {"1": 2}}', "logit_bias"),
        ('{"model": "gpt-4", "messages": [], "reasoning_effort": "low"}', "reasoning_effort"),
        ('{"model": "gpt-4", "messages": [], "other": 1}', "other"),
        ('{"model": "gpt-99", "messages": []}', "gpt-99"),
    ],
)
def test_what_the_endpoint_does_not_take_is_left(body: str, said: str) -> None:
    report = check_reported(program(body=body), "RAW-HTTP", line=5, sdk="openai")
    assert said in report.diagnostics[0].message


def test_on_the_native_route_a_request_stays() -> None:
    report = check_reported(program(), "RAW-HTTP", line=5)
    assert "--sdk openai" in report.diagnostics[0].message


@BOTH
def test_an_address_that_is_put_together_is_told(sdk: str) -> None:
    source = 'import requests\nBASE = "https://api.openai.com/v1"\nrequests.post(f"{BASE}/files")\n'
    report = check_reported(source, "RAW-HTTP", line=3, sdk=sdk)
    assert "put together" in report.diagnostics[0].message


@BOTH
def test_an_address_that_may_begin_otherwise_is_told(sdk: str) -> None:
    base = '"https://api.openai.com/v1" if input() else open("base").read()'
    source = f"import requests\nBASE = {base}\n" + 'requests.post(BASE + "/files")\n'
    report = check_reported(source, "RAW-HTTP", line=3, sdk=sdk)
    assert "https://api.openai.com/v1/files" in report.diagnostics[0].message


@BOTH
def test_an_address_that_is_told_where_it_stands_is_told_once(sdk: str) -> None:
    base = 'os.getenv("BASE", "https://api.openai.com/v1")'
    source = f"import os\nimport requests\nBASE = {base}\n" + 'requests.post(BASE + "/files")\n'
    report = check_reported(source, "RAW-HTTP", line=3, sdk=sdk)
    assert codes(report) == ["RAW-HTTP"]


@BOTH
def test_an_address_that_may_begin_with_other_vendors_is_silent(sdk: str) -> None:
    source = 'BASE = "https://api.x.ai/v1" if input() else "https://api.deepseek.com"\n'
    check_noop("import requests\n" + source + 'requests.post(BASE + "/files")\n', sdk=sdk)


@BOTH
def test_a_key_that_a_request_which_stays_sends_too_stays_with_its_client(sdk: str) -> None:
    source = """
    import os
    import requests
    from openai import OpenAI

    KEY = os.environ["OPENAI_API_KEY"]
    client = OpenAI(api_key=KEY)
    client.chat.completions.create(model="gpt-4", messages=[])
    requests.post("https://api.openai.com/v1/files", headers={"Authorization": f"Bearer {KEY}"})
    """
    report = check_noop(source, sdk=sdk)
    assert codes(report) == ["GROUP-LEFT", "RAW-HTTP"]


def test_one_of_two_requests_holds_the_address_of_both() -> None:
    source = f"""
    import os
    import requests
    from conf import given

    URL = "{CHATS}"
    requests.post(URL, headers={HEADERS}, json={BODY})
    requests.post(URL, headers=given, json={BODY})
    """
    check_reported(source, "RAW-HTTP", line="URL = ", sdk="openai")


def test_a_stub_in_a_test_is_told_and_holds_nothing() -> None:
    files = {
        "app.py": "from openai import OpenAI\nc = OpenAI()\n"
        'c.chat.completions.create(model="gpt-3.5-turbo", messages=[])\n',
        "tests/test_app.py": f'import respx\nrespx.post("{CHATS}").mock()\n',
    }
    after = {
        "app.py": 'from dashscope import Client\nc = Client(protocol="openai")\n'
        'c.chat.completions.create(model="qwen-flash", messages=[])\n'
    }
    report = check_migrated(files, after)
    told = assert_told(report, files, "RAW-HTTP", "respx.post")
    assert "answered here" in told.message


# ----------------------------------------------------------------------------- what moves


@pytest.mark.parametrize("call", ["requests.post", "httpx.post", "httpx.Client().post"])
def test_a_request_in_sight_is_written(call: str) -> None:
    report = check_migrated(
        program(call=call),
        program(call=call)
        .replace(CHATS, THERE)
        .replace("OPENAI_API_KEY", "DASHSCOPE_API_KEY")
        .replace("gpt-3.5-turbo", "qwen-flash"),
        sdk="openai",
    )
    assert codes(report) == ["RAW-HTTP"]
    assert assert_told(report, program(), "RAW-HTTP", 5).severity.value == "review"


def test_its_parts_may_stand_elsewhere() -> None:
    before = f"""
    import os
    import aiohttp

    URL = "{CHATS}"
    KEY = os.getenv("OPENAI_API_KEY")
    HEADERS = {{"Authorization": "Bearer " + KEY, "Content-Type": "application/json"}}


    async def ask(question):
        body = {{
            "model": "gpt-4o",
            "messages": [{{"role": "user", "content": question}}],
            "user": "me",
        }}
        async with aiohttp.ClientSession() as session:
            async with session.post(URL, headers=HEADERS, json=body) as answer:
                return await answer.json()
    """
    after = (
        before.replace(CHATS, THERE)
        .replace("OPENAI_API_KEY", "DASHSCOPE_API_KEY")
        .replace("gpt-4o", "qwen3.7-plus")
        .replace('"user": "me",', '"enable_thinking": False,')
    )
    report = check_migrated(before, after, sdk="openai")
    assert "PARAMETER-DROPPED" in codes(report)


def test_vectors_keep_their_size() -> None:
    before = program(
        '"https://api.openai.com/v1/embeddings"',
        body='{"model": "text-embedding-3-small", "input": "a"}',
    )
    after = (
        before.replace(
            "https://api.openai.com/v1", "https://dashscope.aliyuncs.com/compatible-mode/v1"
        )
        .replace("OPENAI_API_KEY", "DASHSCOPE_API_KEY")
        .replace(
            'text-embedding-3-small", "input": "a"',
            'text-embedding-v4", "input": "a", "dimensions": 1536',
        )
    )
    report = check_migrated(before, after, sdk="openai")
    assert codes(report) == ["EMBEDDING-INDEX", "RAW-HTTP"]


def test_a_key_that_a_client_shares_moves_with_both() -> None:
    before = f"""
    import os
    import requests
    from openai import OpenAI

    KEY = os.environ["OPENAI_API_KEY"]
    client = OpenAI(api_key=KEY)
    client.chat.completions.create(model="gpt-3.5-turbo", messages=[])
    requests.post("{CHATS}", headers={{"Authorization": f"Bearer {{KEY}}"}}, json={BODY})
    """
    after = (
        before.replace(CHATS, THERE)
        .replace("OPENAI_API_KEY", "DASHSCOPE_API_KEY")
        .replace("gpt-3.5-turbo", "qwen-flash")
        .replace("api_key=KEY", "api_key=KEY, <address>")
    )
    check_migrated(before, after, sdk="openai")


@BOTH
def test_a_client_whose_key_is_lent_to_a_request_that_stays_stays_too(sdk: str) -> None:
    source = (
        "import requests\nfrom openai import OpenAI\nclient = OpenAI()\n"
        'print(client.chat.completions.create(model="gpt-4o-mini", messages=[]))\n'
        'headers = {"Authorization": f"Bearer {client.api_key}"}\n'
        f'print(requests.post("{CHATS}", headers=headers, json={BODY}))\n'
    )
    report = check_noop(source, sdk=sdk)
    assert_told(report, source, "RAW-HTTP", 6)
    assert_told(report, source, "GROUP-LEFT", 3)


@BOTH
def test_a_key_that_is_read_elsewhere_keeps_nothing(sdk: str) -> None:
    client = 'client = OpenAI(api_key="k")\nprint(client.api_key)\n'
    moved = 'client = OpenAI(api_key="k", <address>)\nprint(client.api_key)\n'
    if sdk == "native":
        moved = 'client = Client(api_key="k", protocol="openai")\nprint(client.config.api_key)\n'
    head = "from openai import OpenAI\n"
    new = head if sdk == "openai" else "from dashscope import Client\n"
    check_migrated(
        {"main.py": head + client, "other.py": program(headers="given")},
        {"main.py": new + moved},
        sdk=sdk,
    )

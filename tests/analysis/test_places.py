"""Elements of lists: each is known at its place, or at any, where places are not known."""

from __future__ import annotations

import pytest

from tests.migrating import check_migrated

HEAD = 'from openai import OpenAI\nclient = OpenAI(api_key="k")\n'
NEW_HEAD = 'from dashscope import Client\nclient = Client(api_key="k", protocol="openai")\n'
CALL = 'client.chat.completions.create(model="gpt-4", messages=[])'
CALLED = 'client.chat.completions.create(model="qwen-plus", messages=[])'
LISTS = "rs = [CALL for _ in range(2)]\n"


@pytest.mark.parametrize(
    "rest",
    [
        LISTS + "print(rs[1].id)\n",
        LISTS + "a, b = rs\nprint(a.id, b.id)\n",
        LISTS + "print([*rs, None][1].id, [None, *rs][2].id)\n",
        LISTS + "print((rs + rs)[3].id, ([None] + rs)[1].id)\n",
        LISTS + "print((rs * 2)[3].id, (2 * rs)[1].id)\n",
        LISTS + "print(rs[1:][0].id, rs[:-1][0].id)\n",
        LISTS + "print(list(reversed(rs))[1].id)\n",
        "rs = [1, CALL]\ndel rs[0]\nprint(rs[0].id)\n",
        "rs = [1, CALL]\nrs.pop(0)\nprint(rs[0].id)\n",
        "rs = [1, CALL]\nrs.reverse()\nprint(rs[0].id)\n",
        "rs = [CALL]\nrs.insert(0, None)\nprint(rs[1].id)\n",
        "rs = [None]\nrs += [CALL]\nprint(rs[1].id)\n",
        "class Log:\n    def __init__(self):\n        self.rs = [None]\n    def ask(self):\n"
        "        self.rs += [CALL]\n        return self.rs[1].id\nprint(Log().ask())\n",
        "def show(*rs):\n    print(rs[1].id)\nshow(None, CALL)\n",
        "def show(n, r):\n    print(r.id)\ngiven = (1, CALL)\nshow(*given)\n",
    ],
)
def test_an_element_is_found_where_it_stands_now(rest: str) -> None:
    after = rest.replace("CALL", CALLED).replace(".id", ".request_id")
    check_migrated(HEAD + rest.replace("CALL", CALL), NEW_HEAD + after)


@pytest.mark.parametrize(
    "rest",
    [
        "def show(other, r):\n    print(other.id)\nshow(load(), CALL)\n",
        "def show(*given):\n    print(given[0].id)\nshow(load(), CALL)\n",
        "def show(other, r):\n    print(other.id)\nshow(*(load(), CALL))\n",
        "def show(other, r):\n    print(other.id)\ndef on(*given):\n    show(*given)\non(load(), CALL)\n",
        "pair = [load(), CALL]\nprint(pair[0].id)\n",
        "other, r = [load(), CALL]\nprint(other.id)\n",
    ],
)
def test_what_stands_at_another_place_is_left_alone(rest: str) -> None:
    before = "from x import load\n" + HEAD + rest.replace("CALL", CALL)
    head = "from x import load\n" + NEW_HEAD
    check_migrated(before, head + rest.replace("CALL", CALLED))

"""Comments and f-strings are told apart as Python's own tokenizer tells them."""

from __future__ import annotations

import ast
import io
import sys
import sysconfig
import tokenize
import warnings
from pathlib import Path

import pytest

from codemod.writing.lexing import LexicalError, lex


@pytest.mark.parametrize(
    ("text", "comments"),
    [
        ("", []),
        ("x = '# no' # yes  \n", ["# yes"]),
        ('"""# no\n"""#yes', ["#yes"]),
        (r"x = '\'# no' # yes", ["# yes"]),
        (r"x = r'\'# no' # yes", ["# yes"]),
        ("x = '\\\n# no' # yes", ["# yes"]),
        ('x = """a"b""c\\"""# no""" # yes', ["# yes"]),
        ("x = f'{y} # no' # yes", ["# yes"]),
        ("x = f'{y:#x} {{# no}}' # yes", ["# yes"]),
        ("x = f'{d[\"#\"]:{w}#}' # yes", ["# yes"]),
        ("x = rf'\\{y}# no' # yes", ["# yes"]),
        ("x = f'\\N{NUMBER SIGN}# no' # yes", ["# yes"]),
        ("x = f'{y!r:>{w}}' f'# no' # yes", ["# yes"]),
        ("x = f'{(lambda: \"#\")()}' # yes", ["# yes"]),
        ("x = 1if'# no'else'# no' # yes", ["# yes"]),
        ("größef = B'# no' # yes", ["# yes"]),
        ("x = f'''{\ny # yes\n}''' # too", ["# yes", "# too"]),
        ('x = f"{d["#"]}" # yes', ["# yes"]),
        ("(  # one\r\n) # two\r# three", ["# one", "# two", "# three"]),
    ],
)
def test_comments(text: str, comments: list[str]) -> None:
    assert list(lex(text).comments) == comments


@pytest.mark.parametrize("text", ["'", '"""x""', "f'{x", "f'{x:", "f'{x:'", "f'x", "'\n'"])
def test_text_that_does_not_end_is_an_error(text: str) -> None:
    with pytest.raises(LexicalError):
        lex(text)


OLD_STRINGS = (
    *("f''", "f'{x}'", "f'{x!r:>{w}}'", "f\"{d['a']}\"", 'f"""{d["a"]}"""', "f'\\n{x}\\''", "rf'\\d{x}'"),
    *("f'''{\nx\n}'''", "f'{{\"}}'", "f'{x:\\n}'", 'f"{f\'{x}\'}"', "f'\\\n{x}'", "'\"' f'{x}'", "f'{x=}'"),
)  # fmt: skip
NEW_STRINGS = (
    ("f'{d['a']}'", "a quote"),
    ("f'{f'{x}'}'", "a quote"),
    ("f'{\nx}'", "a quote or a line break"),
    ('f"{d[\'say "hi"\']}"', "a quote"),
    ('f"""{d["""a"""]}"""', "a quote"),
    ("f\"{'\\n'.join(x)}\"", "a backslash"),
    ("f'''{\nx # why\n}'''", "a comment"),
)


@pytest.mark.parametrize("text", OLD_STRINGS)
def test_what_every_python_reads_is_not_new(text: str) -> None:
    ast.parse(text)
    assert lex(text).new_strings == ()


@pytest.mark.parametrize(("text", "why"), NEW_STRINGS)
def test_what_only_python_312_reads_is_new(text: str, why: str) -> None:
    assert [string.text for string in lex(f"y = {text}").new_strings][-1] == text
    assert lex(f"y = {text}").new_strings[-1].why.startswith(why)
    assert _parses(text) == (sys.version_info >= (3, 12))


def _parses(text: str) -> bool:
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True


def test_the_standard_library_is_read_as_the_tokenizer_reads_it() -> None:
    folder = Path(sysconfig.get_path("stdlib"))
    read = 0
    for name in sorted(folder.glob("[a-i]*.py")):
        data = name.read_bytes()
        tokens = tokenize.tokenize(io.BytesIO(data).readline)
        expected = [t.string.rstrip() for t in tokens if t.type == tokenize.COMMENT]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            assert list(lex(data.decode()).comments) == expected, name
        read += len(expected)
    assert read > 1000

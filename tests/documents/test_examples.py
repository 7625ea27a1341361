"""Python examples of documents and docstrings: migrated with --docs where they are proved, else left."""

from __future__ import annotations

from textwrap import dedent

import pytest

from codemod.documents.docstrings import sections
from codemod.documents.example_sources import Source
from codemod.documents.examples import find
from codemod.documents.text import Document
from codemod.pipeline import transform
from codemod.vocabulary.outcomes import Report
from tests.migrating import assert_told, codes, files_of, migration, text_of

CALL = """from openai import OpenAI

client = OpenAI()
reply = client.chat.completions.create(model="gpt-4", messages=[])
print(reply.usage.prompt_tokens)
"""
MOVED = """from dashscope import Client

client = Client(protocol="openai")
reply = client.chat.completions.create(model="qwen-plus", messages=[])
print(reply.usage.input_tokens)
"""


def report_of(files: dict[str, str], *, docs: bool = True, sdk: str = "native") -> Report:
    return transform(
        {path: text.encode() for path, text in files.items()}, migration(sdk, docs=docs)
    )


def after(files: dict[str, str], *, docs: bool = True) -> dict[str, str]:
    """Return the files that change, proved to be final."""
    report = report_of(files, docs=docs)
    changed = {o.path: o.after.decode() for o in report.rewritten}
    again = report_of({**files, **changed}, docs=docs)
    assert again.rewritten == (), text_of(again)
    return changed


def indented(text: str, by: str) -> str:
    return "".join(by + line if line.strip() else line for line in text.splitlines(True))


def fenced(code: str, info: str = "python", by: str = "", fence: str = "```") -> str:
    return indented(f"{fence}{info}\n{code}{fence}\n", by)


# -- nothing changes


@pytest.mark.parametrize(
    "text",
    [
        fenced(CALL, "bash"),
        fenced(CALL, "js"),
        fenced(CALL, "text"),
        f"Inline `from openai import OpenAI`.\n\n> {fenced(CALL)}",
        "```python\n" + CALL,
        fenced("import anthropic\nanthropic.Anthropic()\n"),
        fenced(
            CALL.replace("OpenAI()", 'OpenAI(base_url="https://api.deepseek.com", api_key="k")')
        ),
        "    not Python, but openai\n",
        "Before openai\n    from openai import OpenAI\n",
        fenced(CALL) + "\n<!-- migrate: skip-file -->\n",
    ],
)
def test_what_is_no_example_of_the_source_stays(text: str) -> None:
    assert after({"README.md": text}) == {}


@pytest.mark.parametrize("path", ["CHANGELOG.md", "docs/HISTORY.rst", "docs/release-notes-1.md"])
def test_documents_of_what_was_stay(path: str) -> None:
    assert after({path: fenced(CALL)}) == {}


def test_without_the_option_a_document_is_named_once() -> None:
    program = {"main.py": CALL, "README.md": fenced(CALL) * 3, "a.rst": "no openai example\n"}
    report = report_of(program, docs=False)
    assert [o.path for o in report.rewritten] == ["main.py"]
    told = [(d.path, d.span.line) for d in report.diagnostics if d.code == "DOCUMENT-EXAMPLES"]
    assert told == [("README.md", 2)]


def test_without_the_option_docstrings_stay() -> None:
    module = f'def f():\n    """Do.\n\n{indented(fenced(CALL), "    ")}    """\n'
    assert after({"main.py": CALL, "a.py": module}, docs=False).keys() == {"main.py"}


def test_an_example_that_cannot_be_read_is_told() -> None:
    program = {"README.md": "# Use\n\n" + fenced(CALL + "client.chat.completions.create(\n")}
    report = report_of(program)
    assert report.rewritten == ()
    assert_told(report, files_of(program), "DOCUMENT-LEFT", 4)


def test_an_example_that_one_builds_on_which_cannot_be_read_stays() -> None:
    later = fenced("stream = client.chat.completions.create(model=..., \n")
    program = {"README.md": fenced(CALL) + "\nThen:\n\n" + later}
    report = report_of(program)
    assert report.rewritten == (), text_of(report)
    assert "DOCUMENT-LEFT" in codes(report)


def test_an_example_that_uses_the_project_itself_stays() -> None:
    files = {
        "thing/__init__.py": "def run(client):\n    return client\n",
        "README.md": fenced("from openai import OpenAI\nfrom thing import run\nrun(OpenAI())\n"),
    }
    report = report_of(files)
    assert report.rewritten == ()
    assert "DOCUMENT-LEFT" in codes(report)


def test_an_example_whose_call_has_no_counterpart_stays_and_is_told() -> None:
    text = fenced(CALL + 'client.images.edit(image=open("a"), prompt="b", model="gpt-image-1")\n')
    program = {"README.md": text.replace("client.chat", "1 and client.chat")}
    report = report_of(program)
    assert "OPERATION-UNSUPPORTED" in codes(report), text_of(report)
    told = next(d for d in report.diagnostics if d.code == "OPERATION-UNSUPPORTED")
    assert text.splitlines()[told.span.line - 1].startswith("client.images")


def test_documents_of_tests_are_data() -> None:
    report = report_of({"tests/data/a.md": fenced(CALL)})
    assert report.rewritten == ()
    assert codes(report) == ["DOCUMENT-EXAMPLES"]


@pytest.mark.parametrize(
    "docstring",
    [
        f'"""Do.\n\n{fenced(CALL)}\\n"""\n',
        "'Do: from openai import OpenAI'\n",
        '"""Do.\n\n```python\nfrom openai import OpenAI\nOpenAI(\n```\n"""\n',
    ],
)
def test_docstrings_in_which_no_text_can_be_written_stay(docstring: str) -> None:
    assert after({"a.py": docstring}) == {}


# -- migrated


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("README.md", "# Use\n\n{fenced}\nEnd.\n"),
        ("README.md", "1. one\n\n{deep}\n2. two\n"),
        ("docs/a.markdown", "{tilde}"),
        ("README.md", "{titled}"),
        ("README.md", "{bare}"),
        ("README.md", "Use:\n\n{four}\nEnd.\n"),
        ("a.rst", "Use\n===\n\n.. code-block:: python\n   :linenos:\n\n{three}\nEnd.\n"),
        ("a.rst", ".. code:: python\n\n{three}"),
        ("a.rst", "Use::\n\n{three}\nEnd.\n"),
        ("a.rst", ".. testcode::\n\n{three}"),
        ("a.py", 'def f():\n    """Do.\n\n{deeper}\n    End.\n    """\n'),
        ("a.py", 'class C:\n    r"""Do::\n\n{eight}\n    """\n    x = 1\n'),
        ("a.py", '"""Do.\n\n{fenced}"""\nx = 1\n'),
    ],
)
def test_each_form_of_an_example_moves_and_nothing_else(path: str, text: str) -> None:
    def filled(code: str) -> str:
        return text.format(
            fenced=fenced(code),
            deep=fenced(code, by="   "),
            deeper=fenced(code, by="    "),
            tilde=fenced(code, "py", fence="~~~~"),
            titled=fenced(code, 'python title="a.py"'),
            bare=fenced(code, ""),
            three=indented(code, "   "),
            four=indented(code, "    "),
            eight=indented(code, "        "),
        )

    assert after({path: filled(CALL)}) == {path: filled(MOVED)}


def test_line_ends_the_mark_and_what_stands_around_survive() -> None:
    text = ("\ufeff# Ü openai\n\n" + fenced(CALL) + "\nüber\n").replace("\n", "\r\n")
    moved = ("\ufeff# Ü openai\n\n" + fenced(MOVED) + "\nüber\n").replace("\n", "\r\n")
    assert after({"README.md": text}) == {"README.md": moved}


def test_prompts_and_outputs_survive() -> None:
    before = """
        Use it:

            >>> from openai import OpenAI
            >>> client = OpenAI()
            >>> reply = client.chat.completions.create(
            ...     model="gpt-4",
            ...     messages=[],
            ... )
            >>> for choice in [reply]:
            ...     print(choice.usage.prompt_tokens)
            ...
            7
            >>> # the end
            >>> reply.usage.completion_tokens
            8

        End.
        """
    new = (
        before.replace("from openai import OpenAI", "from dashscope import Client")
        .replace("OpenAI()", 'Client(protocol="openai")')
        .replace("gpt-4", "qwen-plus")
        .replace("prompt_tokens", "input_tokens")
        .replace("completion_tokens", "output_tokens")
    )
    assert after({"a.rst": dedent(before)}) == {"a.rst": dedent(new)}
    assert after({"a.py": f'"""{dedent(before)}"""\n'}) == {"a.py": f'"""{dedent(new)}"""\n'}


def test_lines_that_come_get_prompts_too() -> None:
    before = '>>> import openai\n>>> c = openai.OpenAI()\n>>> c.embeddings.create(model="text-embedding-ada-002", input="a").data[0]\n'
    changed = after({"a.md": f"```pycon\n{before}```\n"})["a.md"]
    code = changed.splitlines()[1:-1]
    assert all(line.startswith((">>> ", "... ")) for line in code), changed
    assert code[0] == ">>> import dashscope"


def test_examples_that_build_on_others_move_with_them() -> None:
    first, _, last = CALL.partition("reply = ")
    moved, _, rest = MOVED.partition("reply = ")
    before = fenced(first) + "\nThen:\n\n" + fenced("reply = " + last)
    wanted = fenced(moved) + "\nThen:\n\n" + fenced("reply = " + rest)
    assert after({"README.md": before}) == {"README.md": wanted}


def test_each_example_is_a_module_of_its_own() -> None:
    theirs = CALL.replace("OpenAI()", 'OpenAI(base_url="https://api.deepseek.com", api_key="k")')
    before, wanted = fenced(theirs) + fenced(CALL), fenced(theirs) + fenced(MOVED)
    assert after({"README.md": before}) == {"README.md": wanted}


def test_code_and_docstrings_of_one_module_move_together() -> None:
    before, moved = f'"""Do.\n\n{fenced(CALL)}"""\n', f'"""Do.\n\n{fenced(MOVED)}"""\n'
    assert after({"a.py": before + CALL}) == {"a.py": moved + MOVED}
    assert after({"a.py": before + CALL}, docs=False) == {"a.py": before + MOVED}


def test_findings_stand_at_the_lines_of_the_document() -> None:
    program = {"README.md": "# Use\n\n" + fenced(CALL, by="  ")}
    report = report_of(program)
    assert_told(report, files_of(program), "MODEL-RENAMED", 7)
    edits = {(e.why.code, e.span.line) for o in report.rewritten for e in o.edits}
    assert {("MODEL-RENAMED", 7), ("NAME", 6), ("MEMBER-RENAMED", 8)} <= edits
    assert [(s.path, s.span.line, s.status) for s in report.sites] == [("README.md", 7, "migrated")]


def test_the_other_lines_of_a_document_that_moves_are_told() -> None:
    text = "Set OPENAI_API_KEY.\n\n" + fenced(CALL) + "\n    pip install openai\n"
    report = report_of({"README.md": text})
    told = sorted((d.code, d.span.line) for d in report.diagnostics if "ELSEWHERE" in d.code)
    assert told == [("REQUIREMENT-ELSEWHERE", 11), ("VARIABLE-ELSEWHERE", 1)]


def test_older_code_is_brought_up_in_one_step() -> None:
    old = 'import openai\n\nr = openai.ChatCompletion.create(model="gpt-4", messages=[])\nprint(r["id"])\n'
    changed = after({"README.md": fenced(old)})["README.md"]
    assert "openai.ChatCompletion" not in changed and "client.chat.completions.create(" in changed


# -- places


def test_every_place_of_a_source_is_that_of_the_document() -> None:
    text = f"# Ä\n\n{fenced(CALL, by='  ')}\n>>> import openai  # ü\n>>> openai.x(\n... 1)\nout\n"
    document = Document("a.md", text.encode())
    (section,) = sections(document)
    examples = list(find(document, section.first, section.last, section.markdown))
    assert len(examples) == 2
    source = Source(document, examples)
    for number, line in enumerate(source.text.splitlines(), 1):
        if line.startswith("#!"):
            continue
        start = source.offset(number, 0)
        end = source.offset(number, len(line.encode()))
        assert document.text[start:end] == line
    assert list(source.edits(source.text)) == []

"""Small repositories around one manifest, whose code moves, stays, or does both."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import dedent

from codemod.pipeline import transform
from codemod.vocabulary.outcomes import Report
from tests.migrating import assert_rest_untouched, files_of, migration, text_of

MOVES = """
    from openai import OpenAI

    client = OpenAI()
    reply = client.chat.completions.create(model="gpt-4o", messages=[])
    print(reply.choices[0].message.content)
    """
"""Moves on both routes."""
STAYS = """
    from openai import OpenAI

    thread = OpenAI().beta.threads.create()
    print(thread.id)
    """
"""Has no counterpart on any route."""
NOTHING = "import json\n"
SDK = "dashscope>=2.0.2,<3"

Texts = Mapping[str, str | bytes]


def settled(
    manifests: Texts, code: Texts | None = None, *, sdk: str = "native", **settings: tuple[str, ...]
) -> tuple[Report, dict[str, str]]:
    """Run the pipeline; return its report and the new text of every manifest that changed.

    Each stays as it was outside of its regions, and a second run changes nothing.
    """
    files = files_of({**({"app.py": MOVES} if code is None else code), **manifests})
    report = transform(files, migration(sdk, **settings))
    for outcome in report.rewritten:
        assert_rest_untouched(outcome)
    result = {o.path: o.after for o in report.rewritten}
    again = transform({**files, **result}, migration(sdk, **settings))
    assert again.rewritten == (), text_of(again)
    return report, {p: data.decode() for p, data in result.items() if p in manifests}


def text(given: str | bytes) -> str:
    """Return a manifest as it is written: dedented, unless it is bytes."""
    return given.decode() if isinstance(given, bytes) else dedent(given).lstrip("\n")


def check_manifest(
    path: str,
    before: str | bytes,
    after: str | bytes,
    *,
    sdk: str = "native",
    code: Texts | None = None,
) -> Report:
    """The manifest at ``path`` becomes ``after``, byte for byte."""
    report, changed = settled({path: before}, code, sdk=sdk)
    assert changed == {path: text(after)}, text_of(report)
    return report


def check_kept(
    path: str,
    before: str | bytes,
    *codes: str,
    sdk: str = "native",
    code: Texts | None = None,
) -> Report:
    """The manifest stays as it is although the code moves; ``codes`` are found in it, and no other."""
    report, changed = settled({path: before}, code, sdk=sdk)
    assert changed == {}, text_of(report)
    assert any(o.path.endswith(".py") for o in report.rewritten), text_of(report)
    assert found(report, path) == sorted(codes), text_of(report)
    return report


def found(report: Report, path: str) -> list[str]:
    """Return the codes of the findings in one file, sorted."""
    return sorted(d.code for d in report.diagnostics if d.path == path)


def told(report: Report, word: str) -> bool:
    """Say whether the list of what is still to do has a line with ``word``."""
    return any(word in line for line in report.todo)

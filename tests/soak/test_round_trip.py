"""Every format's reader and writer, over every file of the open corpus: there and back is byte for byte the same.

Each place that an edit may touch gets another text and then its own again. A file without such a place is
written anew without an edit. What lacks in the corpus is a part of ``SAMPLES``.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator, Mapping

import pytest

from codemod.documents.data import is_data, module
from codemod.documents.data_edits import rewrite, texts
from codemod.documents.docstrings import sections
from codemod.documents.example_sources import Source, parsed, together
from codemod.documents.examples import find, is_document
from codemod.documents.places import Places
from codemod.documents.serving import reader
from codemod.documents.text import Document, TextEdit, spliced
from codemod.notebooks.moving import moved
from codemod.notebooks.notebook import Notebook, NotebookError
from codemod.vocabulary.edits import ReplaceString, Why
from codemod.vocabulary.outcomes import Rewritten, Skipped
from codemod.vocabulary.spans import Span
from tests.corpus.fetch import UnreachableError, packages, unpacked
from tests.documents import test_charts, test_environment

WHY = Why("X", "x")
MARK = "Zz9_other"
NAMES = re.compile(
    rb"(?<![\w.-])[A-Z][A-Z0-9]*_(?:[A-Z0-9]+_)*(?:KEY|TOKEN|MODEL|URL|HOST)(?![\w-])"
)
SAMPLES: Mapping[str, Mapping[str, bytes]] = {
    "a chart": {
        path: given.encode()
        for path, given in test_charts.chart(
            values_yaml=test_charts.VALUES, web_yaml=test_charts.deployment(test_charts.ENTRY)
        ).items()
    },
    "lines that end in CRLF, a mark at the start": {
        ".env.example": b"\xef\xbb\xbfA=1\r\n"
        + test_environment.EXAMPLE.replace("\n", "\r\n").encode(),
        ".gitlab-ci.yml": b"t:\r\n  script: [pytest]\r\n  variables:\r\n    TOY_API_KEY: 'x'  # \xc3\xa9\r\n",
        "deploy.yaml": (
            b"apiVersion: v1\r\nkind: Pod\r\nspec:\r\n  containers:\r\n  - image: a\r\n    env:\r\n"
            b"    - {name: TOY_API_KEY, value: 'x'}\r\n"
        ),
        "config.ini": b"\xef\xbb\xbf[a]\r\nmodel = gpt-4o ; of the team\r\nother: 'x'",
        "config.json": b'{"a":\t"gpt-4o",\r\n "b": ["x", "\\u00e9"] }',
        "config.toml": b"a = 'gpt-4o' # x\r\n[b]\r\nc = [ \"d\", ]",
        "compose.yml": b"services:\r\n  a:\r\n    build: .\r\n    environment:\r\n    - 'TOY_API_KEY=x'\r\n",
        "Dockerfile": b"FROM a\r\nARG TOY_API_KEY\r\nENV A=1 \\\r\n  TOY_API_KEY=$TOY_API_KEY",
        "run.sh": b"export TOY_API_KEY='x'  # \xc3\xa9\npython a.py --key $TOY_API_KEY\n",
        "Pipfile": b'[packages]\r\nopenai = "*"\r\n',
        "environment.yml": b"dependencies:\r\n- pip:\r\n  - 'openai==1'\r\n",
        "setup.cfg": b"[options]\r\ninstall_requires =\r\n  openai>=1\r\n",
    },
}
FORMATS = {
    *("requirements", "pyproject.toml", "setup.cfg", "setup.py", "Pipfile", "environment.yml"),
    *("dotenv", "compose", "workflow", "pipeline", "cluster", "chart", "image", "script", "prose"),
    *("data .yaml", "data .json", "data .toml", "data .ini", "notebook", "examples"),
}
seen: Counter[str] = Counter()


@pytest.fixture(scope="module", params=[p.name for p in packages()] + sorted(SAMPLES))
def tree(request: pytest.FixtureRequest) -> dict[str, bytes]:
    """The files of a package, or of a sample."""
    if request.param in SAMPLES:
        return dict(SAMPLES[request.param])
    package = next(p for p in packages() if p.name == request.param)
    try:
        folder = unpacked(package)
    except UnreachableError as error:
        pytest.skip(str(error))
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and not file.is_symlink()
    }


def there_and_back(path: str, data: bytes, places: set[tuple[int, int]]) -> None:
    """Give each place another text, and then its own."""
    document = Document(path, data)
    held = [place for place in sorted(places) if place[0] < place[1]]
    first = spliced(document, [TextEdit(*place, MARK, WHY) for place in held])
    assert (first.after != data) == bool(held)
    middle = Document(path, first.after)
    back = []
    for place, region in zip(held, first.regions, strict=True):
        start, end = middle.offset(*region.after.start), middle.offset(*region.after.end)
        assert middle.text[start:end] == MARK
        back.append(TextEdit(start, end, document.text[slice(*place)], WHY))
    assert spliced(middle, back).after == data, path


def named(path: str) -> str:
    name = path.rpartition("/")[2]
    known = {"pyproject.toml", "setup.cfg", "setup.py", "Pipfile"}
    if "requirements" in path or "constraints" in path:
        return "requirements"
    return "environment.yml" if name.startswith("environment") else name if name in known else ""


def test_manifests(tree: dict[str, bytes]) -> None:
    for path, data in tree.items():
        read = reader(path)
        if read is None:
            continue
        manifest = read(Document(path, data))
        seen[named(path)] += 1
        there_and_back(path, data, {e.name_at for e in manifest.entries if not e.fixed})


def test_documents_that_set_variables(tree: dict[str, bytes]) -> None:
    names = sorted({m.decode() for data in tree.values() for m in NAMES.findall(data)})[:60]
    get: dict[str, bytes | Skipped] = dict(tree)
    places = Places(tuple(tree), lambda path: get[path], names, ("openai",))
    for reading in places.found:
        seen[reading.kind] += 1
        settings = [s for s in reading.settings if s.name in names]
        for setting in settings:
            assert reading.document.text[slice(*setting.name_at)] == setting.name, reading.path
        there_and_back(reading.path, tree[reading.path], {s.name_at for s in settings})


def test_data(tree: dict[str, bytes]) -> None:
    for path, data in tree.items():
        if not is_data(path):
            continue
        try:
            module(path, data)
        except ValueError:
            continue
        seen["data ." + path.rpartition(".")[2].replace("yml", "yaml").replace("cfg", "ini")] += 1
        for span, value in list(scalars(path, data))[:20]:
            there = rewrite(path, data, [ReplaceString(span, WHY, MARK)])
            if not isinstance(there, Rewritten):
                continue  # it is refused: the text stands at several places, or is written otherwise
            assert there.after != data
            (region,) = there.regions
            again = Document(path, there.after)
            start, end = again.offset(*region.after.start), again.offset(*region.after.end)
            raw = Document(path, data)
            own = raw.text[raw.offset(*region.before.start) : raw.offset(*region.before.end)]
            assert own == value
            assert spliced(again, [TextEdit(start, end, own, WHY)]).after == data, path


def scalars(path: str, data: bytes) -> Iterator[tuple[Span, str]]:
    for span, held in sorted(texts(path, data).items()):
        if len(held) == 1 and re.fullmatch(r"[A-Za-z][\w.-]{2,40}", value := min(held)):
            yield span, value


def test_notebooks(tree: dict[str, bytes]) -> None:
    for path, data in tree.items():
        if not path.endswith(".ipynb"):
            continue
        try:
            book = Notebook(path, data)
        except NotebookError:
            continue
        seen["notebook"] += 1
        assert moved(book, book.source) == data, path
        code = re.search(rb"(?m)^(?:import|from) (?P<name>[a-z_]+)", book.source)
        if code is None:
            continue
        there = moved(
            book,
            book.source[: code.start("name")] + MARK.encode() + book.source[code.end("name") :],
        )
        assert there != data
        assert len(there) - len(data) == len(MARK) - len(code["name"]), path
        assert there.replace(MARK.encode(), code["name"], 1) == data, path


def test_examples(tree: dict[str, bytes]) -> None:
    for path, data in tree.items():
        if not (is_document(path) or path.endswith(".py")):
            continue
        try:
            document = Document(path, data)
        except UnicodeDecodeError:
            continue
        for section in sections(document):
            examples = list(find(document, section.first, section.last, section.markdown))
            held = [(e, t) for e in examples if (t := parsed(document, e)) is not None]
            for group in together([t for _, t in held]):
                seen["examples"] += 1
                source = Source(document, [held[number][0] for number in group])
                ast.parse(source.text)
                assert list(source.edits(source.text)) == [], path


def test_each_format_was_seen() -> None:
    """All of them together: it is run behind the others, in one process."""
    if not seen:
        pytest.skip("the tests of the trees did not run")
    assert seen.keys() >= FORMATS, FORMATS - seen.keys()

"""Count the SDK's call sites with plain ``ast``, sharing nothing with the engine.

Every call whose dotted chain ends in the path of an operation counts, whatever its receiver is: it
counts too much, never too little, and ``judged.tsv`` names the rows that are not the SDK's.
"""

from __future__ import annotations

import ast
import json
import sys
import warnings
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

CURRENT = """
chat.completions create parse stream list retrieve update delete
chat.completions.messages list
completions create
embeddings create
responses create parse stream retrieve delete cancel compact connect
responses.input_items list
responses.input_tokens count
conversations create retrieve update delete
conversations.items create retrieve list delete
models list retrieve delete
moderations create
images generate edit create_variation
audio.speech create
audio.transcriptions create
audio.translations create
audio.voices create
files create retrieve list delete content retrieve_content wait_for_processing
uploads create cancel complete upload_file_chunked
uploads.parts create
batches create retrieve list cancel
fine_tuning.jobs create retrieve list cancel list_events pause resume
fine_tuning.jobs.checkpoints list
fine_tunes create retrieve list cancel list_events
edits create
vector_stores create retrieve update list delete search
vector_stores.files create retrieve update list delete content create_and_poll poll upload
vector_stores.files upload_and_poll
vector_stores.file_batches create retrieve cancel list_files create_and_poll poll upload_and_poll
beta.assistants create retrieve update list delete
assistants create retrieve update list delete
assistants.files create retrieve list delete
threads create retrieve update delete create_and_run create_and_run_poll create_and_run_stream
threads.messages create retrieve update list delete
threads.messages.files retrieve list
threads.runs create retrieve update list cancel submit_tool_outputs poll create_and_poll stream
threads.runs create_and_stream submit_tool_outputs_and_poll submit_tool_outputs_stream
threads.runs.steps retrieve list
beta.chatkit.sessions create cancel
beta.realtime connect
beta.realtime.sessions create
realtime connect
realtime.client_secrets create
containers create retrieve list delete
containers.files create retrieve list delete
containers.files.content retrieve
evals create retrieve update list delete
evals.runs create retrieve list cancel delete
videos create retrieve list delete remix create_and_poll download_content
webhooks unwrap verify_signature
"""

OLD = """
ChatCompletion create acreate
Completion create acreate
Embedding create acreate
Edit create acreate
Image create acreate create_edit acreate_edit create_variation acreate_variation
Audio transcribe atranscribe translate atranslate transcribe_raw atranscribe_raw translate_raw
Audio atranslate_raw
Moderation create acreate
Model list alist retrieve aretrieve delete adelete
File create acreate list alist retrieve download adownload delete adelete find_matching_files
FineTune create acreate list alist retrieve cancel acancel delete list_events stream_events
FineTuningJob create acreate list alist retrieve cancel acancel list_events stream_events
Engine list alist retrieve generate search
Deployment create acreate list alist retrieve delete
"""


def _operations(table: str) -> dict[tuple[str, ...], str]:
    """Return path → operation for a table of resources and their methods."""
    paths = {}
    for line in table.split("\n"):
        resource, *methods = line.split() or [""]
        for method in methods:
            name = f"{resource}.{method}"
            paths[tuple(name.split("."))] = name
    return paths


OPERATIONS = {
    **{path: (name, "1.x") for path, name in _operations(CURRENT).items()},
    **{path: (name, "0.x") for path, name in _operations(OLD).items()},
}
LONGEST = max(map(len, OPERATIONS))
WRAPPERS = {"with_raw_response", "with_streaming_response"}


@dataclass(frozen=True, slots=True, order=True)
class Row:
    """One call: where it stands, its operation, and the SDK's generation (``0.x`` or ``1.x``).

    Lines count from 1, columns UTF-8 bytes from 0. ``end`` is the call's last line, ``receiver``
    the source of what stands before the operation's path. In a notebook ``cell`` is the number of
    the cell, from 1, and lines are those of the cell; else it is 0.
    """

    path: str
    cell: int
    line: int
    column: int
    end: int
    operation: str
    generation: str
    receiver: str

    @property
    def in_tests(self) -> bool:
        """Say whether the file is a test."""
        path = PurePosixPath(self.path)
        folders = {"test", "tests", "testing"}
        return bool(folders & set(path.parts[:-1])) or path.name.startswith(("test_", "conftest"))


def survey(root: Path) -> tuple[Row, ...]:
    """Return the rows of every ``.py`` file and notebook below ``root``, sorted.

    A file that does not parse has none, and is named on standard error.
    """
    rows: list[Row] = []
    for file in sorted(root.rglob("*")):
        path = file.relative_to(root).as_posix()
        if not file.is_file() or path.startswith(".git/"):
            continue
        try:
            if file.suffix == ".py":
                rows += survey_source(file.read_bytes(), path)
            elif file.suffix == ".ipynb":
                rows += survey_notebook(file.read_text(encoding="utf-8"), path)
        except (SyntaxError, ValueError) as error:
            print(f"survey: {path}: {error}", file=sys.stderr)
    return tuple(sorted(rows))


def survey_source(source: bytes | str, path: str, cell: int = 0) -> list[Row]:
    """Return the rows of one module. Raises ``SyntaxError`` or ``ValueError`` as ``ast`` does."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = ast.parse(source)
    return sorted(_rows(tree, path, cell))


def survey_notebook(text: str, path: str) -> list[Row]:
    """Return the rows of a notebook's code cells; line magics count as blank lines."""
    rows: list[Row] = []
    for number, cell in enumerate(json.loads(text)["cells"], start=1):
        if cell["cell_type"] != "code":
            continue
        lines = "".join(cell["source"]).split("\n")
        source = "\n".join("" if line.lstrip()[:1] in {"%", "!"} else line for line in lines)
        try:
            rows += survey_source(source, path, number)
        except SyntaxError:
            continue
    return rows


def _rows(tree: ast.AST, path: str, cell: int) -> Iterator[Row]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        chain, rest = _chain(node.func)
        for length in range(min(LONGEST, len(chain)), 1, -1):
            found = OPERATIONS.get(tuple(chain[-length:]))
            if found is None:
                continue
            operation, generation = found
            start = [ast.unparse(rest)] if rest else []
            yield Row(
                path=path,
                cell=cell,
                line=node.lineno,
                column=node.col_offset,
                end=node.end_lineno or node.lineno,
                operation=operation,
                generation=generation,
                receiver=".".join(start + chain[:-length]),
            )
            break


def _chain(node: ast.expr) -> tuple[list[str], ast.expr | None]:
    """Return the names of a dotted chain, and what it starts from when that is no name."""
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        if node.attr not in WRAPPERS:
            names.append(node.attr)
        node = node.value
    if isinstance(node, ast.Name):
        names.append(node.id)
        return names[::-1], None
    return names[::-1], node


def main() -> None:
    """Print the rows below each folder named on the command line."""
    for folder in sys.argv[1:]:
        for row in survey(Path(folder)):
            place = f"{row.path}[{row.cell}]" if row.cell else row.path
            print(
                f"{place}:{row.line}:{row.column}\t{row.generation}\t{row.operation}\t{row.receiver}"
            )


if __name__ == "__main__":
    main()

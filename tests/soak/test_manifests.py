"""Manifests and settings of the open corpus: every reader finds all at its place and changes no byte."""

from __future__ import annotations

import ast
import re

import pytest

from codemod.documents.data import is_data, module
from codemod.documents.data_edits import texts
from codemod.documents.entries import normalized
from codemod.documents.places import read_variables
from codemod.documents.serving import reader
from codemod.documents.settings_check import check
from codemod.documents.text import Document, spliced
from codemod.documents.verify import verify
from codemod.vocabulary.places import sets_variables
from codemod.vocabulary.spans import Span
from tests.corpus.fetch import Package, UnreachableError, packages, unpacked


@pytest.mark.parametrize("package", packages(), ids=lambda package: package.name)
def test_manifests_are_read_and_left_alone(package: Package) -> None:
    try:
        tree = unpacked(package)
    except UnreachableError as error:
        pytest.skip(str(error))
    for file in sorted(tree.rglob("*")):
        path = file.relative_to(tree).as_posix()
        read = reader(path)
        if read is None or not file.is_file():
            continue
        manifest = read(Document(path, file.read_bytes()))
        assert manifest.fault == "", path
        assert spliced(manifest.document, []).after == file.read_bytes()
        assert verify(manifest, file.read_bytes(), ("openai", "dashscope")) == ""
        for entry in manifest.entries:
            if not entry.fixed:
                said = manifest.document.text[slice(*entry.name_at)]
                assert normalized(said) == entry.name, path


@pytest.mark.parametrize("package", packages(), ids=lambda package: package.name)
def test_settings_are_read_and_left_alone(package: Package) -> None:
    try:
        tree = unpacked(package)
    except UnreachableError as error:
        pytest.skip(str(error))
    files = {p.relative_to(tree).as_posix(): p for p in sorted(tree.rglob("*")) if p.is_file()}
    for path, file in files.items():
        data = file.read_bytes()
        if is_data(path):
            check_data(path, data)
        if sets_variables(path):
            reading = read_variables(Document(path, data))
            for setting in reading.settings if reading is not None else ():
                assert reading is not None
                said = reading.document.text[slice(*setting.name_at)]
                assert said == setting.name, path
                assert check(reading, data, (setting.name,)) == "", path


def check_data(path: str, data: bytes) -> None:
    """Every text that is read stands at its place, unless its scalar is written otherwise."""
    try:
        tree = module(path, data)
    except ValueError:
        return
    document = Document(path, data)
    assert spliced(document, []).after == data
    held = texts(path, data)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
            assert node.end_lineno is not None and node.end_col_offset is not None
            start = document.offset(node.lineno, node.col_offset)
            end = document.offset(node.end_lineno, node.end_col_offset)
            raw = document.text[start:end]
            plain = held.get(Span.of(node)) == {node.value} and not re.search(
                r"[\\\n'\"|>]", raw.strip("\"'")
            )
            if plain and "\n" not in node.value:
                assert raw.strip("\"'") == node.value.strip("\"'"), (path, raw)

"""The manifests of the open corpus: every reader finds each entry at its place and changes no byte."""

from __future__ import annotations

import pytest

from codemod.documents.entries import normalized
from codemod.documents.serving import reader
from codemod.documents.text import Document, spliced
from codemod.documents.verify import verify
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

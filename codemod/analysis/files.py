"""Files of data that the program reads by a path that stands in its text: what is in them flows on.

A path is a ``Product`` whose name begins with ``FILE``; where it was made is its origin.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from codemod.analysis.passing import Passed, argument
from codemod.vocabulary.values import Composed, Product, Text, Value

if TYPE_CHECKING:
    from codemod.analysis.link import Linker

FILE = "file:"
OPENERS = ("builtins.open", "io.open", "codecs.open")
PATHS = ("pathlib.Path", "pathlib.PurePath", "pathlib.PosixPath")
LOADERS = {
    **dict.fromkeys(
        ("json.load", "json.loads", "orjson.loads", "ujson.load", "ujson.loads"), False
    ),
    **dict.fromkeys(("yaml.safe_load", "yaml.load", "yaml.full_load", "yaml.unsafe_load"), False),
    **dict.fromkeys(("tomllib.load", "tomllib.loads", "tomli.load", "tomli.loads"), False),
    "toml.load": True,
    "toml.loads": False,
}
"""What makes values of a file's text; True: of its path too."""
SAME = frozenset("open read read_text read_bytes resolve absolute expanduser __enter__".split())
WRITING = frozenset(("write_text", "write_bytes", "unlink", "touch"))
NAME = "data"
"""The name to which the module that stands for a file binds what is in it."""


def named(link: Linker, value: Value) -> str:
    """Return the path that a value is, or ends in as far as that is known; "" for none."""
    if isinstance(value, Text):
        return value.text
    if isinstance(value, Product) and value.name.startswith(FILE):
        return value.name.removeprefix(FILE)
    if isinstance(value, Composed):
        known: list[str] = []
        for piece in reversed(link.pieces.get(value.origin, ())):
            texts = (
                [piece]
                if isinstance(piece, str)
                else [v.text for v in link.values[piece] if isinstance(v, Text)]
            )
            if len(texts) != 1:
                break
            known.insert(0, texts[0])
        return "".join(known).strip("/")
    return ""


def path_of(link: Linker, passed: Passed, target: int, position: int = 0) -> None:
    """``Path(x)`` and ``open(x)``: the path, where it is known."""
    node = argument(passed, position, "file")
    origin = (passed.path, passed.op.target)

    def found(value: Value) -> None:
        text = named(link, value)
        if text:
            link.add(target, Product(FILE + text, origin))

    if node >= 0:
        link.on(node, found)


def told(link: Linker, passed: Passed) -> bool:
    """Say whether the path that is the first argument stands there."""
    node = argument(passed, 0, "")
    return node >= 0 and any(isinstance(value, Text) for value in link.values[node])


def opened(link: Linker, passed: Passed, target: int) -> None:
    """``open``: what is read from a path; one that is written to is noted."""
    mode = argument(passed, 1, "mode")
    node = argument(passed, 0, "file")
    modes = [v.text for v in link.values[mode] if isinstance(v, Text)] if mode >= 0 else ["r"]
    if modes and not any(letter in text for text in modes for letter in "wax+"):
        path_of(link, passed, target)
    elif node >= 0:
        link.on(node, lambda value: written(link, passed.path, value))


def written(link: Linker, path: str, value: Value) -> None:
    text = named(link, value)
    origin = value.origin[0] if isinstance(value, Product) else path
    found = link.document(origin, text) if text else None
    if found is not None:
        link.written.add(found)


def divided(link: Linker, left: int, right: int, origin: tuple[str, int], target: int) -> None:
    """``folder / "name"``: the path as far as it is known."""

    def join(above: Value, below: Value) -> None:
        text = named(link, above) if isinstance(above, Product) else ""
        inner = named(link, below)
        if inner:
            link.add(target, Product(FILE + (f"{text}/{inner}" if text else inner), origin))

    if right > 0:
        link.on(right, lambda below: link.on(left, lambda above: join(above, below)))


def file_method(link: Linker, receiver: Product, name: str, passed: Passed, target: int) -> None:
    """A method of a path, or of a file that was opened."""
    mode = argument(passed, 0, "mode")
    texts = [v.text for v in link.values[mode] if isinstance(v, Text)] if mode >= 0 else []
    writing = name == "open" and any(letter in text for text in texts for letter in "wax+")
    if name in WRITING or writing:
        written(link, passed.path, receiver)
    elif name == "joinpath":
        node = argument(passed, 0, "")
        above = link.new()
        link.add(above, receiver)
        divided(link, above, node, (passed.path, passed.op.target), target)
    elif name in SAME:
        link.add(target, receiver)


def loaded(link: Linker, name: str, passed: Passed, target: int) -> None:
    """``yaml.safe_load(file)`` and the like: what is in the file, where it is one of the repository."""
    cell = link.new()
    link.flow(cell, target)
    link.waiting[cell, target] = Product(name, (passed.path, passed.op.target))

    def read(value: Value) -> None:
        by_path = isinstance(value, Text) and LOADERS[name]
        if not by_path and not (isinstance(value, Product) and value.name.startswith(FILE)):
            return
        flows(link, value, passed.path, cell)

    for keyword in ("", "stream", "fp", "s", "f"):
        node = argument(passed, 0 if not keyword else -1, keyword)
        if node >= 0:
            link.on(node, read)


def flows(link: Linker, value: Value, path: str, target: int) -> bool:
    """Let what is in the file that a path means flow into ``target``; return whether it is one of ours.

    ``path`` is the module that names it, where the value does not tell.
    """
    origin = value.origin[0] if isinstance(value, (Product, Text, Composed)) else path
    found = link.document(origin, named(link, value))
    module = link.load(found) if found is not None else None
    if found is None or module is None:
        return False
    link.flow(link.node(found, module.facts.names[NAME]), target)
    return True

"""Words of an older way to offer functions, and whether something tells what each is for."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

from codemod.analysis.collect import Looking
from codemod.vocabulary.sites import MemberSite
from codemod.vocabulary.spans import Span
from codemod.vocabulary.turned import Older, OlderSite, ReturnedSite, WordSite
from codemod.vocabulary.values import Origin

ROLE = "role"


def explained(
    older: Older,
    calls: Iterable[OlderSite],
    returned: Iterable[ReturnedSite],
    reads: Iterable[MemberSite],
) -> Mapping[str, list[Span]]:
    """Return, by path, the places whose words other sites tell of."""
    found: dict[str, list[Span]] = defaultdict(list)
    for read in reads:
        found[read.path].append(read.key_span)
        if read.place.comparison is not None:
            found[read.path].append(read.place.comparison.other)
    for site in returned:
        tree = site.tree if site.tree is not None else ast.Dict([], [])
        for key, value in zip(tree.keys, tree.values, strict=True):
            if isinstance(key, ast.Constant) and key.value in (older.member, ROLE):
                found[site.path] += [Span.of(key), Span.of(value)]
    for each in calls:
        for given in each.given:
            found[given.path].append(given.span)
    return found


class Words:
    """Looks for the words in modules; ``known`` are places that are explained, by path."""

    def __init__(self, looking: Looking, older: Older, known: Mapping[str, list[Span]]) -> None:
        self.looking = looking
        self.older = older
        self.places = known

    def sites(self, anchors: Mapping[str, Span], origins: Collection[Origin]) -> Iterator[WordSite]:
        """Yield the words of modules that stand where nothing tells what they are for.

        ``anchors`` are the modules, each with the place of one of its expressions.
        """
        for path, anchor in sorted(anchors.items()):
            for node in self.nodes(path, anchor):
                word = self.word(node)
                if word and not self.known(path, node):
                    place = Span.of(node)  # type: ignore[arg-type]
                    yield WordSite(path, place, word, tuple(sorted(origins)))

    def known(self, path: str, node: ast.AST) -> bool:
        """Say whether a word stands in a place that is explained, or is the type of something."""
        place = Span.of(node)  # type: ignore[arg-type]
        spans = self.places.get(path, ())
        if any(span == place or self.within(path, node, span) for span in spans):
            return True
        parent = self.looking.parent(path, node)
        if isinstance(parent, ast.Dict) and node in parent.values:
            key = parent.keys[parent.values.index(node)]
            return isinstance(key, ast.Constant) and key.value == "type"
        return False

    def within(self, path: str, node: ast.AST, span: Span) -> bool:
        """Say whether a constant is an element of a tuple of words, or an index, at a place."""
        parent = self.looking.parent(path, node)
        if not isinstance(parent, (ast.Tuple, ast.List, ast.Set, ast.Subscript)):
            return False
        return isinstance(node, ast.Constant) and Span.of(parent) == span

    def word(self, node: ast.AST) -> str:
        if isinstance(node, ast.Attribute):
            return node.attr if node.attr == self.older.member else ""
        if isinstance(node, ast.Constant) and node.value in (self.older.member, self.older.role):
            return str(node.value)
        return ""

    def nodes(self, path: str, span: Span) -> Iterator[ast.AST]:
        """Yield every node of a module, found from one of its places."""
        node: ast.AST | None = self.looking.tree(path, span)
        root = node
        while node is not None:
            root, node = node, self.looking.parent(path, node)
        yield from ast.walk(root) if root is not None else ()


def item(display: ast.Dict, name: str) -> ast.expr | None:
    """Return the value under a key of a display, or None."""
    for key, value in zip(display.keys, display.values, strict=True):
        if isinstance(key, ast.Constant) and key.value == name:
            return value
    return None

"""Sites of requests that the program sends to the source by HTTP, without its SDK."""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from codemod.analysis.escape_sites import unreadable
from codemod.analysis.traces import HOLE, Traces
from codemod.vocabulary import operations
from codemod.vocabulary.around import AddressSite, RequestSite
from codemod.vocabulary.literals import Literal
from codemod.vocabulary.operations import PLAIN
from codemod.vocabulary.places import is_test
from codemod.vocabulary.sites import ClientSite, Given
from codemod.vocabulary.spans import Span
from codemod.vocabulary.values import (
    Client,
    Composed,
    Dictionary,
    External,
    Inner,
    Origin,
    Product,
    Text,
    Value,
    Variable,
)

LIBRARIES = frozenset({"requests", "httpx", "aiohttp"})
HEADERS = frozenset({"authorization", "content-type", "accept", "user-agent"})
"""Headers that mean the same at any server of the protocol."""
BEARER = "Bearer "
KEYS = ("api_key", "admin_api_key", "auth_headers", "default_headers")
"""Members of a client that hold its key."""


class Requests:
    """Finds literal addresses of the source that no client gets, and the requests that go there."""

    def __init__(self, traces: Traces, tree: Callable[[str, Span], ast.expr | None]) -> None:
        self.traces = traces
        self.tree = tree
        self.surface = traces.link.surface
        self.marks = tuple(f"://{h}/" for h in self.surface.hosts if not h.startswith("."))

    def sites(self, clients: Iterable[ClientSite]) -> Iterator[AddressSite | RequestSite]:
        """Yield the requests to each address if all that it reaches are in sight, else the address."""
        given = {x.origin for client in clients for row in client.every() for x in row.literals}
        for path, op in self.traces.link.constructed.values():
            for argument in op.arguments:
                held = self.traces.values(path, argument.node)
                given.update(v.origin for v in held if isinstance(v, Text))
        reached: dict[Origin, tuple[Literal, list[tuple[str, operations.Call]]]] = {}
        put_together: list[tuple[Origin | None, AddressSite]] = []
        for path, call in self.traces.ops(operations.Call):
            if not any(unreadable(v) for v in self.traces.values(path, call.func)):
                continue
            for argument in call.arguments:
                for literal in self.traces.literals(self.traces.values(path, argument.node)):
                    if any(mark in f"{literal.text}/" for mark in self.marks):
                        reached.setdefault(literal.origin, (literal, []))[1].append((path, call))
                put_together += self.composed(path, call, argument)
        yield from (site for start, site in put_together if start not in reached)
        for origin, (literal, calls) in sorted(reached.items()):
            if origin not in given:
                yield from self.of_address(literal, calls)

    def composed(
        self, path: str, call: operations.Call, argument: operations.Argument
    ) -> Iterator[tuple[Origin | None, AddressSite]]:
        """Yield an address of the source's that is put together, where it is used.

        With it, the text that it may begin with, where it may begin otherwise.
        """
        for value in self.traces.values(path, argument.node):
            if isinstance(value, Composed):
                for start, text in self.readings(value):
                    if not any(mark in f"{text.partition(HOLE)[0]}/" for mark in self.marks):
                        continue
                    shown = text.replace(HOLE, "…")
                    reason = "its address is put together"
                    client = self.keyed(path, call, shown)
                    held = (client,) if client.given else ()
                    test, lent = is_test(path), self.lent({path})
                    span = argument.value_span
                    yield start, AddressSite(path, span, shown, reason, test, held, lent)
                    return

    def readings(self, value: Composed) -> Iterator[tuple[Origin | None, str]]:
        """Yield the text that is put together, once for each text that it may begin with."""
        text = self.traces.skeleton(value)
        if not text.startswith(HOLE):
            yield None, text
            return
        first = self.traces.link.pieces[value.origin][0]
        held = self.traces.link.values[first] if isinstance(first, int) and first >= 0 else ()
        for each in sorted(v for v in held if isinstance(v, Text)):
            yield each.origin, each.text + text.removeprefix(HOLE)

    def of_address(
        self, literal: Literal, calls: Sequence[tuple[str, operations.Call]]
    ) -> Iterator[AddressSite | RequestSite]:
        rows = [self.request(path, call, literal) for path, call in calls]
        reasons = [row for row in rows if isinstance(row, str)]
        if reasons:
            yield AddressSite(
                literal.path,
                literal.span,
                literal.text,
                reasons[0],
                is_test(literal.path),
                tuple(
                    c for c in (self.keyed(p, call, literal.text) for p, call in calls) if c.given
                ),
                self.lent({path for path, _ in calls}),
            )
            return
        yield from (row for row in rows if isinstance(row, RequestSite))

    def request(self, path: str, call: operations.Call, literal: Literal) -> RequestSite | str:
        """Return a request with all that it sends, or what of it is not in sight (a clause)."""
        chain = self.traces.chain(path, call.func)
        if not chain or chain[-1] != "post" or not self.of_library(path, call):
            return "it is no post() of requests, httpx or aiohttp"
        operation = self.operation(literal.text)
        if not operation:
            return "it is no address of chats or embeddings"
        given = {a.keyword: a for a in call.arguments if a.keyword and not a.star}
        if any(a.star for a in call.arguments):
            return "keywords that cannot be seen reach it"
        places = [a for a in call.arguments if not a.keyword]
        url = given.get("url") or (places[0] if places else None)
        if url is None or len(places) > 1 or len(list(self.traces.values(path, url.node))) != 1:
            return "its address may be another"
        headers = self.dictionary(path, given["headers"].node) if "headers" in given else None
        if headers is None:
            return "its headers are not in sight"
        key = self.key(headers)
        if isinstance(key, str):
            return key
        if "json" not in given or "data" in given or "auth" in given:
            return "what it sends is not in sight"
        body = self.dictionary(path, given["json"].node)
        if body is None or body[0] != path:
            return "what it sends is not in sight"
        origin = (path, call.target)
        rows = tuple(self.item(path, body[1], item, origin) for item in body[1].items)
        names = {str(item.constant).lower() for item in headers[1].items}
        if not names <= HEADERS:
            return f"it sends {', '.join(sorted(names - HEADERS))} along"
        client = self.as_client(path, call, literal.text, key)
        return RequestSite(client, literal, operation, rows, body[1].span)

    def keyed(self, path: str, call: operations.Call, address: str) -> ClientSite:
        """Return a request of which not all is in sight as a client, with its key if that is."""
        node = next((a.node for a in call.arguments if a.keyword == "headers"), PLAIN)
        headers = self.dictionary(path, node)
        key = self.key(headers) if headers is not None else ""
        return self.as_client(path, call, address, key if isinstance(key, Given) else None)

    def lent(self, paths: Collection[str]) -> tuple[Origin, ...]:
        """Return the clients whose key is read in these modules."""
        found = {
            value.origin
            for path, op in self.traces.ops(operations.GetMember)
            if path in paths and op.name in KEYS and op.context == "load"
            for value in self.traces.values(path, op.obj)
            if isinstance(value, Client)
        }
        return tuple(sorted(found))

    def of_library(self, path: str, call: operations.Call) -> bool:
        values = list(self.traces.values(path, call.func))
        return bool(values) and all(root(value) in LIBRARIES for value in values)

    def operation(self, address: str) -> str:
        """Return the operation that an address stands for, "" for none that a request names whole."""
        way = address.partition("://")[2].partition("/")[2]
        version, _, rest = way.partition("/")
        name = f"{rest.replace('/', '.')}.create"
        return name if version == "v1" and name in self.surface.operations else ""

    def dictionary(self, path: str, node: int) -> tuple[str, operations.MakeDict] | None:
        """Return the one display that a node holds, if nothing else is put into it or read of it."""
        values = list(self.traces.values(path, node))
        if len(values) != 1 or not isinstance(values[0], Dictionary):
            return None
        origin = values[0].origin
        display, box = self.traces.displays.get(origin), self.traces.link.containers.get(origin)
        if display is None or box is None or display.call or display.filtered or box.open:
            return None
        if any(
            item.key_span is None or not isinstance(item.constant, str) for item in display.items
        ):
            return None
        names = {item.constant for item in display.items}
        if set(box.given) != names or any(len(box.sites[name]) != 1 for name in box.given):
            return None
        return origin[0], display

    def key(self, headers: tuple[str, operations.MakeDict]) -> Given | str:
        """Return what is sent as the key, or what of it is not in sight (a clause)."""
        path, display = headers
        for item in display.items:
            if str(item.constant).lower() == "authorization":
                values = list(self.traces.values(path, item.value))
                held = self.behind(values[0]) if len(values) == 1 else []
                if len(held) == 1 and isinstance(held[0], Variable):
                    span = item.value_span
                    return Given(
                        "api_key", path, "item", display.span, span, span, tuple(held), False
                    )
                return "where its key comes from is not in sight"
        return "it sends no key"

    def behind(self, value: Value) -> list[Value]:
        """Return what stands behind "Bearer " in a text that is put together."""
        if not isinstance(value, Composed):
            return []
        pieces = self.traces.link.pieces.get(value.origin, ())
        if len(pieces) != 2 or self.text(pieces[0]) != BEARER:
            return []
        last = pieces[1]
        return list(self.traces.link.values[last]) if isinstance(last, int) and last >= 0 else []

    def text(self, piece: str | int) -> str:
        """Return the text of one piece, "" where it is not one text."""
        if isinstance(piece, str):
            return piece
        held = list(self.traces.link.values[piece]) if piece >= 0 else []
        return held[0].text if len(held) == 1 and isinstance(held[0], Text) else ""

    def item(
        self, path: str, display: operations.MakeDict, item: operations.Item, origin: Origin
    ) -> Given:
        """Return an item of what is sent."""
        values = tuple(self.traces.values(path, item.value))
        assert item.key_span is not None
        return Given(
            str(item.constant),
            path,
            "item",
            display.span,
            item.key_span,
            item.value_span,
            values,
            True,
            source=self.traces.source_of(values),
            tree=self.tree(path, item.value_span),
            literals=self.traces.literals(values),
        )

    def as_client(
        self, path: str, call: operations.Call, url: str, key: Given | None
    ) -> ClientSite:
        return ClientSite(
            (path, call.target),
            path,
            call.span,
            call.func_span,
            url,
            False,
            (key,) if key is not None else (),
            False,
            "source",
            url,
            call.statement,
        )


def root(value: Value) -> str:
    """Return the package from which a callee comes."""
    if isinstance(value, Inner):
        return root(value.receiver)
    name = value.name if isinstance(value, (External, Product)) else ""
    return name.partition(".")[0]

"""The fake server: one process-wide HTTP server, many runs, every request on record."""

from __future__ import annotations

import itertools
import json
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.fake import openai_api, vendors
from tests.fake.exchange import RETRY_SOON, Answer, Exchange
from tests.fake.faults import Fault, asked_fault


@dataclass
class Run:
    """One run of a program: where it finds the server, and the requests it made.

    The replies of the run are made as if the parameters ``ignoring`` were not there.
    """

    url: str
    ignoring: frozenset[str] = frozenset()
    exchanges: list[Exchange] = field(default_factory=list)
    faults: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a program that ended with its connection open."""


class FakeServer:
    """A server on 127.0.0.1 at a free port. Use ``serving()``, then ``run()`` for each program."""

    def __init__(self) -> None:
        self._runs: dict[str, Run] = {}
        self._numbers = itertools.count(1)
        fake = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                fake._serve(self)

            def do_POST(self) -> None:
                fake._serve(self)

            def do_DELETE(self) -> None:
                fake._serve(self)

            def log_message(self, format: str, *args: Any) -> None:
                return

        self._http = _Server(("127.0.0.1", 0), Handler)

    @contextmanager
    def serving(self) -> Iterator[FakeServer]:
        """Serve until the block ends."""
        thread = threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._http.shutdown()
            self._http.server_close()

    def run(self, ignoring: frozenset[str] = frozenset()) -> Run:
        """Open a run: its URL is ``http://127.0.0.1:PORT/<run>``, then ``/<host>/<path>``."""
        number = f"run{next(self._numbers)}"
        run = Run(f"http://127.0.0.1:{self._http.server_address[1]}/{number}", ignoring)
        self._runs[number] = run
        return run

    def _serve(self, handler: BaseHTTPRequestHandler) -> None:
        length = int(handler.headers.get("Content-Length") or 0)
        raw = handler.rfile.read(length)
        parts = urlsplit(handler.path)
        _, number, host, path = parts.path.split("/", 3)
        try:
            body = json.loads(raw) if raw else None
        except ValueError:
            body = None
        exchange = Exchange(
            method=handler.command,
            host=host,
            path="/" + path,
            headers={name.lower(): value for name, value in handler.headers.items()},
            body=body,
            query=dict(parse_qsl(parts.query)),
        )
        run = self._runs[number]
        answer = answer_to(exchange, run)
        exchange.status = answer.status
        with run.lock:
            run.exchanges.append(exchange)
        payload = answer.encoded
        handler.send_response(answer.status)
        handler.send_header("Content-Type", answer.content_type)
        handler.send_header("Content-Length", str(len(payload)))
        for name, value in answer.headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(payload)


def answer_to(exchange: Exchange, run: Run) -> Answer:
    """Return the answer of the provider at the exchange's host, and note on it what was found."""
    vendor = vendors.at(exchange.host)
    respond = vendor.respond if vendor is not None else openai_api.respond

    def error(fault: Fault) -> object:
        if vendor is None:
            return openai_api.error(fault)
        return vendors.error_of(vendor, exchange, fault)

    source = exchange.host == openai_api.HOST or openai_api.AZURE_HOST.fullmatch(exchange.host)
    if vendor is None and not source:
        return Answer(421, {"error": f"nobody serves {exchange.host} here"})
    try:
        answer = respond(exchange, run.ignoring)
        asked = asked_fault(_last_words(exchange.body))
        if asked:
            wanted, times = asked
            with run.lock:
                run.faults[exchange.topic] += 1
                due = times is None or run.faults[exchange.topic] <= times
            if due:
                raise wanted
    except Fault as fault:
        exchange.error = f"{fault.code}: {fault.message}"
        headers = dict(RETRY_SOON)
        if fault.network:
            headers["x-fake-network"] = fault.network
        return Answer(fault.status, error(fault), headers=headers)
    except (KeyError, TypeError, AttributeError, ValueError) as problem:
        malformed = Fault(400, "invalid_request", f"malformed request: {problem!r}")
        exchange.error = malformed.message
        return Answer(400, error(malformed))
    return answer


def _last_words(body: Any) -> str:
    """Return the last message, or the input, of a body on any wire, as text."""
    if not isinstance(body, dict):
        return ""
    asked = body.get("messages") or body.get("input") or body.get("contents")
    if isinstance(asked, dict):
        asked = asked.get("messages") or asked.get("texts")
    return json.dumps(asked[-1] if isinstance(asked, list) and asked else asked)

"""Loaded by a program under test at start-up: sends its HTTP requests to the fake server.

FAKE_URL holds the run's address, FAKE_HOSTS an expression for the hosts of other vendors that the
fake plays. A host that the fake does not serve is refused, and nothing may
connect elsewhere; sleeping is shortened, so that waiting between retries costs nothing.
"""

from __future__ import annotations

import asyncio
import importlib.abc
import importlib.machinery
import os
import re
import sys
import time
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

SERVED = re.compile(
    r"api\.openai\.com|[\w-]+\.openai\.azure\.com|" + os.environ.get("FAKE_HOSTS", "-")
)
LONGEST_SLEEP = 0.01
PATCHED = ("httpx._transports.default", "httpx2._transports.default", "aiohttp.client")


def _redirect(package: Any, request: Any) -> Any:
    """Return the request as it goes to the fake. Raises the package's ConnectError."""
    url = request.url
    host = url.netloc.decode()
    if not SERVED.fullmatch(host):
        raise package.ConnectError(f"{host} is not served here", request=request)
    fake = os.environ["FAKE_URL"]
    target = f"{fake}/{host}{url.raw_path.decode()}"
    rest = [(k, v) for k, v in request.headers.raw if k.lower() != b"host"]
    headers = [(b"Host", urlsplit(fake).netloc.encode()), *rest]
    return package.Request(
        request.method,
        target,
        headers=headers,
        stream=request.stream,
        extensions=request.extensions,
    )


def _patch_sessions(module: ModuleType) -> None:
    """Send the requests of aiohttp, which SDKs prefer where it is installed, to the fake too."""
    session: Any = module.ClientSession
    plain = session._request

    async def request(self: Any, method: str, address: Any, **rest: Any) -> Any:
        parts = urlsplit(str(address))
        if not SERVED.fullmatch(parts.netloc):
            raise module.ClientConnectionError(f"{parts.netloc} is not served here")
        target = f"{os.environ['FAKE_URL']}/{parts.netloc}{parts.path}"
        target += f"?{parts.query}" if parts.query else ""
        response = await plain(self, method, target, **rest)
        wanted = response.headers.get("x-fake-network")
        if wanted == "timeout":
            raise module.ServerTimeoutError("the fake gave no answer")
        if wanted == "refused":
            raise module.ClientConnectionError("the fake refused")
        return response

    session._request = request


def _network(package: Any, request: Any, response: Any) -> Any:
    wanted = response.headers.get("x-fake-network")
    if wanted == "timeout":
        raise package.ReadTimeout("the fake gave no answer", request=request)
    if wanted == "refused":
        raise package.ConnectError("the fake refused", request=request)
    return response


def _patch(module: ModuleType) -> None:
    package = sys.modules[module.__name__.split(".")[0]]
    transport: Any = module.HTTPTransport
    async_transport: Any = module.AsyncHTTPTransport
    plain, plain_async = transport.handle_request, async_transport.handle_async_request

    def handle_request(self: Any, request: Any) -> Any:
        return _network(package, request, plain(self, _redirect(package, request)))

    async def handle_async_request(self: Any, request: Any) -> Any:
        return _network(package, request, await plain_async(self, _redirect(package, request)))

    transport.handle_request = handle_request
    async_transport.handle_async_request = handle_async_request


class _Loader(importlib.abc.Loader):
    """Loads a module by its own loader, then patches it."""

    def __init__(self, loader: Any) -> None:
        self._loader = loader

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType | None:
        module: ModuleType | None = self._loader.create_module(spec)
        return module

    def exec_module(self, module: ModuleType) -> None:
        self._loader.exec_module(module)
        (_patch_sessions if module.__name__ == "aiohttp.client" else _patch)(module)


class _Finder(importlib.abc.MetaPathFinder):
    """Finds the transport modules of the HTTP packages, to patch them as they load."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name not in PATCHED:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is not None:
            spec.loader = _Loader(spec.loader)
        return spec


def _stay_home(event: str, arguments: tuple[Any, ...]) -> None:
    if event != "socket.connect" or not isinstance(arguments[1], tuple):
        return
    if arguments[1][0] not in ("127.0.0.1", "::1"):
        raise ConnectionRefusedError(f"no connection to {arguments[1]} from a test")


def _short(sleep: Callable[..., Any]) -> Callable[..., Any]:
    def shortened(seconds: float, *rest: Any) -> Any:
        return sleep(min(seconds, LONGEST_SLEEP), *rest)

    return shortened


if "FAKE_URL" in os.environ:
    sys.meta_path.insert(0, _Finder())
    sys.addaudithook(_stay_home)
    time.sleep = _short(time.sleep)
    asyncio.sleep = _short(asyncio.sleep)

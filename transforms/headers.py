"""What a client or a call sends along beside the request: headers, and what an HTTP client does to it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from codemod.planning.rules import Finding, Result
from codemod.vocabulary.diagnostics import Severity
from codemod.vocabulary.migration import Migration
from codemod.vocabulary.sites import Given
from transforms.arguments import Arguments

HEADERS = ("default_headers", "extra_headers")
KEYS = ("authorization", "api-key")  # openai 3.54.0 _client.py and lib/azure.py: auth_headers
OWN = ("openai-organization", "openai-project", "openai-beta")  # the same; resources/beta
HARMLESS = frozenset(
    "timeout limits verify proxy proxies trust_env http1 http2 cert follow_redirects max_redirects "
    "base_url mounts".split()
)
"""Keywords of an HTTP client that decide how it connects, and not what it sends."""


def headers(given: Given, arguments: Arguments, migration: Migration) -> Iterator[Result]:
    """Refuse headers that carry a key of the source's, and tell of those that name it."""
    if given.name not in HEADERS or migration.native or given.source in ("None", "{}"):
        return
    names = names_of(given)
    if names is None:
        message = (
            f"they go to {migration.provider.title} as they are: see that no key is among them"
        )
        yield arguments.review(given, "HEADERS-KEPT", f"{given.name}: {message}")
        return
    keys = [name for name in names if name.lower() in KEYS]
    if keys:
        message = f"{given.name} puts a key into {keys[0]}: give it as api_key"
        yield arguments.blocker(given, "KEY-HEADER", message)
    own = [name for name in names if name.lower() in OWN]
    if own:
        message = f"{', '.join(own)} of OpenAI's goes to {migration.provider.title}"
        yield arguments.review(given, "HEADERS-KEPT", f"{given.name}: {message}")


def names_of(given: Given) -> list[str] | None:
    """Return the names of headers that are written out, None where some cannot be seen."""
    tree = given.tree
    if given.source:
        tree = ast.parse(given.source, mode="eval").body
    if isinstance(tree, ast.BoolOp) or not isinstance(tree, ast.Dict):
        return None
    found = [key.value for key in tree.keys if isinstance(key, ast.Constant)]
    return [str(name) for name in found] if len(found) == len(tree.keys) else None


def transport(given: Given, arguments: Arguments, migration: Migration) -> Iterator[Result]:
    """Tell of an HTTP client that may change, or send elsewhere, what goes to the target."""
    if given.name != "http_client" or migration.native or given.source == "None":
        return
    tree = given.tree
    if tree is not None and proxied(tree):
        message = f"its proxy must let requests through to {migration.provider.title}"
        origins = arguments.origins
        yield Finding(given.path, given.span, "PROXY-SET", message, Severity.NOTE, origins)
    given_names = (
        {keyword.arg or "**" for keyword in tree.keywords}
        if isinstance(tree, ast.Call) and not tree.args
        else {"*"}
    )
    if not given_names <= HARMLESS:
        message = "what it adds to a request, and where it sends it, is for the target now"
        yield arguments.review(given, "TRANSPORT-KEPT", f"http_client: {message}")


def proxied(tree: ast.expr) -> bool:
    """Say whether an expression that makes an HTTP client gives it a proxy."""
    return any(
        isinstance(node, ast.keyword) and node.arg in ("proxy", "proxies", "mounts")
        for node in ast.walk(tree)
    )

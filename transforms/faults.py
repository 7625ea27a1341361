"""What is wrong with a profile; apart, as a run may end before it reads any."""

from __future__ import annotations


class CatalogError(Exception):
    """A profile or surface that cannot be right; the message starts with ``file:line:``."""

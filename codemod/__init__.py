"""The engine and the command; what it knows of the world comes from ``transforms``."""

__version__ = "0.1.0"

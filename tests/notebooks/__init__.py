"""Notebooks: read as Python, and written back."""

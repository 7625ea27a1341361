"""Notebooks as Python source: cells in order, magics hidden, and the way back into the JSON."""

"""Rooms for eyes and machines: text, JSON and diffs of one report."""

"""Decide what to change: rules look at sites and yield edits and diagnostics."""

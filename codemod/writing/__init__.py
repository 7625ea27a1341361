"""Prove a rewritten file, replace files all or nothing, and take a run back."""

"""Apply edits to Python source text; knows nothing of why they are made."""

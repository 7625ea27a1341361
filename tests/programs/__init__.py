"""Programs of the fixtures, run before and after migration against the fake server."""

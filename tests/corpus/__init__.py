"""The open corpus: public sdists that use the SDK, and what becomes of their calls."""

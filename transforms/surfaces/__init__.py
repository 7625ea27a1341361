"""Source SDKs as data."""

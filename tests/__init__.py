"""The tests: they mirror the two packages, and run migrated programs against a fake server."""

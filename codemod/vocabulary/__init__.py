"""The words of the engine: plain, picklable data that every room may import."""

"""Migration targets as data, each with the functions that a table cannot say."""

"""Find a project's files, read them once, and say which module each of them is."""

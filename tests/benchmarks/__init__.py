"""How fast the command is, beside tools that do less."""

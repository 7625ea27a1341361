"""``python -m codemod`` is the command ``migrate``."""

from codemod.cli import main

if __name__ == "__main__":
    main()

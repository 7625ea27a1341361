"""Which module of the repository a dotted text names: ``patch("app.client.Client")`` of a test."""

from __future__ import annotations

from codemod.analysis.link import Linker


class NamedModules:
    """The loaded modules, by the names that an import in a file would call them by."""

    def __init__(self, link: Linker) -> None:
        self.link = link
        self.below_root = {name: path for path, name in dotted_paths(link).items()}

    def at(self, path: str, dotted: str) -> str | None:
        """Return the module that ``dotted`` names in the file at ``path``, if it is loaded."""
        found = self.link.resolve(path, dotted, 0)
        return found if found in self.link.modules else self.below_root.get(dotted)

    def split(self, path: str, text: str) -> tuple[str, list[str]] | None:
        """Return the module with the longest name that ``text`` begins with, and the names behind it.

        At least one name is behind it.
        """
        parts = text.split(".")
        if not all(part.isidentifier() for part in parts):
            return None
        for end in range(len(parts) - 1, 0, -1):
            module = self.at(path, ".".join(parts[:end]))
            if module is not None:
                return module, parts[end:]
        return None


def dotted_paths(link: Linker) -> dict[str, str]:
    """Return the dotted name of each loaded module, packages by their own name."""
    found: dict[str, str] = {}
    for path, module in link.modules.items():
        if module.facts.data:
            continue
        name = path.rpartition(".")[0].replace("/", ".").removesuffix(".__init__")
        found[path] = name.removeprefix("src.")
    return found

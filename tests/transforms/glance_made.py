"""``python -m tests.transforms.glance_made``: write ``transforms/glance.py`` anew, from the profiles."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from codemod.choices import caution, migration
from codemod.configuration import ConfigurationError, Settings
from codemod.reading.needles import compile_needles
from codemod.searching import words
from transforms import catalog

PLACE = Path(__file__).parents[2] / "transforms" / "glance.py"
HEAD = '''"""What the first look at a project searches for, before any profile is read; made from the profiles.

Most runs of a hook find nothing, and reading YAML would take longer than all else. A test holds this to
what the profiles say; ``python -m tests.transforms.glance_made`` writes it anew.
"""

from __future__ import annotations
'''


def made() -> tuple[tuple[bytes, ...], dict[str, tuple[str, ...]]]:
    """Return the words and the routes that the profiles give."""
    surface = catalog.load_surface()
    found: set[str] = set()
    routes: dict[str, tuple[str, ...]] = {}
    for summary in catalog.provider_names():
        for kind in ("", *summary.routes):
            try:
                asked = migration(Settings(to=summary.name, sdk=kind), surface)
            except ConfigurationError:
                continue  # it needs an address that only the user knows
            if asked.own or caution(asked.provider, asked.route):
                continue  # too many words; or something is told in any case
            found |= set(words(asked))
            for name in (summary.name, *summary.aliases):
                routes[name] = (*routes.get(name, ()), kind)
    return compile_needles(found).words, dict(sorted(routes.items()))


def main() -> None:
    """Write the file."""
    found, routes = made()
    text = f"""{HEAD}
WORDS = (
{"".join(f"    {word!r}," + chr(10) for word in found)})
\"\"\"One of them stands in every file of Python that a run by any of the routes starts from.\"\"\"

ROUTES = {{
{"".join(f"    {name!r}: {kinds!r}," + chr(10) for name, kinds in routes.items())}}}
\"\"\"Name of a provider → SDKs to ask for, "" for none, where a run that finds nothing has nothing to tell.\"\"\"
"""
    PLACE.write_text(text, "utf-8")
    subprocess.run([sys.executable, "-m", "black", "--quiet", str(PLACE)], check=True)


if __name__ == "__main__":
    main()

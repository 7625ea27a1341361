"""``python -m tests.transforms.glance_made``: write ``transforms/glance.py`` anew, from the profiles."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.transforms.test_glance import made

PLACE = Path(__file__).parents[2] / "transforms" / "glance.py"
HEAD = '''"""What the first look at a project searches for, before any profile is read; made from the profiles.

Most runs of a hook find nothing, and reading YAML would take longer than all else. A test holds this to
what the profiles say; ``python -m tests.transforms.glance_made`` writes it anew.
"""

from __future__ import annotations
'''


def main() -> None:
    """Write the file."""
    words, routes = made()
    text = f"""{HEAD}
WORDS = (
{"".join(f"    {word!r}," + chr(10) for word in words)})
\"\"\"One of them stands in every file of Python that a run by any of the routes starts from.\"\"\"

ROUTES = {{
{"".join(f"    {name!r}: {kinds!r}," + chr(10) for name, kinds in routes.items())}}}
\"\"\"Name of a provider → SDKs to ask for, "" for none, where a run that finds nothing has nothing to tell.\"\"\"
"""
    PLACE.write_text(text, "utf-8")
    subprocess.run([sys.executable, "-m", "black", "--quiet", str(PLACE)], check=True)


if __name__ == "__main__":
    main()

"""Where statements begin in the text of a cell, magics or not: a light lexer of lines."""

from __future__ import annotations

import re

from codemod.vocabulary.records import dataclass

_PIECE = re.compile(r"#|'''|\"\"\"|'|\"|[\[({]|[\])}]")
_CLOSING = {
    quote: re.compile(rf"(?:\\.|(?!{quote}).)*?{quote}", re.DOTALL)
    for quote in ("'''", '"""', "'", '"')
}


@dataclass(frozen=True, slots=True)
class State:
    """What is open at the end of a line: brackets, a string, a line that goes on."""

    depth: int = 0
    quote: str = ""
    continued: bool = False

    @property
    def fresh(self) -> bool:
        """Whether a statement begins on the next line."""
        return not (self.depth or self.quote or self.continued)

    def behind(self, line: str) -> State:
        """Return the state at the end of ``line`` (without its newline)."""
        at, depth, quote = 0, self.depth, self.quote
        while True:
            if quote:
                closed = _CLOSING[quote].match(line, at)
                if closed is None:
                    goes_on = len(quote) == 3 or line.endswith("\\")
                    return State(depth, quote if goes_on else "")
                at, quote = closed.end(), ""
            found = _PIECE.search(line, at)
            if found is None:
                return State(depth, "", line.endswith("\\"))
            at = found.end()
            if found[0] == "#":
                return State(depth)
            if found[0] in "[({":
                depth += 1
            elif found[0] in "])}":
                depth = max(depth - 1, 0)
            else:
                quote = found[0]

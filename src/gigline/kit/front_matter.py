"""Files with a head: TOML between two lines of +++, then the text."""

from __future__ import annotations

import re

FENCE = "+++"
# What such a file is called, without its ending.
SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,99}")


class Unfenced(ValueError):
    """There is no head, or no end of it; `line` is where it should be, from 1."""

    def __init__(self, line: int, why: str):
        super().__init__(why)
        self.line = line


def split(text: str) -> tuple[list[str], list[str]]:
    """The lines of the head and of what is below it: the head's first is the file's second, and there is one line more
    between the two. Raises Unfenced.
    """
    lines = text.splitlines()
    if not lines or lines[0].rstrip() != FENCE:
        raise Unfenced(1, f"the first line must be {FENCE}")
    end = next((at for at, line in enumerate(lines) if at and line.rstrip() == FENCE), None)
    if end is None:
        raise Unfenced(len(lines), f"the head is never closed: add a line {FENCE}")
    return lines[1:end], lines[end + 1 :]

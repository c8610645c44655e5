"""Reading a reply's file: TOML between two lines of +++, then the text. Pure."""

from __future__ import annotations

import re

FENCE = "+++"
SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,99}")


def parse(text: str) -> tuple[str, str] | str:
    """The head and the body, each on the lines where they stand (what is before them is empty); or what is wrong."""
    lines = text.splitlines()
    if not lines or lines[0].rstrip() != FENCE:
        return f"the first line must be {FENCE}"
    end = next((at for at, line in enumerate(lines) if at and line.rstrip() == FENCE), None)
    if end is None:
        return f"the head is never closed: add a line {FENCE}"
    return "\n".join(["", *lines[1:end]]), "\n".join([*("" for _ in lines[: end + 1]), *lines[end + 1 :]])

"""On which line of a TOML file a value stands, for error messages. Good enough for files that people write."""

from __future__ import annotations

import re
from collections import defaultdict

Path = tuple[str | int, ...]

_TABLE = re.compile(r"^\s*\[(?P<name>[^\[\]]+)\]\s*(#.*)?$")
_ARRAY = re.compile(r"^\s*\[\[(?P<name>[^\[\]]+)\]\]\s*(#.*)?$")
_KEY = re.compile(r"^\s*(?P<name>(?:[A-Za-z0-9_-]+|\"[^\"]*\"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|\"[^\"]*\"))*)\s*=")
_SYNTAX = re.compile(r"\(at line (\d+), column \d+\)|\(at end of document\)")


class Lines:
    """Looks up lines by the path of a value, such as ("topics", 2, "clearance")."""

    def __init__(self, text: str):
        self._lines: dict[Path, int] = {}
        counts: dict[Path, int] = defaultdict(int)
        table: Path = ()
        for number, line in enumerate(text.splitlines(), start=1):
            if (array := _ARRAY.match(line)) is not None:
                name = _path(array["name"])
                table = (*name, counts[name])
                counts[name] += 1
                self._lines.setdefault(name, number)
            elif (header := _TABLE.match(line)) is not None:
                table = _path(header["name"])
            elif (key := _KEY.match(line)) is not None:
                self._lines.setdefault((*table, *_path(key["name"])), number)
                continue
            else:
                continue
            self._lines.setdefault(table, number)

    def of(self, path: Path) -> int:
        """The line of this value, or of the nearest table around it; 1 when there is none."""
        for length in range(len(path), 0, -1):
            if path[:length] in self._lines:
                return self._lines[path[:length]]
        return 1


def _path(name: str) -> Path:
    return tuple(part.strip().strip("\"'") for part in name.split("."))


def syntax_line(message: str, text: str) -> int:
    """The line that a TOMLDecodeError speaks of."""
    found = _SYNTAX.search(message)
    if found is None:
        return 1
    return int(found.group(1)) if found.group(1) else text.count("\n") + 1

"""The house's own rules, which no tool knows: how long a file may be, and what a public project does not say.

python -m scripts.house
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# Lines a file may have, by where it is; the first that fits counts.
LIMITS = (
    (re.compile(r"^src/gigline/infra/migrations/versions/.*\.py$"), 1_000),
    (re.compile(r"^tests/.*\.py$"), 600),
    (re.compile(r"\.py$"), 400),
    (re.compile(r"^web/.*\.vue$"), 250),
)
# What is of one machine or one day, and of no use to whoever reads it elsewhere.
NOT_OURS = (
    (re.compile(r"(?<![\w.~$}])/(?:home|root|work|Users)/[\w.-]+"), "a path of somebody's machine"),
    (re.compile(r"\bsession \d+\b", re.IGNORECASE), "a diary entry"),
    (
        re.compile(r"\b(?:pypi\.org|pythonhosted\.org|registry\.npmjs\.org|deb\.debian\.org)\b"),
        "a download host: everybody has their own",
    ),
    (re.compile(r"^(?:<{7}|>{7}) ", re.MULTILINE), "left of a merge"),
)
# Written by tools, which name their hosts.
GENERATED = {"uv.lock", "scripts/house.py"}
NO_TEXT = {".png", ".woff2", ".ico", ".jpg"}


def files() -> Iterator[tuple[str, str]]:
    """Path and content of each text file that git knows or would add."""
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    for name in sorted(filter(None, listed.stdout.split("\0"))):
        path = ROOT / name
        if path.is_file() and path.suffix not in NO_TEXT:
            yield name, path.read_text(encoding="utf-8")


def too_long(name: str, content: str) -> str | None:
    """What is wrong with the length of this file, or None."""
    most = next((limit for pattern, limit in LIMITS if pattern.search(name)), None)
    count = len(content.splitlines())
    return f"{name}: {count} lines, at most {most}" if most is not None and count > most else None


def not_ours(name: str, content: str) -> list[str]:
    """What this file says that does not belong to the project."""
    if name in GENERATED:
        return []
    return [
        f"{name}:{content.count(chr(10), 0, found.start()) + 1}: {found.group(0).strip()!r} is {why}"
        for pattern, why in NOT_OURS
        for found in pattern.finditer(content)
    ]


def problems() -> list[str]:
    """Everything that breaks a rule, one line each."""
    found: list[str] = []
    for name, content in files():
        length = too_long(name, content)
        found += [length] if length else []
        found += not_ours(name, content)
    return found


def main() -> None:
    """Print what is wrong and fail, or say that nothing is."""
    found = problems()
    sys.exit("\n".join(found)) if found else print("house: in order")


if __name__ == "__main__":
    main()

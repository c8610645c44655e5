"""Runs all tests and says loudly what was left out. With CI=true nothing may be.

python scripts/run_tests.py [arguments for pytest]
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# These start processes of their own and watch the clock: beside others they would tell of the load, not of us.
ALONE = ["tests/kill", "tests/browser"]
NOTHING_WANTED = 5


def workers() -> str:
    """Tests wait more than they compute, so two cores carry four workers; more would only crowd one PostgreSQL."""
    return os.environ.get("TEST_WORKERS") or str(min(6, max(2, 2 * (os.cpu_count() or 1))))


def environment(folder: Path) -> dict[str, str]:
    """What the tests' processes see: compiled modules are kept, if only in `folder`, for as long as the run.

    Some containers tell Python to keep none. Every process of a test would then compile the same 2,700 modules.
    """
    known = dict(os.environ)
    if known.pop("PYTHONDONTWRITEBYTECODE", ""):
        known["PYTHONPYCACHEPREFIX"] = str(folder / "compiled")
    return known


def run_python(folder: Path) -> bool:
    """Run all tests in Python, most of them side by side; whether all went well."""
    side_by_side = ["-n", workers(), *(f"--ignore={one}" for one in ALONE)]
    alone = [one for one in ALONE if (ROOT / one).is_dir()]
    return all([_pytest(folder, "side-by-side", side_by_side), _pytest(folder, "alone", alone)])


def _pytest(folder: Path, part: str, arguments: list[str]) -> bool:
    report = f"--junit-xml={folder / part}.xml"
    command = [sys.executable, "-m", "pytest", "-q", "-m", wanted(), report, *arguments]
    ended = subprocess.run(command, cwd=ROOT, env=environment(folder), stdin=subprocess.DEVNULL, check=False)
    return ended.returncode in (0, NOTHING_WANTED)


def wanted() -> str:
    """The marks of what runs: what takes long has commands of its own."""
    return "not load" if browser() else "not load and not browser"


def browser() -> str | None:
    """The Chromium on this machine, or None."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def run_web() -> bool:
    """Run the unit tests of web/; whether all went well."""
    command = [sys.executable, str(ROOT / "scripts" / "build_web.py"), "test"]
    return subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, check=False).returncode == 0


def skipped(folder: Path) -> list[str]:
    """The tests that skipped themselves, with their reasons."""
    return [
        f"skipped: {case.get('classname')}.{case.get('name')}: {reason.get('message')}"
        for report in sorted(folder.glob("*.xml"))
        for case in ElementTree.parse(report).iter("testcase")
        if (reason := case.find("skipped")) is not None
    ]


def banner(lines: list[str]) -> None:
    """Print the lines so that nobody overlooks them."""
    print("\n" + "!" * 100)
    for line in lines:
        print(f"!! {line}")
    print("!" * 100 + "\n")


def main() -> int:
    """Run everything; the exit status."""
    strict = os.environ.get("CI", "").lower() in {"1", "true"}
    left_out = [] if browser() else ["BROWSER TESTS DID NOT RUN: there is no Chromium on this machine."]
    if strict and left_out:
        banner([*left_out, "CI skips nothing: install Chromium."])
        return 1
    with tempfile.TemporaryDirectory() as folder:
        passed = {"web": run_web(), "python": run_python(Path(folder))}
        left_out += skipped(Path(folder))
    if left_out:
        banner([*left_out, *(["CI skips nothing."] if strict else [])])
    failed = [name for name, fine in passed.items() if not fine]
    print("tests: " + (f"FAILED ({', '.join(failed)})" if failed else "passed"))
    return 1 if failed or (strict and left_out) else 0


if __name__ == "__main__":
    sys.exit(main())

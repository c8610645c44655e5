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


def workers() -> str:
    """Tests wait more than they compute, so two cores carry four workers; more would only crowd one PostgreSQL."""
    return os.environ.get("TEST_WORKERS") or str(min(6, max(2, 2 * (os.cpu_count() or 1))))


def run_python(arguments: list[str], report: Path) -> int:
    """Run pytest; its exit status."""
    command = [
        *(sys.executable, "-m", "pytest", "-n", workers(), "--dist", "loadgroup", "-m", wanted()),
        *(f"--junit-xml={report}", "-q", *arguments),
    ]
    return subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, check=False).returncode


def wanted() -> str:
    """The marks of what runs: what takes long has commands of its own."""
    return "not load" if browser() else "not load and not browser"


def browser() -> str | None:
    """The Chromium on this machine, or None."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def run_web() -> int:
    """Run the unit tests of web/; npm's exit status."""
    command = [sys.executable, str(ROOT / "scripts" / "build_web.py"), "test"]
    return subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, check=False).returncode


def skipped(report: Path) -> list[str]:
    """The tests that skipped themselves, with their reasons."""
    if not report.exists():
        return []
    return [
        f"{case.get('classname')}.{case.get('name')}: {reason.get('message')}"
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
        report = Path(folder) / "report.xml"
        web = run_web()
        python = run_python(sys.argv[1:], report)
        left_out += [f"skipped: {one}" for one in skipped(report)]
    if left_out:
        banner([*left_out, *(["CI skips nothing."] if strict else [])])
    failed = [name for name, status in (("web", web), ("python", python)) if status]
    print("tests: " + (f"FAILED ({', '.join(failed)})" if failed else "passed"))
    return 1 if failed or (strict and left_out) else 0


if __name__ == "__main__":
    sys.exit(main())

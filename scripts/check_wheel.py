"""Checks that the installed package is whole: run it with the Python of an environment that has only the wheel.

python scripts/check_wheel.py
"""

from __future__ import annotations

import sys
from importlib.metadata import requires
from importlib.resources import files

NEEDED = (
    "web/console/index.html",
    "web/widget.js",
    "web/widget/es.js",
    "language/wordings/en.toml",
    "examples/brands/hoplane/brand.toml",
    "examples/brands/crateful/brand.toml",
    "examples/backends/deliveries/api.py",
    "infra/migrations/env.py",
)


def main() -> None:
    """Say what is missing and fail, or say that nothing is."""
    package = files("gigline")
    lost = [name for name in NEEDED if not package.joinpath(name).is_file()]
    if lost:
        sys.exit(f"the wheel lacks {', '.join(lost)}")
    if any("minilm" in one or one.startswith("torch") for one in requires("gigline") or []):
        sys.exit("the wheel asks for the model's package, which asks for torch")
    print("wheel: whole")


if __name__ == "__main__":
    main()

"""Starting the platform does not pay for what only fitting needs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import gigline

HEAVY = {"scipy", "sklearn", "onnx"}
# With the first call, not before.
OF_CALLS = {"aiortc", "aioice", "av", "pocketsphinx"}


@pytest.mark.parametrize(
    ("module", "heavy"), [("gigline.app.main", HEAVY | OF_CALLS), ("gigline.app.processes", OF_CALLS)]
)
def test_starting_loads_nothing_that_is_not_needed_yet(module: str, heavy: set[str]):
    source = str(Path(gigline.__file__).parents[1])
    environment = {**os.environ, "PYTHONPATH": source}
    loaded = f"import {module}, sys; print(sorted({heavy!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.strip() == "[]"

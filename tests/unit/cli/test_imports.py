"""Starting the platform does not pay for what only fitting needs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import gigline

STARTED = "import gigline.app.main, sys; print(sorted({'scipy', 'sklearn', 'onnx'} & set(sys.modules)))"


def test_the_program_starts_without_scipy():
    source = str(Path(gigline.__file__).parents[1])
    environment = {**os.environ, "PYTHONPATH": source}
    done = subprocess.run([sys.executable, "-c", STARTED], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.strip() == "[]"

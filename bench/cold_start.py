"""From `gigline serve` on an existing data folder until /readyz answers, the embedded database's start included."""

from __future__ import annotations

import os
import statistics
from pathlib import Path

from tests.processes import free_port

from bench import platform

RUNS = 5
GOAL_S = 4.0


def run() -> list[dict[str, object]]:
    """Seconds, of five starts after the one that made the folder."""
    folder = platform.data_folder()
    _start(folder)
    taken = [_start(folder) for _ in range(RUNS)]
    median = statistics.median(taken)
    return [
        {
            "what": "cold start", "min_s": round(min(taken), 2), "median_s": round(median, 2),
            "ratio": round(median / GOAL_S, 2), "goal_s": GOAL_S, "load": round(os.getloadavg()[0], 1),
        }
    ]  # fmt: skip


def _start(folder: Path) -> float:
    process = platform.Process(["serve"], folder, None, free_port())
    try:
        return process.wait_ready()
    finally:
        process.stop()

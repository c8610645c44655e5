"""Memory of the language part alone: both encoders loaded and one brand of 50 intents of 50 examples fitted.

A process of its own (`python -m bench.language_memory`) says what it takes above the bare interpreter, step by step.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys

import psutil

GOAL_MB = 250


def run() -> list[dict[str, object]]:
    """MB of resident memory above the bare interpreter; `most` was while fitting."""
    # As a deployment would: one thread of linear algebra, whose buffers grow with their number.
    environment = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    child = [sys.executable, "-m", "bench.language_memory"]
    said = subprocess.run(child, env=environment, check=True, capture_output=True, text=True)
    return [{"what": "memory of the language part", **json.loads(said.stdout), "goal_mb": GOAL_MB}]


def main() -> None:
    """Measure in this process, and print JSON."""
    bare, steps = _resident(), {}
    from bench import datasets
    from bench.understanding_figures import brand
    from gigline.language.service import load_embedder

    embedder = load_embedder(datasets.MODELS)
    embedder.embed(["where is my order"])
    steps["encoder_mb"] = _resident() - bare
    assert embedder.multilingual is not None
    embedder.multilingual.embed([f"¿dónde está mi pedido {at}?" for at in range(100)])
    steps["with_other_languages_mb"] = _resident() - bare
    from gigline.language.understanding import model

    fitted = model.fit(embedder, brand(), 0.9)
    fitted.understand([f"where is parcel {at}" for at in range(100)])
    steps["with_a_brand_mb"] = _resident() - bare
    steps["most_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 - bare
    print(json.dumps({name: round(size / 2**20) for name, size in steps.items()}))


def _resident() -> int:
    return int(psutil.Process().memory_info().rss)


if __name__ == "__main__":
    main()

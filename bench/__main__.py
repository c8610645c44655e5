"""`python -m bench [NAME...]`: runs the benchmarks (all of them, or those named) and prints one line a figure."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from bench import (
    arrival,
    calls,
    cold_start,
    faq,
    language_memory,
    latency,
    learning,
    mail,
    memory,
    message_path,
    platform,
    reports,
    routing,
    simulating,
    switchbacks,
    task_figures,
    turn,
    understanding_figures,
    webhooks,
)
from bench.deliveries import CHANNELS

Figures = Iterable[dict[str, object]]


def _benchmarks(given: Any) -> dict[str, Callable[[], Figures]]:
    return {
        "path": lambda: message_path.run(platform.server(), clients=given.clients, seconds=given.seconds),
        "arrival": lambda: arrival.run(platform.server(), seconds=given.seconds),
        "latency": lambda: latency.run(platform.server(), seconds=given.seconds),
        "start": cold_start.run,
        "memory": memory.run,
        "calls": calls.run,
        "webhooks": lambda: webhooks.run(platform.server(), given.channels, seconds=given.seconds),
        "mail": mail.run,
        "turn": turn.run,
        "speed": understanding_figures.speed,
        "language": language_memory.run,
        "tasks": task_figures.run,
        "reports": lambda: reports.run(platform.server()),
        "routing": routing.run,
        "simulate": simulating.run,
        "aa": switchbacks.run,
    } | _on_data(given.data)


def _on_data(data: Path | None) -> dict[str, Callable[[], Figures]]:
    """What needs public data, which is not part of this project."""
    if data is None:
        return {}
    return {
        "understanding": lambda: understanding_figures.run(data),
        "learning": lambda: learning.run(data),
        "faq": lambda: faq.run(data),
    }


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", help="path, latency, routing, turn, ... (default: all)")
    parser.add_argument("--data", type=Path, help="folder of public data sets, for understanding, learning and faq")
    parser.add_argument("--clients", type=int, default=64, help="clients of the message path, and of pgbench")
    parser.add_argument("--seconds", type=int, default=8, help="how long each load lasts")
    parser.add_argument("--channels", nargs="+", choices=CHANNELS, default=[], help="of the webhooks (default: all)")
    parser.add_argument("--report", type=Path, help="also write the figures to this file, as JSON")
    given = parser.parse_args()
    known = _benchmarks(given)
    if unknown := set(given.names) - set(known):
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start", flush=True)
    figures = []
    for name in given.names or known:
        for figure in known[name]():
            figures.append(figure)
            print("  ".join(f"{key} {value}" for key, value in figure.items()), flush=True)
    if given.report:
        given.report.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

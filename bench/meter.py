"""How much CPU processes used: on a shared machine the figure that stays the same."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil


def postgres_of(folder: Path) -> list[psutil.Process]:
    """The embedded server under this data folder, all its processes."""
    server = psutil.Process(int((folder / "postgres" / "postmaster.pid").read_text().split()[0]))
    return [server, *server.children(recursive=True)]


def seconds(processes: Sequence[psutil.Process]) -> float:
    """What these used so far."""
    total = 0.0
    for one in processes:
        try:
            times = one.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system
    return total


@dataclass(frozen=True)
class Used:
    """Cores that were busy on average, by name."""

    cores: dict[str, float]

    def ms_per(self, per_s: float) -> dict[str, float]:
        """Milliseconds of CPU for each of what happened so many times a second."""
        return {name: round(1000 * cores / per_s, 2) for name, cores in self.cores.items()}


async def during(for_s: float, groups: Callable[[], dict[str, list[psutil.Process]]], after_s: float) -> Used:
    """What each group used in `for_s` seconds, beginning `after_s` from now."""
    await asyncio.sleep(after_s)
    watched = groups()
    before = {name: seconds(processes) for name, processes in watched.items()}
    await asyncio.sleep(for_s)
    return Used({name: (seconds(processes) - before[name]) / for_s for name, processes in watched.items()})

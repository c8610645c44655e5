"""Whether work is quick, said so that other processes on the machine change nothing about it."""

from __future__ import annotations

import time
from collections.abc import Callable

TAKES = 5


def within(limit_s: float, work: Callable[[], object]) -> bool:
    """Whether one of a few takes needs less of its thread's time.

    That time grows, too, where cores and caches are shared; but what is slow by itself is slow in every take.
    """
    return any(_take(work) < limit_s for _ in range(TAKES))


def _take(work: Callable[[], object]) -> float:
    began = time.thread_time()
    work()
    return time.thread_time() - began

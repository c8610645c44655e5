"""How many hands a load needs: Erlang A (M/M/n+M), and a simulation beside it where its assumptions do not hold. Pure.

Erlang A knows that people hang up (Garnett, Mandelbaum and Reiman, M&SOM 2002), which Erlang C does not: it would
staff for those who have long gone. With patience of rate theta, who finds m + 1 others to be served before them waits
for a sum of exponential times of rates n mu + j theta (j = 0..m), which is distributed as -ln(B) / theta with B ~
Beta(n mu / theta, m + 1). So the shares below are exact, and no integral is left.
"""

from __future__ import annotations

import heapq
import math
import random
from collections import deque
from dataclasses import dataclass

import numpy as np
from scipy.special import betainc

# States beyond which nothing is left to add.
_TINY = 1e-12
_MOST_SERVERS = 100_000


@dataclass(frozen=True, slots=True)
class Load:
    """Arrivals a second; mean seconds of work and of patience; the SLA in seconds.

    With several conversations at once a server is a slot, and `work_s` is how long it is taken.
    """

    per_s: float
    work_s: float
    patience_s: float
    sla_s: float

    @property
    def erlangs(self) -> float:
        """Servers that would be busy if nobody ever left."""
        return self.per_s * self.work_s


@dataclass(frozen=True, slots=True)
class Service:
    """Shares of all arrivals: answered within the SLA, abandoned; and of the servers' time that is work."""

    in_time: float
    abandoned: float
    occupied: float


def erlang_a(load: Load, servers: int) -> Service:
    """What so many servers make of this load, in the long run."""
    if load.per_s <= 0:
        return Service(1.0, 0.0, 0.0)
    if servers <= 0:
        return Service(0.0, 1.0, 0.0)
    mu, theta = 1 / load.work_s, 1 / load.patience_s
    shares = _states(load.per_s, mu, theta, servers)
    waiting = shares[servers:]
    others = np.arange(len(waiting))
    steady = servers * mu / theta
    served = steady / (steady + others + 1)
    quick = served * (1 - betainc(steady + 1, others + 1, math.exp(-theta * load.sla_s)))
    in_time = float(shares[:servers].sum() + (waiting * quick).sum())
    abandoned = float((waiting * (1 - served)).sum())
    return Service(min(in_time, 1.0), abandoned, load.erlangs * (1 - abandoned) / servers)


def _states(per_s: float, mu: float, theta: float, servers: int) -> np.ndarray:
    """The share of time in which so many are there. In logarithms, so that large systems do not overflow."""
    logs = [0.0]
    top = 0.0
    number = 0
    while number < servers or logs[-1] - top > math.log(_TINY):
        number += 1
        leaving = min(number, servers) * mu + max(0, number - servers) * theta
        logs.append(logs[-1] + math.log(per_s / leaving))
        top = max(top, logs[-1])
    weights = np.exp(np.array(logs) - top)
    shares: np.ndarray = weights / weights.sum()
    return shares


def needed(load: Load, *, in_time: float = 0.8, abandoned: float = 0.05) -> int:
    """The fewest servers with which at least this share is in time and at most that share leaves."""

    def enough(servers: int) -> bool:
        found = erlang_a(load, servers)
        return found.in_time >= in_time and found.abandoned <= abandoned

    high = max(1, math.ceil(load.erlangs))
    while not enough(high):
        high *= 2
        if high > _MOST_SERVERS:
            raise ValueError("no number of servers is enough")
    low = 0
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def simulated(
    load: Load,
    servers: int,
    seed: int,
    *,
    arrivals: int = 20_000,
    work_spread: float = 0.0,
    patience_spread: float = 0.0,
) -> Service:
    """The same by simulation, oldest first; a spread above 0 makes work or patience lognormal with that mean."""
    chance = random.Random(seed)
    free, now, busy_s = servers, 0.0, 0.0
    queue: deque[tuple[float, float]] = deque()
    ends: list[float] = []
    in_time = abandoned = 0

    def start(at: float, since: float) -> None:
        nonlocal free, busy_s, in_time
        free -= 1
        work = _time(chance, load.work_s, work_spread)
        busy_s += work
        in_time += at - since <= load.sla_s
        heapq.heappush(ends, at + work)

    def serve(until: float) -> None:
        nonlocal free, abandoned
        while ends and ends[0] <= until:
            at = heapq.heappop(ends)
            free += 1
            while queue and free:
                since, patience = queue.popleft()
                if since + patience < at:
                    abandoned += 1
                else:
                    start(at, since)

    for _ in range(arrivals):
        now += chance.expovariate(load.per_s)
        serve(now)
        if free:
            start(now, now)
        else:
            queue.append((now, _time(chance, load.patience_s, patience_spread)))
    serve(math.inf)
    return Service(in_time / arrivals, abandoned / arrivals, busy_s / (servers * now))


def _time(chance: random.Random, mean: float, spread: float) -> float:
    if not spread:
        return chance.expovariate(1 / mean)
    return chance.lognormvariate(math.log(mean) - spread**2 / 2, spread)

"""What people earned in the last days, read from their assignments: what is older counts less."""

from __future__ import annotations

import time
from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from gigline.infra.db import Reader
from gigline.routing import round_queries
from gigline.routing.engine.earnings import HALF_LIFE_S

# Minutes earned do not change much within half a minute.
EVERY_S = 30.0
# A sixteenth is left of what is older.
DAYS = timedelta(seconds=4 * HALF_LIFE_S)
# Of one assignment so much counts at most, so that what began earlier changes no more and need not be read each time.
SETTLED = timedelta(hours=4)
DAY = timedelta(days=1)


class Earned:
    """Of a market's people; `seconds`: of work, faded."""

    def __init__(self) -> None:
        self.seconds: dict[UUID, float] = {}
        self._read_at = float("-inf")
        # What was earned by work begun before `_settled`, faded until then.
        self._before: dict[UUID, float] = {}
        self._settled: datetime | None = None

    async def look(self, r: Reader, people: Collection[UUID], now: datetime) -> None:
        """Reads what is new, unless that was just done for all of them."""
        if time.monotonic() - self._read_at < EVERY_S and self.seconds.keys() >= set(people):
            return
        if self._settled is None or now - self._settled > SETTLED + DAY:
            self._settled, self._before = now - SETTLED, {}
        settled = self._settled
        new = [one for one in people if one not in self._before]
        self._before |= dict.fromkeys(new, 0.0) | await round_queries.earned(r, new, settled - DAYS, settled, settled)
        since = await round_queries.earned(r, people, settled, now, now)
        left = 0.5 ** ((now - settled).total_seconds() / HALF_LIFE_S)
        self.seconds = {one: self._before[one] * left + since.get(one, 0.0) for one in people}
        self._read_at = time.monotonic()

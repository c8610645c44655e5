"""From the brand's past and present to whom to call. Pure.

A work-minute is one conversation held for one minute: somebody with room for three brings three in a minute, and a
conversation that takes a whole person of three takes three. The demand of the next quarter of an hour is what waits
and what will come; what those who are there cannot take on is lacking (`engine/callin.py` has the arithmetic).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import time
from typing import Any, Literal
from uuid import UUID

import numpy as np

from gigline.routing import rules
from gigline.routing.callin.models import Interval, Known, PoolNow, PoolPast
from gigline.routing.engine import callin, forecasting
from gigline.workforce.models import Candidate

Why = (
    Literal["online", "on_break", "no_standby", "quiet_hours", "called", "coming", "other_work", "not_needed"]
    | callin.Refusal
)

INTERVAL_MIN = 15
A_DAY = 1440 // INTERVAL_MIN
A_WEEK = 7 * A_DAY
WEEKS = 8
# Until work of a pool was measured.
DEFAULT_WORK_MIN = 8.0
# Somebody who said yes and is not there yet, mostly comes.
COMING = 0.9
# What somebody holds is half done, on average, but of a mail that lies for hours only the next minutes count.
_HELD_MIN = 4.0
_RARE = 1e-6
# So little work is lacking nowhere.
_NOISE_MIN = 0.5


@dataclass(frozen=True)
class Past:
    """What a brand's history says: expected conversations and work-minutes of each coming interval, how wrong such
    forecasts were a day ahead, and the kinds of conversation.
    """

    first: int
    conversations: tuple[float, ...]
    work_min: tuple[float, ...]
    conversations_quality: forecasting.Quality
    work_quality: forecasting.Quality
    pools: tuple[PoolPast, ...]

    def usual_a_minute(self, slot: float) -> float:
        """Conversations a minute over the next quarter of an hour; `slot` with its part that is over."""
        at, over = int(slot) - self.first, slot % 1
        if not 0 <= at < len(self.conversations) - 1:
            return 0.0
        return (self.conversations[at] * (1 - over) + self.conversations[at + 1] * over) / INTERVAL_MIN


def past(intervals: Sequence[Interval], pools: Sequence[PoolPast], slot: int, ahead: int = A_WEEK + 1) -> Past:
    """The forecast from `slot`, the interval that has just begun, on. History begins with its first conversation."""
    begin = intervals[0].slot if intervals else slot
    length = max(0, slot - begin)
    counts, work = np.zeros(length), np.zeros(length)
    for one in intervals:
        if one.slot < slot:
            counts[one.slot - begin], work[one.slot - begin] = one.conversations, one.work_min
    seen = counts.tolist(), work.tolist()
    expected = [forecasting.forecast(one, A_WEEK, ahead, weeks=WEEKS) for one in seen]
    of_counts, of_work = (forecasting.backtest(one, A_WEEK, A_DAY, weeks=WEEKS) for one in seen)
    return Past(slot, tuple(expected[0].tolist()), tuple(expected[1].tolist()), of_counts, of_work, tuple(pools))


@dataclass(frozen=True)
class PoolLoad:
    """One kind of conversation in the next quarter of an hour; the last three in work-minutes."""

    language: str
    topic: str
    channel: str
    expected: float
    waiting: int
    work_min: float
    demand_min: float = 0.0
    lacking_min: float = 0.0


@dataclass(frozen=True)
class Line:
    """How the wave stands with one associate. `why`: None for those who are called."""

    id: UUID
    why: Why | None
    chance: float
    latency_s: float
    brings_min: float


@dataclass(frozen=True)
class Plan:
    """What is lacking, and whom to call for it (`called`, most useful first)."""

    level: float
    pools: tuple[PoolLoad, ...]
    people: tuple[Line, ...]
    called: tuple[Line, ...]

    @property
    def demand_min(self) -> float:
        return sum(one.demand_min for one in self.pools)

    @property
    def lacking_min(self) -> float:
        return sum(one.lacking_min for one in self.pools)

    @property
    def short(self) -> bool:
        """Whether that is worth calling anybody."""
        return self.lacking_min > max(callin.LEAST_MIN, callin.STOP_SHARE * self.demand_min)

    def record(self) -> dict[str, Any]:
        """All that the choice followed from, as JSON values: ids and facts, no names; of those on standby."""
        return {
            "horizon_min": callin.HORIZON_MIN,
            "level": self.level,
            "pools": [asdict(one) for one in self.pools],
            "people": [{**asdict(one), "id": str(one.id)} for one in self.people if one.why != "no_standby"],
        }


def level(counts: Sequence[int], usual_a_minute: float) -> float:
    """How many times the usual it is now, from the arrivals of the windows of callin.WINDOWS_S."""
    usual = max(usual_a_minute, _RARE) / 60
    return callin.level([float(one) for one in counts], [usual * window for window in callin.WINDOWS_S])


def loads(known: Past, now: Sequence[PoolNow], usual_a_minute: float, times: float) -> list[PoolLoad]:
    """What each kind will ask for: its share of what comes, and what waits of it."""
    everything = sum(one.conversations for one in known.pools) or 1
    coming = max(usual_a_minute, _RARE) * times * callin.HORIZON_MIN
    work = {_key(one): one.work_min for one in known.pools if one.work_min is not None}
    usual_work = _usual_work(known.pools)
    shares = {_key(one): one.conversations / everything for one in known.pools}
    waiting = {_key(one): one.waiting for one in now}
    found = []
    for key in sorted({*shares, *waiting}):
        each = work.get(key, usual_work)
        expected, held = coming * shares.get(key, 0.0), waiting.get(key, 0)
        found.append(PoolLoad(*key, expected, held, each, demand_min=(expected + held) * each))
    return found


def _usual_work(pools: Sequence[PoolPast]) -> float:
    measured = [(one.conversations, one.work_min) for one in pools if one.work_min is not None]
    many = sum(count for count, _ in measured)
    return sum(count * work for count, work in measured) / many if many else DEFAULT_WORK_MIN


def _key(one: PoolPast | PoolNow) -> tuple[str, str, str]:
    return one.language, one.topic, one.channel


def plan(
    pools: Sequence[PoolLoad], people: Sequence[Candidate], known: Sequence[Known], times: float, caps: callin.Caps,
    *, clearances: dict[str, int], at_least_min: float = 0.0, count_called: bool = True,
) -> Plan:  # fmt: skip
    """What is lacking and whom to call. `clearances`: what a topic needs. `at_least_min`: a leader's word that so much
    will be lacking, spread over the pools as their demand is. `count_called`: whether those who are being asked count
    for what they will probably bring.
    """
    of = {one.associate_id: one for one in known}
    facts = [of[one.id] for one in people]
    serves = np.array([[_serves(who, pool, clearances) for pool in pools] for who in people], dtype=np.bool_)
    serves = serves.reshape(len(people), len(pools))
    demand = np.array([one.demand_min for one in pools])
    mean = _pool_mean(known)
    willing = [_willing(one, mean) for one in facts]
    supply = np.array([_supply(*each, count_called) for each in zip(people, facts, willing, strict=True)])
    lacking = callin.shortfall(demand, supply, serves)
    if at_least_min > lacking.sum() and len(pools):
        lacking = lacking + (at_least_min - lacking.sum()) * _shares(demand)
    hindered = [_hindered(who, one, caps) for who, one in zip(people, facts, strict=True)]
    chance = np.array([one.probably for one in willing])
    latency = np.array([one.usually_s for one in willing])
    room = np.array([float(one.capacity) for one in people])
    brings = callin.expected(chance, latency, room) * np.array([one is None for one in hindered])
    chosen = callin.wave(lacking, brings, serves, float(demand.sum())) if len(people) else []
    short = lacking > _NOISE_MIN
    lines = []
    for at, who in enumerate(people):
        passed_over: Why = "not_needed" if not short.any() or serves[at, short].any() else "other_work"
        why = None if at in chosen else hindered[at] or passed_over
        lines.append(Line(who.id, why, float(chance[at]), float(latency[at]), float(brings[at])))
    shown = [PoolLoad(**{**asdict(one), "lacking_min": float(lack)}) for one, lack in zip(pools, lacking, strict=True)]
    return Plan(times, tuple(shown), tuple(lines), tuple(lines[at] for at in chosen))


def _shares(demand: callin.Floats) -> callin.Floats:
    total = demand.sum()
    shares: callin.Floats = demand / total if total > 0 else np.full(len(demand), 1 / len(demand))
    return shares


def _serves(one: Candidate, pool: PoolLoad, clearances: dict[str, int]) -> bool:
    need = rules.Need(pool.language, pool.channel, pool.topic or None, clearances.get(pool.topic, 0))
    found = rules.exclusion(need, one, {})
    return found is None or found.filter not in rules.STANDING


def _supply(one: Candidate, known: Known, willing: callin.Willingness, count_called: bool) -> float:
    """Work-minutes that they can still take on, or will probably bring when they come."""
    if one.online and not one.paused:
        return one.capacity * callin.HORIZON_MIN - one.load * _HELD_MIN
    if known.accepted_ago_s is not None:
        return COMING * one.capacity * (callin.HORIZON_MIN - 1)
    if known.live and count_called:
        left = max(0.0, callin.HORIZON_MIN - willing.usually_s / 60)
        return willing.probably * one.capacity * left
    return 0.0


def _pool_mean(known: Sequence[Known]) -> float:
    """How often those of this brand come when called: what a newcomer is taken for."""
    usual = callin.Willingness()
    asked, came = sum(one.answers for one in known), sum(one.came for one in known)
    return (usual.weight * usual.chance + came) / (usual.weight + asked)


def _willing(one: Known, mean: float) -> callin.Willingness:
    return callin.Willingness(chance=mean, asked=one.answers, came=one.came, log_sum=one.log_sum)


def _hindered(who: Candidate, one: Known, caps: callin.Caps) -> Why | None:
    """The first reason not to call them, None if they may be called."""
    if who.online:
        return "online"
    if who.availability == "break":
        return "on_break"
    if not one.opted_in:
        return "no_standby"
    if one.live:
        return "called"
    if one.accepted_ago_s is not None:
        return "coming"
    if quiet(one.local_time, one.quiet_from, one.quiet_until):
        return "quiet_hours"
    mine = callin.Caps(min(caps.most_asked, one.most_a_day), caps.pause_s, caps.most_worked_s, caps.rest_s)
    left_at = None if one.off_s is None else -one.off_s
    return mine.refusal(0.0, asked=[-ago for ago in one.asked_ago_s], worked_s=one.worked_s, left_at=left_at)


def quiet(at: time, begin: time, end: time) -> bool:
    """Whether this is within the hours from `begin` to `end`, which may go over midnight; alike means none."""
    return begin <= at < end if begin <= end else at >= begin or at < end


SENTENCES: dict[Why, str] = {
    "online": "You were online already.",
    "on_break": "You were on a break, and breaks are left alone.",
    "no_standby": "You had not said that you may be called.",
    "quiet_hours": "It was within your quiet hours.",
    "called": "Another call was waiting for your answer.",
    "coming": "You had just said that you would come.",
    "other_work": "What was lacking was work that you have no grant for.",
    "not_needed": "Others were enough: those who bring more of what was lacking are called first.",
    "worked_enough": "You had worked enough within a day.",
    "asked_often": "You had been asked as often as you allow within a day.",
    "asked_lately": "You had been asked not long before.",
    "resting": "You had just gone off, and rest comes first.",
}


def sentence(line: dict[str, Any]) -> str:
    """Why somebody was called or not, in words, from their line of a wave's record."""
    if line["why"] is not None:
        return SENTENCES[line["why"]]
    chance, minutes = round(100 * line["chance"]), round(line["latency_s"] / 60)
    return (
        f"You were called: you can do what was lacking, come in {chance} % of the calls by our guess, "
        f"and are there within {max(1, minutes)} min."
    )

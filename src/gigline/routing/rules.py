"""Who may get a conversation, who waits first, how long it takes, what may be shown before. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import quantiles
from typing import Any, Literal
from uuid import UUID

from gigline.workforce.models import Candidate

Filter = Literal[
    "grant",
    "language",
    "channel",
    "topic",
    "clearance",
    "rung",
    "availability",
    "presence",
    "paused",
    "capacity",
    "warm_up",
    "asked_before",
]
Rung = Literal["preferred", "certified", "granted"]
STANDING: tuple[Filter, ...] = ("grant", "language", "channel", "topic", "clearance")
PASSING: frozenset[Filter] = frozenset({"warm_up", "asked_before", "rung"})

DECLINED_REST_S = 300.0
EXPIRED_REST_S = 60.0
PRIORITY_WORTH_S = 120.0
RISK_AHEAD_S = 15.0

ASK_HOLD_S = 10.0
SILENT_AFTER_S = 180.0

RECENT_ACCEPTS_S = 1800.0
MIN_INTERVALS = 3


@dataclass(frozen=True)
class Need:
    """What a conversation asks of whoever takes it. `before`: who held it last and may go on with it. `rung`: how far
    the brand has opened the circle of whom it asks (see ladder).
    """

    language: str
    channel: str
    topic: str | None
    clearance: int
    before: UUID | None = None
    rung: Rung = "granted"


@dataclass(frozen=True)
class Excluded:
    """The first rule that keeps an associate from a conversation, and the facts it went by."""

    associate_id: UUID
    filter: Filter
    because: dict[str, Any]


def exclusion(need: Need, one: Candidate, asked: Mapping[UUID, str]) -> Excluded | None:
    """The first filter that excludes the candidate, None for the eligible.

    `asked`: associates to whom this very conversation shall not go again for now, and why (declined, expired,
    transferred, pulled_back).
    """
    if stands(need, one) and one.online and not one.paused and one.has_room(need.channel, one.limit):
        return asked_before(one, asked)
    for name, passed, because in (
        ("language", _speaks(one, need.language), {"needs": need.language, "has": list(one.languages)}),
        ("channel", _serves(one, need.channel), {"needs": need.channel, "has": list(one.channels)}),
        ("topic", _knows(one, need.topic), {"needs": need.topic, "has": list(one.topics)}),
        ("clearance", one.clearance >= need.clearance, {"needs": need.clearance, "has": one.clearance}),
        ("rung", _at_rung(one, need), {"needs": need.rung}),
        ("availability", one.availability == "on", {"chose": one.availability}),
        ("presence", one.present, {"present": one.present}),
        ("paused", not one.paused, {"paused": one.paused}),
        ("capacity", one.has_room(need.channel, one.capacity), {"load": one.load, "capacity": one.capacity}),
        ("warm_up", one.has_room(need.channel, one.limit), {"load": one.load, "limit": one.limit}),
    ):
        if not passed:
            return Excluded(one.id, name, because)  # type: ignore[arg-type]
    return None


def asked_before(one: Candidate, asked: Mapping[UUID, str]) -> Excluded | None:
    """Whether this very conversation shall not go to them again for now."""
    return Excluded(one.id, "asked_before", {"outcome": asked[one.id]}) if one.id in asked else None


def standing_need(need: Need) -> Need:
    """Without who had the conversation before: the class of all that can go to the same people."""
    return replace(need, before=None)


def stands(need: Need, one: Candidate) -> bool:
    """Whether the candidate meets the standing rules: might take it at all, now or later."""
    knows = _serves(one, need.channel) and _knows(one, need.topic)
    return knows and _speaks(one, need.language) and one.clearance >= need.clearance and _at_rung(one, need)


def _at_rung(one: Candidate, need: Need) -> bool:
    """Whoever is preferred counts as certified."""
    if need.rung == "granted":
        return True
    named = one.preferred if need.rung == "preferred" else (*one.preferred, *one.certified)
    return "*" in named or need.topic in named


def _speaks(one: Candidate, language: str) -> bool:
    """Regional variants count as the same language (es-MX is served by es)."""
    if language in one.languages:
        return True
    return language.partition("-")[0] in {spoken.partition("-")[0] for spoken in one.languages}


def _serves(one: Candidate, channel: str) -> bool:
    return not one.channels or channel in one.channels


def _knows(one: Candidate, topic: str | None) -> bool:
    """What nobody has classified yet may go to any of the granted: they classify it."""
    return not one.topics or topic is None or topic in one.topics


def urgency(priority: int, waited_s: float) -> float:
    """Seconds waited, a step of priority counting for 120 of them: the greatest is served first.

    Nobody starves: whoever came more than 120 s per step of priority before an arrival is served before it.
    """
    return waited_s + PRIORITY_WORTH_S * priority


def asking(
    channel: str, *, silent_s: float, asked_s: float | None, answered: bool, after_s: float
) -> Literal["offer", "ask", "hold", "silent"]:
    """What "are you still there?" means for the next offer.

    A chat requester who has been silent in the queue for `after_s` is asked once (`ask`). For 10 seconds after that an
    answer is awaited before an associate's time is spent (`hold`); then offers go on (`offer`), marked once three
    minutes brought no answer (`silent`). Nobody loses their place.
    """
    if channel != "webchat" or answered:
        return "offer"
    if asked_s is None:
        return "ask" if silent_s >= after_s else "offer"
    if asked_s < ASK_HOLD_S:
        return "hold"
    return "silent" if asked_s >= SILENT_AFTER_S else "offer"


def eta_s(position: int, accepts_ago_s: Sequence[float], online: int) -> tuple[int, int] | None:
    """A range of seconds until the `position`th waiting conversation is taken.

    From the lower and upper quartile of the gaps between the accepts of the last half hour (`accepts_ago_s`), the gap
    since the last one among them. None when nobody is online or there were too few accepts to be honest.
    """
    ago = sorted(seconds for seconds in accepts_ago_s if 0 <= seconds <= RECENT_ACCEPTS_S)
    if not online or len(ago) <= MIN_INTERVALS:
        return None
    gaps = [later - earlier for earlier, later in pairwise(ago)]
    gaps.append(max(ago[0], min(gaps)))
    lower, _, upper = quantiles(gaps, n=4, method="inclusive")
    low = int(position * lower // 5 * 5)
    high = int(-(-position * upper // 10) * 10)
    return low, max(high, low + 10)


_EMAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+")
_DIGITS = re.compile(r"\+?\d(?:[\s().\-/\u200b\u2060\u00ad]*\d){5,}")


def mask(text: str) -> str:
    """`text` without e-mail addresses and runs of six digits or more (phones, cards, order numbers)."""
    return _DIGITS.sub("••••••", _EMAIL.sub("•••@•••", text))


def empty_pool_reason(filters: Mapping[Filter, int]) -> str:
    """Why nobody could take it even with time, from how many each filter excluded: the last hurdle says most."""
    order: tuple[tuple[Filter, str], ...] = (
        ("paused", "left offers unanswered"),
        ("presence", "switched on but not connected"),
        ("availability", "off or on a break"),
        ("clearance", "without the clearance"),
        ("topic", "not granted the topic"),
        ("channel", "not granted the channel"),
        ("language", "who do not speak the language"),
    )
    for name, words in order:
        if count := filters.get(name, 0):
            return f"{count} {words}"
    return "nobody has a grant"


def is_pool(found: Excluded | None) -> bool:
    """Whether the associate belongs to the pool that will get to it (full hands and rests pass by themselves)."""
    return found is None or found.filter in {"capacity", "warm_up", "asked_before", "rung"}


def tally(found: Sequence[Excluded | None]) -> Counter[Filter]:
    """How many each filter excluded."""
    return Counter(one.filter for one in found if one is not None)

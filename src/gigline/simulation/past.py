"""Weeks that a brand might have had: conversations from the first message to the rating, made up from a seed. Pure.

They are for looking at reports, forecasts and a router that has learned; nothing is measured on them. How good somebody
is at a topic is drawn once: it decides how long they take, whether somebody comes back, and how they are rated.
"""

from __future__ import annotations

import heapq
import math
import random
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from gigline.language.service import guess_language
from gigline.simulation import plan
from gigline.simulation.material import Material
from gigline.simulation.plan import RequesterPlan

# How a day's conversations spread over its hours, and how busy a weekday is, from Monday.
HOURS = (1, 1, 0.5, 0.5, 0.5, 1, 1.5, 3, 4, 5, 5, 6, 8, 7, 5, 4.5, 4.5, 5.5, 7.5, 9.5, 8.5, 6, 3.5, 2)
WEEKDAYS = (0.9, 0.85, 0.9, 1.0, 1.25, 1.2, 0.9)
CHANNELS: Mapping[str, float] = {"webchat": 0.7, "whatsapp": 0.12, "email": 0.1, "sms": 0.08}
HOLDOUT = 0.1
# The bot answers so many of what articles answer, and so many of these need nobody else.
ANSWERS, HELPS = 0.45, 0.85
# How far apart people are, and one person's topics: on the logit of helping for good.
USUALLY, SPREAD, TOPIC_SPREAD = 1.3, 0.5, 0.6
LEAVES, COMES_BACK, RATES = 0.03, 0.6, 0.6
# How those rate who were helped, and those who were not: weights of 1 to 5.
GOOD, BAD = (2, 2, 8, 30, 58), (30, 25, 25, 15, 5)

Author = Literal["requester", "bot", "associate", "system"]


@dataclass(frozen=True)
class Answerer:
    """An associate who was there. No topics: all of the brand's."""

    id: UUID
    name: str
    languages: Collection[str]
    capacity: int
    topics: Collection[str]
    clearance: int


@dataclass(frozen=True)
class Brand:
    """Whose weeks they are. `handover`: what the bot says then, by language; `accounts`: by channel."""

    id: UUID
    material: Material
    bot: str
    handover: Mapping[str, str]
    languages: Sequence[str]
    zone: str
    accounts: Mapping[str, UUID]
    people: Sequence[Answerer]


@dataclass(frozen=True)
class Requester:
    """Somebody who wrote. `address` is nobody's; `holdout`: only people answer them."""

    id: UUID
    plan: RequesterPlan
    channel: str
    address: str
    language: str
    holdout: bool


@dataclass(frozen=True)
class Line:
    """One line of the log: a message has a `body`, an activity only `data`."""

    at: datetime
    author: Author
    name: str = ""
    author_id: UUID | None = None
    body: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Turn:
    """What the bot decided about the `seq`-th line."""

    seq: int
    outcome: Literal["answered", "handed_over"]
    reason: str
    article: str | None
    confidence: float


@dataclass
class Conversation:
    """One conversation that is over; `beside`: how many its associate had when they took it."""

    id: UUID
    requester: Requester
    lines: list[Line] = field(default_factory=list)
    turns: list[Turn] = field(default_factory=list)
    queued_at: datetime | None = None
    taken_at: datetime | None = None
    associate: Answerer | None = None
    beside: int = 1
    ended_by: Literal["bot", "associate", "silence"] = "silence"
    score: int | None = None

    @property
    def opened_at(self) -> datetime:
        return self.lines[0].at

    @property
    def ended_at(self) -> datetime:
        return self.lines[-1].at


def weeks(brand: Brand, until: datetime, *, days: int, a_day: float, seed: int) -> Iterator[Conversation]:
    """Conversations of the last `days` days that were over before `until`, by their beginning."""
    some = _Weeks(brand, until, seed)
    for at in some.arrivals(days, a_day):
        some.come(at, some.somebody())
    while some.coming:
        at, _, requester = heapq.heappop(some.coming)
        told = _Story(some, at, requester).tell()
        if told.ended_at < until:
            yield told


class _Weeks:
    """Who comes when, and who has time for them."""

    def __init__(self, brand: Brand, until: datetime, seed: int):
        self.brand, self._until = brand, until
        self.random = random.Random(f"{brand.material.brand}/{seed}/past")
        self.coming: list[tuple[datetime, int, Requester]] = []
        self._plans = plan.requesters([brand.material], seed, every_s=1.0)
        self._numbers = count()
        self._skills = defaultdict[UUID, float](lambda: self.random.gauss(0, SPREAD))
        self._topic_skills = defaultdict[tuple[UUID, str | None], float](lambda: self.random.gauss(0, TOPIC_SPREAD))
        self._busy = defaultdict[UUID, list[datetime]](list)

    def arrivals(self, days: int, a_day: float) -> Iterator[datetime]:
        """A Poisson process that goes by the hour and the weekday of the brand's own clock."""
        now = self._until.astimezone(ZoneInfo(self.brand.zone))
        at = now - timedelta(days=days)
        busiest = a_day * max(WEEKDAYS) * max(HOURS) / sum(HOURS)
        while (at := at + timedelta(hours=self.random.expovariate(busiest))) < now:
            if self.random.random() < WEEKDAYS[at.weekday()] * HOURS[at.hour] / (max(WEEKDAYS) * max(HOURS)):
                yield at

    def somebody(self) -> Requester:
        """The next one of the crowd who wants something."""
        planned = next(one for one in self._plans if one.scenario != "small_talk")
        weights = {channel: CHANNELS[channel] for channel in CHANNELS if channel in self.brand.accounts}
        channel = self.random.choices(list(weights), list(weights.values()))[0]
        n = next(self._numbers)
        return Requester(
            self.new_id(), planned, channel,
            address=f"past-{n}@home.example" if channel == "email" else f"+4477008{n:05d}",
            language=guess_language(planned.opening, self.brand.languages, self.brand.languages[0]),
            holdout=self.random.random() < HOLDOUT,
        )  # fmt: skip

    def new_id(self) -> UUID:
        return UUID(int=self.random.getrandbits(128), version=4)

    def come(self, at: datetime, requester: Requester) -> None:
        heapq.heappush(self.coming, (at, next(self._numbers), requester))

    def come_back(self, after: datetime, requester: Requester) -> None:
        """Some of those who were not helped write again."""
        if self.random.random() < COMES_BACK:
            self.come(after + timedelta(hours=self.random.uniform(0.5, 40)), requester)

    def skill(self, who: Answerer, topic: str | None) -> float:
        """How good they are at it; 0 is usual."""
        return self._skills[who.id] + self._topic_skills[who.id, topic]

    def take(self, at: datetime, requester: Requester) -> tuple[Answerer, int] | None:
        """Somebody who may take it and has room, and how many they have then."""
        wanted = requester.plan
        able = [
            one for one in self.brand.people
            if requester.language in one.languages and one.clearance >= (wanted.scenario == "sensitive")
            and (not one.topics or wanted.topic is None or wanted.topic in one.topics)
        ]  # fmt: skip
        for one in able:
            self._busy[one.id] = [until for until in self._busy[one.id] if until > at]
        free = [one for one in able if len(self._busy[one.id]) < one.capacity]
        who = self.random.choice(free) if free else None
        return (who, len(self._busy[who.id]) + 1) if who else None

    def keep_busy(self, who: Answerer, until: datetime) -> None:
        self._busy[who.id].append(until)


class _Story:
    """One conversation as it goes on."""

    def __init__(self, weeks: _Weeks, at: datetime, requester: Requester):
        self._weeks, self._random, self._now = weeks, weeks.random, at
        self._requester, self._plan = requester, requester.plan
        self._told = Conversation(weeks.new_id(), requester)

    def tell(self) -> Conversation:
        asks_people = self._requester.holdout
        self._activity("opened", holder="queue" if asks_people else "bot")
        self._ask(self._plan.opening)
        if asks_people:
            self._told.queued_at = self._now
            self._wait()
        elif self._plan.article and self._random.random() < ANSWERS:
            self._bot_answers()
        else:
            known = {"wants_person": "requested", "sensitive": "sensitive"}
            self._hand_over(known.get(self._plan.scenario, "low_confidence"))
        return self._told

    def _bot_answers(self) -> None:
        self._turn("answered", "sure", self._random.uniform(0.9, 0.995))
        self._say("bot", self._weeks.brand.bot, None, self._plan.answer)
        if self._random.random() < HELPS:
            self._go_on()
            self._end("bot", held=self._random.random() < 0.95)
        else:
            self._pass(20, 120)
            self._ask("Can I talk to a person, please?")
            self._hand_over("requested")

    def _hand_over(self, reason: str) -> None:
        self._turn("handed_over", reason, self._random.uniform(0.1, 0.85))
        brand = self._weeks.brand
        self._say("bot", brand.bot, None, brand.handover[self._requester.language], handover=True)
        self._activity("handed_over", reason=reason)
        self._told.queued_at = self._now
        self._wait()

    def _wait(self) -> None:
        self._pass(*((2, 20) if self._random.random() < 0.92 else (30, 300)))
        found = self._weeks.take(self._now, self._requester)
        if found is None or self._random.random() < LEAVES:
            self._pass(300, 900)
            self._end("silence", held=False)
        else:
            self._associate_answers(*found)

    def _associate_answers(self, who: Answerer, beside: int) -> None:
        told, skill = self._told, self._weeks.skill(who, self._plan.topic)
        told.associate, told.beside, told.taken_at = who, beside, self._now
        self._activity("assigned", who, cause="offer")
        self._pass(5, 40)
        self._say("associate", who.name, who.id, self._plan.answer)
        if self._go_on():
            self._pass(10, 60)
            self._say("associate", who.name, who.id, "I have seen to it. Is there anything else I can do for you?")
        slower = math.exp(-0.25 * skill)
        self._pass(60 * slower, 420 * slower)
        self._weeks.keep_busy(who, self._now)
        self._end("associate", held=self._random.random() < 1 / (1 + math.exp(-USUALLY - skill)))

    def _go_on(self) -> bool:
        """Some requesters say something more."""
        if self._plan.follow_up is None:
            return False
        self._pass(15, 90)
        self._ask(self._plan.follow_up)
        return True

    def _end(self, by: Literal["bot", "associate", "silence"], *, held: bool) -> None:
        self._pass(1, 30)
        self._activity("resolved", self._told.associate if by == "associate" else None, by=by)
        self._told.ended_by = by
        if by != "silence" and self._plan.rates and self._random.random() < RATES:
            self._told.score = self._random.choices(range(1, 6), GOOD if held else BAD)[0]
        if not held:
            self._weeks.come_back(self._now, self._requester)

    def _pass(self, least_s: float, most_s: float) -> None:
        self._now += timedelta(seconds=self._random.uniform(least_s, most_s))

    def _ask(self, text: str) -> None:
        self._told.lines.append(Line(self._now, "requester", self._plan.name, body=text))

    def _say(self, author: Author, name: str, id_: UUID | None, text: str, **data: object) -> None:
        self._told.lines.append(Line(self._now, author, name, id_, text, data))

    def _activity(self, what: str, who: Answerer | None = None, **data: object) -> None:
        said = {"type": what, **data}
        line = (
            Line(self._now, "associate", who.name, who.id, data=said) if who else Line(self._now, "system", data=said)
        )
        self._told.lines.append(line)

    def _turn(self, outcome: Literal["answered", "handed_over"], reason: str, confidence: float) -> None:
        self._pass(0.3, 1.5)
        article = self._plan.article.slug if outcome == "answered" and self._plan.article else None
        self._told.turns.append(Turn(len(self._told.lines), outcome, reason, article, confidence))

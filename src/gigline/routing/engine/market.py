"""The market: who is there, what they hold, who waits. The one place that enforces the hard rules.

Eligible only (brand, language, channel, topic grant, clearance, not excluded), never over capacity (a voice
conversation needs an empty associate and fills all slots), never to somebody offline, never one to two people.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from gigline.routing.engine.errors import BadEvent, RuleBroken
from gigline.routing.engine.events import (
    Abandoned,
    Arrived,
    Associate,
    Conversation,
    Declined,
    Event,
    Expired,
    Finished,
    History,
    Offline,
    Online,
    Outcome,
    Tick,
)
from gigline.routing.engine.people import EXCLUSIVE, People, Rows

# An associate who turned a conversation down, or let it run out, is not asked for it again for so long.
DECLINED_REST_S = 300.0
EXPIRED_REST_S = 60.0


@dataclass(slots=True)
class Waiting:
    """A conversation in the queue. `number`: its place in the order of arrival. `rests`: row → not before this time."""

    conversation: Conversation
    since: float
    number: int
    rests: dict[int, float] = field(default_factory=dict)

    def waited(self, t: float) -> float:
        """Seconds since it arrived, offers included."""
        return t - self.since


@dataclass(slots=True)
class Held:
    """A conversation that somebody holds, or is asked to take. `slots`: how many it takes of them."""

    waiting: Waiting
    row: int
    since: float
    slots: int
    concurrency: int


class Market:
    """State of one market. `t`: the time of the last event that had one."""

    def __init__(self) -> None:
        self.people = People()
        self.waiting: dict[str, Waiting] = {}
        self.held: dict[str, Held] = {}
        self.t = float("-inf")
        self._arrivals = 0

    def apply(self, event: Event) -> Outcome | None:
        """Takes note of an event; gives the outcome if it brought one. Raises BadEvent, then nothing has changed."""
        if isinstance(event, Associate):
            self.people.put(event)
            return None
        if isinstance(event, History):
            return _past(event, self.people)
        if not event.t >= self.t:
            raise BadEvent("time goes back")
        outcome = self._apply(event)
        self.t = event.t
        return outcome

    def _apply(self, event: Event) -> Outcome | None:
        match event:
            case Online():
                self._online(self._row(event.associate), event.t)
            case Offline():
                self.people.online[self._row(event.associate)] = False
            case Arrived():
                self._arrived(event)
            case Abandoned():
                self._abandoned(event)
            case Declined():
                self._back(event, DECLINED_REST_S)
            case Expired():
                self._back(event, EXPIRED_REST_S)
            case Finished():
                return self._finished(event)
            case Tick():
                pass
            case _:
                raise BadEvent(f"unknown event {type(event).__name__}")
        return None

    def _row(self, associate: str) -> int:
        row = self.people.row.get(associate)
        if row is None:
            raise BadEvent("unknown associate")
        return row

    def _online(self, row: int, t: float) -> None:
        if not self.people.online[row]:
            self.people.online[row] = True
            self.people.idle_since[row] = t

    def _arrived(self, event: Arrived) -> None:
        key = event.conversation.id
        if key in self.waiting or key in self.held:
            raise BadEvent("this conversation is there already")
        self._arrivals += 1
        self.waiting[key] = Waiting(event.conversation, event.t, self._arrivals)

    def _abandoned(self, event: Abandoned) -> None:
        if self.waiting.pop(event.id, None) is not None:
            return
        if event.id not in self.held:
            raise BadEvent("unknown conversation")
        self._release(event.id)

    def _back(self, event: Declined | Expired, rest: float) -> None:
        self._held_by(event.id, event.associate)
        held = self._release(event.id)
        held.waiting.rests[held.row] = event.t + rest
        self.waiting[event.id] = held.waiting

    def _finished(self, event: Finished) -> Outcome:
        held = self._held_by(event.id, event.associate)
        self._release(event.id)
        self.people.idle_since[held.row] = event.t
        self.people.earned_s[held.row] += event.work
        return Outcome(
            event.t, held.row, held.waiting.conversation, event.associate, event.resolved, event.csat, event.work,
            event.wait, event.concurrency, event.converted,
            self.people.counting(held.waiting.conversation),
            self.people.matched(held.waiting.conversation, held.row),
        )  # fmt: skip

    def _held_by(self, conversation: str, associate: str) -> Held:
        held = self.held.get(conversation)
        if held is None or self.people.row.get(associate) != held.row:
            raise BadEvent("this associate does not hold this conversation")
        return held

    def _release(self, conversation: str) -> Held:
        held = self.held.pop(conversation)
        self.people.load[held.row] -= held.slots
        self.people.held[held.row] -= 1
        self.people.calls[held.row] -= held.waiting.conversation.channel in EXCLUSIVE
        return held

    # offers

    def broken_rule(self, conversation: str, associate: str) -> str | None:
        """The hard rule that this offer would break now, None if it may be made."""
        waiting = self.waiting.get(conversation)
        row = self.people.row.get(associate)
        if waiting is None:
            return "waiting"
        if row is None or not self.people.eligible_bits(waiting.conversation) >> row & 1:
            return "eligible"
        if associate in waiting.conversation.excluded:
            return "excluded"
        if not self.people.online[row]:
            return "online"
        return None if room_for(waiting.conversation, self.people, row) else "capacity"

    def offer(self, conversation: str, associate: str, t: float) -> None:
        """Takes the slot at once. Raises RuleBroken if a hard rule forbids it, and then nothing has changed."""
        rule = self.broken_rule(conversation, associate)
        if rule is not None:
            raise RuleBroken(rule, conversation, associate)
        waiting = self.waiting.pop(conversation)
        row = self.people.row[associate]
        slots = taken(waiting.conversation, int(self.people.slots[row]))
        self.people.load[row] += slots
        self.people.held[row] += 1
        self.people.calls[row] += waiting.conversation.channel in EXCLUSIVE
        self.people.idle_since[row] = t
        self.held[conversation] = Held(waiting, row, t, slots, int(self.people.held[row]))


def taken(conversation: Conversation, slots: int) -> int:
    """How many of an associate's slots it takes."""
    return slots if conversation.channel in EXCLUSIVE else conversation.weight


def room_for(conversation: Conversation, people: People, row: int) -> bool:
    """Whether it fits into what this person carries already."""
    load, slots = int(people.load[row]), int(people.slots[row])
    if conversation.channel in EXCLUSIVE:
        return int(people.held[row]) == 0 and slots > 0
    return load + conversation.weight <= slots and not people.calls[row]


class Room:
    """A sketch of who has room, for a policy to try a whole round on: a copy that shares nothing with the market."""

    def __init__(self, market: Market, t: float) -> None:
        self.people = market.people
        self.t = t
        self.load = market.people.load.copy()
        self.held = market.people.held.copy()
        self.closed: set[int] = set()
        self._has_room: dict[tuple[bool, int], npt.NDArray[np.bool_]] = {}

    def candidates(self, waiting: Waiting) -> Rows:
        """The rows of all who could be offered it now: eligible, online, with room, not resting from it."""
        rows = self.people.eligible(waiting.conversation)
        return rows[self.places(waiting, rows)]

    def places(self, waiting: Waiting, eligible: Rows) -> Rows:
        """Where the candidates stand among all who are eligible."""
        places = self._open(waiting.conversation)[eligible].nonzero()[0]
        for row in self._refusing(waiting):
            places = places[eligible[places] != row]
        return places

    def available(self, waiting: Waiting) -> Rows:
        """The rows of all who could take it as soon as they have room: eligible, online, not resting from it."""
        rows = self.people.eligible(waiting.conversation)
        rows = rows[self.people.online[rows]]
        for row in self._refusing(waiting):
            rows = rows[rows != row]
        return rows

    def _open(self, c: Conversation) -> npt.NDArray[np.bool_]:
        """By row, whoever is online and has room: the same for most conversations, so remembered until it changes."""
        key = (c.channel in EXCLUSIVE, c.weight)
        found = self._has_room.get(key)
        if found is None:
            found = self._has_room[key] = self.people.online & fits(self, c, slice(None))
        return found

    def _refusing(self, waiting: Waiting) -> list[int]:
        """Who rests from it, or is excluded."""
        known = self.people.row
        excluded = [known[one] for one in waiting.conversation.excluded if one in known]
        return [row for row, until in waiting.rests.items() if until > self.t] + excluded

    def spare(self) -> npt.NDArray[np.int64]:
        """Free slots by row, -1 for those who are not there or in a call; of who is closed, as if they were not."""
        load = self.load
        if self.closed:
            load = load.copy()
            closed = sorted(self.closed)
            load[closed] = self.people.load[closed]
        return np.where(self.people.online & (self.people.calls == 0), self.people.slots - load, -1)

    def close(self, row: int) -> None:
        """Nothing more for this person in this sketch."""
        self._has_room.clear()
        self.closed.add(row)
        self.load[row] = max(self.load[row], self.people.slots[row])

    def take(self, waiting: Waiting, row: int) -> None:
        """Counts this person as having taken it."""
        self._has_room.clear()
        self.load[row] += taken(waiting.conversation, int(self.people.slots[row]))
        self.held[row] += 1

    def take_all(self, waiting: Sequence[Waiting], rows: Sequence[int]) -> None:
        """The same for many, each of another person."""
        self._has_room.clear()
        slots = self.people.slots[rows].tolist()
        self.load[rows] += [taken(one.conversation, most) for one, most in zip(waiting, slots, strict=True)]
        self.held[rows] += 1


def fits(room: Room, c: Conversation, rows: Rows | slice) -> npt.NDArray[np.bool_]:
    """Whether these people have room for it in this sketch."""
    load, slots = room.load[rows], room.people.slots[rows]
    empty: npt.NDArray[np.bool_] = (load == 0) & (slots > 0)
    beside: npt.NDArray[np.bool_] = (load + c.weight <= slots) & (room.people.calls[rows] == 0)
    return empty if c.channel in EXCLUSIVE else beside


def _past(event: History, people: People) -> Outcome:
    row = people.row.get(event.associate, -1)
    return Outcome(
        None, row, event.conversation, event.associate, event.resolved, event.csat, event.work, event.wait,
        event.concurrency, event.converted,
        people.counting(event.conversation), people.matched(event.conversation, row),
    )  # fmt: skip

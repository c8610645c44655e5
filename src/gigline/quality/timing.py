"""What a segment's log says in numbers: when it was answered, how long it waited, who had it. Pure.

Each figure of the reports that is a time is defined here and nowhere else; `measures` has the words.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

# begun: opened or reopened with the queue or not; queued: handed over, released, woken by the requester; snoozed: its
# associate put it off; to_bot: given back to the bot.
What = Literal["begun", "begun_queued", "asked", "bot_answered", "person_answered", "queued", "assigned", "snoozed",
    "to_bot", "resolved"]  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One line of a segment's log that counts. `associate_id`: who has it now, of `assigned`."""

    what: What
    at: datetime
    associate_id: UUID | None = None


@dataclass(frozen=True)
class Clock:
    """The brand's: when an answer is due that is promised at a time, and how much open time lies between two."""

    due: Callable[[datetime], datetime]
    open_time: Callable[[datetime, datetime], timedelta]


@dataclass
class Counted:
    """A segment's row in whole seconds, rounded down; None: it did not happen, or not yet."""

    associate_id: UUID | None = None
    first_s: int | None = None
    first_open_s: int | None = None
    first_person_s: int | None = None
    first_person_open_s: int | None = None
    next_s: list[int] = field(default_factory=list)
    queued: bool = False
    wait_s: int | None = None
    handle_s: int | None = None
    resolution_s: int | None = None
    taken: int = 0
    transfers: int = 0
    promises_kept: int = 0
    promises_broken: int = 0
    promise_due_at: datetime | None = None


def count(lines: Sequence[Line], clock: Clock) -> Counted:
    """Go through a segment's log, which begins with `begun` or `begun_queued`."""
    return _Fold(lines[0].at, clock).over(lines) if lines else Counted()


class _Fold:
    """What is remembered from line to line."""

    def __init__(self, began: datetime, clock: Clock):
        self._began, self._clock = began, clock
        self._found = Counted()
        self._asked: datetime | None = None
        self._queued: datetime | None = None
        self._held: datetime | None = None
        self._handled = timedelta()

    def over(self, lines: Sequence[Line]) -> Counted:
        for line in lines:
            _STEPS[line.what](self, line)
        if self._found.taken and self._held is None:
            self._found.handle_s = _seconds(self._handled)
        return self._found

    def _begun(self, line: Line) -> None:
        self._promise(line)

    def _begun_queued(self, line: Line) -> None:
        self._queue(line)

    def _ask(self, line: Line) -> None:
        self._asked = self._asked or line.at

    def _answer(self, line: Line) -> None:
        found, passed = self._found, line.at - self._began
        if found.first_s is None:
            found.first_s, found.first_open_s = _seconds(passed), self._open_s(line.at)
        if line.what == "person_answered":
            if found.first_person_s is None:
                found.first_person_s, found.first_person_open_s = _seconds(passed), self._open_s(line.at)
            elif self._asked is not None:
                found.next_s.append(_seconds(line.at - self._asked))
        self._asked = None
        self._settle(line.at, answered=True)

    def _queue(self, line: Line) -> None:
        self._let_go(line.at)
        self._found.queued = True
        self._queued = self._queued or line.at
        self._promise(line)

    def _assign(self, line: Line) -> None:
        self._let_go(line.at)
        found = self._found
        if self._queued is not None and found.wait_s is None:
            found.wait_s = _seconds(line.at - self._queued)
        found.transfers += found.associate_id not in {None, line.associate_id}
        found.taken += 1
        found.associate_id = line.associate_id
        self._held = line.at

    def _snooze(self, line: Line) -> None:
        self._let_go(line.at)

    def _give_to_bot(self, line: Line) -> None:
        self._let_go(line.at)
        self._settle(line.at)

    def _resolve(self, line: Line) -> None:
        self._let_go(line.at)
        self._settle(line.at)
        self._found.resolution_s = _seconds(line.at - self._began)

    def _promise(self, line: Line) -> None:
        """A new promise takes the place of the one before, unless that was broken already."""
        self._settle(line.at)
        self._found.promise_due_at = self._clock.due(line.at)

    def _settle(self, at: datetime, *, answered: bool = False) -> None:
        due, self._found.promise_due_at = self._found.promise_due_at, None
        if due is not None:
            self._found.promises_broken += due < at
            self._found.promises_kept += answered and due >= at

    def _let_go(self, at: datetime) -> None:
        if self._held is not None:
            self._handled += at - self._held
            self._held = None

    def _open_s(self, until: datetime) -> int:
        return _seconds(self._clock.open_time(self._began, until))


_STEPS: dict[What, Callable[[_Fold, Line], None]] = {
    "begun": _Fold._begun,
    "begun_queued": _Fold._begun_queued,
    "asked": _Fold._ask,
    "bot_answered": _Fold._answer,
    "person_answered": _Fold._answer,
    "queued": _Fold._queue,
    "assigned": _Fold._assign,
    "snoozed": _Fold._snooze,
    "to_bot": _Fold._give_to_bot,
    "resolved": _Fold._resolve,
}


def _seconds(span: timedelta) -> int:
    return max(0, span // timedelta(seconds=1))

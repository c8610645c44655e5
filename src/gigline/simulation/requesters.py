"""Simulated requesters: they open the widget, write, wait, read, lose the line, come back, rate and leave."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from gigline.simulation import judgement
from gigline.simulation.identity import Identity
from gigline.simulation.pace import Pace, reading_s, typing_s
from gigline.simulation.plan import RequesterPlan
from gigline.simulation.surface import Refused, Surface
from gigline.simulation.transcript import Entry, Losses
from gigline.simulation.widget import Widget

# A flow that asks more than this is not worth their time.
MOST_STEPS = 8
# Human seconds a requester stays once what they wanted is there, for a last word and the rating.
LINGER_WITH_BOT_S = 8.0
LINGER_WITH_PERSON_S = 120.0
# Real seconds: how long the platform may take until the live line is there.
LIVE_S = 30.0
# So often, so many real seconds apart, it is asked whether everything it promised is in the conversation.
SETTLE_POLLS = 120
POLL_S = 0.25

Outcome = Literal["settled", "unsettled", "left"]
STILL_HERE = "yes, still here"
DOUBT = "that is not what I meant"


@dataclass
class Visit:
    """What became of one requester. Durations are real seconds, as they lived them; `left` = gone while waiting.

    `final` is the last fetch, `losses` what was wrong between it and what was sent and seen; `missed` counts entries
    that came only after a broken connection was resumed.
    """

    plan: RequesterPlan
    conversation: str | None = None
    sent: list[str] = field(default_factory=list)
    outcome: Outcome = "unsettled"
    first_response_s: float | None = None
    by_bot: int = 0
    by_associate: int = 0
    handed_over: bool = False
    asked_twice: int = 0
    score: int | None = None
    missed: int = 0
    final: list[Entry] = field(default_factory=list)
    losses: Losses = field(default_factory=Losses)


class Requester:
    """Runs one plan against the widget's surface."""

    def __init__(self, plan: RequesterPlan, surface: Surface, pace: Pace, identity: Identity | None = None):
        self.visit = Visit(plan)
        self._plan = plan
        self._pace = pace
        self._identity = identity if plan.verified else None
        self._problems = surface.problems
        self._widget = Widget(surface, plan.account)
        self._waiting_since: float | None = None
        self._began_at = 0.0
        self._settled = False
        self._told_code = plan.told_code
        self._rephrasings = list(plan.rephrasings)
        self._follow_up = plan.follow_up
        self._doubts = 0
        self._over = False
        self._steps = 0

    @property
    def conversation(self) -> str | None:
        """The conversation, once there is one."""
        return self._widget.conversation

    async def run(self) -> Visit:
        """The whole visit; raises Refused or TimeoutError when the platform will not have it."""
        await self._widget.open_session(self._identity.token(self._plan) if self._identity else None)
        async with self._widget.socket.running():
            async with asyncio.timeout(LIVE_S):
                await self._widget.live.wait()
            self._began_at = time.monotonic()
            await self._write(self._plan.opening)
            await self._talk()
            if self.visit.outcome != "left":
                await self._settle()
        return await self._close()

    async def _close(self) -> Visit:
        if self.visit.outcome == "left":
            await self._settle()
        transcript = self._widget.transcript
        self.visit.conversation, self.visit.sent = self._widget.conversation, transcript.accepted
        self.visit.missed = transcript.caught_up
        return self.visit

    async def _settle(self) -> None:
        """Fetch until all that was promised is there, and the live line has told all that is there; or time is up.

        Answers are counted, not seconds: a platform that was away has to work off what it promised before.
        """
        stayed = self.visit.outcome != "left"
        for _ in range(SETTLE_POLLS):
            self.visit.final = await self._widget.fetch()
            # Held against each other now: what the live line tells from here on is in no fetch.
            self.visit.losses = self._widget.transcript.losses(self.visit.final, stayed=stayed)
            if self.visit.losses.lost == 0:
                return
            await asyncio.sleep(POLL_S)

    # What they do, one thing after the other.

    async def _talk(self) -> None:
        while not self._over:
            try:
                async with asyncio.timeout(self._stays_s()):
                    entry = await self._widget.inbox.get()
            except TimeoutError:
                break
            await self._react(entry)
        if self._waiting_since is not None and not self._over:
            self.visit.outcome = "left"
        elif self._settled:
            self.visit.outcome = "settled"

    def _stays_s(self) -> float:
        """Real seconds they stay if nothing happens."""
        if self._waiting_since is not None:
            return max(0.0, self._waiting_since + self._plan.patience_s * self._pace.patience - time.monotonic())
        if self._widget.holder == "bot":
            return max(0.5, LINGER_WITH_BOT_S * self._pace.hands)
        return LINGER_WITH_PERSON_S * self._pace.patience

    async def _react(self, entry: Entry) -> None:
        if entry["kind"] == "activity":
            await self._notice(entry)
        elif entry["kind"] == "message" and entry["author"]["kind"] in {"bot", "associate"}:
            await self._read(entry)

    async def _notice(self, entry: Entry) -> None:
        match (entry.get("data") or {}).get("type"):
            case "handed_over" | "assigned":
                self.visit.handed_over = True
            case "still_there" if self._waiting_since is not None:
                await self._write(STILL_HERE)
                self._waiting_since = time.monotonic()
            case "resolved":
                await self._rate(int(entry["segment"]))
                self._over = True

    async def _read(self, entry: Entry) -> None:
        data: Mapping[str, Any] = entry.get("data") or {}
        if data.get("notice"):
            # That the brand is closed, say: no answer, so they go on waiting.
            return
        if data.get("handover"):
            self.visit.handed_over = True
            return
        if self.visit.first_response_s is None:
            self.visit.first_response_s = time.monotonic() - self._began_at
        self._waiting_since = None
        await self._pause(reading_s(entry["body"]))
        if self._plan.reads_receipts:
            await self._widget.mark_read(int(entry["seq"]))
        if entry["author"]["kind"] == "bot":
            self.visit.by_bot += 1
            await self._after_bot(data)
        else:
            self.visit.by_associate += 1
            await self._after_person(entry["body"])

    async def _after_bot(self, data: Mapping[str, Any]) -> None:
        if self._settled:
            return
        if data.get("asks") and judgement.is_right_flow(self._plan, data):
            await self._go_on(data)
        elif data.get("clarifying"):
            await self._choose(data)
        elif judgement.is_settled_by_bot(self._plan, data):
            await self._thank(data.get("options") or [])
        elif self._doubts == 0 and self._plan.scenario == "inside" and self._rephrasings:
            self._doubts += 1
            await self._write(self._rephrasings.pop())
        else:
            await self._ask_for_person()

    async def _go_on(self, data: Mapping[str, Any]) -> None:
        """Answer a question of a flow that gets done what they want."""
        answer = judgement.answer_to_flow(self._plan, data)
        self._steps += 1
        if answer is None or self._steps > MOST_STEPS:
            await self._ask_for_person()
            return
        if data.get("asks") == "code":
            self.visit.asked_twice += self._told_code
            self._told_code = True
        await self._write(answer)

    async def _choose(self, data: Mapping[str, Any]) -> None:
        option = judgement.chosen_option(self._plan, list(data.get("options") or []), data.get("about") or {})
        if option is not None:
            await self._write(option)
        else:
            await self._ask_for_person()

    async def _after_person(self, body: str) -> None:
        if judgement.asks_for_code(body):
            self.visit.asked_twice += self._told_code
            self._told_code = True
            await self._write(self._plan.code)
        elif self._settled:
            return
        elif judgement.is_settled_by_person(self._plan, body):
            await self._thank([])
        elif self._doubts < 2:
            self._doubts = 2
            await self._write(DOUBT)

    async def _thank(self, buttons: list[Any]) -> None:
        """One more word, or the first of the bot's buttons ("That helped") by those who also rate."""
        self._settled = True
        if buttons and self._follow_up is None and self._plan.rates:
            await self._write(str(buttons[0]))
        elif self._follow_up is not None:
            text, self._follow_up = self._follow_up, None
            await self._write(text)

    async def _ask_for_person(self) -> None:
        await self._widget.ask_for_person()
        self._waiting_since = self._waiting_since or time.monotonic()

    async def _write(self, text: str) -> None:
        self._widget.typing()
        await self._pause(typing_s(text))
        if not self._widget.transcript.accepted:
            self._began_at = time.monotonic()
        await self._widget.write(text)
        self._waiting_since = self._waiting_since or time.monotonic()
        if len(self._widget.transcript.accepted) == self._plan.drops_after:
            self._widget.socket.drop(self._plan.away_s * self._pace.hands)

    async def _rate(self, segment: int) -> None:
        if not self._plan.rates:
            return
        waited = self.visit.first_response_s
        human_s = waited / self._pace.patience if waited is not None else None
        score = judgement.score(self._plan, waited_s=human_s, settled=self._settled, asked_twice=self.visit.asked_twice)
        try:
            await self._widget.rate(segment, score)
            self.visit.score = score
        except Refused as error:
            self._problems.note(str(error))

    async def _pause(self, human_s: float) -> None:
        await asyncio.sleep(human_s * self._pace.hands)

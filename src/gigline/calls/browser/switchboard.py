"""The calls whose sound runs through this process, kept as the database says.

It is asked to look by hints, and looks every second while it has calls, because hints may be lost.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from uuid import UUID

import asyncpg
import structlog

from gigline.calls import consultation_queries, consulting, rules
from gigline.calls import service as calls
from gigline.calls.browser import queries
from gigline.calls.browser.errors import CallsBusy
from gigline.calls.browser.listening import Listening, Recognisers
from gigline.calls.browser.live_call import LiveCall
from gigline.calls.browser.models import Leg
from gigline.calls.errors import NotInThisState
from gigline.calls.media import ice
from gigline.calls.media.offers import BadOffer
from gigline.calls.media.recognising import Recogniser
from gigline.calls.models import Call, Consultation
from gigline.calls.rules import Side
from gigline.infra import telemetry
from gigline.infra.db import Database, Writer
from gigline.infra.live import Bus
from gigline.infra.settings import Settings

log = structlog.get_logger()

HINTS = "gigline_calls"
LOOK_S = 1.0
BEAT_S = 3.0
# A host that was not heard of for so long has died, and its calls with it.
LEASE_S = 12.0


class Switchboard:
    """One per web process. Costs nothing until a browser calls."""

    def __init__(self, database: Database, bus: Bus, settings: Settings):
        self.host = str(database.new_id())
        self._database = database
        self._bus = bus
        self._settings = settings
        self._recognisers = Recognisers(settings.recogniser)
        self._live: dict[UUID, LiveCall] = {}
        self._listening: dict[UUID, Listening] = {}
        self._endings: set[asyncio.Task[None]] = set()
        self._quiet = asyncio.Event()
        self._quiet.set()
        self._wake = asyncio.Event()
        self._hints: asyncio.Queue[str] = asyncio.Queue(1000)
        self._looking = asyncio.Lock()
        self._seen_at = 0.0
        bus.listen(HINTS, self._hinted)

    # ── what others ask of it ─────────────────────────────────────────────────────────────────────────────────

    def check_room(self) -> None:
        """Raise CallsBusy when this process has all the calls it may have."""
        if not self.has_room:
            raise CallsBusy("All lines are busy: try again in a moment, or write.")

    @property
    def has_room(self) -> bool:
        """Whether this process may have one more call."""
        return len(self._live) < self._settings.most_calls

    async def carry(self, call: Call) -> LiveCall:
        """The requester's sound comes in here by other ways than a browser: this process has the call from now on."""
        async with self._database.writer() as w:
            await queries.take(w, call, self.host)
        self._wake.set()
        return self._live.setdefault(call.id, LiveCall(call, self.ice_servers, self))

    async def recogniser(self) -> Recogniser | None:
        """What understands speech here."""
        return await self._recognisers.get()

    def ice_servers(self) -> Sequence[ice.IceServer]:
        """The STUN and TURN servers of the installation, for a browser or a leg of ours."""
        s = self._settings
        secret = s.turn_secret.get_secret_value()
        return ice.servers(s.stun_url, s.turn_url, secret, self._database.clock.now())

    def changed(self, call: Call) -> None:
        """Something of the call was committed: its host is to look."""
        if call.host == self.host:
            self._wake.set()
        elif call.host is not None and not self._hints.full():
            self._hints.put_nowait(call.host)

    async def idle(self) -> None:
        """Until no call is here any more, and everything of the last one is written down."""
        await self._quiet.wait()

    def _hinted(self, hint: dict[str, str]) -> None:
        # An empty one: the bus was away, and hints were missed.
        if hint.get("host", self.host) == self.host:
            self._wake.set()

    # ── its work ──────────────────────────────────────────────────────────────────────────────────────────────

    async def run(self) -> None:
        """Work until cancelled; then every call here ends."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._look_forever())
                group.create_task(self._tell_others())
        finally:
            await asyncio.shield(self._close())

    async def _tell_others(self) -> None:
        while True:
            host = await self._hints.get()
            try:
                await self._bus.send(HINTS, {"host": host})
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                log.warning("call_hint_lost", error=telemetry.where(error))

    async def _look_forever(self) -> None:
        while True:
            try:
                async with asyncio.timeout(LOOK_S if self._live else None):
                    await self._wake.wait()
            except TimeoutError:
                pass
            self._wake.clear()
            try:
                await self.look()
                await self._beat()
            except Exception as error:  # the next look comes within a second
                log.warning("calls_look_failed", error=telemetry.where(error))

    async def _beat(self) -> None:
        now = self._database.clock.monotonic()
        if self._live and now - self._seen_at >= BEAT_S:
            await queries.beat(self._database, self.host)
            self._seen_at = now

    async def look(self) -> None:
        """Make the calls here what the database says, and answer the browsers that wait."""
        async with self._looking:
            # A call that is carried from now on is not in what is read here, and is not gone for that.
            known = set(self._live)
            # Of one moment: between two looks a colleague who is asked may have become the associate.
            async with self._database.snapshot() as r:
                found = await queries.hosted(r, self.host, list(known))
                asked = await consultation_queries.open_among(r, [call.id for call in found])
                legs = await queries.waiting_legs(r, self.host)
            waiting = {call.id: [leg for leg in legs if leg.call_id == call.id] for call in found}
            await asyncio.gather(*(self._settle(call, asked.get(call.id), waiting[call.id]) for call in found))
            for gone in (known - waiting.keys()) & self._live.keys():
                self._end(self._live[gone].call)  # another process took it, or its brand is no more
            self._count()

    async def _settle(self, call: Call, asked: Consultation | None, legs: Sequence[Leg]) -> None:
        try:
            if rules.is_over(call.state):
                self._end(call)
                return
            live = self._live.setdefault(call.id, LiveCall(call, self.ice_servers, self))
            await live.follow(call, asked)
            for leg in legs:
                await self._answer(live, leg)
        except Exception as error:  # one call's trouble is not the others'
            log.error("call_failed", error=telemetry.where(error))

    async def _answer(self, live: LiveCall, leg: Leg) -> None:
        answer = None
        if (side := live.place_of(leg)) is not None:
            try:
                answer = await live.answer(leg, side)
            except BadOffer:
                log.info("call_offer_refused")
        await queries.answer(self._database, leg, answer)

    def _end(self, call: Call) -> None:
        """Its legs end, and what was said last is written down, while the other calls go on.

        In a task of its own from the first step on: whoever stops this process may do so in the middle of it.
        """
        live, listening = self._live.pop(call.id, None), self._listening.pop(call.id, None)
        work = asyncio.create_task(self._write_up(call, live, listening))
        self._endings.add(work)
        work.add_done_callback(self._written_up)
        self._count()

    def _written_up(self, work: asyncio.Task[None]) -> None:
        self._endings.discard(work)
        self._count()

    def _count(self) -> None:
        telemetry.CALLS.set(len(self._live))
        if self._live or self._endings:
            self._quiet.clear()
        else:
            self._quiet.set()

    async def _write_up(self, call: Call, live: LiveCall | None, listening: Listening | None) -> None:
        try:
            if live is not None:
                await live.close()
            async with self._database.writer() as w:
                await queries.forget_legs(w, call)
            if listening is not None:
                await listening.finish()
        except Exception as error:
            log.error("call_not_written_up", error=telemetry.where(error))

    async def _close(self) -> None:
        """This process stops: its calls end visibly, and nobody waits for it."""
        for live in list(self._live.values()):
            try:
                async with self._database.writer() as w:
                    await calls.end(w, live.call.id, "host_stopped", how="fail")
            except Exception as error:  # another process finds it without a host
                log.warning("call_not_ended", error=telemetry.where(error))
            self._end(live.call)
        await self.idle()
        async with self._database.writer() as w:
            await queries.leave(w, self.host)

    # ── what becomes of legs (live_call.Keeper) ───────────────────────────────────────────────────────────────

    async def joined(self, call: Call, side: Side, person_id: UUID) -> bool:
        """A side's sound comes through: an associate has picked up."""
        if side == "requester":
            return True
        async with self._database.writer() as w:
            if not await _pick_up(w, call.id, person_id):
                return False
        if call.id not in self._listening:
            live = self._live[call.id]
            self._listening[call.id] = listening = Listening(self._database, live.call, who=live.person_at)
            listening.start(live.bridge, self._recognisers)
        # A colleague who answered is to be heard now, not in a second.
        self._wake.set()
        return True

    async def ended(self, call: Call, side: Side, person_id: UUID, *, left: bool) -> None:
        """A side did not come back: the call is over and the conversation goes on in writing.

        An associate whose browser never came through did not answer; somebody else is found. A colleague who is on the
        line goes on with the call of a lost associate, and is let go when it is they who are lost.
        """
        async with self._database.writer() as w:
            k = await calls.get(w, call.id)
            if side == "requester":
                await calls.end(w, k.id, "left" if left else "requester_lost", how="hang_up" if left else "fail")
            elif k.associate_id != person_id:
                await consulting.colleague_lost(w, k.id, person_id)
            elif k.state == "ringing_associate":
                await calls.not_answered(w, k.id, k.leg)
            elif not await consulting.taken_from_lost(w, k.id, person_id):
                await calls.end(w, k.id, "associate_lost", how="fail")
        self._wake.set()


async def _pick_up(w: Writer, call_id: UUID, person_id: UUID) -> bool:
    """The associate is in the call, or the colleague who is asked; a caller on hold stays there.

    False when it rings at somebody else (by now).
    """
    k = await calls.get(w, call_id)
    if k.associate_id != person_id:
        return await consulting.answers(w, call_id, person_id)
    if k.state == "held":
        return True
    try:
        await calls.connect(w, call_id, person_id)
    except NotInThisState:
        return False
    return True

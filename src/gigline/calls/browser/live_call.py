"""One call whose sound runs through this process: its legs, the bridge between them, and whoever listens in."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

import structlog

from gigline.calls import rules
from gigline.calls.browser.models import Leg
from gigline.calls.media.bridge import Bridge
from gigline.calls.media.ice import IceServer
from gigline.calls.models import Call, Consultation
from gigline.calls.rules import Side
from gigline.infra import telemetry

if TYPE_CHECKING:
    from gigline.calls.media.peers import Peer

log = structlog.get_logger()

# A browser that was answered has so long to come through.
CONNECT_S = 15.0
# Of a side that sends nothing for so long, the network is gone: the other side hears music again.
SILENT_S = 4.0
# After so long of it, the side is lost.
LOST_S = 20.0
# Who said goodbye may come back: an associate whose page is reloaded. A requester who closes the page has hung up.
BACK_WITHIN_S: dict[Side, float] = {"requester": 2.0, "associate": 20.0, "colleague": 20.0}
LOOK_S = 0.25


class Keeper(Protocol):
    """Whoever writes down what becomes of the legs."""

    async def joined(self, call: Call, side: Side, person_id: UUID) -> bool:
        """A side's sound comes through; False when they may not take part (any more)."""

    async def ended(self, call: Call, side: Side, person_id: UUID, *, left: bool) -> None:
        """A side did not come back: it said goodbye (`left`), or the line to it is dead."""


@dataclass
class Seat:
    """Who has a leg, and the side that it is of: a colleague's becomes the associate's when the call does."""

    side: Side
    person_id: UUID


@dataclass
class Attended:
    """A leg, and the task that looks after it."""

    seat: Seat
    peer: Peer
    task: asyncio.Task[None]


class LiveCall:
    """`servers` are asked for with each leg: their credentials end."""

    def __init__(self, call: Call, servers: Callable[[], Sequence[IceServer]], keeper: Keeper):
        self.call = call
        self.bridge = Bridge()
        self.closed = asyncio.Event()
        self._servers = servers
        self._keeper = keeper
        self._asked: Consultation | None = None
        self._legs: dict[Side, Attended] = {}

    def place_of(self, leg: Leg) -> Side | None:
        """The side of whoever wants to join; None for those who have no part in the call (any more)."""
        if leg.side == "requester":
            return "requester"
        if leg.person_id == self.call.associate_id:
            return "associate"
        return "colleague" if self._asked is not None and leg.person_id == self._asked.associate_id else None

    def person_at(self, side: Side) -> UUID | None:
        """Who is at a side."""
        leg = self._legs.get(side)
        return leg.seat.person_id if leg else None

    async def answer(self, leg: Leg, side: Side) -> str:
        """Let a browser in and give the answer to its offer; whoever was on that side is replaced. Raises BadOffer."""
        # Loading it takes most of a second, the first time.
        peers = await asyncio.to_thread(importlib.import_module, "gigline.calls.media.peers")
        seat = Seat(side, leg.person_id)
        peer: Peer = peers.Peer(
            self._servers(), lambda pcm: self.bridge.said(seat.side, pcm), lambda: self.bridge.heard_by(seat.side)
        )
        answer = await peer.answer(leg.offer)
        await self.drop(side)
        self._legs[side] = Attended(seat, peer, asyncio.create_task(self._attend(seat, peer)))
        return answer

    async def follow(self, call: Call, asked: Consultation | None) -> None:
        """Do what the rows say: who hears whom, who is the associate now, and who has no part in it any more."""
        self.call, self._asked = call, asked
        before = self._hand_over()
        self.bridge.connect(rules.hear_each_other(call.state, asked.state if asked else None))
        places: dict[Side, UUID | None] = {
            "associate": call.associate_id,
            "colleague": asked.associate_id if asked else None,
        }
        for side, person_id in places.items():
            if self.person_at(side) != person_id:
                await self.drop(side)
        if before is not None:
            await _end(before)

    def _hand_over(self) -> Attended | None:
        """Whoever was asked has the call now: their leg is the associate's. The leg that was, for being ended."""
        leg = self._legs.get("colleague")
        if leg is None or leg.seat.person_id != self.call.associate_id:
            return None
        self.bridge.hand_over()
        before = self._legs.pop("associate", None)
        leg.seat.side = "associate"
        self._legs["associate"] = self._legs.pop("colleague")
        return before

    async def drop(self, side: Side) -> None:
        """End the leg of a side."""
        if side in self._legs:
            self.bridge.leave(side)
            await _end(self._legs.pop(side))

    async def close(self) -> None:
        """End all legs."""
        self.closed.set()
        for side in list(self._legs):
            await self.drop(side)

    async def _attend(self, seat: Seat, peer: Peer) -> None:
        """Look after a leg for as long as it is the one of its side."""
        try:
            left = await self._until_gone(seat, peer)
            self.bridge.leave(seat.side)
            if left:
                await asyncio.sleep(BACK_WITHIN_S[seat.side])
            await self._keeper.ended(self.call, seat.side, seat.person_id, left=left)
        except Exception as error:
            log.error("call_leg_failed", error=telemetry.where(error))

    async def _until_gone(self, seat: Seat, peer: Peer) -> bool:
        """True when the browser said goodbye, False when it was silent for too long (or never came through)."""
        try:
            async with asyncio.timeout(CONNECT_S):
                await peer.connected.wait()
        except TimeoutError:
            return False
        loop = asyncio.get_running_loop()
        peer.last_heard_at = loop.time()
        while not peer.gone.is_set():
            quiet_s = loop.time() - peer.last_heard_at
            if quiet_s > LOST_S:
                return False
            if quiet_s > SILENT_S:
                self.bridge.leave(seat.side)
            elif seat.side not in self.bridge.present and await self._keeper.joined(
                self.call, seat.side, seat.person_id
            ):
                self.bridge.join(seat.side)
            await _first(peer.gone, LOOK_S)
        return True


async def _end(leg: Attended) -> None:
    leg.task.cancel()
    await asyncio.wait([leg.task])
    await leg.peer.close()


async def _first(event: asyncio.Event, timeout_s: float) -> None:
    """Until the event, or so long."""
    try:
        async with asyncio.timeout(timeout_s):
            await event.wait()
    except TimeoutError:
        return

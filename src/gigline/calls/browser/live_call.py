"""One call whose sound runs through this process: its legs, the bridge between them, and whoever listens in."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

import structlog

from gigline.calls.browser.models import Leg
from gigline.calls.media.audio import Side
from gigline.calls.media.bridge import Bridge
from gigline.calls.media.ice import IceServer
from gigline.calls.models import Call
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
BACK_WITHIN_S: dict[Side, float] = {"requester": 2.0, "associate": 20.0}
LOOK_S = 0.25


class Keeper(Protocol):
    """Whoever writes down what becomes of the legs."""

    async def joined(self, call: Call, side: Side, person_id: UUID) -> bool:
        """A side's sound comes through; False when they may not take part (any more)."""

    async def ended(self, call: Call, side: Side, *, left: bool) -> None:
        """A side did not come back: it said goodbye (`left`), or the line to it is dead."""


@dataclass
class Attended:
    """A leg, and the task that looks after it."""

    person_id: UUID
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
        self._legs: dict[Side, Attended] = {}

    async def answer(self, leg: Leg) -> str:
        """Let a browser in and give the answer to its offer; whoever was on that side is replaced. Raises BadOffer."""
        # Loading it takes most of a second, the first time.
        peers = await asyncio.to_thread(importlib.import_module, "gigline.calls.media.peers")
        side = leg.side
        peer: Peer = peers.Peer(
            self._servers(), lambda pcm: self.bridge.said(side, pcm), lambda: self.bridge.heard_by(side)
        )
        answer = await peer.answer(leg.offer)
        await self.drop(side)
        task = asyncio.create_task(self._attend(side, peer, leg.person_id))
        self._legs[side] = Attended(leg.person_id, peer, task)
        return answer

    async def follow(self, call: Call) -> None:
        """Do what the call's row says: hold, and let go of an associate who has it no longer."""
        self.call = call
        if self.bridge.held != (call.state == "held"):
            self.bridge.hold(call.state == "held")
        leg = self._legs.get("associate")
        if leg is not None and leg.person_id != call.associate_id:
            await self.drop("associate")

    async def drop(self, side: Side) -> None:
        """End the leg of a side."""
        leg = self._legs.pop(side, None)
        if leg is None:
            return
        self.bridge.leave(side)
        leg.task.cancel()
        await asyncio.wait([leg.task])
        await leg.peer.close()

    async def close(self) -> None:
        """End all legs."""
        self.closed.set()
        for side in list(self._legs):
            await self.drop(side)

    async def _attend(self, side: Side, peer: Peer, person_id: UUID) -> None:
        """Look after a leg for as long as it is the one of its side."""
        try:
            left = await self._until_gone(side, peer, person_id)
            self.bridge.leave(side)
            if left:
                await asyncio.sleep(BACK_WITHIN_S[side])
            await self._keeper.ended(self.call, side, left=left)
        except Exception as error:
            log.error("call_leg_failed", error=telemetry.where(error))

    async def _until_gone(self, side: Side, peer: Peer, person_id: UUID) -> bool:
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
                self.bridge.leave(side)
            elif side not in self.bridge.present and await self._keeper.joined(self.call, side, person_id):
                self.bridge.join(side)
            await _first(peer.gone, LOOK_S)
        return True


async def _first(event: asyncio.Event, timeout_s: float) -> None:
    """Until the event, or so long."""
    try:
        async with asyncio.timeout(timeout_s):
            await event.wait()
    except TimeoutError:
        return

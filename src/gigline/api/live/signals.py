"""Typing and viewing: signals that pass through and are never stored."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any
from uuid import UUID

import structlog

from gigline.api.live.connection import Connection
from gigline.api.live.rooms import Rooms
from gigline.infra import telemetry
from gigline.infra.live import SIGNALS, Bus

log = structlog.get_logger()

ANNOUNCE_S = 10.0
FORGET_S = 25.0


class Signals:
    """Shares signals with the other processes and passes them to this one's rooms."""

    def __init__(self, bus: Bus, rooms: Rooms):
        self._bus = bus
        self._rooms = rooms
        self._outgoing: asyncio.Queue[dict[str, Any]] = asyncio.Queue(1000)
        self._viewers: dict[UUID, dict[str, tuple[str, float]]] = {}
        bus.listen(SIGNALS, self._receive)

    async def run(self) -> None:
        """Send what is queued and say every ten seconds who is viewing, until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._send_queued())
            group.create_task(self._announce_forever())

    async def _send_queued(self) -> None:
        while True:
            signal = await self._outgoing.get()
            await _best_effort(self._bus.send(SIGNALS, signal))

    async def _announce_forever(self) -> None:
        while True:
            await asyncio.sleep(ANNOUNCE_S)
            for room in self._rooms:
                for member in room.members.values():
                    if not member.public:
                        self._view(room.conversation_id, member.connection, True)

    def _queue(self, signal: dict[str, Any]) -> None:
        if not self._outgoing.full():
            self._outgoing.put_nowait(signal)

    def typing(self, conversation_id: UUID, kind: str, name: str, on: bool, *, source: str, note: bool = False) -> None:
        """Somebody writes (or stopped). `note`: privately, so requesters do not see it."""
        self._queue(
            {"t": "typing", "c": str(conversation_id), "k": kind, "n": name, "on": on, "s": source, "note": note}
        )

    def announce(self, connection: Connection) -> None:
        """Say at once that this connection is viewing the rooms it is in."""
        for room in self._rooms:
            if connection.id in room.members:
                self._view(room.conversation_id, connection, True)

    def left(self, conversation_id: UUID, connection: Connection) -> None:
        """Say that it is no longer viewing this one."""
        if connection.actor.kind == "person":
            self._view(conversation_id, connection, False)

    def _view(self, conversation_id: UUID, connection: Connection, on: bool) -> None:
        actor = connection.actor
        self._queue({"t": "viewing", "c": str(conversation_id), "p": str(actor.id), "n": actor.name, "on": on})

    def _receive(self, signal: dict[str, Any]) -> None:
        if signal.get("t") == "typing":
            self._pass_typing(signal)
        elif signal.get("t") == "viewing":
            self._pass_viewing(signal)

    def _pass_typing(self, signal: dict[str, Any]) -> None:
        room = self._rooms.get(UUID(signal["c"]))
        frame = {
            "type": "typing",
            "conversation": signal["c"],
            "who": {"kind": signal["k"], "name": signal["n"]},
            "on": signal["on"],
            "note": signal["note"],
        }
        for member in list(room.members.values()) if room else []:
            if str(member.connection.id) != signal["s"] and not (member.public and signal["note"]):
                member.connection.send(frame)

    def _pass_viewing(self, signal: dict[str, Any]) -> None:
        conversation_id = UUID(signal["c"])
        room = self._rooms.get(conversation_id)
        if room is None:
            self._viewers.pop(conversation_id, None)
            return
        now = asyncio.get_running_loop().time()
        known = self._viewers.setdefault(conversation_id, {})
        before = set(known)
        if signal["on"]:
            known[signal["p"]] = (signal["n"], now + FORGET_S)
        else:
            known.pop(signal["p"], None)
        for person in [person for person, (_, until) in known.items() if until < now]:
            del known[person]
        if set(known) == before:
            return
        people = [{"id": person, "name": name} for person, (name, _) in known.items()]
        frame = {"type": "viewing", "conversation": signal["c"], "people": people}
        for member in list(room.members.values()):
            if not member.public:
                member.connection.send(frame)


async def _best_effort(sending: Coroutine[Any, Any, None]) -> None:
    """A signal that cannot be sent is dropped: the next one will do, and the loop goes on."""
    try:
        await sending
    except Exception as error:
        log.warning("signal_lost", error=telemetry.where(error))

"""Everything live in this process: rooms, brand listeners, what is pushed to whom."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from typing import Any
from uuid import UUID

from gigline.accounts.models import Actor
from gigline.api.live import views
from gigline.api.live.connection import Connection
from gigline.api.live.feed import Feed
from gigline.api.live.rooms import Member, Room, Rooms
from gigline.api.live.signals import Signals
from gigline.conversations import listing, schemas
from gigline.conversations import service as conversations
from gigline.conversations.models import Conversation, Entry
from gigline.infra import stream
from gigline.infra.db import Database, Reader
from gigline.infra.live import Bus
from gigline.infra.stream import Streamed
from gigline.kit.errors import NotFound
from gigline.routing import service as routing
from gigline.routing.models import QueuePlace
from gigline.routing.schemas import offer_out

REPLAY_LIMIT = 500
OFFER_EVENTS = frozenset({"OfferMade", "OfferEnded"})
# They say nothing of what was written: associates may hear of them in any brand of theirs.
ASSIGNMENT_EVENTS = frozenset({"Assigned", "Released", "GivenToBot", "Resolved", "Queued"})


class Gateway:
    """One per web process."""

    def __init__(self, database: Database, bus: Bus):
        self.database = database
        self.rooms = Rooms()
        self.feed = Feed(database, self._on_events)
        self.signals = Signals(bus, self.rooms)
        self._by_brand: dict[UUID, dict[UUID, Connection]] = defaultdict(dict)
        self._by_person: dict[UUID, dict[UUID, Connection]] = defaultdict(dict)
        self._by_contact: dict[UUID, dict[UUID, Connection]] = defaultdict(dict)
        bus.listen(stream.CHANNEL, self.feed.hint)

    async def run(self) -> None:
        """Push until cancelled."""
        await self.feed.start()
        async with asyncio.TaskGroup() as group:
            group.create_task(self.feed.run())
            group.create_task(self.signals.run())

    # ── who is connected ──────────────────────────────────────────────────────────────────────────────────────

    def add(self, connection: Connection) -> None:
        """A socket opened."""
        index = self._by_contact if connection.actor.kind == "requester" else self._by_person
        index[connection.actor.id][connection.id] = connection

    def remove(self, connection: Connection) -> None:
        """A socket closed."""
        for conversation_id in self.rooms.leave_all(connection.id):
            self.signals.left(conversation_id, connection)
        for index in (self._by_brand, self._by_person, self._by_contact):
            for key in [key for key, held in index.items() if connection.id in held]:
                index[key].pop(connection.id)
                if not index[key]:
                    del index[key]

    # ── joining ───────────────────────────────────────────────────────────────────────────────────────────────

    async def join_conversation(
        self, connection: Connection, conversation_id: UUID, epoch: str | None, seq: int
    ) -> None:
        """Bring the connection up to date and put it in the room; raises NotFound.

        The answer is queued in the same breath as the joining, so that no later entry overtakes it; what was
        written since the snapshot is pushed right after.
        """
        public = connection.actor.kind == "requester"
        async with self.database.snapshot() as r:
            c = await conversations.access_conversation(r, connection.actor, conversation_id, "read")
            head = await stream.head(r, c.brand_id)
            assert head is not None
            recovered = epoch == head.epoch and 0 <= c.seq - seq <= REPLAY_LIMIT
            shown_after = (await conversations.shown_after(r, c, connection.actor.id) or 0) if public else 0
            if recovered:
                missed = await conversations.entries(r, c, after_seq=max(seq, shown_after), public_only=public)
                state = None
            else:
                missed = []
                state = await (requester_state(r, c, head.epoch, shown_after) if public else console_state(r, c))
        shown = [views.public_entry(e) for e in missed if views.is_public(e)] if public else [_entry(e) for e in missed]
        subscribed = {
            "type": "subscribed",
            "stream": "conversation",
            "id": str(c.id),
            "recovered": recovered,
            "epoch": head.epoch,
            "seq": c.seq,
            "entries": shown,
            "state": state,
            "head": await self._head_of(c, public, head.epoch),
        }
        room = self.rooms.join(c.brand_id, c.id, Member(connection, c.seq, public))
        connection.send(subscribed)
        _note_holder(room, c)
        await self.push_rooms([room])
        if public and room.queue_frame:
            connection.send_text(room.queue_frame)
        if not public:
            self.signals.announce(connection)

    async def _head_of(self, c: Conversation, public: bool, epoch: str) -> dict[str, Any]:
        async with self.database.reader() as r:
            [row] = await conversations.rows(r, [c.id])
        return views.public_head(row, epoch, answering(row)) if public else listing.row(row).model_dump(mode="json")

    async def join_brand(
        self, connection: Connection, brand_id: UUID, epoch: str | None, position: int
    ) -> dict[str, Any]:
        """Let the connection hear what happens in a brand of theirs; raises NotFound."""
        if not connection.actor.has_role(brand_id, "associate"):
            raise NotFound("There is no such brand.")
        self._by_brand[brand_id][connection.id] = connection
        async with self.database.reader() as r:
            head = await stream.head(r, brand_id)
            if head is None:
                raise NotFound("There is no such brand.")
            known = epoch == head.epoch and head.floor <= position <= head.position
            known = known and head.position - position <= REPLAY_LIMIT
            missed = await stream.since(r, brand_id, position, limit=REPLAY_LIMIT) if known else []
        frames = [changed for one in missed if (changed := _changed(brand_id, one, connection.actor))]
        return {
            "type": "subscribed",
            "stream": "brand",
            "id": str(brand_id),
            "recovered": known,
            "epoch": head.epoch,
            "position": missed[-1].position if missed else head.position,
            "events": frames,
            "state": None,
        }

    def leave(self, connection: Connection, kind: str, id_: UUID) -> None:
        """Stop listening to a conversation or a brand."""
        if kind == "brand":
            self._by_brand.get(id_, {}).pop(connection.id, None)
        else:
            self.rooms.leave(id_, connection.id)
            self.signals.left(id_, connection)

    # ── pushing ───────────────────────────────────────────────────────────────────────────────────────────────

    async def _on_events(self, brand_id: UUID, events: list[Streamed]) -> None:
        for event in events:
            self._tell_brand(brand_id, event)
            if event.type == "ConversationOpened" or event.payload.get("what") == "moved":
                await self._invite_requester(event)
        touched = {event.conversation_id for event in events if event.conversation_id}
        await self.push_rooms(self.rooms.of(touched))
        await self._recheck_access([e for e in events if e.type in ASSIGNMENT_EVENTS])
        await self._push_offers([e for e in events if e.type in OFFER_EVENTS])

    def _tell_brand(self, brand_id: UUID, event: Streamed) -> None:
        for connection in self._by_brand.get(brand_id, {}).values():
            frame = _changed(brand_id, event, connection.actor)
            if frame is not None:
                connection.send(frame)

    async def _invite_requester(self, event: Streamed) -> None:
        """A requester's socket that was there before its conversation was joins now, from where it is shown to them."""
        assert event.conversation_id is not None
        # Whoever opened it is named; of a move, the conversation says whose it is now.
        opened_by = event.payload.get("contact_id")
        if not self._by_contact or (opened_by is not None and UUID(opened_by) not in self._by_contact):
            return
        async with self.database.reader() as r:
            c = await conversations.get(r, event.conversation_id)
            after = await conversations.shown_after(r, c, c.contact_id) or 0
        for connection in self._by_contact.get(c.contact_id, {}).values():
            room = self.rooms.get(c.id)
            if room is None or connection.id not in room.members:
                self.rooms.join(c.brand_id, c.id, Member(connection, after, True))

    async def push_rooms(self, rooms: list[Room]) -> None:
        """Send each member of these rooms the entries after its own seq."""
        while rooms := [room for room in rooms if room.members]:
            if await self._push_some(rooms) < conversations.ENTRIES_AT_ONCE:
                return

    async def _push_some(self, rooms: list[Room]) -> int:
        after = {room.conversation_id: room.behind for room in rooms}
        async with self.database.reader() as r:
            entries = await conversations.entries_of_many(r, list(after.items()))
            rows = {row.id: row for row in await conversations.rows(r, [room.conversation_id for room in rooms])}
            epochs = {head.brand_id: head.epoch for head in await stream.heads(r)}
        by_room: dict[UUID, list[Entry]] = defaultdict(list)
        for entry in entries:
            by_room[entry.conversation_id].append(entry)
        for room in rooms:
            if (row := rows.get(room.conversation_id)) is not None:
                _push(room, after[row.id], by_room[row.id], row, epochs.get(room.brand_id, ""))
        return len(entries)

    async def _recheck_access(self, events: list[Streamed]) -> None:
        """Whoever may no longer see a conversation stops hearing of it."""
        for room in self.rooms.of({e.conversation_id for e in events if e.conversation_id}):
            async with self.database.reader() as r:
                for member in list(room.members.values()):
                    try:
                        await conversations.access_conversation(
                            r, member.connection.actor, room.conversation_id, "read"
                        )
                    except NotFound:
                        self.leave(member.connection, "conversation", room.conversation_id)
                        gone = {"type": "unsubscribed", "stream": "conversation", "id": str(room.conversation_id)}
                        member.connection.send(gone)

    async def _push_offers(self, events: list[Streamed]) -> None:
        for event in events:
            held = self._by_person.get(UUID(event.payload["associate_id"]), {})
            if not held:
                continue
            if event.type == "OfferEnded":
                frame = {"type": "offer_gone", "id": event.payload["offer_id"], "outcome": event.payload["outcome"]}
            else:
                async with self.database.reader() as r:
                    offer = await routing.pending_offer(r, UUID(event.payload["offer_id"]))
                if offer is None:
                    continue
                frame = {"type": "offer", "offer": offer_out(offer).model_dump(mode="json")}
            for connection in held.values():
                connection.send(frame)


def _push(room: Room, after: int, entries: list[Entry], row: conversations.ListedConversation, epoch: str) -> None:
    """Send what was read after this seq to the members that have all up to it.

    Whoever came in further back while it was read would miss what lies between; coming in, they are sent it all.
    """
    _note_holder(room, row)
    heads = {public: _head(row, epoch, public) for public in {member.public for member in room.members.values()}}
    made: dict[tuple[int, bool], str] = {}
    for member in [one for one in room.members.values() if one.seq >= after]:
        fresh = [entry for entry in entries if entry.seq > member.seq]
        for entry in fresh:
            if member.public and not views.is_public(entry):
                continue
            key = (entry.seq, member.public)
            if key not in made:
                made[key] = _entry_frame(room.conversation_id, _entry_json(entry, member.public), heads[member.public])
            member.connection.send_text(made[key])
        if fresh and member.public and not views.is_public(fresh[-1]):
            # What requesters do not see may still change who answers.
            head = heads[True]
            member.connection.send_text(f'{{"type":"head","conversation":"{room.conversation_id}","head":{head}}}')
        if fresh:
            member.seq = fresh[-1].seq


def _head(row: conversations.ListedConversation, epoch: str, public: bool) -> str:
    return json.dumps(views.public_head(row, epoch, answering(row))) if public else listing.row(row).model_dump_json()


def _entry_json(entry: Entry, public: bool) -> str:
    return json.dumps(views.public_entry(entry)) if public else schemas.entry_out(entry).model_dump_json()


def _note_holder(room: Room, c: Conversation) -> None:
    room.holder_id = c.associate_id if c.status == "open" else None
    room.queued = c.status == "open" and c.holder == "queue"
    if not room.queued:
        room.queue_frame = None


def _entry_frame(conversation_id: UUID, entry: str, head: str) -> str:
    return f'{{"type":"entry","conversation":"{conversation_id}","entry":{entry},"head":{head}}}'


def _entry(entry: Entry) -> dict[str, Any]:
    return schemas.entry_out(entry).model_dump(mode="json")


def _changed(brand_id: UUID, event: Streamed, actor: Actor) -> dict[str, Any] | None:
    """What a listener of the brand hears of an event: leaders which conversation, associates only that counts moved."""
    lead = actor.has_role(brand_id, "leader")
    mine = str(actor.id) in {event.payload.get("associate_id"), event.payload.get("asked_by")}
    if not lead and not mine and event.type not in ASSIGNMENT_EVENTS:
        return None
    return {
        "type": "changed",
        "brand": str(brand_id),
        "position": event.position,
        "kind": event.type,
        "conversation": str(event.conversation_id) if event.conversation_id and (lead or mine) else None,
    }


def answering(c: conversations.ListedConversation) -> dict[str, str] | None:
    """Who answers now, as the requester is told."""
    if c.holder == "associate":
        return {"kind": "person", "name": (c.associate_name or "").split(" ")[0]}
    return {"kind": "bot", "name": ""} if c.holder == "bot" else None


async def console_state(r: Reader, c: Conversation) -> dict[str, Any]:
    """Everything a console shows of a conversation."""
    return (await listing.whole(r, c)).model_dump(mode="json")


async def requester_state(r: Reader, c: Conversation, epoch: str, shown_after: int) -> dict[str, Any]:
    """Everything the widget shows of a conversation; its log from after this entry."""
    [row] = await conversations.rows(r, [c.id])
    log = await conversations.entries(r, c, after_seq=shown_after, limit=5000, public_only=True)
    return {
        "conversation": views.public_head(row, epoch, answering(row)),
        "entries": [views.public_entry(e) for e in log if views.is_public(e) and e.seq <= row.seq],
    }


def place_out(place: QueuePlace) -> dict[str, Any]:
    """A place in the queue as the widget gets it."""
    low, high = place.eta_low_s, place.eta_high_s
    return {"position": place.position, "eta_s": None if low is None or high is None else {"low": low, "high": high}}

"""Who listens to which conversation, and how far each has got."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from uuid import UUID

from gigline.api.live.connection import Connection


@dataclass(eq=False)
class Member:
    """A connection in a room. `seq` is the last entry it was sent; `public` members never see notes."""

    connection: Connection
    seq: int
    public: bool


@dataclass(eq=False)
class Room:
    """The listeners of one conversation in this process."""

    brand_id: UUID
    conversation_id: UUID
    members: dict[UUID, Member] = field(default_factory=dict)
    holder_id: UUID | None = None
    queued: bool = False
    queue_frame: str | None = None

    @property
    def behind(self) -> int:
        """The seq after which somebody here still needs entries."""
        return min((member.seq for member in self.members.values()), default=0)


class Rooms:
    """All rooms of this process."""

    def __init__(self) -> None:
        self._rooms: dict[UUID, Room] = {}

    def join(self, brand_id: UUID, conversation_id: UUID, member: Member) -> Room:
        room = self._rooms.setdefault(conversation_id, Room(brand_id, conversation_id))
        room.members[member.connection.id] = member
        return room

    def leave(self, conversation_id: UUID, connection_id: UUID) -> None:
        room = self._rooms.get(conversation_id)
        if room is None:
            return
        room.members.pop(connection_id, None)
        if not room.members:
            del self._rooms[conversation_id]

    def leave_all(self, connection_id: UUID) -> list[UUID]:
        """Leave every room; the conversations that were left."""
        left = self.joined_by(connection_id)
        for conversation_id in left:
            self.leave(conversation_id, connection_id)
        return left

    def joined_by(self, connection_id: UUID) -> list[UUID]:
        """The conversations whose rooms this connection is in."""
        return [room.conversation_id for room in self._rooms.values() if connection_id in room.members]

    def get(self, conversation_id: UUID) -> Room | None:
        return self._rooms.get(conversation_id)

    def of(self, conversation_ids: Iterable[UUID]) -> list[Room]:
        return [room for one in conversation_ids if (room := self._rooms.get(one))]

    def __iter__(self) -> Iterator[Room]:
        return iter(list(self._rooms.values()))

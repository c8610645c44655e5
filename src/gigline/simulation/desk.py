"""One conversation as the associate who holds it sees it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

from gigline.simulation.socket import Frame
from gigline.simulation.transcript import Entry, Transcript

LOOK_AGAIN = ""


class Desk:
    """Fed by the live line and by fetches. `gone`: it is somebody else's now, or resolved."""

    def __init__(self, conversation: str, epoch: int, person_id: str):
        self.conversation = conversation
        self.epoch = epoch
        self.transcript = Transcript()
        self.brand = ""
        self.facts: list[dict[str, Any]] = []
        self.gone = False
        self.asked_code = False
        self._person_id = person_id
        self._token: str | None = None
        self._subscribed = False
        self._news: asyncio.Queue[str] = asyncio.Queue()

    def opened(self, detail: dict[str, Any]) -> None:
        """The conversation as it was fetched."""
        row = detail["conversation"]
        self.brand, self._token = row["brand_id"], detail["epoch_token"]
        self.facts = list((detail.get("handover") or {}).get("facts", []))
        self._on_head(row)
        self._read(self.transcript.fetched(detail["entries"]))

    def subscription(self) -> Frame:
        """The frame that asks for everything after what is known here."""
        return {
            "type": "subscribe",
            "stream": "conversation",
            "id": self.conversation,
            "epoch": self._token,
            "seq": self.transcript.last_seq,
        }

    def on_subscribed(self, frame: Frame) -> None:
        """The line is up (again), with what was missed."""
        state = frame.get("state") or {}
        self._token = frame.get("epoch") or self._token
        self._on_head(frame.get("head") or state.get("conversation") or {})
        entries = frame.get("entries") or state.get("entries") or []
        first, self._subscribed = not self._subscribed, True
        self._read(self.transcript.resumed(entries, recovered=bool(frame["recovered"]), first=first))

    def on_entry(self, frame: Frame) -> None:
        """A live entry."""
        self._on_head(frame.get("head") or {})
        self._read(self.transcript.heard(frame["entry"]))

    def _on_head(self, head: dict[str, Any]) -> None:
        if int(head.get("epoch") or 0) < self.epoch:
            return
        associate = (head.get("associate") or {}).get("id")
        self.gone = head.get("status") != "open" or head.get("holder") != "associate" or associate != self._person_id

    def _read(self, entries: Iterable[Entry]) -> None:
        for entry in entries:
            if entry["kind"] == "message" and entry["author"]["kind"] == "requester":
                self._news.put_nowait(entry["body"])
        if self.gone:
            self._news.put_nowait(LOOK_AGAIN)

    def lost(self) -> None:
        """The platform says that it is no longer ours."""
        self.gone = True
        self._news.put_nowait(LOOK_AGAIN)

    async def news(self, within_s: float) -> list[str] | None:
        """What the requester wrote since the last call, waiting for it so long; None when nothing came."""
        try:
            async with asyncio.timeout(within_s):
                found = [await self._news.get()]
        except TimeoutError:
            return None
        return [text for text in [*found, *self._waiting()] if text != LOOK_AGAIN]

    def history(self) -> list[str]:
        """What the requester wrote before the desk was opened."""
        return [text for text in self._waiting() if text != LOOK_AGAIN]

    def _waiting(self) -> list[str]:
        return [self._news.get_nowait() for _ in range(self._news.qsize())]

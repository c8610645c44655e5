"""A requester's side of the web chat: session, live line, messages, receipts, rating; and the log of all that."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import uuid4

from gigline.simulation.socket import Frame, LiveSocket
from gigline.simulation.surface import Surface
from gigline.simulation.transcript import Entry, Transcript


class Widget:
    """What the browser's widget does, without its looks. `inbox` gets each entry once, in the order of arrival."""

    def __init__(self, surface: Surface, account: str):
        self.transcript = Transcript()
        self.inbox: asyncio.Queue[Entry] = asyncio.Queue()
        self.live = asyncio.Event()
        self.conversation: str | None = None
        self.holder = "bot"
        self._surface = surface
        self._account = account
        self._token = ""
        self._epoch: str | None = None
        self.socket = LiveSocket(
            surface.socket_url("/widget/live"), surface.problems, on_open=self._hello, on_frame=self._on_frame
        )

    async def open_session(self, identity_token: str | None) -> None:
        """Begin as a new visitor, signed in when the brand's site gave a token."""
        body = {"account": self._account, "page": f"{self._surface.base_url}/demo/{self._account}"}
        if identity_token is not None:
            body["identity_token"] = identity_token
        session = await self._surface.call("POST", "/widget/sessions", body)
        self._token = session["token"]

    async def write(self, text: str) -> None:
        """Send a message; returns when the server has promised to keep it."""
        client_id = uuid4().hex
        await self._call("POST", "/messages", {"body": text, "client_id": client_id})
        self.transcript.accepted.append(client_id)

    async def ask_for_person(self) -> None:
        """Press "talk to a person"."""
        await self._call("POST", "/person")

    async def mark_read(self, seq: int) -> None:
        """Tell that everything up to `seq` was seen."""
        await self._call("POST", "/receipts", {"seq": seq, "state": "read"})

    async def rate(self, segment: int, score: int) -> None:
        """Rate the talk of this segment from 1 to 5."""
        await self._call("POST", "/rating", {"segment": segment, "score": score, "comment": ""})

    async def fetch(self) -> list[Entry]:
        """The whole conversation as the server has it now."""
        answer = await self._call("GET", "/conversation?after_seq=0")
        if answer["conversation"] is not None:
            # Whoever left before the live line came hears of their conversation here only.
            self._on_head({}, answer["conversation"]["id"])
        return list(answer["entries"])

    def typing(self) -> None:
        """Show that something is being written."""
        if self.conversation is not None:
            self.socket.say({"type": "typing", "conversation": self.conversation, "on": True})

    async def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        headers = {"Authorization": f"Bearer {self._token}"}
        return await self._surface.call(method, f"/widget{path}", body, headers=headers)

    def _hello(self, socket: LiveSocket) -> None:
        seq = self.transcript.last_seq
        socket.say({"type": "hello", "token": self._token, "epoch": self._epoch, "seq": seq})

    def _on_frame(self, frame: Frame) -> None:
        if frame["type"] == "subscribed":
            self._on_subscribed(frame)
        elif frame["type"] == "entry":
            self._on_head(frame.get("head") or {}, frame.get("conversation"))
            self._take(self.transcript.heard(frame["entry"]))

    def _on_subscribed(self, frame: Frame) -> None:
        state = frame.get("state") or {}
        self._epoch = frame.get("epoch") or self._epoch
        self._on_head(frame.get("head") or state.get("conversation") or {}, frame.get("id"))
        first, recovered = not self.transcript.seen, bool(frame["recovered"])
        entries = frame.get("entries") or state.get("entries") or []
        self._take(self.transcript.resumed(entries, recovered=recovered, first=first))
        self.live.set()

    def _on_head(self, head: dict[str, Any], conversation: str | None) -> None:
        self.conversation = conversation or self.conversation
        self.holder = head.get("holder") or self.holder
        self._epoch = head.get("epoch_token") or self._epoch

    def _take(self, entries: list[Entry]) -> None:
        for entry in entries:
            self.inbox.put_nowait(entry)

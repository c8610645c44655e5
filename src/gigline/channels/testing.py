"""An in-memory channel for tests and simulations. It keeps the same contract as the real ones, by the same tests.

`Double` behaves like a provider: it remembers what it took by idempotency key, and does what `script` says next.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Literal

from pydantic import BaseModel, ConfigDict

from gigline.channels import parsing
from gigline.channels.contract import (
    Capabilities,
    Fetch,
    Headers,
    Inbound,
    Outbound,
    Receipt,
    ReceiptState,
    SendFailed,
    SendUnknown,
    Sent,
    Settings,
    Unverified,
    one_header,
)

CAPABILITIES = Capabilities(native=False, receipts=True, typing=False, max_length=1_000, idempotent=True)
Turn = Literal["take", "refuse", "wait", "take_and_vanish", "vanish"]


class DoubleSettings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    word: str = "sesame"


class Message(parsing.Strict):
    id: parsing.Id
    sender: parsing.Id
    text: parsing.Text


class ReceiptIn(parsing.Strict):
    id: parsing.Id
    state: ReceiptState


@dataclass
class Double:
    """Takes everything, unless `script` says otherwise for the next attempts. `taken` is what the provider has."""

    script: deque[Turn] = field(default_factory=deque)
    taken: dict[str, Outbound] = field(default_factory=dict)
    attempts: list[Outbound] = field(default_factory=list)
    kind: str = "double"
    capabilities: Capabilities = CAPABILITIES
    settings_model: type[BaseModel] = DoubleSettings

    def verify(self, settings: Settings, headers: Headers, body: bytes, now: float) -> None:
        if one_header(headers, "x-word") != DoubleSettings.model_validate(settings).word:
            raise Unverified("Wrong word.")

    def parse(self, settings: Settings, headers: Headers, body: bytes) -> list[Inbound | Receipt]:
        value = parsing.json_object(body)
        if "state" in value:
            receipt = parsing.validated(ReceiptIn, value)
            return [Receipt(receipt.id, receipt.state)]
        message = parsing.validated(Message, value)
        return [Inbound(message.id, message.id, message.sender, message.text, body)]

    async def send(self, fetch: Fetch, settings: Settings, message: Outbound) -> Sent:
        self.attempts.append(message)
        turn = self.script.popleft() if self.script else "take"
        if turn == "refuse":
            raise SendFailed("refused", permanent=True)
        if turn == "wait":
            raise SendFailed("asked_to_wait", permanent=False)
        if turn != "vanish":
            self.taken.setdefault(str(message.id), message)
        if turn != "take":
            raise SendUnknown("no_answer")
        return Sent(f"double-{message.id}")

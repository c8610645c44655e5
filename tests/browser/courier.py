"""A courier who calls, texts, mails and chats: their own number and address, and the companies that carry it all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx

from gigline.accounts import service as accounts
from gigline.accounts.schemas import BrandSettings
from gigline.bot.flows import reading, stored
from gigline.bot.flows.schemas import FlowFile
from gigline.channels import service as channels
from gigline.simulation.phones import Line
from gigline.simulation.providers.mail import Mail
from gigline.simulation.providers.phone import Handset, Phone
from gigline.simulation.providers.twilio import Twilio
from tests.browser.platform import Platform
from tests.browser.waiting import until
from tests.processes import free_port

BRAND = "hoplane"
WISH = "I cannot go on with my delivery"
WHICH, BROKEN, STREET = "Which delivery is it?", "What is broken?", "In which street are you?"
# What the bot has to know before a person can help: three facts, each asked for once.
FLOW: dict[str, Any] = {
    "id": "cannot-go-on",
    "title": {"en": "A courier cannot go on"},
    "kinds": ["worker"],
    "languages": ["en"],
    "topic": "courier",
    "examples": {"en": [WISH, "somebody has to take over my delivery", "my bike is broken and I carry an order"]},
    "steps": [
        {"id": "order", "collect": "order", "type": "code", "patterns": ["HP-#####"], "prompt": {"en": WHICH}},
        {
            "id": "broken", "collect": "broken", "type": "choice", "prompt": {"en": BROKEN},
            "choices": [
                {"value": "tyre", "title": {"en": "A flat tyre"}, "also": {"en": ["tyre"]}},
                {"value": "chain", "title": {"en": "The chain"}, "also": {"en": ["chain"]}},
            ],
        },
        {"id": "street", "collect": "street", "type": "address", "prompt": {"en": STREET}},
        {"id": "person", "hand_over": "A courier cannot go on: somebody has to take the order over."},
    ],
}  # fmt: skip


@dataclass
class Courier:
    """One person, and how they reach the brand."""

    platform: Platform
    phone: Phone
    texts: Twilio
    mails: Mail
    number: str
    address: str
    name: str = "Teo Brandt"

    def _webhook(self, kind: str) -> str:
        return f"{self.platform.url}/channels/{kind}/{_account(kind)}"

    async def call(self) -> Handset:
        """Dial the brand's number."""
        handset = Handset(self.phone, f"{self._webhook('phone')}/calls", self.number, uuid4().hex, self._post, _wait)
        await handset.dial()
        return handset

    async def _post(self, url: str, content: bytes, headers: dict[str, str]) -> httpx.Response:
        return await self.platform.client.post(url, content=content, headers=headers)

    async def text(self, said: str) -> None:
        await self.texts.write(self._webhook("sms"), said, sender=self.number, seed=uuid4().hex)

    async def mail(self, said: str) -> None:
        await self.mails.write(
            self._webhook("email"), said, sender=self.address, seed=uuid4().hex, name=self.name
        )  # fmt: skip

    def token(self) -> str:
        """What the brand's own page says of them: who they are, and where they can be reached."""
        more = {"email": self.address, "phone": self.number}
        return self.platform.identity(BRAND, self.name, "worker", **more)

    async def is_texted(self, words: str) -> None:
        await _arrives(self.texts, self.number, words)

    async def is_mailed(self, words: str) -> None:
        await _arrives(self.mails, self.address, words)


def _account(kind: str) -> str:
    return f"hoplane-courier-{kind}"


async def _wait(seconds: float) -> None:
    await asyncio.sleep(min(seconds, 0.5))


async def _arrives(company: Twilio | Mail, to: str, words: str) -> None:
    async def look() -> bool:
        return any(one.to == to and words in one.text for one in company.taken)

    await until(look, f"message to {to} that says {words!r}")


@asynccontextmanager
async def on_the_road(platform: Platform) -> AsyncIterator[Courier]:
    """The brand has a number, a mailbox and a flow for couriers for the length of the block."""
    who = uuid4().int % 100_000
    courier = Courier(
        platform, Phone(number="+14155550120"), Twilio(number="+14155550121"), Mail(address="couriers@hoplane.example"),
        f"+4477009{who:05d}", f"courier-{who}@home.example",
    )  # fmt: skip
    lines = [
        Line(kind, BRAND, _account(kind), free_port(), provider)
        for kind, provider in (("phone", courier.phone), ("sms", courier.texts), ("email", courier.mails))
    ]
    async with AsyncExitStack() as stack:
        for line in lines:
            await stack.enter_async_context(line.provider.running(line.port))
        async with platform.database.writer() as w:
            brand = await accounts.brand_by_key(w, BRAND)
            before = accounts.settings_of(brand), await stored.flows_of(w, brand.id)
            await accounts.save_brand(w, _for_couriers(before[0]))
            for line in lines:
                await channels.save_account(w, brand.id, line.kind, line.account, line.settings())
            flow = reading.build(FlowFile.model_validate(FLOW), lambda _: False)
            await stored.save(w, brand.id, [*before[1].by_id.values(), flow])
        try:
            yield courier
        finally:
            async with platform.database.writer() as w:
                await accounts.save_brand(w, before[0])
                await stored.save(w, brand.id, list(before[1].by_id.values()))


def _for_couriers(settings: BrandSettings) -> BrandSettings:
    """The number is for couriers."""
    raw = settings.model_dump(mode="json")
    raw["channels"].append({"kind": "phone", "account": _account("phone"), "requester_kind": "worker"})
    return BrandSettings.model_validate(raw)

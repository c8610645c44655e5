"""Requesters beside the chats: they call, or write by SMS, WhatsApp, Telegram, mail and in an app; answers come there.

The providers are played (`simulation.providers`); the platform hears them on its public webhooks and answers through
their APIs, as it would with the real ones.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from gigline.simulation.callers import Caller
from gigline.simulation.material import Material
from gigline.simulation.pace import Pace
from gigline.simulation.plan import RequesterPlan, requesters
from gigline.simulation.providers.app import CALLBACK, App
from gigline.simulation.providers.line import Provider, Undelivered
from gigline.simulation.providers.mail import Mail
from gigline.simulation.providers.meta import Meta
from gigline.simulation.providers.phone import Phone
from gigline.simulation.providers.telegram import Telegram
from gigline.simulation.providers.twilio import Twilio
from gigline.simulation.surface import Problems

KINDS = ("sms", "email", "whatsapp", "telegram", "api", "phone", "twiliowhatsapp")
# The bot writes to one mail address once in two minutes: whoever writes a mail has it said in one.
ONCE = frozenset({"email"})
# Human seconds between the first people of each line: whoever looks on sees all channels within a minute.
FIRST_EVERY_S = 7.0
THANKS = "Thank you, that was all."
_CODE = "My order number is {code}."


@dataclass(frozen=True)
class Line:
    """One channel account of a brand, its provider, and the port on which the platform finds the provider's API."""

    kind: str
    brand: str
    account: str
    port: int
    provider: Provider

    def settings(self) -> dict[str, Any]:
        """What the account is set up with."""
        if isinstance(self.provider, App):
            return {"secret": self.provider.secret, "callback_url": f"http://127.0.0.1:{self.port}{CALLBACK}"}
        if isinstance(self.provider, Mail):
            mail = self.provider
            server = {"host": "127.0.0.1", "port": self.port, "security": "plain"}
            return {"address": mail.address, "secret": mail.secret, "authserv_id": mail.server_name, "smtp": server}
        own = {"api_base": f"http://127.0.0.1:{self.port}"}
        if isinstance(self.provider, Twilio):
            one = self.provider
            # The crowd's people take calls at any hour.
            house = {"after_hours": "queue"} if self.kind == "phone" else {}
            return own | house | {"account_sid": one.account_sid, "auth_token": one.auth_token, "number": one.number}
        if isinstance(self.provider, Meta):
            token = "the platform's own token"  # noqa: S105
            return own | {
                "app_secret": self.provider.app_secret,
                "access_token": self.provider.access_token,
                "verify_token": token,
                "phone_number_id": self.provider.number_id,
            }
        assert isinstance(self.provider, Telegram)
        return own | {"bot_token": self.provider.bot_token, "secret_token": self.provider.secret_token}


def lines(brand: str, ports: Sequence[int]) -> list[Line]:
    """A line of each kind for the brand; one port for each."""
    providers: dict[str, Provider] = {"sms": Twilio(), "whatsapp": Meta(), "telegram": Telegram()}
    providers |= {"twiliowhatsapp": Twilio(number="+14155550101"), "email": Mail(), "api": App()}
    providers["phone"] = Phone(number="+14155550102", interrupts=True)
    # The brand's folder has an account for the API already: this one is an app's.
    names = {kind: f"{brand}-{kind}" for kind in KINDS} | {"api": f"{brand}-app"}
    return [Line(kind, brand, names[kind], port, providers[kind]) for kind, port in zip(KINDS, ports, strict=True)]


@dataclass
class Count:
    """Of one channel: who wrote, who got an answer, who got none in their patience."""

    wrote: int = 0
    answered: int = 0
    left: int = 0


@dataclass
class Phones:
    """The people of all lines, who write `turns` messages at most. The same seed brings the same ones."""

    base_url: str
    lines: Sequence[Line]
    materials: Sequence[Material]
    seed: int
    pace: Pace
    problems: Problems
    turns: int = 4
    counts: dict[str, Count] = field(default_factory=lambda: {kind: Count() for kind in KINDS})

    def plans(self, every_s: float) -> Iterator[tuple[Line, RequesterPlan]]:
        """Who writes where, without end: the lines by turns."""
        wanted = {line.brand for line in self.lines}
        materials = [one for one in self.materials if one.brand in wanted]
        for plan in requesters(materials, self.seed + 1_000_003, every_s=every_s):
            yield self.lines[plan.n % len(self.lines)], plan

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Run the providers for the length of the block."""
        async with AsyncExitStack() as stack:
            for line in self.lines:
                if isinstance(line.provider, Meta):
                    line.provider.callback = self._webhook(line)
                if isinstance(line.provider, Phone):
                    line.provider.base = line.settings()["api_base"]
                await stack.enter_async_context(line.provider.running(line.port))
            yield

    async def run_forever(self, every_s: float) -> None:
        """People until cancelled."""
        began = time.monotonic()
        async with self.open(), asyncio.TaskGroup() as group:
            for line, plan in self.plans(every_s):
                await asyncio.sleep(max(0.0, began + self.arrives_s(plan) * self.pace.hands - time.monotonic()))
                group.create_task(self.visit(line, plan))

    def arrives_s(self, plan: RequesterPlan) -> float:
        """When they come, in human seconds: as planned, but the first of each line soon."""
        return min(plan.arrives_s, FIRST_EVERY_S * plan.n) if plan.n < len(self.lines) else plan.arrives_s

    async def visit(self, line: Line, plan: RequesterPlan) -> None:
        """One person: writes (or calls), answers what is asked, says thanks."""
        if isinstance(line.provider, Phone):
            await self._call(line.provider, line, plan)
            return
        person = Person(line, plan, self._webhook(line))
        count = self.counts[line.kind]
        count.wrote += 1
        words = [plan.opening, *self._more(plan)][: 1 if line.kind in ONCE else self.turns]
        try:
            for turn, text in enumerate(words):
                await person.write(text)
                if not await person.is_answered(plan.patience_s * self.pace.patience):
                    break
                count.answered += turn == 0
                await asyncio.sleep(self.pace.hands * 2)
        except Undelivered:
            self.problems.note(f"{line.kind}: a delivery was not taken")
        if not person.answers:
            count.left += 1

    async def _call(self, company: Phone, line: Line, plan: RequesterPlan) -> None:
        count = self.counts[line.kind]
        count.wrote += 1
        words = [plan.opening, *self._more(plan)[:-1]][: self.turns]
        patience_s = plan.patience_s * self.pace.patience
        caller = Caller(company, f"{self._webhook(line)}/calls", number_of(plan), words, patience_s, self.pace)
        try:
            await caller.call()
        except Undelivered:
            self.problems.note(f"{line.kind}: a delivery was not taken")
        count.answered += caller.answers > 0
        count.left += not caller.answers

    def _more(self, plan: RequesterPlan) -> list[str]:
        code = [] if plan.told_code else [_CODE.format(code=plan.code)]
        return [*code, *([plan.follow_up] if plan.follow_up else []), THANKS]

    def _webhook(self, line: Line) -> str:
        return f"{self.base_url}/channels/{line.kind}/{line.account}"


def number_of(plan: RequesterPlan) -> str:
    """A number of a range that is kept for fiction."""
    return f"+4477009{random.Random(f'{plan.n}/{time.time_ns()}').randrange(100_000):05d}"


class Person:
    """Somebody with an address of their own."""

    def __init__(self, line: Line, plan: RequesterPlan, webhook: str):
        self._line, self._plan, self._webhook = line, plan, webhook
        self._number = number_of(plan)
        self._chat = 1_000_000_000 + int(self._number[-5:])
        self._written = 0
        self.answers = 0

    @property
    def _address(self) -> str:
        prefixed = {
            "sms": self._number,
            "whatsapp": self._number[1:],
            "telegram": str(self._chat),
            "email": f"requester-{self._chat}@home.example",
            "api": f"user-{self._chat}",
        }
        return prefixed.get(self._line.kind, f"whatsapp:{self._number}")

    async def write(self, text: str) -> None:
        """Send a message; some providers deliver some of them twice."""
        self._written += 1
        provider, name = self._line.provider, self._plan.name
        seed = f"{self._chat}-{self._written}"
        times = 2 if self._written == 2 else 1
        if isinstance(provider, Twilio):
            await provider.write(self._webhook, text, sender=self._address, seed=seed, times=times)
        elif isinstance(provider, Meta | Mail | App):
            await provider.write(self._webhook, text, sender=self._address, seed=seed, name=name, times=times)
        elif isinstance(provider, Telegram):
            await provider.write(self._webhook, text, chat=self._chat, message_id=self._written, name=name, times=times)

    async def is_answered(self, patience_s: float) -> bool:
        """Wait for the next message to this address; then read whatever else is there."""
        inbox = self._line.provider.inboxes[self._address]
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience_s):
                await inbox.get()
                self.answers += 1
                while not inbox.empty():
                    inbox.get_nowait()
                    self.answers += 1
                return True
        return False


def said(counts: Mapping[str, Count]) -> str:
    """The channels in a few words: how many of those who wrote were answered."""
    return " · ".join(f"{kind} {one.answered}/{one.wrote}" for kind, one in counts.items() if one.wrote)

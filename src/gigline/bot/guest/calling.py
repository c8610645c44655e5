"""A call within its budget: counted before it is made, settled after, and never inside a transaction."""

from __future__ import annotations

import math
from dataclasses import dataclass
from uuid import UUID

import structlog

from gigline.accounts.schemas import BrandSettings
from gigline.bot.guest import queries
from gigline.bot.guest.client import Guest, GuestUnavailable, Said
from gigline.bot.guest.models import Outcome, Purpose
from gigline.infra.db import Database

log = structlog.get_logger()

MAX_TOKENS = 300


@dataclass(frozen=True)
class Caller:
    """The model, for one conversation of one brand."""

    database: Database
    guest: Guest
    settings: BrandSettings
    brand_id: UUID
    conversation_id: UUID

    async def say(self, purpose: Purpose, system: str, user: str) -> Call | None:
        """What it said, still to be settled; None when it may not be asked, or does not answer."""
        model = self.settings.model
        worst = (len(system) + len(user)) // 3 + MAX_TOKENS
        call_id = self.database.new_id()
        async with self.database.writer() as w:
            calls, tokens = await queries.spent(w, self.brand_id, self.conversation_id)
            if calls >= model.calls_per_conversation or tokens + worst > model.tokens_per_day:
                log.info("guest_over_budget", purpose=purpose)
                return None
            await queries.start(w, self.brand_id, call_id, self.conversation_id, purpose, worst)
        began = self.database.clock.monotonic()
        try:
            said = await self.guest.say(system, user, model=model.name, max_tokens=MAX_TOKENS)
        except GuestUnavailable as error:
            log.info("guest_unavailable", purpose=purpose, reason=error.reason)
            took_ms = math.ceil(1000 * (self.database.clock.monotonic() - began))
            async with self.database.writer() as w:
                await queries.settle(w, self.brand_id, call_id, "unavailable", error.reason, None, took_ms)
            return None
        return Call(self, call_id, said, math.ceil(1000 * (self.database.clock.monotonic() - began)))


@dataclass(frozen=True)
class Call:
    """An answer of the model."""

    caller: Caller
    id: UUID
    said: Said
    took_ms: int

    async def settle(self, outcome: Outcome, reason: str = "") -> None:
        """Whether what it said was of use."""
        async with self.caller.database.writer() as w:
            brand_id = self.caller.brand_id
            await queries.settle(w, brand_id, self.id, outcome, reason, self.said.tokens, self.took_ms)

"""A one-time code within a flow: asked for in the chat, sent by text message, written in the chat."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import pytest
from bench.tasks.world import Person, World
from tests import codes
from tests.unit.channels.fixtures import TWILIO

from gigline.channels import service as channels
from gigline.cli.apply import applying, reading
from gigline.conversations.models import Conversation
from gigline.simulation.providers.twilio import Twilio

PHONE = "+351910000001"


@dataclass
class Chat:
    """Somebody in the chat whom nobody vouches for, and the texts that their phone gets."""

    world: World
    person: Person
    company: Twilio

    async def say(self, words: str) -> tuple[Conversation, str]:
        """Write; how it stands, and what the bot said last."""
        c = await self.person.say(words)
        return c, (await self.person.told())[-1]

    @property
    def code(self) -> str:
        return codes.latest(self.company)


@asynccontextmanager
async def chat(world: World, folder: Path) -> AsyncIterator[Chat]:
    """The brand tells about a delivery whoever proves the phone number of its account."""
    _change(
        folder / "flows" / "where-is-my-delivery.toml",
        ('if = "contact.verified"', "if = 'contact.kind == \"customer\"'"),
    )
    _change(
        folder / "connectors" / "deliveries.toml",
        ('identify = { email = "find_customer" }', 'identify = { phone = "find_customer" }'),
        ('bind = { email = "principal.email" }', 'bind = { email = "principal.phone" }'),
    )
    await applying.apply(world.database, world.assistant.embedder, reading.read(folder))
    company = Twilio()
    async with company.running() as twilio:
        async with world.database.writer() as w:
            brand_id = world.brands["hoplane"].brand.id
            await channels.save_account(w, brand_id, "sms", "hop-sms", {**TWILIO, "api_base": twilio})
        person = await world.arrive("hoplane", "customer", verified=False)
        await _has_phone(world, person)
        yield Chat(world, person, company)


def _change(file: Path, *changes: tuple[str, str]) -> None:
    text = file.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")


async def _has_phone(world: World, person: Person) -> None:
    connection = await asyncpg.connect(world.database.dsn)
    try:
        await connection.execute("UPDATE deliveries.customers SET email = $1 WHERE id = $2", PHONE, person.id)
    finally:
        await connection.close()


@pytest.fixture
async def talk(world: World, tmp_path: Path) -> AsyncIterator[Chat]:
    async with chat(world, tmp_path / "hoplane") as opened:
        yield opened


async def test_a_code_by_text_message_lets_the_flow_go_on_where_it_was(talk: Chat):
    _, told = await talk.say("where is my delivery HP-48213")
    assert "What is the phone number of your account?" in told
    _, told = await talk.say("it is +351 910 000 001")
    assert "a code with six digits is on its way" in told
    assert talk.company.requests == 1
    c, told = await talk.say(f"it says {talk.code}")
    assert "is on its way: Dario brings it" in told
    assert c.holder == "bot"
    # A code that was used stands in the log as any message, and is good for nothing any more.
    rows = await _rows(talk.world, "SELECT used_at FROM one_time_codes")
    assert [row["used_at"] is not None for row in rows] == [True]
    # What was proved holds: nothing is asked for twice.
    _, told = await talk.say("where is my delivery HP-46950")
    assert "marked as delivered" in told
    assert talk.company.requests == 1


async def test_wrong_codes_bring_a_person_who_knows_what_was_wanted(talk: Chat):
    await talk.say("where is my delivery HP-48213")
    await talk.say(PHONE)
    wrong = f"{(int(talk.code) + 1) % 10**6:06d}"
    c, told = await talk.say(wrong)
    assert "not right" in told or "does not" in told
    for _ in range(3):
        if c.holder == "bot":
            c, _ = await talk.say(wrong)
    assert c.handover is not None
    assert ("order", "HP-48213") in {(one["kind"], one["value"]) for one in c.handover["facts"]}
    assert any("not proved who they are" in step for step in c.handover["steps"])
    assert "Dario" not in " ".join(await talk.person.told())


async def _rows(world: World, statement: str) -> list[dict[str, object]]:
    async with world.database.reader() as r:
        return [dict(row) for row in await r.rows(statement)]

"""One-time codes: sent by the brand's own channel, hard to guess, and good for one contact in one conversation."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from tests import codes
from tests.database.integrations.conftest import World, compiled, deliveries, world_at
from tests.unit.channels.fixtures import TWILIO

from gigline.channels import service as channels
from gigline.infra.db import Database
from gigline.integrations import service as integrations
from gigline.integrations.errors import CodeRefused, NoChannelForCode, NotVerified, TooManyCodes
from gigline.integrations.models import Principal
from gigline.simulation.providers.twilio import Twilio

PHONE = "+351910000001"


@dataclass
class Phones:
    """The world, and the texts that were sent."""

    world: World
    company: Twilio
    asking: integrations.Asking

    @property
    def code(self) -> str:
        return codes.latest(self.company)

    async def send(self, value: str = PHONE, **changes: object) -> None:
        asking = replace(self.asking, **changes)
        await integrations.send_code(self.world.database, self.world.backends, asking, "phone", value)

    async def prove(self, code: str, **changes: object) -> None:
        asking = replace(self.asking, **changes)
        await integrations.prove_code(self.world.database, self.world.backends, asking, code)

    async def principal(self, **changes: object) -> Principal:
        asking = replace(self.asking, **changes)
        async with self.world.database.reader() as r:
            return await integrations.principal(
                r, asking.brand_id, asking.contact_id, "customer", [], asking.conversation_id
            )


@asynccontextmanager
async def phones(database: Database, folder: Path, *, identified: bool = True) -> AsyncIterator[Phones]:
    company = Twilio()
    async with (
        company.running() as twilio,
        deliveries(database.dsn) as url,
        world_at(database, url, folder) as world,
    ):
        bound = {"bind": {"email": "principal.phone"}}
        made = compiled(url, find_customer=bound, _connection={"identify": {"phone": "find_customer"}})
        await world.save(made if identified else compiled(url, _connection={"identify": {}}))
        async with database.writer() as w:
            await channels.save_account(w, world.brand_id, "sms", "acme-sms", {**TWILIO, "api_base": twilio})
            await w.execute("UPDATE deliveries.customers SET email = $1 WHERE id = 'cus-1002'", PHONE)
        yield Phones(world, company, integrations.Asking(world.brand_id, uuid4(), uuid4(), "customer", "en"))


async def test_a_code_proves_an_address_and_whom_the_back_end_knows_by_it(database: Database, tmp_path: Path) -> None:
    async with phones(database, tmp_path) as at:
        await at.send()
        assert at.company.taken[0].text.endswith(
            "is your code for Acme. It is good for 10 minutes. Nobody of Acme asks you for it by phone."
        )
        before = await at.principal()
        with pytest.raises(NotVerified):
            await at.world.run("track_delivery", order_number="HP-48213", principal=before)
        await at.prove(f" {at.code[:3]} {at.code[3:]} ")
        after = await at.principal()
        assert (after.external_id, after.phone) == ("cus-1002", PHONE)
        assert await at.world.run("track_delivery", order_number="HP-48213", principal=after)
        # Nobody else, nowhere else, and not for ever.
        assert not (await at.principal(contact_id=uuid4())).verified
        assert not (await at.principal(conversation_id=uuid4())).verified
        async with database.writer() as w:
            await w.execute("UPDATE clock_offset SET ahead = '61 minutes'")
        assert not (await at.principal()).verified


async def test_a_code_is_good_once_for_who_asked_and_not_long(database: Database, tmp_path: Path) -> None:
    async with phones(database, tmp_path, identified=False) as at:
        await at.send()
        for other in ({"contact_id": uuid4()}, {"conversation_id": uuid4()}, {"brand_id": UUID(int=1)}):
            with pytest.raises(CodeRefused):
                await at.prove(at.code, **other)
        first = at.code
        await at.send()
        with pytest.raises(CodeRefused):
            await at.prove(first if first != at.code else "none")
        await at.prove(at.code)
        with pytest.raises(CodeRefused):
            await at.prove(at.code)
        await at.send()
        async with database.writer() as w:
            await w.execute("UPDATE clock_offset SET ahead = '601 seconds'")
        with pytest.raises(CodeRefused):
            await at.prove(at.code)


async def test_guesses_are_counted_side_by_side(database: Database, tmp_path: Path) -> None:
    async with phones(database, tmp_path, identified=False) as at:
        await at.send()
        wrong = [f"{(int(at.code) + n) % 10**6:06d}" for n in range(1, 21)]
        tried = await asyncio.gather(*(at.prove(one) for one in wrong), return_exceptions=True)
        assert all(isinstance(one, CodeRefused) for one in tried)
        with pytest.raises(CodeRefused):
            await at.prove(at.code)
        async with database.reader() as r:
            row = (await r.rows("SELECT attempts, code_hash, used_at FROM one_time_codes"))[0]
        assert row["attempts"] == 5
        assert at.code.encode() not in row["code_hash"]


async def test_nobody_is_flooded_and_nobody_learns_who_is_known(database: Database, tmp_path: Path) -> None:
    async with phones(database, tmp_path) as at:
        # The answer is the same; nothing is sent.
        await at.send("+351910000999")
        assert at.company.requests == 0
        for _ in range(3):
            await at.send()
        with pytest.raises(TooManyCodes):
            await at.send()
        for _ in range(2):
            await at.send(conversation_id=uuid4())
        with pytest.raises(TooManyCodes):
            await at.send(conversation_id=uuid4())
        assert at.company.requests == 5
        with pytest.raises(NoChannelForCode):
            await integrations.send_code(database, at.world.backends, at.asking, "email", "a@b.example")

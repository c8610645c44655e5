"""A process with a live call is stopped, or killed: it ends in time, and the conversation goes on in writing."""

from __future__ import annotations

import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import pytest

from gigline.accounts import sessions
from gigline.accounts.models import Actor
from gigline.calls import consultation_queries
from gigline.calls import service as calls
from gigline.calls.browser.switchboard import LEASE_S
from gigline.calls.browser.tasks import end_orphans
from gigline.channels import service as channels
from gigline.conversations import service as conversations
from gigline.conversations.models import Conversation, Entry
from gigline.infra.db import Database
from gigline.routing import service as routing
from gigline.workforce import service as workforce
from tests import scenes
from tests.browsers import FakeBrowser
from tests.processes import Gigline, free_port
from tests.unit.language.conftest import model_cache_dir

__all__ = ["model_cache_dir"]

ANA, SAM, KIM = 440.0, 880.0, 1320.0
SAID = "my parcel is late"
# What a process may take to end: its calls are written up, and nobody waits for the rest.
STOPS_S = 15.0


@dataclass
class Desk:
    """A brand whose chat takes calls, an associate who is there, and their calls to the process."""

    database: Database
    web: Gigline
    client: httpx.AsyncClient
    brand_id: UUID
    sam: Actor
    cookies: dict[UUID, str]

    async def call(self, ana: FakeBrowser) -> UUID:
        """Somebody calls from the page; the call's id."""
        session = await self._post("/widget/sessions", {"account": "acme-web"}, {})
        own = {"Authorization": f"Bearer {session['token']}"}
        joined = await self._post("/widget/call", {"sdp": await ana.offer()}, own)
        await ana.take(joined["sdp"])
        return UUID(joined["call_id"])

    async def comes(self) -> Actor:
        """Another associate is there from now on."""
        return await _there(self.database, self.brand_id, self.cookies)

    async def pick_up(self, call_id: UUID, sam: FakeBrowser) -> None:
        """The router finds Sam, who takes it."""
        async with self.database.writer() as w:
            k = await calls.get(w, call_id)
            offer = await routing.match(w, k.conversation_id)
            assert offer is not None, "nobody may have this call"
            await routing.accept(w, self.sam, offer.id)
            await calls.follow(w, k.conversation_id)
        await self.join(call_id, self.sam, sam)

    async def join(self, call_id: UUID, who: Actor, browser: FakeBrowser) -> None:
        """It rings at them, and they pick up."""
        joined = await self._post(f"/calls/{call_id}/join", {"sdp": await browser.offer()}, self._own(who))
        await browser.take(joined["sdp"])

    async def ask(self, call_id: UUID, colleague: Actor) -> None:
        """Sam asks a colleague beside the call."""
        epoch = (await self.conversation(call_id))[0].epoch
        asked = {"epoch": epoch, "associate_id": str(colleague.id)}
        await self._post(f"/calls/{call_id}/consult", asked, self._own(self.sam))

    def _own(self, who: Actor) -> dict[str, str]:
        return {"Cookie": f"{sessions.COOKIE}={self.cookies[who.id]}", "X-CSRF-Token": "c"}

    async def _post(self, path: str, body: dict[str, object], headers: dict[str, str]) -> dict[str, str]:
        answer = await self.client.post(f"{self.web.url}/api/v1{path}", json=body, headers=headers)
        assert answer.is_success, answer.text
        return dict(answer.json())

    async def conversation(self, call_id: UUID) -> tuple[Conversation, list[Entry]]:
        async with self.database.reader() as r:
            c = await conversations.get(r, (await calls.get(r, call_id)).conversation_id)
            return c, await conversations.entries(r, c)


@pytest.fixture
def folder(tmp_path: Path, model_cache_dir: Path) -> Path:
    """The process's own, but for the language model, which is built once for all of them."""
    model_cache_dir.mkdir(parents=True, exist_ok=True)
    (tmp_path / "models").symlink_to(model_cache_dir, target_is_directory=True)
    return tmp_path


@asynccontextmanager
async def _desk(database: Database, dsn: str, folder: Path) -> AsyncIterator[Desk]:
    brand, _, _ = await scenes.brand(database, bot=False)
    async with database.writer() as w:
        await channels.save_account(w, brand.id, "webchat", "acme-web", {"calls": True})
    cookies: dict[UUID, str] = {}
    sam = await _there(database, brand.id, cookies)
    command = ["serve", "--roles", "web"]
    web = Gigline(command, folder, dsn, free_port(), GIGLINE_RECOGNISER="tests.recognisers:ByPitch")
    try:
        assert web.wait_ready()
        async with httpx.AsyncClient(timeout=15, trust_env=False) as client:
            yield Desk(database, web, client, brand.id, sam, cookies)
    finally:
        web.kill()


async def _there(database: Database, brand_id: UUID, cookies: dict[UUID, str]) -> Actor:
    """An associate who is at the console, signed in."""
    who = await scenes.associate(database, brand_id)
    cookies[who.id] = uuid4().hex
    async with database.writer() as w:
        await workforce.beat(w, who.id, uuid4(), ttl_s=86_400)
        await w.execute(
            "INSERT INTO sessions (token_hash, person_id, csrf, expires_at) "
            "VALUES ($1, $2, 'c', gigline_now() + '1 day')",
            sessions.hash_of(cookies[who.id]), who.id,
        )  # fmt: skip
    return who


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
async def test_a_process_that_ends_in_a_call_leaves_the_conversation_and_what_was_said(
    database: Database, dsn: str, folder: Path, how: signal.Signals
) -> None:
    ana, sam = FakeBrowser(ANA), FakeBrowser(SAM)
    try:
        async with _desk(database, dsn, folder) as desk:
            call_id = await desk.call(ana)
            await desk.pick_up(call_id, sam)
            await ana.hears(SAM, within_s=15)
            await sam.hears(ANA, within_s=15)
            await ana.speaks(1.5)
            await _ends(desk, how)
            await _is_written_up(desk, call_id, how)
    finally:
        await ana.close()
        await sam.close()


async def test_a_process_that_dies_while_a_colleague_is_asked_leaves_nobody_in_the_call(
    database: Database, dsn: str, folder: Path
) -> None:
    ana, sam, kim = browsers = [FakeBrowser(hz) for hz in (ANA, SAM, KIM)]
    try:
        async with _desk(database, dsn, folder) as desk:
            call_id = await desk.call(ana)
            await desk.pick_up(call_id, sam)
            await ana.hears(SAM, within_s=15)
            colleague = await desk.comes()
            await desk.ask(call_id, colleague)
            await desk.join(call_id, colleague, kim)
            await kim.hears(SAM, within_s=15)
            await sam.hears(KIM, within_s=15)
            await _ends(desk, signal.SIGKILL)
            await _is_dropped(desk, call_id, colleague)
    finally:
        for one in browsers:
            await one.close()


async def _ends(desk: Desk, how: signal.Signals) -> None:
    began = time.monotonic()
    desk.web.process.send_signal(how)
    assert desk.web.process.wait(STOPS_S) == (0 if how == signal.SIGTERM else -how)
    print(f"{how.name}: ended after {time.monotonic() - began:.2f} s")
    if how == signal.SIGKILL:
        await _another_process_notices(desk.database)


async def _is_dropped(desk: Desk, call_id: UUID, colleague: Actor) -> None:
    """Whoever asked has the conversation in writing, and the colleague nothing but the room that they lent."""
    async with desk.database.reader() as r:
        k = await calls.get(r, call_id)
        asked = await consultation_queries.last_of(r, k, desk.sam.id)
        assert await calls.of_associate(r, colleague.id) is None
        assert (await workforce.me(r, colleague.id)).load == 0
    assert asked is not None
    assert (k.state, k.associate_id, asked.state) == ("failed", desk.sam.id, "dropped")
    c, log = await desk.conversation(call_id)
    assert (c.status, c.associate_id, c.on_call) == ("open", desk.sam.id, False)
    assert [one.data["outcome"] for one in log if one.kind == "note"] == ["dropped"]


async def _another_process_notices(database: Database) -> None:
    assert await end_orphans(database) == 0, "a host that was heard of just now may live"
    async with database.writer() as w:
        await w.execute("UPDATE clock_offset SET ahead = ahead + make_interval(secs => $1)", LEASE_S + 1)
    assert await end_orphans(database) == 1


async def _is_written_up(desk: Desk, call_id: UUID, how: signal.Signals) -> None:
    async with desk.database.reader() as r:
        k = await calls.get(r, call_id)
        assert await r.value("SELECT count(*) FROM call_legs") == 0, "what browsers told of their networks is kept"
    stopped = "host_stopped" if how == signal.SIGTERM else "host_lost"
    assert (k.state, k.end_reason) == ("failed", stopped)
    c, log = await desk.conversation(call_id)
    # It goes on in writing with whoever had it.
    assert (c.status, c.associate_id, c.on_call) == ("open", desk.sam.id, False)
    told = [one.data["type"] for one in log if one.kind == "activity"]
    assert told.count("call_ended") == 1
    if how == signal.SIGTERM:
        # They were still speaking: the last words are written down, too.
        assert SAID in [one.body for one in log]

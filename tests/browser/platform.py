"""The real platform: `gigline serve` in a process of its own, both example brands, the demonstration's people."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import jwt

from gigline.accounts import service as accounts
from gigline.app import processes
from gigline.bot.service import Assistant
from gigline.cli.demo import examples, people, preparing
from gigline.conversations import service as conversations
from gigline.conversations.models import Author
from gigline.infra.db import Database
from gigline.infra.settings import Settings
from gigline.language.service import Embedder
from gigline.workforce import service as workforce
from tests import scenes
from tests.browser.waiting import until
from tests.processes import Gigline, free_port

COOKIE = "gigline_session"
PATIENCE_S = 20


@dataclass
class Person:
    """Somebody who is signed in, and their calls to the API."""

    id: UUID
    name: str
    cookie: str
    csrf: str
    base: str
    client: httpx.AsyncClient = field(repr=False)

    async def call(self, method: str, path: str, body: object = None) -> Any:
        """The answer's JSON; fails on any other status than success."""
        headers = {"Cookie": f"{COOKIE}={self.cookie}", "X-CSRF-Token": self.csrf}
        answer = await self.client.request(method, f"{self.base}{path}", json=body, headers=headers)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    async def epoch(self, conversation: str) -> int:
        return int((await self.call("GET", f"/conversations/{conversation}"))["conversation"]["epoch"])

    async def take_offer(self, conversation: str | None = None) -> str:
        """Accept the first offer (of this conversation); the conversation's id."""

        async def offer() -> dict[str, Any] | None:
            items = (await self.call("GET", "/offers/mine"))["items"]
            return next((one for one in items if conversation in {None, one["conversation_id"]}), None)

        found = await until(offer, f"offer for {self.name}")
        accepted = await self.call("POST", f"/offers/{found['id']}/accept")
        return str(accepted["conversation_id"])

    async def say(self, conversation: str, body: str) -> None:
        await self.call(
            "POST",
            f"/conversations/{conversation}/messages",
            {"body": body, "epoch": await self.epoch(conversation), "client_id": uuid4().hex},
        )

    async def note(self, conversation: str, body: str) -> None:
        await self.call("POST", f"/conversations/{conversation}/notes", {"body": body, "client_id": uuid4().hex})

    async def resolve(self, conversation: str) -> None:
        await self.call("POST", f"/conversations/{conversation}/resolve", {"epoch": await self.epoch(conversation)})


@dataclass
class Requester:
    """Somebody who writes to a brand through the widget's calls, without a browser."""

    name: str
    token: str
    base: str
    client: httpx.AsyncClient = field(repr=False)

    async def call(self, method: str, path: str, body: object = None) -> Any:
        answer = await self.client.request(
            method, f"{self.base}/widget{path}", json=body, headers={"Authorization": f"Bearer {self.token}"}
        )
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    async def say(self, body: str) -> None:
        await self.call("POST", "/messages", {"body": body, "client_id": str(uuid4())})

    async def person(self) -> None:
        await self.call("POST", "/person")

    async def entries(self) -> list[dict[str, Any]]:
        return list((await self.call("GET", "/conversation?after_seq=0"))["entries"])

    async def conversation(self) -> str:
        """The id of their conversation, once there is one."""

        async def look() -> str | None:
            found = (await self.call("GET", "/conversation?after_seq=0"))["conversation"]
            return found["id"] if found else None

        return await until(look, f"conversation of {self.name}")

    async def answered(self, times: int = 1) -> None:
        """Until the bot has said something as often as that."""

        async def look() -> bool:
            said = [one for one in await self.entries() if one["kind"] == "message" and one["author"]["kind"] == "bot"]
            return len(said) >= times

        await until(look, f"answer of the bot for {self.name}")

    async def waiting(self) -> str:
        """The conversation's id, once it waits for a person."""

        async def look() -> str | None:
            found = (await self.call("GET", "/conversation?after_seq=0"))["conversation"]
            return found["id"] if found and found["holder"] == "queue" else None

        return await until(look, f"place in the queue for {self.name}")


class Platform:
    """One running platform and its database."""

    def __init__(self, process: Gigline, database: Database, client: httpx.AsyncClient, secrets: dict[str, bytes]):
        self.url = process.url
        self.api = f"{process.url}/api/v1"
        self.database = database
        self.client = client
        self._process = process
        self._secrets = secrets
        self._people: dict[str, Person] = {}

    async def person(self, key: str) -> Person:
        """One of the demonstration's people by the first part of their address, signed in once a run."""
        if key not in self._people:
            email = f"{key}@demo.example"
            answer = await self.client.post(f"{self.api}/session", json={"email": email, "password": people.PASSWORD})
            assert answer.status_code == 200, answer.text
            me = answer.json()
            cookie = answer.cookies[COOKIE]
            self.client.cookies.clear()
            person = me["person"]
            self._people[key] = Person(UUID(person["id"]), person["name"], cookie, me["csrf"], self.api, self.client)
        return self._people[key]

    async def requester(
        self, account: str = "hoplane-web", name: str = "", kind: str | None = None, email: str | None = None
    ) -> Requester:
        """A new one; with a name, the brand vouches for them."""
        token = self.identity(account.partition("-")[0], name, kind, email) if name else None
        body = {"account": account, "identity_token": token}
        answer = await self.client.post(f"{self.api}/widget/sessions", json=body)
        assert answer.status_code == 200, answer.text
        return Requester(name, answer.json()["token"], self.api, self.client)

    def identity(
        self, brand: str, name: str, kind: str | None = None, email: str | None = None, phone: str | None = None
    ) -> str:
        """What the brand's own server would sign for a visitor of this name."""
        claims = {"sub": uuid4().hex, "name": name, "iat": int(time.time()), "exp": int(time.time()) + 3600}
        more = {key: value for key, value in {"kind": kind, "email": email, "phone": phone}.items() if value}
        return jwt.encode({**claims, **more}, self._secrets[brand], algorithm="HS256")

    async def ahead(self, seconds: float) -> None:
        """Turn the database's clock. Whoever is connected stays so; who closed their tab does not."""
        async with self.database.writer() as w:
            await w.execute("UPDATE clock_offset SET ahead = ahead + make_interval(secs => $1)", float(seconds))
            await w.execute(
                "UPDATE presence SET expires_at = expires_at + make_interval(secs => $1) WHERE NOT closing",
                float(seconds),
            )

    async def connected(self, person: Person) -> None:
        """Until the server sees one of their tabs."""

        async def look() -> bool:
            async with self.database.reader() as r:
                sql = "SELECT count(*) FROM presence WHERE associate_id = $1 AND NOT closing"
                return await r.value(sql, person.id) > 0

        await until(look, f"connection of {person.name}")

    async def left(self, person: Person) -> None:
        """Until the server knows that their last tab was closed."""

        async def look() -> bool:
            async with self.database.reader() as r:
                sql = "SELECT bool_and(closing) FROM presence WHERE associate_id = $1"
                return await r.value(sql, person.id) is not False

        await until(look, f"goodbye of {person.name}")

    async def warmed_up(self, person: Person) -> None:
        """As if they had been here for a day: no limit but their capacity."""
        async with self.database.writer() as w:
            await w.execute(
                "UPDATE associates SET online_since = gigline_now() - interval '1 day' WHERE id = $1", person.id
            )

    async def present(self, person: Person, *, for_s: float = 3600) -> None:
        """Available and connected, without a browser."""
        async with self.database.writer() as w:
            await workforce.set_availability(w, person.id, "on")
            await workforce.beat(w, person.id, uuid4(), ttl_s=for_s)
        await self.warmed_up(person)

    async def tidy(self) -> None:
        """Nothing open, nobody there, nobody tired: as the next test wants it."""
        async with self.database.writer() as w:
            for row in await w.rows("SELECT id FROM associates"):
                await workforce.set_availability(w, row["id"], "off")
            await w.execute("DELETE FROM presence")
        await until(self._all_resolved, "end of all conversations")
        await until(self._all_free, "associate without load")
        async with self.database.writer() as w:
            await w.execute("UPDATE associates SET unanswered = 0, paused_until = NULL, capacity = 3")

    async def _all_resolved(self) -> bool:
        async with self.database.reader() as r:
            rows = await r.rows("SELECT id FROM conversations WHERE status = 'open'")
        for row in rows:
            async with self.database.writer() as w:
                found = await conversations.lock(w, row["id"])
                if found.status == "open":
                    await conversations.resolve(w, found.id, found.epoch, by="silence", author=Author("system"))
        return not rows

    async def _all_free(self) -> bool:
        async with self.database.reader() as r:
            busy = await r.value("SELECT count(*) FROM associates WHERE load > 0")
            live = await r.value("SELECT count(*) FROM offers WHERE state = 'offered'")
        return busy == 0 and live == 0


@asynccontextmanager
async def running(dsn: str, folder: Path, models: Path, embedder: Embedder, **env: str) -> AsyncIterator[Platform]:
    """A platform on this database; it is stopped at the end of the block, and must have ended well."""
    (folder / "models").symlink_to(models, target_is_directory=True)
    settings = Settings(data_dir=folder, database_url=dsn, allow_private_fetch=True)
    async with (
        processes.opened(settings, Assistant(embedder)) as database,
        httpx.AsyncClient(timeout=PATIENCE_S, trust_env=False) as client,
    ):
        process = Gigline(["serve"], folder, dsn, free_port(), **env)
        try:
            await preparing.furnish(database, embedder, examples.folders())
            await scenes.always_open(database)
            async with database.reader() as r:
                secrets = {brand.key: brand.identity_secret for brand in await accounts.brands(r)}
            assert process.wait_ready(), "the platform did not start: see its log in the test's folder"
            yield Platform(process, database, client, secrets)
        finally:
            code = process.stop()
        assert code == 0, f"the platform ended with {code}"

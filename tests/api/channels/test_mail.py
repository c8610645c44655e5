"""Mails by HTTP, and files on their way out."""

from __future__ import annotations

import base64
import time
from typing import Any
from uuid import uuid4

import pytest
from tests.api.isolation.world import World, build
from tests.conftest import MakeDatabase
from tests.unit.channels.email.mails import OURS, mail, multipart

from gigline.channels import mailboxes, service, signature
from gigline.conversations import handlers
from gigline.conversations import service as conversations
from gigline.infra.db import Database
from gigline.infra.outbox import Subscriptions
from gigline.infra.relay import Relay

SECRET = "a secret of the mail account"
URL = "/channels/email/acme-mail"
PICTURE = b"\x89PNG\r\n\x1a\nx"


@pytest.fixture
async def database(make_database: MakeDatabase):
    async with make_database(Subscriptions(handlers.subscriptions())) as opened:
        yield opened


async def world_of(database: Database) -> World:
    world = await build(database)
    async with database.writer() as w:
        await service.save_account(w, world.brand.id, "email", "acme-mail", {"address": OURS, "secret": SECRET})
    return world


async def post(world: World, raw: bytes, *, secret: str | None = SECRET) -> int:
    signed = {signature.HEADER: signature.sign(secret, raw, int(time.time()))} if secret else {}
    headers = {"content-type": "message/rfc822", **signed}
    return (await world.actors["nobody"].client.post(URL, content=raw, headers=headers)).status_code


async def test_a_signed_mail_is_taken_once_and_others_are_not(database: Database):
    world = await world_of(database)
    large = mail("x" * 2_000_000, message_id="<large@home.example>")
    answers = [
        await post(world, mail()),
        await post(world, mail()),
        await post(world, large),
        await post(world, mail("x" * 5_300_000)),
        await post(world, mail(), secret=None),
        await post(world, mail(), secret="another secret of somebody"),
        await post(world, b"no mail at all"),
    ]
    assert answers == [202, 202, 202, 413, 401, 401, 422]
    async with database.reader() as r:
        assert await r.value("SELECT count(*) FROM inbound") == 2


async def test_what_a_machine_wrote_is_taken_and_laid_aside(database: Database):
    world = await world_of(database)
    assert await post(world, mail(auto_submitted="auto-replied")) == 202
    async with database.reader() as r:
        assert await r.value("SELECT reason FROM asides") == "automatic"


async def test_a5_files_are_downloads_in_a_place_where_nothing_runs(database: Database):
    world = await world_of(database)
    coded = base64.b64encode(PICTURE).decode()
    raw = multipart(
        "Content-Type: text/plain\n\nSee.",
        'Content-Type: image/svg+xml; name="a\u202e.svg"\n\n<svg onload="alert(1)">',
        f"Content-Type: text/html; name=b.html\nContent-Transfer-Encoding: base64\n\n{coded}",
    )
    async with database.reader() as r:
        account = await service.account_by_key(r, "acme-mail")
    await service.accept(database, account, mailboxes.understood(account, raw))
    await Relay(database, Subscriptions(handlers.subscriptions())).run_until_idle()
    async with database.reader() as r:
        c = await r.value("SELECT id FROM conversations WHERE channel = 'email'")
        files = {
            row["name"]: row["id"]
            for row in await r.rows("SELECT name, id FROM attachments WHERE inbound_id IS NOT NULL")
        }
    leader = world.actors["leader"].client
    drawing = await leader.get(f"/api/v1/conversations/{c}/attachments/{files['a.svg']}")
    picture = await leader.get(f"/api/v1/conversations/{c}/attachments/{files['b.html']}")
    assert (drawing.headers["content-type"], picture.headers["content-type"]) == (
        "application/octet-stream",
        "image/png",
    )
    assert picture.content == PICTURE
    for answer in (drawing, picture):
        assert answer.headers["content-disposition"].startswith("attachment; filename*=UTF-8''")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"].startswith("sandbox")
    # A file of one conversation is not to be had by way of another.
    elsewhere = await leader.get(f"/api/v1/conversations/{world.ids['conversation_id']}/attachments/{files['a.svg']}")
    assert elsewhere.status_code == 404


async def test_an_answer_takes_files_along_that_were_put_up_in_its_conversation(database: Database):
    world = await world_of(database)
    assert await post(world, mail()) == 202
    await Relay(database, Subscriptions(handlers.subscriptions())).run_until_idle()
    async with database.writer() as w:
        c = await w.value("SELECT id FROM conversations WHERE channel = 'email'")
        epoch = await w.value("SELECT epoch FROM conversations WHERE id = $1", c)
        await conversations.assign(w, c, epoch, world.actors["holder"].id, "Sam", cause="assigned")
    holder, here = world.actors["holder"].client, f"/api/v1/conversations/{c}"
    file = (await holder.post(f"{here}/attachments", params={"name": "../a.png"}, content=PICTURE)).json()
    assert (file["name"], file["type"]) == ("a.png", "image/png")

    async def send(number: int, *ids: str) -> tuple[int, dict[str, Any]]:
        body = {"body": "Here.", "epoch": epoch + 1, "client_id": f"client-{number:04}", "attachments": list(ids)}
        answer = await holder.post(f"{here}/messages", json=body)
        return answer.status_code, answer.json()

    status, entry = await send(1, file["id"])
    assert (status, [one["name"] for one in entry["data"]["attachments"]]) == (201, ["a.png"])
    # 27: neither a file that came in or was put up elsewhere, nor one that there is not.
    elsewhere = f"/api/v1/conversations/{world.ids['conversation_id']}/attachments"
    other = (await holder.post(elsewhere, params={"name": "b.png"}, content=PICTURE)).json()["id"]
    for number, foreign in enumerate((world.ids["attachment_id"], other, str(uuid4())), start=2):
        assert (await send(number, foreign))[0] == 404

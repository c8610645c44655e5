"""An admin looks at what was laid aside, page by page and masked, and lets one in."""

from __future__ import annotations

import time

import pytest
from tests.api.isolation.world import World, build
from tests.unit.channels.email.mails import OURS, mail

from gigline.channels import aside_endpoints, service, signature
from gigline.infra.db import Database

SECRET = "a secret of the mail account"


async def _path(world: World, database: Database) -> str:
    async with database.writer() as w:
        account = await service.save_account(
            w, world.brand.id, "email", "acme-mail", {"address": OURS, "secret": SECRET}
        )
    return f"/api/v1/brands/{world.brand.id}/channels/{account.id}/asides"


async def _post(world: World, raw: bytes) -> None:
    signed = {signature.HEADER: signature.sign(SECRET, raw, int(time.time())), "content-type": "message/rfc822"}
    answer = await world.actors["nobody"].client.post("/channels/email/acme-mail", content=raw, headers=signed)
    assert answer.status_code == 202


async def test_a_list_page_by_page_and_one_let_in(database: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(aside_endpoints, "AT_ONCE", 2)
    world = await build(database)
    path, admin = await _path(world, database), world.actors["admin"].client
    assert (await admin.get(path)).json() == {"items": [], "next": None}
    ids = [f"<{n}/?#é@home.example>" for n in range(5)]
    for id_ in ids:
        await _post(world, mail("I am away", message_id=id_, auto_submitted="auto-replied"))
    shown, cursor = [], ""
    while cursor is not None:
        page = (await admin.get(path, params={"cursor": cursor} if cursor else {})).json()
        shown += page["items"]
        cursor = page["next"]
    assert len({one["id"] for one in shown}) == len(shown) == 5
    assert [one["at"] for one in shown] == sorted((one["at"] for one in shown), reverse=True)
    assert {(one["sender"], one["reason"], one["whole"], one["let_in_at"]) for one in shown} == {
        ("‹3›@home.example", "automatic", True, None)
    }
    answers = [(await admin.post(f"{path}/{shown[0]['id']}/let-in")).json() for _ in range(2)]
    assert answers == [{"new": True}, {"new": False}]
    assert [one["let_in_by"] for one in (await admin.get(path)).json()["items"]] == ["Pat Doe", None]
    async with database.reader() as r:
        assert await r.value("SELECT count(*) FROM inbound") == 1


async def test_what_is_not_there_and_what_is_no_cursor(database: Database):
    world = await build(database)
    path, admin = await _path(world, database), world.actors["admin"].client
    for unknown in ("AAAA", "A", "é", "..", "%2e%2e", "_-_", "AA%00AA"):
        assert (await admin.post(f"{path}/{unknown}/let-in")).status_code == 404, unknown
    for cursor in ("x", "WzFd", "WyIxOTcwLTAxLTAxIiwgIngiXQ", "WyIwMDAxLTAxLTAxVDAwOjAwOjAwKzIzOjU5IiwgIngiXQ", "é"):
        assert (await admin.get(path, params={"cursor": cursor})).status_code in {200, 422}, cursor
    [listed] = [
        one for one in (await admin.get(path.rpartition("/")[0].rpartition("/")[0])).json()["items"]
        if one["key"] == "acme-mail"
    ]  # fmt: skip
    assert listed["lays_aside"]

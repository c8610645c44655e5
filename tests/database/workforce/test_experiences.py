"""What associates let count: only what is asked for, withdrawn at once, gone with the grant."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from tests import scenes

from gigline.accounts import service as accounts
from gigline.accounts.schemas import BrandSettings
from gigline.infra.db import Database
from gigline.kit.errors import BadInput
from gigline.workforce import experiences, service
from gigline.workforce.errors import NoSuchAssociate, NoSuchExperience

ASKED: list[dict[str, Any]] = [
    {"kind": "city", "name": "Porto", "topics": ["delivery"]},
    {"kind": "language", "name": "en"},
    {"kind": "language", "name": "fr"},
]


async def _brand(database: Database, asked: list[dict[str, Any]] = ASKED) -> UUID:
    async with database.writer() as w:
        made = await accounts.save_brand(w, BrandSettings.model_validate({**scenes.SETTINGS, "experiences": asked}))
    return made.id


async def _counting(database: Database, brand_id: UUID) -> list[tuple[str, ...]]:
    async with database.reader() as r:
        return [one.experiences for one in await service.candidates(r, brand_id)]


async def test_it_counts_until_it_is_withdrawn(database: Database) -> None:
    brand_id = await _brand(database)
    me = await scenes.associate(database, brand_id)
    for _ in range(2):
        async with database.writer() as w:
            await experiences.say(w, me.id, brand_id, "city:porto")
    assert await _counting(database, brand_id) == [("city:porto",)]
    async with database.reader() as r:
        [of] = await experiences.of_associate(r, me.id)
        told = [row["type"] for row in await r.rows("SELECT type FROM events WHERE type = 'ExperienceChosen'")]
    assert [(one.key, one.said_at is not None, one.may) for one in of.items] == [
        ("city:porto", True, True), ("language:en", False, True), ("language:fr", False, False),
    ]  # fmt: skip
    assert len(told) == 1
    async with database.writer() as w:
        await experiences.withdraw(w, me.id, brand_id, "city:porto")
    assert await _counting(database, brand_id) == [()]


async def test_nothing_can_be_said_but_what_is_asked(database: Database) -> None:
    brand_id = await _brand(database)
    me = await scenes.associate(database, brand_id)
    for key, refusal in (("hobby:golf", NoSuchExperience), ("language:fr", BadInput)):
        with pytest.raises(refusal):
            async with database.writer() as w:
                await experiences.say(w, me.id, brand_id, key)
    stranger = await scenes.associate(database, (await scenes.brand(database, key="other"))[0].id)
    with pytest.raises(NoSuchAssociate):
        async with database.writer() as w:
            await experiences.say(w, stranger.id, brand_id, "city:porto")


async def test_what_is_asked_no_more_can_still_be_withdrawn(database: Database) -> None:
    brand_id = await _brand(database)
    me = await scenes.associate(database, brand_id)
    async with database.writer() as w:
        await experiences.say(w, me.id, brand_id, "city:porto")
    await _brand(database, [])
    async with database.writer() as w:
        [of] = await experiences.of_associate(w, me.id)
        assert [(one.key, one.asked, one.may) for one in of.items] == [("city:porto", None, False)]
        await experiences.withdraw(w, me.id, brand_id, "city:porto")
        assert await experiences.of_associate(w, me.id) == []


async def test_a_grant_that_comes_back_lets_nothing_count(database: Database) -> None:
    brand_id = await _brand(database)
    me = await scenes.associate(database, brand_id)
    async with database.writer() as w:
        await experiences.say(w, me.id, brand_id, "city:porto")
        await service.grant(w, brand_id, me.id, clearance=1)
    assert await _counting(database, brand_id) == [("city:porto",)]
    async with database.writer() as w:
        await service.revoke(w, brand_id, me.id)
        await service.grant(w, brand_id, me.id)
    assert await _counting(database, brand_id) == [()]
    async with database.writer() as w:
        await experiences.say(w, me.id, brand_id, "city:porto")
    assert await _counting(database, brand_id) == [("city:porto",)]

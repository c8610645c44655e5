"""Lists: keyset pages without holes, the queue in the order it is served, search with marked hits."""

from __future__ import annotations

import itertools
from uuid import uuid4

import pytest

from gigline.accounts.models import Actor
from gigline.conversations import listing
from gigline.conversations import service as conversations
from gigline.conversations.filters import Box, ListFilter
from gigline.infra.db import Database
from gigline.kit.errors import BadInput
from tests import scenes


async def _many(database: Database, count: int, *, bot: bool):
    brand, settings, account_id = await scenes.brand(database, bot=bot)
    made = [
        await scenes.written(database, await scenes.requester(database, brand.id, account_id), settings)
        for _ in range(count)
    ]
    return brand, made


def _leader(brand_id) -> Actor:
    return scenes.leader(brand_id, uuid4())


async def _pages(database: Database, actor: Actor, box: Box, limit: int) -> list[list[object]]:
    found, cursor = [], None
    while True:
        async with database.reader() as r:
            page = await listing.page(r, actor, ListFilter(box=box), cursor=cursor, limit=limit)
        found.append([one.id for one in page.items])
        cursor = page.next
        if cursor is None:
            return found


async def test_pages_have_everything_once_newest_first(database: Database):
    brand, made = await _many(database, 7, bot=True)
    pages = await _pages(database, _leader(brand.id), "all", 3)
    assert [len(page) for page in pages] == [3, 3, 1]
    assert list(itertools.chain(*pages)) == [c.id for c in reversed(made)]


async def test_the_queue_is_listed_as_it_is_served(database: Database):
    brand, made = await _many(database, 5, bot=False)
    async with database.writer() as w:
        await conversations.classify(w, made[3].id, topic="payment", priority=2)
    pages = await _pages(database, _leader(brand.id), "waiting", 2)
    expected = [made[3], made[0], made[1], made[2], made[4]]
    assert list(itertools.chain(*pages)) == [c.id for c in expected]


async def test_associates_see_in_the_queue_what_is_to_be_done_but_not_who_or_what(database: Database):
    brand, _ = await _many(database, 1, bot=False)
    sam = await scenes.associate(database, brand.id)
    async with database.reader() as r:
        page = await listing.page(r, sam, ListFilter(box="waiting"), cursor=None, limit=5)
        everything = await listing.page(r, sam, ListFilter(box="all"), cursor=None, limit=5)
    [row] = page.items
    assert (row.contact.name, row.preview, row.topic) == ("", "", None)
    assert everything.items == []


async def test_search_marks_the_hit_and_bears_any_query(database: Database):
    brand, made = await _many(database, 1, bot=True)
    async with database.reader() as r:
        for text, hits in (("parcel", 1), ("nothing like it", 0), ("' OR 1=1 --", 0), ('"unclosed & ( | !', 0)):
            page = await listing.page(r, _leader(brand.id), ListFilter(box="all", q=text), cursor=None, limit=5)
            assert len(page.items) == hits, text
            if hits:
                assert page.items[0].id == made[0].id
                assert "\x02parcel\x03" in (page.items[0].snippet or "")


@pytest.mark.parametrize("cursor", ["x", "W10", "WzEsMl0", "WyJhIiwiYiJd"])
async def test_a_cursor_that_is_not_ours_is_refused(database: Database, cursor: str):
    brand, _ = await _many(database, 1, bot=False)
    for box in ("all", "waiting"):
        async with database.reader() as r:
            with pytest.raises(BadInput):
                await listing.page(r, _leader(brand.id), ListFilter(box=box), cursor=cursor, limit=5)

"""The feed passes on what became true, whatever goes wrong with those who are told."""

from __future__ import annotations

import contextlib
from uuid import UUID, uuid4

import pytest
from tests import scenes

from gigline.api.live.feed import Feed
from gigline.conversations import service as conversations
from gigline.conversations.models import NewMessage
from gigline.infra import stream
from gigline.infra.stream import Streamed


class Told:
    """Whoever is told, and fails a few times."""

    def __init__(self, failures: int) -> None:
        self.failures = failures
        self.positions: list[int] = []

    async def __call__(self, brand_id: UUID, events: list[Streamed]) -> None:
        if self.failures:
            self.failures -= 1
            raise OSError("the database went away")
        self.positions += [one.position for one in events]


@pytest.mark.parametrize(("failures", "passed_over"), [(0, False), (1, False), (2, True)])
async def test_what_could_not_be_passed_on_is_tried_once_more(database, failures, passed_over):
    brand, settings, account_id = await scenes.brand(database)
    who = await scenes.requester(database, brand.id, account_id)
    told = Told(failures)
    feed = Feed(database, told)
    await feed.start()
    heads = []
    for text in ("one", "two"):
        async with database.writer() as w:
            await conversations.receive(w, who, NewMessage(text, uuid4().hex), settings)
        await stream.stamp(database)
        for _ in range(2):
            with contextlib.suppress(OSError):
                await feed.look(brand.id)
        async with database.reader() as r:
            heads.append((await stream.head(r, brand.id)).position)
    assert told.positions == list(range(heads[0] + 1 if passed_over else 1, heads[1] + 1)), "in order, none twice"

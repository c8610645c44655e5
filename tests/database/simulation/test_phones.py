"""People call, and write by SMS, WhatsApp, Telegram, mail and an app; the platform answers them there."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from itertools import islice

from tests.processes import Gigline, free_port

from gigline.cli.apply import applying, reading
from gigline.cli.demo import examples, lines
from gigline.infra.db import Database
from gigline.language.service import Embedder
from gigline.simulation import material, phones
from gigline.simulation.pace import COMPRESSED
from gigline.simulation.surface import Problems

# Real seconds that each waits for an answer. Nobody is at work here: the bot answers, or says that it hands over.
PATIENCE_S = 60.0


async def test_everybody_who_writes_from_a_phone_gets_an_answer_there(
    database: Database, embedder: Embedder, start: Callable[[], Gigline]
) -> None:
    [folder] = [one for one in examples.folders() if one.name == lines.BRAND]
    # The brand alone is enough: nobody works here.
    await applying.apply(database, embedder, reading.read(folder))
    own = phones.lines(lines.BRAND, [free_port() for _ in phones.KINDS])
    await lines.set_up(database, own)
    problems = Problems()
    people = phones.Phones(start().url, own, [material.load(folder)], 7, COMPRESSED, problems, turns=1)
    async with people.open():
        plans = [
            (line, replace(plan, patience_s=PATIENCE_S / COMPRESSED.patience))
            for line, plan in islice(people.plans(1.0), len(own))
        ]
        await asyncio.gather(*(people.visit(line, plan) for line, plan in plans))
    assert not problems.counts
    assert {kind: (one.wrote, one.answered) for kind, one in people.counts.items()} == dict.fromkeys(
        phones.KINDS, (1, 1)
    )
    async with database.reader() as r:
        channels = await r.value("SELECT count(DISTINCT channel) FROM conversations")
        doubled = await r.value("SELECT count(*) FROM entries WHERE client_id IS NOT NULL") - await r.value(
            "SELECT count(DISTINCT (conversation_id, client_id)) FROM entries WHERE client_id IS NOT NULL"
        )
        states = {row["state"] for row in await r.rows("SELECT DISTINCT state FROM outbound")}
    assert (channels, doubled) == (len(phones.KINDS), 0)
    assert states <= {"sent", "delivered", "read", "queued", "sending"}

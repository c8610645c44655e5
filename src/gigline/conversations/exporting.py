"""Everything that is kept about a person, as one JSON document in pieces: a long history is never whole in memory."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import AsyncIterator
from typing import Any

import structlog

from gigline.accounts.models import Actor
from gigline.contacts import choices, experiences, persons
from gigline.contacts.models import Person
from gigline.conversations import person_queries, queries
from gigline.conversations.models import Conversation
from gigline.infra.db import Database, Reader, Writer
from gigline.integrations import service as integrations

log = structlog.get_logger()

AT_ONCE = 500


async def note(w: Writer, actor: Actor, who: Person) -> None:
    """Keep who took the person's data out."""
    first = who.contact
    await person_queries.note_export(w, first.brand_id, w.new_id(), first.id, actor.id, actor.name)
    log.info("contact_exported", brand=str(first.brand_id), contact=str(first.id), by=str(actor.id))


async def document(database: Database, who: Person) -> AsyncIterator[str]:
    """The document's text. Each piece is read on its own, so that a slow reader holds no connection."""
    async with database.reader() as r:
        head = await _head(r, who)
        ids = await person_queries.conversation_ids(r, who.contact.brand_id, who.ids)
    # The head's last brace makes room for the conversations.
    yield f'{_text(head)[:-1]}, "conversations": ['
    for n, id_ in enumerate(ids):
        async with database.reader() as r:
            c = await queries.get(r, id_)
        if c is not None:
            async for piece in _conversation(database, c, first=n == 0):
                yield piece
    yield "\n]}\n"


async def _head(r: Reader, who: Person) -> dict[str, Any]:
    held = await persons.identities(r, who)
    return {
        "contacts": who.contacts,
        "identities": held,
        "choices": await choices.history(r, who),
        "experiences": await experiences.told(r, who),
        "merges": await persons.merges_of(r, who),
        "exports": await person_queries.exports(r, who.contact.brand_id, who.ids),
    }


async def _conversation(database: Database, c: Conversation, *, first: bool) -> AsyncIterator[str]:
    async with database.reader() as r:
        runs = await integrations.runs_of(r, c.brand_id, c.id)
    whole = {**dataclasses.asdict(c), "actions": runs}
    yield f'{"" if first else ","}\n{_text(whole)[:-1]}, "entries": ['
    after = 0
    while True:
        async with database.reader() as r:
            found = await queries.entries(r, c, after, AT_ONCE, False)
        for one in found:
            yield f"{',' if one.seq > 1 else ''}\n  {_text(one)}"
        if len(found) < AT_ONCE:
            break
        after = found[-1].seq
    yield "]}"


def _text(value: Any) -> str:
    return json.dumps(value, default=_plain, ensure_ascii=False)


def _plain(value: Any) -> Any:
    is_data = dataclasses.is_dataclass(value) and not isinstance(value, type)
    return dataclasses.asdict(value) if is_data else str(value)

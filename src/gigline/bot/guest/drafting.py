"""Help for associates: a draft that they edit, and a note for whoever takes over. Nothing of it is sent by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from gigline.accounts import service as accounts
from gigline.accounts.schemas import BrandSettings
from gigline.bot.events import SummaryDue
from gigline.bot.guest import asking, claims, grammar, prompts
from gigline.bot.guest.calling import Caller
from gigline.bot.guest.client import Guest
from gigline.bot.guest.models import Draft
from gigline.conversations import service as conversations
from gigline.conversations.events import Queued
from gigline.conversations.models import Author, Conversation, Entry
from gigline.infra import outbox
from gigline.infra.db import Database, Reader, Writer
from gigline.knowledge import service as knowledge
from gigline.knowledge.models import Hit
from gigline.language.service import Embedder

MOST_ARTICLES = 3
_WHO = {"requester": "Person", "associate": "Associate", "bot": "Bot"}


@dataclass(frozen=True)
class Matter:
    """What a draft is about, read before the model is asked. `talk` is masked."""

    c: Conversation
    settings: BrandSettings
    talk: str
    hits: tuple[Hit, ...]


async def matter(r: Reader, embedder: Embedder, c: Conversation) -> Matter:
    """Read the conversation and the articles that fit what its requester wrote last."""
    settings = accounts.settings_of(await accounts.brand(r, c.brand_id))
    talk = await asking.masked_talk(r, c, c.seq)
    asked = asking.asked_in(talk)
    hits = (
        await knowledge.search(
            r, embedder, c.brand_id, asked, kind=c.requester_kind, language=c.language, limit=MOST_ARTICLES
        )
        if asked
        else []
    )
    return Matter(c, settings, _lines(talk), tuple(hits))


def _lines(talk: Sequence[tuple[Entry, str]]) -> str:
    """A masked talk, a line each."""
    return "\n".join(f"{_WHO[one.author_kind]}: {text}" for one, text in talk if one.author_kind in _WHO)


async def draft(database: Database, guest: Guest | None, embedder: Embedder, about: Matter) -> Draft:
    """A reply with the articles it comes from, checked against them; or none, and why."""
    if guest is None or "draft" not in about.settings.model.uses:
        return Draft("", reason="off")
    if not about.hits:
        return Draft("", reason="no_articles")
    caller = Caller(database, guest, about.settings, about.c.brand_id, about.c.id)
    articles = [(hit.article.title, hit.article.body) for hit in about.hits]
    asked = f"{prompts.numbered(articles)}\n\nConversation:\n{prompts.quoted(about.talk)}"
    call = await caller.say("draft", prompts.DRAFT, asked)
    if call is None:
        return Draft("", reason="unavailable")
    found = grammar.cited(call.said.text, len(articles))
    if found is None:
        await call.settle("refused", "no_sources")
        return Draft("", reason="no_sources")
    numbers, text = found
    used = [about.hits[number].article for number in numbers]
    source = "\n".join(f"{article.title}.\n{article.body}" for article in used)
    wrong = await asyncio.to_thread(claims.problem, text, source, embedder)
    await call.settle(*(("refused", wrong) if wrong else ("used", "")))
    if wrong:
        return Draft("", reason=wrong)
    return Draft(text, tuple((article.id, article.title) for article in used))


async def have_summed_up(w: Writer, guest: Guest | None, event: Queued) -> None:
    """Have a conversation that was handed over summed up, where there is a model and the brand wants that of it."""
    if guest is None or "summary" not in accounts.settings_of(await accounts.brand(w, event.brand_id)).model.uses:
        return
    due = SummaryDue(
        brand_id=event.brand_id, conversation_id=event.conversation_id, segment=event.segment, seq=event.seq
    )
    await outbox.publish(w, due)


async def sum_up(database: Database, guest: Guest | None, event: SummaryDue) -> None:
    """Sum up a conversation that the bot handed over, as a private note for whoever takes it."""
    if guest is None or event.conversation_id is None:
        return
    async with database.reader() as r:
        settings = accounts.settings_of(await accounts.brand(r, event.brand_id))
        c = await conversations.get(r, event.conversation_id)
        talk = _lines(await asking.masked_talk(r, c, c.seq))
    call = await Caller(database, guest, settings, c.brand_id, c.id).say(
        "summary", prompts.SUMMARY, prompts.quoted(talk)
    )
    if call is None:
        return
    wrong = claims.surface_problem(call.said.text, talk)
    await call.settle(*(("refused", wrong) if wrong else ("used", "")))
    if wrong:
        return
    async with database.writer() as w:
        bot = Author("bot", name=settings.bot.name)
        body = f"A language model's summary, not checked by a person: {call.said.text}"
        key = f"guest-summary-{event.segment}-{event.seq}"
        await conversations.note(w, c.id, bot, body, client_id=key, data={"by_model": True})

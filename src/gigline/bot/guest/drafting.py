"""Help for associates: a draft that they edit, and a note for whoever takes over. Nothing of it is sent by itself."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from gigline.accounts import service as accounts
from gigline.accounts.schemas import BrandSettings
from gigline.bot.guest import claims, grammar, prompts
from gigline.bot.guest.asking import masked_texts
from gigline.bot.guest.calling import Caller
from gigline.bot.guest.client import Guest
from gigline.bot.guest.models import Draft
from gigline.contacts import service as contacts
from gigline.conversations import service as conversations
from gigline.conversations.events import Queued
from gigline.conversations.models import Author, Conversation
from gigline.infra.db import Database, Reader
from gigline.knowledge import service as knowledge
from gigline.knowledge.models import Hit
from gigline.language import masking
from gigline.language.service import Embedder

READ_BACK = 30
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
    asked = "\n".join(text for _, text in await masked_texts(r, c, c.seq))
    hits = (
        await knowledge.search(
            r, embedder, c.brand_id, asked, kind=c.requester_kind, language=c.language, limit=MOST_ARTICLES
        )
        if asked
        else []
    )
    return Matter(c, settings, await _talk(r, c), tuple(hits))


async def _talk(r: Reader, c: Conversation) -> str:
    """The public messages of this segment, masked, a line each."""
    who = await contacts.get(r, c.brand_id, c.contact_id)
    names = [who.name] if who.name else []
    entries = await conversations.entries(r, c, after_seq=max(0, c.seq - READ_BACK), public_only=True)
    said = [one for one in entries if one.kind == "message" and one.segment == c.segment and one.author_kind in _WHO]
    return "\n".join(f"{_WHO[one.author_kind]}: {masking.mask(one.body, names)}" for one in said)


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


async def on_queued(database: Database, guest: Guest | None, event: Queued) -> None:
    """Sum up a conversation that the bot handed over, as a private note for whoever takes it."""
    if guest is None or event.conversation_id is None:
        return
    async with database.reader() as r:
        settings = accounts.settings_of(await accounts.brand(r, event.brand_id))
        if "summary" not in settings.model.uses:
            return
        c = await conversations.get(r, event.conversation_id)
        talk = await _talk(r, c)
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

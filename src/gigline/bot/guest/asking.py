"""Asking the model about a turn, outside any transaction: masked, within the budget, read strictly, checked."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from gigline.accounts import service as accounts
from gigline.accounts.schemas import BrandSettings
from gigline.bot.events import GuestAnswered, GuestAsked
from gigline.bot.flows import finding
from gigline.bot.guest import claims, grammar, prompts, queries
from gigline.bot.guest.calling import Caller
from gigline.bot.guest.client import Guest
from gigline.bot.guest.models import Turn
from gigline.contacts import service as contacts
from gigline.conversations import service as conversations
from gigline.conversations.errors import NoSuchConversation
from gigline.conversations.models import Conversation, Entry
from gigline.infra import outbox
from gigline.infra.db import Database, Reader
from gigline.knowledge import service as knowledge
from gigline.language import masking
from gigline.language.service import Embedder

READ_BACK = 30
MOST_SAID = 4


@dataclass(frozen=True)
class Answered:
    """What is kept of the model's answer."""

    choice: str | None = None
    slug: str | None = None
    words: str | None = None


@dataclass(frozen=True)
class Question:
    """A turn as the model gets it: `asked` is masked, `offered` are slug, title and body in the turn's order."""

    turn: Turn
    settings: BrandSettings
    asked: str
    offered: tuple[tuple[str, str, str], ...]


async def on_asked(database: Database, guest: Guest | None, embedder: Embedder, event: GuestAsked) -> None:
    """Ask, and let the bot's turn go on, whatever came of it. Bears being run again: an answered turn stays."""
    assert event.conversation_id is not None
    async with database.reader() as r:
        question = await _question(r, embedder, event)
    if question is None:
        return
    answered = None
    if guest is not None and question.asked:
        caller = Caller(database, guest, question.settings, event.brand_id, event.conversation_id)
        answered = await _ask(caller, embedder, question)
    async with database.writer() as w:
        state, found = ("answered", answered) if answered else ("silent", Answered())
        if await queries.answer(
            w, event.brand_id, event.conversation_id, event.seq, state, found.choice, found.slug, found.words
        ):
            await outbox.publish(w, GuestAnswered(brand_id=event.brand_id, conversation_id=event.conversation_id))


async def _question(r: Reader, embedder: Embedder, event: GuestAsked) -> Question | None:
    """What to ask; None when nobody waits for it any more."""
    assert event.conversation_id is not None
    turn = await queries.turn(r, event.brand_id, event.conversation_id, event.seq)
    if turn is None or turn.state != "asked":
        return None
    try:
        c = await conversations.get(r, event.conversation_id)
    except NoSuchConversation:
        return None
    settings = accounts.settings_of(await accounts.brand(r, event.brand_id))
    index = await knowledge.index_of(r, embedder, event.brand_id)
    bodies = {article.slug: (article.title, article.body) for article in index.articles}
    # A flow has no text of its own to show; its name says what it does.
    offered = tuple((slug, *bodies.get(slug, (_title(slug), "(a guided procedure)"))) for slug in turn.slugs)
    talk = await masked_talk(r, c, event.seq) if c.status == "open" and c.holder == "bot" else []
    return Question(turn, settings, asked_in(talk), offered)


def _title(slug: str) -> str:
    return (finding.flow_of(slug) or slug).replace("-", " ").replace("_", " ")


async def masked_talk(r: Reader, c: Conversation, seq: int) -> list[tuple[Entry, str]]:
    """The public messages of this segment up to `seq`, without personal data."""
    entries = await conversations.entries(r, c, after_seq=max(0, seq - READ_BACK), public_only=True)
    who = await contacts.get(r, c.brand_id, c.contact_id)
    names = [who.name] if who.name else []
    said = [one for one in entries if one.kind == "message" and one.segment == c.segment and one.seq <= seq]
    return [(one, masking.mask(one.body, names)) for one in said]


def asked_in(talk: Sequence[tuple[Entry, str]]) -> str:
    """What the requester wrote last, of a masked talk."""
    return "\n".join([text for one, text in talk if one.author_kind == "requester"][-MOST_SAID:])


async def _ask(caller: Caller, embedder: Embedder, question: Question) -> Answered | None:
    if question.turn.purpose == "paraphrase":
        words = await _words(caller, embedder, question, question.turn.slugs[0])
        return Answered(slug=question.turn.slugs[0], words=words) if words else None
    shown = prompts.numbered([(title, body) for _, title, body in question.offered])
    call = await caller.say("choose", prompts.CHOOSE, f"{shown}\n\nQuestion:\n{prompts.quoted(question.asked)}")
    if call is None:
        return None
    choice = grammar.parse(call.said.text, question.turn.slugs)
    await call.settle(*(("used", choice.what) if choice else ("refused", "grammar")))
    if choice is None:
        return None
    answer = choice.slugs[0] if choice.what == "answer" else None
    wanted = answer is not None and "paraphrase" in question.settings.model.uses
    words = await _words(caller, embedder, question, answer) if answer is not None and wanted else None
    return Answered(call.said.text.strip(), answer, words)


async def _words(caller: Caller, embedder: Embedder, question: Question, slug: str) -> str | None:
    """The article's answer in words that fit the question, if they say nothing that it does not."""
    title, body = next((title, body) for known, title, body in question.offered if known == slug)
    if finding.flow_of(slug) is not None:
        return None
    asked = f"Article: {title}\n{body[: prompts.MOST_ARTICLE]}\n\nQuestion:\n{prompts.quoted(question.asked)}"
    call = await caller.say("paraphrase", prompts.PARAPHRASE, asked)
    if call is None:
        return None
    wrong = await asyncio.to_thread(claims.problem, call.said.text, f"{title}.\n{body}", embedder)
    await call.settle(*(("refused", wrong) if wrong else ("used", "")))
    return None if wrong else call.said.text

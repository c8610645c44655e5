"""The bot's turn: read, understand, decide, act. It acts under the epoch it read, or not at all."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import structlog

from gigline.accounts import service as accounts
from gigline.bot import queries, rules, texts
from gigline.bot.assistant import Assistant, Ready, is_stored
from gigline.bot.dialogue import (
    Action,
    Answer,
    AskAgain,
    Clarify,
    HandOver,
    History,
    Option,
    Outcome,
    Past,
    Policy,
    Reason,
    Settle,
    SmallTalk,
    Understanding,
)
from gigline.bot.events import SilenceDue
from gigline.bot.models import Turn
from gigline.bot.understanding import understand
from gigline.conversations import service as conversations
from gigline.conversations.errors import NoSuchConversation, NotAllowedNow, StaleEpoch
from gigline.conversations.models import Author, Conversation, Entry
from gigline.infra import outbox
from gigline.infra.db import Database, Reader, Writer
from gigline.knowledge import service as knowledge

__all__ = ["Assistant", "calibrate", "hand_over_unanswered", "on_silence", "respond"]

log = structlog.get_logger()

READ_BACK = 200
# A chat bubble; longer articles are answered with their best-fitting passages.
MAX_ANSWER = 1_500


@dataclass(frozen=True)
class _Scene:
    """Where one turn takes place. `seq` is the last requester message that it deals with."""

    w: Writer
    assistant: Assistant
    ready: Ready
    c: Conversation
    said: list[str]
    seq: int
    understood: Understanding
    turns: tuple[Past, ...]
    first: bool

    @property
    def author(self) -> Author:
        return Author("bot", name=self.ready.settings.bot.name)

    @property
    def texts(self) -> texts.Texts:
        return texts.of(self.understood.language)

    def own_words(self, given: str, name: str) -> str:
        """The brand's own text in its first language, ours in all others."""
        ours = self.understood.language != self.ready.settings.brand.languages[0]
        return self._named(self.texts[name]) if ours or not given else given

    def introduced(self, body: str) -> str:
        """The first reply of a segment says that it comes from a bot."""
        return f"{self._named(self.texts['intro'])}\n\n{body}" if self.first else body

    def _named(self, text: str) -> str:
        settings = self.ready.settings
        return text.format(name=settings.bot.name, brand=settings.brand.name)


async def respond(w: Writer, assistant: Assistant, conversation_id: UUID, *, again: bool = False) -> None:
    """Deal with what the requester wrote since the bot's last turn; nothing when somebody else holds the conversation.

    With `again`, what the bot handed over before counts as not dealt with: a person gave it back unanswered.

    A turn that fails becomes a hand-over (`bot_failed`): whoever wrote gets a person, never silence.
    """
    c = await _held_by_bot(w, conversation_id)
    if c is None:
        return
    assistant.signal(c.brand_id, c.id, True)
    try:
        async with w.savepoint():
            await _turn(w, assistant, c, again)
    except (StaleEpoch, NotAllowedNow):
        # A person took over while we thought: what we would have said is theirs to say now.
        log.info("bot_was_overtaken")
    except Exception as error:
        log.error("bot_failed", error=type(error).__name__)
        await _give_up(w, c, "bot_failed")
    finally:
        assistant.signal(c.brand_id, c.id, False)


async def _held_by_bot(r: Reader, conversation_id: UUID) -> Conversation | None:
    try:
        c = await conversations.get(r, conversation_id)
    except NoSuchConversation:
        return None
    return c if c.status == "open" and c.holder == "bot" else None


async def _turn(w: Writer, assistant: Assistant, c: Conversation, again: bool) -> None:
    waiting = await _unanswered(w, c, await queries.turns(w, c.brand_id, c.id, c.segment), again)
    if not waiting:
        if again:
            await _wait_for_silence(w, assistant, c, c.seq)
        return
    settings = accounts.settings_of(await accounts.brand(w, c.brand_id))
    ready = await assistant.ready(w, c.brand_id, settings)
    said = [entry.body for entry in waiting]
    context = assistant.context(ready, c.requester_kind, c.language)
    understood = await asyncio.to_thread(understand, said, context)
    # Only now the lock: thinking must not keep the requester's next message waiting.
    locked = await conversations.lock(w, c.id)
    turns = await queries.turns(w, c.brand_id, c.id, c.segment)
    if locked.epoch != c.epoch or _handled(turns, again) >= waiting[-1].seq:
        return
    past = _past(turns)
    scene = _Scene(w, assistant, ready, locked, said, waiting[-1].seq, understood, past, first=not turns)
    history = History(past, rules.chosen(said[-1], past[-1] if past else None))
    await _act(scene, rules.decide(understood, _policy(ready, locked), history))


def _handled(turns: Sequence[Turn], again: bool) -> int:
    """The last requester message that was dealt with."""
    return max((turn.seq for turn in turns if not (again and turn.outcome == "handed_over")), default=0)


async def _unanswered(r: Reader, c: Conversation, turns: Sequence[Turn], again: bool) -> list[Entry]:
    """The requester's messages that neither the bot nor an associate has dealt with."""
    after = max(_handled(turns, again), c.seq - READ_BACK)
    entries = await conversations.entries(r, c, after_seq=after, public_only=True)
    messages = [entry for entry in entries if entry.kind == "message" and entry.segment == c.segment]
    by_people = max((entry.seq for entry in messages if entry.author_kind == "associate"), default=0)
    return [entry for entry in messages if entry.author_kind == "requester" and entry.seq > by_people]


def _policy(ready: Ready, c: Conversation) -> Policy:
    bot_topics = frozenset(topic.key for topic in ready.settings.topics if topic.policy == "bot")
    known = ready.settings.topic(c.topic) is not None
    return Policy(ready.settings.bot.enabled, bot_topics, c.topic if known else None)


def _past(turns: Sequence[Turn]) -> tuple[Past, ...]:
    """The turns since the bot last got the conversation."""
    since = max((at for at, turn in enumerate(turns, start=1) if turn.outcome == "handed_over"), default=0)
    return tuple(
        Past(
            outcome=turn.outcome,
            slug=turn.article_slug,
            title=turn.data.get("title"),
            failed=bool(turn.data.get("failed")),
            options=tuple(Option(**option) for option in turn.data.get("options", ())),
        )
        for turn in turns[since:]
    )


async def _act(scene: _Scene, action: Action) -> None:
    match action:
        case Answer():
            await _answer(scene, action)
        case Clarify():
            await _clarify(scene, action)
        case AskAgain():
            await _say(scene, scene.texts["again"], {"options": [scene.texts["person"]]})
            await _keep(scene, "failed_turn", "not_helped", failed=True)
        case SmallTalk():
            await _small_talk(scene, action)
        case Settle():
            await _say(scene, scene.texts["settled"], {})
            await _keep(scene, "resolved", "solved", wait=False)
            await conversations.resolve(scene.w, scene.c.id, scene.c.epoch, by="bot", author=scene.author)
        case HandOver():
            await _hand_over(scene, action.reason)


async def _answer(scene: _Scene, action: Answer) -> None:
    articles = scene.ready.index.articles
    at = next(at for at, article in enumerate(articles) if article.slug == action.slug)
    article = articles[at]
    body = article.body if len(article.body) <= MAX_ANSWER else await asyncio.to_thread(_excerpt, scene, at)
    data = {
        "citations": [{"article": str(article.id), "slug": article.slug, "title": article.title}],
        "options": [scene.texts["helped"], scene.texts["not_helped"], scene.texts["person"]],
    }
    await _say(scene, scene.introduced(body), data)
    if scene.c.topic is None and (topic := scene.ready.settings.topic(article.topic)) is not None:
        await conversations.classify(
            scene.w, scene.c.id, topic=topic.key, priority=max(scene.c.priority, topic.priority), author=scene.author
        )
    await _keep(
        scene, "answered", action.reason, slug=article.slug, failed=action.failed,
        data={"title": article.title, "language": scene.understood.language},
    )  # fmt: skip


def _excerpt(scene: _Scene, article: int) -> str:
    index = scene.ready.index
    asked = knowledge.query_of(scene.assistant.embedder, "\n".join(scene.said))
    passages = index.passages_of(article, index.score(asked).texts)
    return rules.excerpt(passages, index.articles[article].body, MAX_ANSWER)


async def _clarify(scene: _Scene, action: Clarify) -> None:
    options = [Option(one.title, one.slug, one.topic) for one in action.options]
    options.append(Option(scene.texts["else"], None))
    body = scene.texts["which" if len(action.options) > 1 else "one"]
    if scene.c.channel != "webchat":
        # Without buttons the choices have to be read and typed.
        body = "\n".join([body, *(f"{number}. {option.title}" for number, option in enumerate(options, start=1))])
    await _say(scene, scene.introduced(body), {"clarifying": True, "options": [option.title for option in options]})
    kept = [{"title": option.title, "slug": option.slug, "topic": option.topic} for option in options]
    await _keep(scene, "clarified", "close", data={"options": kept})


async def _small_talk(scene: _Scene, action: SmallTalk) -> None:
    if scene.first:
        body = scene.own_words(scene.ready.settings.bot.greeting, "greeting")
    else:
        body = texts.for_talk(scene.texts, action.talk)
    await _say(scene, body, {})
    await _keep(scene, "small_talk", action.talk)


async def _hand_over(scene: _Scene, reason: Reason) -> None:
    words = scene.own_words(scene.ready.settings.bot.handover_text, "handover")
    intent = scene.understood.candidates[0].title if scene.understood.plausible else None
    tried = rules.steps(scene.turns)
    record = await conversations.record(scene.w, scene.c, reason, intent=intent, steps=tried)
    handover = replace(record, summary=" ".join([record.summary, *tried]), topic=_topic(scene, reason) or scene.c.topic)
    await _keep(scene, "handed_over", reason, wait=False, data={"sensitive": scene.understood.sensitive})
    await conversations.hand_over(
        scene.w, scene.c.id, scene.c.epoch, handover, say=scene.author, words=scene.introduced(words)
    )


def _topic(scene: _Scene, reason: Reason) -> str | None:
    """The topic that the record names: a sensitive matter always gets one that only cleared people answer."""
    settings = scene.ready.settings
    found = settings.topic(scene.understood.topic)
    if reason != "sensitive":
        return found.key if found is not None else None
    if found is not None and found.policy == "person":
        return found.key
    guarded = [topic for topic in settings.topics if topic.policy == "person"]
    return max(guarded, key=lambda topic: topic.priority).key if guarded else None


async def _say(scene: _Scene, body: str, data: dict[str, object]) -> None:
    # The key makes the turn's reply one and the same entry, however often the turn is tried.
    key = f"bot-{scene.c.epoch}-{scene.seq}"
    await conversations.reply(scene.w, scene.c.id, scene.c.epoch, scene.author, body, client_id=key, data=data)


async def _keep(
    scene: _Scene,
    outcome: Outcome,
    reason: str,
    *,
    slug: str | None = None,
    failed: bool = False,
    wait: bool = True,
    data: dict[str, Any] | None = None,
) -> None:
    """Write the turn down and, with `wait`, look after a while whether the requester went silent."""
    turn = Turn(
        seq=scene.seq,
        segment=scene.c.segment,
        outcome=outcome,
        reason=reason,
        article_slug=slug,
        confidence=scene.understood.confidence,
        threshold=scene.ready.fitted.acceptor(scene.understood.language).threshold,
        data={**(data or {}), "failed": failed},
    )
    await queries.save_turn(scene.w, scene.c.brand_id, scene.c.id, turn)
    if wait:
        await _wait_for_silence(scene.w, scene.assistant, scene.c, scene.seq)


async def _wait_for_silence(w: Writer, assistant: Assistant, c: Conversation, seq: int) -> None:
    due = SilenceDue(brand_id=c.brand_id, conversation_id=c.id, epoch=c.epoch, seq=seq)
    await outbox.schedule(w, due, in_s=assistant.silence_s)


async def on_silence(w: Writer, event: SilenceDue) -> None:
    """Settle what was answered and met with silence; an answer that had not helped goes to a person instead."""
    c = await conversations.lock(w, event.conversation_id)
    turns = await queries.turns(w, c.brand_id, c.id, c.segment)
    moved_on = c.status != "open" or c.epoch != event.epoch or c.awaiting_reply_since is not None
    if moved_on or (turns and turns[-1].seq > event.seq):
        return
    if turns and turns[-1].outcome == "failed_turn":
        await _give_up(w, c, "failed_turns")
        return
    await conversations.resolve(w, c.id, c.epoch, by="silence")


async def hand_over_unanswered(database: Database, older_than_s: float) -> int:
    """Give people whom the bot left waiting to a person; how many."""
    async with database.reader() as r:
        stuck = await conversations.unanswered_by_bot(r, older_than_s)
    for c in stuck:
        async with database.writer() as w:
            await _give_up(w, c, "nobody_answered")
    return len(stuck)


async def _give_up(w: Writer, c: Conversation, reason: Reason) -> None:
    """Hand over with what the log tells; nothing when somebody else has it by now."""
    settings = accounts.settings_of(await accounts.brand(w, c.brand_id))
    turns = _past(await queries.turns(w, c.brand_id, c.id, c.segment))
    ours = c.language != settings.brand.languages[0] or not settings.bot.handover_text
    words = texts.of(c.language)["handover"] if ours else settings.bot.handover_text
    try:
        async with w.savepoint():
            record = await conversations.record(w, c, reason, steps=rules.steps(turns))
            author = Author("bot", name=settings.bot.name)
            await conversations.hand_over(w, c.id, c.epoch, record, say=author, words=words)
    except (StaleEpoch, NotAllowedNow, NoSuchConversation):
        log.info("bot_was_overtaken")


async def calibrate(database: Database, assistant: Assistant) -> int:
    """Keep every brand's calibration fitted and stored; how many changed."""
    async with database.reader() as r:
        brands = await accounts.brands(r)
    changed = 0
    for brand in brands:
        changed += await _calibrate(database, assistant, brand.id)
    return changed


async def _calibrate(database: Database, assistant: Assistant, brand_id: UUID) -> int:
    async with database.reader() as r:
        settings = accounts.settings_of(await accounts.brand(r, brand_id))
        ready = await assistant.ready(r, brand_id, settings)
        if await is_stored(r, brand_id, ready.fitted):
            return 0
    async with database.writer() as w:
        await queries.save_calibration(w, brand_id, ready.fitted.knowledge_version, ready.fitted.to_json())
    return 1

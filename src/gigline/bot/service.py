"""The bot's turn: read, understand, decide, act. It acts under the epoch it read, or not at all."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

import structlog

from gigline.accounts import service as accounts
from gigline.bot import acting, elsewhere, flow_turns, policies, queries, records, rules, texts
from gigline.bot.adaptations import Adaptations
from gigline.bot.assistant import Assistant, is_stored
from gigline.bot.dialogue import Action, Answer, History, Reason
from gigline.bot.events import SilenceDue
from gigline.bot.flows import finding
from gigline.bot.flows import queries as flow_queries
from gigline.bot.guest import opinions
from gigline.bot.models import Turn
from gigline.bot.understanding import understand
from gigline.conversations import service as conversations
from gigline.conversations.errors import NoSuchConversation, NotAllowedNow, StaleEpoch
from gigline.conversations.models import Author, Conversation, Entry
from gigline.infra.db import Database, Reader, Writer

__all__ = ["Adaptations", "Assistant", "adapt", "calibrate", "hand_over_unanswered", "on_silence", "respond"]

log = structlog.get_logger()

READ_BACK = 200
# A flow that waits for a back end may take so long before a person is brought in.
ACTION_S = 60.0


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
            await acting.wait_for_silence(w, assistant, c, c.seq)
        return
    settings = accounts.settings_of(await accounts.brand(w, c.brand_id))
    ready = await assistant.ready(w, c.brand_id, settings, refit=not assistant.swept)
    said = [entry.body for entry in waiting]
    context = assistant.context(ready, c.requester_kind, c.language)
    understood = await asyncio.to_thread(understand, said, context)
    # Only now the lock: thinking must not keep the requester's next message waiting.
    locked = await conversations.lock(w, c.id)
    turns = await queries.turns(w, c.brand_id, c.id, c.segment)
    if locked.epoch != c.epoch or _handled(turns, again) >= waiting[-1].seq:
        return
    past, first = flow_turns.past(turns), flow_turns.nothing_said(turns)
    policy = await policies.of(w, ready, locked)
    scene = acting.Scene(w, assistant, ready, policy, locked, said, waiting[-1].seq, understood, past, first=first)
    history = History(past, rules.chosen(said[-1], past[-1] if past else None))
    await _decide(scene, history, since=waiting[0].seq)


async def _decide(scene: acting.Scene, history: History, since: int) -> None:
    """A flow under way goes on, unless a person is wanted; otherwise the turn is decided, which may begin a flow."""
    run = await flow_turns.active(scene.w, scene.c)
    person = rules.for_a_person(scene.understood, scene.policy, history)
    if person is None and (kinds := elsewhere.wished(scene.said[-1])):
        await elsewhere.go(scene, kinds)
        return
    if run is not None and person is None:
        await flow_turns.go_on(scene, run, since)
        return
    if run is not None:
        await flow_turns.leave(scene.w, run)
    elif person is None and await flow_turns.took_back(scene, since):
        return
    opinion = await _second_opinion(scene, person or rules.decide(scene.understood, scene.policy, history))
    action = opinion.action
    if action is None:
        return
    scene = replace(scene, words=opinion.words)
    given = (action.slug, *action.also) if isinstance(action, Answer) else ()
    flows = [flow for slug in given if (flow := finding.flow_of(slug)) is not None]
    if flows:
        # Articles are told at once; a second flow is offered when the first is over.
        articles = tuple(slug for slug in given if finding.flow_of(slug) is None)
        await flow_turns.begin(replace(scene, aside=articles), flows[0])
    else:
        await acting.act(scene, action)


async def _second_opinion(scene: acting.Scene, action: Action) -> opinions.Opinion:
    """What a language model makes of it, where there is one and the brand wants that."""
    uses = scene.ready.settings.model.uses if scene.assistant.guest is not None else ()
    wanted = opinions.wish(action, scene.understood.candidates, scene.policy.bot_topics, uses)
    if wanted is None:
        return opinions.Opinion(action)
    return await opinions.consult(scene.w, scene.c, scene.seq, wanted, action)


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
        acting_now = await flow_queries.acting(r, [c.id for c in stuck], ACTION_S)
    late = [c for c in stuck if c.id not in acting_now]
    for c in late:
        async with database.writer() as w:
            await _give_up(w, c, "nobody_answered")
    return len(late)


async def _give_up(w: Writer, c: Conversation, reason: Reason) -> None:
    """Hand over with what the log tells; nothing when somebody else has it by now."""
    settings = accounts.settings_of(await accounts.brand(w, c.brand_id))
    turns = flow_turns.past(await queries.turns(w, c.brand_id, c.id, c.segment))
    ours = c.language != settings.brand.languages[0] or not settings.bot.handover_text
    words = texts.of(c.language)["handover"] if ours else settings.bot.handover_text
    try:
        async with w.savepoint():
            upset = any(turn.upset for turn in turns)
            record = await records.record(w, c, reason, steps=rules.steps(turns), upset=upset)
            author = Author("bot", name=settings.bot.name)
            await conversations.hand_over(w, c.id, c.epoch, record, say=author, words=words)
    except (StaleEpoch, NotAllowedNow, NoSuchConversation):
        log.info("bot_was_overtaken")


async def calibrate(database: Database, assistant: Assistant) -> int:
    """Keep every brand's calibration fitted and stored; how many changed."""
    # Before there is any brand: the first one's first requester need not wait for it.
    await asyncio.to_thread(assistant.warm)
    async with database.reader() as r:
        brands = await accounts.brands(r)
    changed = 0
    for brand in brands:
        changed += await _calibrate(database, assistant, brand.id)
    return changed


async def adapt(database: Database, assistant: Assistant) -> int:
    """Adapt the encoder to the brands whose articles changed, where this process does that; how many have news."""
    if assistant.adaptations is None:
        return 0
    async with database.reader() as r:
        brands = await accounts.brands(r)
    changed = 0
    for brand in brands:
        async with database.reader() as r:
            settings = accounts.settings_of(await accounts.brand(r, brand.id))
            ready = await assistant.ready(r, brand.id, settings, refit=False)
        # Outside the reader: it takes seconds, in which nothing is asked of the database.
        changed += await asyncio.to_thread(assistant.adaptations.renew, brand.id, ready.index)
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

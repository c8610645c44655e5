"""A requester's message finds its conversation: the open one, a resolved one that goes on, or a new one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from gigline.accounts import service as accounts
from gigline.accounts.schemas import BrandSettings
from gigline.conversations import ledger, moving, person_queries, place_queries, queries, rules
from gigline.conversations.events import ConversationOpened, Queued, RequesterWrote
from gigline.conversations.models import Author, Conversation, Entry, NewMessage, Place, RequesterKind
from gigline.infra import outbox, telemetry
from gigline.infra.db import Writer
from gigline.language import service as language

# The requester wrote or called; its time came; its associate may no longer have it.
Woken = Literal["wrote", "time", "revoked"]


@dataclass(frozen=True)
class Requester:
    """Who writes, where from, and what is known of them."""

    brand_id: UUID
    contact_id: UUID
    name: str
    kind: RequesterKind
    language: str
    account_id: UUID
    channel: str
    recipient: str
    attested: bool = True
    """Whether it is certain who writes; if not, only what this very contact has open goes on with them."""

    @property
    def place(self) -> Place:
        """Where they write."""
        return Place(self.account_id, self.channel, self.recipient)

    @property
    def author(self) -> Author:
        """How they sign entries."""
        return Author("requester", self.contact_id, self.name)


async def receive(
    w: Writer, requester: Requester, message: NewMessage, settings: BrandSettings, *, topic: str | None = None
) -> tuple[Conversation, Entry]:
    """Append the message to the requester's conversation; opens or reopens one when none is open.

    One that is open on another channel goes on here: answers come to where the requester wrote last.
    """
    c, opened = await _find_or_open(w, requester, settings, topic)
    if not opened and (known := await queries.entry_by_client_id(w, c, message.client_id)) is not None:
        return c, known
    c, message = await moving.arrived(w, c, requester.place, requester.author, message)
    return await _append(w, c, requester, message)


async def hear_in_call(
    w: Writer, c: Conversation, requester: Requester, message: NewMessage, settings: BrandSettings
) -> Entry:
    """Append what a caller said to the house to the call's (locked) conversation, which goes on if it was settled."""
    if c.status == "resolved":
        c = await reopen(w, c, _first_holder(requester.contact_id, settings), settings)
    return (await hear(w, c, requester, message))[1]


async def hear(w: Writer, c: Conversation, requester: Requester, message: NewMessage) -> tuple[Conversation, Entry]:
    """Append the message to this (locked, open) conversation, wherever it was said; the same one is appended once."""
    if (known := await queries.entry_by_client_id(w, c, message.client_id)) is not None:
        return c, known
    return await _append(w, c, requester, message)


async def _append(w: Writer, c: Conversation, requester: Requester, message: NewMessage) -> tuple[Conversation, Entry]:
    now, before = await queries.now(w), c
    c, entry = await ledger.append(w, *_heard(c, requester, message, now), now=now)
    telemetry.MESSAGES.labels("in", "requester").inc()
    await outbox.publish(w, _wrote(c, before))
    return (await wake(w, c, "wrote") if c.snoozed_until else c), entry


@dataclass(frozen=True)
class Arrival:
    """A message on its way into the log, with its brand's settings. The requester's language may be empty: unknown."""

    requester: Requester
    message: NewMessage
    settings: BrandSettings
    topic: str | None = None


async def receive_all(w: Writer, arrivals: Sequence[Arrival]) -> None:
    """Like receive, with no more statements for many than for one, as long as their conversations are open."""
    contacts = {(one.requester.brand_id, one.requester.contact_id) for one in arrivals}
    open_ = await queries.lock_open_of_many(w, sorted(contacts))
    unused = {(c.brand_id, c.contact_id, c.place): c for c in open_}
    # Whoever wrote twice, or has nothing open where they write, goes the long way; each conversation is changed once in
    # a statement.
    found = [(one, unused.pop(_key(one.requester), None)) for one in arrivals]
    await _hear_all(w, [(one, c) for one, c in found if c is not None])
    for one, c in found:
        if c is None:
            await receive(w, _spoken(one), one.message, one.settings, topic=one.topic)


async def _hear_all(w: Writer, found: Sequence[tuple[Arrival, Conversation]]) -> None:
    if not found:
        return
    known = await queries.known_client_ids(w, [(c, one.message.client_id) for one, c in found])
    new = [(one, c) for one, c in found if (c.id, one.message.client_id) not in known]
    if not new:
        return
    now = await queries.now(w)
    written = await ledger.append_all(w, [_heard(c, one.requester, one.message, now) for one, c in new], now)
    telemetry.MESSAGES.labels("in", "requester").inc(len(written))
    await outbox.publish_all(w, [_wrote(c, before) for (c, _), (_, before) in zip(written, new, strict=True)])
    for c, _ in written:
        if c.snoozed_until:
            await wake(w, c, "wrote")


def _spoken(arrival: Arrival) -> Requester:
    """A language is only guessed where one is needed: to open a conversation."""
    languages = arrival.settings.brand.languages
    known = arrival.requester.language
    return replace(
        arrival.requester, language=known or language.guess_language(arrival.message.body, languages, languages[0])
    )


def _key(requester: Requester) -> tuple[UUID, UUID, Place]:
    return requester.brand_id, requester.contact_id, requester.place


def _heard(
    c: Conversation, requester: Requester, message: NewMessage, now: datetime
) -> tuple[Conversation, ledger.Draft]:
    draft = ledger.Draft(
        "message",
        requester.author,
        message.body,
        message.data,
        "delivered",
        message.client_id,
    )
    return replace(c, awaiting_reply_since=c.awaiting_reply_since or now, still_there_at=None), draft


def _wrote(c: Conversation, before: Conversation) -> RequesterWrote:
    return RequesterWrote(
        brand_id=c.brand_id, conversation_id=c.id, epoch=c.epoch, seq=c.seq, holder=c.holder, segment=c.segment,
        still_there=before.still_there_at is not None,
    )  # fmt: skip


async def open_for_person(
    w: Writer, requester: Requester, settings: BrandSettings, *, starts_with: Literal["bot", "queue"] | None = "queue"
) -> Conversation:
    """The open conversation of a requester who has written nothing yet; without one it is opened in the queue.

    With `starts_with` None it is opened as the brand wants it, which is with the bot where there is one. One that is
    open elsewhere is known here from now on; answers go where they went, unless another contact was written with there.
    """
    c, opened = await _find_or_open(w, requester, settings, None, starts_with=starts_with)
    if opened:
        return c
    if c.contact_id != requester.contact_id:
        c = await moving.come(w, c, requester.place, requester.author)
    elif c.place != requester.place:
        await place_queries.keep(w, c, requester.place, requester.contact_id)
    return await wake(w, c, "wrote") if c.snoozed_until else c


async def _going_on(w: Writer, requester: Requester, settings: BrandSettings) -> Conversation | None:
    """The conversation that is open here, or elsewhere (with another contact of the person, too) and may go on here."""
    brand_id, contact_id = requester.brand_id, requester.contact_id
    if requester.attested:
        open_ = await person_queries.lock_open_of_person(w, brand_id, contact_id)
    else:
        open_ = await queries.lock_open_of_many(w, [(brand_id, contact_id)])
    if not open_:
        return None
    was_here = await place_queries.was_at(w, open_, requester.account_id, contact_id)
    since = await queries.now(w) - timedelta(hours=settings.continuity.join_within_h)
    return rules.goes_on(open_, contact_id, requester.account_id, was_here, since)


async def _find_or_open(
    w: Writer,
    requester: Requester,
    settings: BrandSettings,
    topic: str | None,
    starts_with: Literal["bot", "queue"] | None = None,
) -> tuple[Conversation, bool]:
    """The conversation that goes on, or a new one or a new segment; whether it was opened."""
    if (open_ := await _going_on(w, requester, settings)) is not None:
        return open_, False
    await person_queries.serialise_person(w, requester.brand_id, requester.contact_id)
    # Somebody may have opened one while we waited.
    if (open_ := await _going_on(w, requester, settings)) is not None:
        return open_, False
    return await _open(w, requester, settings, topic, starts_with), True


async def _open(
    w: Writer,
    requester: Requester,
    settings: BrandSettings,
    topic: str | None,
    starts_with: Literal["bot", "queue"] | None,
) -> Conversation:
    last = await person_queries.lock_latest(w, requester.brand_id, requester.contact_id, requester.account_id)
    holder = starts_with or _first_holder(requester.contact_id, settings)
    now = await queries.now(w)
    if last is not None and last.resolved_at and rules.reopens((now - last.resolved_at) / timedelta(days=1)):
        return await reopen(w, last, holder, settings)
    c = await queries.insert(
        w, requester.brand_id, w.new_id(), requester.contact_id, requester.account_id, requester.channel,
        requester.recipient, holder, topic, priority_of(settings, topic), requester.kind, requester.language,
    )  # fmt: skip
    c = _started(c, settings, now)
    c, _ = await ledger.append(w, c, ledger.activity("opened", holder=holder), now=now)
    await _tell_opened(w, c, settings)
    return c


def _first_holder(contact_id: UUID, settings: BrandSettings) -> Literal["bot", "queue"]:
    bot = settings.bot.enabled and not rules.held_out(contact_id, settings.bot.holdout)
    return "bot" if bot else "queue"


async def reopen(
    w: Writer,
    last: Conversation,
    holder: Literal["bot", "queue"],
    settings: BrandSettings,
    author: Author = ledger.SYSTEM,
) -> Conversation:
    """A new segment of the same (locked, resolved) conversation; what a person settled goes back to people."""
    await place_queries.free(w, last)
    holder = "queue" if last.holder == "associate" else holder
    now = await queries.now(w)
    step: rules.Step = "reopen_to_queue" if holder == "queue" else "reopen_to_bot"
    c = replace(
        last, status="open", holder=holder, associate_id=None, segment=last.segment + 1, segment_opened_at=now,
        handover=None, resolved_at=None, awaiting_reply_since=None, first_response_at=None,
        first_person_response_at=None, still_there_at=None,
    )  # fmt: skip
    c = _started(c, settings, now)
    before = str(last.associate_id) if last.associate_id else None
    c, _ = await ledger.append(
        w, c, ledger.activity("reopened", author, holder=holder, associate_before=before), step=step, now=now
    )
    await _tell_opened(w, c, settings)
    return c


async def wake(w: Writer, c: Conversation, why: Woken) -> Conversation:
    """What was put off goes on: to the queue, from where its associate has it back if they are there.

    A promise begins anew where the requester waits; that somebody wanted to look again was promised to nobody.
    """
    before, now = c.associate_id, await queries.now(w)
    due = due_at(await settings_of(w, c.brand_id), c, now) if c.awaiting_reply_since else None
    c = replace(c, holder="queue", associate_id=None, queued_at=now, sla_due_at=due)
    told = ledger.activity("woke", cause=why, associate_before=str(before))
    c, _ = await ledger.append(w, c, told, step="wake", now=now)
    await outbox.publish(w, replace(_queued(c, "woke"), associate_before=before))
    return c


def _started(c: Conversation, settings: BrandSettings, now: datetime) -> Conversation:
    return replace(c, sla_due_at=due_at(settings, c, now), queued_at=now if c.holder == "queue" else None)


async def _tell_opened(w: Writer, c: Conversation, settings: BrandSettings) -> None:
    opened = ConversationOpened(
        brand_id=c.brand_id, conversation_id=c.id, epoch=c.epoch, seq=c.seq, contact_id=c.contact_id,
        segment=c.segment, holder=c.holder, requester_kind=c.requester_kind,
        holdout=rules.held_out(c.contact_id, settings.bot.holdout),
    )  # fmt: skip
    queued = [_queued(c, "reopened" if c.segment > 1 else "opened")] if c.holder == "queue" else []
    await outbox.publish_all(w, [opened, *queued])


async def tell_queued(w: Writer, c: Conversation, cause: str) -> None:
    """Somebody has to be found for it."""
    await outbox.publish(w, _queued(c, cause))


def _queued(c: Conversation, cause: str) -> Queued:
    return Queued(
        brand_id=c.brand_id,
        conversation_id=c.id,
        epoch=c.epoch,
        seq=c.seq,
        cause=cause,
        segment=c.segment,
        topic=c.topic,
    )


def sla(settings: BrandSettings, requester_kind: RequesterKind, channel: str = "") -> timedelta:
    """Time to the first answer that was promised: by channel where the brand says so, else by kind of requester."""
    queue = settings.queue
    if channel in queue.sla_by_channel:
        return timedelta(seconds=queue.sla_by_channel[channel])
    return timedelta(seconds=queue.sla_by_kind.get(requester_kind, queue.sla_first_response_s))


def due_at(settings: BrandSettings, c: Conversation, now: datetime) -> datetime:
    """When the first answer is due."""
    return promised_by(settings, c.requester_kind, c.channel, now)


def promised_by(settings: BrandSettings, requester_kind: RequesterKind, channel: str, since: datetime) -> datetime:
    """The promised time after `since`, counted while the brand is open."""
    promised, calendar = sla(settings, requester_kind, channel), settings.calendar()
    return since + promised if calendar is None else calendar.due(since, promised)


def priority_of(settings: BrandSettings, topic: str | None) -> int:
    """How urgent the brand says the topic is; 0 for none."""
    found = settings.topic(topic)
    return found.priority if found is not None else 0


async def settings_of(w: Writer, brand_id: UUID) -> BrandSettings:
    """The brand's settings as they are now."""
    return accounts.settings_of(await accounts.brand(w, brand_id))

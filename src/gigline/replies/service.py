"""Saved replies: the public face of the slice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from gigline.accounts import service as accounts
from gigline.accounts.models import Actor
from gigline.conversations import service as conversations
from gigline.conversations.events import Answered
from gigline.conversations.models import Conversation
from gigline.infra.db import Reader, Writer
from gigline.replies import queries, rules
from gigline.replies.errors import NoSuchReply, ShortcutTaken, TooManyReplies
from gigline.replies.models import Reply, ReplyFile, Suggested
from gigline.replies.rules import problems
from gigline.replies.schemas import KeepReply

__all__ = ["files", "keep", "note_use", "own", "problems", "remove", "save", "suggest"]

MOST_OWN = 200


async def save(w: Writer, brand_id: UUID, replies: Sequence[ReplyFile]) -> None:
    """Make these the brand's saved replies; associates' own stay."""
    for one in replies:
        await queries.save_file(w, brand_id, one)
    await queries.keep_files(w, brand_id, [one.slug for one in replies])


async def files(r: Reader, brand_id: UUID) -> dict[str, ReplyFile]:
    """The brand's saved replies as its folder has them, by slug."""
    return {one.slug: _as_file(one, one.slug) for one in await queries.files(r, brand_id) if one.slug is not None}


def _as_file(one: Reply, slug: str) -> ReplyFile:
    return ReplyFile(slug, one.title, one.shortcut, one.language, tuple(one.kinds), tuple(one.topics), one.body)


async def suggest(r: Reader, actor: Actor, c: Conversation) -> Suggested:
    """What the actor may answer with here, best first, filled with what is known."""
    values = await _values(r, actor, c)
    fit = rules.Situation(c.language, c.requester_kind, c.topic)
    usable = await queries.usable(r, c.brand_id, actor.id)
    ranked = rules.rank(usable, fit, await queries.uses(r, c.brand_id, actor.id))
    return Suggested([(one, rules.fill(one.body, values)) for one in ranked], values)


async def _values(r: Reader, actor: Actor, c: Conversation) -> dict[str, str]:
    """What is known by the names of variables; made plain, as requesters choose their names and words themselves."""
    who = rules.plain((await conversations.speaker(r, c)).contact.name)
    me = rules.plain(actor.name)
    brand = await accounts.brand(r, c.brand_id)
    said = (await conversations.record(r, c, "requested")).facts
    recorded = c.handover["facts"] if c.handover is not None else []
    found = {
        "requester.name": who,
        "requester.first_name": who.partition(" ")[0],
        "associate.name": me,
        "associate.first_name": me.partition(" ")[0],
        "brand.name": rules.plain(brand.name),
        **_facts([*((one.kind, one.value) for one in said), *((one["kind"], one["value"]) for one in recorded)]),
    }
    return {name: value for name, value in found.items() if value}


def _facts(said: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What was said once: where two order numbers were, only a person knows which of them is meant."""
    values: dict[str, set[str]] = defaultdict(set)
    for kind, value in said:
        values[kind].add(rules.plain(value))
    return {f"{rules.FACT}{kind}": next(iter(known)) for kind, known in values.items() if len(known) == 1}


async def own(r: Reader, brand_id: UUID, person_id: UUID) -> list[Reply]:
    """What this person keeps for themselves in this brand, by title."""
    return await queries.own(r, brand_id, person_id)


async def keep(
    w: Writer, brand_id: UUID, person_id: UUID, reply: KeepReply, *, instead_of: UUID | None = None
) -> Reply:
    """Keep a reply for oneself, anew or instead of one's own with this id.

    Raises NoSuchReply, ShortcutTaken (by another of one's own), TooManyReplies.
    """
    await queries.lock_own(w, person_id)
    id_ = instead_of or w.new_id()
    if await queries.shortcut_taken(w, brand_id, person_id, reply.shortcut, id_):
        raise ShortcutTaken(f"Another reply of yours has the shortcut /{reply.shortcut}.")
    said = (reply.title, reply.shortcut, reply.language, reply.body)
    if instead_of is not None:
        changed = await queries.change_own(w, brand_id, id_, person_id, *said)
        if changed is None:
            raise NoSuchReply("There is no such reply of yours.")
        return changed
    if await queries.count_own(w, brand_id, person_id) >= MOST_OWN:
        raise TooManyReplies(f"You keep {MOST_OWN} replies: remove one first.")
    return await queries.add_own(w, brand_id, id_, person_id, *said)


async def remove(w: Writer, brand_id: UUID, person_id: UUID, reply_id: UUID) -> None:
    """Forget a reply of one's own; raises NoSuchReply."""
    if not await queries.remove_own(w, brand_id, reply_id, person_id):
        raise NoSuchReply("There is no such reply of yours.")


async def note_use(w: Writer, event: Answered) -> None:
    """Count the replies that an associate's answer was made of; others' own and unknown ones count for nothing."""
    if event.author_id is not None:
        await queries.note_use(
            w, event.brand_id, event.conversation_id, event.seq, event.segment, event.author_id, event.replies
        )

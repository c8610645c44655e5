"""A second opinion on what the bot decided: asked for once a turn, and taken if it is one that the bot may act on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gigline.bot.dialogue import Action, Answer, Candidate, Clarify, HandOver
from gigline.bot.events import GuestAsked
from gigline.bot.guest import grammar, queries
from gigline.bot.guest.models import Turn
from gigline.conversations.models import Conversation
from gigline.infra import outbox
from gigline.infra.db import Writer

MOST_OFFERED = 5


@dataclass(frozen=True)
class Wish:
    """What the model is asked about: these candidates, all of which the bot may use by itself."""

    purpose: str
    offered: tuple[Candidate, ...]


@dataclass(frozen=True)
class Opinion:
    """What to do, with `words` for an answer where the model found better ones. No action: wait, it is being asked."""

    action: Action | None
    words: str | None = None


def wish(
    action: Action, candidates: Sequence[Candidate], bot_topics: frozenset[str], uses: Sequence[str]
) -> Wish | None:
    """Whether this decision is one that a model may help with; pure.

    It is asked where the bot would ask back or give up for want of certainty, and for the words of an answer. Never
    where something speaks for a person, and never about what is a person's matter.
    """
    allowed = tuple(one for one in candidates if one.topic in bot_topics)[:MOST_OFFERED]
    unsure = isinstance(action, Clarify) or (isinstance(action, HandOver) and action.reason == "low_confidence")
    if unsure and "choose" in uses and allowed:
        return Wish("choose", allowed)
    if isinstance(action, Answer) and "paraphrase" in uses:
        named = tuple(one for one in allowed if one.slug == action.slug)
        return Wish("paraphrase", named) if named else None
    return None


async def consult(w: Writer, c: Conversation, seq: int, wanted: Wish, action: Action) -> Opinion:
    """What the model thinks of the turn on message `seq`; asked for if it was not yet. The conversation is locked."""
    known = await queries.turn(w, c.brand_id, c.id, seq)
    if known is None:
        slugs = [one.slug for one in wanted.offered]
        await queries.ask(w, c.brand_id, c.id, seq, c.epoch, wanted.purpose, slugs)
        await outbox.publish(w, GuestAsked(brand_id=c.brand_id, conversation_id=c.id, epoch=c.epoch, seq=seq))
        return Opinion(None)
    if known.epoch != c.epoch or known.state == "silent":
        return Opinion(action)
    return Opinion(None) if known.state == "asked" else taken(known, wanted, action)


def taken(turn: Turn, wanted: Wish, action: Action) -> Opinion:
    """The bot's action in the light of the model's answer; pure. Only what is allowed now can come of it."""
    now = {one.slug: one for one in wanted.offered}
    if turn.purpose == "paraphrase":
        same = isinstance(action, Answer) and action.slug == turn.slug
        return Opinion(action, turn.words if same else None)
    choice = grammar.parse(turn.choice or "", turn.slugs)
    if choice is None or any(slug not in now for slug in choice.slugs):
        return Opinion(action)
    if choice.what == "answer":
        return Opinion(Answer(choice.slugs[0], "model"), turn.words)
    if choice.what == "clarify":
        return Opinion(Clarify(tuple(now[slug] for slug in choice.slugs)) if isinstance(action, Clarify) else action)
    return Opinion(HandOver("low_confidence"))

"""Ratings and what they add up to."""

from __future__ import annotations

from gigline.conversations import service as conversations
from gigline.conversations.models import Author, Conversation
from gigline.infra import outbox
from gigline.infra.db import Reader, Writer
from gigline.kit.text import storable
from gigline.quality import queries
from gigline.quality.errors import NothingToRate
from gigline.quality.events import Rated
from gigline.quality.models import RatingState


async def rating_state(r: Reader, conversation: Conversation) -> RatingState | None:
    """The resolution that may be rated now; None while the conversation is open."""
    return await queries.rating_state(r, conversation.brand_id, conversation.id)


async def rate(w: Writer, conversation: Conversation, *, segment: int, score: int, comment: str) -> None:
    """Rate how `segment` was resolved; again replaces. Raises NothingToRate unless it is the latest and resolved."""
    c = await conversations.lock(w, conversation.id)
    found = await queries.ratable(w, c.brand_id, c.id, segment)
    if found is None:
        raise NothingToRate("Only what was just resolved can be rated.")
    before = await queries.rating_state(w, c.brand_id, c.id)
    comment = storable(comment)
    await queries.rate(w, c.brand_id, c.id, found, score, comment)
    if before is None or (before.score, before.comment) != (score, comment):
        said = {"score": score, "segment": segment, "comment": comment}
        await conversations.activity(w, c.id, "rated", said, author=Author("requester", c.contact_id))
    rated = Rated(
        brand_id=c.brand_id,
        conversation_id=c.id,
        segment=segment,
        score=score,
        answered_by=found.answered_by,
        associate_id=found.associate_id,
    )
    await outbox.publish(w, rated)

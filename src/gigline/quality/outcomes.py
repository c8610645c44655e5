"""Whether a resolution held, told down to the bot and to routing as soon as it is known: they learn from it."""

from __future__ import annotations

from uuid import UUID

from gigline.accounts import service as accounts
from gigline.bot.learning import service as learning
from gigline.conversations.events import ConversationOpened, Resolved
from gigline.infra import outbox
from gigline.infra.db import Writer
from gigline.quality import queries, rules
from gigline.quality.events import OutcomeDue
from gigline.routing import service as routing

# The first judgement is the brand's; after a week it is as good as final.
FINAL_H = 7 * 24


async def wait_for(w: Writer, event: Resolved) -> None:
    """Look after the brand's first window, and after a week."""
    settings = accounts.settings_of(await accounts.brand(w, event.brand_id))
    for hours in sorted({settings.learning.confirm_after_h, FINAL_H}):
        due = OutcomeDue(
            brand_id=event.brand_id, conversation_id=event.conversation_id, segment=event.segment, window_h=hours
        )
        await outbox.schedule(w, due, in_s=hours * 3_600.0)


async def judge(w: Writer, event: OutcomeDue) -> None:
    """The window is over: nobody came back, or somebody did."""
    truly = await queries.held(w, event.brand_id, event.conversation_id, event.segment, event.window_h)
    await _tell(w, event.brand_id, event.conversation_id, event.segment, truly)


async def came_back(w: Writer, event: ConversationOpened) -> None:
    """Whoever writes again within a week was not truly helped before."""
    earlier = await queries.just_resolved(w, event.brand_id, event.contact_id, event.conversation_id, event.segment)
    for conversation_id, segment in earlier:
        await did_not_hold(w, event.brand_id, conversation_id, segment)


async def did_not_hold(w: Writer, brand_id: UUID, conversation_id: UUID, segment: int) -> None:
    """It is known before the window is over."""
    await _tell(w, brand_id, conversation_id, segment, False)


async def _tell(w: Writer, brand_id: UUID, conversation_id: UUID, segment: int, truly: bool) -> None:
    """The bot learns from it what to answer, routing who is good at what."""
    await learning.note_outcome(w, brand_id, conversation_id, segment, truly)
    score = await queries.score(w, brand_id, conversation_id, segment)
    csat = None if score is None else score >= rules.GOOD_SCORE
    await routing.note_outcome(w, brand_id, conversation_id, segment, resolved=truly, csat=csat)

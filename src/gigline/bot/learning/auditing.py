"""Audits: a sample of the bot's answers is judged by leaders; verdicts set thresholds and switch topics."""

from __future__ import annotations

from uuid import UUID

from gigline.accounts import service as accounts
from gigline.bot import queries as turns_queries
from gigline.bot.learning import audit_queries, deciding, queries, reading, switching
from gigline.bot.learning.errors import DecidedMeanwhile, NoSuchLearning
from gigline.bot.learning.models import Audit, Verdict
from gigline.bot.models import Turn
from gigline.conversations import service as conversations
from gigline.conversations.events import Answered
from gigline.conversations.models import Conversation, Entry
from gigline.infra.db import Writer
from gigline.language import service as language

READ_BACK = 60
MAX_ANSWER = 2_000


async def sample(w: Writer, event: Answered) -> None:
    """Put the bot's answer on the audit list, by chance as often as the brand wants, and not too many a day.

    Every answer has the same chance, so that the precision among the judged ones is that of all.
    """
    settings = accounts.settings_of(await accounts.brand(w, event.brand_id))
    if w.random.random() >= settings.learning.audit_share:
        return
    if await audit_queries.today(w, event.brand_id) >= settings.learning.audits_a_day:
        return
    c = await conversations.get(w, event.conversation_id)
    entries = await conversations.entries(w, c, after_seq=max(0, event.seq - READ_BACK), public_only=True)
    turns = await turns_queries.turns(w, c.brand_id, c.id, event.segment)
    answered = [turn for turn in turns if turn.outcome == "answered" and turn.seq < event.seq]
    reply = next((one for one in entries if one.seq == event.seq), None)
    if reply is None or not reply.data.get("citations") or not answered:
        return
    before = max((turn.seq for turn in turns if turn.seq < answered[-1].seq), default=0)
    await _put_down(w, c, answered[-1], reply, before, entries)


async def _put_down(w: Writer, c: Conversation, turn: Turn, reply: Entry, before: int, entries: list[Entry]) -> None:
    name = await queries.contact_name(w, c.id)
    told = reading.told_before([one for one in entries if one.segment == turn.segment], turn.seq, before, [name])
    if told is None or turn.article_slug is None:
        return
    await audit_queries.add(
        w, c.brand_id, c.id, turn.segment, reply.seq, c.requester_kind, c.language, c.topic, turn.article_slug,
        str(turn.data.get("title", "")), told.question, language.mask(reply.body, [name])[:MAX_ANSWER],
        turn.confidence, turn.threshold,
    )  # fmt: skip


async def judge(w: Writer, brand_id: UUID, audit_id: UUID, version: int, verdict: Verdict, by: deciding.Who) -> Audit:
    """A leader's verdict, or another one in its place; raises NoSuchLearning, DecidedMeanwhile.

    It counts for the bot's thresholds, and may switch the answer's topic to people.
    """
    found = await audit_queries.lock(w, brand_id, audit_id)
    if found is None:
        raise NoSuchLearning("There is no such answer to judge.")
    if found.version != version:
        raise DecidedMeanwhile(
            "Somebody else judged this meanwhile.", current={"version": found.version, "verdict": found.verdict}
        )
    await audit_queries.judge(w, found, verdict, by[0])
    said = {"verdict": verdict, "before": found.verdict, "article": found.article_slug}
    await queries.log(w, brand_id, by, "judged", str(audit_id), "", said)
    await switching.look(w, brand_id, found.topic)
    saved = await audit_queries.lock(w, brand_id, audit_id)
    assert saved is not None
    return saved

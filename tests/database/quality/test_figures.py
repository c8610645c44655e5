"""The query of all figures against the definitions in slow plain Python, over random months.

`GIGLINE_MACHINE_EXAMPLES=2000` makes the long run, which draws anew each time.
"""

from __future__ import annotations

import asyncio
import os
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gigline.infra.db import Database, Writer
from gigline.infra.outbox import Subscriptions
from gigline.quality import report_queries
from gigline.quality.measures import FEW, MEASURES, Figure
from gigline.quality.report_queries import Filters, GroupBy, Span
from tests import scenes
from tests.conftest import fresh_dsn

EXAMPLES = os.environ.get("GIGLINE_MACHINE_EXAMPLES")
ZONE = "America/New_York"
LINKED = (UUID(int=1), UUID(int=2))
SAM, ANA = UUID(int=101), UUID(int=102)
SECONDS = st.none() | st.integers(0, 90)
SOME = st.integers(0, 2)
NOT_COLUMNS = {"conversation", "contact", "began_h", "resolved_after_h", "handed_over", "promise_due_h", "score"}
HOUR = timedelta(hours=1)
WINDOWS = {"true_h48": 48 * HOUR, "true_d7": 168 * HOUR, "true_d30": 720 * HOUR}


@dataclass
class Talk:
    """A segment as it is counted. Times are whole hours before now, and a half."""

    conversation: int
    segment: int
    contact: int
    began_h: int
    resolved_after_h: int | None
    requester_kind: str
    started_with: str
    handed_over: bool
    bot_answered: bool
    person_answered: bool
    resolved_by: str | None
    channel: str
    latest_topic: str | None
    associate_id: UUID | None
    first_s: int | None
    first_open_s: int | None
    first_person_s: int | None
    first_person_open_s: int | None
    wait_s: int | None
    handle_s: int | None
    resolution_s: int | None
    next_s: list[int]
    queued: bool
    taken: int
    transfers: int
    promises_kept: int
    promises_broken: int
    promise_due_h: int | None
    score: int | None


def talks() -> st.SearchStrategy[list[Talk]]:
    """Conversations of few contacts, of whom two are one person; some of two segments."""
    one = st.builds(
        Talk, conversation=st.integers(1, 40), segment=st.integers(1, 2), contact=st.integers(1, 6),
        began_h=st.integers(0, 1400), resolved_after_h=st.none() | st.integers(0, 60),
        requester_kind=st.sampled_from(["customer", "worker"]), started_with=st.sampled_from(["bot", "bot", "queue"]),
        handed_over=st.booleans(), bot_answered=st.booleans(), person_answered=st.booleans(),
        resolved_by=st.sampled_from(["bot", "associate", "requester", "silence"]),
        channel=st.sampled_from(["webchat", "email"]), latest_topic=st.sampled_from([None, "delivery"]),
        associate_id=st.sampled_from([None, SAM, ANA]), first_s=SECONDS, first_open_s=SECONDS, first_person_s=SECONDS,
        first_person_open_s=SECONDS, wait_s=SECONDS, handle_s=SECONDS, resolution_s=SECONDS,
        next_s=st.lists(st.integers(0, 90), max_size=3), queued=st.booleans(), taken=SOME, transfers=SOME,
        promises_kept=SOME, promises_broken=SOME, promise_due_h=st.none() | st.integers(-5, 5),
        score=st.none() | st.integers(1, 5),
    )  # fmt: skip
    return st.lists(one, max_size=60, unique_by=lambda talk: (talk.conversation, talk.segment))


class Model:
    """Each definition by itself, looking through everything."""

    def __init__(self, talks: Sequence[Talk], now: datetime):
        self.talks, self.now = talks, now

    def began(self, t: Talk) -> datetime:
        return self.now - t.began_h * HOUR - HOUR / 2

    def resolved(self, t: Talk) -> datetime | None:
        return None if t.resolved_after_h is None else self.began(t) + t.resolved_after_h * HOUR

    def key(self, t: Talk, by: GroupBy) -> str:
        local = self.began(t).astimezone(ZoneInfo(ZONE))
        answered = "associate" if t.person_answered else "bot" if t.bot_answered else "nobody"
        return {
            "none": "", "brand": "acme", "channel": t.channel, "topic": t.latest_topic or "", "kind": t.requester_kind,
            "language": "en", "associate": str(t.associate_id or ""), "answered_by": answered,
            "day": f"{local:%Y-%m-%d}",
            "weekday": f"{local:%u}", "hour": f"{local:%H}", "hour_of_week": f"{local:%u %H}",
        }[by]  # fmt: skip

    def figures(self, some: Sequence[Talk]) -> dict[str, Figure]:
        return {one.key: getattr(self, f"_{one.kind}")(one.key, some) for one in MEASURES}

    def _count(self, _: str, some: Sequence[Talk]) -> Figure:
        return Figure(len(some), value=len(some))

    def _seconds(self, key: str, some: Sequence[Talk]) -> Figure:
        values = [getattr(t, f"{key}_s") for t in some]
        flat = sorted(v for one in values for v in (one if isinstance(one, list) else [one]) if v is not None)
        if len(flat) < FEW:
            return Figure(len(flat))
        # The smallest of which so many are no greater.
        p50, p90 = (next(v for v in flat if sum(w <= v for w in flat) >= part * len(flat)) for part in (0.5, 0.9))
        return Figure(len(flat), value=p50, p90=p90)

    def _share(self, key: str, some: Sequence[Talk]) -> Figure:
        if key == "sla":
            kept = sum(t.promises_kept for t in some)
            broken = sum(t.promises_broken + (t.promise_due_h is not None and t.promise_due_h < 0) for t in some)
            return self._of(kept, kept + broken)
        counts, part = self._rules()[key]
        whole = [t for t in some if counts(t)]
        return self._of(sum(part(t) for t in whole), len(whole))

    def _score(self, _: str, some: Sequence[Talk]) -> Figure:
        scores = [t.score for t in some if t.score is not None]
        return self._of(sum(scores), len(scores))

    def _of(self, part: int, count: int) -> Figure:
        return Figure(count, part, part / count if count >= FEW else None)

    def _rules(self) -> dict[str, tuple[Callable[[Talk], bool], Callable[[Talk], bool]]]:
        """Of each share, what counts and what of that is meant."""

        def done(t: Talk) -> bool:
            return t.resolved_after_h is not None

        def bot(t: Talk) -> bool:
            return t.started_with == "bot"

        def contained(t: Talk) -> bool:
            return not t.handed_over and not t.person_answered

        def over(window: timedelta) -> Callable[[Talk], bool]:
            return lambda t: bot(t) and (self.resolved(t) or self.began(t)) + window < self.now

        return {
            "abandoned": (
                lambda t: t.queued and (t.taken > 0 or done(t)),
                lambda t: t.taken == 0 and t.resolved_by in ("requester", "silence"),
            ),
            "transferred": (lambda t: t.taken > 0, lambda t: t.transfers > 0),
            "resolved": (lambda t: True, done),
            "reopened": (done, lambda t: any(self._goes_on(t, other) for other in self.talks)),
            "contained": (bot, contained),
            "assumed": (bot, lambda t: contained(t) and t.resolved_by in ("bot", "silence", "requester")),
            "csat_good": (lambda t: t.score is not None, lambda t: (t.score or 0) >= 4),
            "csat_response": (done, lambda t: t.score is not None),
            **{key: (over(span), lambda t, span=span: self._held(t, span)) for key, span in WINDOWS.items()},
        }

    def _goes_on(self, t: Talk, other: Talk) -> bool:
        return (other.conversation, other.segment) == (t.conversation, t.segment + 1)

    def _held(self, t: Talk, window: timedelta) -> bool:
        if not t.bot_answered or t.person_answered or t.handed_over or (t.score or 5) <= 2:
            return False
        ended = self.resolved(t) or self.began(t)
        person = {1, 2} if t.contact in (1, 2) else {t.contact}
        return not any(
            other.contact in person and self.began(t) < self.began(other) <= ended + window for other in self.talks
        )


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as opened:
        yield opened


async def _fill(database: Database, brand_id: UUID, account_id: UUID, model: Model) -> None:
    async with database.writer() as w:
        await w.execute("TRUNCATE conversations, contacts CASCADE")
        await w.many(
            "INSERT INTO contacts (brand_id, id, merged_into) VALUES ($1, $2, $3)",
            [(brand_id, UUID(int=n), LINKED[0] if n == 2 else None) for n in range(1, 7)],
        )
        await w.many(
            "INSERT INTO conversations (brand_id, id, contact_id, account_id, channel, recipient, status, holder,"
            " requester_kind, language) VALUES ($1, $2, $3, $4, 'webchat', '', 'resolved', 'bot', 'customer', 'en')",
            [(brand_id, UUID(int=1000 + n), LINKED[0], account_id) for n in {t.conversation for t in model.talks}],
        )
        for t in model.talks:
            await _insert(w, brand_id, model, t)


async def _insert(w: Writer, brand_id: UUID, model: Model, t: Talk) -> None:
    plain = {key: value for key, value in asdict(t).items() if key not in NOT_COLUMNS}
    began, resolved = model.began(t), model.resolved(t)
    row = {
        **plain, "brand_id": brand_id, "conversation_id": UUID(int=1000 + t.conversation),
        "contact_id": UUID(int=t.contact), "opened_at": began, "handed_over_at": began if t.handed_over else None,
        "resolved_at": resolved, "resolved_by": t.resolved_by if resolved else None, "language": "en", "counted": True,
        "promise_due_at": model.now + t.promise_due_h * HOUR + HOUR / 2 if t.promise_due_h is not None else None,
    }  # fmt: skip
    if resolved is None:
        t.resolved_by = None
    slots = ", ".join(f"${n + 1}" for n in range(len(row)))
    await w.execute(f"INSERT INTO segments ({', '.join(row)}) VALUES ({slots})", *row.values())
    if t.score is not None:
        await w.execute(
            "INSERT INTO ratings (brand_id, conversation_id, segment, score, requester_kind, answered_by)"
            " VALUES ($1, $2, $3, $4, 'customer', 'bot')",
            brand_id, row["conversation_id"], t.segment, t.score,
        )  # fmt: skip


def test_the_query_says_what_the_definitions_say(server_dsn: str, runner: asyncio.Runner):
    async def begin() -> tuple[Database, UUID, UUID]:
        database = Database(await left.enter_async_context(fresh_dsn(server_dsn)), subscribers=Subscriptions())
        await database.open()
        left.push_async_callback(database.close)
        brand, _, account_id = await scenes.brand(database)
        return database, brand.id, account_id

    left = AsyncExitStack()
    database, brand_id, account_id = runner.run(begin())

    async def compare(found: list[Talk], by: GroupBy, filters: Filters, from_h: int, hours: int) -> None:
        model = Model(found, datetime.now(UTC))
        await _fill(database, brand_id, account_id, model)
        since = model.now - from_h * HOUR
        span = Span(brand_id, since, since + hours * HOUR, ZONE)
        async with database.snapshot() as r:
            rows = await report_queries.figures(r, [span], filters, by)
        groups: dict[str, list[Talk]] = defaultdict(list)
        for t in found:
            matches = filters.channel in (None, t.channel) and filters.topic in (None, t.latest_topic or "")
            if matches and filters.associate in (None, t.associate_id) and span.since <= model.began(t) < span.until:
                groups[str(brand_id) if by == "brand" else model.key(t, by)].append(t)
        told = {(one.key, name): figure for one in rows for name, figure in one.figures.items()}
        meant = {(key, name): one for key, some in groups.items() for name, one in model.figures(some).items()}
        assert {key: (told.get(key), meant.get(key)) for key in told | meant if told.get(key) != meant.get(key)} == {}

    @settings(
        max_examples=int(EXAMPLES or 30), derandomize=not EXAMPLES, deadline=None, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(
        talks(), st.sampled_from(report_queries.GROUPS),
        st.builds(Filters, channel=st.none() | st.just("email"), topic=st.none() | st.sampled_from(["", "delivery"]),
            associate=st.none() | st.just(SAM)),
        st.integers(0, 1500), st.integers(1, 1500),
    )  # fmt: skip
    def examples(found: list[Talk], by: GroupBy, filters: Filters, from_h: int, hours: int) -> None:
        runner.run(compare(found, by, filters, from_h, hours))

    try:
        examples()
    finally:
        runner.run(left.aclose())

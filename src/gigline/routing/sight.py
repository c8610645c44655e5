"""What a router sees before it decides: who waits, who is there, what is known of both. All of one moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from gigline.accounts.schemas import BrandSettings
from gigline.conversations import service as conversations
from gigline.conversations.models import Conversation
from gigline.infra.db import Reader
from gigline.routing import affinity, ladder, queries, round_queries, rules
from gigline.routing.choosing import Split, Splits
from gigline.routing.experiments import arms
from gigline.routing.experiments.arms import Arms
from gigline.routing.models import Standing
from gigline.routing.waits import Wait
from gigline.workforce import service as workforce
from gigline.workforce.models import Candidate


@dataclass(frozen=True)
class Sight:
    """`waits` in the order of arrival; `candidates`: everybody with a grant, by brand."""

    now: datetime
    waits: tuple[Wait, ...]
    settings: Mapping[UUID, BrandSettings]
    candidates: Mapping[UUID, Sequence[Candidate]]
    standings: Mapping[UUID, Standing] = field(default_factory=dict)
    splits: Splits = field(default_factory=Splits)
    _known: dict[UUID, Split] = field(default_factory=dict)

    @property
    def people(self) -> set[UUID]:
        """Everybody who works for any of the brands."""
        return {one.id for group in self.candidates.values() for one in group}

    def split(self, wait: Wait) -> Split:
        """Those of the brand's people who may be asked for it now, and why not the others."""
        c = wait.conversation
        if c.id not in self._known:
            self._known[c.id] = self.splits.split(wait.need, self.candidates[c.brand_id], wait.asked)
        return self._known[c.id]


async def of_brands(r: Reader, rows: Sequence[Conversation], settings: Mapping[UUID, BrandSettings]) -> Sight:
    """These conversations, and everybody who works for these brands; what routers know of them is not in it."""
    asked = await queries.asked(r, rows)
    before = await round_queries.holders_before(r, rows)
    seen = await workforce.roster_of(r.database).look(r, list(settings))
    people, now = seen.candidates, seen.now
    under = await arms.of(r, settings, now)
    wishes = await affinity.wishes(r, rows, settings, people)
    waits = []
    for one in rows:
        need = need_now(one, settings[one.brand_id], before.get(one.id), people[one.brand_id], now)
        wait = wait_of(one, settings[one.brand_id], need, asked[one.id], under)
        waits.append(replace(wait, wishes=wishes.get(one.id, ())))
    waits.sort(key=lambda one: (one.since, one.conversation.id))
    return Sight(now, tuple(waits), settings, people)


def wait_of(c: Conversation, settings: BrandSettings, need: rules.Need, asked: Mapping[UUID, str], under: Arms) -> Wait:
    """As the brand's settings and its experiment have it."""
    sla = conversations.sla(settings, c.requester_kind, c.channel)
    return Wait(c, need, sla.total_seconds(), asked, under.policy(c, settings))


def need_of(c: Conversation, settings: BrandSettings, before: UUID | None) -> rules.Need:
    """What the conversation asks of an associate; a topic that the brand no longer has asks for no clearance."""
    topic = settings.topic(c.topic)
    # A policy may ask for more than the topic does; the bot wrote that into its record.
    by_policy = int((c.handover or {}).get("clearance", 0))
    clearance = max(topic.clearance if topic else 0, by_policy)
    return rules.Need(c.language, c.medium, c.topic, clearance, before)


def need_now(
    c: Conversation, settings: BrandSettings, before: UUID | None, people: Sequence[Candidate], now: datetime
) -> rules.Need:
    """The same, as far as the brand's ladder has opened the circle by now."""
    need = need_of(c, settings, before)
    if not settings.queue.ladder:
        return need
    waited_s = (now - (c.queued_at or now)).total_seconds()
    return ladder.climbed(
        need, settings.queue, waited_s, lambda at: any(one.online and rules.stands(at, one) for one in people)
    )

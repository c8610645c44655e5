"""What a router sees before it decides: who waits, who is there, what is known of both. All of one moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from gigline.accounts.schemas import BrandSettings
from gigline.conversations import service as conversations
from gigline.conversations.models import Conversation
from gigline.infra.db import Reader
from gigline.routing import choosing, ladder, queries, round_queries, rules
from gigline.routing.experiments import arms
from gigline.routing.experiments.arms import Arms
from gigline.routing.models import Standing
from gigline.workforce import service as workforce
from gigline.workforce.models import Candidate

# What a bot that failed wrote into its record: somebody experienced goes first then.
FAILED = frozenset({"low_confidence", "failed_turns", "bot_failed", "action_failed"})


@dataclass(frozen=True)
class Wait:
    """Somebody who waits without an offer. `asked`: who shall not be asked for it now, and why. `policy`: the brand's,
    or that of the experiment it is in.
    """

    conversation: Conversation
    need: rules.Need
    sla_s: float
    asked: Mapping[UUID, str]
    policy: str

    @property
    def since(self) -> datetime:
        return self.conversation.queued_at or self.conversation.last_message_at

    @property
    def after_bot(self) -> bool:
        """Whether a bot tried and failed."""
        return (self.conversation.handover or {}).get("reason") in FAILED


Split = tuple[tuple[Candidate, ...], tuple[rules.Excluded, ...]]


@dataclass(frozen=True)
class Sight:
    """`waits` in the order of arrival; `candidates`: everybody with a grant, by brand."""

    now: datetime
    waits: tuple[Wait, ...]
    settings: Mapping[UUID, BrandSettings]
    candidates: Mapping[UUID, Sequence[Candidate]]
    standings: Mapping[UUID, Standing] = field(default_factory=dict)
    _known: dict[UUID, Split] = field(default_factory=dict)

    def split(self, wait: Wait) -> Split:
        """Those of the brand's people who may be asked for it now, and why not the others."""
        c = wait.conversation
        if c.id not in self._known:
            self._known[c.id] = choosing.split(wait.need, self.candidates[c.brand_id], wait.asked)
        return self._known[c.id]


async def of_one(r: Reader, c: Conversation, settings: BrandSettings) -> Sight:
    """One conversation and its brand's people."""
    asked = await queries.asked(r, [c.id], rules.DECLINED_REST_S, rules.EXPIRED_REST_S)
    before = await queries.holder_before(r, c.brand_id, c.id)
    people = await workforce.candidates(r, c.brand_id)
    standings = await round_queries.standings(r, [one.id for one in people if one.online])
    now = await queries.now(r)
    need = need_now(c, settings, before, people, now)
    wait = wait_of(c, settings, need, asked[c.id], await arms.of(r, [c.brand_id], now))
    return Sight(now, (wait,), {c.brand_id: settings}, {c.brand_id: people}, standings)


async def of_brands(r: Reader, rows: Sequence[Conversation], settings: Mapping[UUID, BrandSettings]) -> Sight:
    """These conversations, and everybody who works for these brands."""
    ids = [one.id for one in rows]
    asked = await queries.asked(r, ids, rules.DECLINED_REST_S, rules.EXPIRED_REST_S)
    before = await round_queries.holders_before(r, ids)
    people = await workforce.candidates_of(r, list(settings))
    standings = await round_queries.standings(r, {one.id for group in people.values() for one in group})
    now = await queries.now(r)
    under = await arms.of(r, settings, now)
    waits = []
    for one in rows:
        need = need_now(one, settings[one.brand_id], before.get(one.id), people[one.brand_id], now)
        waits.append(wait_of(one, settings[one.brand_id], need, asked[one.id], under))
    waits.sort(key=lambda one: (one.since, one.conversation.id))
    return Sight(now, tuple(waits), settings, people, standings)


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

"""The engine's market, kept like the database, so that the engine decides here with the code it has everywhere.

Who may take what is decided by `rules` alone. For the engine, a conversation's "brand" is its class of needs (brand,
language, channel, topic, clearance), and an associate works for the classes whose needs they meet.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import count
from uuid import UUID

import numpy as np

from gigline.routing import affinity, experience, rules
from gigline.routing.engine import value as engine
from gigline.routing.engine.affinity import Shared
from gigline.routing.engine.columns import Floats, Ints
from gigline.routing.engine.earnings import Earnings
from gigline.routing.engine.events import Associate
from gigline.routing.engine.events import Conversation as Need
from gigline.routing.engine.gigline import Gigline
from gigline.routing.engine.market import Waiting
from gigline.routing.engine.people import EXCLUSIVE
from gigline.routing.engine.rents import HALF_LIFE_S
from gigline.routing.engine.router import Router
from gigline.routing.engine.scores import Weights
from gigline.routing.experience import Experience
from gigline.routing.models import Standing
from gigline.routing.sight import Sight
from gigline.routing.waits import Wait
from gigline.workforce import service as workforce
from gigline.workforce.models import Candidate

ANY = "*"
CHANNELS = (ANY, *sorted(EXCLUSIVE))
# Fairness goes by who earned more: a difference of seconds is none.
EARNED_STEP_S = 60.0
# For whoever shall not be asked: asked again at each look, so it need only outlast the decision.
REST_S = 60.0
# A decision that takes longer than until the next round makes longest idle stand in for the next ones.
BUDGET_S = 2.0

Class = tuple[UUID, rules.Need]


class Expected(engine.ValueModel):
    """What the engine asks of a value model, answered from this process's experience."""

    def __init__(self, known: Experience) -> None:
        super().__init__()
        self.known = known
        self.classes: dict[str, Class] = {}
        self.rows: Ints = np.zeros(0, dtype=np.intp)
        self.persons = self  # type: ignore[assignment]

    @property
    def seen(self) -> int:
        """The version of its numbers."""
        return self.known.model.seen

    def worth(self, c: Need, rows: Ints, shared: Shared | None = None) -> engine.Worth:
        """See engine.ValueModel."""
        brand_id, need = self.classes[c.brand]
        return self.known.expect(experience.case(brand_id, need, c.requester, c.sla), self.rows[rows], shared)

    def cases_of(self, rows: Ints) -> Floats:
        """On how many outcomes of each it rests."""
        return self.known.cases(self.rows[rows])


class Mirror:
    """A market and the policy that decides on it. `look` makes it like what was seen; whoever decides looks first."""

    def __init__(self, known: Experience, seed: int, weights: Weights) -> None:
        self.seed = seed
        self.policy = Gigline(seed, weights)
        self.model = self.policy.model = Expected(known)
        self.policy.earnings = Earnings(faded=True)
        self.router = Router(given=self.policy, budget_s=BUDGET_S, clock=time.perf_counter)
        self.market = self.router.market
        self.t = 0.0
        self._keys: dict[Class, str] = {}
        self._of_brand: dict[UUID, list[Class]] = defaultdict(list)
        self._kinds: dict[tuple[object, ...], tuple[str, ...]] = {}
        self._ids: list[UUID] = []
        # How each was last shown to the engine, so that only changes are.
        self._shown: dict[UUID, tuple[Sequence[Candidate], float]] = {}
        self._known: dict[UUID, Waiting] = {}
        self._numbers = count(1)

    def look(self, sight: Sight) -> None:
        """Be like this."""
        self.t = sight.now.timestamp()
        # A sum that is still empty must not fade from the beginning of time on.
        self.policy.rents.t = self.policy.rents.t or self.t
        for wait in sight.waits:
            self._key(wait)
        self._people(sight)
        self._queue(sight)

    def foresee(self) -> None:
        """Take note of those who came, for the prices."""
        self.policy.foresee(self.market, self.t)

    def row(self, associate_id: UUID) -> int | None:
        """Their number in the market."""
        return self.market.people.row.get(str(associate_id))

    # classes

    def _key(self, wait: Wait) -> str:
        """Of the class of these needs; a new one changes what everybody may take."""
        of = (wait.conversation.brand_id, rules.standing_need(wait.need))
        found = self._keys.get(of)
        if found is None:
            found = self._keys[of] = f"{len(self._keys)}"
            self.model.classes[found] = of
            self._of_brand[of[0]].append(of)
            self._kinds.clear()
            self._shown.clear()
        return found

    def _classes_of(self, one: Candidate) -> tuple[str, ...]:
        """Those whose needs this grant meets."""
        kind = (one.brand_id, one.languages, one.topics, one.channels, one.clearance, one.certified, one.preferred)
        found = self._kinds.get(kind)
        if found is None:
            classes = self._of_brand[one.brand_id]
            found = self._kinds[kind] = tuple(self._keys[of] for of in classes if rules.stands(of[1], one))
        return found

    # people

    def _people(self, sight: Sight) -> None:
        grants: dict[UUID, list[Candidate]] = defaultdict(list)
        for group in sight.candidates.values():
            for one in group:
                grants[one.id].append(one)
        for held in self.market.held.values():
            self._shown.pop(self._ids[held.row], None)
        new = [id_ for id_ in grants if self.row(id_) is None]
        # Ties go to the first row: of those who come in together, to whoever carries least and has been free longest.
        new.sort(key=lambda each: (grants[each][0].load, grants[each][0].idle_since))
        for id_ in (*new, *grants):
            standing = sight.standings.get(id_)
            shown = (grants[id_], EARNED_STEP_S * round((standing.earned_s if standing else 0.0) / EARNED_STEP_S))
            if self._shown.get(id_) != shown:
                self._shown[id_] = shown
                self._person(*shown, standing, sight.now)
        for row, id_ in enumerate(self._ids):
            if id_ not in grants:
                self._shown.pop(id_, None)
                self.market.people.online[row] = False
        self._match_rows()

    def _person(self, grants: Sequence[Candidate], earned_s: float, standing: Standing | None, now: datetime) -> None:
        people, one = self.market.people, grants[0]
        classes = tuple(key for grant in grants for key in self._classes_of(grant))
        row = self.row(one.id)
        said = tuple(key for grant in grants for key in affinity.in_engine(grant.brand_id, affinity.lets_count(grant)))
        if row is None or (people.profiles[row].brands, people.profiles[row].experiences) != (classes, said):
            new = row is None
            row = people.put(Associate(str(one.id), classes, (ANY,), CHANNELS, one.capacity, experiences=said))
            if new:
                self._ids.append(one.id)
                self._take_up(row, standing, now)
        people.online[row] = one.online and not one.paused
        people.slots[row] = min(one.limit, one.capacity)
        people.load[row] = one.load
        people.held[row] = min(1, one.load) if one.exclusive else one.load
        people.calls[row] = one.exclusive
        people.idle_since[row] = one.idle_since
        people.earned_s[row] = earned_s

    def take_up(self, standings: Mapping[UUID, Standing], now: datetime) -> None:
        """The rents as a router has them by now."""
        for row, id_ in enumerate(self._ids):
            self._take_up(row, standings.get(id_), now)

    def _take_up(self, row: int, standing: Standing | None, now: datetime) -> None:
        """The rent as another router left it."""
        self.policy.rents.grow(len(self.market.people.load))
        if standing is not None and standing.rent > 0.0:
            age = max(0.0, (now - standing.rent_at).total_seconds())
            self.policy.rents.total[row] = standing.rent * 0.5 ** (age / HALF_LIFE_S)

    def _match_rows(self) -> None:
        if len(self.model.rows) != len(self._ids):
            self.model.rows = self.model.known.rows(self._ids)

    # the queue

    def _queue(self, sight: Sight) -> None:
        waiting = {str(one.conversation.id): self._waiting(one) for one in sight.waits}
        for standing in sight.standings.values():
            if standing.kept_for is not None and (held := waiting.get(str(standing.kept_for))) is not None:
                self._keep(held, standing.associate_id)
        self.market.waiting = waiting
        self.market.held = {}
        self._known = {one.conversation.id: waiting[str(one.conversation.id)] for one in sight.waits}

    def _keep(self, waiting: Waiting, associate_id: UUID) -> None:
        row = self.row(associate_id)
        if row is not None:
            self.policy.overdue.kept.setdefault(waiting.number, row)

    def _waiting(self, wait: Wait) -> Waiting:
        """The same as last time, so that what was worked out for it holds, unless it asks for something else now."""
        need = self._need(wait)
        known = self._known.get(wait.conversation.id)
        if known is None or known.conversation != need:
            known = Waiting(need, wait.since.timestamp() - head_start(wait), next(self._numbers))
        rests = (self.row(one) for one in wait.asked)
        known.rests = {row: self.t + REST_S for row in rests if row is not None}
        return known

    def _need(self, wait: Wait) -> Need:
        c, before = wait.conversation, wait.need.before
        return Need(
            id=str(c.id), brand=self._key(wait), topic=c.topic or "", language=ANY,
            channel=c.medium if c.medium in EXCLUSIVE else ANY, segment=c.requester_kind, sla=wait.sla_s,
            weight=workforce.takes(c.medium, 1), priority=float(c.priority), requester=c.requester_kind,
            before=str(before) if before else None, after_bot=wait.after_bot, wishes=affinity.wished_in_engine(wait),
        )  # fmt: skip

    # what others may know

    def rents(self) -> Mapping[UUID, float]:
        """The faded sum of each, as of `rents_at`."""
        total = self.policy.rents.total.tolist()
        return {id_: total[row] for row, id_ in enumerate(self._ids)}

    @property
    def rents_at(self) -> float:
        return self.policy.rents.t

    def kept(self) -> Mapping[UUID, UUID]:
        """Who is kept free, and for which conversation."""
        waits = {waiting.number: id_ for id_, waiting in self._known.items()}
        kept = self.policy.overdue.kept.items()
        return {self._ids[row]: waits[number] for number, row in kept if number in waits}

    def overdue(self) -> int:
        """How many wait so long that they are served strictly in order."""
        queue = list(self.market.waiting.values())
        return len(self.policy.overdue.in_order(queue, self.policy.weights.overdue_slas, self.t))


def head_start(wait: Wait) -> float:
    """The seconds that a step of priority is worth, as everywhere in the queue.

    At most two SLAs, so that whoever arrives is never overdue at once and the bound of decision 0016 holds.
    """
    return min(rules.PRIORITY_WORTH_S * wait.conversation.priority, 2.0 * wait.sla_s)

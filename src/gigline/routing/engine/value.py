"""The value model: what comes of a conversation in these hands, learned from outcomes.

Resolved, satisfied and converted are logistic, the work is log-normal; each is the sum of the context's and the
person's effects, and of what shared experience adds. Satisfaction is learned given the resolution, from those who
answered the survey: silence is ignorable given the context and the resolution, never a bad answer. An update is one
step of Newton's method.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gigline.routing.engine import history, newton
from gigline.routing.engine.affinity import Affinity, Shared
from gigline.routing.engine.columns import (
    CONVERTED,
    CSAT,
    RESOLVED,
    WORK,
    Columns,
    Floats,
    Ints,
    pair_columns,
    targets,
)
from gigline.routing.engine.context import Context
from gigline.routing.engine.events import Conversation, Outcome
from gigline.routing.engine.newton import Noise, sigmoid
from gigline.routing.engine.persons import F, Persons


@dataclass(frozen=True, slots=True)
class Worth:
    """For some people and each concurrency 1 to 6: (6, people). `work` in seconds."""

    resolved: Floats
    csat: Floats
    converted: Floats
    work: Floats


class ValueModel:
    """All of it. The same outcomes in the same order give the same numbers, bit for bit."""

    version = 1

    def __init__(self) -> None:
        self.columns = Columns()
        self.context = Context()
        self.persons = Persons(self.columns)
        self.affinity = Affinity()
        self.noise = Noise()

    @property
    def seen(self) -> int:
        """How many outcomes it has learned from: the version of its numbers."""
        return self.context.seen

    def learn(self, o: Outcome) -> None:
        """One outcome. What somebody without a profile did says something of the context only."""
        pair = pair_columns(self.columns, o.conversation)
        at, values = self.context.situation(o.conversation, o.wait, o.concurrency)
        if o.t is not None:
            self.context.forget(o.t)
        shared = self.context.predict(at, values, float(o.resolved))
        own = self.persons.at(o.row, pair) if o.row >= 0 else np.zeros(F)
        y, known = targets(o)
        eta, by_match = shared + own, None
        if o.wished:
            by_match = self.affinity.at(o)
            eta = eta + by_match
        step, w = newton.step(eta, y, known, self.noise.variance)
        if known[WORK]:
            self.noise.note(float(step[WORK]) ** 2, 1)
        self.context.learn(at, values, float(o.resolved), shared + step, w)
        if o.row >= 0:
            self.persons.learn(o.row, pair, own + step, w, o.t)
        if by_match is not None:
            self.affinity.learn(o, by_match + step, w)

    def learn_history(self, outcomes: Sequence[Outcome]) -> None:
        """Many past outcomes: at once if there are enough and nothing was learned before, one by one otherwise."""
        if self.seen == 0 and len(outcomes) >= history.FEWEST:
            history.learn(self.columns, self.context, self.persons, self.affinity, self.noise, outcomes)
        else:
            for one in outcomes:
                self.learn(one)

    def worth(self, c: Conversation, rows: Ints, shared: Shared | None = None) -> Worth:
        """What to expect of these people with this conversation, served at once. `shared`: who of them has what it
        wishes for, where that may count.
        """
        eta = self.context.base(c)[:, None] + self.persons.of(rows, pair_columns(self.columns, c))
        if shared is not None:
            eta += self.affinity.of(shared, rows)
        steps = eta[:, None] + self.context.curve(c.channel)[:, :, None]
        work = np.exp(newton.within(steps[WORK], 0.0, 11.0) + 0.5 * self.noise.variance)
        # In the place of the work: the satisfaction if it is resolved.
        steps[WORK] = steps[CSAT] + self.context.mean[CSAT, 1]
        share = sigmoid(steps)
        p = share[RESOLVED]
        return Worth(p, p * share[WORK] + (1.0 - p) * share[CSAT], share[CONVERTED], work)

    def spread(self, c: Conversation, row: int) -> Floats:
        """Posterior standard deviations of a pair on the scale of the sums (log odds, log seconds), by family."""
        return self.persons.spread(row, pair_columns(self.columns, c))

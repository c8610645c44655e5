"""Effects of the conversation itself.

How hard a topic is, how strictly a segment or a brand's customers rate, what waiting
and concurrency do. They are separated from the person, so that nobody is judged by the cases they happened to get.

A Gaussian approximation in information form (precision `J`, information `h`), one per family, over one shared design.
"""

from __future__ import annotations

import numpy as np

from gigline.routing.engine.columns import (
    CSAT,
    FAMILIES,
    MOST_CONCURRENT,
    WORK,
    Columns,
    Floats,
    Ints,
    kind_of,
    lateness,
    level,
)
from gigline.routing.engine.events import Conversation

# Prior means of the intercepts: resolved 70 %, satisfied a bit less, eight minutes of work, few conversions.
START = np.array((0.85, -0.3, np.log(480.0), -2.0))
VARIANCES = {
    "start": 4.0, "topic": 0.3, "brand": 0.2, "language": 0.05, "channel": 0.2, "segment": 0.2,
    "concurrency": 0.05, "wait": 0.1, "resolved": 2.0,
}  # fmt: skip
HALF_LIFE_DAYS = 45.0
SOLVE_EVERY = 64


class Context:
    """The shared effects. `mean`: (families, columns)."""

    def __init__(self) -> None:
        self.columns = Columns()
        self.J = np.zeros((len(FAMILIES), 0, 0))
        self.h = np.zeros((len(FAMILIES), 0))
        self.mean: Floats = np.zeros((len(FAMILIES), 0))
        self.seen = 0
        self.solved_at = 0
        self.t: float | None = None
        self._curves: dict[str, tuple[Floats, Floats]] = {}
        self._situations: dict[tuple[tuple[str, ...], int], Ints] = {}
        self.columns.of("start", "")
        self.columns.of("resolved", "")
        self._grow()

    def _grow(self) -> None:
        more = len(self.columns) - self.h.shape[1]
        if more > 0:
            self.J = np.pad(self.J, ((0, 0), (0, more), (0, more)))
            self.h = np.pad(self.h, ((0, 0), (0, more)))
            self.mean = np.pad(self.mean, ((0, 0), (0, more)))

    def situation(self, c: Conversation, wait: float, concurrency: float) -> tuple[Ints, Floats]:
        """Columns (not to be written to) and values of the situation; the last is whether it was resolved (known to
        csat only)."""
        key = kind_of(c), level(concurrency)
        at = self._situations.get(key)
        if at is None:
            at = self._situations[key] = self._columns(c, key[1])
        values = np.ones(len(at))
        values[-2] = lateness(wait, c.sla)
        return at, values

    def _columns(self, c: Conversation, step: int) -> Ints:
        of = self.columns.of
        found = (
            0, of("topic", c.topic), of("brand", c.brand), of("language", c.language), of("channel", c.channel),
            of("segment", c.segment), of("concurrency", f"{c.channel} {step}"), of("wait", c.channel), 1,
        )  # fmt: skip
        self._grow()
        return np.array(found, dtype=np.intp)

    def predict(self, at: Ints, values: Floats, resolved: float) -> Floats:
        """The sum of the effects by family."""
        eta: Floats = START + self.mean[:, at] @ _known(values, 0.0)
        eta[CSAT] += self.mean[CSAT, 1] * resolved
        return eta

    def base(self, c: Conversation) -> Floats:
        """By family, for somebody who does nothing else, at once, not resolved."""
        at, values = self.situation(c, 0.0, 1.0)
        return self.predict(at, values, 0.0)

    def curve(self, channel: str) -> Floats:
        """(families, 6): what concurrency 1 to 6 adds on this channel, against being alone with one."""
        known = self._curves.get(channel)
        if known is None or known[0] is not self.mean:
            known = self._curves[channel] = self.mean, _filled(self._steps(channel)).T
        return known[1]

    def _steps(self, channel: str) -> Floats:
        numbers = [self.columns.number.get(("concurrency", f"{channel} {k}")) for k in range(1, MOST_CONCURRENT + 1)]
        return np.array([self.mean[:, n] if n is not None else np.full(len(FAMILIES), np.nan) for n in numbers])

    def learn(self, at: Ints, values: Floats, resolved: float, z: Floats, w: Floats) -> None:
        """`z`: working responses for this part of the sum, `w`: their precisions (0 where unknown)."""
        x = np.repeat(_known(values, 0.0)[None], len(FAMILIES), axis=0)
        x[CSAT, -1] = resolved
        weighted = w[:, None] * x
        self.J[:, at[:, None], at] += weighted[:, :, None] * x[:, None, :]
        self.h[:, at] += weighted * (z - START)[:, None]
        self.seen += 1
        if self.seen - self.solved_at >= min(SOLVE_EVERY, self.solved_at):
            self.solve()

    def forget(self, t: float) -> None:
        """Lets what was learned fade with time."""
        if self.t is not None and t - self.t >= 3600.0:
            keep = 0.5 ** ((t - self.t) / 86400.0 / HALF_LIFE_DAYS)
            self.J *= keep
            self.h *= keep
        if self.t is None or t - self.t >= 3600.0:
            self.t = t

    def solve(self) -> None:
        """Posterior means from what was gathered."""
        prior = np.array([1.0 / VARIANCES[kind] for kind in self.columns.kind])
        mean = np.linalg.solve(self.J + np.diag(prior), self.h[..., None])[..., 0]
        self.mean = np.asarray(mean, dtype=np.float64)
        self.solved_at = self.seen


def _known(values: Floats, resolved: float) -> Floats:
    x = values.copy()
    x[-1] = resolved
    return x


def _filled(raw: Floats) -> Floats:
    """Steps never seen go on as the last one did, if it was for the worse; the first is the zero."""
    if np.isnan(raw[0]).all():
        raw[0] = 0.0
    for k in range(1, len(raw)):
        if np.isnan(raw[k]).all():
            step = raw[k - 1] - raw[k - 2] if k > 1 else np.zeros(raw.shape[1])
            worse = np.minimum(step, 0.0)
            worse[WORK] = max(step[WORK], 0.0)
            raw[k] = raw[k - 1] + worse
    relative: Floats = raw - raw[0]
    return relative

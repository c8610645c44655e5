"""Learning at once: sums over cells and over everybody together are the sums over outcomes, one by one."""

from __future__ import annotations

import numpy as np
import pytest
from tests.unit.routing.engine.build import conversation

from gigline.routing.engine import pasts
from gigline.routing.engine.columns import CSAT, FAMILIES, Columns, Floats, pair_columns
from gigline.routing.engine.context import Context
from gigline.routing.engine.events import Outcome
from gigline.routing.engine.pasts import Pasts
from gigline.routing.engine.persons import Persons
from gigline.routing.engine.situations import Situations

MANY, PEOPLE = 300, 7
F = len(FAMILIES)


@pytest.fixture
def outcomes() -> list[Outcome]:
    """Some by people without a profile."""
    draw = np.random.default_rng(3)
    made = []
    for n in range(MANY):
        who, topic, brand, held = (int(draw.integers(most)) for most in (PEOPLE + 1, 3, 2, 4))
        channel = "voice" if draw.random() < 0.2 else "chat"
        c = conversation(f"c{n}", topic=f"t{topic}", brand=f"b{brand}", channel=channel, segment=f"s{n % 2}")
        resolved = bool(draw.random() < 0.7)
        made.append(Outcome(None, who - 1, c, f"a{who}", resolved, None, 60.0, float(draw.exponential(50)), held + 1.0))
    return made


@pytest.fixture
def told() -> tuple[Floats, Floats]:
    """Working responses and their precisions, some unknown."""
    draw = np.random.default_rng(4)
    return draw.normal(size=(MANY, F)), draw.random((MANY, F)) * (draw.random((MANY, F)) < 0.8)


def test_the_context_is_the_sum_over_its_outcomes(outcomes: list[Outcome], told: tuple[Floats, Floats]) -> None:
    z, w = told
    context = Context()
    names = [(c.topic, c.brand, c.channel, c.segment) for c in (one.conversation for one in outcomes)]
    found = Situations(context, outcomes, np.array([sorted(set(names)).index(name) for name in names]))
    found.fit(z, w)
    x = np.zeros((F, MANY, len(context.columns)))
    for n, one in enumerate(outcomes):
        at, values = context.situation(one.conversation, one.wait, one.concurrency)
        x[:, n, at] = values
        x[:, n, 1] = 0.0
        x[CSAT, n, 1] = one.resolved
    for f in range(F):
        assert context.J[f] == pytest.approx(x[f].T @ (x[f] * w[:, f, None]), abs=1e-9)
        assert context.h[f] == pytest.approx(x[f].T @ (w[:, f] * z[:, f]), abs=1e-9)
    situations = [context.situation(one.conversation, one.wait, one.concurrency) for one in outcomes]
    expected = [context.predict(*each, one.resolved) for each, one in zip(situations, outcomes, strict=True)]
    assert found.part() == pytest.approx(np.array(expected), abs=1e-9)


@pytest.mark.parametrize("together", [1, 60, 8_000])
def test_persons_are_the_sums_over_theirs(
    outcomes: list[Outcome], told: tuple[Floats, Floats], together: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pasts, "TOGETHER", together)
    z, w = told
    columns = Columns()
    at_once, one_by_one = Persons(columns), Persons(columns)
    pairs = np.array([pair_columns(columns, one.conversation) for one in outcomes])
    found = Pasts(at_once, np.array([one.row for one in outcomes]), pairs)
    found.fit(z, w)
    for n, one in enumerate(outcomes):
        if one.row >= 0:
            person, own = one_by_one.person(one.row, np.unique(pairs[[o.row == one.row for o in outcomes]]).tolist())
            own = np.array([person.local[each] for each in pairs[n].tolist()])
            person.J[:, own[:, None], own] += w[n, :, None, None]
            person.h[:, own] += (w[n] * z[n])[:, None]
    for row in range(PEOPLE):
        one_by_one.solve(row)
        mine, theirs = at_once.people[row], one_by_one.people[row]
        assert mine.local == theirs.local
        assert mine.seen == sum(one.row == row for one in outcomes) == at_once.cases[row]
        for name in ("J", "h", "share"):
            assert getattr(mine, name) == pytest.approx(getattr(theirs, name), abs=1e-9)
    one_by_one.refresh()
    assert at_once.variance == pytest.approx(one_by_one.variance)
    assert at_once.effects == pytest.approx(one_by_one.effects, abs=1e-9)
    assert (found.part()[[one.row < 0 for one in outcomes]] == 0.0).all()

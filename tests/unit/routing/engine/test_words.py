"""What associates are told follows from the record."""

from __future__ import annotations

import pytest
from tests.unit.routing.engine.build import associate, conversation

from gigline.routing.engine import events, words
from gigline.routing.engine.gigline import Gigline
from gigline.routing.engine.records import Round
from gigline.routing.engine.router import Router
from gigline.routing.engine.scores import Weights


def _round(**need: object) -> Round:
    """`good` resolves most, `bad` little; both are free, and `away` is not."""
    made = Router(given=Gigline(weights=Weights(explore=0.0)))
    for name in ("good", "bad", "away"):
        made.feed(associate(name))
    for n in range(60):
        for name in ("good", "bad"):
            past = conversation(f"h{n}{name}")
            made.feed(events.History(past, name, resolved=name == "good" or n % 4 == 0, work=400.0))
    for name in ("good", "bad"):
        made.feed(events.Online(0.0, name))
    made.feed(events.Arrived(1.0, conversation("c", **need)))
    decision = made.feed(events.Tick(60.0))
    assert decision is not None
    record = decision.offers[0].record
    assert isinstance(record, Round)
    return record


def test_who_did_not_get_it_reads_why_not() -> None:
    row = _round().row("c")
    assert words.why_not(row, "bad", "good")[0] == "Conversations like this one went better in others' hands so far."
    assert words.why_not(row, "good", "good")[0].startswith("You were as good a choice")


def test_helping_before_is_said() -> None:
    made = Router(given=Gigline(weights=Weights(explore=0.0)))
    for name in ("a", "b"):
        made.feed(associate(name))
        made.feed(events.Online(0.0, name))
    made.feed(events.Arrived(1.0, conversation("c", before="b")))
    decision = made.feed(events.Tick(60.0))
    assert decision is not None
    row = decision.offers[0].record.row("c")
    assert words.why_not(row, "a", "b")[0].startswith("Others helped here before")


def test_what_would_have_changed_it_is_what_changes_it() -> None:
    found = _round()
    change = words.counterfactual(found, "c", "bad")
    row = found.row("c")
    scores = dict(zip(row.candidates(), row.scores(), strict=True))
    assert change.needed == pytest.approx(scores["good"] - scores["bad"], abs=1e-6)
    assert change.parts[0][0] == "value"
    assert words.counterfactual(found, "c", "good").needed == 0.0


def test_nobody_who_could_not_have_had_it_is_asked_about() -> None:
    with pytest.raises(ValueError, match="away"):
        words.counterfactual(_round(), "c", "away")

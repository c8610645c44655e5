"""One brand's material, small enough to read."""

from __future__ import annotations

import pytest

from gigline.simulation.material import Article, Case, Material

LATE = Article("late", "My delivery is late", "We refund the fee after 30 minutes.")


@pytest.fixture
def shop() -> Material:
    """A made-up brand with one case for each scenario."""
    cases = (
        Case("inside", "customer", "delivery", ("it is late", "where is SH-12345"), ("ok thanks",), LATE, LATE.lead),
        Case("inside", "worker", "pay", ("when am I paid", "no money yet"), (), LATE, LATE.lead),
        Case("outside", "customer", "other", ("do you sell cards", "gift cards?"), answer="We do not."),
        Case("wants_person", "customer", None, ("a human please",), answer="A person here."),
        Case("sensitive", "worker", None, ("I had an accident",), answer="Are you safe?"),
        Case("small_talk", "customer", None, ("hello", "hi")),
    )
    return Material("shop", "shop-web", "SH", cases, (LATE,))

"""Token buckets: never more than the burst plus what came back, and never more memory than said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gigline.api.limits import Limiter, Rate
from gigline.kit.errors import TooMany


class Turned:
    """A clock that is turned by hand."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


@given(st.lists(st.floats(0, 3), max_size=60), st.floats(0.1, 5), st.integers(1, 10))
def test_nobody_gets_more_than_the_rate(pauses, per_s, burst):
    clock = Turned()
    limiter = Limiter(Rate(per_s, burst), clock)
    taken = 0
    for pause in pauses:
        clock.at += pause
        taken += limiter.take("one") == 0
        assert taken <= burst + per_s * clock.at + 1e-6


def test_a_refusal_says_how_long_to_wait_and_costs_nothing():
    clock = Turned()
    limiter = Limiter(Rate(per_s=0.5, burst=1), clock)
    limiter.check("one")
    with pytest.raises(TooMany) as refused:
        limiter.check("one")
    assert refused.value.retry_after_s == pytest.approx(2)
    clock.at = 2.0
    limiter.check("one")


def test_keys_do_not_share():
    limiter = Limiter(Rate(per_s=1, burst=1), Turned())
    assert limiter.take("one") == 0
    assert limiter.take("two") == 0


def test_memory_is_bounded():
    limiter = Limiter(Rate(per_s=1, burst=1), Turned(), most=100)
    for n in range(1_000):
        limiter.take(str(n))
    assert len(limiter) == 100


def test_a_clock_that_goes_back_gives_nothing():
    clock = Turned()
    limiter = Limiter(Rate(per_s=1, burst=1), clock)
    limiter.take("one")
    clock.at = -100.0
    assert limiter.take("one") > 0

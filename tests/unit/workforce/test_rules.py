from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gigline.workforce import rules

CHANNELS = st.sampled_from(["webchat", "api", "email", "voice", "sms"])


def test_one_at_first_and_one_more_every_90_seconds():
    assert [rules.warm_limit(s, 3) for s in (0, 89.9, 90, 179, 180, 9999)] == [1, 1, 2, 2, 3, 3]
    assert rules.warm_limit(None, 3) == 1


@given(st.floats(0, 1e6), st.integers(1, 12))
def test_the_warm_up_limit_is_between_one_and_capacity(online_s, capacity):
    assert 1 <= rules.warm_limit(online_s, capacity) <= capacity


@given(CHANNELS, st.integers(0, 12), st.integers(1, 12), st.integers(1, 12), st.booleans())
def test_what_fits_never_exceeds_capacity(channel, load, capacity, limit, exclusive):
    if rules.fits(channel, load=load, capacity=capacity, limit=limit, exclusive=exclusive):
        assert load + rules.weight(channel, capacity) <= capacity
        assert not exclusive


def test_a_call_needs_an_empty_associate():
    assert rules.fits("voice", load=0, capacity=3, limit=1, exclusive=False)
    assert not rules.fits("voice", load=1, capacity=3, limit=3, exclusive=False)

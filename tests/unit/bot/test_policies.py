"""What the bot may do, for whom and about what: every rule only takes away."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gigline.accounts.schemas import BrandSettings
from gigline.bot import policies, rules
from gigline.bot.dialogue import Candidate, HandOver, History, Understanding

TOPICS = ("delivery", "payment", "account")
EVERY = frozenset(TOPICS)


def _settings(*rules_: dict[str, Any]) -> BrandSettings:
    return BrandSettings.model_validate(
        {
            "brand": {"key": "acme", "name": "Acme", "languages": ["en"]},
            "topics": [{"key": key, "name": key} for key in TOPICS],
            "policies": [{"name": f"rule {at}", **rule} for at, rule in enumerate(rules_)],
        }
    )


def _decided(*rules_: dict[str, Any], kind: str = "customer", **attributes: Any):
    return policies.decided(_settings(*rules_), EVERY, kind, attributes)


def test_without_rules_the_bot_may_do_everything():
    policy = _decided()
    assert (policy.bot_topics, policy.act_topics, policy.never) == (EVERY, EVERY, False)
    assert (policy.cleared("payment"), policy.offer_person) == (0, frozenset())


def test_never_and_answers_only_by_topic_and_kind():
    rule = {"topics": ["payment"], "kinds": ["worker"], "bot": "never", "clearance": 2}
    worker = _decided(rule, kind="worker")
    assert worker.bot_topics == EVERY - {"payment"}
    assert (worker.cleared("payment"), worker.cleared("delivery")) == (2, 0)
    assert _decided(rule).bot_topics == EVERY
    assert _decided({"topics": ["account"], "bot": "answers"}).acts("account") is False
    assert _decided({"topics": ["account"], "bot": "answers"}).acts("delivery") is True


@pytest.mark.parametrize(
    ("wanted", "has", "applies"),
    [
        ({"verified": False}, {"verified": False}, True),
        ({"verified": False}, {}, True),
        ({"verified": False}, {"verified": True}, False),
        ({"verified": True}, {"verified": "true"}, False),
        ({"tier": "gold"}, {"tier": "Gold"}, True),
        ({"tier": ["gold", "silver"]}, {"tier": "silver"}, True),
        ({"tier": "gold"}, {}, False),
        ({"tier": "gold", "verified": True}, {"tier": "gold", "verified": False}, False),
    ],
)
def test_attributes(wanted, has, applies):
    assert (_decided({"attributes": wanted, "bot": "answers"}, **has).acts("delivery") is False) == applies


def test_a_rule_for_everything_hands_over_at_once_and_says_policy():
    policy = _decided({"attributes": {"vip": "yes"}, "bot": "never", "clearance": 1}, vip="yes")
    assert policy.never
    said = Understanding("en", (Candidate("late", "Late?", "delivery", 0.9),), 1.0, sure=True, plausible=True)
    assert rules.decide(said, policy, History()) == HandOver("policy")
    assert (policy.cleared(None), policy.cleared("delivery")) == (1, 1)


def test_a_person_is_always_offered_where_the_brand_wants_it():
    assert _decided({"topics": ["delivery"], "offer_person": True}).offer_person == {"delivery"}
    assert _decided({"offer_person": True}).offer_person == EVERY


RULE = st.fixed_dictionaries(
    {},
    optional={
        "topics": st.lists(st.sampled_from(TOPICS), max_size=2),
        "kinds": st.lists(st.sampled_from(["customer", "worker"]), max_size=1),
        "attributes": st.dictionaries(st.sampled_from(["verified"]), st.booleans(), max_size=1),
        "bot": st.sampled_from(["acts", "answers", "never"]),
        "clearance": st.integers(0, 3),
        "offer_person": st.booleans(),
    },
)


@given(st.lists(RULE, max_size=4), RULE, st.sampled_from(["customer", "worker"]), st.booleans())
def test_another_rule_never_gives_anything(given_rules, another, kind, verified):
    before = _decided(*given_rules, kind=kind, verified=verified)
    after = _decided(*given_rules, another, kind=kind, verified=verified)
    turned = _decided(another, *reversed(given_rules), kind=kind, verified=verified)
    assert after.bot_topics <= before.bot_topics
    assert after.act_topics <= before.act_topics
    assert after.act_topics <= after.bot_topics
    assert after.offer_person >= before.offer_person
    assert all(after.cleared(key) >= before.cleared(key) for key in (*TOPICS, None))
    assert (turned.bot_topics, turned.act_topics, turned.clearance) == (
        after.bot_topics, after.act_topics, after.clearance,
    )  # fmt: skip


def test_a_rule_about_a_topic_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match="topics that are not there: parcels"):
        _settings({"topics": ["parcels"]})

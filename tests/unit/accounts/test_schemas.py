"""brand.toml: exactly what it says, and nothing guessed."""

from __future__ import annotations

import copy
import tomllib
from pathlib import Path

import pytest
from pydantic import ValidationError

from gigline.accounts.requesters import origin_allowed
from gigline.accounts.schemas import BrandSettings

EXAMPLES = sorted((Path(__file__).parents[3] / "examples" / "brands").glob("*/brand.toml"))
SMALL = {
    "brand": {"key": "acme", "name": "Acme", "languages": ["en"]},
    "topics": [{"key": "other", "name": "Everything"}],
    "channels": [{"kind": "webchat", "account": "acme-web", "allowed_origins": ["https://acme.example"]}],
}


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name)
def test_the_example_brands_are_valid_and_survive_the_database(path):
    settings = BrandSettings.model_validate(tomllib.loads(path.read_text()))
    assert BrandSettings.model_validate(settings.model_dump(mode="json")) == settings


def test_what_is_left_out_has_a_default():
    settings = BrandSettings.model_validate(SMALL)
    assert settings.queue.offer_expires_s.chat == 20
    assert settings.topic("other") == settings.topics[0]
    assert settings.topic("none") is None
    assert settings.channel("acme-web") == settings.channels[0]
    assert settings.channel("none") is None


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("brand", "key"), "Acme!"),
        (("brand", "languages"), []),
        (("brand", "languages"), ["en", "en"]),
        (("brand", "languages"), "en"),
        (("brand", "id"), "x"),
        (("brand", "accent"), "red"),
        (("bot",), {"precision": 1.5}),
        (("bot",), {"enabled": "yes"}),
        (("topics",), []),
        (("topics",), [{"key": "a", "name": "A"}, {"key": "a", "name": "B"}]),
        (("topics",), [{"key": "a", "name": "A", "policy": "maybe"}]),
        (("topics",), [{"key": "a", "name": "A", "priority": 3}]),
        (("queue",), {"sla_first_response_s": 0}),
        (("queue",), {"sla_first_response_s": "60"}),
        (("queue",), {"sla_by_kind": {"friend": 3}}),
        (("channels",), [{"kind": "webchat", "account": "w-1"}, {"kind": "api", "account": "w-1"}]),
        (("channels",), [{"kind": "webchat", "account": "w-1", "allowed_origins": ["https://a.example/path"]}]),
        (("channels",), [{"kind": "webchat", "account": "w-1", "allowed_origins": ["null"]}]),
        (("admin",), True),
    ],
)
def test_wrong_and_unknown_values_are_refused(place, value):
    given = copy.deepcopy(SMALL)
    target = given
    for name in place[:-1]:
        target = target[name]
    target[place[-1]] = value
    with pytest.raises(ValidationError):
        BrandSettings.model_validate(given)


@pytest.mark.parametrize(
    ("origin", "allowed", "passes"),
    [
        ("https://acme.example", ["https://acme.example"], True),
        ("HTTPS://ACME.example", ["https://acme.example"], True),
        ("https://evil-acme.example", ["https://acme.example"], False),
        ("https://acme.example.evil.example", ["https://acme.example"], False),
        ("http://acme.example", ["https://acme.example"], False),
        ("https://acme.example:8443", ["https://acme.example"], False),
        ("null", ["https://acme.example"], False),
        ("null", ["*"], True),
        ("https://any.example", ["*"], True),
        ("https://any.example", [], False),
        (None, [], True),
    ],
)
def test_origins_are_compared_exactly(origin, allowed, passes):
    assert origin_allowed(origin, allowed) is passes

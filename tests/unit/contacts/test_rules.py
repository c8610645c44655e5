"""Identities have one spelling each; claims stay claims."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gigline.contacts import rules
from gigline.kit.errors import BadInput


@pytest.mark.parametrize("text", ["+351912345678", "00351 912 345 678", "+351 (912) 345-678", "+351.912.345.678"])
def test_one_phone_has_one_spelling(text):
    assert rules.canonical("phone", text) == "+351912345678"


@pytest.mark.parametrize(
    ("text", "spelt"),
    [
        # As WhatsApp may write a mobile, and as SMS does.
        ("+52 1 55 1234 5678", "+525512345678"), ("+52 55 1234 5678", "+525512345678"),
        ("+55 31 8765 4321", "+5531987654321"), ("+55 31 98765 4321", "+5531987654321"),
        # A landline of Brazil, a number of Mexico without its 1, and a number of the USA.
        ("+55 31 3765 4321", "+553137654321"), ("+52 155 123 4567", "+521551234567"),
        ("+1 521 555 0100", "+15215550100"),
    ],
)  # fmt: skip
def test_a_mobile_that_whatsapp_spells_in_its_own_way_is_the_same_number(text, spelt):
    assert rules.canonical("phone", text) == spelt


@pytest.mark.parametrize("text", ["12345", "351912345678", "+0351912345", "+123456", "call me", ""])
def test_what_is_no_number_of_a_person_is_attested_by_nobody(text):
    assert rules.attested("phone", text) is None


@given(st.text(max_size=40), st.sampled_from(["phone", "email"]))
def test_an_attested_address_is_spelt_in_one_way(text, type_):
    spelt = rules.attested(type_, text)
    assert spelt is None or rules.attested(type_, spelt) == rules.canonical(type_, spelt) == spelt


@pytest.mark.parametrize(
    ("type_", "text"),
    [
        ("phone", "call me"), ("phone", "+"), ("phone", "٣٤٥٦٧٨٩"), ("phone", "+1234567890123456"), ("phone", ""),
        ("email", "a"), ("email", "@b"), ("email", "a@"), ("email", "a@b@c"), ("email", "a b@c"),
        ("visitor", ""), ("visitor", "  "), ("external", "x" * 321),
    ],
)  # fmt: skip
def test_what_is_no_identity_is_refused(type_, text):
    with pytest.raises(BadInput):
        rules.canonical(type_, text)


@given(st.sampled_from(["visitor", "external", "api", "email", "phone"]), st.text())
def test_canonical_is_stable_and_storable(type_, text):
    try:
        once = rules.canonical(type_, text)
    except BadInput:
        return
    assert rules.canonical(type_, once) == once
    assert "\x00" not in once
    once.encode()


def test_claims_are_added_and_bounded():
    known = rules.claims({"city": "Porto"}, {"email": " Ana@Shop.example "})
    assert known == {"city": "Porto", "email": "ana@shop.example"}
    with pytest.raises(BadInput):
        rules.claims({}, {f"k{n}": "v" for n in range(21)})
    with pytest.raises(BadInput):
        rules.claims({}, {"note": "x" * 501})
    with pytest.raises(BadInput):
        rules.claims({}, {"phone": "none"})


def test_a_claimed_address_is_no_proved_one():
    claims = {"email": "ana@shop.example", "phone": "+351912345678", "city": "Porto"}
    claimed, rest = rules.claimed_addresses({("email", "ana@shop.example"), ("visitor", "v")}, claims)
    assert claimed == [("phone", "+351912345678")]
    assert rest == {"city": "Porto"}


def said(*lines):
    """Lines of purpose, channel and choice, newest first."""
    return [Said(*line.split()) for line in lines]


@dataclass(frozen=True)
class Said:
    purpose: str
    channel: str
    choice: str

    def __post_init__(self):
        object.__setattr__(self, "channel", self.channel.replace("*", ""))


@pytest.mark.parametrize(
    ("lines", "purpose", "channel", "consent"),
    [
        ([], "marketing", "sms", "unasked"),
        (["marketing sms agreed"], "marketing", "sms", "agreed"),
        (["marketing sms agreed"], "marketing", "email", "unasked"),
        (["marketing * refused", "marketing sms agreed"], "marketing", "sms", "refused"),
        (["marketing sms agreed", "marketing * refused"], "marketing", "sms", "agreed"),
        # A word like START lets us write again; it agrees to nothing.
        (["all sms resumed", "all sms stopped", "marketing sms preferred"], "marketing", "sms", "unasked"),
    ],
)
def test_the_latest_word_on_a_purpose_and_channel_holds(lines, purpose, channel, consent):
    assert rules.consent(said(*lines), purpose, channel) == consent


@pytest.mark.parametrize(
    ("consent", "purpose", "may"),
    [("unasked", "service", True), ("unasked", "feedback", True), ("unasked", "marketing", False),
     ("agreed", "marketing", True), ("refused", "service", False)],
)  # fmt: skip
def test_nobody_is_advertised_to_who_did_not_agree(consent, purpose, may):
    assert rules.may_write(consent, purpose) is may


def test_the_channel_chosen_last_is_preferred():
    lines = said("service sms preferred", "service email preferred", "feedback email preferred")
    assert (rules.preferred(lines, "service"), rules.preferred(lines, "callback")) == ("sms", None)

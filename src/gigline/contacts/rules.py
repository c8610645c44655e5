"""Pure rules of identities: how each is spelt, so that one person is one row."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, Protocol, TypeVar
from uuid import UUID

from gigline.kit import addresses
from gigline.kit.errors import BadInput
from gigline.kit.text import storable

IdentityType = Literal["visitor", "external", "api", "email", "phone"]
AddressType = Literal["email", "phone"]
Purpose = Literal["service", "feedback", "marketing", "callback", "matching"]
Chosen = Literal["agreed", "refused", "preferred", "stopped", "resumed"]
How = Literal["said", "word", "link", "token"]
Consent = Literal["agreed", "refused", "unasked"]


class Standing(Protocol):
    """A contact, as far as it matters which of two stands for the person."""

    @property
    def id(self) -> UUID: ...

    @property
    def verified(self) -> bool: ...

    @property
    def created_at(self) -> datetime: ...


class Named(Protocol):
    """An identity."""

    @property
    def type(self) -> IdentityType: ...

    @property
    def value(self) -> str: ...


class Said(Protocol):
    """A line of what somebody agreed to."""

    @property
    def purpose(self) -> str: ...

    @property
    def channel(self) -> str: ...

    @property
    def choice(self) -> Chosen: ...


S = TypeVar("S", bound=Standing)
N = TypeVar("N", bound=Named)

LONGEST_VALUE = 320
LONGEST_CLAIM = 500
MOST_CLAIMS = 20

_CLAIMED: tuple[IdentityType, ...] = ("email", "phone")


def canonical(type_: IdentityType, value: str) -> str:
    """The one spelling of an identity; raises BadInput when it can be none."""
    text = storable(value).strip()
    if type_ == "email":
        text = _spelt(addresses.email(text), "An e-mail address is like name@shop.example.")
    if type_ == "phone":
        text = _spelt(addresses.phone(text), "A phone number is like +351 912 345 678.")
    if not 0 < len(text) <= LONGEST_VALUE:
        raise BadInput(f"An identity has 1 to {LONGEST_VALUE} characters.")
    return text


def _spelt(address: str | None, otherwise: str) -> str:
    if address is None:
        raise BadInput(otherwise)
    return address


def attested(type_: AddressType, address: str) -> str | None:
    """The one spelling of an address that a provider attests; None for what is no person's (a short code, say)."""
    try:
        spelt = canonical(type_, address)
    except BadInput:
        return None
    return None if type_ == "phone" and not addresses.is_e164(spelt) else spelt


def claims(known: Mapping[str, Any], said: Mapping[str, str]) -> dict[str, Any]:
    """The attributes after somebody said this about themselves; raises BadInput when it is too much."""
    added = {storable(key): _claim(key, value) for key, value in said.items()}
    merged = {**known, **added}
    if len(merged) > MOST_CLAIMS or any(len(key) > 60 or len(value) > LONGEST_CLAIM for key, value in added.items()):
        raise BadInput(f"At most {MOST_CLAIMS} attributes of {LONGEST_CLAIM} characters are kept.")
    return merged


def _claim(key: str, value: str) -> str:
    address = next((type_ for type_ in _CLAIMED if type_ == key), None)
    return storable(value) if address is None else canonical(address, value)


def claimed_addresses(
    proved: Collection[tuple[str, str]], attributes: Mapping[str, Any]
) -> tuple[list[tuple[IdentityType, str]], dict[str, Any]]:
    """The addresses that were only claimed (type and value), and the attributes without any address.

    `proved` are type and value of the identities; an address among them was proved as well.
    """
    claimed = [(type_, str(attributes[type_])) for type_ in _CLAIMED if type_ in attributes]
    rest = {key: value for key, value in attributes.items() if key not in _CLAIMED}
    return [one for one in claimed if one not in proved], rest


def survivor_first(one: S, other: S) -> tuple[S, S]:
    """Of two contacts that a proof makes one person: who stands for it (vouched for, then older), and the other."""
    first, second = sorted((one, other), key=lambda who: (not who.verified, who.created_at, who.id))
    return first, second


def same_address(type_: IdentityType, value: str, known: Sequence[N]) -> list[N]:
    """The identity of this type and value among those known, then the names that channels have for the address."""
    found = [one for one in known if (one.type, one.value) == (type_, value)]
    if not found or type_ not in _CLAIMED:
        return found
    # A channel's own name for somebody is `account:address` (or something that is no address).
    return found + [one for one in known if one.type == "api" and _address_in(type_, one.value) == value]


def _address_in(type_: IdentityType, name: str) -> str | None:
    try:
        return canonical(type_, name.partition(":")[2])
    except BadInput:
        return None


def consent(said: Iterable[Said], purpose: Purpose, channel: str) -> Consent:
    """What the latest word says of this purpose on this channel; `said` is newest first."""
    for one in said:
        if one.purpose == purpose and one.channel in {"", channel} and one.choice in {"agreed", "refused"}:
            return "agreed" if one.choice == "agreed" else "refused"
    return "unasked"


def preferred(said: Iterable[Said], purpose: Purpose) -> str | None:
    """The channel that somebody would rather have for this purpose; `said` is newest first."""
    return next((one.channel for one in said if one.purpose == purpose and one.choice == "preferred"), None)


def may_write(found: Consent, purpose: Purpose) -> bool:
    """Whether one may write: answers, questions about them and calls asked for go out until somebody refuses, what
    advertises only when they agreed."""
    return found == "agreed" or (found == "unasked" and purpose != "marketing")

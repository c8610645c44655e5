"""Pure rules of identities: how each is spelt, so that one person is one row."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any, Literal

from gigline.kit.errors import BadInput
from gigline.kit.text import storable

IdentityType = Literal["visitor", "external", "api", "email", "phone"]
AddressType = Literal["email", "phone"]

LONGEST_VALUE = 320
LONGEST_CLAIM = 500
MOST_CLAIMS = 20

_PHONE = re.compile(r"\+?[0-9]{5,15}")
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_FILLERS = re.compile(r"[\s\-./()]")
_CLAIMED: tuple[IdentityType, ...] = ("email", "phone")


def canonical(type_: IdentityType, value: str) -> str:
    """The one spelling of an identity; raises BadInput when it can be none."""
    text = storable(value).strip()
    if type_ == "email":
        text = text.lower()
        if text.count("@") != 1 or not all(text.split("@")) or re.search(r"\s", text):
            raise BadInput("An e-mail address is like name@shop.example.")
    if type_ == "phone":
        text = re.sub(r"^00", "+", _FILLERS.sub("", text))
        if not text.isascii() or not _PHONE.fullmatch(text):
            raise BadInput("A phone number is like +351 912 345 678.")
    if not 0 < len(text) <= LONGEST_VALUE:
        raise BadInput(f"An identity has 1 to {LONGEST_VALUE} characters.")
    return text


def attested(type_: AddressType, address: str) -> str | None:
    """The one spelling of an address that a provider attests; None for what is no person's (a short code, say)."""
    try:
        spelt = canonical(type_, address)
    except BadInput:
        return None
    return None if type_ == "phone" and not _E164.fullmatch(spelt) else spelt


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

"""Addresses of people as they are compared: one number or mail address has one spelling."""

from __future__ import annotations

import re

_FILLERS = re.compile(r"[\s\-./()]")
_PHONE = re.compile(r"\+?[0-9]{5,15}")
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
# Mexico once wanted a 1 after the country before mobiles, and Brazil gave its mobiles (which begin with 6 to 9,
# landlines with 2 to 5) a ninth digit from 2012 on. WhatsApp names people by what was right when they came.
# https://www.zoko.io/learning-article/whatsapp-id-brazil-mexico
_MEXICAN_MOBILE = re.compile(r"\+521([0-9]{10})")
_BRAZILIAN_MOBILE = re.compile(r"\+55([1-9][0-9])([6-9][0-9]{7})")


def phone(text: str) -> str | None:
    """The one spelling of a number, None when it is none. Without a country code it stays without."""
    number = re.sub(r"^00", "+", _FILLERS.sub("", text))
    if not number.isascii() or not _PHONE.fullmatch(number):
        return None
    if (mexican := _MEXICAN_MOBILE.fullmatch(number)) is not None:
        return f"+52{mexican[1]}"
    if (brazilian := _BRAZILIAN_MOBILE.fullmatch(number)) is not None:
        return f"+55{brazilian[1]}9{brazilian[2]}"
    return number


def is_e164(number: str) -> bool:
    """Whether a number in our spelling is a person's, country code and all; a short code is not."""
    return _E164.fullmatch(number) is not None


def email(text: str) -> str | None:
    """The one spelling of a mail address, None when it is none."""
    address = text.strip().lower()
    if address.count("@") != 1 or not all(address.split("@")) or re.search(r"\s", address):
        return None
    return address

"""Texts without what tells who wrote them: for examples, queues and reports, where only the matter counts.

Better a word too few than a name too many: what looks like a person's data goes, dates and amounts stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from gigline.language import cards, facts

MARKS = ("card", "email", "phone", "code", "name", "address", "number", "link", "secret")
_MARK = re.compile(rf"\[(?:{'|'.join(MARKS)})\]")
_KINDS = frozenset({"email", "phone", "code"})
_LINK = re.compile(r"\b(?:https?://|www\.)[^\s<>\"']{1,300}", re.IGNORECASE)
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b")
_LONG_NUMBER = re.compile(r"(?<!\w)\d(?:[ .\-/]?\d){5,18}(?!\w)")
_SECRET = re.compile(
    r"\b(?:password|passcode|pin|otp|(?:verification|security|login) code|contrase[nñ]a|clave|passwort|mot de passe)"
    r"(?: (?:is|was|es|ist|est))?\s{0,2}[:=]?\s{1,2}(?P<value>(?=[^\s]{0,40}[\d!@#$%^&*])[^\s,;]{4,40})"
    r"|(?P<key>\b(?:sk|pk|ghp|xox[bp])[-_][A-Za-z0-9_-]{12,80})",
    re.IGNORECASE,
)
_WORD_OF_A_NAME = r"[A-ZÀ-ÖØ-Þ][\w'’-]{1,30}"
_NAME = re.compile(
    r"\b(?i:my (?:full )?name is|name is|this is|i am called|i['’]m called|call me|regards,?|sincerely,?|cheers,?|"
    r"me llamo|mi nombre es|soy|je m['’]appelle|mon nom est|ich hei(?:ß|ss)e|mein name ist|mi chiamo|"
    r"meu nome [ée]|o meu nome [ée])"
    rf"\s{{1,2}}(?P<value>{_WORD_OF_A_NAME}(?:\s{_WORD_OF_A_NAME}){{0,3}})"
)
_STREET = (
    r"street|str\.|st\.?|avenue|ave\.?|road|rd\.?|lane|ln\.?|drive|boulevard|blvd\.?|square|court|terrace|way|close"
)
_ADDRESS = (
    re.compile(rf"\b\d{{1,5}}[a-zA-Z]?,?\s(?:{_WORD_OF_A_NAME}\s){{1,3}}(?i:{_STREET})(?!\w)"),
    re.compile(
        rf"\b(?i:calle|c/|avenida|avda\.?|plaza|paseo|rue|via|rua|ul\.)\s(?:(?i:de|del|la|las|los|da|do)\s){{0,2}}"
        rf"{_WORD_OF_A_NAME}(?:\s{_WORD_OF_A_NAME}){{0,2}},?\s(?:n[.º°]?\s?)?\d{{1,5}}[a-zA-Z]?\b"
    ),
    re.compile(rf"\b{_WORD_OF_A_NAME}(?i:stra(?:ß|ss)e|weg|platz|gasse|straat|laan)\s\d{{1,5}}[a-zA-Z]?\b"),
    re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b"),
)

_Found = tuple[int, int, str]


def mask(text: str, names: Iterable[str] = ()) -> str:
    """`text` with marks such as [email] or [name] in place of personal data; `names` are those known to be meant."""
    kept, at = [], 0
    for start, end, kind in _apart(sorted(_found(text, names), key=lambda one: (one[0], -one[1]))):
        kept += [text[at:start], f"[{kind}]"]
        at = end
    return "".join([*kept, text[at:]])


def unmarked(masked: str) -> str:
    """A masked text without its marks, on one line: what is left to be understood."""
    return " ".join(_MARK.sub(" ", masked).split())


def _found(text: str, names: Iterable[str]) -> Iterator[_Found]:
    yield from ((start, end, "card") for start, end in cards.spans(text))
    yield from ((one.start, one.end, one.kind) for one in facts.extract_facts(text) if one.kind in _KINDS)
    for kind, pattern in (("link", _LINK), ("number", _IBAN), ("number", _LONG_NUMBER)):
        yield from ((*found.span(), kind) for found in pattern.finditer(text))
    for found in _SECRET.finditer(text):
        yield (*found.span("value" if found["value"] else "key"), "secret")
    yield from ((*found.span("value"), "name") for found in _NAME.finditer(text))
    yield from ((*found.span(), "address") for pattern in _ADDRESS for found in pattern.finditer(text))
    for part in _parts(names):
        yield from ((*found.span(), "name") for found in re.finditer(rf"\b{re.escape(part)}\b", text, re.IGNORECASE))


def _parts(names: Iterable[str]) -> set[str]:
    """The words of known names that are long enough not to be a word of every second sentence."""
    return {part for name in names for part in [name, *name.split()] if len(part) > 2}


def _apart(found: Iterable[_Found]) -> Iterator[_Found]:
    """Of what overlaps, all of it under the kind of the first."""
    merged: list[_Found] = []
    for start, end, kind in found:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]), merged[-1][2])
        else:
            merged.append((start, end, kind))
    return iter(merged)

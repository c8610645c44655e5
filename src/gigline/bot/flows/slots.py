"""Finding a slot's value in what somebody wrote. Pure; every pattern is linear in a text of bounded length."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from gigline.bot import talk
from gigline.bot.flows import dates, phrases, templates
from gigline.bot.flows.model import Slot
from gigline.language import service as language

LONGEST = 1_000
MAX_MINOR = 10**9
MOST_ROWS = 10

_AMOUNT = re.compile(r"(?<![\w.,])(\d{1,7})(?:[.,](\d{1,2}))?(?![\w]|[.,]\d)")
_NUMBER = re.compile(r"(?<![\w.,-])(\d{1,6})(?![\w-]|[.,]\d)")
_WORDS = {
    word: number
    for number, words in enumerate(
        ("one uno una", "two dos", "three tres", "four cuatro", "five cinco", "six seis", "seven siete", "eight ocho",
         "nine nueve", "ten diez", "eleven once", "twelve doce"), start=1
    )
    for word in words.split()
}  # fmt: skip
_TOLD_ADDRESS = re.compile(
    r"(?:address (?:is|to|should be|was)|deliver(?:ed|y)?(?: (?:it|this|that|my order))? to|"
    r"(?:send|bring|take|ship|change|move|reroute)(?: (?:it|this|them|the order|my order|my delivery|order "
    r"[a-z]{0,4}-?\d{3,9}))? (?:over )?to|instead to|come to|moved to|no,? to|"
    r"direcci(?:o|\u00f3)n (?:nueva )?es|entr(?:e|\u00e9)g(?:ar|alo|uen)(?:lo)? en|env(?:i|\u00ed)a(?:r|rlo|lo)? a|"
    r"a la (?=calle))\s*:?\s+(?P<value>[^\n?!]{5,160})",
    re.IGNORECASE,
)
# Before the answer to the question for it.
_BEFORE_ADDRESS = re.compile(
    r"^(?:(?:it's|its|it is|to|no|sorry|i meant?|please|the|new|address|is|en|es|la|a)[,:]? +)+", re.IGNORECASE
)
_NO_ADDRESS = re.compile(r"^(?:my |the |el )?(?:order|number|pedido|code|[a-z]{1,4}-?\d{3,})\b", re.IGNORECASE)
_ENDS_ADDRESS = re.compile(
    r"(?:[,.;]?\s+(?:please|pls|thanks|thank you|instead|por favor|gracias|not (?:to )?the).*|[\s.,;]+)$",
    re.IGNORECASE,
)
_HOUSE = re.compile(r"\d")
_LETTERS = re.compile(r"[^\W\d_]{3}")


@dataclass(frozen=True)
class Found:
    """A value for a slot; `wrong` says that there was one which will not do."""

    value: Any = None
    wrong: bool = False


NOTHING = Found()


def find(
    slot: Slot, text: str, spoken: str, *, asked: bool, today: date, rows: Sequence[Mapping[str, Any]] = ()
) -> Found:
    """What `text` says for the slot. When it was not `asked` for, only what cannot be meant otherwise counts.

    `rows` are the choices of a slot that takes them from a fact.
    """
    text = language.normalise(text[: 2 * LONGEST])[:LONGEST]
    match slot.type:
        case "code":
            return _code(slot, text, asked)
        case "date":
            return _date(slot, text, today)
        case "amount":
            return _amount(slot, text, asked)
        case "number":
            return _number(slot, text, asked)
        case "choice":
            return _choice(slot, text, spoken, asked, rows)
        case "yes_no":
            said = phrases.answer(text) if asked else None
            return NOTHING if said is None else Found(said)
        case "address":
            return _address(text, asked)
        case "text":
            plain = templates.tame(text) if asked else ""
            return Found(plain) if plain else NOTHING


def rows_of(slot: Slot, facts: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The choices of a slot that takes them from a fact, at most MOST_ROWS."""
    found = facts.get(slot.rows.fact) if slot.rows is not None else None
    rows = found if isinstance(found, list | tuple) else []
    return [row for row in rows if isinstance(row, Mapping)][:MOST_ROWS]


def _code(slot: Slot, text: str, asked: bool) -> Found:
    for mask in slot.patterns:
        if (match := _mask(mask).search(text)) is not None:
            return Found(_spelt(mask, match[0]))
        # Who is asked for an order number may leave its letters out.
        digits = re.search(r"(?<![\w-])#? ?(\d{3,12})(?![\w-])", text) if asked else None
        if digits is not None and len(digits[1]) == mask.count("#") and "@" not in mask:
            return Found(_spelt(mask, digits[1]))
    # Something like a code was said, but none of ours.
    return Found(wrong=True) if asked and re.search(r"\d{3}", text) else NOTHING


def _mask(mask: str) -> re.Pattern[str]:
    parts = {"#": r"\d", "@": "[A-Za-z]", "-": "[- \u2010-\u2013]?", " ": "[- ]?"}
    body = "".join(parts.get(mark, re.escape(mark)) for mark in mask)
    return re.compile(rf"(?<![\w-]){body}(?![\w-])", re.IGNORECASE)


def _spelt(mask: str, said: str) -> str:
    """What was said, as the mask writes it."""
    marks = [one for one in said if one.isalnum()]
    wanted = sum(one in "#@" or one.isalnum() for one in mask)
    # Letters that were left out are the mask's own.
    digits_only = len(marks) < wanted
    rest = iter(marks)
    spelt = ""
    for mark in mask:
        if mark in "#@":
            spelt += next(rest)
        elif mark.isalnum() and not digits_only:
            next(rest)
            spelt += mark
        else:
            spelt += mark
    return spelt.upper() if "@" in mask else spelt


def _date(slot: Slot, text: str, today: date) -> Found:
    found = dates.find(text, today)
    if found is None:
        return NOTHING
    days = (found - today).days
    return Found(found.isoformat()) if _within(slot, days) else Found(wrong=True)


def _within(slot: Slot, number: int) -> bool:
    low = slot.minimum is None or number >= slot.minimum
    return low and (slot.maximum is None or number <= slot.maximum)


def _amount(slot: Slot, text: str, asked: bool) -> Found:
    said = [fact.value for fact in language.extract_facts(text) if fact.kind == "amount"]
    match = _AMOUNT.search(said[0] if said else text) if said or asked else None
    if match is None:
        return NOTHING
    minor = int(match[1]) * 100 + int((match[2] or "0").ljust(2, "0"))
    return Found(minor) if _within(slot, minor) and 0 < minor <= MAX_MINOR else Found(wrong=True)


def _number(slot: Slot, text: str, asked: bool) -> Found:
    number = _counted(slot, text)
    if number is None and asked:
        match = _NUMBER.search(text)
        words = [_WORDS[word] for word in talk.plain(text).split() if word in _WORDS]
        number = int(match[1]) if match is not None else next(iter(words), None)
    if number is None:
        return NOTHING
    return Found(number) if _within(slot, number) else Found(wrong=True)


def _counted(slot: Slot, text: str) -> int | None:
    """A number with its unit: "two months", "3 more months"."""
    units = {talk.plain(unit) for unit in slot.units}
    words = talk.plain(text).split()
    for at, word in enumerate(words):
        number = int(word) if word.isdecimal() and len(word) <= 6 else _WORDS.get(word)
        if number is not None and units.intersection(words[at + 1 : at + 3]):
            return number
    return None


def _choice(slot: Slot, text: str, spoken: str, asked: bool, rows: Sequence[Mapping[str, Any]]) -> Found:
    if slot.rows is not None:
        return _row(slot, text, asked, rows)
    said = f" {talk.plain(text)} "
    numbered = said.strip(" #.)")
    if asked and numbered.isdecimal() and 1 <= int(numbered) <= len(slot.shown):
        return Found(slot.shown[int(numbered) - 1].value)
    found = {one.value: _longest(said, _names(one, spoken, asked)) for one in slot.choices}
    best = max(found.values())
    fitting = [value for value, length in found.items() if length == best]
    # Two that fit alike are none.
    return Found(fitting[0]) if best > 0 and len(fitting) == 1 else NOTHING


def _names(one: Any, spoken: str, asked: bool) -> list[str]:
    """Its titles, and the other words for it; unasked, words of a few letters could be anything."""
    said = [*one.title.values(), *(word for words in one.also.values() for word in words)]
    return [name for name in map(talk.plain, said) if name and (asked or len(name) >= 5)]


def _longest(said: str, names: Sequence[str]) -> int:
    return max((len(name) for name in names if f" {name} " in said), default=0)


def _row(slot: Slot, text: str, asked: bool, rows: Sequence[Mapping[str, Any]]) -> Found:
    assert slot.rows is not None
    said = talk.plain(text)
    if asked and said.strip(" #.)").isdecimal() and 1 <= int(said.strip(" #.)")) <= len(rows):
        return Found(rows[int(said.strip(" #.)")) - 1].get(slot.rows.value))
    key = slot.rows.value
    fitting = [row for row in rows if _named(str(row.get(key) or ""), said)] or [
        row for row in rows if _says(row, said)
    ]
    return Found(fitting[0].get(key)) if len(fitting) == 1 else NOTHING


def _named(name: str, said: str) -> bool:
    plain = talk.plain(name)
    return bool(plain) and f" {plain} " in f" {said} "


def _says(row: Mapping[str, Any], said: str) -> bool:
    """Whether the text has one of the row's longer texts."""
    told = [value for value in row.values() if isinstance(value, str)]
    return any(len(one) >= 5 and _named(one, said) for one in told)


def _address(text: str, asked: bool) -> Found:
    told = _TOLD_ADDRESS.search(text)
    value = told["value"] if told is not None else _BEFORE_ADDRESS.sub("", text) if asked else ""
    if _NO_ADDRESS.match(value):
        return NOTHING
    while (ends := _ENDS_ADDRESS.search(value)) is not None and ends[0]:
        value = value[: ends.start()]
    if templates.leads_elsewhere(value):
        # Whoever delivers reads it.
        return Found(wrong=True)
    value = templates.tame(value)
    complete = len(value) >= 6 and _HOUSE.search(value) and _LETTERS.search(value)
    if complete:
        return Found(value)
    return Found(wrong=True) if asked and value and _LETTERS.search(value) else NOTHING

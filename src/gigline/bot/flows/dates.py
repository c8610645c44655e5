"""Dates as people write them, in English and Spanish, relative to a given day. Pure."""

from __future__ import annotations

import re
from datetime import date, timedelta

from gigline.bot import talk

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan enero ene", "february feb febrero", "march mar marzo", "april apr abril abr", "may mayo",
         "june jun junio", "july jul julio", "august aug agosto ago", "september sept sep septiembre",
         "october oct octubre", "november nov noviembre", "december dec diciembre dic"), start=1
    )
    for name in names.split()
}  # fmt: skip
_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        ("monday lunes", "tuesday martes", "wednesday miercoles", "thursday jueves", "friday viernes",
         "saturday sabado", "sunday domingo")
    )
    for name in names.split()
}  # fmt: skip
_NEAR = {"today": 0, "hoy": 0, "tonight": 0, "tomorrow": 1, "manana": 1}
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_MONTH = rf"(?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})"
_YEAR = r"(?: (?:de |del )?(?P<year>20\d\d))?"

_ISO = re.compile(r"(?<!\d)(20\d\d)-(\d\d)-(\d\d)(?!\d)")
_NUMERIC = re.compile(r"(?<![\d/.])(\d{1,2})[/.](\d{1,2})(?:[/.](\d{4}|\d{2}))?(?![\d/])")
_DAY_MONTH = re.compile(rf"\b{_DAY} (?:of |de )?{_MONTH}\b{_YEAR}")
_MONTH_DAY = re.compile(rf"\b{_MONTH} {_DAY}\b{_YEAR}")
_MONTH_ALONE = re.compile(rf"\b(?:until|till|to|in|from|hasta|en|desde)? ?{_MONTH}\b{_YEAR}")
_IN_DAYS = re.compile(r"\b(?:in|en|dentro de) (?P<count>\d{1,3}) (?P<unit>days?|weeks?|dias?|semanas?)\b")


def find(text: str, today: date) -> date | None:
    """The first day that the text names, or None. A day without a year is the next one; a month alone its first."""
    said = talk.plain(text)
    for reading in (_iso, _numeric, _named, _near, _month):
        found = reading(text, said, today)
        if found is not None:
            return found
    return None


def _iso(text: str, _: str, __: date) -> date | None:
    match = _ISO.search(text)
    return _made(int(match[1]), int(match[2]), int(match[3])) if match else None


def _numeric(text: str, _: str, today: date) -> date | None:
    """Day before month, as both languages' countries write it."""
    match = _NUMERIC.search(text)
    if match is None:
        return None
    year = int(match[3]) if match[3] else None
    if year is not None:
        return _made(year if year > 99 else 2000 + year, int(match[2]), int(match[1]))
    return _next(int(match[2]), int(match[1]), today)


def _named(_: str, said: str, today: date) -> date | None:
    match = _DAY_MONTH.search(said) or _MONTH_DAY.search(said)
    if match is None:
        return None
    month, day = _MONTHS[match["month"]], int(match["day"])
    return _made(int(match["year"]), month, day) if match["year"] else _next(month, day, today)


def _near(_: str, said: str, today: date) -> date | None:
    ahead = _IN_DAYS.search(said)
    if ahead is not None:
        return today + timedelta(days=int(ahead["count"]) * (7 if ahead["unit"][0] in "ws" else 1))
    words = said.split()
    if "pasado manana" in said or "day after tomorrow" in said:
        return today + timedelta(days=2)
    for word in words:
        if word in _NEAR:
            return today + timedelta(days=_NEAR[word])
        if word in _WEEKDAYS:
            # The named day that comes; on the day itself, a week from now.
            return today + timedelta(days=(_WEEKDAYS[word] - today.weekday() - 1) % 7 + 1)
    return None


def _month(_: str, said: str, today: date) -> date | None:
    # "may" and "mar" are words of their own: a month alone is believed behind a preposition only.
    for match in _MONTH_ALONE.finditer(said):
        if match["month"] in {"may", "mar", "dec", "sep"} and match[0].split()[0] == match["month"]:
            continue
        month = _MONTHS[match["month"]]
        return _made(int(match["year"]), month, 1) if match["year"] else _next(month, 1, today)
    return None


def _next(month: int, day: int, today: date) -> date | None:
    for year in (today.year, today.year + 1):
        found = _made(year, month, day)
        if found is not None and found >= today:
            return found
    return None


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None

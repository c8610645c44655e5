"""Whose clock counts: the contact's time zone, and times in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import phonenumbers
from phonenumbers import timezone as number_zones

from gigline.accounts.schemas import BrandSettings
from gigline.contacts.models import Card
from gigline.kit.hours import quiet_until
from gigline.language import wording

CLAIM = "time_zone"
"""The attribute of a contact under which a browser's time zone is kept."""


@dataclass(frozen=True)
class ContactClock:
    """A time zone, and whether it is known to be the contact's."""

    zone: ZoneInfo
    known: bool


def of(card: Card, settings: BrandSettings) -> ContactClock:
    """The browser's, else the number's country's if that has only one, else the brand's."""
    said = zone(card.contact.attributes.get(CLAIM))
    if said is not None:
        return ContactClock(said, known=True)
    for number in (one.value for one in card.identities if one.type == "phone"):
        found = _of_number(number)
        if found:
            # A country has several: the brand's own is the best guess among them.
            here = settings.brand.time_zone if settings.brand.time_zone in found else found[0]
            return ContactClock(ZoneInfo(here), known=len(found) == 1)
    return ContactClock(ZoneInfo(settings.brand.time_zone), known=False)


def zone(name: object) -> ZoneInfo | None:
    """The time zone of this name, if it is one."""
    try:
        return ZoneInfo(name) if isinstance(name, str) and name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _of_number(number: str) -> list[str]:
    try:
        names = number_zones.time_zones_for_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return []
    return [name for name in names if zone(name) is not None]


def asleep_until(clock: ContactClock, settings: BrandSettings, now: datetime) -> datetime | None:
    """When the contact may be written to unasked, if not now."""
    return quiet_until(now, clock.zone, *settings.quiet.span)


def in_words(at: datetime, now: datetime, clock: ContactClock, language: str) -> str:
    """`on Monday at 09:00 (your time)`; where the zone is a guess, its place instead of "your"."""
    words = wording.clock(language)
    then, today = at.astimezone(clock.zone), now.astimezone(clock.zone).date()
    ahead = (then.date() - today).days
    form = words.today if ahead == 0 else words.day if ahead < 7 else words.date
    said = form.format(time=f"{then:%H:%M}", day=words.days[then.weekday()], date=f"{then:%Y-%m-%d}")
    place = words.yours if clock.known else clock.zone.key.rpartition("/")[2].replace("_", " ")
    return f"{said} ({place})"

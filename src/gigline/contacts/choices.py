"""What people agreed to and would rather have, with who wrote it down, when, and how it was said.

For each purpose and channel the latest word holds. Words like STOP stop an address (`channels`); here they are history.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args
from uuid import UUID

from gigline.contacts import queries, rules
from gigline.contacts.models import By, Choice, Contact, Person
from gigline.contacts.rules import Chosen, Consent, How, Purpose
from gigline.infra.db import Reader, Writer

PURPOSES: tuple[Purpose, ...] = get_args(Purpose)


@dataclass(frozen=True)
class Consented:
    """How a purpose stands on a channel."""

    purpose: Purpose
    channel: str
    consent: Consent


async def history(r: Reader, who: Person) -> list[Choice]:
    """Everything the person said, newest first."""
    return await r.all(Choice, queries.CHOICES, who.contact.brand_id, who.ids)


async def note(w: Writer, contact: Contact, purpose: str, channel: str, choice: Chosen, how: How, by: By) -> Choice:
    """Write down what somebody chose; `channel` is empty for all. Nothing is written when it was the last word; what
    only their brand's token said is not yet theirs.
    """
    last = await w.one(Choice, queries.LAST_CHOICE, contact.brand_id, contact.id, purpose, choice)
    told = (choice, channel, how == "token")
    if last is not None and (last.choice, last.channel, last.how == "token") == told:
        return last
    values = (contact.brand_id, w.new_id(), contact.id, purpose, channel, choice, how, by.id, by.name)
    made = await w.one(Choice, queries.SAVE_CHOICE, *values)
    assert made is not None, "an INSERT returns its row"
    return made


async def may_write(r: Reader, brand_id: UUID, contact_id: UUID, purpose: Purpose, channel: str) -> bool:
    """Whether the contact's person has it that we write for this purpose on this channel."""
    found = await r.all(Choice, queries.CHOICES_OF_PERSON, brand_id, contact_id)
    return rules.may_write(rules.consent(found, purpose, channel), purpose)


async def preferred(r: Reader, brand_id: UUID, contact_id: UUID, purpose: Purpose) -> str | None:
    """The channel that the contact's person would rather have for this purpose, if they said so."""
    return rules.preferred(await r.all(Choice, queries.CHOICES_OF_PERSON, brand_id, contact_id), purpose)


def consents(said: Sequence[Choice], channels: Sequence[str]) -> list[Consented]:
    """How each purpose stands on each of these channels; `said` as `history` has it."""
    return [
        Consented(purpose, channel, rules.consent(said, purpose, channel))
        for purpose in PURPOSES
        for channel in channels
    ]


def preferences(said: Sequence[Choice]) -> dict[Purpose, str]:
    """The preferred channel of each purpose that has one."""
    found = {purpose: rules.preferred(said, purpose) for purpose in PURPOSES}
    return {purpose: channel for purpose, channel in found.items() if channel}

"""What the contacts API takes and gives."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from gigline.contacts import choices
from gigline.contacts.models import Choice, Contact, HeldIdentity, IdentityType, Kind, Merge, Person, Purpose
from gigline.conversations.models import Conversation
from gigline.conversations.schemas import Strict

Channel = Annotated[str, Field(pattern=r"^[a-z]{0,20}$")]


class MergeWith(Strict):
    """The contact that is the same person; the one in the path stands for both."""

    other: UUID


class SplitOff(Strict):
    type: IdentityType
    value: Annotated[str, Field(min_length=1, max_length=320)]


class SetKinds(Strict):
    """`kind` is what they are to begin with, `kinds` all they are."""

    kind: Kind
    kinds: Annotated[list[Kind], Field(max_length=4)]


class Choose(Strict):
    """`channel` is empty for every channel; a preferred one has a name."""

    purpose: Purpose
    channel: Channel
    choice: Literal["agreed", "refused", "preferred"]


class ContactRow(BaseModel):
    """One who may be meant: `identities` are addresses by which one tells them apart."""

    id: UUID
    name: str
    kind: Kind
    verified: bool
    created_at: datetime
    identities: list[str]


class ContactList(BaseModel):
    items: list[ContactRow]


class IdentityOut(BaseModel):
    """`attested`: somebody else than they says that it is theirs; `verified`: well enough to act on, where
    `contact_id` writes. `stopped`: it asked us to write no more."""

    type: str
    value: str
    verified: bool
    attested: bool
    stopped: bool
    contact_id: UUID


class ConversationBrief(BaseModel):
    id: UUID
    contact_id: UUID
    status: str
    channel: str
    topic: str | None
    opened_at: datetime
    preview: str


class MergeOut(BaseModel):
    id: UUID
    into_id: UUID
    from_id: UUID
    from_name: str
    by_kind: Literal["person", "attestation"]
    by_name: str
    proof: str
    at: datetime
    undone_at: datetime | None
    undone_by: str


class ChoiceOut(BaseModel):
    purpose: str
    channel: str
    choice: str
    how: str
    by_name: str
    at: datetime


class ConsentOut(BaseModel):
    purpose: Purpose
    channel: str
    consent: Literal["agreed", "refused", "unasked"]


class PartOut(BaseModel):
    """A contact that is part of the person: what is proved is proved of one of these."""

    id: UUID
    name: str
    kind: Kind
    verified: bool
    created_at: datetime


class MayOut(BaseModel):
    """What whoever asks may do: `merge` undoes merges as well, `lead` splits, sets kinds and exports."""

    merge: bool
    lead: bool


class ContactOut(BaseModel):
    """A person: the contact that stands for it, those merged into it, what they are known by and agreed to."""

    id: UUID
    brand_id: UUID
    name: str
    kind: Kind
    kinds: list[Kind]
    verified: bool
    language: str | None
    identities: list[IdentityOut]
    attributes: dict[str, Any]
    contacts: list[PartOut]
    conversations: list[ConversationBrief]
    merges: list[MergeOut]
    consents: list[ConsentOut]
    preferred: dict[str, str]
    choices: list[ChoiceOut]
    may: MayOut


def part_out(contact: Contact) -> PartOut:
    """One of the contacts that are the person."""
    return PartOut.model_validate(contact, from_attributes=True)


def row_out(contact: Contact, known: Sequence[HeldIdentity]) -> ContactRow:
    """A person as a list shows them, with at most three addresses."""
    shown = [one.value for one in known if one.type in {"email", "phone", "external"}]
    claimed = [str(contact.attributes[key]) for key in ("email", "phone") if key in contact.attributes]
    return ContactRow(
        id=contact.id,
        name=contact.name,
        kind=contact.kind,
        verified=contact.verified,
        created_at=contact.created_at,
        identities=[*shown, *(one for one in claimed if one not in shown)][:3],
    )


def brief(c: Conversation) -> ConversationBrief:
    """One line about a conversation."""
    return ConversationBrief.model_validate(c, from_attributes=True)


def identity_out(one: HeldIdentity, *, attested: bool, stopped: bool) -> IdentityOut:
    """What they are known by, or said of themselves."""
    return IdentityOut(
        type=one.type,
        value=one.value,
        verified=one.verified,
        attested=attested,
        stopped=stopped,
        contact_id=one.contact_id,
    )


def merge_out(one: Merge, names: dict[UUID, str]) -> MergeOut:
    """What made the person; `names` by contact."""
    facts = {key: getattr(one, key) for key in MergeOut.model_fields if key != "from_name"}
    return MergeOut(**facts, from_name=names.get(one.from_id, ""))


def choice_out(one: Choice) -> ChoiceOut:
    """What was said, as it was written down."""
    return ChoiceOut.model_validate(one, from_attributes=True)


def consent_out(one: choices.Consented) -> ConsentOut:
    """How a purpose stands on a channel."""
    return ConsentOut.model_validate(one, from_attributes=True)


def kinds_of(who: Person) -> list[Kind]:
    """All that the person is, what they are to begin with first."""
    every = [kind for one in who.contacts for kind in (one.kind, *one.kinds)]
    return list(dict.fromkeys(every))

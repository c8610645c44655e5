"""Several contacts, one person: put together, undone, taken apart.

A merge only points: the contact that is merged keeps its identities, conversations and proofs, so that nothing becomes
proved that was not, and taking the pointer off gives back exactly what was. Whoever changes who belongs to a person
locks the contact that stands for it first, two of them in the order of ids, and then needs no lock on the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn
from uuid import UUID

from gigline.contacts import persons, queries, rules
from gigline.contacts.errors import (
    AlreadyOnePerson,
    CannotUndo,
    MergedMeanwhile,
    NoSuchContact,
    NoSuchMerge,
    NothingToSplit,
)
from gigline.contacts.events import ContactsMerged, IdentitySplit, MergeUndone
from gigline.contacts.models import By, Contact, HeldIdentity, IdentityType, Merge
from gigline.infra import outbox
from gigline.infra.db import Writer


@dataclass(frozen=True)
class Split:
    """What was taken out: the contact whose it is now, and those that had it (the same one, where it went whole)."""

    new: Contact
    holders: list[UUID]
    identities: list[HeldIdentity]


async def merge(w: Writer, brand_id: UUID, survivor_id: UUID, other_id: UUID, by: By) -> Merge:
    """Make the persons of these two contacts one, whom the survivor's stands for.

    Callers check who may. Raises NoSuchContact, AlreadyOnePerson, MergedMeanwhile.
    """
    into = (await persons.person(w, brand_id, survivor_id)).contact.id
    from_ = (await persons.person(w, brand_id, other_id)).contact.id
    if into == from_:
        raise AlreadyOnePerson("These are one person already.", current={"contact": str(into)})
    await _lock_roots(w, brand_id, [into, from_])
    moved = (await persons.of_root(w, brand_id, from_)).ids
    await w.execute(queries.POINT, brand_id, moved, into)
    values = (brand_id, w.new_id(), into, from_, moved, by.kind, by.id, by.name, by.proof)
    made = await w.one(Merge, queries.SAVE_MERGE, *values)
    assert made is not None, "an INSERT returns its row"
    await outbox.publish(
        w,
        ContactsMerged(
            brand_id=brand_id, contact_id=into, from_id=from_, merge_id=made.id, moved=tuple(moved), by=by.kind
        ),
    )
    return made


async def _lock_roots(w: Writer, brand_id: UUID, ids: Sequence[UUID]) -> None:
    """Lock contacts that stand for persons; raises MergedMeanwhile when one of them no longer does."""
    for one in await w.all(Contact, queries.LOCK_CONTACTS, brand_id, sorted(ids)):
        if one.merged_into is not None:
            raise MergedMeanwhile(
                "One of these was merged just now: look again.", current={"contact": str(one.merged_into)}
            )


async def merge_attested(w: Writer, one: Contact, other: Contact, proof: str) -> Merge | None:
    """Like merge, because a proof says so (`proof`: which); None when they are one person, or people took them apart.

    Whom the brand vouched for stands for the person, else who was there first.
    """
    if one.person_id == other.person_id:
        return None
    here, there = [await persons.person(w, one.brand_id, contact.id) for contact in (one, other)]
    if here.contact.id == there.contact.id or await w.value(queries.TAKEN_APART, one.brand_id, here.ids, there.ids):
        return None
    into, from_ = rules.survivor_first(here.contact, there.contact)
    return await merge(w, one.brand_id, into.id, from_.id, By("attestation", proof=proof))


async def undo(w: Writer, brand_id: UUID, merge_id: UUID, by: By) -> Merge:
    """Give back what was before the merge; raises NoSuchMerge, CannotUndo."""
    found = await w.one(Merge, queries.MERGE, brand_id, merge_id)
    if found is None or found.undone_at is not None:
        raise NoSuchMerge("There is no such merge, or it was undone.")
    try:
        await _lock_roots(w, brand_id, [found.into_id])
    except MergedMeanwhile:
        await _refuse(w, found)
    who = await persons.of_root(w, brand_id, found.into_id)
    if not set(found.moved) <= set(who.ids):
        await _refuse(w, found)
    undone = await w.one(Merge, queries.UNDO_MERGE, brand_id, merge_id, by.name)
    if undone is None:
        raise NoSuchMerge("This merge was undone just now.")
    await w.execute(queries.POINT, brand_id, [one for one in found.moved if one != found.from_id], found.from_id)
    await w.execute(queries.POINT, brand_id, [found.from_id], None)
    await outbox.publish(
        w,
        MergeUndone(
            brand_id=brand_id,
            contact_id=found.into_id,
            from_id=found.from_id,
            merge_id=merge_id,
            moved=tuple(found.moved),
        ),
    )
    return undone


async def _refuse(w: Writer, found: Merge) -> NoReturn:
    later = await w.value(queries.LATER_MERGE, found.brand_id, found.at, found.id, [found.into_id, *found.moved])
    if later is not None:
        raise CannotUndo("A later merge stands on this one: undo that one first.", current={"first": str(later)})
    raise CannotUndo("Part of it was split off since: split off what is still wrong.", current={"first": None})


async def split(w: Writer, brand_id: UUID, contact_id: UUID, type_: IdentityType, value: str) -> Split:
    """Take an identity out of its person, into a contact of its own.

    An address goes with all the names that channels have for it. What came with it (conversations, say) is the caller's
    to move. Raises NoSuchContact, NothingToSplit, MergedMeanwhile.
    """
    root = (await persons.person(w, brand_id, contact_id)).contact
    await _lock_roots(w, brand_id, [root.id])
    who = await persons.of_root(w, brand_id, root.id)
    known = await persons.identities(w, who)
    going = rules.same_address(type_, value, known)
    if not going:
        raise NoSuchContact("This person has no such identity.")
    if len(going) == len(known):
        raise NothingToSplit("This is all that the person is known by.")
    holder = next(one for one in who.contacts if one.id == going[0].contact_id)
    if holder.merged_into is not None and going == [one for one in known if one.contact_id == holder.id]:
        await w.execute(queries.POINT, brand_id, [holder.id], None)
        new = holder
    else:
        new = await _split_off(w, holder, going)
    await outbox.publish(w, IdentitySplit(brand_id=brand_id, contact_id=root.id, new_id=new.id, type=type_))
    return Split(new, [one.contact_id for one in going], going)


async def _split_off(w: Writer, holder: Contact, going: Sequence[HeldIdentity]) -> Contact:
    proved = any(one.verified for one in going)
    new = await w.one(Contact, queries.SPLIT_OFF, holder.brand_id, holder.id, w.new_id(), proved)
    assert new is not None, "its person is locked"
    types, values = [one.type for one in going], [one.value for one in going]
    await w.execute(queries.MOVE_IDENTITIES, holder.brand_id, new.id, types, values)
    await w.execute(queries.KEEP_PROVED, holder.brand_id, [one.contact_id for one in going])
    return new

"""A person as the API shows them."""

from __future__ import annotations

from gigline.accounts.models import Actor
from gigline.channels import service as channels
from gigline.contacts import choices, persons
from gigline.contacts import service as contacts
from gigline.contacts.models import HeldIdentity, Person
from gigline.conversations import contact_schemas as schemas
from gigline.conversations import persons as guarded
from gigline.conversations import queries
from gigline.infra.db import Reader

MOST_CONVERSATIONS = 50
_ATTESTED = frozenset({"external", "email", "phone"})


async def person_out(r: Reader, actor: Actor, who: Person) -> schemas.ContactOut:
    """All that is known of the person; callers check access."""
    first = who.contact
    held = await persons.identities(r, who)
    claimed, attributes = persons.claimed(who, held)
    found = await queries.of_contacts(r, first.brand_id, who.ids, MOST_CONVERSATIONS)
    said = await choices.history(r, who)
    kinds = sorted({account.kind for account in await channels.accounts(r, first.brand_id)})
    merges = await persons.merges_of(r, who)
    names = await contacts.several(r, first.brand_id, [one.from_id for one in merges])
    return schemas.ContactOut(
        id=first.id,
        brand_id=first.brand_id,
        name=persons.name_of(who),
        kind=first.kind,
        kinds=schemas.kinds_of(who),
        verified=first.verified,
        language=next((one.language for one in who.contacts if one.language), None),
        identities=await _identities(r, who, held, claimed),
        attributes=attributes,
        contacts=[schemas.part_out(one) for one in who.contacts],
        conversations=[schemas.brief(one) for one in found],
        merges=[schemas.merge_out(one, {id_: k.name for id_, k in names.items()}) for one in merges],
        consents=[schemas.consent_out(one) for one in choices.consents(said, kinds)],
        preferred=dict(choices.preferences(said)),
        choices=[schemas.choice_out(one) for one in said],
        may=schemas.MayOut(merge=await guarded.may_merge(r, actor, who), lead=actor.has_role(first.brand_id, "leader")),
    )


async def _identities(
    r: Reader, who: Person, held: list[HeldIdentity], claimed: list[HeldIdentity]
) -> list[schemas.IdentityOut]:
    """Those that somebody else says are theirs, then those that only they say."""
    addresses = [one.value for one in (*held, *claimed) if one.type in {"email", "phone"}]
    stopped = await channels.opted_out(r, who.contact.brand_id, addresses)
    return [
        schemas.identity_out(one, attested=one in held and one.type in _ATTESTED, stopped=one.value in stopped)
        for one in (*held, *claimed)
    ]

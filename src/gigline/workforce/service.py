"""Associates, grants, availability, presence and load: the slice's public face."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from uuid import UUID

from gigline.infra import outbox
from gigline.infra.db import Database, PerDatabase, Reader, Writer
from gigline.infra.failpoints import hit
from gigline.kit.events import Event
from gigline.workforce import circle, circle_queries, queries, roster, roster_queries, rules
from gigline.workforce.errors import NoSuchAssociate
from gigline.workforce.events import AvailabilityChosen, CapacityChosen, GrantChanged, PresenceChanged
from gigline.workforce.models import Associate, Availability, Candidate, Circle, Claim, Grant
from gigline.workforce.roster import Roster

LEASE_S = rules.LEASE_S


async def save_associate(w: Writer, person_id: UUID, languages: Sequence[str], capacity: int) -> None:
    """Make the person an associate with these languages and this capacity; raises NoSuchAssociate."""
    await _ensure(w, person_id)
    await queries.lock(w, [person_id])
    await queries.save(w, person_id, languages, capacity)


async def grant(
    w: Writer,
    brand_id: UUID,
    associate_id: UUID,
    *,
    topics: Sequence[str] = (),
    channels: Sequence[str] = (),
    clearance: int = 0,
    certified: Sequence[str] = (),
    preferred: Sequence[str] = (),
) -> None:
    """Let the associate work for the brand; no topics or channels means all. Replaces an earlier grant.

    `certified` and `preferred`: topics for which they are asked before others with a grant ('*': all of them).
    """
    was = await circle_queries.lock(w, brand_id, associate_id) or Circle()
    await queries.save_grant(w, brand_id, associate_id, topics, channels, clearance, certified, preferred)
    to = Circle(list(certified), list(preferred)).in_order()
    await circle.note(w, brand_id, associate_id, was, to, by=None)
    await outbox.publish(w, GrantChanged(brand_id=brand_id, associate_id=associate_id, revoked=False))


async def revoke(w: Writer, brand_id: UUID, associate_id: UUID) -> None:
    """End the grant; what they hold of the brand goes back to the queue (routing hears of it)."""
    if await queries.revoke(w, brand_id, associate_id):
        await outbox.publish(w, GrantChanged(brand_id=brand_id, associate_id=associate_id, revoked=True))


async def me(r: Reader, person_id: UUID) -> Associate:
    """The associate; somebody who never worked is off with an empty load. Raises NoSuchAssociate."""
    found = await associates(r, [person_id])
    if not found:
        raise NoSuchAssociate("There is no such associate.")
    return found[0]


async def associates(r: Reader, ids: Sequence[UUID]) -> list[Associate]:
    """These associates, by name."""
    return [_associate(row) for row in await queries.associates(r, ids)]


async def associates_of(r: Reader, brand_ids: Sequence[UUID]) -> list[Associate]:
    """Everybody with a grant for any of these brands, by name."""
    return await associates(r, await queries.ids_of_brands(r, brand_ids))


async def of_other_brands(r: Reader, brand_id: UUID, ids: Sequence[UUID]) -> set[UUID]:
    """Those of `ids` who have a grant for another brand as well."""
    return await queries.of_other_brands(r, brand_id, ids)


async def grants(r: Reader, associate_id: UUID) -> list[Grant]:
    """What the associate may do, by the brand's name."""
    return await queries.grants(r, associate_id)


async def set_availability(w: Writer, person_id: UUID, availability: Availability) -> Associate:
    """What the associate chooses. It also ends a pause: who chooses is there."""
    await _ensure(w, person_id)
    await queries.lock(w, [person_id])
    await queries.set_availability(w, person_id, availability)
    await _tell(
        w,
        person_id,
        lambda brand: AvailabilityChosen(brand_id=brand, associate_id=person_id, availability=availability),
    )
    return await me(w, person_id)


async def set_capacity(w: Writer, person_id: UUID, capacity: int) -> Associate:
    """How much the associate takes on at once. What they already carry stays, above it too."""
    await _ensure(w, person_id)
    await queries.lock(w, [person_id])
    if await queries.set_capacity(w, person_id, capacity):
        await _tell(
            w, person_id, lambda brand: CapacityChosen(brand_id=brand, associate_id=person_id, capacity=capacity)
        )
    return await me(w, person_id)


async def beat(w: Writer, associate_id: UUID, connection_id: UUID, *, ttl_s: float = rules.LEASE_S) -> None:
    """The connection lives: renew its lease for `ttl_s`. The live gateway calls it at least every 10 s.

    One statement as long as the lease holds. Anybody who connects can carry work, so a person without an associate's
    row gets one (switched off).
    """
    await hit("lease.renew_lost")
    if await queries.renew(w, associate_id, connection_id, ttl_s):
        return
    await _ensure(w, associate_id)
    await queries.lock(w, [associate_id])
    before = await queries.leases(w, associate_id)
    await queries.connect(w, associate_id, connection_id, ttl_s)
    if not before.kept:
        await queries.came_back(w, associate_id)
    if not before.open:
        await _tell(
            w, associate_id, lambda brand: PresenceChanged(brand_id=brand, associate_id=associate_id, present=True)
        )


async def leave(w: Writer, associate_id: UUID, connection_id: UUID) -> None:
    """The connection closed. Nothing new comes this way; a reload within 15 s keeps what they hold."""
    await queries.lock(w, [associate_id])
    if not await queries.leave(w, associate_id, connection_id, rules.CLOSING_GRACE_S):
        return
    if not (await queries.leases(w, associate_id)).open:
        await _tell_absent(w, associate_id)


async def expired_leases(r: Reader, *, limit: int = 200) -> list[UUID]:
    """Associates with leases that ran out (a connection that died without closing)."""
    return await queries.with_expired_leases(r, limit)


async def forget_expired(w: Writer, associate_id: UUID) -> bool:
    """Remove the associate's expired leases; True if there were any. Tells their brands when none is left."""
    await queries.lock(w, [associate_id])
    if not await queries.forget_expired(w, associate_id):
        return False
    if not (await queries.leases(w, associate_id)).open:
        await _tell_absent(w, associate_id)
    return True


async def absent(r: Reader, ids: Iterable[UUID]) -> set[UUID]:
    """Those of `ids` that are lost: no lease of theirs is left, or they may no longer sign in."""
    return await queries.absent(r, list(ids))


async def candidates(r: Reader, brand_id: UUID) -> list[Candidate]:
    """Everybody with a grant for the brand, by id, with the facts of this moment."""
    return [roster.candidate(row, now) for row, now in await roster_queries.candidates(r, [brand_id], None)]


async def candidates_of(r: Reader, brand_ids: Sequence[UUID]) -> dict[UUID, list[Candidate]]:
    """The candidates of several brands, in one query."""
    found: dict[UUID, list[Candidate]] = {brand_id: [] for brand_id in brand_ids}
    for row, now in await roster_queries.candidates(r, brand_ids, None):
        found[row.brand_id].append(roster.candidate(row, now))
    return found


async def candidate(r: Reader, brand_id: UUID, associate_id: UUID) -> Candidate | None:
    """One associate as a candidate of the brand; None without a grant."""
    found = await roster_queries.candidates(r, [brand_id], associate_id)
    return roster.candidate(*found[0]) if found else None


_rosters = PerDatabase(lambda _: Roster())


def roster_of(database: Database) -> Roster:
    """What this process knows of who works for whom."""
    return _rosters.of(database)


async def lock(w: Writer, ids: Iterable[UUID | None]) -> None:
    """Lock these associates' rows in the order of their ids, so that two transactions never wait for each other."""
    wanted = {one for one in ids if one is not None}
    if wanted:
        await queries.lock(w, sorted(wanted))


async def reserve(
    w: Writer, associate_id: UUID, channel: str, *, limit: int | None = None, unasked: bool = False
) -> int | None:
    """Take room for one conversation of the channel by compare-and-set; the weight taken, None when refused.

    Granted to somebody present, switched on and not paused, whose load stays within capacity (and `limit`).
    `unasked`: they act themselves (a take-over), so the switch and the pause do not matter.
    A refusal keeps no lock, so that a transaction trying several never waits for another crosswise.
    """
    whole = rules.takes_whole(channel)
    weight = 0 if whole else rules.weight(channel, 0)
    limit = rules.NO_LIMIT if limit is None else limit
    try:
        async with w.savepoint():
            taken = await queries.reserve(w, associate_id, weight, whole=whole, limit=limit, unasked=unasked)
            if taken is None:
                raise _Refused
            return taken
    except _Refused:
        return None


def takes(channel: str, capacity: int) -> int:
    """What one conversation of this channel takes of this capacity."""
    return rules.weight(channel, capacity)


async def claim(w: Writer, claims: Sequence[Claim], *, wait: bool = True) -> list[int | None]:
    """Take room for each, by compare-and-set on all that made its candidate eligible; what was taken, None if refused.

    All people's rows are locked in one order. Whoever holds some already asks for more with `wait` off, which refuses
    what somebody else has locked, so that two never wait for each other crosswise.
    """
    ids = sorted({claim.one.id for claim in claims})
    free = set(ids)
    if wait:
        await queries.lock(w, ids)
    else:
        free = await roster_queries.lock_free(w, ids)
    taken: list[int | None] = [None] * len(claims)
    left = [n for n, claim in enumerate(claims) if claim.one.id in free]
    while left:
        # One statement changes a row once: whoever is wanted twice comes again in the next.
        first = {claims[n].one.id: n for n in reversed(left)}
        found = await roster_queries.claim(w, [_claimed(claims[n]) for n in first.values()])
        for id_, n in first.items():
            taken[n] = found.get(id_)
        left = [n for n in left if n not in first.values()]
    return taken


def _claimed(claim: Claim) -> tuple[UUID, UUID, int, int, bool, int]:
    one, whole = claim.one, rules.takes_whole(claim.channel)
    return one.id, one.brand_id, one.standing, 0 if whole else rules.weight(claim.channel, 0), whole, one.limit


class _Refused(Exception):
    """Rolls the savepoint back."""


async def free(w: Writer, associate_id: UUID, weight: int, *, worked: bool) -> None:
    """Give room back. `worked`: a conversation ended, so idle time starts anew (an offer that came to nothing: no)."""
    await queries.free(w, associate_id, weight, worked=worked)


async def widen(w: Writer, associate_id: UUID, weight: int) -> int | None:
    """A conversation of theirs that weighed `weight` becomes a call: all of their room, if they hold nothing else.

    The weight it has now; None when they hold more, and nothing changed.
    """
    return await queries.widen(w, associate_id, weight)


async def narrow(w: Writer, associate_id: UUID, weight: int, channel: str) -> int:
    """The call that took all of their room (`weight`) is over and its conversation goes on; the weight it has now."""
    to = weight if rules.takes_whole(channel) else rules.weight(channel, 0)
    return to if await queries.narrow(w, associate_id, weight, to) else weight


async def answered_offer(w: Writer, associate_id: UUID, *, accepted: bool) -> None:
    """They answered an offer: they are there."""
    await queries.answered(w, associate_id, accepted=accepted)


async def missed_offer(w: Writer, associate_id: UUID) -> bool:
    """They left an offer unanswered. After two in a row they are paused for 5 minutes: True if they are now.

    The pause is a fact of its own. It never touches the chosen availability and ends by itself, by any choice of
    availability, and by any answer to an offer.
    """
    return await queries.missed(w, associate_id, rules.PAUSE_AFTER, rules.PAUSE_S)


async def _ensure(w: Writer, person_id: UUID) -> None:
    await queries.ensure(w, person_id)


async def _tell(w: Writer, associate_id: UUID, event: Callable[[UUID], Event]) -> None:
    for one in await queries.grants(w, associate_id):
        await outbox.publish(w, event(one.brand_id))


async def _tell_absent(w: Writer, associate_id: UUID) -> None:
    await _tell(
        w, associate_id, lambda brand: PresenceChanged(brand_id=brand, associate_id=associate_id, present=False)
    )


def _associate(row: queries.AssociateRow) -> Associate:
    online = row.availability == "on" and row.present
    until = rules.warm_up_until(row.online_since, row.capacity) if online else None
    return Associate(
        id=row.id,
        name=row.name,
        languages=row.languages,
        availability=row.availability,
        present=row.present,
        capacity=row.capacity,
        load=row.load,
        online_since=row.online_since if online else None,
        warm_up_until=until if until is not None and until > row.now else None,
        paused_until=row.paused_until,
        idle_s=row.idle_s,
    )

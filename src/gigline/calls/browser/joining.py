"""A browser joins a call: its offer is written down, and the call's host answers it.

Who may is decided here: the contact whose call it is, the associate whom it rings or who is in it, and the colleague
whom that one asks.
"""

from __future__ import annotations

import asyncio
from uuid import UUID

from gigline.accounts.models import Actor
from gigline.calls import service as calls
from gigline.calls.browser import queries
from gigline.calls.browser.errors import BadCallOffer, LineLost
from gigline.calls.browser.models import Joined
from gigline.calls.browser.switchboard import Switchboard
from gigline.calls.errors import NoSuchCall
from gigline.calls.media import offers
from gigline.calls.models import Call, Caller
from gigline.calls.rules import Side
from gigline.conversations.service import Requester
from gigline.infra.db import Database, Reader

# The host answers within a tenth of a second; the first call of a process takes one for loading what it needs.
ANSWER_S = 5.0
LOOK_S = 0.03


def checked(offer: str, *, allow_private: bool) -> str:
    """The offer as the host may have it; raises BadCallOffer."""
    try:
        return offers.checked(offer, allow_private=allow_private)
    except offers.BadOffer as error:
        raise BadCallOffer(f"This is no offer of an audio call: {error}.") from error


async def begin(
    database: Database, board: Switchboard, who: Requester, account_id: UUID, offer: str, *, record: bool | None
) -> Joined:
    """A requester calls; raises CallsBusy, LineLost. `record`: whether they let us record it, None: not asked."""
    board.check_room()
    async with database.writer() as w:
        call, _ = await calls.start(w, Caller(who, "browser", account_id))
        await queries.claim(w, call, board.host)
        if record is not None:
            await calls.note_consent(w, call.id, "given" if record else "refused")
        call = await calls.note_waiting(w, call.id)
        leg_id = await queries.offer(w, call, "requester", who.contact_id, offer)
    return await _answered(database, board, await _fresh(database, call.id), leg_id)


async def join(database: Database, board: Switchboard, call: Call, side: Side, person_id: UUID, offer: str) -> Joined:
    """Somebody who may (see below) comes into a call, or comes back to it; raises LineLost."""
    async with database.writer() as w:
        leg_id = await queries.offer(w, call, side, person_id, offer)
    return await _answered(database, board, call, leg_id)


async def own_call(r: Reader, brand_id: UUID, contact_id: UUID) -> Call | None:
    """The call that a contact is in with their browser."""
    return await queries.live_of_contact(r, brand_id, contact_id)


async def call_of(r: Reader, actor: Actor, call_id: UUID) -> Call:
    """The call that rings at the actor or that they are in; NoSuchCall otherwise, whether or not it exists."""
    call = await calls.access_call(r, actor, call_id, "write")
    if call.associate_id != actor.id or call.ended_at is not None:
        raise NoSuchCall("There is no such call.")
    return call


async def call_at(r: Reader, actor: Actor, call_id: UUID) -> Call:
    """The same, and the call that the actor is asked about by a colleague who is in it."""
    asked = await calls.consultation_with(r, actor, call_id)
    return await calls.get(r, call_id) if asked is not None else await call_of(r, actor, call_id)


async def _fresh(database: Database, call_id: UUID) -> Call:
    async with database.reader() as r:
        return await calls.get(r, call_id)


async def _answered(database: Database, board: Switchboard, call: Call, leg_id: UUID) -> Joined:
    """What the host says, wherever it runs. No connection is held while waiting for it."""
    board.changed(call)
    try:
        async with asyncio.timeout(ANSWER_S):
            while True:
                async with database.reader() as r:
                    leg = await queries.leg(r, call.brand_id, leg_id)
                if leg is None:
                    raise LineLost("The call is over.")
                if leg.refused:
                    raise BadCallOffer("This offer cannot be answered.")
                if leg.answer is not None:
                    return Joined(call.id, leg.answer)
                await asyncio.sleep(LOOK_S)
    except TimeoutError as error:
        raise LineLost("The line does not answer: try again.") from error

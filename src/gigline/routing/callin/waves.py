"""The life of a wave: called when hands will be lacking, over when all answered, stopped when it is not needed."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from gigline.accounts import service as accounts
from gigline.accounts.models import Actor
from gigline.infra import outbox
from gigline.infra.db import Writer
from gigline.routing.callin import foresight, queries, rules
from gigline.routing.callin.errors import CallInGone, NobodyToCall, NoSuchCallIn, WaveRunning
from gigline.routing.callin.events import AssociateCalled, CallInEnded
from gigline.routing.callin.models import Call, Wave
from gigline.workforce import service as workforce

# How long a call waits for an answer: longer than most take, shorter than the horizon.
ANSWER_S = 240.0
# A leader who stops a wave does not want the next one a minute later.
PAUSE_S = 3_600.0


async def look(w: Writer, brand_id: UUID) -> bool:
    """One look by the router: end what is over, and call whoever is needed. True if it changed anything."""
    if not await queries.lock(w, brand_id):
        return False
    expired = await queries.expire(w, brand_id)
    await _tell_ended(w, expired)
    wave = await queries.running(w, brand_id)
    acted = await (_call_if_short(w, brand_id) if wave is None else _look_at(w, wave))
    return acted or bool(expired)


async def _call_if_short(w: Writer, brand_id: UUID) -> bool:
    settings = accounts.settings_of(await accounts.brand(w, brand_id))
    if not settings.call_in.automatic or await queries.paused_until(w, brand_id):
        return False
    plan = (await foresight.outlook(w, brand_id)).plan
    if not plan.short or not plan.called:
        return False
    await _begin(w, brand_id, plan, None)
    return True


async def _look_at(w: Writer, wave: Wave) -> bool:
    """The stop rule: nobody is asked any longer for what is not lacking any more."""
    if not wave.waiting:
        return await queries.end_wave(w, wave.brand_id, wave.id, "over")
    # A leader's wave was called for what no forecast knows, so that a forecast does not end it.
    if wave.started_by is None and not (await foresight.outlook(w, wave.brand_id, count_called=False)).plan.short:
        return await _end(w, wave, "covered")
    return False


async def start(w: Writer, leader_id: UUID, brand_id: UUID, minutes: float) -> Wave:
    """A leader calls for what they know will be lacking, at least `minutes` of work. It ends a pause.

    Raises WaveRunning, NobodyToCall.
    """
    locked = await queries.lock(w, brand_id)
    if not locked or await queries.running(w, brand_id) is not None:
        raise WaveRunning("People are being called already. Stop that wave first.")
    plan = (await foresight.outlook(w, brand_id, at_least_min=minutes)).plan
    if not plan.called:
        raise NobodyToCall("Nobody on standby may be called for this now.")
    await queries.resume(w, brand_id)
    return await _begin(w, brand_id, plan, leader_id)


async def stop(w: Writer, wave: Wave) -> None:
    """A leader ends it: open calls are withdrawn, and the router calls nobody by itself for an hour."""
    await queries.pause(w, wave.brand_id, PAUSE_S)
    await _end(w, wave, "stopped")


async def answer(w: Writer, actor: Actor, call_id: UUID, *, accept: bool) -> Call:
    """The associate says yes, which switches them on, or no. Raises NoSuchCallIn, CallInGone."""
    given = await queries.answer(w, call_id, actor.id, "accepted" if accept else "declined")
    if given is None:
        found = await queries.get_call(w, call_id, actor.id)
        if found is None:
            raise NoSuchCallIn("There is no such call.")
        state = "expired" if found.state == "called" else found.state
        raise CallInGone(f"This call has ended: {state}.", current={"state": state})
    if accept:
        await workforce.set_availability(w, actor.id, "on")
    await _tell_ended(w, [given])
    return given


async def _begin(w: Writer, brand_id: UUID, plan: rules.Plan, by: UUID | None) -> Wave:
    wave_id = w.new_id()
    await queries.start_wave(w, brand_id, wave_id, by, plan.lacking_min, plan.record())
    for one in plan.called:
        made = await queries.call(w, brand_id, w.new_id(), wave_id, one.id, one.brings_min, ANSWER_S)
        if made is not None:
            called = AssociateCalled(
                brand_id=brand_id, associate_id=one.id, call_id=made.id, wave_id=wave_id, expires_at=made.expires_at
            )
            await outbox.publish(w, called)
    wave = await queries.wave(w, brand_id, wave_id)
    assert wave is not None, "it was just written"
    return wave


async def _end(w: Writer, wave: Wave, state: str) -> bool:
    await _tell_ended(w, await queries.withdraw(w, wave.brand_id, wave.id))
    return await queries.end_wave(w, wave.brand_id, wave.id, state)


async def _tell_ended(w: Writer, calls: Sequence[Call]) -> None:
    for one in calls:
        ended = CallInEnded(brand_id=one.brand_id, associate_id=one.associate_id, call_id=one.id, outcome=one.state)
        await outbox.publish(w, ended)

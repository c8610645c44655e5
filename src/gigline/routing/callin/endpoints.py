"""Standby and calls for associates; forecast, shortfall and waves for leaders."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter

from gigline.accounts import service as accounts
from gigline.accounts.current import CurrentActor
from gigline.accounts.models import Actor
from gigline.infra.db import Reader
from gigline.infra.edge import ReadSession, WriteSession
from gigline.kit.errors import BadInput
from gigline.routing.callin import foresight, queries, rules, schemas, waves
from gigline.routing.callin.errors import NoSuchCallIn
from gigline.routing.callin.models import Standby, Wave
from gigline.workforce import service as workforce

router = APIRouter(prefix="/api/v1", tags=["call-in"])

LISTED = 20


@router.get("/associate/standby")
async def get_standby(r: ReadSession, actor: CurrentActor) -> schemas.StandbyOut:
    """Whether I may be called while I am off, who calls me now, and why I was called lately or not."""
    return await _standby(r, _person(actor))


@router.put("/associate/standby")
async def choose_standby(w: WriteSession, actor: CurrentActor, body: schemas.ChooseStandby) -> schemas.StandbyOut:
    """I choose when I may be called. Nobody else can."""
    if not await queries.is_time_zone(w, body.time_zone):
        raise BadInput("A time zone is like Europe/Berlin.")
    me = await workforce.me(w, _person(actor))
    await workforce.save_associate(w, me.id, me.languages or ["en"], me.capacity)
    await queries.save_standby(w, body.of(me.id))
    return await _standby(w, me.id)


@router.post("/call-ins/{call_id}/accept", status_code=204)
async def accept_call(w: WriteSession, actor: CurrentActor, call_id: UUID) -> None:
    """I come: I am switched on. 409 call_in_gone when it has ended; `current.state` says how."""
    _person(actor)
    await waves.answer(w, actor, call_id, accept=True)


@router.post("/call-ins/{call_id}/decline", status_code=204)
async def decline_call(w: WriteSession, actor: CurrentActor, call_id: UUID) -> None:
    """I do not come; that costs nothing."""
    _person(actor)
    await waves.answer(w, actor, call_id, accept=False)


@router.get("/brands/{brand_id}/forecast")
async def get_forecast(r: ReadSession, actor: CurrentActor, brand_id: UUID) -> schemas.Forecast:
    """What will come, how wrong such forecasts were, and what will be lacking in the next quarter of an hour."""
    brand = await accounts.access_brand(r, actor, brand_id, "leader")
    found = await foresight.outlook(r, brand_id)
    return schemas.Forecast(
        time_zone=accounts.settings_of(brand).brand.time_zone,
        steps=schemas.steps(found.past),
        conversations=schemas.QualityOut.of(found.past.conversations_quality),
        work=schemas.QualityOut.of(found.past.work_quality),
        level=found.plan.level,
        demand_min=found.plan.demand_min,
        lacking_min=found.plan.lacking_min,
        short=found.plan.short,
        pools=schemas.pools(found.plan),
    )


@router.get("/brands/{brand_id}/call-waves")
async def list_waves(r: ReadSession, actor: CurrentActor, brand_id: UUID) -> schemas.CallInBoard:
    """The latest waves, newest first (leaders)."""
    brand = await accounts.access_brand(r, actor, brand_id, "leader")
    people = [one.id for one in await workforce.candidates(r, brand_id)]
    return schemas.CallInBoard(
        automatic=accounts.settings_of(brand).call_in.automatic,
        standby=await foresight.on_standby(r, people),
        paused_until=await queries.paused_until(r, brand_id),
        waves=[schemas.WaveOut.of(one) for one in await queries.waves(r, brand_id, LISTED)],
    )


@router.post("/brands/{brand_id}/call-waves")
async def start_wave(w: WriteSession, actor: CurrentActor, brand_id: UUID, body: schemas.StartWave) -> schemas.WaveOut:
    """Call people in now (leaders; no keys: a person answers for it). 409 wave_running, nobody_to_call."""
    await accounts.access_brand(w, actor, brand_id, "leader")
    return schemas.WaveOut.of(await waves.start(w, _person(actor), brand_id, body.minutes))


@router.get("/brands/{brand_id}/call-waves/{wave_id}")
async def get_wave(r: ReadSession, actor: CurrentActor, brand_id: UUID, wave_id: UUID) -> schemas.WaveDetail:
    """One wave with what it rested on: what was lacking, and why each associate was called or not (leaders)."""
    wave = await _wave(r, actor, brand_id, wave_id)
    record = await queries.record(r, brand_id, wave_id)
    assert record is not None, "its wave was just read"
    names = {str(one.id): one.name for one in await workforce.candidates(r, brand_id)}
    people = [
        schemas.WavePerson(
            name=names.get(line["id"], ""),
            called=line["why"] is None,
            **{**line, "why": rules.sentence(line)},
        )
        for line in record["people"]
    ]
    return schemas.WaveDetail(
        wave=schemas.WaveOut.of(wave),
        level=record["level"],
        pools=[schemas.PoolOut(**one) for one in record["pools"]],
        people=sorted(people, key=lambda one: (not one.called, -one.brings_min, one.name)),
    )


@router.post("/brands/{brand_id}/call-waves/{wave_id}/stop", status_code=204)
async def stop_wave(w: WriteSession, actor: CurrentActor, brand_id: UUID, wave_id: UUID) -> None:
    """Withdraw what is unanswered; the router calls nobody by itself for an hour (leaders)."""
    await waves.stop(w, await _wave(w, actor, brand_id, wave_id))


async def _wave(r: Reader, actor: Actor, brand_id: UUID, wave_id: UUID) -> Wave:
    await accounts.access_brand(r, actor, brand_id, "leader")
    found = await queries.wave(r, brand_id, wave_id)
    if found is None:
        raise NoSuchCallIn("There is no such wave.")
    return found


def _person(actor: Actor) -> UUID:
    if actor.kind != "person":
        raise NoSuchCallIn("Sign in as a person: this is not for keys.")
    return actor.id


async def _standby(r: Reader, associate_id: UUID) -> schemas.StandbyOut:
    chosen = await queries.standby(r, associate_id) or Standby(associate_id)
    return schemas.StandbyOut.of(
        chosen, await queries.live_calls(r, associate_id), await queries.lines(r, associate_id)
    )

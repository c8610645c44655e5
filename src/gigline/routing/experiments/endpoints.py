"""Experiments over HTTP, for leaders to read and admins to start and end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from gigline.accounts import service as accounts
from gigline.accounts.current import CurrentActor
from gigline.accounts.models import Brand
from gigline.accounts.schemas import TopicKey
from gigline.infra.db import Reader
from gigline.infra.edge import ReadSession, WriteSession
from gigline.kit.errors import BadInput
from gigline.routing.experiments import arms, judging, queries, rules, schemas, sharing
from gigline.routing.experiments.errors import ExperimentRunning, NoSuchExperiment
from gigline.routing.experiments.models import Experiment, Measure, PolicyName, Pool

router = APIRouter(prefix="/api/v1/brands/{brand_id}", tags=["experiments"])

AskedLanguage = Annotated[schemas.Language | None, Query()]
AskedTopics = Annotated[Sequence[TopicKey], Query(max_length=200)]

OTHERS: tuple[rules.Other, ...] = ("longest-idle", "anybody")


@router.get("/experiments")
async def list_experiments(r: ReadSession, actor: CurrentActor, brand_id: UUID) -> schemas.ExperimentList:
    """All of the brand's, newest first, with what they say so far."""
    brand = await accounts.access_brand(r, actor, brand_id, "leader")
    return schemas.ExperimentList(items=await _shown(r, brand, await queries.listed(r, brand_id)))


@router.post("/experiments")
async def start_experiment(
    w: WriteSession, actor: CurrentActor, brand_id: UUID, body: schemas.StartExperiment
) -> schemas.ExperimentOut:
    """Start one (admins). 409 experiment_running: a conversation is in one at a time, or their arms would mix."""
    brand = await accounts.access_brand(w, actor, brand_id, "admin")
    pool = _pool(brand, body.language, body.topics)
    made = w.new_id()
    by = actor.id if actor.kind == "person" else None
    started = await queries.start(
        w, brand_id, made, body.name, body.kind, pool.language, sorted(pool.topics), body.a, body.b, body.share,
        body.measure, w.random.getrandbits(53), body.block_min * 60, body.wash_out_min * 60, body.planned, by,
    )  # fmt: skip
    if not started:
        raise ExperimentRunning("An experiment is running in a part of this. End it first, or choose other topics.")
    return await _one(w, brand, made)


@router.post("/experiments/{experiment_id}/end")
async def end_experiment(
    w: WriteSession, actor: CurrentActor, brand_id: UUID, experiment_id: UUID
) -> schemas.ExperimentOut:
    """From now on the brand's own policy holds again (admins)."""
    brand = await accounts.access_brand(w, actor, brand_id, "admin")
    if await queries.get(w, brand_id, experiment_id) is None:
        raise NoSuchExperiment("There is no such experiment.")
    await queries.end(w, brand_id, experiment_id, actor.id if actor.kind == "person" else None)
    return await _one(w, brand, experiment_id)


@router.get("/experiment-pool")
async def experiment_pool(
    r: ReadSession, actor: CurrentActor, brand_id: UUID, language: AskedLanguage = None, topics: AskedTopics = ()
) -> schemas.ExperimentPoolOut:
    """Who of those who serve such a pool does something else as well, and which experiments are in its way."""
    brand = await accounts.access_brand(r, actor, brand_id, "leader")
    pool = _pool(brand, language, topics)
    running = await queries.running(r, [brand_id])
    crowd = await sharing.crowd(r, brand_id, accounts.settings_of(brand))
    apart = [one for one in running if not one.pool.meets(pool)]
    taken = [one.name for one in running if one.pool.meets(pool)]
    return schemas.ExperimentPoolOut(sharing=schemas.SharingOut.of(sharing.sharing(crowd, pool, apart)), taken=taken)


@router.get("/experiment-size")
async def experiment_size(
    r: ReadSession,
    actor: CurrentActor,
    brand_id: UUID,
    difference: Annotated[float, Query(gt=0, le=5)],
    measure: Measure = "resolved",
    language: AskedLanguage = None,
    topics: AskedTopics = (),
) -> schemas.SizeOut:
    """How long a switchback takes that finds this difference, from the brand's own last weeks. 422 with too few."""
    brand = await accounts.access_brand(r, actor, brand_id, "leader")
    found = await judging.size(r, brand_id, measure, _pool(brand, language, topics), difference)
    if found is None:
        raise BadInput("There is too little history: four blocks with two known conversations each are needed.")
    spread, pairs, days = found
    return schemas.SizeOut(**vars(spread), pairs=pairs, days=days)


@router.get("/policy-replay")
async def policy_replay(
    r: ReadSession, actor: CurrentActor, brand_id: UUID, days: Annotated[int, Query(ge=1, le=90)] = 30
) -> schemas.PolicyReplays:
    """What other policies would have been worth on the recorded offers; empty with too few known outcomes."""
    await accounts.access_brand(r, actor, brand_id, "leader")
    found = [(other, await judging.replayed(r, brand_id, days, other)) for other in OTHERS]
    return schemas.PolicyReplays(items=[schemas.PolicyReplay.of(other, one) for other, one in found if one is not None])


def _pool(brand: Brand, language: str | None, topics: Iterable[str]) -> Pool:
    """Of topics that the brand has."""
    known = {one.key for one in accounts.settings_of(brand).topics}
    if unknown := set(topics) - known:
        raise BadInput(f"The brand has no such topic: {', '.join(sorted(unknown))}.")
    return Pool(language, frozenset(topics))


async def _one(r: Reader, brand: Brand, experiment_id: UUID) -> schemas.ExperimentOut:
    found = await queries.get(r, brand.id, experiment_id)
    assert found is not None, "experiments end and stay"
    return (await _shown(r, brand, [found]))[0]


async def _shown(r: Reader, brand: Brand, listed: Sequence[Experiment]) -> list[schemas.ExperimentOut]:
    running = await queries.running(r, [brand.id])
    crowd = await sharing.crowd(r, brand.id, accounts.settings_of(brand)) if running else None
    at = (await queries.now(r)).timestamp()
    shown = []
    for one in listed:
        shared = None
        if crowd is not None and one.ended_at is None:
            shared = sharing.sharing(crowd, one.pool, [other for other in running if other.id != one.id])
        shown.append(schemas.ExperimentOut.of(one, _policy_now(one, at), await judging.compared(r, one), shared))
    return shown


def _policy_now(one: Experiment, at: float) -> PolicyName | None:
    """Of the running block."""
    if one.ended_at is not None or one.kind != "switchback":
        return None
    return one.a if arms.plan_of(one).arm(at) == "a" else one.b

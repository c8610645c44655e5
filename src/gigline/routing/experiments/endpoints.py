"""Experiments over HTTP, for leaders to read and admins to start and end."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from gigline.accounts import service as accounts
from gigline.accounts.current import CurrentActor
from gigline.infra.db import Reader
from gigline.infra.edge import ReadSession, WriteSession
from gigline.kit.errors import BadInput
from gigline.routing.experiments import arms, judging, queries, rules, schemas
from gigline.routing.experiments.errors import ExperimentRunning, NoSuchExperiment
from gigline.routing.experiments.models import Experiment, Measure, PolicyName

router = APIRouter(prefix="/api/v1/brands/{brand_id}", tags=["experiments"])

OTHERS: tuple[rules.Other, ...] = ("longest-idle", "anybody")


@router.get("/experiments")
async def list_experiments(r: ReadSession, actor: CurrentActor, brand_id: UUID) -> schemas.ExperimentList:
    """All of the brand's, newest first, with what they say so far."""
    await accounts.access_brand(r, actor, brand_id, "leader")
    return schemas.ExperimentList(items=[await _shown(r, one) for one in await queries.listed(r, brand_id)])


@router.post("/experiments")
async def start_experiment(
    w: WriteSession, actor: CurrentActor, brand_id: UUID, body: schemas.StartExperiment
) -> schemas.ExperimentOut:
    """Start one (admins). 409 experiment_running: one at a time, or their arms would mix."""
    await accounts.access_brand(w, actor, brand_id, "admin")
    made = w.new_id()
    by = actor.id if actor.kind == "person" else None
    started = await queries.start(
        w, brand_id, made, body.name, body.kind, body.language, body.a, body.b, body.share, body.measure,
        w.random.getrandbits(53), body.block_min * 60, body.wash_out_min * 60, body.planned, by,
    )  # fmt: skip
    if not started:
        raise ExperimentRunning("An experiment is running. End it first.")
    return await _shown(w, await _one(w, brand_id, made))


@router.post("/experiments/{experiment_id}/end")
async def end_experiment(
    w: WriteSession, actor: CurrentActor, brand_id: UUID, experiment_id: UUID
) -> schemas.ExperimentOut:
    """From now on the brand's own policy holds again (admins)."""
    await accounts.access_brand(w, actor, brand_id, "admin")
    await _one(w, brand_id, experiment_id)
    await queries.end(w, brand_id, experiment_id, actor.id if actor.kind == "person" else None)
    return await _shown(w, await _one(w, brand_id, experiment_id))


@router.get("/experiment-size")
async def experiment_size(
    r: ReadSession,
    actor: CurrentActor,
    brand_id: UUID,
    difference: Annotated[float, Query(gt=0, le=5)],
    measure: Measure = "resolved",
    language: Annotated[str | None, Query(pattern=r"^[a-z]{2,3}$")] = None,
) -> schemas.SizeOut:
    """How long a switchback takes that finds this difference, from the brand's own last weeks. 422 with too few."""
    await accounts.access_brand(r, actor, brand_id, "leader")
    found = await judging.size(r, brand_id, measure, language, difference)
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


async def _one(r: Reader, brand_id: UUID, experiment_id: UUID) -> Experiment:
    found = await queries.get(r, brand_id, experiment_id)
    if found is None:
        raise NoSuchExperiment("There is no such experiment.")
    return found


async def _shown(r: Reader, one: Experiment) -> schemas.ExperimentOut:
    now: PolicyName | None = None
    if one.ended_at is None and one.kind == "switchback":
        arm = arms.plan_of(one).arm((await queries.now(r)).timestamp())
        now = one.a if arm == "a" else one.b
    return schemas.ExperimentOut.of(one, now, await judging.compared(r, one))

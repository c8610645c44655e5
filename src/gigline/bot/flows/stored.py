"""A brand's flows as they are kept, and the runs of them: reading, moving on, playing again."""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from gigline.bot.flows import interpreter, queries, reading
from gigline.bot.flows import state as states
from gigline.bot.flows.model import Act, Flow
from gigline.bot.flows.queries import LogRow, RunRow
from gigline.bot.flows.schemas import FlowFile
from gigline.bot.flows.state import Acted, Began, Effect, Event, Heard, Meant, Said, Setting, State
from gigline.infra.db import PerDatabase, Reader, Writer

CACHED = 1_000

_caches: PerDatabase[OrderedDict[tuple[UUID, str], Flow]] = PerDatabase(lambda _: OrderedDict())


@dataclass(frozen=True)
class Flows:
    """A brand's flows by id; `version` changes with any of them."""

    version: str
    by_id: dict[str, Flow]

    def __bool__(self) -> bool:
        return bool(self.by_id)


NONE = Flows("", {})


async def flows_of(r: Reader, brand_id: UUID) -> Flows:
    """The brand's flows as they are now; one small query when this process knows them."""
    digests = await queries.standing(r, brand_id)
    if not digests:
        return NONE
    found = await _versions(r, brand_id, list(digests.values()))
    joined = hashlib.sha256(json.dumps(digests).encode()).hexdigest()
    return Flows(joined, {flow_id: found[digest] for flow_id, digest in digests.items()})


async def version_of(r: Reader, brand_id: UUID, digest: str) -> Flow:
    """The flow of a run as it was when the run began."""
    return (await _versions(r, brand_id, [digest]))[digest]


async def _versions(r: Reader, brand_id: UUID, digests: Sequence[str]) -> dict[str, Flow]:
    cache = _caches.of(r.database)
    missing = [digest for digest in digests if (brand_id, digest) not in cache]
    for row in await queries.versions(r, brand_id, missing) if missing else []:
        changing = frozenset(row.changing)
        flow = reading.build(FlowFile.model_validate(row.source), changing.__contains__)
        cache[brand_id, row.digest] = replace(flow, digest=row.digest)
    found = {digest: cache[brand_id, digest] for digest in digests}
    while len(cache) > CACHED:
        cache.popitem(last=False)
    return found


async def save(w: Writer, brand_id: UUID, flows: Sequence[Flow]) -> None:
    """Make these the brand's flows; runs under way go on with the version they began with."""
    for flow in flows:
        changing = sorted({step.action for step in flow.steps.values() if isinstance(step, Act) and step.changes})
        await queries.save_version(w, brand_id, flow.digest, flow.source, changing)
        await queries.save(w, brand_id, flow.id, flow.digest)
    await queries.keep_only(w, brand_id, [flow.id for flow in flows])


# One event of a run


def state_of(run: RunRow) -> State | None:
    """Where the run stands; None before its first event."""
    return states.from_json(run.state) if run.state else None


async def take(
    w: Writer, run: RunRow, flow: Flow, setting: Setting, event: Event, zone: ZoneInfo
) -> tuple[RunRow, State, tuple[Effect, ...]]:
    """Let the run go on with an event, and keep the new state and what it takes to play it again."""
    state, effects = interpreter.step(flow, state_of(run), setting, event, zone=zone)
    moved = replace(
        run, state=state.to_json(), events=run.events + 1, ended=state.ended, language=setting.language
    )  # fmt: skip
    kept = [{"kind": type(one).__name__, **_named(one)} for one in effects]
    row = LogRow(moved.events, _setting_json(setting, zone), event_json(event), kept, digest_of(state, effects))
    await queries.log(w, moved, row)
    await queries.move(w, moved)
    return moved, state, effects


def _named(effect: Effect) -> dict[str, Any]:
    """What an effect was, without what was said: that stands in the conversation's log."""
    values = asdict(effect)
    return {key: values[key] for key in ("slug", "aside", "why", "flow", "ended", "asks") if key in values}


def digest_of(state: State, effects: Sequence[Effect]) -> str:
    """The same for the same state and effects, and for nothing else."""
    told = [state.to_json(), [[type(one).__name__, asdict(one)] for one in effects]]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _setting_json(setting: Setting, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "language": setting.language,
        "today": setting.today.isoformat(),
        "known": dict(setting.known),
        "heard": [one.seq for one in setting.heard],
        "zone": zone.key,
        "upset": setting.upset,
    }


def event_json(event: Event) -> dict[str, Any]:
    """The event in plain values."""
    return {"kind": type(event).__name__, **asdict(event)}


def event_of(values: dict[str, Any]) -> Event:
    """The event of these values."""
    rest = {key: value for key, value in values.items() if key != "kind"}
    match values["kind"]:
        case "Began":
            return Began()
        case "Said":
            return Said(rest["since"], Meant(**rest["meant"]))
        case _:
            return Acted(**rest)


async def replays(r: Reader, run: RunRow, texts: dict[int, str]) -> bool:
    """Whether playing the run's log again, with the messages by seq, gives the same states and effects."""
    flow = await version_of(r, run.brand_id, run.digest)
    state: State | None = None
    for row in await queries.log_of(r, run.brand_id, run.id):
        setting = Setting(
            row.setting["language"],
            date.fromisoformat(row.setting["today"]),
            row.setting["known"],
            tuple(Heard(seq, texts[seq]) for seq in row.setting["heard"]),
            row.setting.get("upset", False),
        )
        zone = ZoneInfo(row.setting["zone"])
        state, effects = interpreter.step(flow, state, setting, event_of(row.event), zone=zone)
        if digest_of(state, effects) != row.digest:
            return False
    return state is not None

"""Who will write, when and how: a pure function of the seed. What happens then is up to the platform."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import TypeVar

from gigline.simulation.material import Article, Case, Material, Scenario, code_in

SCENARIO_WEIGHTS: Mapping[Scenario, float] = {
    "inside": 0.62,
    "outside": 0.15,
    "wants_person": 0.08,
    "sensitive": 0.07,
    "small_talk": 0.08,
}
KIND_WEIGHTS: Mapping[str, float] = {"customer": 0.6, "worker": 0.25, "business": 0.1, "employee": 0.05}
# Workers, businesses and staff write from inside an app that knows them; customers often do not sign in.
VERIFIED: Mapping[str, float] = {"customer": 0.35, "worker": 1.0, "business": 1.0, "employee": 1.0}
MEAN_PATIENCE_S: Mapping[str, float] = {"customer": 240, "worker": 150, "business": 240, "employee": 400}

K = TypeVar("K")

_FIRST = ("Ana", "Bruno", "Carla", "Dario", "Elif", "Femi", "Greta", "Hugo", "Ines", "Jonas", "Kira", "Luis", "Mara")
_LAST = ("Alves", "Berg", "Costa", "Duarte", "Engel", "Fuentes", "Gil", "Horvat", "Ivanov", "Jensen", "Kaya", "Lind")
_TELLS_CODE = "My order number is {code}."


@dataclass(frozen=True)
class RequesterPlan:
    """One requester to come. Times are human seconds; `arrives_s` counts from the start of the crowd.

    `rephrasings` are other ways to say `opening`; `code` is the order code they can give when asked and
    `told_code` whether `opening` already holds it. `drops_after` is the number of own messages after which the
    connection breaks (None: it holds).
    """

    n: int
    arrives_s: float
    brand: str
    account: str
    scenario: Scenario
    kind: str
    topic: str | None
    name: str
    verified: bool
    opening: str
    rephrasings: tuple[str, ...]
    follow_up: str | None
    article: Article | None
    answer: str
    code: str
    told_code: bool
    patience_s: float
    drops_after: int | None
    away_s: float
    rates: bool
    mood: float
    reads_receipts: bool


def requesters(materials: Sequence[Material], seed: int, *, every_s: float) -> Iterator[RequesterPlan]:
    """Requesters without end, one every `every_s` human seconds on average; the same for the same arguments."""
    arrivals = random.Random(f"{seed}/arrivals")
    at = 0.0
    for n in count():
        at += arrivals.expovariate(1 / every_s)
        # A source of its own for each requester: one more draw for one of them changes nobody else.
        yield _requester(materials, random.Random(f"{seed}/{n}"), n, at)


def _requester(materials: Sequence[Material], rng: random.Random, n: int, at: float) -> RequesterPlan:
    material = rng.choice(materials)
    case = _case(material, rng)
    texts = rng.sample(case.texts, len(case.texts))
    opening, code = _with_code(texts[0], case, material, rng)
    return RequesterPlan(
        n=n,
        arrives_s=at,
        brand=material.brand,
        account=material.account,
        scenario=case.scenario,
        kind=case.kind,
        topic=case.topic,
        name=f"{rng.choice(_FIRST)} {rng.choice(_LAST)}",
        verified=rng.random() < VERIFIED.get(case.kind, 0.5),
        opening=opening,
        rephrasings=tuple(texts[1:]),
        follow_up=rng.choice(case.follow_ups) if case.follow_ups and rng.random() < 0.4 else None,
        article=case.article,
        answer=case.answer,
        code=code,
        told_code=code_in(opening) is not None,
        patience_s=rng.expovariate(1 / MEAN_PATIENCE_S.get(case.kind, 240)) + 20,
        drops_after=rng.choice((1, 1, 2)) if rng.random() < 0.12 else None,
        away_s=rng.uniform(2, 30),
        rates=rng.random() < 0.6,
        mood=rng.gauss(0, 0.5),
        reads_receipts=rng.random() < 0.7,
    )


def _case(material: Material, rng: random.Random) -> Case:
    scenario = _weighted(SCENARIO_WEIGHTS, rng)
    cases = [case for case in material.cases if case.scenario == scenario]
    kinds = sorted({case.kind for case in cases})
    kind = _weighted({kind: KIND_WEIGHTS.get(kind, 0.1) for kind in kinds}, rng)
    return rng.choice([case for case in cases if case.kind == kind])


def _weighted(weights: Mapping[K, float], rng: random.Random) -> K:
    return rng.choices(list(weights), list(weights.values()))[0]


def _with_code(text: str, case: Case, material: Material, rng: random.Random) -> tuple[str, str]:
    """The text, sometimes with the order code that the requester has at hand, and that code."""
    known = code_in(text)
    if known is not None:
        return text, known
    code = f"{material.code_prefix}-{rng.randrange(40_000, 60_000)}"
    tells = case.scenario in {"outside", "wants_person", "sensitive"} and rng.random() < 0.35
    return (f"{text} {_TELLS_CODE.format(code=code)}" if tells else text), code

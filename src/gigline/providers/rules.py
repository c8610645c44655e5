"""Who may be recommended, in which order, which three are shown, and the record from which the same follows. Pure.

The work rules come first and are never outweighed. Of those who pass, score = value + soon - distance, with value = the
chance that the work is done as agreed + half that of a good rating, as the value model expects them. Three are shown:
each next one is the best after something is taken off for being like those before it; now and then the last place is
a newcomer's, drawn by the seed.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from gigline.routing.engine.draws import uniform

Rule = Literal["kind", "excluded", "away", "skill", "licence", "language", "area", "hours"]

SHOWN = 3
CSAT = 0.5
RADIUS_KM = 6371.0
_WEEK_MIN = 7 * 1440
_EXPLORES, _WHOM = 1, 2
# How many imagined ratings the mean of all counts for.
RATINGS_WEIGHT = 4.0


@dataclass(frozen=True)
class Asked:
    """What is needed. `licences`: what the work asks for. `minute` of the week (from Monday) and `day` (ISO) of the
    brand's clock for when; `fixed`: exactly then, otherwise as soon as possible after it.
    """

    kind: str
    skills: tuple[str, ...]
    licences: tuple[str, ...]
    language: str | None
    lat: float
    lon: float
    minute: int
    day: str
    fixed: bool
    excluded: tuple[str, ...] = ()


@dataclass(frozen=True)
class Candidate:
    """A provider. `hours`: (first minute, minute after the last) of the week, in order."""

    id: str
    kind: str
    skills: tuple[str, ...]
    licences: tuple[str, ...]
    languages: tuple[str, ...]
    lat: float
    lon: float
    radius_km: float
    hours: tuple[tuple[int, int], ...]
    away_until: str | None
    company: str


@dataclass(frozen=True)
class Worth:
    """What to expect: chances that it is done as agreed and liked. `cases`: how many of their jobs that rests on."""

    done: float
    liked: float
    cases: float


@dataclass(frozen=True)
class Weights:
    """The brand's objectives (directory.Objectives)."""

    distance: float
    soon: float
    alike: float
    explore: float
    newcomer_jobs: int


@dataclass(frozen=True)
class Excluded:
    """The first rule that keeps a provider from this work, and the facts it went by."""

    id: str
    rule: Rule
    because: dict[str, Any]


@dataclass(frozen=True)
class Scored:
    """`km` away, free in `free_in_min` minutes; `parts` of the score. `newcomer`: shown to be known better."""

    id: str
    score: float
    parts: dict[str, float]
    km: float
    free_in_min: int
    newcomer: bool = False


@dataclass(frozen=True)
class Choice:
    """`shown`: best first. `propensity`: by how likely each newcomer was to get the last place."""

    shown: tuple[Scored, ...]
    ranked: tuple[Scored, ...]
    excluded: tuple[Excluded, ...]
    propensity: float


def exclusion(asked: Asked, one: Candidate) -> Excluded | None:
    """The first work rule that says no, None for those who may be recommended."""
    away = one.away_until is not None and asked.day < one.away_until
    km = distance_km(asked.lat, asked.lon, one.lat, one.lon)
    free = free_in_min(asked, one)
    checks: tuple[tuple[Rule, bool, dict[str, Any]], ...] = (
        ("kind", one.kind == asked.kind, {"needs": asked.kind, "has": one.kind}),
        ("excluded", one.id not in asked.excluded, {}),
        ("away", not away, {"until": one.away_until}),
        ("skill", set(asked.skills) <= set(one.skills), {"needs": list(asked.skills), "has": list(one.skills)}),
        ("licence", set(asked.licences) <= set(one.licences), {"needs": list(asked.licences)}),
        ("language", _speaks(one, asked.language), {"needs": asked.language, "has": list(one.languages)}),
        ("area", km <= one.radius_km, {"km": round(km, 1), "radius_km": one.radius_km}),
        ("hours", free is not None and not (asked.fixed and free > 0), {"minute": asked.minute}),
    )
    for rule, passed, because in checks:
        if not passed:
            return Excluded(one.id, rule, because)
    return None


def _speaks(one: Candidate, language: str | None) -> bool:
    return language is None or language.partition("-")[0] in {each.partition("-")[0] for each in one.languages}


def distance_km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Great-circle distance (haversine)."""
    up, over = math.radians(other_lat - lat) / 2, math.radians(other_lon - lon) / 2
    a = math.sin(up) ** 2 + math.cos(math.radians(lat)) * math.cos(math.radians(other_lat)) * math.sin(over) ** 2
    return 2 * RADIUS_KM * math.asin(min(1.0, math.sqrt(a)))


def free_in_min(asked: Asked, one: Candidate) -> int | None:
    """Minutes from when it is asked for until they work; 0 within their hours, None without any."""
    if any(begin <= asked.minute < end for begin, end in one.hours):
        return 0
    return min(((begin - asked.minute) % _WEEK_MIN for begin, _ in one.hours), default=None)


def choose(
    asked: Asked, candidates: Sequence[Candidate], worth: Mapping[str, Worth], weights: Weights, seed: int
) -> Choice:
    """Filter, rank, diversify, explore. The same for the same arguments, whatever the order of `candidates`."""
    checked = [(one, exclusion(asked, one)) for one in candidates]
    eligible = [one for one, found in checked if found is None]
    ranked = sorted(
        (_scored(asked, one, worth[one.id], weights) for one in eligible),
        key=lambda one: (-one.score, _tie_break(seed, one.id)),
    )
    shown = _diverse(ranked, {one.id: one for one in eligible}, weights)
    shown, propensity = _explored(shown, ranked, weights, seed)
    excluded = sorted((found for _, found in checked if found is not None), key=lambda one: one.id)
    return Choice(tuple(shown), tuple(ranked), tuple(excluded), propensity)


def _scored(asked: Asked, one: Candidate, worth: Worth, weights: Weights) -> Scored:
    km = distance_km(asked.lat, asked.lon, one.lat, one.lon)
    free = free_in_min(asked, one) or 0
    parts = {
        "value": worth.done + CSAT * worth.liked,
        "distance": -weights.distance * km / one.radius_km,
        "soon": weights.soon / (1 + free / 1440),
    }
    newcomer = worth.cases < weights.newcomer_jobs
    return Scored(one.id, sum(parts.values()), parts, round(km, 1), free, newcomer)


def _diverse(ranked: Sequence[Scored], who: Mapping[str, Candidate], weights: Weights) -> list[Scored]:
    """Maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998): the best three that are not all alike."""
    left, shown = list(ranked), list[Scored]()
    while left and len(shown) < SHOWN:
        best = max(left, key=lambda one: one.score - weights.alike * _likeness(one, shown, who))
        shown.append(best)
        left.remove(best)
    return shown


def _likeness(one: Scored, shown: Sequence[Scored], who: Mapping[str, Candidate]) -> float:
    me = who[one.id]
    others = [who[each.id] for each in shown]
    same_company = any(me.company and me.company == each.company for each in others)
    same_base = any((me.lat, me.lon) == (each.lat, each.lon) for each in others)
    return 0.7 * same_company + 0.3 * same_base


def _explored(shown: list[Scored], ranked: Sequence[Scored], weights: Weights, seed: int) -> tuple[list[Scored], float]:
    """Now and then a newcomer takes the last place, so that they can be known at all."""
    waiting = [one for one in sorted(ranked, key=lambda one: one.id) if one.newcomer and one not in shown]
    if not waiting or weights.explore == 0 or any(one.newcomer for one in shown):
        return shown, 0.0
    if uniform(seed, _EXPLORES) < weights.explore:
        whom = waiting[int(uniform(seed, _WHOM) * len(waiting))]
        shown = [*shown[:-1], whom]
    return shown, weights.explore / len(waiting)


def _tie_break(seed: int, provider_id: str) -> bytes:
    return hashlib.blake2b(f"{seed} {provider_id}".encode(), digest_size=8).digest()


def shrunk(ratings: int, total: float, mean: float) -> float:
    """A mean rating, drawn toward that of all while there are few."""
    return (total + RATINGS_WEIGHT * mean) / (ratings + RATINGS_WEIGHT)


def record(
    asked: Asked, candidates: Sequence[Candidate], worth: Mapping[str, Worth], weights: Weights, seed: int,
    choice: Choice, model: int,
) -> dict[str, Any]:  # fmt: skip
    """All that the choice followed from, as JSON values; `model`: how many outcomes `worth` was learned from."""
    eligible = {one.id for one in choice.ranked}
    return {
        "asked": asdict(asked),
        "eligible": [asdict(one) for one in candidates if one.id in eligible],
        "worth": {id_: asdict(worth[id_]) for id_ in sorted(eligible)},
        "weights": asdict(weights),
        "seed": seed,
        "ranked": [asdict(one) for one in choice.ranked],
        "excluded": [asdict(one) for one in choice.excluded],
        "propensity": choice.propensity,
        "shown": [one.id for one in choice.shown],
        "model": model,
    }


def replays(stored: Mapping[str, Any]) -> bool:
    """Whether the recorded facts, weights and seed give the recorded three again."""
    asked = Asked(**{**stored["asked"], **_tuples(stored["asked"], "skills", "licences", "excluded")})
    candidates = [_candidate(one) for one in stored["eligible"]]
    if any(exclusion(asked, one) is not None for one in candidates):
        return False
    worth = {id_: Worth(**one) for id_, one in stored["worth"].items()}
    choice = choose(asked, candidates, worth, Weights(**stored["weights"]), stored["seed"])
    return bool([one.id for one in choice.shown] == stored["shown"])


def _candidate(facts: Mapping[str, Any]) -> Candidate:
    hours = tuple((begin, end) for begin, end in facts["hours"])
    return Candidate(**{**facts, **_tuples(facts, "skills", "licences", "languages"), "hours": hours})


def _tuples(facts: Mapping[str, Any], *names: str) -> dict[str, tuple[str, ...]]:
    return {name: tuple(facts[name]) for name in names}

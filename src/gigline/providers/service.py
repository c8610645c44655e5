"""Recommending contract workers: the public face of the providers slice."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from gigline.accounts import service as accounts
from gigline.infra.db import Reader, Writer
from gigline.kit.errors import BadInput
from gigline.providers import directory, queries, rules, standing
from gigline.providers.directory import Directory, Provider
from gigline.providers.errors import ChosenAlready, NoSuchRecommendation, NotRecommended
from gigline.providers.models import AskedBy, Recommendation
from gigline.providers.standing import Standing

__all__ = ["Wanted", "choose", "directory_of", "get", "latest", "note_outcome", "recommend", "save", "standing_of"]


@dataclass(frozen=True)
class Wanted:
    """What a requester needs, by the directory's keys. `at`: then (the brand's clock), None: as soon as possible.
    `excluded`: whom they do not want.
    """

    kind: str
    place: str
    skills: tuple[str, ...] = ()
    language: str | None = None
    at: datetime | None = None
    excluded: tuple[str, ...] = ()


async def save(w: Writer, brand_id: UUID, found: Directory | None) -> None:
    """Make this the brand's directory; None: it has none any more."""
    await queries.save(w, brand_id, None if found is None else found.model_dump(mode="json"))


async def directory_of(r: Reader, brand_id: UUID) -> dict[str, Any] | None:
    """The directory as it was applied, None without one."""
    return await queries.source(r, brand_id)


async def standing_of(r: Reader, brand_id: UUID) -> Standing | None:
    """The directory with what was learned of its people, None without one."""
    return await standing.current(r, brand_id)


async def recommend(
    w: Writer, brand_id: UUID, wanted: Wanted, asked_by: AskedBy, conversation_id: UUID | None = None,
    id_: UUID | None = None,
) -> Recommendation:  # fmt: skip
    """The three to choose from, recorded. `id_`: asked again under the same, it gives what it gave. Raises BadInput."""
    if id_ is not None and (known := await queries.get(w, brand_id, id_)) is not None:
        return known
    known_by = await standing.current(w, brand_id)
    if known_by is None:
        raise BadInput("This brand has no directory of providers.")
    asked = await _asked(w, brand_id, known_by.directory, wanted)
    candidates = [_candidate(known_by.directory, one) for one in known_by.directory.providers]
    worth = known_by.worth(brand_id, wanted.kind, wanted.place, wanted.language or "")
    weights = rules.Weights(**known_by.directory.objectives.model_dump())
    seed = w.random.getrandbits(53)
    choice = rules.choose(asked, candidates, worth, weights, seed)
    record = rules.record(asked, candidates, worth, weights, seed, choice, known_by.model.seen)
    made = id_ or w.new_id()
    facts = [_facts(known_by, one) for one in choice.shown]
    shown = [one.id for one in choice.shown]
    await queries.insert(
        w, brand_id, made, conversation_id, asked_by, wanted.kind, wanted.place, shown, facts, record
    )  # fmt: skip
    return await get(w, brand_id, made)


async def get(r: Reader, brand_id: UUID, recommendation_id: UUID) -> Recommendation:
    """This one; raises NoSuchRecommendation."""
    found = await queries.get(r, brand_id, recommendation_id)
    if found is None:
        raise NoSuchRecommendation("There is no such recommendation.")
    return found


async def latest(r: Reader, brand_id: UUID, conversation_id: UUID) -> list[Recommendation]:
    """What was recommended in a conversation, newest first."""
    return await queries.latest(r, brand_id, conversation_id)


async def choose(w: Writer, brand_id: UUID, recommendation_id: UUID, provider_id: str) -> Recommendation:
    """The requester takes this one. Raises NoSuchRecommendation, NotRecommended, ChosenAlready."""
    if not await queries.choose(w, brand_id, recommendation_id, provider_id):
        found = await get(w, brand_id, recommendation_id)
        if provider_id not in found.shown:
            raise NotRecommended("Only one of those who were shown can be chosen.")
        raise ChosenAlready("Another one was chosen already.", current={"chosen": found.chosen})
    return await get(w, brand_id, recommendation_id)


async def note_outcome(
    w: Writer, brand_id: UUID, recommendation_id: UUID, *, done: bool, rating: int | None
) -> Recommendation:
    """What came of it; the first word counts. Raises NoSuchRecommendation, NotRecommended (nobody was chosen)."""
    found = await get(w, brand_id, recommendation_id)
    if found.chosen is None:
        raise NotRecommended("Nobody was chosen, so nothing came of it.")
    await queries.note_outcome(w, brand_id, recommendation_id, done, rating)
    return await get(w, brand_id, recommendation_id)


async def _asked(r: Reader, brand_id: UUID, known: Directory, wanted: Wanted) -> rules.Asked:
    kind, place = known.kind(wanted.kind), known.place(wanted.place)
    if kind is None or place is None:
        what = "kind of work" if kind is None else "place"
        raise BadInput(f"The directory has no such {what}.")
    if unknown := sorted(set(wanted.skills) - set(kind.skills)):
        raise BadInput(f"{kind.name} has no skill {', '.join(unknown)}.")
    settings = accounts.settings_of(await accounts.brand(r, brand_id))
    minute, day = await queries.now(r, settings.brand.time_zone)
    if wanted.at is not None:
        minute, day = wanted.at.weekday() * 1440 + wanted.at.hour * 60 + wanted.at.minute, wanted.at.date().isoformat()
    licences = {*kind.licences, *(one for skill in wanted.skills for one in kind.skill_licences.get(skill, []))}
    return rules.Asked(
        kind.key, tuple(sorted(set(wanted.skills))), tuple(sorted(licences)), wanted.language, place.lat, place.lon,
        minute, day, wanted.at is not None, tuple(sorted(set(wanted.excluded))),
    )  # fmt: skip


def _candidate(known: Directory, one: Provider) -> rules.Candidate:
    base = known.place(one.base)
    assert base is not None, "the directory was checked"
    hours = sorted(
        (day * 1440 + begin, day * 1440 + end) for text in one.hours for day, begin, end in directory.spans(text)
    )
    return rules.Candidate(
        one.id, one.kind, tuple(one.skills), tuple(one.licences), tuple(one.languages), base.lat, base.lon,
        one.radius_km, tuple(hours), one.away_until.isoformat() if one.away_until else None, one.company,
    )  # fmt: skip


def _facts(known: Standing, one: rules.Scored) -> dict[str, Any]:
    """What may be said of somebody who is shown, and why they are."""
    who = next(each for each in known.directory.providers if each.id == one.id)
    mine, rating = known.of(one.id), known.rating(one.id)
    return {
        "id": one.id,
        "name": who.name,
        "company": who.company,
        "languages": list(who.languages),
        "km": one.km,
        "free_in_min": one.free_in_min,
        "jobs": mine.jobs,
        "done": mine.done,
        "ratings": mine.count,
        "rating": None if rating is None else round(rating, 1),
        "newcomer": one.newcomer,
        "reasons": _reasons(one, mine.jobs, mine.done, mine.count, rating),
    }


def _reasons(one: rules.Scored, jobs: int, done: int, ratings: int, rating: float | None) -> list[str]:
    """In words, from what the rule went by."""
    said = [f"Did {done} of {jobs} jobs as agreed." if jobs else "New here: no jobs yet."]
    if ratings and rating is not None:
        said.append(f"Rated {rating:.1f} of 5 ({ratings} ratings, drawn toward the mean while there are few).")
    said.append(f"{one.km:.0f} km away." if one.km >= 1 else "Less than a kilometre away.")
    said.append("Works at that time." if not one.free_in_min else f"Works again {_later(one.free_in_min)}.")
    if one.newcomer:
        said.append("Shown also because newcomers would stay unknown otherwise.")
    return said


def _later(minutes: int) -> str:
    return f"in {max(1, round(minutes / 60))} h" if minutes < 1440 else f"in {math.ceil(minutes / 1440)} days"

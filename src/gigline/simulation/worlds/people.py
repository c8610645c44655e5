"""The associates of a world, with what is true of them and hidden from every policy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gigline.simulation.worlds import draws
from gigline.simulation.worlds.affinity import Shared
from gigline.simulation.worlds.spec import World

Floats = NDArray[np.float64]

# One stream of numbers per purpose, so that a new purpose does not change the old ones.
_SKILLS, _QUALITY, _HABITS, _TIERS = 11, 12, 13, 14


@dataclass(frozen=True)
class Person:
    """What the platform knows of an associate: hard limits and declared tiers (lower is better), by number."""

    brands: frozenset[int]
    languages: frozenset[int]
    channels: frozenset[str]
    slots: int
    tiers: dict[int, int]


@dataclass(frozen=True)
class Truth:
    """What is so: effects on log odds, as nested lists because single look-ups in arrays are slow.

    resolving[a][b][t], resolving_segment[a][s] for resolution; pleasing[a], pleasing_segment[a][s] for satisfaction;
    pace[a] is the logarithm of the time they take, against the average.
    """

    resolving: list[list[list[float]]]
    resolving_segment: list[list[float]]
    pleasing: list[float]
    pleasing_segment: list[list[float]]
    pace: list[float]
    difficulty: list[float]


@dataclass(frozen=True)
class Habits:
    """How they work, per associate: chances and seconds."""

    accepts: list[float]
    reacts: list[float]
    comes: list[float]
    arrives_in: list[float]
    shows: list[float]


@dataclass(frozen=True)
class Population:
    """Everybody who could work in this world."""

    people: list[Person]
    truth: Truth
    habits: Habits
    shared: Shared

    def __len__(self) -> int:
        return len(self.people)


def populate(world: World, seed: int, shares: Floats) -> Population:
    """The associates of this world under this seed; more of them speak and serve what is asked for more.

    `shares` are the languages' shares of the arrivals.
    """
    truth = _truth(world, np.random.default_rng([seed, _QUALITY]))
    skills = np.random.default_rng([seed, _SKILLS])
    tiers = _tiers(world, truth, np.random.default_rng([seed, _TIERS]))
    people = [_person(world, skills, shares, tiers[one]) for one in range(world.size.associates)]
    _cover(world, people, skills)
    return Population(people, truth, _habits(world, np.random.default_rng([seed, _HABITS])), Shared(world, seed))


def _truth(world: World, chance: np.random.Generator) -> Truth:
    size, quality = world.size, world.quality
    many = size.associates
    general = chance.normal(0, quality.general, many)
    by_topic = chance.normal(0, quality.topic, (many, size.topics))
    by_brand = chance.normal(0, quality.brand, (many, size.brands))
    hard = chance.normal(0, quality.difficulty, size.topics)
    own = chance.normal(0, quality.pleasant, many)
    # One general gift is behind part of both: who resolves much tends to be liked.
    kin = quality.kinship
    pleasing = kin * quality.pleasant * general / max(quality.general, 1e-9) + np.sqrt(1 - kin**2) * own
    resolving = general[:, None, None] + by_brand[:, :, None] + by_topic[:, None, :] - hard[None, None, :]
    return Truth(
        resolving=resolving.tolist(),
        resolving_segment=chance.normal(0, quality.segment, (many, size.segments)).tolist(),
        pleasing=pleasing.tolist(),
        pleasing_segment=chance.normal(0, quality.pleasant_segment, (many, size.segments)).tolist(),
        pace=(chance.normal(0, quality.speed, many) - 0.1 * general).tolist(),
        difficulty=hard.tolist(),
    )


def _tiers(world: World, truth: Truth, chance: np.random.Generator) -> NDArray[np.int64]:
    """A tier per associate and brand, from 1 (best): the truth, blurred by who declares it."""
    quality = world.quality
    known = np.asarray(truth.resolving).mean(axis=2)
    known = (known - known.mean()) / max(float(known.std()), 1e-9)
    weight = quality.declared
    seen = weight * known + np.sqrt(1 - weight**2) * chance.normal(0, 1, known.shape)
    rank = seen.argsort(axis=0).argsort(axis=0) / max(len(seen), 1)
    tiers: NDArray[np.int64] = (quality.tiers - np.floor(rank * quality.tiers)).astype(np.int64)
    return tiers


def _person(world: World, chance: np.random.Generator, shares: Floats, tiers: NDArray[np.int64]) -> Person:
    size, skills = world.size, world.skills
    most = min(skills.most_brands, size.brands)
    count = int(chance.integers(min(skills.fewest_brands, most), most + 1))
    brands = frozenset(int(one) for one in chance.choice(size.brands, count, replace=False))
    languages = {int(chance.choice(size.languages, p=shares))}
    if size.languages > 1 and chance.random() < skills.second_language:
        languages.add(int(chance.integers(size.languages)))
    able = {"chat": skills.chat, "email": skills.email, "voice": skills.voice}
    channels = frozenset(name for name, share in able.items() if chance.random() < share and name in world.channels)
    return Person(
        brands=brands,
        languages=frozenset(languages),
        channels=channels or frozenset(list(world.channels)[:1]),
        slots=int(chance.choice(skills.slots)),
        tiers={one: int(tiers[one]) for one in sorted(brands)},
    )


def _cover(world: World, people: list[Person], chance: np.random.Generator) -> None:
    """Hire for what nobody could serve: no network would open a brand in a language that none of its people speak."""
    for brand in range(world.size.brands):
        for language in range(world.size.languages):
            able = sum(brand in one.brands and language in one.languages for one in people)
            for at in chance.integers(len(people), size=max(0, _LEAST_ABLE - able)):
                one = people[at]
                tiers = one.tiers | {brand: one.tiers.get(brand, world.quality.tiers)}
                people[at] = Person(one.brands | {brand}, one.languages | {language}, one.channels, one.slots, tiers)


_LEAST_ABLE = 6


def _habits(world: World, chance: np.random.Generator) -> Habits:
    many, offers, call_in = world.size.associates, world.offers, world.call_in

    def shares(mean: float, spread: float) -> list[float]:
        return [draws.logistic(draws.logit(mean) + one) for one in chance.normal(0, spread, many)]

    return Habits(
        accepts=shares(offers.accepted, offers.accepted_spread),
        reacts=(offers.reaction * np.exp(chance.normal(0, offers.reaction_spread, many))).tolist(),
        comes=shares(call_in.accepted, call_in.accepted_spread),
        arrives_in=(call_in.latency * np.exp(chance.normal(0, call_in.latency_spread / 2, many))).tolist(),
        shows=[1 - world.work.no_show] * many,
    )

"""Shared experience in the platform: what counts for a conversation, who has it, and what it did to an offer.

Nothing counts but what the brand asks for, the requester agreed to and somebody of the brand's people said of
themselves. Brands that ask for nothing cost no query.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

import numpy as np

from gigline.accounts.experiences import ExperienceSettings, fold
from gigline.accounts.schemas import BrandSettings
from gigline.contacts import experiences
from gigline.conversations.models import Conversation
from gigline.infra.db import Reader
from gigline.routing.engine.affinity import Shared, kind_of
from gigline.routing.models import Match
from gigline.routing.waits import Wait
from gigline.workforce.models import Candidate

# The policy of an experiment's arm: gigline, leaving shared experience out.
WITHOUT = "gigline-without-affinity"

Asked = Mapping[str, ExperienceSettings]


async def wishes(
    r: Reader,
    rows: Sequence[Conversation],
    settings: Mapping[UUID, BrandSettings],
    people: Mapping[UUID, Sequence[Candidate]],
) -> dict[UUID, tuple[str, ...]]:
    """By conversation, what counts for it; those without anything are left out."""
    asked = {brand_id: _asked(one, people[brand_id]) for brand_id, one in settings.items()}
    concerned = [c for c in rows if asked[c.brand_id]]
    if not concerned:
        return {}
    agreed = await experiences.agreed(r, [(c.brand_id, c.contact_id, c.channel) for c in concerned])
    found = {
        c.id: _wished(c, asked[c.brand_id], facts)
        for c, facts in zip(concerned, agreed, strict=True)
        if facts is not None
    }
    return {id_: one for id_, one in found.items() if one}


def _asked(settings: BrandSettings, people: Iterable[Candidate]) -> Asked:
    """What the brand asks for and anybody let count."""
    asked = settings.counting()
    said = {key for one in people for key in lets_count(one)} if asked else set()
    return {key: one for key, one in asked.items() if key in said}


def _wished(c: Conversation, asked: Asked, facts: frozenset[str]) -> tuple[str, ...]:
    """In one order, so that conversations that wish for the same are alike."""
    told = {fold(str(fact["value"])) for fact in (c.handover or {}).get("facts", ())}

    def is_so(key: str, one: ExperienceSettings) -> bool:
        return key in facts or (one.kind != "language" and fold(one.name) in told)

    return tuple(sorted(key for key, one in asked.items() if one.matters_for(c.topic) and is_so(key, one)))


def lets_count(one: Candidate) -> tuple[str, ...]:
    """What counts of somebody: a language, as long as the network has entered it."""
    if not one.experiences:
        return ()
    spoken = {each.partition("-")[0] for each in one.languages}
    return tuple(key for key in one.experiences if kind_of(key) != "language" or key.partition(":")[2] in spoken)


def in_engine(brand_id: UUID, keys: Iterable[str]) -> tuple[str, ...]:
    """As the engine knows them: kinds are shared by all brands, experiences are the brand's own."""
    return tuple(f"{kind}:{brand_id}/{name}" for kind, _, name in (key.partition(":") for key in keys))


def wished_in_engine(wait: Wait) -> tuple[str, ...]:
    """What of a conversation's wishes is used to decide on it."""
    return () if wait.policy == WITHOUT else in_engine(wait.conversation.brand_id, wait.wishes)


def shared(wait: Wait, one: Candidate, *, having: bool = True) -> Shared | None:
    """For this one candidate, or as if they had nothing of it."""
    used = wished_in_engine(wait)
    if not used:
        return None
    has = lets_count(one)
    return Shared(used, np.array([[having and key in has] for key in wait.wishes]))


def match(wait: Wait, one: Candidate, adds: float | None = None) -> Match | None:
    """What is kept of it with an offer to this candidate; `adds`: to the chance of resolution, where it was used."""
    if not wait.wishes:
        return None
    has = lets_count(one)
    return Match(wait.wishes, tuple(key for key in wait.wishes if key in has), adds)

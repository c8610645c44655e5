"""Why an offer went where it went: the whole record for leaders, plain words for its associate."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

from gigline.accounts.models import Actor
from gigline.infra.db import Reader
from gigline.routing import queries
from gigline.routing.errors import NoSuchOffer
from gigline.routing.models import Offer
from gigline.workforce import service as workforce


async def decision_of(r: Reader, actor: Actor, offer_id: UUID) -> tuple[Offer, dict[str, Any], dict[UUID, str]]:
    """The offer, its decision record and the names of all in it; for leaders of its brand, else NoSuchOffer."""
    found = await queries.offer(r, offer_id)
    if found is None or not actor.has_role(found.brand_id, "leader"):
        raise NoSuchOffer("There is no such offer.")
    decision = await queries.decision(r, offer_id)
    ids = [UUID(one["id"]) for one in decision["eligible"]]
    ids += [UUID(one["associate_id"]) for one in decision["excluded"]]
    names = {one.id: one.name for one in await workforce.associates(r, ids)}
    return found, decision, names


async def why(r: Reader, actor: Actor, offer_id: UUID) -> tuple[Offer, list[str]]:
    """Sentences for the associate who got the offer; else NoSuchOffer. Others are only counted, never named."""
    found = await queries.offer(r, offer_id)
    if found is None or actor.kind != "person" or found.associate_id != actor.id:
        raise NoSuchOffer("There is no such offer.")
    return found, sentences(found, await queries.decision(r, offer_id))


_HINDRANCES = {
    "language": "do not speak the language",
    "channel": "are not granted the channel",
    "topic": "are not granted the topic",
    "clearance": "lack the clearance",
    "availability": "are off or on a break",
    "presence": "are not connected",
    "paused": "left offers unanswered",
    "capacity": "have no room",
    "warm_up": "have just begun and take on work step by step",
    "asked_before": "were asked already or had it before",
}


def sentences(offer: Offer, decision: dict[str, Any]) -> list[str]:
    """The record in plain words."""
    said = [str(offer.reason["summary"])]
    need = decision["need"]
    topic = f"topic {need['topic']}" if need["topic"] else "no topic yet"
    said.append(f"It came by {need['channel']} in {need['language']}, {topic}, clearance {need['clearance']}.")
    me = str(offer.associate_id)
    idle_s = next(one["idle_s"] for one in decision["eligible"] if one["id"] == me)
    said.append(f"You had been free for {round(idle_s)} seconds.")
    said += _learned(decision.get("worth", {}).get(me))
    counts = Counter(one["filter"] for one in decision["excluded"])
    eligible = len(decision["eligible"])
    said.append(f"{eligible} could take it." if eligible != 1 else "Only you could take it.")
    said += [f"{count} {_HINDRANCES[name]}." for name, count in counts.most_common()]
    said.append(f"The rule was {offer.policy}, version {offer.policy_version}; it knows nothing about you beyond this.")
    return said


def _learned(worth: dict[str, Any] | None) -> list[str]:
    """What the rule expected, and what that rests on."""
    if worth is None:
        return []
    chance = round(100 * worth["resolved"])
    basis = f"{worth['cases']} of your earlier conversations" if worth["cases"] else "what all do, as you are new to it"
    return [f"It expected that you settle one like this with a chance of {chance} %, judging by {basis}."]

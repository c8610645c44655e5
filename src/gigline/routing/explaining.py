"""Why an offer went where it went: the whole record for leaders, plain words for its associate."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

import numpy as np

from gigline.accounts import service as accounts
from gigline.accounts.models import Actor
from gigline.conversations import service as conversations
from gigline.infra.db import Reader
from gigline.routing import choosing, packing, pass_queries, queries
from gigline.routing.choosing import Choice, Recorded
from gigline.routing.engine import records, words
from gigline.routing.engine.scores import OWN
from gigline.routing.errors import NoSuchOffer
from gigline.routing.models import Change, Explained, Offer, OfferLine
from gigline.workforce import service as workforce

# Of the others, what would have changed it is worked out for the nearest.
MOST_CHANGES = 5
MOST_PAIRS = 200_000
MOST_LISTED = 50
# A lead of a hundredth of a resolved conversation is worth a sentence.
WORTH_TELLING = 0.01


async def decision_of(r: Reader, actor: Actor, offer_id: UUID) -> Explained:
    """For leaders of the offer's brand, else NoSuchOffer. Conversations it competed with are counted, not named: they
    may be another brand's.
    """
    found = await queries.offer(r, offer_id)
    if found is None or not actor.has_role(found.brand_id, "leader"):
        raise NoSuchOffer("There is no such offer.")
    one = await whole(r, offer_id)
    stored = one.stored
    replays, changes = await asyncio.to_thread(lambda: (choosing.replays(one), changes_of(one)))
    ids = [UUID(one["id"]) for one in stored["eligible"]]
    ids += [UUID(one["associate_id"]) for one in stored["excluded"]]
    names = {one.id: one.name for one in await workforce.associates(r, ids)}
    return Explained(found, _shown(one), names, replays, changes)


async def offers_of(r: Reader, actor: Actor, conversation_id: UUID) -> list[OfferLine]:
    """Whom a conversation was offered to, for leaders of its brand; else NoSuchConversation."""
    c = await conversations.access_conversation(r, actor, conversation_id, "lead")
    return await queries.offers_of(r, c, MOST_LISTED)


async def whole(r: Reader, offer_id: UUID) -> Recorded:
    """The decision record, with the round it came of."""
    stored = await queries.decision(r, offer_id)
    kept = await pass_queries.kept_pass(r, UUID(stored["pass"])) if stored["pass"] else None
    shared = await asyncio.to_thread(packing.restored, kept.record, kept.pieces) if kept else None
    return choosing.recorded(stored, shared)


def _shown(one: Recorded) -> dict[str, Any]:
    """Of the round, the conversation's own row, and how many it competed with."""
    if one.given is None:
        return {**one.stored, "round": None}
    own = replace(one.given, rows=(one.given.row(one.stored["conversation"]),))
    return {**one.stored, "round": {**records.to_json(own), "competed": len(one.given.rows) - 1}}


def changes_of(one: Recorded) -> list[Change]:
    """What would have changed it, for those who came nearest; not of large rounds, which are decided anew for it many
    times.
    """
    given, conversation = one.given, one.stored["conversation"]
    if given is None or sum(len(each.numbers) for each in given.rows) > MOST_PAIRS:
        return []
    row = given.row(conversation)
    near = [row.candidates()[at] for at in np.argsort(-row.scores(), kind="stable")]
    others = [each for each in near if each != one.stored["chosen"]][:MOST_CHANGES]
    found = [words.counterfactual(given, conversation, each) for each in others]
    return [Change(UUID(each.associate), each.needed, dict(each.parts)) for each in found]


async def why(r: Reader, actor: Actor, offer_id: UUID) -> tuple[Offer, list[str]]:
    """Sentences for the associate who got the offer; else NoSuchOffer. Others are only counted, never named."""
    found = await queries.offer(r, offer_id)
    if found is None or actor.kind != "person" or found.associate_id != actor.id:
        raise NoSuchOffer("There is no such offer.")
    settings = accounts.settings_of(await accounts.brand(r, found.brand_id))
    topics = {one.key: one.name for one in settings.topics}
    return found, sentences(found, await queries.decision(r, offer_id), topics)


# Of one, and of several.
_HINDRANCES = {
    "language": ("does not speak the language", "do not speak the language"),
    "channel": ("is not granted the channel", "are not granted the channel"),
    "topic": ("is not granted the topic", "are not granted the topic"),
    "clearance": ("lacks the clearance", "lack the clearance"),
    "rung": ("is asked later, as the brand asks others first", "are asked later, as the brand asks others first"),
    "availability": ("is off or on a break", "are off or on a break"),
    "presence": ("is not connected", "are not connected"),
    "paused": ("left offers unanswered", "left offers unanswered"),
    "capacity": ("has no room", "have no room"),
    "warm_up": ("has just begun and takes work on step by step", "have just begun and take work on step by step"),
    "asked_before": ("was asked already or had it before", "were asked already or had it before"),
}
_FALLBACKS = {
    "late": "the usual rule took too long",
    "broken": "the usual rule failed",
    "learning": "the usual rule has not learned yet what there is to learn",
}


def sentences(offer: Offer, decision: Mapping[str, Any], topics: Mapping[str, str]) -> list[str]:
    """The record in plain words; `topics` are the names of the brand's, by key."""
    said = [str(offer.reason["summary"]), _came(decision["need"], topics)]
    me = str(offer.associate_id)
    idle_s = next(one["idle_s"] for one in decision["eligible"] if one["id"] == me)
    said.append(f"It had waited for {round(decision['waited_s'])} seconds, and you had been free for {round(idle_s)}.")
    if decision["after_bot"]:
        said.append("The bot tried and could not settle it, so experience with such cases counts more.")
    said += _expected(decision["expected"])
    said += _shared(decision.get("affinity"))
    eligible, hindered = _counts(decision)
    said.append(f"{eligible} could take it." if eligible != 1 else "Only you could take it.")
    said += [f"{count} {_HINDRANCES[name][count > 1]}." for name, count in hindered.most_common()]
    if decision["fallback"]:
        said.append(f"Whoever is free longest was asked, as {_FALLBACKS[decision['fallback']]}.")
    said.append(f"The rule was {offer.policy}, version {offer.policy_version}; it knows nothing about you beyond this.")
    return said


def _counts(decision: Mapping[str, Any]) -> tuple[int, Counter[str]]:
    """How many could take it, and how many each rule kept from it: all that is left of others after a time."""
    if "counts" in decision:
        return decision["counts"]["eligible"], Counter(decision["counts"]["excluded"])
    return len(decision["eligible"]), Counter(one["filter"] for one in decision["excluded"])


def _came(need: Mapping[str, Any], topics: Mapping[str, str]) -> str:
    about = f"about “{topics.get(need['topic'], need['topic'])}”" if need["topic"] else "about nothing known yet"
    cleared = f", for people with clearance {need['clearance']}" if need["clearance"] else ""
    return f"It came by {need['channel']} in the language {need['language']}, {about}{cleared}."


def _expected(worth: Mapping[str, Any] | None) -> list[str]:
    """What the rule expected, and what that rests on."""
    if worth is None:
        return []
    chance = round(100 * worth["resolved"])
    basis = f"{worth['cases']} of your earlier conversations" if worth["cases"] else "what all do, as you are new to it"
    return [f"It expected that you settle one like this with a chance of {chance} %, judging by {basis}."]


def _shared(match: Mapping[str, Any] | None) -> list[str]:
    """What shared experience did, where the associate has any of what was wished for."""
    if match is None or not match["matched"]:
        return []
    names = ", ".join(_named(key) for key in match["matched"])
    both = f"The requester agreed that it may count who knows this, and so did you: {names}."
    if match["adds"] is None:
        return [f"{both} It was not used this time."]
    points = round(100 * match["adds"])
    if points == 0:
        return [f"{both} It made no difference yet, as what it is worth is still being learned."]
    change = f"{abs(points)} point{'s' if abs(points) > 1 else ''} {'higher' if points > 0 else 'lower'}"
    return [f"{both} That made the chance {change}, as it went for others who share it."]


def _named(experience: str) -> str:
    kind, _, name = experience.partition(":")
    return name.title() if kind == "city" else name


def reason(choice: Choice) -> dict[str, Any]:
    """Why this associate, for the offer's card: one sentence and the score's parts."""
    return {"summary": _summary(choice), "parts": dict(choice.parts)}


def _summary(choice: Choice) -> str:
    if choice.need.before == choice.associate_id:
        return "You helped with this before, so it comes to you first."
    many = len(choice.eligible)
    if many == 1:
        return "You are the only one free who can take this now."
    lead = _lead(choice)
    if lead == "value":
        return f"Conversations like this went well in your hands, better than with most of the {many} who are free."
    if lead in _SAYINGS:
        return _SAYINGS[lead].format(many=many)
    longest = min(choice.eligible, key=lambda one: one.idle_since)
    if longest.id == choice.associate_id:
        return f"You have been free longest of the {many} who can take this now."
    return f"You are as good a choice as any of the {many} who can take this now."


_SAYINGS = {
    "continuity": "The bot could not settle this, and you know more such cases than most of the {many} who are free.",
    "fairness": "You earned less in the last days than most of the {many} who can take this now.",
    "explore": "It is your turn to be tried at conversations like this.",
    "concurrency": "You have fewer conversations at once than most of the {many} who are free.",
    "price": "The others of the {many} who are free are kept for what only they can do.",
}


def _lead(choice: Choice) -> str | None:
    """The part of the score in which the chosen is most ahead of the mean of the candidates, if it is worth telling."""
    if choice.given is None:
        return None
    row = choice.given.row(str(choice.conversation_id))
    mine = row.parts[:, row.candidates().index(str(choice.associate_id))] - row.parts.mean(axis=1)
    best = int(mine.argmax())
    return OWN[best] if mine[best] >= WORTH_TELLING else None

"""What the brand lets the bot do, for whom and about what. Every rule that applies only takes away.

`decided` is pure: the rules of brand.toml, the kind of requester and what is known of them give a Policy.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gigline.accounts.schemas import BrandSettings, PolicySettings
from gigline.bot.assistant import Ready
from gigline.bot.dialogue import Policy
from gigline.contacts import service as contacts
from gigline.conversations.models import Conversation
from gigline.infra.db import Reader


async def of(r: Reader, ready: Ready, c: Conversation) -> Policy:
    """The policy for this conversation as its requester is known now."""
    attributes: Mapping[str, Any] = {}
    if any(rule.attributes for rule in ready.settings.policies):
        contact = await contacts.get(r, c.brand_id, c.contact_id)
        # What was proved comes last: nobody may claim to be verified.
        attributes = {**contact.attributes, "verified": contact.verified, "language": c.language}
    topic = c.topic if ready.settings.topic(c.topic) is not None else None
    return decided(ready.settings, ready.bot_topics, c.requester_kind, attributes, topic)


def decided(
    settings: BrandSettings,
    bot_topics: frozenset[str],
    kind: str,
    attributes: Mapping[str, Any],
    topic: str | None = None,
) -> Policy:
    """The policy for such a requester; `bot_topics` are those that the bot may answer at all."""
    rules = [rule for rule in settings.policies if _concerns(rule, kind, attributes)]
    every = {one.key for one in settings.topics}
    never = _topics(rules, every, {"never"})
    only_answers = _topics(rules, every, {"never", "answers"})
    return Policy(
        enabled=settings.bot.enabled,
        bot_topics=bot_topics - never,
        topic=topic,
        act_topics=bot_topics - only_answers,
        clearance={key: _clearance(rules, key) for key in every},
        any_clearance=max((rule.clearance for rule in rules if not rule.topics), default=0),
        offer_person=frozenset(
            key for key in every if any(rule.offer_person and _about(rule, key) for rule in rules)
        ),
        never=bool(every) and never == every,
    )  # fmt: skip


def _concerns(rule: PolicySettings, kind: str, attributes: Mapping[str, Any]) -> bool:
    if rule.kinds and kind not in rule.kinds:
        return False
    return all(_has(attributes.get(name), wanted) for name, wanted in rule.attributes.items())


def _has(found: Any, wanted: bool | str | list[str]) -> bool:
    if isinstance(wanted, bool):
        return (found is True) == wanted
    several = wanted if isinstance(wanted, list) else [wanted]
    return isinstance(found, str) and found.casefold() in {one.casefold() for one in several}


def _about(rule: PolicySettings, topic: str) -> bool:
    return not rule.topics or topic in rule.topics


def _topics(rules: list[PolicySettings], every: set[str], bot: set[str]) -> frozenset[str]:
    return frozenset(key for key in every if any(rule.bot in bot and _about(rule, key) for rule in rules))


def _clearance(rules: list[PolicySettings], topic: str) -> int:
    return max((rule.clearance for rule in rules if _about(rule, topic)), default=0)

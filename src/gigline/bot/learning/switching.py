"""A topic on which too many answers are wrong is switched to people by itself; a leader gives it back."""

from __future__ import annotations

from uuid import UUID

import structlog

from gigline.accounts import service as accounts
from gigline.bot.learning import audit_queries, deciding, queries, rules
from gigline.bot.learning.errors import DecidedMeanwhile, NoSuchLearning
from gigline.bot.learning.events import TopicSwitched
from gigline.bot.learning.models import HeldBy, Switch
from gigline.infra import outbox
from gigline.infra.db import Writer

log = structlog.get_logger()


async def look(w: Writer, brand_id: UUID, topic: str | None) -> None:
    """Switch the topic to people if the verdicts since it was last switched prove that it is below target."""
    if topic is None:
        return
    await queries.serialise(w, brand_id)
    switch = await audit_queries.switch(w, brand_id, topic)
    if switch is not None and switch.held_by == "people":
        return
    found = next((one for one in await audit_queries.verdicts(w, brand_id) if one.topic == topic), None)
    target = accounts.settings_of(await accounts.brand(w, brand_id)).bot.precision
    if found is None or not rules.below_target(found.right_since, found.wrong_since, target):
        return
    reason = (
        f"{found.wrong_since} of {found.right_since + found.wrong_since} judged answers were wrong; "
        f"the target is {target:.1%} right"
    )
    await _save(w, brand_id, topic, "people", reason, deciding.GIGLINE, (found.right_since, found.wrong_since))
    log.warning("topic_switched_to_people", topic=topic, right=found.right_since, wrong=found.wrong_since)


async def set_by(
    w: Writer, brand_id: UUID, topic: str, version: int, held_by: HeldBy, why: str, by: deciding.Who
) -> Switch:
    """A leader's decision who answers a topic; raises NoSuchLearning, DecidedMeanwhile. Counting begins anew."""
    settings = accounts.settings_of(await accounts.brand(w, brand_id))
    if settings.topic(topic) is None:
        raise NoSuchLearning("There is no such topic.")
    await queries.serialise(w, brand_id)
    now = await audit_queries.switch(w, brand_id, topic)
    if version != (now.version if now is not None else 0):
        raise DecidedMeanwhile(
            "Somebody else switched this meanwhile.",
            current={"version": now.version, "held_by": now.held_by} if now is not None else {"version": 0},
        )
    return await _save(w, brand_id, topic, held_by, why, by, (0, 0))


async def _save(
    w: Writer, brand_id: UUID, topic: str, held_by: HeldBy, reason: str, by: deciding.Who, counts: tuple[int, int]
) -> Switch:
    saved = await audit_queries.save_switch(w, brand_id, topic, held_by, reason, *counts)
    await queries.log(w, brand_id, by, "switched", topic, reason, {"held_by": held_by})
    await outbox.publish(w, TopicSwitched(brand_id=brand_id, topic=topic, held_by=held_by))
    return saved

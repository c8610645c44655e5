"""What a requester makes of an answer. Pure; the requester knows what would have settled their matter."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from gigline.simulation.plan import RequesterPlan

# Human seconds of waiting for the first answer after which a point is lost, one for each.
SLOW_S = (45.0, 150.0)

_NOTHING: Mapping[str, Any] = {}
_ANSWERS = {"address": "Rua Nova 5", "number": "2", "amount": "5 euros", "date": "tomorrow"}
_ASKS_CODE = re.compile(
    r"(order|box|subscription|reference|delivery)\s+(number|code|id)|número de pedido|código de pedido", re.IGNORECASE
)


def is_settled_by_bot(plan: RequesterPlan, data: Mapping[str, Any]) -> bool:
    """Whether the bot's answer (the `data` of its entry) is from the right article; small talk needs none."""
    if plan.scenario == "small_talk":
        return True
    if plan.article is None:
        return False
    if data.get("done") and is_right_flow(plan, data):
        return True
    cited = [one for one in data.get("citations") or [] if isinstance(one, Mapping)]
    return any(one.get("title") == plan.article.title or one.get("article") == plan.article.slug for one in cited)


def is_right_flow(plan: RequesterPlan, data: Mapping[str, Any]) -> bool:
    """Whether the bot gets done what they came for, instead of telling its article."""
    return plan.article is not None and plan.article.slug in (data.get("stands_in_for") or [])


def answer_to_flow(plan: RequesterPlan, data: Mapping[str, Any]) -> str | None:
    """What they answer to a flow's question; None when they have nothing to say to it."""
    options = [one for one in data.get("options") or [] if isinstance(one, str)]
    match data.get("asks"):
        case "code":
            return plan.code
        case "yes_no" | "choice":
            return options[0] if options else None
        case asked:
            return _ANSWERS.get(str(asked))


def is_settled_by_person(plan: RequesterPlan, body: str) -> bool:
    """Whether an associate's reply holds the right answer; any reply will do for small talk."""
    return not plan.answer or plan.answer in body


def chosen_option(plan: RequesterPlan, options: list[Any], about: Mapping[str, Any] = _NOTHING) -> str | None:
    """Which of the bot's proposals is what they meant, if any; `about` has the articles that a flow stands in for."""
    if plan.article is None:
        return None
    wanted, slug = plan.article.title.casefold(), plan.article.slug
    flow = next((one for one in options if isinstance(one, str) and slug in (about.get(one) or [])), None)
    if flow is not None:
        return flow
    return next((one for one in options if isinstance(one, str) and one.casefold() == wanted), None)


def asks_for_code(body: str) -> bool:
    """Whether this message asks for an order code (rather than mention one)."""
    return "?" in body and _ASKS_CODE.search(body) is not None


def score(plan: RequesterPlan, *, waited_s: float | None, settled: bool, asked_twice: int) -> int:
    """The rating from 1 to 5: waiting (human seconds), being asked again and a wrong answer cost points."""
    lost = sum(waited_s > limit for limit in SLOW_S) if waited_s is not None else len(SLOW_S)
    value = 4.8 - lost - 0.5 * asked_twice - (0 if settled else 2.2) + plan.mood
    return max(1, min(5, round(value)))

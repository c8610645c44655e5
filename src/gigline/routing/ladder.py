"""How far a brand opens the circle of whom it asks, and what it does when nobody is there. Pure.

Rungs, from the narrowest: preferred (the brand named them for the topic), certified (they passed for the topic),
granted (they may take it at all). A rung only widens among those with a grant: waiting reaches nobody ineligible.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from gigline.accounts.schemas import EmptyStep, QueueSettings
from gigline.routing import rules


def climbed(
    need: rules.Need, queue: QueueSettings, waited_s: float, anybody: Callable[[rules.Need], bool]
) -> rules.Need:
    """The need at the rung it has reached after this wait. `anybody`: whether somebody online meets such a need.

    Where the brand says so, a rung at which nobody is online is passed at once; and whoever had the conversation before
    may go on with it, whatever they are.
    """
    due = 0.0 if need.before is None else float("-inf")
    for step in queue.ladder:
        due += step.for_s
        at = replace(need, rung=step.rung)
        if waited_s < due and (not queue.widen_when_empty or anybody(at)):
            return at
    return need


def opens_in_s(queue: QueueSettings, rung: rules.Rung, waited_s: float) -> float | None:
    """Seconds until the circle opens beyond this rung for whoever waited so long; None where all are asked already."""
    due = 0.0
    for step in queue.ladder:
        due += step.for_s
        if step.rung == rung:
            return max(0.0, due - waited_s)
    return None


def steps_due(queue: QueueSettings, waited_s: float, done: int) -> tuple[EmptyStep, ...]:
    """What the brand wants done by now for somebody for whom nobody is there, after the first `done` of its steps."""
    return tuple(step for step in queue.when_empty[done:] if step.after_s <= waited_s)

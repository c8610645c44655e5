"""Why an offer went past somebody, in plain words, and what would have changed it. From the record alone."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from gigline.routing.engine import pairs, records
from gigline.routing.engine.records import Considered, Round
from gigline.routing.engine.scores import OWN

# What makes a difference of a hundredth of a resolved conversation is worth a sentence.
WORTH_TELLING = 0.01
_BEHIND = {
    "continuity": "Others helped here before, or know more of the cases that the bot fails on.",
    "value": "Conversations like this one went better in others' hands so far.",
    "fairness": "You earned more than the others so far.",
    "concurrency": "You had more conversations at once than others.",
    "price": "You were kept for what only you can do.",
    "explore": "Somebody else was tried at this.",
}


@dataclass(frozen=True, slots=True)
class Change:
    """What it would have taken for this associate to get the conversation.

    `needed`: how much more their score had to be; by the record's own solver, so none other of the round is wronged.
    `parts`: the differences to who got it, the greatest disadvantage first.
    """

    associate: str
    needed: float
    parts: tuple[tuple[str, float], ...]


def why_not(row: Considered, associate: str, got: str) -> list[str]:
    """For a candidate who did not get it, against who did; the greatest disadvantage first."""
    gap = row.parts[:, _at(row, associate)] - row.parts[:, _at(row, got)]
    told = [_BEHIND[OWN[i]] for i in np.argsort(gap) if gap[i] <= -WORTH_TELLING]
    return told or [
        "You were as good a choice; another conversation of that moment suited you better, or it was a tie."
    ]


def counterfactual(given: Round, conversation: str, associate: str) -> Change:
    """What would have changed it: the least by which this associate's score had to be higher (0 for who got it)."""
    row, got = given.row(conversation), _got(given, conversation)
    at = _at(row, associate)
    if got == associate:
        return Change(associate, 0.0, ())
    high = 1.0
    while not _wins(given, row, at, associate, high):
        high *= 2.0
    low = 0.0
    for _ in range(30):
        middle = (low + high) / 2.0
        low, high = (low, middle) if _wins(given, row, at, associate, middle) else (middle, high)
    gap = row.parts[:, at] - (row.parts[:, _at(row, got)] if got else 0.0)
    order = np.argsort(gap).tolist()
    return Change(associate, high, tuple((OWN[i], float(gap[i])) for i in order if gap[i] != 0.0))


def _wins(given: Round, row: Considered, at: int, associate: str, more: float) -> bool:
    parts = row.parts.copy()
    parts[0, at] += more
    # Alone in its kind now, as nobody else gets the addition.
    own = replace(row, pairs=pairs.of_parts(row.numbers, parts), kind=-1)
    changed = replace(given, rows=tuple(own if one is row else one for one in given.rows))
    return (row.conversation, associate) in records.replay(changed)


def _got(given: Round, conversation: str) -> str | None:
    return dict(records.replay(given)).get(conversation)


def _at(row: Considered, associate: str) -> int:
    return row.candidates().index(associate)

"""An offer in plain words.

Why this associate, why not that one, and what would have changed it. From the record alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from gigline.routing.engine import pairs, records
from gigline.routing.engine.records import Considered, Round
from gigline.routing.engine.scores import OWN

# What makes a difference of a hundredth of a resolved conversation is worth a sentence.
WORTH_TELLING = 0.01
# Index → (said of who gets it, said of who does not).
_SAYINGS = {
    "continuity": ("You helped here before, or know cases the bot failed on.", "Others helped here before."),
    "value": ("You do conversations like this one better than most who are free.", "Others do these better so far."),
    "fairness": ("You earned less than the others so far.", "You earned more than the others so far."),
    "concurrency": ("You have fewer conversations at once than the others.", "You have more conversations at once."),
    "price": ("Your time is less scarce now.", "You are kept for what only you can do."),
    "explore": ("It was your turn to be tried at this.", "Somebody else was tried at this."),
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


def why(given: Round, conversation: str, associate: str) -> list[str]:
    """For who got it: what spoke for them against the mean of the candidates, the strongest first."""
    row = given.row(conversation)
    if len(row.numbers) == 1:
        return ["You are the only one free who can take this now."]
    lead = row.parts[:, _at(row, associate)] - row.parts.mean(axis=1)
    order = np.argsort(-lead)
    told = [_SAYINGS[OWN[i]][0] for i in order if lead[i] >= WORTH_TELLING]
    return told or [f"You were as good a choice as any of the {len(row.numbers)} who can take this now."]


def why_not(given: Round, conversation: str, associate: str) -> list[str]:
    """For who did not get it, against who did."""
    row = given.row(conversation)
    if associate not in row.candidates():
        return ["A rule kept you from it then: a grant, a language, a channel, being online, or free capacity."]
    got = _got(given, conversation)
    if got == associate:
        return []
    if got is None:
        return ["It was kept back for a moment, in case somebody better suited became free."]
    gap = row.parts[:, _at(row, associate)] - row.parts[:, _at(row, got)]
    told = [_SAYINGS[OWN[i]][1] for i in np.argsort(gap) if gap[i] <= -WORTH_TELLING]
    return told or ["You were as good a choice; another conversation of that moment suited you better."]


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

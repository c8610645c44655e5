"""The arithmetic of learning: what is worth a leader's time, what is proved, what speaks against a topic. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

# Questions this alike ask the same: no two of different articles of the example brands are.
SAME_QUESTION = 0.86
# Examples this alike teach the same: the second adds nothing.
SAME_EXAMPLE = 0.95
# Words this near to another article's question belong to a leader, not to an automatism.
OTHERS_QUESTION = 0.9
# A coarser likeness: one matter, asked in several ways. Of pairs of the example brands' own questions this alike, half
# are of one article and two thirds of one topic: authors write questions apart, requesters ask more alike.
SAME_MATTER = 0.65
# A person's answer says what a passage says. A third of the example brands' passages find their article by its other
# passages with this, and 96 to 99 % of those the right one.
SAME_ANSWER = 0.7
ANSWER_AHEAD = 0.1
# A passage stands in a person's answer when so many of its words do.
INSERTED = 0.8
MIN_INSERTED_WORDS = 6

# One topic's false alarm, ever, has at most this chance (J. Ville's inequality).
FALSE_ALARM = 0.05
# Wrong answers are looked for between what is allowed and so many times that.
WORST = 5.0
_STEPS = 60
_Z95 = 1.959964
# Confirmations without a contradiction before policy may approve, and decisions that must lie behind it.
MIN_HELD = 3
MIN_DECISIONS = 20


def chance(held: int, failed: int) -> float:
    """The chance that an answer is right, of how often it held: the mean of a beta posterior over a flat prior."""
    return (held + 1) / (held + failed + 2)


def effect(asked: int, held: int, failed: int) -> float:
    """How many requesters a candidate would have helped: how many asked, times the chance that it is right."""
    return asked * chance(held, failed)


def interval(right: int, of: int, z: float = _Z95) -> tuple[float, float] | None:
    """Wilson's two-sided interval of a share; None of nothing."""
    if not of:
        return None
    share, weight = right / of, 1 + z * z / of
    centre = (share + z * z / (2 * of)) / weight
    spread = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / weight
    return max(0.0, centre - spread), min(1.0, centre + spread)


def evidence_against(right: int, wrong: int, target: float) -> float:
    """How many times better "more wrong answers than allowed" explains these verdicts than "as many as allowed".

    A mixture likelihood ratio, the wrong share spread evenly between what is allowed and five times that. Under any
    share that is allowed it is a supermartingale, so that it may be looked at after every verdict: it ever passes
    1/0.05 with a chance of 5 % at most (J. Ville 1939). One wrong answer alone makes it 3, whatever the target.
    """
    allowed = 1 - target
    worst = min(1.0, WORST * allowed)
    width = (worst - allowed) / _STEPS
    shares = [allowed + (step + 0.5) * width for step in range(_STEPS)]
    base = wrong * math.log(allowed) + right * math.log1p(-allowed)
    ratios = [wrong * math.log(share) + right * math.log1p(-share) - base for share in shares if share < 1]
    return math.exp(min(700.0, _log_mean(ratios)))


def _log_mean(logs: Sequence[float]) -> float:
    top = max(logs)
    return top + math.log(sum(math.exp(one - top) for one in logs) / len(logs))


def below_target(right: int, wrong: int, target: float) -> bool:
    """Whether it is proved that more answers are wrong than the target allows."""
    return evidence_against(right, wrong, target) >= 1 / FALSE_ALARM


def may_approve(held: int, failed: int, wanted: float | None, approved: int, rejected: int) -> bool:
    """Whether a candidate may be approved without a leader: only where the brand says so, where it held several times
    and never failed, and where leaders approved (unchanged) as large a share of their decisions as the brand wants, by
    a lower bound.
    """
    if wanted is None or failed or held < MIN_HELD or approved + rejected < MIN_DECISIONS:
        return False
    bounds = interval(approved, approved + rejected)
    return bounds is not None and bounds[0] >= wanted


def inserted(answer: Iterable[str], passage: Iterable[str]) -> bool:
    """Whether a passage's words stand in an answer, give or take some that its author changed."""
    have, wanted = set(answer), set(passage)
    return len(wanted) >= MIN_INSERTED_WORDS and len(have & wanted) >= INSERTED * len(wanted)


def slug_of(title: str, unique: str) -> str:
    """The name of a learned article, in the letters that file names may have."""
    words = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in title.lower())
    short = "-".join(word for word in words.split("-") if word)[:60].strip("-")
    return "-".join(part for part in ("learned", short, unique[-8:]) if part)

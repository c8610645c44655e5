"""What reports show: each figure's name and its one definition in words. `report_queries` has the one query. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

# Fewer than this say nothing of the next ones.
FEW = 10

# How long nobody may have written again, by the end of the figure's key; in words that are PostgreSQL's too.
WINDOWS = {"h48": "48 hours", "d7": "7 days", "d30": "30 days"}

Kind = Literal["count", "seconds", "share", "score"]


@dataclass(frozen=True)
class Measure:
    """`kind`: what its value is: so many, a median of seconds, a share of something, a mean from 1 to 5."""

    key: str
    name: str
    kind: Kind
    definition: str


@dataclass(frozen=True)
class Figure:
    """A measure's value for some segments. `count`: how many it rests on; `part`: how many of them, of a share. `value`
    (of seconds, the median) and `p90` are None of fewer than FEW.
    """

    count: int
    part: int | None = None
    value: float | None = None
    p90: int | None = None


MEASURES: tuple[Measure, ...] = (
    Measure(
        "volume", "Conversations", "count",
        "Conversations that began in the period, by the brand's own clock. One that is reopened begins again and "
        "counts once more. All other figures are about these, whenever the rest of them happened.",
    ),
    Measure(
        "first", "First response", "seconds",
        "From the beginning to the first answer of whoever answers, bot or person. Words that only announce a person "
        "are no answer; a call that is taken is one.",
    ),
    Measure(
        "first_open", "First response, opening hours", "seconds",
        "The same, counting only the time in which the brand was open by its business calendar.",
    ),
    Measure(
        "first_person", "First response of a person", "seconds",
        "From the beginning to the first answer of an associate or a leader, the time with the bot included.",
    ),
    Measure(
        "first_person_open", "First response of a person, opening hours", "seconds",
        "The same, counting only the time in which the brand was open by its business calendar.",
    ),
    Measure(
        "next", "Next response", "seconds",
        "For each further answer of a person: from the first message of the requester that nobody had answered. The "
        "bot's answers are left out: they come at once.",
    ),
    Measure(
        "wait", "Wait for a person", "seconds",
        "From the first moment in the queue until somebody took it. Whoever left before counts under abandoned.",
    ),
    Measure(
        "handle", "Handle time", "seconds",
        "All the time that associates held it, one after the other, once nobody holds it any more.",
    ),
    Measure("resolution", "Resolution time", "seconds", "From the beginning until it was resolved, by whoever."),
    Measure(
        "sla", "SLA attained", "share",
        "Of the promised answers, those given in time. An answer is promised when a conversation begins, when it is "
        "handed over to people and when it goes back to the queue; the time is the brand's for the channel or kind of "
        "requester, and runs only while the brand is open. A promise is settled by the next answer, and is broken once "
        "its time is over; what ended or was promised anew before then does not count.",
    ),
    Measure(
        "abandoned", "Abandoned", "share",
        "Of those that came to the queue and were taken or ended, the ones that the requester ended or fell silent in "
        "before anybody took them.",
    ),
    Measure(
        "transferred", "Transferred", "share",
        "Of those that an associate had, the ones that another associate had after that, for whatever reason.",
    ),
    Measure("resolved", "Resolved", "share", "Of all, those that are resolved by now, by whoever."),
    Measure(
        "reopened", "Reopened", "share",
        "Of those that were resolved, the ones that went on as the same conversation, which is possible for 14 days.",
    ),
    Measure(
        "contained", "Contained", "share",
        "Of those that the bot held first, the ones that no person was ever asked into. Abandoned ones count: that is "
        "why containment flatters.",
    ),
    Measure(
        "assumed", "Assumed resolved", "share",
        "Of those that the bot held first, the contained ones that were closed because somebody said so or nobody "
        "wrote again.",
    ),
    *(
        Measure(
            f"true_{key}", f"Truly resolved, {window}", "share",
            "Of those that the bot held first, abandoned ones included: the bot gave an answer, no person was "
            f"involved, the same requester did not begin anything again within {window}, on any channel, and they did "
            "not rate it 1 or 2. Only those whose time is over are counted, on both sides of the share.",
        )
        for key, window in WINDOWS.items()
    ),
    Measure("csat", "CSAT", "score", "Mean of the ratings, 1 to 5; each resolution is rated at most once."),
    Measure("csat_good", "CSAT, good", "share", "Of the ratings, those of 4 and 5."),
    Measure("csat_response", "CSAT, response rate", "share", "Of those that were resolved, the ones that were rated."),
)  # fmt: skip

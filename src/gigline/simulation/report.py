"""The figures of a run, from what the crowd itself saw. Every key is defined here and nowhere else. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

from gigline.simulation.associates import WorkLog
from gigline.simulation.custody import double_assignments, double_claims, missing_replies
from gigline.simulation.requesters import Visit
from gigline.simulation.transcript import Entry, Losses, disorder, gaps, repetitions

# What a reader of the whole log may not find.
MUST_BE_ZERO = ("lost", "duplicated", "out_of_order", "double_assigned", "over_capacity")


@dataclass(frozen=True)
class Percentiles:
    """Nearest-rank percentiles; None without values."""

    p50: float | None
    p95: float | None

    @classmethod
    def of(cls, values: Sequence[float]) -> Percentiles:
        """Of these values, to the millisecond."""
        return cls(percentile(values, 50), percentile(values, 95))


@dataclass(frozen=True)
class Arm:
    """Visits of one side as they were drawn, whoever answered in the end.

    Truly resolved: the requester got the right answer, by their own knowledge of it, and did not rate it 1 or 2.
    """

    conversations: int
    truly_resolved: int
    rate: float | None

    @classmethod
    def of(cls, visits: Sequence[Visit]) -> Arm:
        """The side that these visits are."""
        settled = [_settled(visit) for visit in visits]
        return cls(len(visits), sum(settled), mean([float(one) for one in settled]))


@dataclass(frozen=True)
class Holdout:
    """`share` of the contacts are drawn by chance, and only people answer them; all others begin with the bot."""

    share: float
    with_bot: Arm
    people_only: Arm


@dataclass(frozen=True)
class Report:
    """The report of a crowd; the order of the fields is that of the JSON.

    conversations         visits that ran to their end
    messages_in           requesters' messages that the platform promised to keep
    messages_out          messages of bot and associates in the final logs
    lost                  promised but not in the final log, in the log but never told to who was there, numbers
                          missing in a log, associates' answers that were taken but are not there
    duplicated            messages or entries there, or told on one connection, more than once
    out_of_order          neighbours the wrong way round, in the final log or as told on one connection
    answered_by_bot       visits whose requester got answers from the bot alone
    answered_by_associate visits whose requester got an answer from an associate
    handed_over           visits whose conversation went to the queue
    facts_asked_twice     times somebody asked for an order number that the requester had written already
    first_response_s      first message sent to first answer on the requester's screen (words that only announce a
                          person are no answer); real seconds
    offer_accept_s        offer made to its acceptance confirmed; real seconds, the associates' reaction included
    abandoned             visits whose requester left while waiting for an answer
    csat_mean             mean of the ratings given, 1 to 5; None without ratings
    true_resolution_rate  of all visits that started with the bot (abandoned ones included): the bot gave the right
                          answer, by the requester's own knowledge of it, no person was involved, and it was not rated
                          1 or 2; nobody writes again within a run, so its window is the run
    double_assigned       associates let in on a conversation that was somebody else's
    over_capacity         times an associate carried more than their capacity, by their own or the board's account
    wall_s                the whole run, real seconds
    holdout               what was truly resolved where the bot may answer, and where only people do
    """

    conversations: int
    messages_in: int
    messages_out: int
    lost: int
    duplicated: int
    out_of_order: int
    answered_by_bot: int
    answered_by_associate: int
    handed_over: int
    facts_asked_twice: int
    first_response_s: Percentiles
    offer_accept_s: Percentiles
    abandoned: int
    csat_mean: float | None
    true_resolution_rate: float | None
    double_assigned: int
    over_capacity: int
    wall_s: float
    holdout: Holdout

    def as_json(self) -> dict[str, object]:
        """The report's keys and values as JSON has them."""
        return asdict(self)

    def broken(self) -> list[str]:
        """The promises that were not kept."""
        return [name for name in MUST_BE_ZERO if getattr(self, name)]


@dataclass(frozen=True)
class Audit:
    """The final logs by conversation, as a leader fetched them, and how often the board showed an overload."""

    logs: dict[str, list[Entry]] = field(default_factory=dict)
    overloads: int = 0


def percentile(values: Sequence[float], share: float) -> float | None:
    """The nearest-rank percentile (`share` of 100), rounded to the millisecond."""
    if not values:
        return None
    ranked = sorted(values)
    return round(ranked[max(0, math.ceil(share / 100 * len(ranked)) - 1)], 3)


def mean(values: Sequence[float]) -> float | None:
    """The mean, to three places."""
    return round(sum(values) / len(values), 3) if values else None


def make(
    visits: Sequence[Visit], work: Sequence[WorkLog], audit: Audit, *, wall_s: float, holdout: float = 0.0
) -> Report:
    """The report of a run that is over; `holdout` is the share that was held out from the bot."""
    with_bot = [visit for visit in visits if not _people_only(visit, audit)]
    people_only = [visit for visit in visits if _people_only(visit, audit)]
    losses = sum((visit.losses for visit in visits), Losses()) + _losses_of_logs(visits, work, audit)
    return Report(
        conversations=len(visits),
        messages_in=sum(len(visit.sent) for visit in visits),
        messages_out=sum(_is_answer(entry) for log in audit.logs.values() for entry in log),
        lost=losses.lost,
        duplicated=losses.duplicated,
        out_of_order=losses.out_of_order,
        answered_by_bot=sum(visit.by_bot > 0 and visit.by_associate == 0 for visit in visits),
        answered_by_associate=sum(visit.by_associate > 0 for visit in visits),
        handed_over=sum(visit.handed_over for visit in visits),
        facts_asked_twice=sum(visit.asked_twice for visit in visits),
        first_response_s=Percentiles.of([one.first_response_s for one in visits if one.first_response_s is not None]),
        offer_accept_s=Percentiles.of([seconds for log in work for seconds in log.accept_s]),
        abandoned=sum(visit.outcome == "left" for visit in visits),
        csat_mean=mean([float(visit.score) for visit in visits if visit.score is not None]),
        true_resolution_rate=mean([float(_truly_resolved(visit)) for visit in with_bot]),
        double_assigned=_double_assigned(work, audit),
        over_capacity=sum(log.over_capacity for log in work) + audit.overloads,
        wall_s=round(wall_s, 1),
        holdout=Holdout(holdout, Arm.of(with_bot), Arm.of(people_only)),
    )


def _people_only(visit: Visit, audit: Audit) -> bool:
    """Whether the conversation began with people: in the demonstration's brands only those held out do."""
    told = [entry.get("data") or {} for entry in audit.logs.get(visit.conversation or "", [])]
    return any(one.get("type") == "opened" and one.get("holder") == "queue" for one in told)


def _truly_resolved(visit: Visit) -> bool:
    return visit.by_bot > 0 and visit.by_associate == 0 and not visit.handed_over and _settled(visit)


def _settled(visit: Visit) -> bool:
    return visit.outcome == "settled" and (visit.score is None or visit.score > 2)


def _is_answer(entry: Entry) -> bool:
    return entry["kind"] == "message" and entry["author"]["kind"] in {"bot", "associate"}


def _losses_of_logs(visits: Sequence[Visit], work: Sequence[WorkLog], audit: Audit) -> Losses:
    """What is wrong with the full logs, private entries included, and with what associates were told of them."""
    found = Losses()
    for visit in visits:
        log = audit.logs.get(visit.conversation or "", [])
        vanished = {entry["id"] for entry in visit.final} - {entry["id"] for entry in log}
        found += Losses(len(vanished) + gaps(log), repetitions(log), disorder(log, visit.sent))
    for one in work:
        for (conversation, _), desk in one.desks.items():
            if conversation in audit.logs:
                found += desk.transcript.losses(audit.logs[conversation], stayed=False)
        found += Losses(lost=missing_replies(one.said, audit.logs))
    return found


def _double_assigned(work: Sequence[WorkLog], audit: Audit) -> int:
    claims = [claim for log in work for claim in log.claims]
    said = [one for log in work for one in log.said]
    in_logs = sum(double_assignments(log) for log in audit.logs.values())
    return max(double_claims(claims), double_claims(said), in_logs)

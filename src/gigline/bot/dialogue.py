"""The values of a dialogue: what was understood, what went before, what the brand allows, and what to do."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Literal

from gigline.conversations.models import HandoverReason

# Every reason that the bot has is one of the record.
Reason = HandoverReason
Talk = Literal["greeting", "thanks", "bye", "ok", "solved", "not_helped", "yes", "no"]
Outcome = Literal["answered", "clarified", "failed_turn", "handed_over", "small_talk", "resolved",
                  "asked", "acting", "done", "stopped"]  # fmt: skip
# A flow under way, which is bounded by its own rules.
UNDER_WAY: frozenset[Outcome] = frozenset({"asked", "acting"})


@dataclass(frozen=True)
class Candidate:
    """An article that may be meant; `score` orders them (a mean of cosines)."""

    slug: str
    title: str
    topic: str
    score: float


@dataclass(frozen=True)
class Matter:
    """One of several things asked in one message, understood by its own words alone.

    No `slug`: it was heard to be a matter of its own and not understood. `near` are the articles that it may be about.
    """

    said: str
    slug: str | None = None
    title: str = ""
    topic: str | None = None
    near: tuple[str, ...] = ()

    def within(self, slugs: Collection[str]) -> bool:
        """Whether answering with these deals with it."""
        return self.slug in slugs if self.slug is not None else any(slug in slugs for slug in self.near)


@dataclass(frozen=True)
class Understanding:
    """What one turn of a requester says.

    `candidates` are best first, at most five, all for this kind of requester and in this language. `confidence` is the
    calibrated chance that the first one is right, `sure` whether that is enough to answer, `plausible` whether it is
    enough to ask. `topic` is what it is about when that is clear, and `about` the title of such an article where there
    is none in their language. `more`: there is a question beside the `talk`.
    `matters` are two or more, in their order, or none. `upset`: they are clearly displeased.
    """

    language: str
    candidates: tuple[Candidate, ...] = ()
    confidence: float = 0.0
    sure: bool = False
    plausible: bool = False
    topic: str | None = None
    about: str | None = None
    wants_person: bool = False
    sensitive: str | None = None
    talk: Talk | None = None
    more: bool = False
    matters: tuple[Matter, ...] = ()
    upset: bool = False


@dataclass(frozen=True)
class Option:
    """One choice of a clarifying question; no slug means "something else"."""

    title: str
    slug: str | None
    topic: str | None = None


@dataclass(frozen=True)
class Past:
    """One earlier turn of the bot in this segment, since it last got the conversation.

    `also` are the articles that answered the rest of the same message, `also_titles` their titles.
    """

    outcome: Outcome
    slug: str | None = None
    title: str | None = None
    failed: bool = False
    options: tuple[Option, ...] = ()
    also: tuple[str, ...] = ()
    also_titles: tuple[str, ...] = ()
    upset: bool = False


@dataclass(frozen=True)
class History:
    """`turns` oldest first; `chosen` is the option of the last clarifying question that this message picks."""

    turns: tuple[Past, ...] = ()
    chosen: Option | None = None

    @property
    def last(self) -> Past | None:
        return self.turns[-1] if self.turns else None

    @property
    def failed(self) -> int:
        return sum(turn.failed for turn in self.turns)

    @property
    def upset(self) -> bool:
        """Whether they were upset before: a calmer word does not make up for it."""
        return any(turn.upset for turn in self.turns)

    @property
    def clarified(self) -> bool:
        return any(turn.outcome == "clarified" for turn in self.turns)

    @property
    def served(self) -> bool:
        """Whether anything was answered or done, which may have helped or not."""
        return bool(self.answered) or any(turn.outcome == "done" for turn in self.turns)

    @property
    def own_turns(self) -> int:
        return sum(turn.outcome not in UNDER_WAY for turn in self.turns)

    @property
    def answered(self) -> frozenset[str]:
        first = {turn.slug for turn in self.turns if turn.outcome == "answered" and turn.slug}
        return frozenset(first.union(*(turn.also for turn in self.turns)))


@dataclass(frozen=True)
class Policy:
    """What the brand allows: `bot_topics` may be answered by the bot, all others only by a person.

    In `act_topics` (None: all of them) it may also run actions. `never`: this requester is none of the bot's business.
    `clearance` is what whoever answers needs, by topic, and `any_clearance` where the topic is not known.
    `offer_person` are topics with a person among the choices of every reply.
    """

    enabled: bool
    bot_topics: frozenset[str]
    topic: str | None = None
    max_turns: int = 12
    act_topics: frozenset[str] | None = None
    never: bool = False
    clearance: Mapping[str, int] = field(default_factory=dict)
    any_clearance: int = 0
    offer_person: frozenset[str] = frozenset()

    def acts(self, topic: str) -> bool:
        """Whether the bot may run actions about this topic."""
        return self.act_topics is None or topic in self.act_topics

    def cleared(self, topic: str | None) -> int:
        """The clearance that a person needs for this topic by these rules."""
        return max(self.any_clearance, self.clearance.get(topic or "", 0))


@dataclass(frozen=True)
class Answer:
    """Send this article. `failed`: the answer before it did not help. `also` answer the rest of the message."""

    slug: str
    reason: Literal["sure", "chosen", "model"]
    failed: bool = False
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Clarify:
    """Ask which of these is meant."""

    options: tuple[Candidate, ...]


@dataclass(frozen=True)
class AskAgain:
    """The last answer did not help: ask for other words."""


@dataclass(frozen=True)
class SmallTalk:
    """Be polite; nothing was asked."""

    talk: Talk


@dataclass(frozen=True)
class Settle:
    """The requester said that it is solved."""


@dataclass(frozen=True)
class HandOver:
    """A person goes on from here."""

    reason: Reason


Action = Answer | Clarify | AskAgain | SmallTalk | Settle | HandOver

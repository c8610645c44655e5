"""A world as its file describes it: every number that shapes the days of a made-up network.

All durations are seconds unless the name says otherwise, all `spread` values are standard deviations on the scale of
log odds (qualities) or of logarithms (durations).
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

Share = Annotated[float, Field(ge=0, le=1)]
Positive = Annotated[float, Field(gt=0)]
NotNegative = Annotated[float, Field(ge=0)]
Hour = Annotated[float, Field(ge=0, lt=24)]
CHANNELS = ("chat", "email", "voice")

# More would not fit in memory as nested lists, and nobody has a network of that shape.
MOST_ASSOCIATES = 20_000
MOST_A_DAY = 1_000_000


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Size(_Part):
    """How many of each there are."""

    associates: Annotated[int, Field(ge=1, le=MOST_ASSOCIATES)] = 600
    brands: Annotated[int, Field(ge=1, le=200)] = 20
    topics: Annotated[int, Field(ge=1, le=200)] = 12
    languages: Annotated[int, Field(ge=1, le=40)] = 5
    segments: Annotated[int, Field(ge=1, le=40)] = 4


class Surge(_Part):
    """For so many minutes from `at` (hour of the day) the arrivals are so many times as many."""

    at: Hour
    minutes: Positive = 30.0
    factor: Positive = 5.0
    # Days on which it comes, the first is 0; without them every day.
    days: tuple[int, ...] = ()
    # Whose requesters; without them everybody's.
    brands: tuple[int, ...] = ()

    def is_on(self, day: int) -> bool:
        """Whether this day has it."""
        return not self.days or day in self.days


class Arrivals(_Part):
    """How many write in, and when."""

    per_day: Annotated[float, Field(gt=0, le=MOST_A_DAY)] = 12_000.0
    # Weight of each hour of the day, from midnight.
    hours: Annotated[tuple[NotNegative, ...], Field(min_length=24, max_length=24)] = (
        *(0.22, 0.16, 0.13, 0.13, 0.16, 0.25, 0.45, 0.75, 1.05, 1.25, 1.35, 1.40),
        *(1.40, 1.35, 1.30, 1.30, 1.35, 1.45, 1.55, 1.55, 1.40, 1.10, 0.75, 0.40),
    )
    # Weight of each day, from the first.
    weekdays: Annotated[tuple[NotNegative, ...], Field(min_length=7, max_length=7)] = (
        1.06,
        1.02,
        1.0,
        1.0,
        1.0,
        0.94,
        0.98,
    )
    # How unlike the brands, topics and languages are in how often they come.
    brand_spread: NotNegative = 0.6
    topic_spread: NotNegative = 0.5
    # The share of the first language; each further one has half of what is left.
    first_language: Share = 0.45
    # A CSV of arrivals instead of the above: t,brand,topic,language,channel,segment (t in seconds from the first
    # midnight).
    trace: str | None = None

    @model_validator(mode="after")
    def _somebody_comes(self) -> Arrivals:
        if not sum(self.hours) or not sum(self.weekdays):
            raise ValueError("all weights are zero: nobody would come")
        return self


class Channel(_Part):
    """How conversations of one channel go."""

    share: Share
    sla: Positive
    # Median seconds of patience while waiting for an answer; none: they never leave.
    patience: Positive | None = None
    patience_spread: NotNegative = 0.8
    # Median seconds of work for a person of average speed, and its spread.
    work: Positive
    work_spread: NotNegative = 0.45
    # Mean seconds from accepting to the first answer.
    reply: NotNegative = 0.0
    # Seconds an offer stands before it goes to the next.
    accept: Positive = 20.0
    # What each further conversation held at the same time adds to the duration, and takes from the quality.
    slowdown: NotNegative = 0.12
    distraction: NotNegative = 0.10
    # Whether nothing else can be held beside it.
    exclusive: bool = False


_CHANNELS: dict[str, Channel] = {
    "chat": Channel(share=0.62, sla=60, patience=300, work=480, reply=8),
    "email": Channel(share=0.22, sla=3_600, work=420, reply=120, accept=300, slowdown=0.10),
    "voice": Channel(share=0.16, sla=45, patience=150, work=330, reply=0, exclusive=True),
}


class Work(_Part):
    """Who works when: hours are chosen by the associates themselves, nearer to the busy ones when pay follows
    demand."""

    # Chance of working on a day, hours of a stint and their spread.
    days: Share = 0.72
    hours: Positive = 4.2
    hours_spread: NotNegative = 0.35
    # 0: any hour is as good as another; 1: stints follow the demand.
    follows_demand: Share = 0.8
    no_show: Share = 0.05
    # A stint in two parts with a break between.
    split: Share = 0.2


class Skills(_Part):
    """What associates may do; hard limits."""

    slots: Annotated[tuple[Annotated[int, Field(ge=1, le=10)], ...], Field(min_length=1)] = (2, 3, 3, 4)
    fewest_brands: Annotated[int, Field(ge=1)] = 2
    most_brands: Annotated[int, Field(ge=1)] = 6
    second_language: Share = 0.35
    chat: Share = 0.97
    email: Share = 0.75
    voice: Share = 0.55

    @model_validator(mode="after")
    def _in_order(self) -> Skills:
        if self.fewest_brands > self.most_brands:
            raise ValueError("fewest_brands is more than most_brands")
        return self


class Quality(_Part):
    """How different people really are: hidden from every policy but the one that knows the truth."""

    # Share resolved by an average associate, and of the satisfied among those who were (not) resolved.
    resolved: Share = 0.68
    satisfied: Share = 0.76
    satisfied_unresolved: Share = 0.34
    general: NotNegative = 0.40
    topic: NotNegative = 0.50
    brand: NotNegative = 0.40
    segment: NotNegative = 0.25
    # The same for being liked; `kinship` is how far the two go together (0 to 1).
    pleasant: NotNegative = 0.45
    pleasant_segment: NotNegative = 0.35
    kinship: Share = 0.4
    # Of how hard topics are, and of how fast people are.
    difficulty: NotNegative = 0.45
    speed: NotNegative = 0.25
    # What practice adds, and after how many conversations with a brand half of it is there.
    learning: NotNegative = 0.25
    practice: Positive = 60.0
    # What each hour past the fourth takes.
    tiring: NotNegative = 0.06
    # What an answer at twice the SLA costs the satisfaction.
    waiting: NotNegative = 0.35
    # How well declared tiers know the truth: 0 not at all, 1 exactly.
    declared: Share = 0.45
    tiers: Annotated[int, Field(ge=1, le=9)] = 3


class Affinity(_Part):
    """Shared experience that associates and requesters let count; with no `experiences` nobody says anything."""

    experiences: Annotated[int, Field(ge=0, le=50)] = 0
    # Of the associates, who has and says each; of the conversations, those whose requester lets one count.
    having: Share = 0.25
    wishing: Share = 0.5
    # What a match adds to the log odds of resolution, and how unlike the experiences are in that.
    effect: float = 0.4
    spread: NotNegative = 0.2


class Offers(_Part):
    """How people take what they are offered."""

    accepted: Share = 0.93
    accepted_spread: NotNegative = 0.7
    # Of what is not accepted: the share that is declined rather than left to expire.
    declined: Share = 0.6
    # Median seconds to react, and how different people are.
    reaction: Positive = 5.0
    reaction_spread: NotNegative = 0.5


class Survey(_Part):
    """Who says how it was: the answered surveys are what policies see."""

    satisfied: Share = 0.30
    dissatisfied: Share = 0.38


class CallIn(_Part):
    """Asking people who are off to come: the same for every policy."""

    on: bool = True
    every: Positive = 30.0
    # Mean chance of an average person to come when asked, and median seconds until they are there.
    accepted: Share = 0.30
    accepted_spread: NotNegative = 0.8
    latency: Positive = 240.0
    latency_spread: NotNegative = 0.6
    # For how long they come.
    minutes: Positive = 60.0
    # How often one person may be asked, and may come, within a day.
    most_asked: Annotated[int, Field(ge=0)] = 3
    most_hours: Positive = 9.0


class World(_Part):
    """One world; `World()` is the one that comparisons use."""

    name: str = "baseline"
    about: str = ""
    days: Annotated[int, Field(ge=1, le=400)] = 8
    # The figures are of this many days at the end.
    counted: Annotated[int, Field(ge=1)] = 4
    # Days before the first that everybody worked under longest-idle, and whose outcomes policies may learn from.
    history: Annotated[int, Field(ge=0, le=400)] = 0
    # Seconds between two rounds of matching.
    tick: Positive = 2.0
    size: Size = Size()
    arrivals: Arrivals = Arrivals()
    surges: tuple[Surge, ...] = (Surge(at=18.0),)
    channels: dict[str, Channel] = _CHANNELS
    work: Work = Work()
    skills: Skills = Skills()
    quality: Quality = Quality()
    affinity: Affinity = Affinity()
    offers: Offers = Offers()
    survey: Survey = Survey()
    call_in: CallIn = CallIn()

    @model_validator(mode="before")
    @classmethod
    def _usual_channels(cls, given: Any) -> Any:
        """What a file does not say of a channel is as usual on that channel."""
        channels = given.get("channels") if isinstance(given, dict) else None
        if not isinstance(channels, dict):
            return given
        usual = {name: one.model_dump() for name, one in _CHANNELS.items()}
        merged = {name: usual.get(name, {}) | one if isinstance(one, dict) else one for name, one in channels.items()}
        return given | {"channels": merged}

    @model_validator(mode="after")
    def _fits(self) -> World:
        if self.counted > self.days:
            raise ValueError("counted is more than days")
        if unknown := sorted(set(self.channels) - set(CHANNELS)):
            raise ValueError(f"channels are {', '.join(CHANNELS)}, not {', '.join(unknown)}")
        if not self.channels or not sum(one.share for one in self.channels.values()):
            raise ValueError("no channel has a share: nobody would come")
        return self

"""Where a conversation stands in a flow, what may happen next, and what is then to be done. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Literal

Source = Literal["said", "known", "action"]
Waits = Literal["nothing", "slot", "yes", "action", "address", "code"]
Outcome = Literal["succeeded", "refused", "unavailable", "not_verified", "unknown"]
Ended = Literal["done", "stopped", "switched", "handed_over"]
# Why a person goes on; `failed_turns` and the others are told apart in the record's steps.
Why = Literal["asked_for", "not_understood", "does_not_know", "refused", "unavailable", "unknown", "not_verified",
              "too_long", "after_a_change", "no_yes"]  # fmt: skip


@dataclass(frozen=True)
class Fact:
    """A value, where it comes from, the message it was said in, and the step that made it known."""

    value: Any
    source: Source
    seq: int | None = None
    step: str | None = None


@dataclass(frozen=True)
class Call:
    """An action on its way. `number` counts the run's calls, so that each has one key however often it is tried."""

    number: int
    step: str
    action: str
    inputs: Mapping[str, Any]
    confirmed: bool


@dataclass(frozen=True)
class Done:
    """What became of a call; `why` is the back end's own code."""

    number: int
    step: str
    action: str
    outcome: Outcome
    why: str = ""


@dataclass(frozen=True)
class State:
    """`path` are the steps gone, `tries` how often the present question was asked in vain.

    `confirmed`: a yes was said after the last thing that was asked for. `changed`: something was changed.
    """

    at: str
    waits: Waits = "nothing"
    facts: Mapping[str, Fact] = field(default_factory=dict)
    path: tuple[str, ...] = ()
    tries: int = 0
    digressions: int = 0
    turns: int = 0
    calls: tuple[Done, ...] = ()
    pending: Call | None = None
    confirmed: bool = False
    changed: bool = False
    ended: Ended | None = None

    @property
    def values(self) -> dict[str, Any]:
        """The facts without where they come from."""
        return {name: fact.value for name, fact in self.facts.items()}

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)


def from_json(values: Mapping[str, Any]) -> State:
    """The state of these values."""
    pending = values["pending"]
    return State(
        **{
            **values,
            "facts": {name: Fact(**fact) for name, fact in values["facts"].items()},
            "path": tuple(values["path"]),
            "calls": tuple(Done(**one) for one in values["calls"]),
            "pending": Call(**pending) if pending is not None else None,
        }
    )


# Events


@dataclass(frozen=True)
class Heard:
    """One message of the requester."""

    seq: int
    text: str


@dataclass(frozen=True)
class Setting:
    """When and with whom: `known` are facts about the contact (`contact.name`, ...), `heard` all that they wrote."""

    language: str
    today: date
    known: Mapping[str, Any]
    heard: tuple[Heard, ...]
    # Whether the requester is: what is not understood is then asked once again, not as often as the flow says.
    upset: bool = False


@dataclass(frozen=True)
class Meant:
    """What understanding made of the new messages: another flow or an article, if that was clear."""

    flow: str | None = None
    article: str | None = None


@dataclass(frozen=True)
class Began:
    """The flow was chosen."""


@dataclass(frozen=True)
class Said:
    """The requester wrote: what is in `heard` from `since` on."""

    since: int
    meant: Meant = Meant()


@dataclass(frozen=True)
class Acted:
    """Call `number` ended; `outputs` are those of the action."""

    number: int
    outcome: Outcome
    why: str = ""
    outputs: Mapping[str, Any] = field(default_factory=dict)


Event = Began | Said | Acted


# Effects


@dataclass(frozen=True)
class Say:
    """Tell the requester. `asks`: an answer is waited for; `options` may be tapped."""

    text: str
    asks: bool = False
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class Show:
    """Tell an article. `aside`: a question of theirs in between, not what the flow wanted to say."""

    slug: str
    aside: bool = False


@dataclass(frozen=True)
class Run:
    """Have the pending call run."""

    call: Call


@dataclass(frozen=True)
class Pass:
    """To a person."""

    why: Why
    note: str = ""


@dataclass(frozen=True)
class Switch:
    """They want another flow now."""

    flow: str


@dataclass(frozen=True)
class Finish:
    """It is over: done, or stopped by the requester."""

    ended: Literal["done", "stopped"]


Effect = Say | Show | Run | Pass | Switch | Finish

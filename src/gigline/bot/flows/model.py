"""A flow as it was read from its file and checked: slots to fill, branches, actions, texts. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from gigline.bot.flows.expressions import Expression
from gigline.bot.flows.templates import Template

SlotType = Literal["text", "code", "date", "amount", "number", "choice", "yes_no", "address"]
# What a requester may name before being asked, because it cannot be taken for something else.
TELLING: frozenset[SlotType] = frozenset({"code", "date", "amount", "choice", "address"})
Source = Literal["said", "email", "phone", "name"]
MOST_SHOWN = 12

# A template in each of the flow's languages.
Texts = Mapping[str, Template]


@dataclass(frozen=True)
class Choice:
    """One of the values of a `choice` slot: what it is called, and other words for it, by language."""

    value: str
    title: Mapping[str, str]
    also: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Rows:
    """Choices that come from a list fact: the field that is the value, and how a row is shown."""

    fact: str
    value: str
    title: Texts


@dataclass(frozen=True)
class Slot:
    """What is asked for. `minimum` and `maximum` are for numbers and amounts (minor units); days from today for dates.

    `patterns` of a code are masks: `#` is a digit, `@` a letter, everything else itself. `units` are words behind a
    number that say what it counts ("two months").
    """

    name: str
    type: SlotType
    patterns: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    rows: Rows | None = None
    minimum: int | None = None
    maximum: int | None = None
    sources: tuple[Source, ...] = ("said",)
    units: tuple[str, ...] = ()

    @property
    def shown(self) -> tuple[Choice, ...]:
        """The choices that are offered to be picked; a long vocabulary is recognised, not shown."""
        return self.choices if len(self.choices) <= MOST_SHOWN else ()

    @property
    def telling(self) -> bool:
        """Whether it may be named before it is asked for: it cannot be taken for something else."""
        return self.type in TELLING or (self.type == "number" and bool(self.units))


@dataclass(frozen=True)
class Collect:
    """Ask for a slot until it is filled; `unknown` is where "I don't know" leads (None: to a person)."""

    id: str
    slot: Slot
    prompt: Texts
    reprompt: Texts | None
    next: str
    unknown: str | None = None
    tries: int = 2


@dataclass(frozen=True)
class Branch:
    """Go where the first condition holds; a rule without condition is the last one."""

    id: str
    rules: tuple[tuple[Expression | None, str], ...]


@dataclass(frozen=True)
class Act:
    """Run an action. `inputs` are templates or whole facts; `outputs` name facts and the action's outputs.

    Where it goes wrong: `refused` (the fact `refusal` says why), `unavailable`, `not_verified`; None: to a person.
    """

    id: str
    action: str
    inputs: Mapping[str, Template]
    outputs: Mapping[str, str]
    changes: bool
    next: str
    refused: str | None = None
    unavailable: str | None = None
    not_verified: str | None = None


@dataclass(frozen=True)
class Confirm:
    """Ask for a yes before something changes; `no` None: nothing is done, and the flow ends."""

    id: str
    text: Texts
    next: str
    no: str | None = None


@dataclass(frozen=True)
class Tell:
    """Say something."""

    id: str
    text: Texts
    next: str


@dataclass(frozen=True)
class Give:
    """Answer with an article, in each language its own."""

    id: str
    articles: Mapping[str, str]
    next: str


@dataclass(frozen=True)
class ToPerson:
    """Hand over; the note is for the person."""

    id: str
    note: str


@dataclass(frozen=True)
class End:
    """The matter is dealt with."""

    id: str


Step = Collect | Branch | Act | Confirm | Tell | Give | ToPerson | End


@dataclass(frozen=True)
class Flow:
    """`instead_of` are articles whose questions this flow deals with for its kinds of requester."""

    id: str
    title: Mapping[str, str]
    kinds: tuple[str, ...]
    languages: tuple[str, ...]
    topic: str
    examples: Mapping[str, tuple[str, ...]]
    instead_of: tuple[str, ...]
    steps: Mapping[str, Step]
    start: str
    source: Mapping[str, Any]
    digest: str

    def text(self, texts: Mapping[str, Any], language: str) -> Any:
        """The text in this language, or in the flow's first."""
        return texts.get(language, texts[self.languages[0]])


def targets(step: Step) -> tuple[str, ...]:
    """Where a step may lead."""
    named: tuple[str | None, ...] = ()
    match step:
        case Branch():
            named = tuple(target for _, target in step.rules)
        case Collect():
            named = (step.next, step.unknown)
        case Act():
            named = (step.next, step.refused, step.unavailable, step.not_verified)
        case Confirm():
            named = (step.next, step.no)
        case Tell() | Give():
            named = (step.next,)
        case ToPerson() | End():
            pass
    return tuple(one for one in named if one is not None)

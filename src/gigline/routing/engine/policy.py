"""What a policy is, and the register of them by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol, runtime_checkable

from gigline.routing.engine.events import Outcome
from gigline.routing.engine.market import Market


class Offer(NamedTuple):
    """One conversation to one associate. `parts` sum up to `score`. `record`: what explaining and replaying need."""

    conversation: str
    associate: str
    score: float
    parts: Mapping[str, float] = MappingProxyType({})
    record: Any = None


class Policy(Protocol):
    """Decides who is offered what. Same events, same seed: same offers."""

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> int: ...

    def learn(self, outcome: Outcome) -> None:
        """Takes note of what became of a conversation. Called after the market has taken note of it."""

    def decide(self, market: Market, t: float, only: Sequence[str] | None = None) -> list[Offer]:
        """Offers for those who wait (or for `only` these ids), in order; does not change the market."""


@runtime_checkable
class Patient(Protocol):
    """A policy that knows when it has to look again."""

    def nothing_before(self, market: Market) -> float:
        """When there is something to decide again if nothing happens after a round. Asked right after it."""


Maker = Callable[[int], Policy]
_MAKERS: dict[str, Maker] = {}


def register(name: str, make: Maker) -> None:
    """Makes a policy known by its name. `make` gets the seed."""
    _MAKERS[name] = make


def names() -> tuple[str, ...]:
    """The policies that are registered, sorted."""
    return tuple(sorted(_MAKERS))


def make(name: str, seed: int = 0) -> Policy:
    """A fresh policy; KeyError for a name nobody registered."""
    return _MAKERS[name](seed)

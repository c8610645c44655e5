"""Events and decisions as JSON: the lines of `gigline route`, and the bodies of its webhook form.

Read by hand and not by a model class: a line takes microseconds, and the command starts without pydantic.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from gigline.accounts import protected
from gigline.routing.engine import events
from gigline.routing.engine.errors import EngineError

if TYPE_CHECKING:
    from gigline.routing.engine.policy import Offer
    from gigline.routing.engine.router import Decision

LONGEST_ID = 500
MOST_SLOTS = 1_000
LATEST = 1e12

Object = Mapping[str, Any]


class BadLine(EngineError):
    """Not an event as the contract has it; the text says which field."""


def read(line: str | bytes) -> events.Event:
    """The event of this line. Unknown fields are ignored. Raises BadLine."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadLine("not JSON") from error
    if not isinstance(found, dict):
        raise BadLine("not an object")
    return event(found)


def event(found: Object) -> events.Event:
    """The event of this object. Raises BadLine."""
    kind = found.get("type")
    reader = _READERS.get(kind) if isinstance(kind, str) else None
    if reader is None:
        raise BadLine(f"type must be one of {', '.join(_READERS)}")
    return reader(found)


def answer(decision: Decision) -> dict[str, Any]:
    """The decision as the line that answers a tick; it says so where longest idle stood in for the policy."""
    found = {"t": decision.t, "offers": [offer(one) for one in decision.offers]}
    return {**found, "fallback": decision.fallback} if decision.fallback else found


def offer(one: Offer) -> dict[str, Any]:
    """One offer of that line."""
    return {
        "conversation": one.conversation,
        "associate": one.associate,
        "score": _finite(one.score),
        "parts": {name: _finite(value) for name, value in one.parts.items()},
    }


def associate(found: Object) -> events.Associate:
    """A profile."""
    return events.Associate(
        _id(found, "id"),
        _ids(found, "brands"),
        _ids(found, "languages"),
        _ids(found, "channels"),
        _whole(found, "slots", 1, least=0, most=MOST_SLOTS),
        _tiers(found),
        _ids(found, "topics", ()),
        _whole(found, "clearance", 0, least=0, most=99),
        _experiences(found, "experiences"),
    )


def conversation(found: Object) -> events.Conversation:
    """A need; what the contract does not name has the default of an ordinary customer."""
    return events.Conversation(
        id=_id(found, "id"),
        brand=_id(found, "brand"),
        topic=_id(found, "topic", ""),
        language=_id(found, "language"),
        channel=_id(found, "channel"),
        segment=_id(found, "segment", ""),
        sla=_number(found, "sla", 60.0, least=0.0),
        weight=_whole(found, "weight", 1, least=1, most=MOST_SLOTS),
        clearance=_whole(found, "clearance", 0, least=0, most=99),
        priority=_number(found, "priority", 0.0, least=0.0, most=1_000.0),
        requester=_id(found, "requester", "customer"),
        before=None if found.get("before") is None else _id(found, "before"),
        after_bot=_truth(found, "after_bot", default=False),
        excluded=_ids(found, "excluded", ()),
        wishes=_experiences(found, "wishes"),
    )


def _outcome(found: Object) -> dict[str, Any]:
    return {
        "associate": _id(found, "associate"),
        "resolved": _truth(found, "resolved"),
        "csat": _maybe(found, "csat"),
        "work": _number(found, "work", 0.0, least=0.0),
        "wait": _number(found, "wait", 0.0, least=0.0),
        "concurrency": _number(found, "concurrency", 1.0, least=0.0),
        "converted": _maybe(found, "converted"),
    }


def _need(found: Object) -> events.Conversation:
    inner = found.get("conversation")
    if not isinstance(inner, dict):
        raise BadLine("conversation must be an object")
    return conversation(inner)


_READERS: dict[str, Callable[[Object], events.Event]] = {
    "associate": associate,
    "history": lambda found: events.History(_need(found), **_outcome(found)),
    "online": lambda found: events.Online(_t(found), _id(found, "associate")),
    "offline": lambda found: events.Offline(_t(found), _id(found, "associate")),
    "arrived": lambda found: events.Arrived(_t(found), _need(found)),
    "abandoned": lambda found: events.Abandoned(_t(found), _id(found, "id")),
    "declined": lambda found: events.Declined(_t(found), _id(found, "id"), _id(found, "associate")),
    "expired": lambda found: events.Expired(_t(found), _id(found, "id"), _id(found, "associate")),
    "finished": lambda found: events.Finished(_t(found), _id(found, "id"), **_outcome(found)),
    "tick": lambda found: events.Tick(_t(found)),
}


# fields


def _given(found: Object, name: str, default: Any) -> Any:
    """What is null is not said."""
    value = found.get(name)
    return default if value is None else value


def _id(found: Object, name: str, default: str | None = None) -> str:
    value = _given(found, name, default)
    if not isinstance(value, str) or len(value) > LONGEST_ID or (not value and default is None):
        raise BadLine(f"{name} must be a text of at most {LONGEST_ID} characters")
    return value


def _ids(found: Object, name: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
    value = _given(found, name, default)
    if not isinstance(value, list | tuple) or not all(isinstance(one, str) and len(one) <= LONGEST_ID for one in value):
        raise BadLine(f"{name} must be a list of texts")
    return tuple(value)


def _experiences(found: Object, name: str) -> tuple[str, ...]:
    given = _ids(found, name, ())
    for one in given:
        if (why := protected.problem(one)) is not None:
            raise BadLine(f"{name}: {why}")
    return tuple(dict.fromkeys(given))


def _number(found: Object, name: str, default: float | None, *, least: float, most: float = LATEST) -> float:
    value = _given(found, name, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        raise BadLine(f"{name} must be a number from {least:g} to {most:g}")
    return float(value)


def _t(found: Object) -> float:
    return _number(found, "t", None, least=-LATEST)


def _whole(found: Object, name: str, default: int, *, least: int, most: int) -> int:
    value = _given(found, name, default)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise BadLine(f"{name} must be a whole number from {least} to {most}")
    return value


def _truth(found: Object, name: str, default: bool | None = None) -> bool:
    value = _given(found, name, default)
    if not isinstance(value, bool):
        raise BadLine(f"{name} must be true or false")
    return value


def _maybe(found: Object, name: str) -> bool | None:
    value = found.get(name)
    if value is not None and not isinstance(value, bool):
        raise BadLine(f"{name} must be true, false or null")
    return value


def _tiers(found: Object) -> dict[str, int]:
    value = found.get("tiers") or {}
    if not isinstance(value, dict):
        raise BadLine("tiers must be an object of whole numbers by brand")
    return {name: _whole(value, name, 0, least=-999, most=999) for name in value}


def _finite(value: float) -> float:
    """JSON has no infinity."""
    number = float(value)
    return number if math.isfinite(number) else math.copysign(1e300, number) if not math.isnan(number) else 0.0

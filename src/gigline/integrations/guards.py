"""The guards of an action: who may, with what, how much. Pure."""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from gigline.integrations.errors import BadInput, NotAllowedToRun, NotVerified, OverCap
from gigline.integrations.models import Action, Input, Principal, Runner
from gigline.kit.text import storable

ATTEMPTS = 3
LEASE_S = 90.0
BREAK_AFTER = 5
BREAK_S = 30.0
MOST_MONEY = 10**12
MOST_ITEMS = 50
# In the place of a requester, for what all of them have together: no principal's subject is spelt like this.
EVERYBODY = "*"

_GROUP_REPEATED = re.compile(r"\)[*+{]")
_UNBOUNDED = re.compile(r"[*+]|\{\d*,\}")
_BACKREFERENCE = re.compile(r"\\[1-9]|\(\?")
LONGEST_PATTERN, MOST_UNBOUNDED = 200, 3


def runner_for(action: Action, clearance: int) -> Runner:
    """What an associate with this clearance is for the action."""
    return "cleared" if clearance >= action.clearance else "associate"


def may_run(action: Action, runner: Runner) -> bool:
    """Whether `runner` may; who is cleared may also do what any associate may."""
    return runner in action.runners or (runner == "cleared" and "associate" in action.runners)


def check_allowed(action: Action, runner: Runner, principal: Principal) -> None:
    """Raise NotAllowedToRun, or NotVerified when it is not proved for whom."""
    if not may_run(action, runner):
        raise NotAllowedToRun("This action is not for whoever asked to run it.")
    if action.kinds and principal.kind not in action.kinds:
        raise NotAllowedToRun("This action is not for requesters of this kind.")
    if action.needs_verified and not principal.verified:
        raise NotVerified("Nobody has proved who the requester is.")


def bound_values(action: Action, principal: Principal) -> dict[str, str]:
    """The parameters that come from the requester's proof; raises NotVerified when one was not proved."""
    found = {}
    for bound in action.bound:
        value = principal.value(bound.source)
        if not value:
            raise NotVerified("What the back end knows the requester by is not proved.")
        found[bound.name] = value
    return found


def checked(action: Action, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The inputs in their types, in the action's order; raises BadInput.

    Text of a number is taken as the number, because people and flows write text.
    """
    known = {one.name for one in action.inputs}
    for name in inputs:
        if name in {bound.name for bound in action.bound}:
            raise BadInput(name, "it comes from who the requester is and cannot be given")
        if name not in known:
            raise BadInput(name, "this action has no such input")
    found = {one.name: _value(one, inputs.get(one.name)) for one in action.inputs}
    return {name: value for name, value in found.items() if value is not None}


def _value(one: Input, given: Any) -> Any:
    if given is None or (isinstance(given, str) and not given.strip()):
        if one.required:
            raise BadInput(one.name, "it is missing")
        return None
    value = _READ[one.type](one, given)
    if isinstance(value, int | float) and not isinstance(value, bool):
        _check_range(one, value)
    return value


def _check_range(one: Input, value: float) -> None:
    if one.minimum is not None and value < one.minimum:
        raise BadInput(one.name, f"it is at least {one.minimum:g}")
    if one.maximum is not None and value > one.maximum:
        raise BadInput(one.name, f"it is at most {one.maximum:g}")


def _text(one: Input, given: Any) -> str:
    if not isinstance(given, str):
        raise BadInput(one.name, "it is text")
    text = storable(given).strip()
    if len(text) > one.max_length:
        raise BadInput(one.name, f"it has at most {one.max_length} characters")
    if one.pattern is not None and not re.fullmatch(one.pattern, text):
        raise BadInput(one.name, "it does not have the right form")
    return text


def _choice(one: Input, given: Any) -> str:
    text = _text(one, given)
    for option in one.options:
        if text.casefold() == option.casefold():
            return option
    raise BadInput(one.name, f"it is one of {', '.join(one.options)}")


def _integer(one: Input, given: Any) -> int:
    if isinstance(given, str) and re.fullmatch(r"-?[0-9]{1,15}", given.strip()):
        return int(given)
    if isinstance(given, bool) or not isinstance(given, int) or abs(given) >= 10**15:
        raise BadInput(one.name, "it is a whole number")
    return given


def _number(one: Input, given: Any) -> float:
    if isinstance(given, str) and re.fullmatch(r"-?[0-9]{1,12}(\.[0-9]{1,6})?", given.strip()):
        return float(given)
    if isinstance(given, bool) or not isinstance(given, int | float) or not math.isfinite(given) or abs(given) >= 1e15:
        raise BadInput(one.name, "it is a number")
    return float(given)


def _money(one: Input, given: Any) -> int:
    amount = _integer(one, given)
    if not 0 < amount <= MOST_MONEY:
        raise BadInput(one.name, "it is an amount above zero in minor units")
    return amount


def _boolean(one: Input, given: Any) -> bool:
    if isinstance(given, str) and given.strip().lower() in {"true", "false"}:
        return given.strip().lower() == "true"
    if not isinstance(given, bool):
        raise BadInput(one.name, "it is true or false")
    return given


def _date(one: Input, given: Any) -> str:
    if not isinstance(given, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", given.strip()):
        raise BadInput(one.name, "it is a date like 2026-11-24")
    try:
        return date.fromisoformat(given.strip()).isoformat()
    except ValueError as error:
        raise BadInput(one.name, "there is no such date") from error


def _list(one: Input, given: Any) -> list[Any]:
    """Items of a list; a text has them between commas or line ends, because people and flows write text."""
    if isinstance(given, str):
        given = [part for part in re.split(r"[,;\n]", given) if part.strip()]
    if not isinstance(given, list) or len(given) > MOST_ITEMS:
        raise BadInput(one.name, f"it is a list of at most {MOST_ITEMS}")
    read = {"text": _text, "integer": _integer, "choice": _choice}[one.items]
    items = [read(one, item) for item in given]
    if "" in items or not items:
        raise BadInput(one.name, "something in it is missing")
    if not (one.minimum or 0) <= len(items) <= (one.maximum or MOST_ITEMS):
        raise BadInput(one.name, f"it has {one.minimum or 1:g} to {one.maximum or MOST_ITEMS:g} items")
    return items


_READ = {
    "text": _text,
    "choice": _choice,
    "integer": _integer,
    "number": _number,
    "money": _money,
    "boolean": _boolean,
    "date": _date,
    "list": _list,
}


def bad_pattern(pattern: str) -> str | None:
    """Why this pattern is not used on what people write, or None: none may take long, whatever the text."""
    if len(pattern) > LONGEST_PATTERN:
        return f"a pattern has at most {LONGEST_PATTERN} characters"
    if _GROUP_REPEATED.search(pattern) or _BACKREFERENCE.search(pattern):
        return "a pattern with repeated groups, look-around or back references can take for ever"
    if len(_UNBOUNDED.findall(pattern)) > MOST_UNBOUNDED:
        return f"a pattern has at most {MOST_UNBOUNDED} open repetitions"
    try:
        re.compile(pattern)
    except (re.error, RecursionError, OverflowError):
        return "this is no pattern"
    return None


def digest(action: Action, values: Mapping[str, Any], principal: Principal) -> str:
    """What a run is about: the same key may not be used for another."""
    about = [action.name, principal.subject, dict(sorted(values.items()))]
    return hashlib.sha256(json.dumps(about, sort_keys=True).encode()).hexdigest()


def amount_of(action: Action, values: Mapping[str, Any]) -> int | None:
    """How much money the run would move, in minor units; raises OverCap when that is too much at once."""
    if action.cap is None:
        return None
    amount = int(values[action.cap.amount])
    if amount > action.cap.per_run:
        raise OverCap("That is more than may be done at once.", current={"limit": action.cap.per_run})
    return amount


def check_day(action: Action, amount: int, spent: int) -> None:
    """Raise OverCap when `amount` on top of what this requester had in a day is too much."""
    if action.cap is not None and spent + amount > action.cap.per_contact_day:
        left = max(0, action.cap.per_contact_day - spent)
        raise OverCap("That is more than may be done for one person in a day.", current={"left": left})


def check_brand_day(action: Action, amount: int, spent: int) -> None:
    """Raise OverCap when `amount` on top of what all requesters had in a day is too much.

    What is left of it is the brand's business, and whoever asks is not told.
    """
    most = action.cap.per_brand_day if action.cap is not None else None
    if most is not None and spent + amount > most:
        raise OverCap("The brand allows no more of this today: somebody of the brand has to look at it.")

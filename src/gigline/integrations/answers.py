"""What a back end answered: data of a stranger, read defensively and cut down to what the action asks for. Pure."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from typing import Any

from gigline.integrations.models import Action, Output
from gigline.kit.text import storable

LONGEST_TEXT = 500
MOST_ROWS = 20
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")
_CODE = re.compile(r"[a-z][a-z0-9_.-]{0,59}")
_MISSING = object()


class NotJson(ValueError):
    """The body is no JSON that we take."""


def parse(body: bytes) -> Any:
    """The body as values; raises NotJson. An empty one is an empty object."""
    if not body.strip():
        return {}
    try:
        return json.loads(body.decode("utf-8-sig"), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise NotJson("no JSON") from error


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def outputs(action: Action, data: Any) -> dict[str, Any]:
    """The action's outputs that are there and of their type; everything else is left behind."""
    found = {one.name: _output(one, _at(data, one.path)) for one in action.outputs}
    return {name: value for name, value in found.items() if value is not None}


def _at(data: Any, path: str) -> Any:
    for part in path.split(".") if path else []:
        if isinstance(data, list) and part.isdigit():
            data = data[int(part)] if int(part) < len(data) else _MISSING
        elif isinstance(data, Mapping):
            data = data.get(part, _MISSING)
        else:
            return None
        if data is _MISSING:
            return None
    return data


def _output(one: Output, value: Any) -> Any:
    if one.type == "list":
        rows = value if isinstance(value, list) else []
        return [_row(one, row) for row in rows[:MOST_ROWS] if isinstance(row, Mapping)]
    return scalar(one.type, value)


def _row(one: Output, row: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: _plain(_at(row, name)) for name in one.fields}
    return {name: value for name, value in found.items() if value is not None}


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return line(value)
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float) and math.isfinite(value) and abs(value) < 1e15:
        return value
    return None


def scalar(type_: str, value: Any) -> Any:
    """`value` if it is of this type, or None."""
    if type_ in {"text", "date"}:
        return line(value) if isinstance(value, str) else None
    if type_ == "boolean":
        return value if isinstance(value, bool) else None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or abs(value) >= 1e15:
        return None
    if type_ in {"integer", "money"}:
        return int(value) if value == int(value) else None
    return value


def line(text: str) -> str:
    """One line of plain text without anything that steers a terminal, a log or the direction of writing."""
    cleaned = " ".join(_CONTROL.sub(" ", storable(text[: 4 * LONGEST_TEXT])).split())
    return cleaned if len(cleaned) <= LONGEST_TEXT else cleaned[: LONGEST_TEXT - 1].rstrip() + "…"


def refusal(data: Any) -> str:
    """The back end's own code for its no (`code`, or `error` as text or object), or empty."""
    for key in ("code", "error", "detail"):
        value = data.get(key) if isinstance(data, Mapping) else None
        value = value.get("code") if isinstance(value, Mapping) else value
        if isinstance(value, str) and _CODE.fullmatch(value):
            return value
    return ""

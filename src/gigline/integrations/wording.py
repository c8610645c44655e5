"""Sentences of an action: templates of the brand's with values filled in. Pure.

`{name}` is an input or an output; what stands in `[...]` is left out where a value in it is missing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from gigline.integrations.models import Action

_PLACE = re.compile(r"\{([A-Za-z_][A-Za-z0-9_.-]*)\}")
_PART = re.compile(r"\[([^\[\]]*)\]")
_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?")
_NO_CENTS = frozenset({"CLP", "ISK", "JPY", "KRW", "PYG", "UGX", "VND", "XAF", "XOF", "XPF"})


def places(template: str) -> set[str]:
    """The names that a template speaks of."""
    return set(_PLACE.findall(template))


def said(action: Action, inputs: Mapping[str, Any], outputs: Mapping[str, Any], language: str) -> str:
    """What to tell the requester after the action; empty when the brand wrote nothing, or nothing fits."""
    return fill(action, action.say, {**inputs, **outputs}, language)


def asked(action: Action, inputs: Mapping[str, Any], language: str) -> str:
    """The question before the action; empty when the brand wrote none."""
    return fill(action, action.ask, inputs, language)


def fill(action: Action, templates: Mapping[str, str], values: Mapping[str, Any], language: str) -> str:
    """The template of this language (or the first one), filled; empty when a value outside of [...] is missing."""
    template = templates.get(language) or templates.get(language.split("-")[0]) or next(iter(templates.values()), "")
    shown = {name: show(value, _type(action, name), action.currency) for name, value in values.items()}

    def part(match: re.Match[str]) -> str:
        return match[1] if places(match[1]) <= shown.keys() else ""

    chosen = _PART.sub(part, template)
    if not places(chosen) <= shown.keys():
        return ""
    return re.sub(r"[ \t]{2,}", " ", _PLACE.sub(lambda match: shown[match[1]], chosen)).strip()


def _type(action: Action, name: str) -> str:
    types: dict[str, str] = {one.name: one.type for one in action.inputs}
    types.update({one.name: one.type for one in action.outputs})
    return types.get(name, "text")


def show(value: Any, type_: str, currency: str) -> str:
    """A value as people read it."""
    if type_ == "money" and isinstance(value, int):
        return f"{money(value, currency)}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "; ".join(", ".join(map(str, row.values() if isinstance(row, dict) else [row])) for row in value)
    if type_ == "date" and (moment := _TIME.fullmatch(str(value))):
        zone = " UTC" if moment[3] in {"Z", "+00:00", "+0000"} else ""
        return f"{moment[1]} {moment[2]}{zone}"
    return str(value)


def money(amount: int, currency: str) -> str:
    """Minor units as an amount with its currency."""
    if currency in _NO_CENTS:
        return f"{amount} {currency}"
    sign = "-" if amount < 0 else ""
    return f"{sign}{abs(amount) // 100}.{abs(amount) % 100:02d} {currency}"

"""Texts with facts in them: `{name}`, or `{name|as}` for how it is shown. A fact is text, never markup or a template.

| as | shows |
|---|---|
| (nothing) | text; a list by commas |
| `money:EUR`, `money:currency` | minor units as an amount, in this currency or in the one of that fact |
| `date`, `time` | of an ISO date or time |
| `lower` | in small letters |
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any

from gigline.language import wording

LONGEST = 2_000
LONGEST_FACT = 300

_FIELD = re.compile(
    r"\{(?P<name>[a-z][a-z0-9_]{0,39}(?:\.[a-z][a-z0-9_]{0,39})?)(?:\|(?P<as>[a-z]+)(?::(?P<arg>[A-Za-z_]{1,40}))?)?\}"
)
_AS = {"money", "date", "time", "lower"}
# Markdown, HTML and what draws a link: shown as they are typed, they could pass for something of ours.
# What mail and phones make a link of although nothing says that it is one; not the host of an address with an @.
_HOST = re.compile(
    r"(?<![\w@.-])(?:[\w-]{1,63}\.){1,5}(?:[a-z]{2,24}(?=[/?#:])|(?:com|net|org|info|biz|io|co|me|ly|app|dev|xyz|link|click|"
    r"site|online|shop|top|ru|cn|example)\b)",
    re.IGNORECASE,
)
_LIVE = re.compile(r"[<>\[\]`*{}|\\]|(?i:https?|javascript|data):(?://)?")
_SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£"}


class TemplateProblem(ValueError):
    """The text is no template; says why."""


@dataclass(frozen=True)
class Field:
    """A fact in a template."""

    name: str
    shown: str | None = None
    argument: str | None = None


@dataclass(frozen=True)
class Template:
    """Pieces of text and fields, in order."""

    text: str
    parts: tuple[str | Field, ...]

    @property
    def names(self) -> frozenset[str]:
        """The facts that it needs."""
        fields = [part for part in self.parts if isinstance(part, Field)]
        others = {one.argument for one in fields if one.argument and not one.argument.isupper()}
        return frozenset({one.name for one in fields} | others)

    @property
    def whole(self) -> str | None:
        """The fact that the template is, if it is nothing else."""
        only = self.parts[0] if len(self.parts) == 1 else None
        return only.name if isinstance(only, Field) and only.shown is None else None


def parse(text: str) -> Template:
    """The template of this text; raises TemplateProblem."""
    if len(text) > LONGEST:
        raise TemplateProblem(f"a text has at most {LONGEST} characters")
    parts: list[str | Field] = []
    at = 0
    for match in _FIELD.finditer(text):
        if match["as"] is not None and match["as"] not in _AS:
            raise TemplateProblem(f"{match['as']!r} is no way to show a fact: use one of {', '.join(sorted(_AS))}")
        parts += [text[at : match.start()], Field(match["name"], match["as"], match["arg"])]
        at = match.end()
    parts.append(text[at:])
    if any("{" in part or "}" in part for part in parts if isinstance(part, str)):
        raise TemplateProblem("a bracket that belongs to no fact: a fact is written {name}")
    return Template(text, tuple(part for part in parts if part != ""))


def render(template: Template, facts: Mapping[str, Any], *, language: str, zone: tzinfo) -> str:
    """The text with its facts; one that is not known is empty."""
    shown = (part if isinstance(part, str) else _shown(part, facts, language, zone) for part in template.parts)
    return "".join(shown)


def value(template: Template, facts: Mapping[str, Any]) -> Any:
    """An action's input: the fact itself where the template is one fact, its plain text otherwise."""
    if template.whole is not None:
        return facts.get(template.whole)
    return "".join(part if isinstance(part, str) else _plain(facts.get(part.name)) for part in template.parts)


def _plain(found: Any) -> str:
    return "" if found is None else str(found)


def _shown(field: Field, facts: Mapping[str, Any], language: str, zone: tzinfo) -> str:
    found = facts.get(field.name)
    if found is None:
        return ""
    if field.shown == "money":
        code = field.argument or "EUR"
        return _money(found, code if code.isupper() else str(facts.get(code) or ""))
    if field.shown in {"date", "time"}:
        return _moment(found, field.shown, language, zone)
    text = _told(found, language)
    return text.lower() if field.shown == "lower" else text


def _told(found: Any, language: str) -> str:
    if isinstance(found, bool):
        return wording.of("flow", language)["yes" if found else "no"].lower()
    if isinstance(found, list | tuple):
        return ", ".join(_told(one, language) for one in found if isinstance(one, str | int | float))
    return tame(str(found))


def tame(text: str) -> str:
    """One line of plain text, without what could be markup or a link."""
    plain = _HOST.sub(lambda host: host[0].replace(".", " "), _LIVE.sub(" ", text))
    return " ".join(plain.split())[:LONGEST_FACT].rstrip()


def leads_elsewhere(text: str) -> bool:
    """Whether there is a link in it, or what is taken for one."""
    return "://" in text or _HOST.search(text) is not None


def _money(found: Any, code: str) -> str:
    if isinstance(found, bool) or not isinstance(found, int):
        return _told(found, "en")
    amount = f"{'-' if found < 0 else ''}{abs(found) // 100}.{abs(found) % 100:02}"
    symbol = _SYMBOLS.get(code)
    return f"{symbol}{amount}" if symbol else f"{amount} {_told(code, 'en')}".strip()


def _moment(found: Any, shown: str, language: str, zone: tzinfo) -> str:
    try:
        text = str(found)
        if len(text) == len("2026-11-24"):
            day: date = date.fromisoformat(text)
            return wording.clock(language).named(day) if shown == "date" else ""
        moment = datetime.fromisoformat(text)
    except ValueError:
        return _told(found, language)
    local = moment.astimezone(zone) if moment.tzinfo else moment
    return wording.clock(language).named(local.date()) if shown == "date" else f"{local:%H:%M}"

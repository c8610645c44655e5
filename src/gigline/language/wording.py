"""What the platform itself says to requesters, in their language: one file per language in wordings/.

A language without a file, and a word that its file lacks, is said in English.
"""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

LANGUAGES = ("en", "de", "es", "fr", "it", "nl", "pl", "pt")

Words = Mapping[str, str]


@dataclass(frozen=True)
class Clock:
    """Moments in words: `today`, `day` and `date` take `{time}`, `{day}` (its name) and `{date}` (ISO). Days begin with
    Monday.
    """

    today: str
    day: str
    date: str
    yours: str
    day_month: str
    days: Sequence[str]
    months: Sequence[str]

    def named(self, day: datetime.date) -> str:
        """Like `24 November`."""
        return self.day_month.format(day=day.day, month=self.months[day.month - 1])


def of(part: str, language: str) -> Words:
    """The words of one part (a table of the files) in this language, which may have a region ("pt-BR")."""
    return _words(part, _spoken(language))


def clock(language: str) -> Clock:
    """How this language names days."""
    return Clock(**_file("en")["clock"] | _file(_spoken(language))["clock"])


def _spoken(language: str) -> str:
    base = language.partition("-")[0].lower()
    return base if base in LANGUAGES else "en"


@cache
def _words(part: str, language: str) -> Words:
    return MappingProxyType(_file("en")[part] | _file(language).get(part, {}))


@cache
def _file(language: str) -> dict[str, Any]:
    return tomllib.loads((resources.files(__package__) / "wordings" / f"{language}.toml").read_text(encoding="utf-8"))

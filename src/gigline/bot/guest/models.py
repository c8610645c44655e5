"""Rows of the guest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

Purpose = Literal["choose", "paraphrase", "draft", "summary"]
Outcome = Literal["used", "refused", "unavailable"]


@dataclass(frozen=True)
class Turn:
    """A turn of the bot that the model was asked about. `slugs`: the articles it was offered, in their order.

    `silent`: nothing usable came. `choice` is a command of the grammar, with the article `slug` where there is one;
    `words` are the answer's, checked against that article.
    """

    seq: int
    epoch: int
    purpose: Literal["choose", "paraphrase"]
    slugs: list[str]
    state: Literal["asked", "answered", "silent"]
    choice: str | None
    slug: str | None
    words: str | None
    asked_at: datetime


@dataclass(frozen=True)
class Draft:
    """A suggestion for an associate. `text` is empty when there is none, and `reason` says why in a fixed word."""

    text: str
    articles: tuple[tuple[UUID, str], ...] = ()
    reason: str = ""

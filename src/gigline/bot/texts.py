"""What the bot says of itself, in the requester's language. Answers come from articles."""

from __future__ import annotations

from collections.abc import Mapping

from gigline.bot.dialogue import Talk
from gigline.language import wording

Texts = wording.Words

_OF_TALK: Mapping[Talk, str] = {"thanks": "thanks", "bye": "bye", "ok": "ok", "greeting": "listening"}


def of(language: str) -> Texts:
    """The bot's texts in this language."""
    return wording.of("bot", language)


def for_talk(texts: Texts, talk: Talk) -> str:
    """The polite answer to small talk."""
    return texts[_OF_TALK.get(talk, "listening")]

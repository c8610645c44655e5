"""Answers as a channel shows them: its own marks, and no more words than it takes. Pure."""

from __future__ import annotations

from gigline.channels.contract import Capabilities
from gigline.kit import markdown
from gigline.kit.text import shorten


def rendered(able: Capabilities, text: str) -> str:
    """The whole text with the channel's marks."""
    if able.markup == "markdown":
        return text
    return markdown.whatsapp(text) if able.markup == "whatsapp" else markdown.plain(text)


def is_long(able: Capabilities, text: str) -> bool:
    """Whether it is more than somebody wants to read there, or than the channel takes."""
    return len(text) > min(able.short_at or able.max_length, able.max_length)


def shortened(able: Capabilities, text: str, note: str) -> str:
    """The beginning of it, in whole sentences where that leaves something, and `note` (where the rest is)."""
    room = min(able.short_at or able.max_length, able.max_length) - len(note) - 2
    if len(text) <= room:
        return f"{text}\n\n{note}"
    begun = text[:room]
    end = max(begun.rfind(one) for one in (". ", ".\n", "! ", "? ", "\n\n"))
    kept = begun[: end + 1].strip() if end > room // 3 else shorten(begun, max(room - 1, 1))
    return f"{kept}\n\n{note}"

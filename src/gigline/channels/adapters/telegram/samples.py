"""Deliveries as Telegram makes them, after its public documents: for tests, fuzzing and the demonstration."""

from __future__ import annotations

from typing import Any


def message(
    message_id: int = 1365, text: str = "Where is my order?", *, chat: int = 1111111, name: str = "Ana", **more: Any
) -> dict[str, Any]:
    """A message in a private chat."""
    return {
        "message_id": message_id,
        "from": {"id": chat, "is_bot": False, "first_name": name, "language_code": "en"},
        "chat": {"id": chat, "first_name": name, "type": "private"},
        "date": 1750096325,
        **({"text": text} if text else {}),
        **more,
    }


def photo(message_id: int, file_id: str, *, album: str | None = None, caption: str = "", chat: int = 1111111) -> Any:
    """A picture, perhaps one of an album."""
    sizes = [
        {"file_id": f"{file_id}-{size}", "file_unique_id": f"u{size}", "width": size, "height": size}
        for size in (90, 320, 800)
    ]
    more = {"media_group_id": album} if album else {}
    more |= {"caption": caption} if caption else {}
    return message(message_id, "", chat=chat, photo=sizes, **more)


def update(update_id: int, **what: Any) -> dict[str, Any]:
    """A delivery: `message=`, `edited_message=`, `message_reaction=`."""
    return {"update_id": update_id, **what}


def reaction(message_id: int, emoji: str, *, chat: int = 1111111) -> dict[str, Any]:
    """A sign put on a message, or taken off."""
    signs = [{"type": "emoji", "emoji": emoji}] if emoji else []
    return {
        "chat": {"id": chat, "type": "private"},
        "message_id": message_id,
        "user": {"id": chat, "is_bot": False, "first_name": "Ana"},
        "date": 1750096325,
        "old_reaction": [],
        "new_reaction": signs,
    }

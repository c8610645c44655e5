"""What a requester may see of a conversation: the talk, who answers, nothing of the workings."""

from __future__ import annotations

from typing import Any

from gigline.conversations.models import Conversation, Entry

SHOWN_ACTIVITIES = frozenset(
    {"handed_over", "assigned", "released", "resolved", "reopened", "still_there", "moved", "later_offered"}
)
SHOWN_DATA = ("citations", "clarifying", "options", "handover", "attachments", "spoken")


def is_public(entry: Entry) -> bool:
    """Notes and inner activities stay inside."""
    if entry.kind == "activity":
        return entry.data.get("type") in SHOWN_ACTIVITIES
    return entry.kind in {"message", "receipt"}


def public_entry(entry: Entry) -> dict[str, Any]:
    """The entry as the requester's widget gets it."""
    return {
        "seq": entry.seq,
        "id": str(entry.id),
        "kind": entry.kind,
        "author": {"kind": entry.author_kind, "name": first_name(entry)},
        "body": entry.body,
        "data": _data(entry),
        "state": entry.state,
        "segment": entry.segment,
        "at": entry.at.isoformat(),
        "client_id": entry.client_id,
    }


def first_name(entry: Entry) -> str:
    """Associates are shown by their first name; requesters know their own."""
    return entry.author_name.split(" ")[0] if entry.author_kind == "associate" else entry.author_name


def _data(entry: Entry) -> dict[str, Any]:
    if entry.kind == "receipt":
        return entry.data
    if entry.kind == "activity":
        return {key: entry.data[key] for key in ("type", "by", "to") if key in entry.data}
    return {key: entry.data[key] for key in SHOWN_DATA if key in entry.data}


def public_head(c: Conversation, epoch_token: str, answering: dict[str, str] | None) -> dict[str, Any]:
    """The conversation as the requester's widget gets it; `answering` is who holds it, by kind and name."""
    return {
        "id": str(c.id),
        "status": c.status,
        "holder": c.holder,
        "segment": c.segment,
        "seq": c.seq,
        "epoch_token": epoch_token,
        "who": answering,
    }

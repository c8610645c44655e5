"""Raw deliveries as they may be shown to whoever sets an account up: their form, without what people said. Pure."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qsl

# Names whose values say what kind of delivery it is, and no more.
_SHOWN = frozenset(
    {
        "object", "field", "type", "status", "state", "timestamp", "messaging_product", "mime_type", "code", "action",
        "update_id", "message_id", "date", "edit_date", "media_group_id", "is_bot", "is_echo", "is_deleted",
        "MessageStatus", "SmsStatus", "NumMedia", "NumSegments", "ApiVersion", "ErrorCode", "MessageSid", "AccountSid",
        "MediaContentType0", "OptOutType", "id", "mid", "phone_number_id",
    }
)  # fmt: skip
_PHONE = re.compile(r"\+?[0-9]{7,15}")
LONGEST = 8_000


def masked(content_type: str, body: bytes) -> str:
    """The delivery with other values replaced by their length; of what is neither JSON nor a form, the size alone."""
    text = body.decode("utf-8", "replace")
    try:
        shown: Any = _form(text) if "form" in content_type else _json(json.loads(text), "")
    except (ValueError, RecursionError):
        return f"({len(body)} bytes that are no {'form' if 'form' in content_type else 'JSON'})"
    return json.dumps(shown, ensure_ascii=False, indent=2)[:LONGEST]


def address(text: str) -> str:
    """A mail address without the name in it."""
    name, _, domain = text.rpartition("@")
    return f"‹{len(name)}›@{domain}" if name else _value("", text)


def _form(text: str) -> dict[str, Any]:
    return {_name(name): _value(name, value) for name, value in parse_qsl(text, keep_blank_values=True)}


def _json(value: Any, name: str) -> Any:
    if isinstance(value, dict):
        return {_name(key): _json(one, key) for key, one in value.items()}
    if isinstance(value, list):
        return [_json(one, name) for one in value]
    return _value(name, value)


def _name(name: str) -> str:
    """Names are the provider's; one that looks like a person's number is not."""
    return "…" if _PHONE.fullmatch(name) or len(name) > 60 else name


def _value(name: str, value: Any) -> Any:
    if isinstance(value, bool) or value is None:
        return value
    text = str(value)
    if name in _SHOWN and not _is_persons(name, text):
        return value if not isinstance(value, str) else text[:80]
    return f"‹{len(text)}›" if text else ""


def _is_persons(name: str, text: str) -> bool:
    """An `id` may be somebody's number or mail address."""
    return name == "id" and ("@" in text or bool(_PHONE.fullmatch(text)))

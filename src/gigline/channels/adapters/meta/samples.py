"""Deliveries as Meta makes them, after its public documents: for tests, fuzzing and the demonstration's provider."""

from __future__ import annotations

from typing import Any

NUMBER_ID = "106540352242922"
PAGE_ID = "102290129340398"
INSTAGRAM_ID = "17841400008460056"


def whatsapp_text(
    id_: str = "wamid.HBgLMzUxOTEyMzQ1Njc4FQIAEhgUM0EwQTAwAA==",
    text: str = "Where is my order?",
    *,
    sender: str = "351912345678",
    name: str = "Ana Alves",
) -> dict[str, Any]:
    """A message of words; `whatsapp` puts it into a delivery."""
    return {
        "from": sender,
        "id": id_,
        "timestamp": "1750096325",
        "text": {"body": text},
        "type": "text",
        "_profile": name,
    }


def whatsapp_medium(id_: str, kind: str, media_id: str, *, caption: str = "", sender: str = "351912345678") -> Any:
    """A picture, a voice message, ..."""
    medium = {"id": media_id, "mime_type": "image/jpeg" if kind == "image" else "audio/ogg; codecs=opus"}
    return {
        "from": sender,
        "id": id_,
        "timestamp": "1750096325",
        "type": kind,
        kind: {**medium, "sha256": "x", **({"caption": caption} if caption else {})},
    }


def whatsapp_status(id_: str, state: str, *, ours: str | None = None, error: int | None = None) -> dict[str, Any]:
    """What became of a message of ours."""
    return {
        "id": id_,
        "status": state,
        "timestamp": "1750030073",
        "recipient_id": "351912345678",
        **({"biz_opaque_callback_data": ours} if ours else {}),
        **({"errors": [{"code": error, "title": "A title"}]} if error else {}),
    }


def whatsapp(
    *messages: dict[str, Any], statuses: tuple[dict[str, Any], ...] = (), number_id: str = NUMBER_ID
) -> dict[str, Any]:
    """A delivery."""
    own = [{key: value for key, value in one.items() if key != "_profile"} for one in messages]
    value: dict[str, Any] = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "15550783881", "phone_number_id": number_id},
    }
    if messages:
        value["contacts"] = [
            {"profile": {"name": one.get("_profile", "")}, "wa_id": one.get("from", "")} for one in messages
        ]
        value["messages"] = own
    if statuses:
        value["statuses"] = list(statuses)
    changes = [{"value": value, "field": "messages"}]
    return {"object": "whatsapp_business_account", "entry": [{"id": "102290129340399", "changes": changes}]}


def page(*events: dict[str, Any], kind: str = "page", account_id: str = PAGE_ID) -> dict[str, Any]:
    """A delivery of Messenger (`page`) or Instagram (`instagram`); each event is what differs."""
    messaging = [
        {"sender": {"id": "6195512320514123"}, "recipient": {"id": account_id}, "timestamp": 1750096325657, **one}
        for one in events
    ]
    return {"object": kind, "entry": [{"id": account_id, "time": 1750096325800, "messaging": messaging}]}


def page_text(mid: str = "m_AG5Hz2Uq7tuwNEhXfYYKj8mJEM", text: str = "Where is my order?") -> dict[str, Any]:
    """An event with words."""
    return {"message": {"mid": mid, "text": text}}

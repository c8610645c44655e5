"""Files on Meta's channels: put up first, so that nothing is half sent for want of a file, then named in messages.

https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media
https://developers.facebook.com/docs/messenger-platform/send-messages
https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/messaging-api
"""

from __future__ import annotations

import json
from typing import Any

from gigline.channels.adapters.meta import graph
from gigline.channels.adapters.meta.settings import InstagramSettings, MessengerSettings, MetaSettings, WhatsAppSettings
from gigline.channels.contract import Attachment, Fetch, FilesOut, Outbound, SendFailed

_MB = 1024 * 1024
LONGEST_CAPTION = 1_024
# What each takes of the types that first bytes prove.
WHATSAPP = FilesOut(
    frozenset({"image/jpeg", "image/png", "audio/mpeg", "audio/ogg", "video/mp4", "application/pdf"}), 5 * _MB
)
MESSENGER = FilesOut(largest=25 * _MB)
INSTAGRAM = FilesOut(
    frozenset({"image/jpeg", "image/png", "image/gif", "video/mp4", "application/pdf"}), 8 * _MB, by_address=True
)
_PICTURES = frozenset({"image/jpeg", "image/png", "image/gif"})


def _kind(file: Attachment, other: str) -> str:
    """`image`, `audio`, `video`, or what the channel calls everything else."""
    if file.content_type in _PICTURES:
        return "image"
    kind = file.content_type.partition("/")[0]
    return kind if kind in {"audio", "video"} else other


async def whatsapp_contents(fetch: Fetch, own: WhatsAppSettings, message: Outbound) -> list[dict[str, Any]]:
    """The messages that make up this one, in order: one file has the words below it, where they fit."""
    media = [await _whatsapp_medium(fetch, own, one) for one in message.attachments]
    words = {"type": "text", "text": {"body": message.text, "preview_url": False}}
    if len(media) == 1 and media[0]["type"] != "audio" and 0 < len(message.text) <= LONGEST_CAPTION:
        media[0][media[0]["type"]]["caption"] = message.text
        return media
    return [words, *media] if message.text else media


async def _whatsapp_medium(fetch: Fetch, own: WhatsAppSettings, file: Attachment) -> dict[str, Any]:
    fields = {"messaging_product": "whatsapp", "type": file.content_type}
    said = await graph.upload(fetch, own, f"{own.phone_number_id}/media", fields, "file", file)
    kind = _kind(file, "document")
    named = {"filename": file.name} if kind == "document" else {}
    return {"type": kind, kind: {"id": _id(said, "id"), **named}}


async def page_contents(fetch: Fetch, own: MetaSettings, message: Outbound) -> list[dict[str, Any]]:
    """The same for Messenger and Instagram, where a file has no words."""
    files = [await _page_file(fetch, own, one) for one in message.attachments]
    return [{"text": message.text}, *files] if message.text else files


async def _page_file(fetch: Fetch, own: MetaSettings, file: Attachment) -> dict[str, Any]:
    kind = _kind(file, "file")
    if isinstance(own, InstagramSettings):
        # Instagram fetches it itself.
        return {"attachment": {"type": kind, "payload": {"url": file.url}}}
    assert isinstance(own, MessengerSettings)
    described = {"attachment": {"type": kind, "payload": {"is_reusable": True}}}
    fields = {"message": json.dumps(described)}
    said = await graph.upload(fetch, own, f"{own.page_id}/message_attachments", fields, "filedata", file)
    return {"attachment": {"type": kind, "payload": {"attachment_id": _id(said, "attachment_id")}}}


def _id(said: dict[str, Any], name: str) -> str:
    found = said.get(name)
    if not isinstance(found, str):
        raise SendFailed("file_not_taken", permanent=False)
    return found

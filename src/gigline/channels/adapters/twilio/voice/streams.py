"""Media Streams: a call's sound over a WebSocket, as JSON messages with μ-law at 8 kHz in base64. Pure.

https://www.twilio.com/docs/voice/media-streams/websocket-messages
"""

from __future__ import annotations

import base64
import json
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from gigline.channels import parsing
from gigline.channels.calling import Frame, StreamSound, StreamStarted, StreamStopped
from gigline.channels.contract import Malformed

# A second of sound: Twilio sends 20 ms at a time.
_MOST = 8_000


class _Format(parsing.Strict):
    encoding: Literal["audio/x-mulaw"]
    sampleRate: Literal[8000]
    channels: Literal[1]


class _Own(parsing.Strict):
    key: Annotated[str, StringConstraints(max_length=200)] = ""


class _Start(parsing.Strict):
    streamSid: parsing.Id
    callSid: parsing.Id
    tracks: Annotated[list[Literal["inbound", "outbound"]], Field(max_length=2)]
    mediaFormat: _Format
    customParameters: _Own = _Own()


class _Media(parsing.Strict):
    track: Literal["inbound", "outbound"] = "inbound"
    payload: Annotated[str, StringConstraints(max_length=_MOST * 2)]


def read(message: str) -> Frame | None:
    """What a message tells; None for those that tell us nothing (marks, keys). Raises Malformed."""
    value = parsing.json_object(message.encode())
    match value.get("event"):
        case "start":
            start = parsing.validated(_Start, _part(value, "start"))
            return StreamStarted(start.streamSid, start.callSid, start.customParameters.key, len(start.tracks) == 2)
        case "media":
            media = parsing.validated(_Media, _part(value, "media"))
            return StreamSound("caller" if media.track == "inbound" else "other", _bytes(media.payload))
        case "stop":
            return StreamStopped()
        case str():
            return None
        case _:
            raise Malformed("Wrong or missing: event.")


def write(stream_id: str, sound: bytes) -> str:
    """A message that lets the caller hear this."""
    payload = base64.b64encode(sound).decode()
    return json.dumps({"event": "media", "streamSid": stream_id, "media": {"payload": payload}})


def _part(value: dict[str, object], name: str) -> dict[str, object]:
    part = value.get(name)
    if not isinstance(part, dict):
        raise Malformed(f"Wrong or missing: {name}.")
    return part


def _bytes(payload: str) -> bytes:
    try:
        sound = base64.b64decode(payload, validate=True)
    except ValueError as error:
        raise Malformed("Wrong or missing: payload.") from error
    if len(sound) > _MOST:
        raise Malformed("Wrong or missing: payload.")
    return sound

"""Deliveries as Twilio makes them, after its public documents: for tests, fuzzing and the demonstration's provider."""

from __future__ import annotations

from hashlib import sha256

SID = "AC0123456789abcdef0123456789abcdef"


def sid(prefix: str, seed: str) -> str:
    """An id in Twilio's form."""
    return prefix + sha256(seed.encode()).hexdigest()[:32]


def message(
    seed: str = "1",
    *,
    sender: str = "+351912345678",
    to: str = "+14155550100",
    body: str = "Where is my order?",
    account_sid: str = SID,
    media: tuple[tuple[str, str], ...] = (),
    **more: str,
) -> dict[str, str]:
    """An incoming message; `media` are addresses and content types."""
    files = {
        key: value
        for n, (url, kind) in enumerate(media)
        for key, value in ((f"MediaUrl{n}", url), (f"MediaContentType{n}", kind))
    }
    return {
        "ToCountry": "US",
        "SmsMessageSid": sid("SM", seed),
        "NumMedia": str(len(media)),
        "SmsSid": sid("SM", seed),
        "SmsStatus": "received",
        "Body": body,
        "To": to,
        "NumSegments": "1",
        "MessageSid": sid("SM", seed),
        "AccountSid": account_sid,
        "From": sender,
        "ApiVersion": "2010-04-01",
        **files,
        **more,
    }


def status(message_sid: str, state: str, *, account_sid: str = SID, error: str = "") -> dict[str, str]:
    """A status callback."""
    return {
        "SmsSid": message_sid,
        "SmsStatus": state,
        "MessageStatus": state,
        "To": "+351912345678",
        "MessageSid": message_sid,
        "AccountSid": account_sid,
        "From": "+14155550100",
        "ApiVersion": "2010-04-01",
        **({"ErrorCode": error} if error else {}),
    }

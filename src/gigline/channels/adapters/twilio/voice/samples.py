"""Deliveries about calls as Twilio makes them, after its public documents: for tests, fuzzing and the demonstration."""

from __future__ import annotations

from gigline.channels.adapters.twilio.samples import SID, sid


def call(
    seed: str = "1",
    *,
    state: str = "ringing",
    caller: str = "+351912345678",
    to: str = "+14155550100",
    account_sid: str = SID,
    **more: str,
) -> dict[str, str]:
    """A call that comes in, or goes on."""
    return {
        "CallSid": sid("CA", seed),
        "AccountSid": account_sid,
        "From": caller,
        "To": to,
        "CallStatus": state,
        "ApiVersion": "2010-04-01",
        "Direction": "inbound",
        "CallerCountry": "PT",
        **more,
    }


def spoken(seed: str = "1", text: str = "Where is my order?", confidence: str = "0.91", **more: str) -> dict[str, str]:
    """What a caller said to a question."""
    return call(seed, state="in-progress", SpeechResult=text, Confidence=confidence, Language="en-US", **more)


def pressed(seed: str = "1", key: str = "1", **more: str) -> dict[str, str]:
    """The key that a caller pressed."""
    return call(seed, state="in-progress", Digits=key, **more)


def recorded(seed: str = "1", seconds: int = 7, base: str = "https://api.twilio.com", **more: str) -> dict[str, str]:
    """A recording that is ready."""
    own = sid("RE", seed)
    url = f"{base}/2010-04-01/Accounts/{SID}/Recordings/{own}"
    return call(
        seed, state="in-progress", RecordingSid=own, RecordingUrl=url, RecordingDuration=str(seconds),
        RecordingStatus="completed", **more,
    )  # fmt: skip


def dialled(seed: str = "1", outcome: str = "completed", seconds: int = 42, **more: str) -> dict[str, str]:
    """How dialling another phone into the call ended."""
    return call(
        seed, state="in-progress", DialCallSid=sid("CA", f"{seed}-dialled"), DialCallStatus=outcome,
        DialCallDuration=str(seconds), **more,
    )  # fmt: skip

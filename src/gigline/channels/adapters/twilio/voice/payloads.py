"""What Twilio posts about a call: that it comes in, what was said or pressed, how it ends. Pure.

https://www.twilio.com/docs/voice/twiml#request-parameters
"""

from __future__ import annotations

import math
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import StringConstraints

from gigline.channels import parsing
from gigline.channels.adapters.twilio import payloads
from gigline.channels.calling import CallNews, CallState, Dialled, Outcome, Recorded
from gigline.channels.contract import Headers, Malformed

_STATES: dict[str, tuple[CallState, Outcome | None]] = {
    "queued": ("ringing", None),
    "initiated": ("ringing", None),
    "ringing": ("ringing", None),
    "in-progress": ("on", None),
    "answered": ("on", None),
    "completed": ("over", "completed"),
    "busy": ("over", "busy"),
    "no-answer": ("over", "no_answer"),
    "canceled": ("over", "canceled"),
    "failed": ("over", "failed"),
}
# How Twilio writes the number of somebody who withholds it.
_WITHHELD = frozenset({"", "anonymous", "restricted", "unavailable", "unknown", "private", "+266696687", "+7378742833"})
# An hour and a half is more than any call that we let go on.
_LONGEST_S = 100_000

Key = Annotated[str, StringConstraints(max_length=32, pattern=r"^[0-9*#]*$")]


class _Call(parsing.Strict):
    CallSid: parsing.Id
    AccountSid: parsing.Id
    CallStatus: parsing.Id = "in-progress"
    Direction: str = "inbound"
    From: str = ""
    To: str = ""
    Digits: Key = ""
    SpeechResult: parsing.Said = ""
    Confidence: str = ""


class _Recording(parsing.Strict):
    RecordingSid: parsing.Id
    RecordingUrl: parsing.WebAddress
    RecordingDuration: str = "0"


def read(account_sid: str, own_number: str, headers: Headers, body: bytes) -> CallNews:
    """What the form tells; raises Malformed, also for another account's or another number's call."""
    fields = payloads.form(headers, body)
    found = dict(fields)
    if len(found) != len(fields):
        raise Malformed("The form has a field twice.")
    call = parsing.validated(_Call, found)
    if call.AccountSid != account_sid:
        raise Malformed("This is about another account.")
    state = _STATES.get(call.CallStatus)
    if state is None:
        raise Malformed("Wrong or missing: CallStatus.")
    return CallNews(
        call_id=call.CallSid,
        state=state[0],
        caller=_caller(call, own_number),
        outcome=state[1],
        digits=call.Digits,
        said=call.SpeechResult.strip(),
        confidence=_share(call.Confidence),
        recorded=_recorded(found),
        dialled=_dialled(found),
    )


def _caller(call: _Call, own_number: str) -> str:
    """Whoever the other side is. A delivery that names numbers must name ours; some (of recordings) name none."""
    outward = call.Direction.startswith("outbound")
    ours, theirs = (call.From, call.To) if outward else (call.To, call.From)
    if ours and parsing.phone(ours) != parsing.phone(own_number) and not outward:
        raise Malformed("This is about another number.")
    if theirs.strip().lower() in _WITHHELD or theirs.startswith(("sip:", "client:")):
        return ""
    return parsing.phone(theirs)


def _recorded(found: dict[str, str]) -> Recorded | None:
    """The recording, once it is there; what came of one that failed is nothing."""
    if "RecordingUrl" not in found or found.get("RecordingStatus", "completed") != "completed":
        return None
    one = parsing.validated(_Recording, found)
    if urlsplit(one.RecordingUrl).query:
        raise Malformed("Wrong or missing: RecordingUrl.")
    return Recorded(one.RecordingSid, one.RecordingUrl, _seconds(one.RecordingDuration))


def _dialled(found: dict[str, str]) -> Dialled | None:
    if "DialCallStatus" not in found:
        return None
    outcome = _STATES.get(found["DialCallStatus"], ("on", None))[1]
    if outcome is None:
        raise Malformed("Wrong or missing: DialCallStatus.")
    return Dialled(outcome, _seconds(found.get("DialCallDuration", "0")))


def _seconds(text: str) -> float:
    """Seconds as Twilio writes them: a whole number; -1 where it knows none."""
    if text == "-1":
        return 0.0
    if not (text.isascii() and text.isdigit() and len(text) <= 6 and int(text) <= _LONGEST_S):
        raise Malformed("Wrong or missing: a duration.")
    return float(text)


def _share(text: str) -> float | None:
    """Twilio's confidence, which may be missing."""
    if not text:
        return None
    try:
        value = float(text)
    except ValueError as error:
        raise Malformed("Wrong or missing: Confidence.") from error
    if not math.isfinite(value) or not 0 <= value <= 1:
        raise Malformed("Wrong or missing: Confidence.")
    return value

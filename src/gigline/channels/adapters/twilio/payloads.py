"""What Twilio posts: forms of messages and of statuses. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import parse_qs, parse_qsl, urlsplit
from uuid import UUID

from gigline.channels import parsing
from gigline.channels.contract import (
    Attachment,
    Consent,
    Headers,
    Inbound,
    Malformed,
    Receipt,
    ReceiptState,
    one_header,
)

# https://www.twilio.com/docs/messaging/guides/outbound-message-status-in-status-callbacks
STATES: dict[str, ReceiptState] = {
    "sent": "sent",
    "delivered": "delivered",
    "read": "read",
    "undelivered": "failed",
    "failed": "failed",
    "canceled": "failed",
}
ON_THE_WAY = frozenset({"accepted", "scheduled", "queued", "sending"})
# The words of the CTIA's guidelines; Twilio answers them itself unless that was switched off.
_STOP = frozenset({"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"})
_START = frozenset({"start", "unstop", "yes"})
_HELP = frozenset({"help", "info", "ayuda"})
_MAX_FIELDS = 200
_SID = re.compile(r"[A-Z]{2}[0-9a-fA-F]{32}")

Fields = Sequence[tuple[str, str]]


class Message(parsing.Strict):
    """An incoming message, after its fields."""

    MessageSid: parsing.Id
    AccountSid: parsing.Id
    From: parsing.Id
    To: parsing.Id
    Body: parsing.Said = ""
    NumMedia: str = "0"
    ProfileName: parsing.Name = ""
    OptOutType: str = ""


class _Medium(parsing.Strict):
    url: parsing.WebAddress


class Status(parsing.Strict):
    """A status callback, after its fields."""

    MessageSid: parsing.Id
    AccountSid: parsing.Id
    MessageStatus: parsing.Id
    ErrorCode: str = ""


def form(headers: Headers, body: bytes) -> Fields:
    """The form's fields in their order; raises Malformed."""
    kind = (one_header(headers, "content-type") or "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise Malformed("The body must be a form.")
    if len(body) > parsing.MAX_BODY:
        raise Malformed(f"The body is over {parsing.MAX_BODY} bytes.")
    try:
        return parse_qsl(
            body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_MAX_FIELDS, separator="&"
        )
    except ValueError as error:
        raise Malformed("The body is not a well-formed form in UTF-8.") from error


def is_form(headers: Headers) -> bool:
    """Whether the body claims to be one."""
    kind = (one_header(headers, "content-type") or "").partition(";")[0].strip().lower()
    return kind == "application/x-www-form-urlencoded"


def read(
    account_sid: str, own_address: str, headers: Headers, fields: Fields, body: bytes, help_text: str | None = None
) -> list[Inbound | Receipt]:
    """The message or the status that a form holds; raises Malformed, also for another account's.

    `help_text` answers words like HELP.
    """
    found = dict(fields)
    if len(found) != len(fields):
        raise Malformed("The form has a field twice.")
    if found.get("AccountSid") != account_sid:
        raise Malformed("This is about another account.")
    if "MessageStatus" in found and "Body" not in found:
        return _receipt(parsing.validated(Status, found), headers)
    message = parsing.validated(Message, found)
    if parsing.phone(message.To) != parsing.phone(own_address):
        raise Malformed("This is about another number.")
    return [_inbound(message, found, body, help_text)]


def _inbound(message: Message, found: dict[str, str], body: bytes, help_text: str | None) -> Inbound:
    text, files = message.Body if message.Body.strip() else "", _files(message, found)
    if not text and not files:
        raise Malformed("Wrong or missing: Body.")
    return Inbound(
        provider_id=message.MessageSid,
        client_id=message.MessageSid,
        sender=parsing.phone(message.From),
        sender_name=message.ProfileName,
        text=text,
        raw=body,
        attachments=files,
        consent=_consent(message),
        # Where Twilio has decided, it has answered too.
        fixed_answer=help_text if _word(message) in _HELP and not (files or message.OptOutType) else None,
    )


def _files(message: Message, found: dict[str, str]) -> tuple[Attachment, ...]:
    if not (message.NumMedia.isascii() and message.NumMedia.isdigit() and len(message.NumMedia) <= 2):
        raise Malformed("Wrong or missing: NumMedia.")
    files = []
    for n in range(int(message.NumMedia)):
        url = parsing.validated(_Medium, {"url": found.get(f"MediaUrl{n}")}).url
        kind = found.get(f"MediaContentType{n}", "")
        files.append(Attachment(kind.partition("/")[0] or "file", kind, url=url))
    return tuple(files)


def _consent(message: Message) -> Consent | None:
    """A word alone, as the carriers want it; where Twilio has decided, its word counts."""
    if message.OptOutType:
        return {"STOP": "stop", "START": "start"}.get(message.OptOutType)  # type: ignore[return-value]
    word = _word(message)
    if word in _STOP:
        return "stop"
    return "start" if word in _START else None


def _word(message: Message) -> str:
    return message.Body.strip().rstrip(".!").lower().replace(" ", "")


def _receipt(status: Status, headers: Headers) -> list[Inbound | Receipt]:
    """Ours by the id that we put into the callback's address, else by Twilio's."""
    state = STATES.get(status.MessageStatus)
    if state is None:
        if status.MessageStatus not in ON_THE_WAY:
            raise Malformed("Wrong or missing: MessageStatus.")
        return []
    if not _SID.fullmatch(status.MessageSid):
        raise Malformed("Wrong or missing: MessageSid.")
    own = parse_qs(urlsplit(one_header(headers, ":url") or "").query).get("message", [])
    return [Receipt(_ours(own) or status.MessageSid, state, _reason(status) if state == "failed" else None)]


def _ours(given: list[str]) -> str | None:
    try:
        return str(UUID(given[0])) if len(given) == 1 else None
    except ValueError:
        return None


def _reason(status: Status) -> str:
    code = status.ErrorCode
    return REASONS.get(code, "provider_failed")


# https://www.twilio.com/docs/api/errors: the codes after which something else than "it failed" can be said.
REASONS = {
    "21211": "bad_address",
    "21408": "region_not_allowed",
    "21610": "opted_out",
    "21614": "bad_address",
    "21617": "too_long",
    "30003": "unreachable",
    "30004": "blocked",
    "30005": "bad_address",
    "30006": "bad_address",
    "30007": "filtered",
    "63016": "window_closed",
    "63018": "asked_to_wait",
}

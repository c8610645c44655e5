"""Mails that machines wrote: nobody answers them, or two machines would write to each other for ever. Pure."""

from __future__ import annotations

import re
from email.message import Message
from typing import Literal

from gigline.channels.adapters.email import headers

Reason = Literal["automatic", "list", "no_reply", "own"]

_NOBODY = re.compile(
    r"(?:no|not|non|do[._-]?not|never)[._-]?(?:reply|replies|respond|answer)(?:[._-].*)?|mailer[._-]?daemon|postmaster"
    r"|bounces?(?:[._-].*)?|.*[._-](?:no|do[._-]?not)[._-]?reply|auto[._-]?(?:reply|responder|mailer)|nobody",
    re.IGNORECASE,
)


def reason(message: Message, sender: str, own_address: str) -> Reason | None:
    """Why nobody should answer this mail, or None."""
    if sender == own_address or (
        headers.domain(sender) == headers.domain(own_address)
        and headers.local_part(sender) == headers.local_part(own_address)
    ):
        return "own"
    if headers.first(message, "auto-submitted").partition(";")[0].strip().lower() not in {"", "no"}:
        return "automatic"
    suppressed = headers.first(message, "x-auto-response-suppress").lower()
    answered = ("x-autoreply", "x-autorespond", "x-autoresponse", "x-auto-reply-from", "x-loop")
    if any(word in suppressed for word in ("all", "autoreply", "oof")) or any(
        headers.first(message, name) for name in answered
    ):
        return "automatic"
    precedence = headers.first(message, "precedence").lower()
    if precedence in {"bulk", "junk", "list", "auto_reply"} or any(
        headers.first(message, name) for name in ("list-id", "list-post", "feedback-id")
    ):
        return "automatic" if precedence == "auto_reply" else "list"
    if headers.first(message, "return-path").strip() == "<>":
        return "automatic"
    return "no_reply" if _NOBODY.fullmatch(headers.local_part(sender)) else None

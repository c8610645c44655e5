"""Reports that a mail of ours did not arrive (RFC 3464). Pure."""

from __future__ import annotations

import re
from email.message import Message

from gigline.channels.adapters.email import composing, headers
from gigline.channels.contract import Receipt

_ACTION = re.compile(rb"^action:\s*([a-z]+)", re.IGNORECASE | re.MULTILINE)
_STATUS = re.compile(rb"^status:\s*([245])\.", re.IGNORECASE | re.MULTILINE)
_ID = re.compile(rb"^(?:message-id|x-original-message-id):\s*<([^\s<>]{1,250})>", re.IGNORECASE | re.MULTILINE)
_LOOKED_AT = 64 * 1024


def receipt(message: Message, raw: bytes) -> Receipt | None:
    """What a delivery report says of one of our mails; None when this is no report, or not of a failure."""
    kind = message.get_content_type()
    if kind != "multipart/report" and headers.local_part(headers.address(headers.first(message, "from"))[1]) not in {
        "mailer-daemon",
        "postmaster",
    }:
        return None
    # The report's own head names itself; what it reports on comes behind it.
    _, _, rest = raw[: _LOOKED_AT * 4].replace(b"\r\n", b"\n").partition(b"\n\n")
    action, status = _ACTION.search(rest), _STATUS.search(rest)
    failed = (action is not None and action.group(1).lower() == b"failed") or (
        action is None and status is not None and status.group(1) == b"5"
    )
    ours = [one.decode("ascii", "replace") for one in _ID.findall(rest)]
    if not failed or not ours:
        return None
    return Receipt(composing.entry_of(ours[-1]) or ours[-1], "failed", "bounced")

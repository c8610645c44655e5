"""What can go wrong when a browser joins a call."""

from __future__ import annotations

from gigline.kit.errors import BadInput, Unavailable


class BadCallOffer(BadInput):
    """The browser's offer (SDP) is none of an audio call."""

    code = "bad_call_offer"


class CallsBusy(Unavailable):
    """This process has as many calls as it may have."""

    code = "calls_busy"


class LineLost(Unavailable):
    """The process that has the call's sound does not answer."""

    code = "line_lost"

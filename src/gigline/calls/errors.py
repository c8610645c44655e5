"""What can go wrong with a call."""

from __future__ import annotations

from gigline.kit.errors import Conflict, NotFound


class NoSuchCall(NotFound):
    code = "no_such_call"


class NotInThisState(Conflict):
    """The call has no such step now; `current` says how it stands."""

    code = "call_not_allowed_now"

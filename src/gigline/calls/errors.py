"""What can go wrong with a call."""

from __future__ import annotations

from gigline.kit.errors import Conflict, NotFound


class NoSuchCall(NotFound):
    code = "no_such_call"


class NotInThisState(Conflict):
    """The call has no such step now; `current` says how it stands."""

    code = "call_not_allowed_now"


class NeedsConsole(Conflict):
    """Who takes calls on a phone of their own can neither ask a colleague in a call nor be asked."""

    code = "consultation_needs_console"


class NobodyToAsk(Conflict):
    """Nobody who may take the call is free to be asked."""

    code = "nobody_to_ask"

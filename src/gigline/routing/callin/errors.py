"""What can go wrong with calls."""

from __future__ import annotations

from gigline.kit.errors import Conflict, NotFound


class NoSuchCallIn(NotFound):
    code = "no_such_call_in"


class CallInGone(Conflict):
    code = "call_in_gone"


class WaveRunning(Conflict):
    code = "wave_running"


class NobodyToCall(Conflict):
    code = "nobody_to_call"

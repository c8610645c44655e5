"""What can go wrong with what-ifs."""

from __future__ import annotations

from gigline.kit.errors import Conflict, NotFound


class NoSuchWhatIf(NotFound):
    code = "no_such_what_if"


class WhatIfRunning(Conflict):
    code = "what_if_running"

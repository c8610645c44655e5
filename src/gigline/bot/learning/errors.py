"""What can go wrong with what was learned."""

from __future__ import annotations

from gigline.kit.errors import Conflict, NotFound


class NoSuchLearning(NotFound):
    """No such candidate, audit, gap or topic, or the caller may not know of it."""

    code = "no_such_learning"


class DecidedMeanwhile(Conflict):
    """Somebody else decided or edited it since it was read."""

    code = "decided_meanwhile"

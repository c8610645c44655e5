"""What can go wrong with ratings."""

from __future__ import annotations

from gigline.kit.errors import Conflict


class NothingToRate(Conflict):
    """This segment is not resolved, or the conversation went on since."""

    code = "nothing_to_rate"

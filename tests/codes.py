"""One-time codes, read where they arrive."""

from __future__ import annotations

import re

from gigline.simulation.providers.twilio import Twilio


def latest(company: Twilio) -> str:
    """The code in the text that was sent last."""
    found = re.search(r"\b\d{6}\b", company.taken[-1].text)
    assert found is not None
    return found[0]

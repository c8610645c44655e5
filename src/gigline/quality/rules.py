"""The definitions of quality's figures, in words. `queries` has the one query of each. Pure."""

from __future__ import annotations

BAD_SCORE = 2

DEFINITIONS: dict[str, str] = {
    "started_with_bot": "Segments (a conversation, or its reopening) that the bot held first.",
    "contained": "Of those, segments that no person was ever asked into. Abandoned ones count as contained: that is "
    "why containment flatters.",
    "assumed_resolved": "Of those, segments that the bot closed because it was told so or nobody wrote again.",
    "true_resolved": "Of those, abandoned ones included: the bot gave an answer; no person was involved; the same "
    "requester did not write again within the window (48 hours, 7 days, 30 days), on any channel; and they did not "
    "rate it 1 or 2. Only segments whose window is over count, above and below the line.",
    "csat": "Mean of the scores 1 to 5, and the share of 4 and 5, by requester kind and by who answered.",
}


def share(part: int, whole: int) -> float | None:
    """`part` of `whole` as a fraction; None of nothing."""
    return part / whole if whole else None

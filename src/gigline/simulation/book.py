"""What simulated associates know: which answer belongs to which of the crowd's lines."""

from __future__ import annotations

from collections.abc import Sequence

from gigline.simulation.material import Case, Material

UNSURE = "Thank you for your patience. I am looking into this and will come back to you by email today."
YOU_ARE_WELCOME = "You are welcome. Is there anything else?"
SIMULATED = "I am a simulated associate of this demonstration. "
NOTHING_FOUND = SIMULATED + "I know the crowd's own questions; sign in at the console to answer this one yourself."
ASK_CODE = "Of course. Could you give me your order number, please?"


class AnswerBook:
    """The crowd's cases by what is written in them."""

    def __init__(self, materials: Sequence[Material]):
        self._cases = {text: case for material in materials for case in material.cases for text in case.texts}
        self._follow_ups = {text for case in self._cases.values() for text in case.follow_ups}

    def case_of(self, text: str) -> Case | None:
        """The case a message belongs to; a message may go on after the known line."""
        if text in self._cases:
            return self._cases[text]
        begun = [known for known in self._cases if text.startswith(known)]
        return self._cases[max(begun, key=len)] if begun else None

    def is_follow_up(self, text: str) -> bool:
        """Whether it is one of the lines that come after an answer."""
        return text in self._follow_ups

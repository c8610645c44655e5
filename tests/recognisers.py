"""A recogniser for tests: understands what it was told it would, by the pitch of who speaks."""

from __future__ import annotations

import numpy as np

from gigline.calls.media.audio import SPEECH_RATE, Pcm
from gigline.calls.media.recognising import Words

SAID = {440: "my parcel is late", 880: "let me look", 1320: "this is somebody else"}


class ByPitch:
    """What each tone says."""

    def understand(self, speech: Pcm, language: str) -> Words | None:
        """The words of the tone that is loudest in the utterance."""
        loudest = np.argmax(np.abs(np.fft.rfft(speech.astype(float)))) * SPEECH_RATE / speech.size
        hz = min(SAID, key=lambda one: abs(one - loudest))
        return Words(SAID[hz], 0.9)

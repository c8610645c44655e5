"""The embedded recogniser hears nothing where nothing is said. How well it hears speech, no file here can tell."""

from __future__ import annotations

import numpy as np
import pytest
from tests.tones import tone

from gigline.calls.media.audio import SPEECH_RATE, Pcm, for_speech
from gigline.calls.media.sphinx import PhraseSpotter

SECONDS = 2


@pytest.fixture(scope="module")
def spotter() -> PhraseSpotter:
    return PhraseSpotter()


@pytest.mark.parametrize(
    "sound",
    [
        pytest.param(for_speech(tone(440, 0.3, SECONDS)), id="tone"),
        pytest.param(np.random.default_rng(1).normal(0, 3_000, SECONDS * SPEECH_RATE).astype(np.int16), id="noise"),
        pytest.param(
            np.random.default_rng(1).normal(0, 100, SECONDS * SPEECH_RATE).astype(np.int16), id="a quiet room"
        ),
    ],
)
def test_what_is_no_speech_is_no_words(spotter: PhraseSpotter, sound: Pcm):
    assert spotter.understand(sound, "en-GB") is None


def test_it_knows_english_only(spotter: PhraseSpotter):
    assert spotter.understand(for_speech(tone(440, 0.3)), "de") is None

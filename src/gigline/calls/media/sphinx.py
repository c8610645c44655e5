"""Recognises some fixed English words and phrases without any service. Names `pocketsphinx`.

Its open dictation is wrong more often than right on a telephone, so that it is asked for phrases from a list only:
what is not on the list is not transcribed, instead of being transcribed wrongly.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterable
from pathlib import Path

from pocketsphinx import Config, Decoder, get_model_path

from gigline.calls.media.audio import SPEECH_RATE, Pcm
from gigline.calls.media.recognising import Words

LANGUAGE = "en"
# The threshold of a phrase by its number of letters: a short word is like a part of many others, a long phrase is like
# nothing else. With these, three minutes of noise of several kinds and levels have no word in them.
_SURENESS = ((5, "1"), (8, "1e-4"), (14, "1e-15"), (999, "1e-30"))
PHRASES = (
    "yes", "no", "please", "thank you", "hello", "goodbye", "speak to a person", "call me back", "order", "my order",
    "order number", "delivery", "late", "missing", "damaged", "wrong address", "address", "refund", "money back",
    "payment", "paid twice", "credit card", "invoice", "subscription", "cancel", "cancel my order", "password",
    "log in", "account", "voucher", "promo code", "courier", "driver", "restaurant", "parcel", "accident", "emergency",
    "help", "problem", "question", "complaint", "email", "phone number", "zero", "one", "two", "three", "four", "five",
    "six", "seven", "eight", "nine", "hundred", "thousand", "monday", "tuesday", "wednesday", "thursday", "friday",
    "saturday", "sunday", "today", "tomorrow", "yesterday",
)  # fmt: skip


class PhraseSpotter:
    """A recogniser for `phrases`, all of known English words."""

    def __init__(self, phrases: Iterable[str] = PHRASES):
        models = Path(get_model_path())
        config = Config(
            hmm=str(models / "en-us" / "en-us"), dict=str(models / "en-us" / "cmudict-en-us.dict"), lm=None,
            samprate=float(SPEECH_RATE), loglevel="FATAL",
        )  # fmt: skip
        self._decoder = Decoder(config)
        # A decoder hears one utterance at a time.
        self._lock = threading.Lock()
        self._listen_for(phrases)

    def _listen_for(self, phrases: Iterable[str]) -> None:
        with tempfile.NamedTemporaryFile("w", suffix=".list") as file:
            file.writelines(f"{one} /{_sureness(one)}/\n" for one in phrases)
            file.flush()
            self._decoder.add_kws("phrases", file.name)
        self._decoder.activate_search("phrases")

    def understand(self, speech: Pcm, language: str) -> Words | None:
        """The phrases in the order they were said; None in another language than English."""
        if language.partition("-")[0] != LANGUAGE:
            return None
        with self._lock:
            self._decoder.start_utt()
            self._decoder.process_raw(speech.tobytes(), full_utt=True)
            self._decoder.end_utt()
            found = self._decoder.seg() or ()
            said = [segment.word.strip() for segment in sorted(found, key=lambda one: one.start_frame)]
        return Words(", ".join(said)) if said else None


def _sureness(phrase: str) -> str:
    return next(value for length, value in _SURENESS if len(phrase) <= length)

"""The slice's public face: everything above calls these and nothing else of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from gigline.language.errors import LanguageError, ModelFilesError
from gigline.language.facts import Fact, extract_facts
from gigline.language.language_id import LANGUAGES, guess_language
from gigline.language.masking import mask, unmarked
from gigline.language.matters import matters
from gigline.language.normalising import normalise
from gigline.language.person import wants_person
from gigline.language.sentiment import Mood, feeling, mood
from gigline.language.vocabulary import Term, Vocabularies

__all__ = [
    "LANGUAGES",
    "Embedder",
    "Encoder",
    "Fact",
    "LanguageError",
    "ModelFilesError",
    "Mood",
    "Term",
    "ViewEmbedder",
    "Vocabularies",
    "extract_facts",
    "feeling",
    "guess_language",
    "load_embedder",
    "mask",
    "matters",
    "mood",
    "normalise",
    "unmarked",
    "wants_person",
]


class Encoder(Protocol):
    """Turns texts into vectors whose dot product is their likeness in meaning, in [-1, 1]."""

    @property
    def dimensions(self) -> int:
        """Length of a vector."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Rows of length one, shape (len(texts), dimensions), in the order given.

        Any text will do, the empty one included; what lies beyond 256 tokens is not read. A text's vector
        depends on nothing but the text.
        """


class Embedder(Encoder, Protocol):
    """The encoder of all texts, which knows English, and beside it one for texts in other languages."""

    @property
    def multilingual(self) -> Encoder | None:
        """Puts what means the same near to one another, whatever the languages are; None where it is not installed.

        Its vectors have nothing to do with those of `embed`.
        """


class ViewEmbedder(Embedder, Protocol):
    """An embedder that can also tell what the network thought on the way."""

    def views(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Shape (len(texts), 2, dimensions): what `embed` gives, and a vector from the middle of the network, of length
        one, too. Costs no more than `embed`.
        """

    def tokens(self, texts: Sequence[str]) -> list[NDArray[np.float32]]:
        """Of each text, its tokens before the network's last layer, (tokens, dimensions). Costs what `views` does,
        which costs nothing for the same short texts right after.
        """


def load_embedder(cache_dir: Path, *, threads: int = 1, progress: Callable[[str], None] | None = None) -> ViewEmbedder:
    """The embedded all-MiniLM-L6-v2 (384 dimensions) with the multilingual encoder (512) beside it, safe to share
    between threads; keep one per process.

    The first call ever with a `cache_dir` builds the models there (about 3 s and 1 s, 23 and 81 MB) and
    tells `progress` so; later ones and other processes open them. Without the multilingual one's wheel
    there is none, which `progress` is told. `threads` is how many cores one text may use. Raises
    ModelFilesError when the model's wheel is missing or altered, OSError when `cache_dir` cannot be
    written.
    """
    # onnxruntime only where vectors are wanted.
    from gigline.language import embedding

    return embedding.load(cache_dir, threads=threads, progress=progress)

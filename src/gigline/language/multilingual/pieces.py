"""Text to the ids of vocabulary pieces: the likeliest segmentation (Viterbi) under SentencePiece's unigram model
(Kudo, 2018, arXiv:1804.10959).

The vocabulary is three arrays, so that processes share the pages of one file. A piece is known by a hash of its
characters: a dictionary of 128,000 strings and their beginnings would take 45 MB in every process.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gigline.language.normalising import normalise

MAX_TOKENS = 256
# No text has fewer than a character a token, and few have more than six.
MAX_CHARACTERS = 8 * MAX_TOKENS
LONGEST_PIECE = 16
UNKNOWN, BEGIN, END = 0, 1, 2
# SentencePiece writes a space as this, and one before the first word.
SPACE = "\u2581"
# An unknown character costs so much more than the least likely piece, as in SentencePiece.
UNKNOWN_PENALTY = 10.0

Hashes = NDArray[np.uint64]

# An odd multiplier makes the polynomial a bijection in its last character (Knuth's for 64 bits).
_MULTIPLIER = np.uint64(6364136223846793005)
_SEED = np.uint64(1442695040888963407)


@dataclass(frozen=True)
class Vocabulary:
    """The pieces' `hashes` in ascending order, and at the same places their `ids` and their log-probabilities."""

    hashes: Hashes
    ids: NDArray[np.int32]
    scores: NDArray[np.float32]
    unknown_score: float

    def ids_of(self, text: str) -> list[int]:
        """The ids of a text between begin and end, at most 256; of nothing, the unknown one."""
        return [BEGIN, *self._segmented(plain(text))[: MAX_TOKENS - 2], END]

    def _segmented(self, text: str) -> list[int]:
        known = self._known(text)
        best, start_of, piece_of = [0.0] + [-np.inf] * len(text), [0] * (len(text) + 1), [UNKNOWN] * (len(text) + 1)
        for start, found in enumerate(known):
            so_far = best[start]
            for length, piece, score in found:
                end = start + length
                if so_far + score > best[end]:
                    best[end], start_of[end], piece_of[end] = so_far + score, start, piece
        return _backwards(start_of, piece_of) or [UNKNOWN]

    def _known(self, text: str) -> list[list[tuple[int, int, float]]]:
        """For each place of the text, (length, id, log-probability) of the pieces that begin there."""
        found: list[list[tuple[int, int, float]]] = [[] for _ in text]
        for length, hashes in enumerate(_hashes_of(text), start=1):
            places = np.minimum(np.searchsorted(self.hashes, hashes), len(self.hashes) - 1)
            starts = np.flatnonzero(self.hashes[places] == hashes)
            rows = places[starts]
            for start, piece, score in zip(
                starts.tolist(), self.ids[rows].tolist(), self.scores[rows].tolist(), strict=True
            ):
                found[start].append((length, piece, score))
            if length == 1:
                for start in set(range(len(text))).difference(starts.tolist()):
                    found[start].append((1, UNKNOWN, self.unknown_score))
        return found


def vocabulary(pieces: Sequence[tuple[str, float]]) -> Vocabulary:
    """The vocabulary of pieces with their log-probabilities, in the order of their ids."""
    letters = np.array([text for text, _ in pieces], dtype=f"U{LONGEST_PIECE}").view(np.uint32).reshape(len(pieces), -1)
    hashes = np.full(len(pieces), _SEED)
    for column in letters.T:
        hashes = np.where(column, hashes * _MULTIPLIER + column, hashes)
    scores = np.array([score for _, score in pieces], dtype=np.float32)
    order = np.argsort(hashes)
    return Vocabulary(hashes[order], order.astype(np.int32), scores[order], float(scores.min()) - UNKNOWN_PENALTY)


def plain(text: str) -> str:
    """The text as pieces are looked for in it."""
    # SentencePiece's own normaliser (nmt_nfkc) is NFKC with invisible characters gone and blanks folded, as ours is.
    words = normalise(text)[:MAX_CHARACTERS].strip().replace(" ", SPACE)
    return f"{SPACE}{words}" if words else ""


def _hashes_of(text: str) -> Iterator[Hashes]:
    """For each length of a piece, the hashes of all parts of the text that have this length."""
    letters = np.frombuffer(text.encode("utf-32-le"), dtype="<u4").astype(np.uint64)
    hashes = np.full(len(letters), _SEED)
    for length in range(1, min(LONGEST_PIECE, len(letters)) + 1):
        starts = len(letters) - length + 1
        hashes = hashes[:starts] * _MULTIPLIER + letters[length - 1 :]
        yield hashes


def _backwards(start_of: Sequence[int], piece_of: Sequence[int]) -> list[int]:
    """The pieces on the best way to the end."""
    ids, at = [], len(start_of) - 1
    while at > 0:
        ids.append(piece_of[at])
        at = start_of[at]
    return ids[::-1]

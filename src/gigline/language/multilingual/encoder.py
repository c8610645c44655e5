"""The second encoder's forward pass in numpy: a mean over words and over what two rounds of convolution make of
their 2, 3 and 5 neighbours, then a few dense layers (Yang et al., 2019, arXiv:1907.04307). No attention: a text
costs two milliseconds.
"""

from __future__ import annotations

import os
import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gigline.language import model_cache
from gigline.language.multilingual import files, pieces
from gigline.language.multilingual.pieces import Vocabulary
from gigline.language.remembering import Memory

DIMENSIONS = 512
# Of how many neighbours a branch of the convolution is, and how many of them stand before the word.
BRANCHES = ((2, 0), (3, 1), (5, 2))
# The table of words came in so many parts, each with a scale of its own; the word's id says which.
PARTS = 17
RECIPE = 1
# What the wheel has for each branch, and we, as the formula does, for all of them at once.
_SIDE_BY_SIDE = {"proj": "proj", "proj_b": "proj_b", "ln_g_all": "ln_g", "ln_b_all": "ln_b"}
_VOCABULARY = ("hashes", "ids", "scores", "unknown")

Array = NDArray[np.float32]


class MultilingualEncoder:
    """universal-sentence-encoder-multilingual-3; safe to share between threads.

    Of its file, 16 MB are mapped, which all processes share. The vectors of words, 65 MB, are read one by one: mapped
    ones would bring their neighbours into memory, too.
    """

    dimensions = DIMENSIONS

    def __init__(self, path: Path) -> None:
        record = np.load(path, mmap_mode="r", allow_pickle=False)
        self._w: dict[str, Any] = {name: np.asarray(record[name][0]) for name in record.dtype.names}
        self._table = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        weakref.finalize(self, os.close, self._table)
        self._first_word = record.offset + record.dtype.fields["table"][1]
        hashes, ids, scores, unknown = (self._w[name] for name in _VOCABULARY)
        self._vocabulary = Vocabulary(hashes, ids, scores, float(unknown))
        self._memory = Memory()

    def embed(self, texts: Sequence[str]) -> Array:
        """Rows of length one, shape (len(texts), 512), in the order given; a text ends after 256 tokens."""
        rows = np.empty((len(texts), DIMENSIONS), dtype=np.float32)
        for at, text in enumerate(texts):
            rows[at] = self._memory.recall(text, self._run)
        return rows

    def _run(self, text: str) -> Array:
        w = self._w
        words = self._words(self._vocabulary.ids_of(text))
        plain = _normal(words @ w["proj"] + w["proj_b"], w["ln_g_all"], w["ln_b_all"], w["eps"])
        around = [
            self._around(part, *branch) for part, branch in zip(np.split(plain, 3, axis=1), BRANCHES, strict=True)
        ]
        seen = _normal(np.concatenate([words, *around], axis=1), w["ln_g"], w["ln_b"], w["eps"])
        mean = (seen.sum(axis=0) @ w["cnn_W"] + len(words) * w["cnn_b"]) / np.sqrt(np.float32(len(words)))
        first = _relu(mean @ w["p1"] + _relu(mean @ w["d0"]) @ w["d1"])
        row = np.tanh(first @ w["p3"] + _relu(first @ w["d2"]) @ w["d3"])
        return np.asarray(row / np.linalg.norm(row), dtype=np.float32)

    def _words(self, ids: Sequence[int]) -> Array:
        """(tokens, 512) the words' own vectors."""
        part = np.asarray(ids) % PARTS
        read = b"".join(os.pread(self._table, DIMENSIONS, self._first_word + DIMENSIONS * one) for one in ids)
        levels = np.frombuffer(read, dtype=np.uint8).reshape(-1, DIMENSIONS)
        vectors: Array = levels * self._w["scale"][part, None] + self._w["lo"][part, None]
        return vectors

    def _around(self, hidden: Array, size: int, before: int) -> Array:
        """(tokens, 256) what words (tokens, 256) say together with their neighbours."""
        w = self._w
        for layer in ("1", "2"):
            seen = _windows(hidden, size, before) @ w[f"w{layer}_{size}"] + w[f"b{layer}_{size}"]
            hidden = hidden + _relu(seen)
        return hidden


def load(cache_dir: Path, progress: model_cache.Progress | None = None) -> MultilingualEncoder | None:
    """Open the cached file, building it first where needed; a cached file that will not open is built again.

    None, and a word about it, where the wheel is not installed.
    """
    if not files.is_there():
        if progress is not None:
            progress(f"Other languages than English are understood less well: {files.WHEEL} is not installed")
        return None
    path = model_cache.ensure(MODEL, cache_dir, progress)
    try:
        return MultilingualEncoder(path)
    except (ValueError, EOFError):
        return MultilingualEncoder(model_cache.rebuild(MODEL, cache_dir, progress))


def _write(path: Path) -> None:
    """All arrays as the one record of an .npy file, which numpy maps without reading."""
    arrays = _record()
    kind = np.dtype([(name, array.dtype, array.shape) for name, array in arrays.items()], align=True)
    record = np.zeros(1, dtype=kind)
    for name, array in arrays.items():
        record[name][0] = array
    with path.open("wb") as file:
        np.save(file, record, allow_pickle=False)


def _record() -> files.Arrays:
    weights, known = files.load_weights(), pieces.vocabulary(files.load_pieces())
    table = np.empty((PARTS * len(weights["q1"]), DIMENSIONS), dtype=np.uint8)
    for part in range(PARTS):
        table[part::PARTS] = weights.pop(f"q{part + 1}")
    del weights["bits"]
    for together, apart in _SIDE_BY_SIDE.items():
        weights[together] = np.concatenate([weights.pop(f"{apart}{size}") for size, _ in BRANCHES], axis=-1)
    tensors = {name: array.astype(np.float32) for name, array in weights.items()}
    told = (known.hashes, known.ids, known.scores, np.array(known.unknown_score))
    return {"table": table, **dict(zip(_VOCABULARY, told, strict=True)), **tensors}


def _windows(rows: Array, size: int, before: int) -> Array:
    """(n, size * width): each of the rows (n, width) between its neighbours, nothing where there are none."""
    padded = np.zeros((len(rows) + size - 1, rows.shape[1]), dtype=np.float32)
    padded[before : before + len(rows)] = rows
    windows = np.lib.stride_tricks.sliding_window_view(padded, size, axis=0)
    return windows.transpose(0, 2, 1).reshape(len(rows), -1)


def _normal(rows: Array, gain: Array, bias: Array, epsilon: Array) -> Array:
    """Layer normalisation."""
    centred = rows - rows.mean(axis=1, keepdims=True)
    variance = (centred**2).mean(axis=1, keepdims=True)
    scaled: Array = centred / np.sqrt(variance + epsilon) * gain + bias
    return scaled


def _relu(values: Array) -> Array:
    positive: Array = np.maximum(values, 0)
    return positive


MODEL = model_cache.Model(
    "the model for other languages",
    f"use-multilingual-3-r{RECIPE}-{files.WEIGHTS_SHA256[:12]}.npy",
    _write,
)

"""Texts to vectors, on onnxruntime, one text at a time."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from gigline.language import model_cache, weights
from gigline.language.multilingual import encoder
from gigline.language.multilingual.encoder import MultilingualEncoder
from gigline.language.remembering import Memory, Vector

# 256 tokens are some 1,300 characters; the tokenizer need not read the other megabytes of a hostile text.
MAX_CHARACTERS = 8_000


class MiniLmEmbedder:
    """all-MiniLM-L6-v2 in int8; safe to share between threads.

    Every text runs alone: dynamic quantisation scales by the largest value in the batch, so a neighbour
    would change a text's vector in the second decimal, and on one core a batch of 32 is no faster (1.9 ms a
    text either way).
    """

    dimensions = weights.DIMENSIONS

    def __init__(self, session: onnxruntime.InferenceSession, multilingual: MultilingualEncoder | None = None) -> None:
        self.multilingual = multilingual
        self._session = session
        self._tokenizer = make_tokenizer()
        self._memory = Memory()

    def embed(self, texts: Sequence[str]) -> Vector:
        """Rows of length one, shape (len(texts), 384), in the order given; a text ends after 256 tokens."""
        return self._rows(texts, 1)[:, 0]

    def views(self, texts: Sequence[str]) -> Vector:
        """Shape (len(texts), 2, 384): each text's vector, and its vector in the middle of the network."""
        return self._rows(texts, 2)

    def tokens(self, texts: Sequence[str]) -> list[Vector]:
        """Of each text, its tokens before the network's last layer, (tokens, 384); `views` costs nothing after it."""
        found = []
        for text in texts:
            row, tokens = self._run(text)
            self._memory.put(text, row)
            found.append(tokens)
        return found

    def _rows(self, texts: Sequence[str], views: int) -> Vector:
        rows = np.empty((len(texts), views, self.dimensions), dtype=np.float32)
        for index, text in enumerate(texts):
            rows[index] = self._memory.recall(text, lambda text: self._run(text)[0])[:views]
        return rows

    def _run(self, text: str) -> tuple[Vector, Vector]:
        """The two views of a text, and its tokens before the last layer."""
        ids = np.array([encode(self._tokenizer, text)], dtype=np.int64)
        rows: list[Vector] = self._session.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})
        return np.concatenate(rows[:2]), rows[2][0]


def load(cache_dir: Path, *, threads: int, progress: model_cache.Progress | None) -> MiniLmEmbedder:
    """Open the cached models, building them first where needed; a cached file that will not load is built
    again.
    """
    multilingual = encoder.load(cache_dir, progress)
    path = model_cache.ensure(MODEL, cache_dir, progress)
    try:
        return MiniLmEmbedder(open_session(path, threads=threads), multilingual)
    except _UNREADABLE:
        path = model_cache.rebuild(MODEL, cache_dir, progress)
        return MiniLmEmbedder(open_session(path, threads=threads), multilingual)


def open_session(path: Path, *, threads: int) -> onnxruntime.InferenceSession:
    """An onnxruntime session on the CPU that gives its cores back between texts instead of spinning on
    them.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def make_tokenizer() -> Tokenizer:
    """The model's own tokenizer, cutting at 256 tokens and padding nothing."""
    tokenizer: Tokenizer = Tokenizer.from_str(weights.load_tokenizer_json())
    tokenizer.no_padding()
    tokenizer.enable_truncation(weights.MAX_TOKENS)
    return tokenizer


def encode(tokenizer: Tokenizer, text: str) -> list[int]:
    """Token ids of a text, at most 256; never empty, for [CLS] and [SEP] are always there."""
    # A lone surrogate (half an emoji, cut by a channel) is no valid UTF-8 and would raise inside the
    # tokenizer.
    readable = text[:MAX_CHARACTERS].encode("utf-8", "replace").decode("utf-8")
    ids: list[int] = tokenizer.encode(readable).ids
    return ids


def _write(target: Path) -> None:
    # `onnx` costs memory that only a build should pay.
    from gigline.language import embedding_graph

    embedding_graph.write_int8(weights.load_weights(), target)


# Raise it with every change to the graph or its quantisation.
RECIPE = 3
MODEL = model_cache.Model(
    "the embedding model", f"minilm-l6-v2-int8-r{RECIPE}-{weights.WEIGHTS_SHA256[:12]}.onnx", _write
)
_capi = onnxruntime.capi.onnxruntime_pybind11_state
_UNREADABLE = (_capi.InvalidProtobuf, _capi.InvalidGraph, _capi.Fail, _capi.InvalidArgument)

"""The same encoder in plain numpy: slower, with nothing between the formula and the reader. Tests hold the
graph to it.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from gigline.language.weights import HEAD_SIZE, HEADS, LAYER_NORM_EPSILON, LAYERS, Weights

Array = NDArray[np.float32]
Tokens = NDArray[np.int64]

# numpy has no erf; `math.erf` over the array costs milliseconds and is exact to the last bit of a double.
_erf = np.frompyfunc(math.erf, 1, 1)


def forward(weights: Weights, input_ids: Tokens, attention_mask: Tokens) -> Array:
    """Unit rows (batch, 384) for token ids and mask of shape (batch, tokens), tokens at most 512."""
    mask = attention_mask.astype(np.float32)
    hidden = _embeddings(weights, input_ids)
    for layer in range(LAYERS):
        hidden = _layer(weights, f"encoder.layer.{layer}", hidden, mask)
    mean = (hidden * mask[:, :, None]).sum(axis=1) / np.maximum(mask.sum(axis=1, keepdims=True), np.float32(1))
    return _float32(mean / np.maximum(np.linalg.norm(mean, axis=1, keepdims=True), np.float32(1e-12)))


def _embeddings(weights: Weights, input_ids: Tokens) -> Array:
    words = weights["embeddings.word_embeddings.weight"][input_ids]
    places = weights["embeddings.position_embeddings.weight"][: input_ids.shape[1]]
    kinds = weights["embeddings.token_type_embeddings.weight"][0]
    return _layer_norm(weights, "embeddings.LayerNorm", words + places + kinds)


def _layer(weights: Weights, prefix: str, hidden: Array, mask: Array) -> Array:
    attended = _attention(weights, f"{prefix}.attention", hidden, mask)
    hidden = _layer_norm(weights, f"{prefix}.attention.output.LayerNorm", attended + hidden)
    wide = _gelu(_linear(weights, f"{prefix}.intermediate.dense", hidden))
    narrow = _linear(weights, f"{prefix}.output.dense", wide)
    return _layer_norm(weights, f"{prefix}.output.LayerNorm", narrow + hidden)


def _attention(weights: Weights, prefix: str, hidden: Array, mask: Array) -> Array:
    query, key, value = (
        _heads(_linear(weights, f"{prefix}.self.{part}", hidden)) for part in ("query", "key", "value")
    )
    scores = query @ key.transpose(0, 1, 3, 2) / np.float32(math.sqrt(HEAD_SIZE))
    scores = np.where(mask[:, None, None, :] > 0, scores, np.float32(-1e9))
    mixed = _softmax(scores) @ value
    return _linear(weights, f"{prefix}.output.dense", mixed.transpose(0, 2, 1, 3).reshape(hidden.shape))


def _heads(value: Array) -> Array:
    batch, tokens, _ = value.shape
    return value.reshape(batch, tokens, HEADS, HEAD_SIZE).transpose(0, 2, 1, 3)


def _linear(weights: Weights, prefix: str, hidden: Array) -> Array:
    return hidden @ weights[f"{prefix}.weight"].T + weights[f"{prefix}.bias"]


def _softmax(scores: Array) -> Array:
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return _float32(powers / powers.sum(axis=-1, keepdims=True))


def _gelu(value: Array) -> Array:
    # Hendrycks and Gimpel (2016, arXiv:1606.08415), the exact form: x * Phi(x).
    return _float32(value * (1 + _float32(_erf(value / math.sqrt(2)))) / 2)


def _layer_norm(weights: Weights, prefix: str, value: Array) -> Array:
    centred = value - value.mean(axis=-1, keepdims=True)
    variance = (centred**2).mean(axis=-1, keepdims=True)
    scaled = centred / np.sqrt(variance + np.float32(LAYER_NORM_EPSILON))
    return _float32(scaled * weights[f"{prefix}.weight"] + weights[f"{prefix}.bias"])


def _float32(value: object) -> Array:
    return np.asarray(value, dtype=np.float32)

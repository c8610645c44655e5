"""Mutated deliveries of every channel with a webhook, from a seed."""

from __future__ import annotations

import json
import os
import random
from typing import Any

from tests.unit.channels.fixtures import CASES

ROUNDS = int(os.environ.get("GIGLINE_WEBHOOK_FUZZ", "300"))
SEED = int(os.environ.get("GIGLINE_WEBHOOK_FUZZ_SEED", "1"))

VALUES: list[Any] = [
    None, True, 0, -1, 2**53, 2**64, 1e308, "", " ", "\x00", "\ud800", "x" * 5_000, "👩🏽‍🚒", [], {}, [[]], [{}],
    {"a": []},
    "<script>", "'; DROP TABLE inbound; --", "../../etc/passwd", "true", "NaN", "0e1", {"$ne": None},
]  # fmt: skip
PIECES = [
    b"NaN",
    b"1e999",
    b"null",
    b'"',
    b"{",
    b"[",
    b"}",
    b"]",
    b",",
    b"\\u0000",
    b"\\ud800",
    b"\xff",
    b"\x00",
    b"%00",
    b"&",
    b"=",
    b"9" * 40,
]


def mutated_value(random_: random.Random, value: Any) -> Any:
    """One place in it, at any depth, is otherwise, gone or doubled."""
    if isinstance(value, dict) and value and random_.random() < 0.85:
        key = random_.choice(list(value))
        if random_.random() < 0.1:
            return {name: one for name, one in value.items() if name != key}
        return {**value, key: mutated_value(random_, value[key])}
    if isinstance(value, list) and value and random_.random() < 0.85:
        at = random_.randrange(len(value))
        if random_.random() < 0.1:
            return value * random_.randrange(0, 30)
        return [*value[:at], mutated_value(random_, value[at]), *value[at + 1 :]]
    return random_.choice(VALUES)


def mutated_bytes(random_: random.Random, raw: bytes) -> bytes:
    for _ in range(random_.randrange(1, 4)):
        at = random_.randrange(len(raw) + 1)
        how = random_.randrange(4)
        if how == 0:
            raw = raw[:at] + random_.choice(PIECES) + raw[at:]
        elif how == 1:
            raw = raw[:at] + bytes([random_.randrange(256)]) + raw[at + 1 :]
        elif how == 2:
            raw = raw[:at]
        else:
            raw = raw[:at] + raw[at:] * 2
    return raw


def as_form(value: Any) -> dict[str, str]:
    """What of a mutated value a form can say."""
    return {name: str(one).replace("\ud800", "?") for name, one in value.items()} if isinstance(value, dict) else {}


def delivery(random_: random.Random, kind: str) -> tuple[Any, bytes]:
    """A mutated message or receipt: as a value, and as bytes."""
    case = CASES[kind]
    value = mutated_value(random_, random_.choice([case.message, case.receipt or case.message]))
    if not case.form:
        raw = json.dumps(value).encode()
        return value, mutated_bytes(random_, raw) if random_.random() < 0.5 else raw
    fields = as_form(value)
    raw = case.encode(fields)
    return fields, mutated_bytes(random_, raw) if random_.random() < 0.3 else raw

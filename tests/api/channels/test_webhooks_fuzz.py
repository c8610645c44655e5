"""Mutated deliveries, signed as the provider would: never a 5xx, never a hang, and the next message still arrives.

GIGLINE_WEBHOOK_FUZZ=100000 is the long run (through HTTP and the database a tenth of it); a failure prints its seed.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter

import pytest
from tests.api.channels.hooks import KINDS, Site
from tests.unit.channels.fixtures import CASES
from tests.unit.channels.mutants import ROUNDS as ALL
from tests.unit.channels.mutants import SEED, delivery

ROUNDS = ALL // 10
LONGEST_S = 10.0


@pytest.mark.parametrize("kind", KINDS)
async def test_mutated_deliveries_never_hurt(hooked: Site, kind: str) -> None:
    random_ = random.Random(f"{SEED}:{kind}")
    seen: Counter[int] = Counter()
    for number in range(ROUNDS):
        value, raw = delivery(random_, kind)
        answer = await asyncio.wait_for(hooked.deliver(kind, value, raw=raw), LONGEST_S)
        seen[answer.status_code] += 1
        assert answer.status_code < 500, f"SEED={SEED} kind={kind} round={number}: {answer.text[:200]}"
    good = await hooked.deliver(kind, CASES[kind].message)
    assert good.status_code == 200
    print(f"SEED={SEED} {kind}: {dict(seen)}")
    # A campaign in which everything was refused at the door has tried no parser.
    assert seen[422] + seen[200] > ROUNDS / 4
    assert await hooked.value("SELECT count(*) FROM channel_accounts") == len(KINDS)

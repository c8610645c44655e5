"""Mutated deliveries and every parser: Malformed or parts, at once, nothing else. See `mutants` for the long run."""

from __future__ import annotations

import random
import time

import pytest
from tests.unit.channels.fixtures import CASES, MESSENGERS
from tests.unit.channels.mutants import ROUNDS, SEED, delivery

from gigline.channels.contract import Malformed

LONGEST_S = 1.0


@pytest.mark.parametrize("kind", MESSENGERS)
def test_no_mutant_hurts_a_parser(kind: str) -> None:
    case, random_ = CASES[kind], random.Random(f"{SEED}:{kind}")
    parsed = refused = 0
    for number in range(ROUNDS):
        _, raw = delivery(random_, kind)
        began = time.thread_time()
        try:
            parts = case.adapter.parse(case.settings, case.headers, raw)
        except Malformed:
            refused += 1
        except Exception as error:
            raise AssertionError(f"SEED={SEED} kind={kind} round={number}: {raw[:300]!r}") from error
        else:
            parsed += bool(parts)
            assert all(one.raw for one in parts if hasattr(one, "raw"))
        assert time.thread_time() - began < LONGEST_S, f"SEED={SEED} kind={kind} round={number}"
    print(f"SEED={SEED} {kind}: {parsed} parsed, {refused} refused")
    assert parsed, "no mutant got through"
    assert refused, "no mutant was refused"

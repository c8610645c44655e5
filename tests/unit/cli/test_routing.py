"""`gigline route`: the contract, line by line, and any bytes."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gigline.cli import routing
from gigline.cli.routing import PolicyName, answers
from gigline.routing.engine.gigline import Gigline
from gigline.routing.engine.router import Router

POLICIES = [one.value for one in PolicyName]
ANA = {"type": "associate", "id": "ana", "brands": ["b1"], "languages": ["l0"], "channels": ["chat"], "slots": 2}
BEN = ANA | {"id": "ben", "tiers": {"b1": 1}, "channels": ["chat", "voice"]}
NEED = {"id": "c1", "brand": "b1", "topic": "t3", "language": "l0", "channel": "chat", "segment": "s2", "sla": 60.0}
OUTCOME = {"resolved": True, "csat": None, "work": 540.0, "wait": 12.0, "concurrency": 2}


def encoded(objects: Iterable[Any]) -> list[bytes]:
    return [json.dumps(one).encode() + b"\n" for one in objects]


def told(policy: str, *objects: Any) -> list[Any]:
    return [json.loads(one) for one in answers(Router(policy), encoded(objects))]


def online(*who: str, t: float = 0.0) -> list[dict[str, Any]]:
    return [{"type": "online", "t": t, "associate": one} for one in who]


def arrived(t: float, key: str = "c1", **more: Any) -> dict[str, Any]:
    return {"type": "arrived", "t": t, "conversation": NEED | {"id": key} | more}


def offered(found: Any) -> dict[str, str]:
    return {one["conversation"]: one["associate"] for one in found["offers"]}


@pytest.mark.parametrize("policy", POLICIES)
def test_a_tick_is_answered_with_offers_that_say_why(policy: str) -> None:
    [found] = told(policy, ANA, *online("ana"), arrived(3.2), {"type": "tick", "t": 100.0})
    assert found["t"] == 100.0
    [offer] = found["offers"]
    assert (offer["conversation"], offer["associate"]) == ("c1", "ana")
    assert isinstance(offer["score"], float)
    assert all(isinstance(part, float) for part in offer["parts"].values())


@pytest.mark.parametrize("policy", POLICIES)
def test_what_no_policy_may_do(policy: str) -> None:
    found = told(
        policy, ANA, BEN, *online("ana"),
        arrived(1, "voice", channel="voice"), arrived(1, "foreign", language="l9"), arrived(1, "other", brand="b9"),
        *(arrived(1, f"c{one}") for one in range(5)),
        {"type": "tick", "t": 200.0}, {"type": "tick", "t": 400.0},
    )  # fmt: skip
    everything = [offered(one) for one in found]
    # Two slots, one person there; who holds something gets no call, and nobody gets anything twice.
    assert sum(map(len, everything)) == 2
    assert {who for one in everything for who in one.values()} == {"ana"}


@pytest.mark.parametrize("policy", POLICIES)
def test_what_was_declined_waits_again_and_what_is_finished_frees_the_slot(policy: str) -> None:
    one_slot = ANA | {"slots": 1}
    found = told(
        policy, one_slot, BEN | {"slots": 1}, *online("ana"), arrived(1), {"type": "tick", "t": 100.0},
        {"type": "declined", "t": 101.0, "id": "c1", "associate": "ana"}, *online("ben", t=101.0),
        {"type": "tick", "t": 180.0},
        {"type": "finished", "t": 200.0, "id": "c1", "associate": "ben", **OUTCOME},
        arrived(300.0, "c2", channel="voice"), {"type": "tick", "t": 400.0},
        {"type": "abandoned", "t": 401.0, "id": "c2"},
        {"type": "offline", "t": 402.0, "associate": "ben"}, arrived(402.0, "c3", channel="voice"),
        {"type": "tick", "t": 500.0},
    )  # fmt: skip
    assert [offered(one) for one in found] == [{"c1": "ana"}, {"c1": "ben"}, {"c2": "ben"}, {}]


def test_a_malformed_line_is_named_and_changes_nothing() -> None:
    wrong: list[bytes] = [
        b"garbage\n", b"[]\n", b"\n", b"\xff\xfe\n", b'{"type":"tick"}\n',
        b'{"type":"tick","t":NaN}\n', b'{"type":"tick","t":1e999}\n',
        b'{"type":["tick"],"t":1}\n', b'{"type":"online","t":1,"associate":"nobody"}\n', b'{"type":"tick","t":"1"}\n',
        b"[" * 100_000 + b"\n",
    ]  # fmt: skip
    lines = [
        *encoded([ANA, *online("ana"), arrived(1)]),
        *wrong,
        *encoded([{"type": "tick", "t": 100, "unknown": {"x": 1}}]),
    ]
    found = [json.loads(one) for one in answers(Router("longest-idle"), lines)]
    assert [one["line"] for one in found[:-1]] == list(range(4, 4 + len(wrong)))
    assert offered(found[-1]) == {"c1": "ana"}


def test_what_is_null_is_not_said() -> None:
    need = arrived(1, segment=None, topic=None)
    [found] = told("skill-tier", ANA | {"tiers": None}, *online("ana"), need, {"type": "tick", "t": 2})
    assert offered(found) == {"c1": "ana"}


def test_time_does_not_go_back() -> None:
    found = told("longest-idle", {"type": "tick", "t": 5}, {"type": "tick", "t": 4}, {"type": "tick", "t": 5})
    assert ["error" in one for one in found] == [False, True, False]


def test_the_lower_tier_is_asked_first_and_who_has_none_last() -> None:
    low, high = ANA | {"id": "low", "tiers": {"b1": 2}}, ANA | {"id": "high", "tiers": {"b1": 1}}
    people = [ANA | {"slots": 1}, low | {"slots": 1}, high | {"slots": 1}]
    found = told(
        "skill-tier", *people, *online("ana", "low", "high"), *(arrived(1, f"c{one}") for one in range(3)),
        {"type": "tick", "t": 2},
    )  # fmt: skip
    assert list(offered(found[0]).values()) == ["high", "low", "ana"]


def test_the_ranking_prefers_who_was_reviewed_well_and_leaves_some_for_everybody() -> None:
    people = [ANA | {"id": "good", "slots": 50}, ANA | {"id": "poor", "slots": 50}]
    history = [
        {"type": "history", "conversation": NEED, "associate": who, **OUTCOME, "resolved": well, "csat": well}
        for who, well in (("good", True), ("poor", False))
        for _ in range(30)
    ]
    found = told(
        "simplr-like", *people, *history, *online("good", "poor"), *(arrived(1, f"c{one}") for one in range(30)),
        {"type": "tick", "t": 2},
    )  # fmt: skip
    given_to = list(offered(found[0]).values())
    assert given_to[0] == "good"
    assert 3 <= given_to.count("poor") < given_to.count("good")


values = st.recursive(
    st.none()
    | st.booleans()
    | st.floats()
    | st.integers()
    | st.text(max_size=5)
    | st.sampled_from(["ana", "c1", "b1"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=4,
)
FIELDS = (
    "id",
    "t",
    "associate",
    "conversation",
    "brands",
    "languages",
    "channels",
    "slots",
    "tiers",
    "resolved",
    "csat",
    "work",
)
KINDS = ("associate", "history", "online", "offline", "arrived", "abandoned", "declined", "expired", "finished", "tick")
VALID = (
    ANA,
    *online("ana"),
    arrived(1.0),
    {"type": "tick", "t": 1.0},
    {"type": "finished", "t": 1.0, "id": "c1", "associate": "ana", **OUTCOME},
)
crooked = st.builds(
    lambda base, changed: json.dumps(base | changed).encode(),
    st.sampled_from(VALID) | st.sampled_from(KINDS).map(lambda kind: {"type": kind}),
    st.dictionaries(st.sampled_from(FIELDS), values, max_size=2),
)


@given(
    lines=st.lists(st.binary(max_size=40) | crooked | st.sampled_from(encoded(VALID)), max_size=15),
    policy=st.sampled_from(POLICIES),
)
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_answered_or_refused(lines: list[bytes], policy: str) -> None:
    for one in answers(Router(policy), lines):
        found = json.loads(one)
        assert set(found) in ({"t", "offers"}, {"error", "line"})
        assert one.count(b"\n") == 1


def test_a_line_without_end_takes_no_memory_and_the_next_one_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routing, "LONGEST_LINE", 8)
    source = io.BytesIO(b"1234567\n12345678\n" + b"x" * 100 + b"\n\nok\n12345678")
    assert list(routing.whole_lines(source)) == [b"1234567\n", b"", b"", b"\n", b"ok\n", b"12345678"]


def test_numbers_that_are_null_are_not_said() -> None:
    silent = {"type": "finished", "t": 3, "id": "c1", "associate": "ana", "resolved": True, "work": None, "wait": None}
    tick = {"type": "tick", "t": 2}
    found = told("longest-idle", ANA | {"slots": None}, *online("ana"), arrived(1, sla=None), tick, silent,
                 arrived(3, "c2"), tick | {"t": 4})  # fmt: skip
    assert [offered(one) for one in found] == [{"c1": "ana"}, {"c2": "ana"}]


def test_who_stands_in_is_said() -> None:
    class Broken(Gigline):
        def decide(self, *_: Any) -> Any:
            raise ArithmeticError

    events = encoded([ANA, *online("ana"), arrived(1), {"type": "tick", "t": 100}])
    [found] = [json.loads(one) for one in answers(Router(given=Broken()), events)]
    assert (offered(found), found["fallback"]) == ({"c1": "ana"}, "broken")


def test_a_full_disk_is_said_in_a_line() -> None:
    command = [sys.executable, "-m", "gigline.app.main", "route", "--policy", "round-robin"]
    with open("/dev/full", "wb") as full:
        found = subprocess.run(command, input=b"{}\n", stdout=full, stderr=subprocess.PIPE, check=False)
    assert (found.returncode, found.stderr) == (1, b"gigline route: No space left on device\n")


def test_as_a_process_it_answers_at_once_and_ends_with_its_input() -> None:
    command = [sys.executable, "-m", "gigline.app.main", "route", "--policy", "round-robin"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for one in (ANA, *online("ana"), arrived(1), {"type": "tick", "t": 100.0}):
            process.stdin.write(json.dumps(one) + "\n")
        process.stdin.flush()
        assert offered(json.loads(process.stdout.readline())) == {"c1": "ana"}
        process.stdin.close()
        assert process.stdout.read() == ""
        assert process.wait(30) == 0

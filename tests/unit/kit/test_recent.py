"""What was looked up a moment ago is known, and not for ever."""

from __future__ import annotations

from gigline.kit.recent import Recent


class Hands:
    at = 100.0

    def __call__(self) -> float:
        return self.at


def test_a_value_is_known_until_its_time_is_over() -> None:
    hands = Hands()
    recent: Recent[str, int] = Recent(5, 10, hands)
    recent.put("a", 1)
    hands.at += 4.9
    assert recent.get("a") == 1
    hands.at += 0.1
    assert recent.get("a") is None


def test_the_latest_value_counts_and_for_its_own_time() -> None:
    hands = Hands()
    recent: Recent[str, int] = Recent(5, 10, hands)
    recent.put("a", 1)
    hands.at += 4
    recent.put("a", 2)
    hands.at += 4
    assert recent.get("a") == 2


def test_the_oldest_goes_when_there_are_too_many() -> None:
    recent: Recent[int, str] = Recent(5, 3, Hands())
    for key in (1, 2, 3, 1, 4):
        recent.put(key, f"value {key}")
    assert len(recent) == 3
    assert recent.get(2) is None
    assert [recent.get(key) for key in (1, 3, 4)] == ["value 1", "value 3", "value 4"]

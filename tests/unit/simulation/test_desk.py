"""One conversation on an associate's desk."""

from __future__ import annotations

from typing import Any

import pytest

from gigline.simulation.desk import Desk


def _row(**changed: Any) -> dict[str, Any]:
    row = {"brand_id": "b", "status": "open", "holder": "associate", "associate": {"id": "ana"}, "epoch": 3, "seq": 2}
    return {**row, **changed}


def _entry(seq: int, body: str = "", kind: str = "requester") -> dict[str, Any]:
    return {"seq": seq, "id": f"e{seq}", "kind": "message", "author": {"kind": kind, "id": None}, "body": body}


@pytest.fixture
def desk() -> Desk:
    made = Desk("c", 3, "ana")
    handover = {"facts": [{"kind": "code", "value": "SH-12345", "seq": 1}]}
    entries = [_entry(1, "where is it"), _entry(2, "one moment", "bot")]
    made.opened({"conversation": _row(), "handover": handover, "entries": entries, "epoch_token": "t"})
    return made


def test_it_opens_with_what_was_said_and_resumes_from_there(desk: Desk) -> None:
    assert desk.history() == ["where is it"]
    assert desk.facts[0]["value"] == "SH-12345"
    assert desk.subscription() == {"type": "subscribe", "stream": "conversation", "id": "c", "epoch": "t", "seq": 2}
    assert not desk.gone


async def test_news_are_what_the_requester_writes_and_each_comes_once(desk: Desk) -> None:
    desk.history()
    desk.on_entry({"entry": _entry(3, "hello?"), "head": _row(seq=3)})
    desk.on_subscribed({"recovered": True, "epoch": "t", "entries": [_entry(3, "hello?"), _entry(4, "still there?")]})
    assert await desk.news(1) == ["hello?", "still there?"]
    assert await desk.news(0) is None


@pytest.mark.parametrize(
    "head",
    [
        _row(epoch=4, associate={"id": "ben"}),
        _row(epoch=4, holder="queue", associate=None),
        _row(epoch=4, status="resolved"),
    ],
)
async def test_it_is_gone_when_it_is_somebody_elses_or_over(desk: Desk, head: dict[str, Any]) -> None:
    desk.history()
    desk.on_entry({"entry": _entry(3, "x", "bot"), "head": head})
    assert desk.gone
    assert await desk.news(1) == []


def test_news_from_before_it_was_ours_changes_nothing(desk: Desk) -> None:
    desk.on_entry({"entry": _entry(3, "x"), "head": _row(epoch=2, holder="queue", associate=None)})
    assert not desk.gone


async def test_it_wakes_when_the_platform_takes_it_away(desk: Desk) -> None:
    desk.history()
    desk.lost()
    assert desk.gone
    assert await desk.news(1) == []

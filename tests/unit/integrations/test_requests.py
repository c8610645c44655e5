"""Requests that are made of values, answers that are cut down to outputs, and the sentences made of both."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gigline.integrations import answers, calling, guards, views, wording
from gigline.integrations.errors import BadInput
from gigline.integrations.models import FORM, Action, HttpCall, Input, Output, Principal

CALL = HttpCall("POST", "/a/{who}/b", {"who": "path", "q": "query", "X-Note": "header", "a.b": "body"})
ACTION = Action(
    connector="c", name="n", title="T", description="", risk="money", confirm=True, runners=frozenset({"bot"}),
    kinds=frozenset(), clearance=1, inputs=(Input("amount", "money"), Input("to", "text", required=False)), bound=(),
    cap=None, outputs=(Output("when", "data.when", "date"), Output("rows", "rows", "list", fields=("a", "b"))),
    say={"en": "{amount} back[ to {to}][ on {when}].", "es": "{amount} de vuelta."}, ask={}, refusals={},
    idempotent=False, currency="EUR", timeout_s=1, call=CALL,
)  # fmt: skip


@given(st.text(min_size=1, max_size=40))
def test_a_value_stays_in_its_segment_of_the_path(value: str) -> None:
    try:
        value.encode()
    except UnicodeEncodeError:
        return
    url, _, _ = calling.request("https://x.example/api/", CALL, {"who": value})
    path = url.removeprefix("https://x.example")
    assert path.startswith("/api/a/")
    assert path.count("/") == 4
    assert "?" not in path
    assert "/../" not in path
    assert "/./" not in path


def test_values_go_where_the_operation_has_them() -> None:
    values = {"who": "a/../b", "q": "x&y=1", "X-Note": "one\r\nEvil: two", "a.b": 5}
    url, headers, body = calling.request("https://x.example", CALL, values)
    assert url == "https://x.example/a/a%2F..%2Fb/b?q=x%26y%3D1"
    assert headers["x-note"] == "one%0D%0AEvil: two"
    assert body == b'{"a": {"b": 5}}'


def test_a_form_and_lists_are_written_as_servers_read_them() -> None:
    places: dict[str, Any] = {"id": "query", "tag": "query", "items": "body", "card.name": "body", "live": "body"}
    call = HttpCall("POST", "/a", places, joined=frozenset({"tag"}), media=FORM)
    values = {"id": [1, 2], "tag": ["a", "b&c"], "items": ["x", "y=1"], "card.name": "Ana", "live": True}
    url, headers, body = calling.request("https://x.example", call, values)
    assert url == "https://x.example/a?id=1&id=2&tag=a%2Cb%26c"
    assert headers["content-type"] == FORM
    assert parse_qsl(body.decode()) == [
        ("items", "x"), ("items", "y=1"), ("card[name]", "Ana"), ("live", "true"),
    ]  # fmt: skip
    _, _, body = calling.request("https://x.example", replace(call, media="application/json"), values)
    assert json.loads(body) == {"items": ["x", "y=1"], "card": {"name": "Ana"}, "live": True}


def test_a_list_is_what_is_written_between_commas() -> None:
    codes = Input("codes", "list", pattern="[A-Z]+", maximum=3)
    action = replace(ACTION, inputs=(codes,))
    assert guards.checked(action, {"codes": " AB, C\nD "}) == {"codes": ["AB", "C", "D"]}
    assert guards.checked(action, {"codes": ["AB"]}) == {"codes": ["AB"]}
    for wrong in ("a", "A,B,C,D", [1], ["A", ""], [], {"A": 1}, ["A"] * 51):
        with pytest.raises(BadInput):
            guards.checked(action, {"codes": wrong})
    counts = replace(codes, items="integer", pattern=None)
    assert guards.checked(replace(ACTION, inputs=(counts,)), {"codes": "1, 2"}) == {"codes": [1, 2]}
    one_of = replace(codes, items="choice", options=("S", "L"), pattern=None)
    assert guards.checked(replace(ACTION, inputs=(one_of,)), {"codes": "s, L"}) == {"codes": ["S", "L"]}
    assert wording.show(["S", "L"], "list", "EUR") == "S; L"


@pytest.mark.parametrize("body", [b"[" * 100_000, b'{"a": NaN}', b"\xff", b"<html>", b'{"a": 1e', b"1" * 5_000 + b"]"])
def test_what_is_no_json_is_said_to_be_none(body: bytes) -> None:
    with pytest.raises(answers.NotJson):
        answers.parse(body)


def test_an_answer_is_cut_down_to_what_was_asked_for() -> None:
    data = {
        "data": {"when": "2026-11-24T10:00:00Z", "secret": "x"},
        "rows": [{"a": "<script>\u202e\x1b[31m", "b": {"deep": 1}}, 5, *[{"a": n} for n in range(50)]],
    }
    found = answers.outputs(ACTION, data)
    assert set(found) == {"when", "rows"}
    assert found["rows"][0] == {"a": "<script> [31m"}
    assert len(found["rows"]) == 19
    assert answers.outputs(ACTION, [1, 2]) == {"rows": []}
    assert answers.scalar("money", 12.5) is None
    assert answers.scalar("integer", True) is None
    assert len(answers.line("x" * 10_000)) == answers.LONGEST_TEXT


def test_sentences_leave_out_what_is_missing() -> None:
    said = wording.said(ACTION, {"amount": 1250}, {"when": "2026-11-24T10:00:00Z"}, "en")
    assert said == "12.50 EUR back on 2026-11-24 10:00 UTC."
    assert wording.said(ACTION, {"amount": 5, "to": "{amount} [x]"}, {}, "es-MX") == "0.05 EUR de vuelta."
    assert wording.said(ACTION, {"amount": 5, "to": "{amount} [x]"}, {}, "en") == "0.05 EUR back to {amount} [x]."
    assert wording.said(ACTION, {}, {}, "en") == ""
    assert wording.money(1200, "JPY") == "1200 JPY"


def test_who_is_cleared_may_what_associates_may() -> None:
    for_people = replace(ACTION, runners=frozenset({"associate"}), clearance=2)
    assert [guards.runner_for(for_people, n) for n in (0, 1, 2, 3)] == ["associate", "associate", "cleared", "cleared"]
    assert guards.may_run(for_people, "cleared")
    assert not guards.may_run(for_people, "bot")
    assert not guards.may_run(replace(ACTION, runners=frozenset({"cleared"})), "associate")


def test_one_person_has_one_subject_in_all_conversations() -> None:
    known = [Principal(UUID(int=n), "customer", external_id="x", email=f"{n}@a.example") for n in range(2)]
    assert known[0].subject == known[1].subject == "external:x"
    assert Principal(UUID(int=1), "customer").verified is False


@pytest.mark.parametrize(
    "select",
    [
        "DELETE FROM t",
        "SELECT 1; SELECT 2",
        "SELECT a INTO b FROM t",
        "SELECT a FROM t FOR UPDATE",
        "SELECT pg_sleep(10)",
        "SELECT a, pg_read_file('/etc/passwd') AS b FROM t",
        "SELECT a FROM t WHERE b = lo_import('/etc/passwd')",
        "SELECT dblink('x', 'y') AS a",
        "SELECT a FROM pg_catalog.pg_authid",
        "SELECT a FROM pg_shadow",
        "SELECT a FROM information_schema.tables",
        "SELECT a FROM generate_series(1, 1000000000) AS a",
        "WITH RECURSIVE x AS (SELECT 1 UNION ALL SELECT 1 FROM x) SELECT * FROM x",
        "WITH x AS (DELETE FROM t RETURNING a) SELECT a FROM x",
        "SELECT set_config('a', 'b', false) AS a",
        "SELECT nextval('s') AS a",
        "SELECT a FROM t UNION SELECT b FROM u",
        "COPY t TO PROGRAM 'x'",
        "SELECT (SELECT query_to_xml('DELETE FROM t', true, true, '')) AS a",
        "SELEC a",
        "",
    ],
)
def test_a_view_that_does_more_than_read_is_refused(select: str) -> None:
    assert views.refused(select) is not None


@pytest.mark.parametrize(
    "select",
    [
        "SELECT owner, count(*) AS n FROM parcels GROUP BY owner",
        "SELECT p.owner, lower(p.state) AS state FROM parcels p JOIN boxes b ON b.id = p.box WHERE p.state <> :state",
        "WITH x AS (SELECT owner, max(at) AS at FROM t GROUP BY owner) SELECT owner, date_trunc('day', at) AS d FROM x",
        "SELECT owner, CASE WHEN a > 1 THEN 'x' ELSE 'y' END AS b, a || 'z' AS c FROM t ORDER BY a LIMIT 5",
    ],
)
def test_a_view_that_reads_is_fine(select: str) -> None:
    assert views.refused(select) is None

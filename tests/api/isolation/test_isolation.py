"""The isolation matrix, generated from the route table: every route times everybody who must not.

A route without a row fails the build. Refusals never tell whether something exists, never carry a canary, and change
nothing; the rightful actor of each row gets through, so that no row passes for the wrong reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from fastapi import FastAPI
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from tests.api.isolation.world import CANARY, World, build

from gigline.infra.db import Database

EVERYBODY = (
    "nobody", "stranger", "associate", "former", "holder", "leader", "admin", "operator", "requester",
    "other_requester",
)  # fmt: skip
WORKERS = frozenset({"stranger", "associate", "former", "holder", "leader", "admin", "operator"})
LEADERS = frozenset({"leader", "admin", "operator"})
REQUESTERS = frozenset({"requester", "other_requester"})


@dataclass(frozen=True)
class Row:
    """`may`: who gets through, `rightful` first to prove it. `own`: everybody who may sees only what is theirs."""

    may: frozenset[str]
    rightful: str
    body: dict[str, Any] | None = None
    query: dict[str, str] = field(default_factory=dict)
    own: bool = False


def _at_epoch(**more: Any) -> dict[str, Any]:
    return {"epoch": "{epoch}", **more}


OPEN = Row(frozenset(EVERYBODY), "nobody")
BRAND = frozenset({"associate", "former", "holder", *LEADERS})
HELD = frozenset({"holder", *LEADERS})
CLIENT_ID = uuid4().hex
V1 = "/api/v1"

ROWS: dict[tuple[str, str], Row] = {
    ("GET", "/healthz"): OPEN,
    ("GET", "/readyz"): OPEN,
    ("GET", "/metrics"): OPEN,
    ("GET", "/api/openapi.json"): OPEN,
    ("GET", "/api/docs"): OPEN,
    ("GET", "/"): OPEN,
    ("GET", "/console"): OPEN,
    ("GET", "/console/*"): OPEN,
    ("GET", "/widget.js"): OPEN,
    ("GET", "/widget/{language}.js"): OPEN,
    ("GET", "/demo.css"): OPEN,
    ("GET", "/demo/{account}"): OPEN,
    # Who has the token may read; what it leads to and what not is tested with the pages.
    ("GET", "/a/{token}"): OPEN,
    ("GET", "/a/{token}/files/{attachment_id}"): Row(frozenset(), ""),
    ("POST", "/a/{token}/chat"): OPEN,
    ("GET", "/u/{token}"): Row(frozenset(), ""),
    ("POST", "/u/{token}"): Row(frozenset(), ""),
    ("GET", "/m/{token}"): Row(frozenset(), ""),
    ("GET", f"{V1}/calls/mine"): Row(WORKERS, "holder", own=True),
    ("POST", f"{V1}/calls/{{call_id}}/join"): Row(frozenset({"holder"}), "holder", {"sdp": "none"}),
    ("POST", f"{V1}/calls/{{call_id}}/hold"): Row(frozenset({"holder"}), "holder", {"on": True}),
    ("POST", f"{V1}/calls/{{call_id}}/transfer"): Row(frozenset({"holder"}), "holder", {"epoch": 0}),
    ("POST", f"{V1}/calls/{{call_id}}/consult"): Row(frozenset({"holder"}), "holder", {"epoch": 0}),
    ("POST", f"{V1}/calls/{{call_id}}/consult/talk"): Row(frozenset({"holder"}), "holder", {"to": "requester"}),
    ("POST", f"{V1}/calls/{{call_id}}/consult/complete"): Row(frozenset({"holder"}), "holder", {"epoch": 0}),
    ("POST", f"{V1}/calls/{{call_id}}/consult/cancel"): Row(frozenset({"holder"}), "holder"),
    ("POST", f"{V1}/calls/{{call_id}}/end"): Row(frozenset({"holder"}), "holder"),
    ("POST", f"{V1}/session"): Row(frozenset(EVERYBODY), "nobody", {"email": "a@b.example", "password": "x"}),
    ("GET", f"{V1}/session"): Row(WORKERS, "leader", own=True),
    ("DELETE", f"{V1}/session"): Row(WORKERS, "stranger", own=True),
    ("GET", f"{V1}/brands"): Row(WORKERS, "leader", own=True),
    ("GET", f"{V1}/brands/{{brand_id}}/api-keys"): Row(frozenset({"admin", "operator"}), "admin"),
    ("POST", f"{V1}/brands/{{brand_id}}/api-keys"): Row(
        frozenset({"admin", "operator"}), "admin", {"name": "k", "role": "leader"}
    ),
    ("DELETE", f"{V1}/brands/{{brand_id}}/api-keys/{{key_id}}"): Row(frozenset(), ""),
    ("GET", f"{V1}/brands/{{brand_id}}/identity-secret"): Row(frozenset({"admin", "operator"}), "admin"),
    ("GET", f"{V1}/brands/{{brand_id}}/associates"): Row(LEADERS, "leader"),
    ("GET", f"{V1}/brands/{{brand_id}}/circle"): Row(LEADERS, "leader"),
    ("PUT", f"{V1}/brands/{{brand_id}}/associates/{{associate_id}}/circle"): Row(
        LEADERS, "leader", {"certified": [], "preferred": ["*"], "seen": {"certified": [], "preferred": []}}
    ),
    ("GET", f"{V1}/brands/{{brand_id}}/channels"): Row(frozenset({"admin", "operator"}), "admin"),
    ("PUT", f"{V1}/brands/{{brand_id}}/channels/{{account_id}}/settings"): Row(
        frozenset({"admin", "operator"}), "admin", {"settings": {}}
    ),
    ("POST", f"{V1}/brands/{{brand_id}}/channels/{{account_id}}/test"): Row(frozenset({"admin", "operator"}), "admin"),
    ("POST", f"{V1}/brands/{{brand_id}}/channels/{{account_id}}/consent"): Row(
        frozenset({"admin", "operator"}), "admin"
    ),
    ("GET", f"{V1}/brands/{{brand_id}}/channels/{{account_id}}/asides"): Row(frozenset({"admin", "operator"}), "admin"),
    ("POST", f"{V1}/brands/{{brand_id}}/channels/{{account_id}}/asides/{{aside_id}}/let-in"): Row(frozenset(), ""),
    # Whoever comes back with nothing of theirs is told so on the console; tests/api/channels/test_consent.py.
    ("GET", f"{V1}/channels/consent"): OPEN,
    ("GET", f"{V1}/brands/{{brand_id}}/channels/{{account_id}}/deliveries"): Row(
        frozenset({"admin", "operator"}), "admin"
    ),
    ("POST", f"{V1}/brands/{{brand_id}}/channels/{{account_id}}/deliveries/{{line_id}}/replay"): Row(frozenset(), ""),
    ("POST", f"{V1}/brands/{{brand_id}}/route"): Row(
        LEADERS,
        "leader",
        {"conversation": {"id": "c", "brand": "b", "language": "en", "channel": "chat"}, "associates": []},
    ),
    ("GET", f"{V1}/brands/{{brand_id}}/route/{{decision_id}}"): Row(frozenset(), ""),
    ("GET", f"{V1}/conversations"): Row(WORKERS, "leader", query={"box": "all"}, own=True),
    ("GET", f"{V1}/conversations/counts"): Row(WORKERS, "leader", own=True),
    ("GET", f"{V1}/conversations.csv"): Row(LEADERS, "leader", query={"box": "all", "brand": "{brand_id}"}),
    ("GET", f"{V1}/conversations/count"): Row(WORKERS, "leader", query={"box": "all"}, own=True),
    ("POST", f"{V1}/conversations/together"): Row(
        WORKERS, "leader", {"step": {"do": "resolve"}, "conversations": [{"id": str(uuid4()), "epoch": 1}]}, own=True
    ),
    ("GET", f"{V1}/views"): Row(WORKERS, "holder", own=True),
    ("POST", f"{V1}/brands/{{brand_id}}/views"): Row(BRAND, "holder", {"name": "v", "filter": {}}),
    ("DELETE", f"{V1}/brands/{{brand_id}}/views/{{view_id}}"): Row(frozenset({"holder"}), "holder"),
    ("GET", f"{V1}/conversations/{{conversation_id}}"): Row(HELD, "holder"),
    ("GET", f"{V1}/conversations/{{conversation_id}}/entries"): Row(HELD, "holder"),
    ("POST", f"{V1}/conversations/{{conversation_id}}/messages"): Row(
        HELD, "holder", _at_epoch(body="hi", client_id=CLIENT_ID)
    ),
    ("GET", f"{V1}/conversations/{{conversation_id}}/attachments/{{attachment_id}}"): Row(HELD, "holder"),
    ("POST", f"{V1}/conversations/{{conversation_id}}/attachments"): Row(HELD, "holder", query={"name": "a.txt"}),
    ("POST", f"{V1}/conversations/{{conversation_id}}/messages/{{entry_id}}/retry"): Row(frozenset(), ""),
    ("POST", f"{V1}/conversations/{{conversation_id}}/notes"): Row(
        HELD, "holder", {"body": "hi", "client_id": CLIENT_ID + "n"}
    ),
    ("POST", f"{V1}/conversations/{{conversation_id}}/draft"): Row(HELD, "holder"),
    ("POST", f"{V1}/conversations/{{conversation_id}}/topic"): Row(
        HELD, "holder", _at_epoch(topic="delivery", priority=1)
    ),
    ("GET", f"{V1}/conversations/{{conversation_id}}/ways"): Row(HELD, "holder"),
    ("POST", f"{V1}/conversations/{{conversation_id}}/move"): Row(HELD, "holder", _at_epoch(way="{way_id}")),
    ("POST", f"{V1}/conversations/{{conversation_id}}/pages/revoke"): Row(HELD, "holder"),
    ("GET", f"{V1}/conversations/{{conversation_id}}/callback"): Row(HELD, "holder"),
    ("POST", f"{V1}/conversations/{{conversation_id}}/callback/call"): Row(HELD, "holder"),
    ("POST", f"{V1}/conversations/{{conversation_id}}/callback/done"): Row(HELD, "holder"),
    ("GET", f"{V1}/brands/{{brand_id}}/callbacks"): Row(LEADERS, "leader"),
    ("POST", f"{V1}/conversations/{{conversation_id}}/resolve"): Row(HELD, "holder", _at_epoch()),
    ("POST", f"{V1}/conversations/{{conversation_id}}/snooze"): Row(
        HELD, "holder", _at_epoch(until="2999-01-01T00:00:00Z")
    ),
    ("POST", f"{V1}/conversations/{{conversation_id}}/reopen"): Row(HELD, "holder", _at_epoch()),
    ("POST", f"{V1}/conversations/{{conversation_id}}/take-over"): Row(HELD, "leader", _at_epoch()),
    ("POST", f"{V1}/conversations/{{conversation_id}}/transfer"): Row(
        HELD, "leader", _at_epoch(to={"kind": "queue", "note": "n"})
    ),
    ("POST", f"{V1}/conversations/{{conversation_id}}/pull-back"): Row(LEADERS, "leader", _at_epoch()),
    ("POST", f"{V1}/conversations/{{conversation_id}}/assign"): Row(
        LEADERS, "leader", _at_epoch(associate_id=str(uuid4()))
    ),
    ("GET", f"{V1}/conversations/{{conversation_id}}/actions"): Row(HELD, "holder"),
    ("POST", f"{V1}/conversations/{{conversation_id}}/actions/{{name}}/runs"): Row(
        HELD, "holder", _at_epoch(client_id=CLIENT_ID)
    ),
    ("POST", f"{V1}/conversations/{{conversation_id}}/action-runs/{{run_id}}/settle"): Row(
        HELD, "leader", {"happened": True}
    ),
    ("POST", f"{V1}/conversations/{{conversation_id}}/verification"): Row(
        HELD, "holder", {"type": "email", "value": "a@b.example"}
    ),
    ("POST", f"{V1}/conversations/{{conversation_id}}/verification/code"): Row(HELD, "holder", {"code": "123456"}),
    ("GET", f"{V1}/contacts"): Row(LEADERS, "leader", query={"brand": "{brand_id}", "q": "Ana"}),
    ("GET", f"{V1}/contacts/{{contact_id}}"): Row(HELD, "leader"),
    ("GET", f"{V1}/contacts/{{contact_id}}/alike"): Row(LEADERS, "leader"),
    ("POST", f"{V1}/contacts/{{contact_id}}/merges"): Row(LEADERS, "leader", {"other": "{other_contact_id}"}),
    ("POST", f"{V1}/contacts/{{contact_id}}/merges/{{merge_id}}/undo"): Row(LEADERS, "leader"),
    ("POST", f"{V1}/contacts/{{contact_id}}/split"): Row(LEADERS, "leader", {"type": "api", "value": "{split_value}"}),
    ("PUT", f"{V1}/contacts/{{contact_id}}/kinds"): Row(
        LEADERS, "leader", {"kind": "customer", "kinds": ["customer", "worker"]}
    ),
    ("GET", f"{V1}/contacts/{{contact_id}}/export"): Row(LEADERS, "leader"),
    ("POST", f"{V1}/contacts/{{contact_id}}/choices"): Row(
        HELD, "holder", {"purpose": "marketing", "channel": "", "choice": "refused"}
    ),
    ("GET", f"{V1}/knowledge/articles"): Row(BRAND, "holder", query={"brand": "{brand_id}"}),
    ("GET", f"{V1}/associate"): Row(WORKERS, "holder", own=True),
    ("PUT", f"{V1}/associate/availability"): Row(WORKERS, "holder", {"availability": "on"}, own=True),
    ("PUT", f"{V1}/associate/capacity"): Row(WORKERS, "holder", {"capacity": 3}, own=True),
    ("GET", f"{V1}/associate/experiences"): Row(WORKERS, "holder", own=True),
    # Nobody has a grant for the other brand, and this one asks for nothing.
    ("PUT", f"{V1}/associate/experiences"): Row(
        frozenset(), "", {"brand_id": "{brand_id}", "key": "city:lisbon", "counts": True}
    ),
    ("GET", f"{V1}/associate/phone"): Row(WORKERS, "holder", own=True),
    ("PUT", f"{V1}/associate/phone"): Row(WORKERS, "holder", {"number": "+14155550199"}, own=True),
    ("GET", f"{V1}/associate/standby"): Row(WORKERS, "holder", own=True),
    ("PUT", f"{V1}/associate/standby"): Row(
        WORKERS,
        "holder",
        {"opted_in": True, "time_zone": "UTC", "quiet_from": "22:00", "quiet_until": "07:00", "most_a_day": 1},
        own=True,
    ),
    ("POST", f"{V1}/call-ins/{{call_id}}/accept"): Row(frozenset(), ""),
    ("POST", f"{V1}/call-ins/{{call_id}}/decline"): Row(frozenset(), ""),
    ("GET", f"{V1}/brands/{{brand_id}}/experiments"): Row(LEADERS, "leader"),
    ("POST", f"{V1}/brands/{{brand_id}}/experiments"): Row(frozenset({"admin", "operator"}), "admin", {"name": "n"}),
    ("POST", f"{V1}/brands/{{brand_id}}/experiments/{{experiment_id}}/end"): Row(frozenset(), ""),
    ("GET", f"{V1}/brands/{{brand_id}}/experiment-pool"): Row(LEADERS, "leader"),
    ("GET", f"{V1}/brands/{{brand_id}}/experiment-size"): Row(LEADERS, "leader", query={"difference": "0.1"}),
    ("GET", f"{V1}/brands/{{brand_id}}/policy-replay"): Row(LEADERS, "leader"),
    ("GET", f"{V1}/brands/{{brand_id}}/bias-audit/affinity"): Row(LEADERS, "leader"),
    ("GET", f"{V1}/brands/{{brand_id}}/staffing"): Row(LEADERS, "leader"),
    ("GET", f"{V1}/brands/{{brand_id}}/what-ifs"): Row(LEADERS, "leader"),
    ("POST", f"{V1}/brands/{{brand_id}}/what-ifs"): Row(LEADERS, "leader", {}),
    ("POST", f"{V1}/brands/{{brand_id}}/what-ifs/{{what_if_id}}/cancel"): Row(frozenset(), ""),
    ("GET", f"{V1}/brands/{{brand_id}}/forecast"): Row(LEADERS, "leader"),
    ("GET", f"{V1}/brands/{{brand_id}}/call-waves"): Row(LEADERS, "leader"),
    ("POST", f"{V1}/brands/{{brand_id}}/call-waves"): Row(LEADERS, "leader", {"minutes": 5}),
    ("GET", f"{V1}/brands/{{brand_id}}/call-waves/{{wave_id}}"): Row(frozenset(), ""),
    ("POST", f"{V1}/brands/{{brand_id}}/call-waves/{{wave_id}}/stop"): Row(frozenset(), ""),
    ("GET", f"{V1}/brands/{{brand_id}}/providers"): Row(BRAND, "holder"),
    ("POST", f"{V1}/brands/{{brand_id}}/recommendations"): Row(
        HELD, "holder", {"kind": "cook", "place": "lisbon", "conversation_id": "{conversation_id}"}
    ),
    ("GET", f"{V1}/conversations/{{conversation_id}}/recommendations"): Row(HELD, "holder"),
    ("GET", f"{V1}/brands/{{brand_id}}/recommendations/{{recommendation_id}}"): Row(LEADERS, "leader"),
    ("POST", f"{V1}/brands/{{brand_id}}/recommendations/{{recommendation_id}}/choose"): Row(
        HELD, "holder", {"provider_id": "ines-duarte"}
    ),
    ("POST", f"{V1}/brands/{{brand_id}}/recommendations/{{recommendation_id}}/outcome"): Row(
        HELD, "holder", {"done": True}
    ),
    ("GET", f"{V1}/conversations/{{conversation_id}}/replies"): Row(HELD, "holder"),
    ("GET", f"{V1}/brands/{{brand_id}}/own-replies"): Row(BRAND, "holder", own=True),
    ("POST", f"{V1}/brands/{{brand_id}}/own-replies"): Row(
        BRAND, "holder", {"title": "t", "language": "en", "body": "b"}
    ),
    ("PUT", f"{V1}/brands/{{brand_id}}/own-replies/{{reply_id}}"): Row(
        frozenset({"holder"}), "holder", {"title": "t", "language": "en", "body": "b"}
    ),
    ("DELETE", f"{V1}/brands/{{brand_id}}/own-replies/{{reply_id}}"): Row(frozenset({"holder"}), "holder"),
    ("GET", f"{V1}/conversations/{{conversation_id}}/offers"): Row(LEADERS, "leader"),
    ("GET", f"{V1}/offers/mine"): Row(WORKERS, "holder", own=True),
    ("GET", f"{V1}/offers/not-mine"): Row(WORKERS, "holder", own=True),
    ("POST", f"{V1}/offers/{{offer_id}}/accept"): Row(frozenset({"{offered}"}), "{offered}"),
    ("POST", f"{V1}/offers/{{offer_id}}/decline"): Row(frozenset({"{offered}"}), "{offered}"),
    ("GET", f"{V1}/offers/{{offer_id}}/why"): Row(frozenset({"{offered}"}), "{offered}"),
    ("GET", f"{V1}/offers/{{offer_id}}/decision"): Row(LEADERS, "leader"),
    ("GET", f"{V1}/board"): Row(LEADERS, "leader", query={"brand": "{brand_id}"}),
    ("GET", f"{V1}/reports/bot"): Row(LEADERS, "leader", query={"brand": "{brand_id}"}),
    ("GET", f"{V1}/reports/replies"): Row(LEADERS, "leader", query={"brand": "{brand_id}"}),
    ("GET", f"{V1}/reports/figures"): Row(LEADERS, "leader", query={"brand": "{brand_id}", "by": "associate"}),
    ("GET", f"{V1}/reports/figures.csv"): Row(LEADERS, "leader", query={"brand": "{brand_id}", "by": "associate"}),
    ("GET", f"{V1}/reports/conversations.csv"): Row(LEADERS, "leader", query={"brand": "{brand_id}"}),
    ("GET", f"{V1}/brands/{{brand_id}}/report-exports"): Row(LEADERS, "leader"),
    ("GET", f"{V1}/flows"): Row(LEADERS, "leader", query={"brand": "{brand_id}"}),
    ("GET", f"{V1}/learning/counts"): Row(LEADERS, "leader", query={"brand": "{brand_id}"}),
    ("GET", f"{V1}/learning/candidates"): Row(LEADERS, "leader", query={"brand": "{brand_id}"}),
    ("GET", f"{V1}/learning/candidates/{{candidate_id}}"): Row(LEADERS, "leader"),
    ("PUT", f"{V1}/learning/candidates/{{candidate_id}}"): Row(
        LEADERS, "leader", {"version": 1, "title": "t", "question": "q", "answer": "a"}
    ),
    ("POST", f"{V1}/learning/candidates/{{candidate_id}}/approve"): Row(LEADERS, "leader", {"version": 1}),
    ("POST", f"{V1}/learning/candidates/{{candidate_id}}/reject"): Row(LEADERS, "leader", {"version": 1}),
    ("POST", f"{V1}/learning/candidates/{{candidate_id}}/roll-back"): Row(
        LEADERS, "leader", {"version": 1, "why": "w"}
    ),
    ("GET", f"{V1}/learning/audits"): Row(LEADERS, "leader", query={"brand": "{brand_id}"}),
    ("POST", f"{V1}/learning/audits/{{audit_id}}"): Row(LEADERS, "leader", {"version": 1, "verdict": "right"}),
    ("GET", f"{V1}/learning/topics"): Row(LEADERS, "leader", query={"brand": "{brand_id}"}),
    ("POST", f"{V1}/learning/topics/{{topic}}/switch"): Row(
        LEADERS, "leader", {"version": 0, "held_by": "people", "why": "w"}, query={"brand": "{brand_id}"}
    ),
    ("GET", f"{V1}/learning/gaps"): Row(LEADERS, "leader", query={"brand": "{brand_id}"}),
    ("POST", f"{V1}/learning/gaps/{{gap_id}}/article"): Row(
        LEADERS, "leader", {"version": 1, "title": "t", "topic": "delivery", "body": "b", "questions": []}
    ),
    ("POST", f"{V1}/learning/gaps/{{gap_id}}/dismiss"): Row(LEADERS, "leader", {"version": 1}),
    ("GET", f"{V1}/learning/log"): Row(LEADERS, "leader", query={"brand": "{brand_id}"}),
    ("GET", f"{V1}/ops/dead-letters"): Row(frozenset({"operator"}), "operator"),
    ("POST", f"{V1}/ops/dead-letters/{{delivery_id}}/replay"): Row(frozenset(), ""),
    ("POST", f"{V1}/widget/sessions"): Row(frozenset(EVERYBODY), "nobody", {"account": "acme-web"}),
    ("GET", f"{V1}/widget/conversation"): Row(REQUESTERS, "requester", own=True),
    ("POST", f"{V1}/widget/messages"): Row(REQUESTERS, "requester", {"body": "hi", "client_id": CLIENT_ID}, own=True),
    ("POST", f"{V1}/widget/person"): Row(REQUESTERS, "requester", own=True),
    ("GET", f"{V1}/widget/call"): Row(REQUESTERS, "requester", own=True),
    ("POST", f"{V1}/widget/call"): Row(REQUESTERS, "requester", {"sdp": "none"}, own=True),
    ("POST", f"{V1}/widget/call/join"): Row(REQUESTERS, "requester", {"sdp": "none"}, own=True),
    ("POST", f"{V1}/widget/call/end"): Row(REQUESTERS, "requester", own=True),
    ("POST", f"{V1}/widget/receipts"): Row(frozenset({"requester"}), "requester", {"seq": 1, "state": "read"}),
    ("POST", f"{V1}/widget/address"): Row(REQUESTERS, "requester", {"email": "a@b.example"}, own=True),
    ("POST", f"{V1}/widget/files"): Row(REQUESTERS, "requester", query={"name": "a.png"}, own=True),
    ("GET", f"{V1}/widget/files/{{attachment_id}}"): Row(frozenset({"requester"}), "requester"),
    ("POST", f"{V1}/widget/callback"): Row(frozenset({"requester"}), "requester", {"phone": "+351912345678"}),
    ("GET", f"{V1}/widget/ways"): Row(frozenset({"requester"}), "requester"),
    ("POST", f"{V1}/widget/move"): Row(frozenset({"requester"}), "requester", {"way": "{way_id}"}),
    ("PUT", f"{V1}/widget/matching"): Row(REQUESTERS, "requester", {"keys": []}, own=True),
    ("POST", f"{V1}/widget/rating"): Row(frozenset({"requester"}), "requester", {"segment": 1, "score": 5}),
    ("GET", "/channels/{kind}/{account}"): Row(frozenset(), ""),
    ("POST", "/channels/{kind}/{account}"): Row(frozenset(), ""),
    ("POST", "/channels/{kind}/{account}/receipts"): Row(frozenset(), ""),
    ("POST", "/channels/phone/{account}/calls"): Row(frozenset(), ""),
    ("POST", "/channels/phone/{account}/calls/{call}/{what}"): Row(frozenset(), ""),
    ("WS", "/channels/phone/{account}/calls/{call}/media"): OPEN,  # tests/api/calls/test_phone_sound.py
    ("WS", f"{V1}/live"): OPEN,  # tests/api/isolation/test_live.py
    ("WS", f"{V1}/widget/live"): OPEN,
}


def _routes(app: FastAPI, routes: Sequence[BaseRoute] | None = None) -> Iterator[tuple[str, str, BaseRoute]]:
    for route in app.router.routes if routes is None else routes:
        # FastAPI keeps included routers whole; ours carry their full prefix themselves.
        included = getattr(route, "original_router", None)
        if included is not None:
            yield from _routes(app, included.routes)
        elif isinstance(route, WebSocketRoute):
            yield "WS", route.path, route
        elif isinstance(route, Mount):
            yield "GET", f"{route.path}/*", route
        elif isinstance(route, Route):
            for method in (route.methods or {"GET"}) - {"HEAD"}:
                yield method, route.path, route


def _filled(value: Any, ids: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _filled(one, ids) for key, one in value.items()}
    if value == "{epoch}":
        return int(ids["epoch"])
    return value.format_map(ids) if isinstance(value, str) and "{" in value else value


async def _call(world: World, actor: str, method: str, path: str, row: Row):
    ids = {**world.ids, "account": "acme-web", "kind": "api", "delivery_id": "1", "entry_id": world.ids["brand_id"]}
    ids |= {"topic": "delivery", "call": world.ids["call_id"], "what": "turn", "aside_id": "x", "language": "es"}
    return await world.actors[actor].client.request(
        method, path.format_map(ids), json=_filled(row.body, ids), params=_filled(row.query, ids)
    )


async def test_every_route_has_a_row(database: Database):
    world = await build(database, rate_factor=10.0)
    found = {(method, path) for method, path, _ in _routes(world.app)}
    assert found - set(ROWS) == set(), "routes without an expectation: add them to ROWS"
    # The console's files are there only when they are built.
    assert set(ROWS) - found <= {("GET", "/console/*")}, "rows of routes that are gone"


async def test_whoever_may_not_learns_nothing_and_changes_nothing(database: Database):
    world = await build(database, rate_factor=10.0)
    before = await _state(database)
    offered = await _offered(database, world)
    for (method, path), row in ROWS.items():
        if method == "WS":
            continue
        may = {offered if one == "{offered}" else one for one in row.may}
        for actor in EVERYBODY:
            if actor in may:
                continue
            answer = await _call(world, actor, method, path, row)
            where = f"{actor} {method} {path}: {answer.status_code} {answer.text[:200]}"
            assert answer.status_code == _refusal(actor, path), where
            assert CANARY not in answer.text, where
    assert await _state(database) == before


def _refusal(actor: str, path: str) -> int:
    """Signed out where the surface is for others; not found where it is theirs but the thing is not."""
    if path.startswith(("/a/", "/u/", "/m/")):
        return 404
    wrong_surface = actor == "nobody" or (actor in REQUESTERS) != ("/widget/" in path)
    # A channel's address takes signatures and keys only: nobody's session counts there.
    return 401 if wrong_surface or path.startswith("/channels/") else 404


async def test_lists_show_everybody_only_what_is_theirs(database: Database):
    world = await build(database, rate_factor=10.0)
    for (method, path), row in ROWS.items():
        if not row.own or method != "GET":
            continue
        for actor in row.may:
            answer = await _call(world, actor, method, path, row)
            assert answer.status_code in {200, 404}, f"{actor} {path}: {answer.text[:200]}"
            if actor in {"stranger", "associate", "former", "other_requester"}:
                assert CANARY not in answer.text, f"{actor} {path}"
                assert world.ids["contact_id"] not in answer.text, f"{actor} {path}"


async def test_the_rightful_actor_of_each_row_gets_through(database: Database):
    world = await build(database, rate_factor=10.0)
    offered = await _offered(database, world)
    for (method, path), row in ROWS.items():
        if method == "WS" or not row.may:
            continue
        actor = offered if row.rightful == "{offered}" else row.rightful
        answer = await _call(world, actor, method, path, row)
        where = f"{actor} {method} {path}: {answer.status_code} {answer.text[:200]}"
        assert answer.status_code < 500, where
        if (method, path) != ("POST", f"{V1}/session") and path not in {"/metrics", "/readyz"}:
            assert answer.status_code not in {401, 403} | ({404} if not path.startswith("/widget") else set()), where


async def _offered(database: Database, world: World) -> str:
    """Which of the associates the offer was made to."""
    async with database.reader() as r:
        person = await r.value("SELECT associate_id FROM offers")
    return next(name for name, who in world.actors.items() if who.id == person)


async def _state(database: Database) -> list[Any]:
    queries = (
        "SELECT id, epoch, seq, status, holder, associate_id, topic FROM conversations ORDER BY id",
        "SELECT conversation_id, seq, body FROM entries ORDER BY conversation_id, seq",
        "SELECT id, state FROM offers ORDER BY id",
        "SELECT id, availability, capacity, load FROM associates ORDER BY id",
        "SELECT id, revoked_at FROM api_keys ORDER BY id",
        "SELECT id, name FROM saved_views ORDER BY id",
        "SELECT conversation_id, epoch FROM snoozes",
        "SELECT conversation_id, score FROM ratings",
        "SELECT id, chosen FROM recommendations ORDER BY id",
        "SELECT recommendation_id FROM provider_outcomes",
        "SELECT associate_id, certified, preferred FROM grants ORDER BY associate_id",
        "SELECT id FROM call_waves ORDER BY id",
        "SELECT id FROM experiments ORDER BY id",
        "SELECT id FROM what_ifs ORDER BY id",
        "SELECT id, body FROM saved_replies ORDER BY id",
        "SELECT id, attributes::text, merged_into, kind, kinds FROM contacts ORDER BY id",
        "SELECT type, value, contact_id FROM identities ORDER BY type, value",
        "SELECT id, undone_at FROM contact_merges ORDER BY id",
        "SELECT id FROM contact_choices UNION ALL SELECT id FROM contact_exports ORDER BY id",
        "SELECT id FROM report_exports",
        "SELECT id, state FROM action_runs ORDER BY id",
        "SELECT id, attempts FROM one_time_codes ORDER BY id",
        "SELECT id, state, leg FROM calls ORDER BY id",
        "SELECT id FROM call_legs ORDER BY id",
    )
    async with database.reader() as r:
        return [[tuple(row) for row in await r.rows(sql)] for sql in queries]

"""The learning API: pages, decisions that meet another's, the switch, gaps, the log, and the bot's report."""

from __future__ import annotations

from uuid import UUID, uuid4

import httpx
import pytest
from tests import scenes
from tests.api.isolation.world import build
from tests.learned import Flat, evidence

from gigline.bot.learning import candidates
from gigline.infra.db import Database

V1 = "/api/v1/learning"


async def _candidates(database: Database, brand_id: UUID, settings, account_id: UUID, count: int) -> None:
    """Candidates of several requester kinds, as all texts are alike here."""
    for number in range(count):
        who = await scenes.requester(database, brand_id, account_id)
        c = await scenes.written(database, who, settings)
        async with database.writer() as w:
            one = evidence(c.id, f"when does round {number} come", language=f"x{number}")
            await candidates.note(w, Flat(), brand_id, one)


async def test_a_leader_pages_decides_and_meets_another_leaders_decision(database: Database):
    world = await build(database)
    leader = world.actors["leader"].client
    brand = world.ids["brand_id"]
    async with database.reader() as r:
        account_id = await r.value("SELECT id FROM channel_accounts WHERE brand_id = $1", world.brand.id)
    settings = scenes.BrandSettings.model_validate(world.brand.settings)
    await _candidates(database, world.brand.id, settings, account_id, 4)
    found, cursor = [], None
    while True:
        page = await _get(leader, "candidates", brand, limit="2", **({"cursor": cursor} if cursor else {}))
        found += [one["id"] for one in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert len(found) == len(set(found)) == 5
    assert (await leader.get(f"{V1}/candidates", params={"brand": brand, "cursor": "x"})).status_code == 422

    one = world.ids["candidate_id"]
    edited = await leader.put(
        f"{V1}/candidates/{one}",
        json={"version": 1, "title": "The evening round", "question": "when is it", "answer": "At eight.",
              "topic": "delivery"},
    )  # fmt: skip
    assert edited.json()["version"] == 2
    late = await leader.post(f"{V1}/candidates/{one}/approve", json={"version": 1})
    assert (late.status_code, late.json()["error"]["code"]) == (409, "decided_meanwhile")
    assert late.json()["error"]["current"] == {"version": 2, "state": "open"}
    done = await leader.post(f"{V1}/candidates/{one}/approve", json={"version": 2, "why": "right"})
    assert (done.status_code, done.json()["state"]) == (200, "approved")
    assert done.json()["article_slug"].startswith("learned-the-evening-round-")
    assert done.json()["evidence"][0]["answer"]
    articles = await leader.get("/api/v1/knowledge/articles", params={"brand": brand, "q": "evening round"})
    assert done.json()["article_slug"] in {article["slug"] for article in articles.json()["items"]}
    back = await leader.post(f"{V1}/candidates/{one}/roll-back", json={"version": 3, "why": "it moved"})
    assert back.json()["state"] == "rolled_back"
    log = await _get(leader, "log", brand)
    assert [row["what"] for row in log["items"]] == ["rolled_back", "approved", "edited"]
    assert {row["actor_name"] for row in log["items"]} == {"Pat Doe"}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("candidates/{candidate_id}/approve", {"version": 1, "state": "approved"}),
        ("candidates/{candidate_id}/roll-back", {"version": 1, "why": " "}),
        ("audits/{audit_id}", {"version": 1, "verdict": "perhaps"}),
        ("gaps/{gap_id}/article", {"version": 1, "title": "t", "topic": "nowhere", "body": "b", "questions": []}),
    ],
)
async def test_what_cannot_be_decided_is_refused(database: Database, path, body):
    world = await build(database)
    answer = await world.actors["leader"].client.post(f"{V1}/{path.format_map(world.ids)}", json=body)
    assert answer.status_code == 422


async def test_audits_topics_gaps_and_the_report(database: Database):
    world = await build(database)
    leader, brand = world.actors["leader"].client, world.ids["brand_id"]
    assert await _get(leader, "counts", brand) == {"candidates": 1, "audits": 1, "gaps": 1}
    audit = world.ids["audit_id"]
    judged = await leader.post(f"{V1}/audits/{audit}", json={"version": 1, "verdict": "right"})
    assert judged.json()["verdict"] == "right"
    again = await leader.post(f"{V1}/audits/{audit}", json={"version": 1, "verdict": "wrong"})
    assert again.status_code == 409
    assert (await _get(leader, "audits", brand))["items"] == []
    assert len((await _get(leader, "audits", brand, done="true"))["items"]) == 1

    topics = {one["topic"]: one for one in (await _get(leader, "topics", brand))["items"]}
    assert topics["delivery"]["precision"]["right"] == 1
    to_people = {"version": 0, "held_by": "people", "why": "new fleet"}
    path = f"{V1}/topics/delivery/switch"
    assert (await leader.post(path, params={"brand": brand}, json=to_people)).status_code == 200
    assert (await leader.post(path, params={"brand": brand}, json=to_people)).status_code == 409
    nowhere = await leader.post(f"{V1}/topics/nowhere/switch", params={"brand": brand}, json=to_people)
    assert nowhere.status_code == 404

    [gap] = (await _get(leader, "gaps", brand))["items"]
    assert gap["examples"][0]["question"] == gap["label"]
    article = {"version": 1, "title": "Evening", "topic": "delivery", "body": "At eight.", "questions": ["when"]}
    made = await leader.post(f"{V1}/gaps/{gap['id']}/article", json=article)
    assert (made.status_code, made.json()["state"]) == (201, "written")
    assert (await leader.post(f"{V1}/gaps/{gap['id']}/dismiss", json={"version": 2})).status_code == 409

    report = (await leader.get("/api/v1/reports/bot", params={"brand": brand})).json()
    assert report["all"]["precision"]["right"] == 1
    assert report["all"]["started"] == 0
    assert not report["holdout"]["enough"]
    assert set(report["definitions"]) >= {"coverage", "precision", "holdout"}
    unknown = await leader.get("/api/v1/reports/bot", params={"brand": str(uuid4())})
    assert unknown.status_code == 404


async def _get(client: httpx.AsyncClient, what: str, brand: str, **query: str):
    answer = await client.get(f"{V1}/{what}", params={"brand": brand, **query})
    assert answer.status_code == 200, answer.text
    return answer.json()

"""The audit of what really happened: choices among several, minutes, outcomes, as it was said at the time."""

from __future__ import annotations

from typing import Any

from tests.database.routing.world import SETTINGS, World

from gigline.accounts import service as accounts
from gigline.accounts.schemas import BrandSettings
from gigline.cli import auditing
from gigline.routing.audit import rules, service
from gigline.workforce import experiences

PORTO = "city:porto"
# An offer to the first of those who are eligible.
_OFFERED = """
INSERT INTO offers (brand_id, id, conversation_id, associate_id, epoch, weight, state, policy, policy_version, seed,
    reason, decision, offered_at, expires_at, ended_at)
SELECT $1, gen_random_uuid(), $2, $3, 1, 1, 'accepted', 'gigline', 2, 0, '{}',
    jsonb_build_object('eligible', $4::jsonb), gigline_now() - interval '1 day', gigline_now(), gigline_now()
FROM generate_series(1, $5)
"""


async def _audited(world: World) -> dict[tuple[str, str], rules.Row]:
    async with world.database.reader() as r:
        found = await service.affinity(r, world.brand.id, 90)
    assert found.whole
    return {(one.about, one.name): one for one in found.rows}


async def test_offers_are_compared_with_the_chances_that_there_were(world: World) -> None:
    raw: dict[str, Any] = {**SETTINGS, "experiences": [{"kind": "city", "name": "Porto"}]}
    async with world.database.writer() as w:
        await accounts.save_brand(w, BrandSettings.model_validate(raw))
    people = [await world.associate(f"a{n}", online=False) for n in range(10)]
    async with world.database.writer() as w:
        for one in people[:5]:
            await experiences.say(w, one, world.brand.id, PORTO)
        await w.execute("UPDATE experience_choices SET said_at = gigline_now() - interval '2 days'")
        c = (await world.write()).id
        eligible = [{"id": str(one)} for one in people]
        for n, one in enumerate(people):
            await w.execute(_OFFERED, world.brand.id, c, one, eligible, 20 if n < 5 else 10)
        # Nobody else could have had these, so they say nothing of anybody.
        await w.execute(_OFFERED, world.brand.id, c, people[9], eligible[9:], 50)
    row = (await _audited(world))["experience", "city: Porto"]
    assert row.having is not None
    assert row.others is not None
    assert (row.having.offers, row.others.offers, row.having.chances) == (100, 50, 750)
    assert (row.ratio, row.word) == (0.5, "below")
    async with world.database.writer() as w:
        await experiences.withdraw(w, people[0], world.brand.id, PORTO)
        await w.execute("UPDATE experience_choices SET withdrawn_at = gigline_now() - interval '36 hours'")
    assert (await _audited(world))["experience", "city: Porto"].word == "too_few"


def test_the_table_says_what_it_may(capsys: Any) -> None:
    side = rules.Side(6, 600, 30, 360.0, 6, 3)
    rows = [
        rules.Row("experience", "city: Porto", side, side, 1.0, 0.9, 1.2, "open"),
        rules.Row("newcomers", "", None, None, None, None, None, "too_few"),
    ]
    auditing.show(service.Audited(90, 600, False, rows))
    told = " ".join(capsys.readouterr().out.split())
    assert "too few" in told
    assert "of 600 offers, the newest" in told

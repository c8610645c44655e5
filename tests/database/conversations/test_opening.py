"""A brand's hours: what is promised counts open time, and who writes when it is closed hears when it opens."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from gigline.accounts import service as accounts
from gigline.accounts.schemas import BrandSettings
from gigline.contacts import service as contacts
from gigline.conversations import clocks, handlers
from gigline.infra.outbox import Subscriptions
from gigline.infra.relay import Relay
from gigline.routing import service as routing
from tests.database.conversations.conftest import SETTINGS, Scene, make_scene

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def opening_in(days: int, now: datetime) -> tuple[dict[str, list[str]], datetime]:
    """Hours from 9 to 17 in UTC on one day of the week, so many days from now, and the next opening."""
    day = now.astimezone(UTC) + timedelta(days=days)
    return {DAYS[day.weekday()]: ["09:00-17:00"]}, day.replace(hour=9, minute=0, second=0, microsecond=0)


async def closed_scene(database, *, days: int = 2) -> tuple[Scene, datetime]:
    scene = await make_scene(database, bot=False)
    async with database.reader() as r:
        hours, opens_at = opening_in(days, await r.value("SELECT gigline_now()"))
    scene.settings = BrandSettings.model_validate({**SETTINGS, "bot": {"enabled": False, "name": "Bo"}, "hours": hours})
    async with database.writer() as w:
        await accounts.save_brand(w, scene.settings)
    return scene, opens_at


async def test_who_writes_when_it_is_closed_hears_once_when_it_opens_by_their_own_clock(make_database):
    subscriptions = Subscriptions(handlers.subscriptions())
    async with make_database(subscriptions) as database:
        scene, opens_at = await closed_scene(database)
        async with database.writer() as w:
            contact = await contacts.get(w, scene.brand.id, scene.requester.contact_id)
            await contacts.claim(w, contact, {clocks.CLAIM: "Asia/Tokyo"})
        c, _ = await scene.write("Where is it?")
        relay = Relay(database, subscriptions)
        await relay.run_until_idle()
        await scene.write("Hello?")
        await relay.run_until_idle()
        said = [one for one in await scene.log(c.id) if one.author_kind == "bot"]
        assert len(said) == 1
        assert f"on {DAYS[opens_at.weekday()].title()} at 18:00 (your time)" in said[0].body
        async with database.reader() as r:
            now = await scene.log(c.id)
            place = await routing.queue_position(r, await routing.conversations.get(r, c.id))
        # It is no answer: the requester goes on waiting, and the promise counts from the opening.
        assert c.sla_due_at == opens_at + timedelta(seconds=60)
        assert place is not None
        assert (place.position, place.eta_low_s) == (1, None)
        assert now[-1].author_kind != "associate"


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (datetime(2026, 3, 2, 8, tzinfo=UTC), "at 09:00 (Lisbon)"),
        (datetime(2026, 3, 1, 8, tzinfo=UTC), "on Monday at 09:00 (Lisbon)"),
        (datetime(2026, 2, 1, 8, tzinfo=UTC), "on 2026-03-02 at 09:00 (Lisbon)"),
    ],
)
def test_times_in_words(at: datetime, said: str):
    clock = clocks.ContactClock(ZoneInfo("Europe/Lisbon"), known=False)
    assert clocks.in_words(datetime(2026, 3, 2, 9, tzinfo=UTC), at, clock, "en") == said


async def test_whose_clock_counts(scene: Scene):
    async with scene.database.writer() as w:
        by_number = await contacts.resolve_attested(w, scene.brand.id, "phone", "+14155550101", former="x:1")
        anybody = await contacts.card(w, scene.brand.id, scene.requester.contact_id)
        found = clocks.of(await contacts.card(w, scene.brand.id, by_number.id), scene.settings)
    assert (found.zone.key, found.known) == ("America/Los_Angeles", True)
    assert clocks.of(anybody, scene.settings) == clocks.ContactClock(ZoneInfo("UTC"), known=False)
    # Nobody is written to unasked at night, by that clock: it is 23:00 in Los Angeles.
    night = datetime(2026, 3, 2, 7, tzinfo=UTC)
    assert clocks.asleep_until(found, scene.settings, night) == datetime(2026, 3, 2, 16, tzinfo=UTC)
    assert clocks.asleep_until(found, scene.settings, night + timedelta(hours=10)) is None

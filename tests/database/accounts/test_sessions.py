"""Sign-in: the same answer for every reason, limits that hold in the database, sessions that end."""

from __future__ import annotations

import asyncio

import pytest
from tests.database.accounts.test_brands_and_people import settings

from gigline.accounts import keys, passwords, service, sessions
from gigline.accounts.errors import NoSuchKey, WrongSignIn
from gigline.kit.errors import TooMany
from gigline.kit.ids import new_id

EMAIL, PASSWORD = "ana@acme.example", "long enough"


@pytest.fixture
async def ana(database):
    async with database.writer() as w:
        brand = await service.save_brand(w, settings())
        person = await service.create_person(w, EMAIL, "Ana", PASSWORD)
        await service.set_role(w, person.id, brand.id, "leader")
    return person


async def _ahead(database, interval: str) -> None:
    async with database.writer() as w:
        await w.execute("UPDATE clock_offset SET ahead = ahead + $1::text::interval", interval)


async def _find(database, token: str):
    async with database.reader() as r:
        return await sessions.find(r, token)


async def test_a_session_knows_the_person_and_their_roles(database, ana):
    made = await sessions.sign_in(database, " ANA@acme.example", PASSWORD, "192.0.2.1")
    who = await _find(database, made.token)
    assert who is not None
    assert (who.actor.id, who.actor.kind, who.csrf, who.via) == (ana.id, "person", made.csrf, "cookie")
    assert list(who.actor.roles.values()) == ["leader"]
    async with database.reader() as r:
        [row] = await r.rows("SELECT * FROM sessions")
    assert made.token not in repr(dict(row))


async def test_every_wrong_sign_in_looks_alike(database, ana):
    async with database.writer() as w:
        gone = await service.create_person(w, "gone@acme.example", "Gone", PASSWORD)
        await service.disable_person(w, gone.id)
    seen = set()
    for email, password in [(EMAIL, "wrong"), ("nobody@acme.example", PASSWORD), ("gone@acme.example", PASSWORD),
                            ("", ""), ("\x00", "\ud800")]:  # fmt: skip
        with pytest.raises(WrongSignIn) as refused:
            await sessions.sign_in(database, email, password, "192.0.2.1")
        seen.add((refused.value.status, refused.value.code, refused.value.detail))
    assert len(seen) == 1


async def test_an_unknown_address_costs_the_same_check(database, ana, monkeypatch):
    checked = []

    def spy(password: str, hashed: str | None) -> bool:
        checked.append(hashed is None)
        return False

    monkeypatch.setattr(passwords, "_check", spy)
    for email in (EMAIL, "nobody@acme.example"):
        with pytest.raises(WrongSignIn):
            await sessions.sign_in(database, email, "wrong", "192.0.2.1")
    assert checked == [False, True]


@pytest.fixture
def costly(costly_passwords, monkeypatch):
    """Passwords cost what they cost in earnest."""
    monkeypatch.setattr(passwords, "_hasher", costly_passwords)
    passwords._nobodys.cache_clear()
    yield
    passwords._nobodys.cache_clear()


async def test_the_check_of_nobody_verifies_a_hash_as_costly_as_the_real_one(costly):
    real = await passwords.make_hash(PASSWORD)
    # What RFC 9106 recommends where memory is short.
    assert real.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert passwords._nobodys().split("$")[:4] == real.split("$")[:4]
    assert not await passwords.check("nobody has this password", None)
    assert await passwords.check(PASSWORD, real)


async def test_attempts_are_limited_per_email_even_when_all_come_at_once(database, ana):
    tries = [sessions.sign_in(database, EMAIL, "wrong", f"192.0.2.{n}") for n in range(16)]
    results = await asyncio.gather(*tries, return_exceptions=True)
    refused = [one for one in results if isinstance(one, TooMany)]
    assert len(refused) == 6
    assert sum(isinstance(one, WrongSignIn) for one in results) == 10
    assert all(0 < one.retry_after_s <= 30 for one in refused)
    with pytest.raises(TooMany):
        await sessions.sign_in(database, EMAIL.upper(), PASSWORD, "192.0.2.99")
    await _ahead(database, "31 seconds")
    await sessions.sign_in(database, EMAIL, PASSWORD, "192.0.2.99")


async def test_trying_on_while_refused_does_not_push_the_wait_back(database, ana, monkeypatch):
    monkeypatch.setattr(sessions, "PER_EMAIL", sessions.Bucket(burst=1, per_s=1 / 30))
    await sessions.sign_in(database, EMAIL, PASSWORD, "192.0.2.1")
    for _ in range(4):
        await _ahead(database, "7 seconds")
        with pytest.raises(TooMany):
            await sessions.sign_in(database, EMAIL, PASSWORD, "192.0.2.1")
    await _ahead(database, "3 seconds")
    await sessions.sign_in(database, EMAIL, PASSWORD, "192.0.2.1")


async def test_attempts_are_limited_per_address(database, ana, monkeypatch):
    monkeypatch.setattr(sessions, "PER_ADDRESS", sessions.Bucket(burst=2, per_s=1 / 60))
    for n in range(2):
        with pytest.raises(WrongSignIn):
            await sessions.sign_in(database, f"n{n}@acme.example", "wrong", "192.0.2.1")
    with pytest.raises(TooMany):
        await sessions.sign_in(database, EMAIL, PASSWORD, "192.0.2.1")
    await sessions.sign_in(database, EMAIL, PASSWORD, "192.0.2.2")


async def test_attempts_are_kept_without_names(database, ana):
    with pytest.raises(WrongSignIn):
        await sessions.sign_in(database, "secret@acme.example", "wrong", "192.0.2.1")
    async with database.reader() as r:
        subjects = [row["subject"] for row in await r.rows("SELECT subject FROM sign_in_attempts")]
    assert len(subjects) == 2
    assert not any("secret" in subject or "192" in subject for subject in subjects)


async def test_a_session_slides_and_ends(database, ana):
    made = await sessions.sign_in(database, EMAIL, PASSWORD, "192.0.2.1")
    for _ in range(3):
        await _ahead(database, "10 days")
        assert await sessions.from_cookie(database, made.token) is not None
    await _ahead(database, "14 days 1 second")
    assert await sessions.from_cookie(database, made.token) is None
    assert await sessions.tidy(database) >= 1
    async with database.reader() as r:
        assert await r.value("SELECT count(*) FROM sessions") == 0


async def test_signing_out_ends_this_session_only(database, ana):
    one = await sessions.sign_in(database, EMAIL, PASSWORD, "192.0.2.1")
    two = await sessions.sign_in(database, EMAIL, PASSWORD, "192.0.2.1")
    who = await _find(database, one.token)
    async with database.writer() as w:
        await sessions.end(w, who)
    assert await _find(database, one.token) is None
    assert await _find(database, two.token) is not None
    async with database.reader() as r:
        assert await sessions.again(r, who) is None


async def test_a_long_lived_socket_sees_todays_roles(database, ana):
    made = await sessions.sign_in(database, EMAIL, PASSWORD, "192.0.2.1")
    who = await _find(database, made.token)
    async with database.writer() as w:
        await w.execute("DELETE FROM memberships")
    async with database.reader() as r:
        again = await sessions.again(r, who)
    assert again is not None
    assert again.actor.roles == {}


@pytest.mark.parametrize("change", ["password", "disabled"])
async def test_a_new_password_or_a_disabled_person_ends_all_sessions(database, ana, change):
    made = await sessions.sign_in(database, EMAIL, PASSWORD, "192.0.2.1")
    async with database.writer() as w:
        if change == "password":
            await service.set_password(w, ana.id, "another one")
        else:
            await service.disable_person(w, ana.id)
    assert await _find(database, made.token) is None
    with pytest.raises(WrongSignIn):
        await sessions.sign_in(database, EMAIL, PASSWORD, "192.0.2.1")


async def test_keys_are_shown_once_act_in_one_brand_and_can_be_revoked(database, ana):
    async with database.writer() as w:
        brand = await service.brand_by_key(w, "acme")
        key, token = await keys.create(w, brand.id, "ci", "leader")
    async with database.writer() as w:
        [row] = await w.rows("SELECT * FROM api_keys")
        assert token not in repr(dict(row))
        who = await keys.find(w, token)
        assert who is not None
        assert (who.actor.kind, who.actor.id, dict(who.actor.roles)) == ("api_key", key.id, {brand.id: "leader"})
        for wrong in ("", "gk_", token[3:], token + "x", token.upper(), "gk_\ud800", "gk_\x00"):
            assert await keys.find(w, wrong) is None
        with pytest.raises(NoSuchKey):
            await keys.revoke(w, new_id(), key.id)
        assert await keys.find(w, token) is not None
        await keys.revoke(w, brand.id, key.id)
        await keys.revoke(w, brand.id, key.id)
        assert await keys.find(w, token) is None
        [listed] = await keys.of_brand(w, brand.id)
        assert listed.revoked_at is not None

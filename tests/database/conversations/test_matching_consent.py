"""What may count of a requester: the facts and their consent, and the last word is theirs."""

from __future__ import annotations

from gigline.contacts import choices, experiences, persons
from gigline.contacts import service as contacts
from gigline.contacts.models import By, Contact
from gigline.infra.db import Database, Reader
from tests import scenes


async def _contact(database: Database) -> Contact:
    brand, _, _ = await scenes.brand(database)
    async with database.writer() as w:
        return await contacts.resolve_identity(w, brand.id, "visitor", "v1", name="Ana")


async def _counting(r: Reader, contact: Contact, channel: str = "webchat") -> set[str] | None:
    [found] = await experiences.agreed(r, [(contact.brand_id, contact.id, channel)])
    return None if found is None else set(found)


async def test_nothing_counts_until_they_say_so(database: Database) -> None:
    ana = await _contact(database)
    async with database.writer() as w:
        assert await _counting(w, ana) is None
        await experiences.say(w, ana, ["city:porto", "hobby:golf"])
        assert await _counting(w, ana) == {"city:porto", "hobby:golf"}
        await experiences.say(w, ana, ["hobby:golf"])
        assert await _counting(w, ana) == {"hobby:golf"}
        await experiences.say(w, ana, [])
        assert await _counting(w, ana) is None
        assert await experiences.told(w, await persons.person(w, ana.brand_id, ana.id)) == []


async def test_the_brand_speaks_for_them_until_they_do(database: Database) -> None:
    ana = await _contact(database)
    async with database.writer() as w:
        await experiences.vouch(w, ana, ["product:family box"], "Acme")
        assert await _counting(w, ana) == {"product:family box"}
    async with database.writer() as w:
        await experiences.say(w, ana, [])
        await experiences.vouch(w, ana, ["product:family box"], "Acme")
        assert await _counting(w, ana) is None


async def test_what_they_do_not_tick_counts_no_more_whoever_said_it(database: Database) -> None:
    ana = await _contact(database)
    async with database.writer() as w:
        await experiences.vouch(w, ana, ["product:family box", "city:porto"], "Acme")
        await experiences.say(w, ana, ["city:porto"])
        await experiences.vouch(w, ana, ["product:family box", "hobby:golf"], "Acme")
        assert await _counting(w, ana) == {"city:porto"}


async def test_the_brand_may_change_its_mind(database: Database) -> None:
    ana = await _contact(database)
    async with database.writer() as w:
        await experiences.vouch(w, ana, ["product:family box"], "Acme")
        await experiences.vouch(w, ana, ["hobby:golf"], "Acme")
        assert await _counting(w, ana) == {"hobby:golf"}
        await experiences.vouch(w, ana, [], "Acme")
        assert await _counting(w, ana) == set()


async def test_consent_is_of_the_person_and_by_channel(database: Database) -> None:
    ana = await _contact(database)
    async with database.writer() as w:
        other = await contacts.resolve_identity(w, ana.brand_id, "email", "ana@acme.example")
        await experiences.say(w, other, ["city:porto"])
        await w.execute("UPDATE contacts SET merged_into = $1 WHERE id = $2", ana.id, other.id)
        assert await _counting(w, ana) == {"city:porto"}
        await choices.note(w, ana, "matching", "sms", "refused", "said", By("person", name="Ana"))
        assert await _counting(w, ana) == {"city:porto"}
        assert await _counting(w, ana, "sms") is None
        found = await experiences.agreed(w, [(ana.brand_id, ana.id, "sms"), (ana.brand_id, other.id, "email")])
        assert found == [None, frozenset({"city:porto"})]

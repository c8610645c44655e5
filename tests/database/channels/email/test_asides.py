"""What machines write: the associate hears that it came, nobody answers it, and a person may let it in."""

from __future__ import annotations

import asyncio
from email.message import EmailMessage

import pytest
from tests.database.channels.email.conftest import Desk, Post
from tests.database.channels.email.test_story import REFUTED, answering, sent
from tests.unit.channels.email.mails import mail

from gigline.api.live import views
from gigline.channels import letting_in, service
from gigline.channels.contract import Aside
from gigline.channels.errors import NoSuchAside, NotToLetIn
from gigline.conversations import service as conversations
from gigline.conversations.models import Conversation, Entry

AWAY = {"auto_submitted": "auto-replied"}


async def answered(desk: Desk, post: Post, by: str = "associate") -> tuple[Conversation, EmailMessage]:
    """A conversation in which we wrote last, and what we wrote."""
    await desk.take(mail("Where is my parcel?"))
    [c] = await desk.conversations()
    await desk.answer(c, "It is on its way.", by=by)
    return c, sent(post)


async def notes(desk: Desk, c: Conversation) -> list[Entry]:
    """The lines about automatic replies."""
    async with desk.database.reader() as r:
        found = await conversations.entries(r, c)
    return [one for one in found if one.data.get("type") == "automatic_reply"]


async def laid(desk: Desk, limit: int = 30, cursor: str | None = None) -> list[letting_in.Laid]:
    async with desk.database.reader() as r:
        return (await letting_in.page(r, desk.account, cursor, limit)).items


async def test_an_absence_is_a_line_for_the_associate_and_nothing_for_anybody_else(desk: Desk, post: Post):
    c, ours = await answered(desk, post)
    away = answering(ours, "I am back on the 1st.", **AWAY)
    await desk.take(away, away)
    [note] = await notes(desk, c)
    assert (views.is_public(note), note.body) == (False, "")
    assert (len(await desk.messages(c)), len(post.taken)) == (2, 1)
    # Machines that go on are one line until somebody says something.
    await desk.take(answering(ours, "I am still away.", n=3, **AWAY))
    assert len(await notes(desk, c)) == 1
    await desk.answer(c, "Then later.")
    await desk.take(answering(sent(post), "I am still away.", n=4, **AWAY))
    assert len(await notes(desk, c)) == 2


async def test_a_line_comes_only_of_those_who_were_written_to(desk: Desk, post: Post):
    c, ours = await answered(desk, post)
    await desk.take(
        answering(ours, "forwarded, and away", n=3, from_="Eve <eve@evil.example>", **AWAY),
        answering(ours, "refuted", n=4, raw_head=REFUTED, **AWAY),
        mail("a guess", message_id="<m-5@x>", in_reply_to=f"<{'a' * 52}.{'0' * 32}@acme.example>", **AWAY),
        answering(ours, "a list that quotes us", n=6, precedence="list"),
    )
    assert [one.reason for one in await laid(desk)].count("automatic") == 3
    assert (await notes(desk, c), len(await desk.conversations())) == ([], 1)


async def test_the_bot_does_not_answer_a_machine(desk: Desk, post: Post):
    c, ours = await answered(desk, post, by="bot")
    await desk.take(answering(ours, "I am away.", **AWAY))
    assert (len(await notes(desk, c)), len(post.taken)) == (1, 1)
    assert await desk.value("SELECT count(*) FROM entries WHERE kind = 'message'") == 2


async def test_what_is_let_in_is_the_message_it_would_have_been_once(desk: Desk, post: Post):
    c, ours = await answered(desk, post)
    raw = answering(ours, "Written by hand, marked by mistake.", **AWAY)
    await desk.take(raw)
    [one] = await laid(desk)
    found = await asyncio.gather(
        *(letting_in.let_in(desk.database, desk.account, one.provider_id, "Ada") for _ in range(5))
    )
    assert sorted(found) == [False] * 4 + [True]
    await desk.take(raw)
    said = [entry.body for entry in await desk.messages(c)]
    assert (said[-1], len(said), len(await desk.conversations())) == ("Written by hand, marked by mistake.", 3, 1)
    [one] = await laid(desk)
    assert (one.let_in_by, one.let_in_at is not None, one.sender) == ("Ada", True, "ada@home.example")


async def test_a_sender_of_too_many_is_let_in_without_being_counted_again(desk: Desk):
    many = [mail(f"mail {n}", message_id=f"<many-{n}@home.example>") for n in range(22)]
    await desk.take(*many)
    first = await laid(desk)
    assert [one.reason for one in first] == ["too_many", "too_many"]
    for one in first:
        assert await letting_in.let_in(desk.database, desk.account, one.provider_id, "Ada")
    await desk.relay.run_until_idle()
    assert len(await desk.conversations()) == 22


async def test_what_is_not_whole_or_no_mail_stays_where_it_is(desk: Desk):
    await _lay(desk, Aside("head-only", "too_large", mail()), Aside("nonsense", "malformed", b"no mail at all"))
    for provider_id in ("head-only", "nonsense"):
        with pytest.raises(NotToLetIn):
            await letting_in.let_in(desk.database, desk.account, provider_id, "Ada")
    with pytest.raises(NoSuchAside):
        await letting_in.let_in(desk.database, desk.account, "unknown\x00", "Ada")
    assert [one.let_in_at for one in await laid(desk)] == [None, None]


async def _lay(desk: Desk, *asides: Aside) -> None:
    await service.accept(desk.database, desk.account, list(asides))

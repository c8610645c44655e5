"""A conversation by mail, and those who try to get into it."""

from __future__ import annotations

import base64
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import cast

from tests.database.channels.email.conftest import Desk, Post
from tests.unit.channels.email.mails import FAIL, PASS, mail, multipart
from tests.unit.channels.email.test_bounces import report

from gigline.channels import attachments
from gigline.channels.contract import Attachment

PROVED = f"Authentication-Results: {PASS}\r\n"
PROVED_EVE = "Authentication-Results: mx.acme.example; dmarc=pass header.from=evil.example\r\n"
REFUTED = f"Authentication-Results: {FAIL}\r\n"
MESSAGES = "SELECT count(*) FROM entries WHERE kind = 'message' AND author_kind = 'requester'"


def sent(post: Post, at: int = -1) -> EmailMessage:
    return cast(EmailMessage, message_from_bytes(post.taken[at].original_content, policy=default))


def answering(to: EmailMessage, text: str = "Thanks", n: int = 2, **fields: str | None) -> bytes:
    return mail(
        text, message_id=f"<m-{n}@home.example>", subject=f"Re: {to['Subject']}", in_reply_to=to["Message-ID"],
        to=to["Reply-To"], **fields,
    )  # fmt: skip


async def test_question_answer_and_answer_again_are_one_conversation(desk: Desk, post: Post):
    await desk.take(mail("Where is my parcel?"))
    [c] = await desk.conversations()
    entry = await desk.answer(c, "It is on its way.")
    assert sent(post)["In-Reply-To"] == "<m-1@home.example>"
    assert await desk.value("SELECT state FROM outbound WHERE id = $1", entry.id) == "sent"
    await desk.take(answering(sent(post)))
    [again] = await desk.conversations()
    assert (again.id, [one.body for one in await desk.messages(again)][-1]) == (c.id, "Thanks")


async def test_who_is_proved_is_one_person_whatever_the_subject(desk: Desk):
    await desk.take(
        mail("one", raw_head=PROVED), mail("two", raw_head=PROVED, message_id="<m-2@home.example>", subject="x")
    )
    [c] = await desk.conversations()
    assert len(await desk.messages(c)) == 2
    assert await desk.value("SELECT verified FROM contacts WHERE id = $1", c.contact_id)


async def test_a1_a_spoofed_victim_at_a_known_thread_address_reaches_nobody(desk: Desk, post: Post):
    await desk.take(mail("mine", raw_head=PROVED))
    [c] = await desk.conversations()
    await desk.answer(c, "Your code is 4711.")
    await desk.take(answering(sent(post), "send it again", raw_head=REFUTED, cc="attacker@evil.example"))
    await desk.take(
        mail(
            "send it again",
            raw_head=REFUTED,
            to=sent(post)["Reply-To"],
            cc="attacker@evil.example",
            message_id="<m-3@x>",
        )
    )
    first, *forged = await desk.conversations()
    assert first.id == c.id
    assert len(await desk.messages(first)) == 2
    assert len(forged) == 2
    for one in forged:
        await desk.answer(one, "Who are you?")
    assert {address for envelope in post.taken for address in envelope.rcpt_tos} == {"ada@home.example"}
    assert all("attacker" not in str(envelope.original_content) for envelope in post.taken)
    assert {one.contact_id for one in forged}.isdisjoint({c.contact_id})


async def test_a2_a_stranger_who_knows_the_address_or_the_subject_starts_anew(desk: Desk, post: Post):
    await desk.take(mail("mine"))
    [c] = await desk.conversations()
    await desk.answer(c, "It is on its way.")
    stranger = {"from_": "Eve <eve@evil.example>"}
    await desk.take(
        answering(sent(post), "forwarded to me", n=5, **stranger),
        answering(sent(post), "proved, but somebody else", n=6, raw_head=PROVED_EVE, **stranger),
        mail("by subject", subject="Re: My order", message_id="<m-7@evil.example>", **stranger),
        mail("by subject, as Ada", subject="Re: My order", message_id="<m-8@evil.example>"),
        mail("a guess", in_reply_to=f"<{'a' * 52}.{'0' * 32}@acme.example>", message_id="<m-9@evil.example>"),
    )
    first, *others = await desk.conversations()
    assert [one.body for one in await desk.messages(first)] == ["My order\n\nmine", "It is on its way."]
    assert len(others) == 5


async def test_a3_nobody_writes_as_an_associate_by_mail(desk: Desk, post: Post):
    await desk.take(mail("mine"))
    [c] = await desk.conversations()
    await desk.answer(c, "It is on its way.")
    agent = await desk.value("SELECT email FROM people WHERE name = 'Sam Field' LIMIT 1")
    before = len(post.taken)
    await desk.take(
        mail(
            "refund her",
            from_=f"Sam Field <{agent}>",
            in_reply_to=f"<{'b' * 52}.{'0' * 32}@acme.example>",
            message_id="<m-3@x>",
        ),
        answering(sent(post), "refund her", n=4, from_=f"Sam Field <{agent}>"),
    )
    assert len(post.taken) == before
    assert (
        await desk.value("SELECT count(*) FROM entries WHERE body LIKE '%refund%' AND author_kind <> 'requester'") == 0
    )
    assert len(await desk.messages(c)) == 2


async def test_a4_a_code_for_somebody_else_is_relayed_to_nobody(desk: Desk, post: Post):
    await desk.take(mail("Your code is 123456", from_="Slack <no-reply@slack.example>", cc="attacker@evil.example"))
    assert await desk.conversations() == []
    assert post.taken == []
    assert await desk.rows("SELECT reason FROM asides") == [("no_reply",)]


async def test_a13_machines_are_not_answered_and_the_bot_writes_once_in_a_while(desk: Desk, post: Post):
    await desk.take(
        mail(from_="Support <support@acme.example>"),
        mail(auto_submitted="auto-replied", message_id="<m-2@x>"),
        *(report(about=f"x{n}@home.example") for n in range(20)),
    )
    assert await desk.conversations() == []
    assert post.taken == []
    # Another machine that does not say that it is one.
    await desk.take(mail("hello", raw_head=PROVED))
    [c] = await desk.conversations()
    for n in range(5):
        await desk.answer(c, f"automatic {n}", by="bot")
    assert len(post.taken) == 1
    await desk.advance(121)
    await desk.relay.run_until_idle()
    assert len(post.taken) == 2


async def test_a14_a_flood_in_a_victims_name_is_limited_and_repeats_nothing(desk: Desk, post: Post):
    mails = [
        mail("spam", subject="BUY https://evil.example", message_id=f"<f-{n}@x.example>") for n in range(1_000 // 20)
    ]
    await desk.take(*mails)
    assert len(await desk.conversations()) == 20
    assert await desk.value("SELECT count(*) FROM asides WHERE reason = 'too_many'") == len(mails) - 20
    for c in await desk.conversations():
        await desk.answer(c, "We have your message.", by="bot")
    assert len(post.taken) == 1
    assert "evil" not in str(post.taken[0].original_content)


async def test_a_bounce_shows_that_the_answer_did_not_arrive(desk: Desk, post: Post):
    await desk.take(mail("Where is my parcel?"))
    [c] = await desk.conversations()
    entry = await desk.answer(c, "It is on its way.")
    await desk.take(report(about=str(sent(post)["Message-ID"])[1:-1]))
    assert await desk.rows("SELECT state, error FROM outbound") == [("failed", "bounced")]
    assert await desk.value("SELECT state FROM entries WHERE id = $1", entry.id) == "failed"
    assert len(await desk.conversations()) == 1


async def test_files_are_stored_with_their_message_and_not_trusted(desk: Desk):
    picture = b"\x89PNG\r\n\x1a\nx"
    page = 'Content-Type: image/png; name="../a.png"\n\n<script>alert(1)</script>'
    coded = base64.b64encode(picture).decode()
    file = f"Content-Type: text/html; name=a.html\nContent-Transfer-Encoding: base64\n\n{coded}"
    await desk.take(multipart("Content-Type: text/plain\n\nSee.", page, file))
    [c] = await desk.conversations()
    [entry] = await desk.messages(c)
    named = [(one["name"], one["type"], one["state"]) for one in entry.data["attachments"]]
    assert named == [("a.png", "application/octet-stream", "stored"), ("a.html", "image/png", "stored")]
    assert await desk.value("SELECT content FROM attachments WHERE name = 'a.html'") == picture


async def test_files_that_were_put_up_go_with_the_answer(desk: Desk, post: Post):
    await desk.take(mail("A picture, please"))
    [c] = await desk.conversations()
    async with desk.database.writer() as w:
        kept = await attachments.store(
            w, c.brand_id, None, [Attachment("a.png", content=b"\x89PNG\r\n\x1a\nx")], conversation_id=c.id
        )
    await desk.answer(c, "Here.", attachments=attachments.told(kept))
    [file] = sent(post).iter_attachments()
    assert (file.get_filename(), file.get_content_type(), file.get_content()) == (
        "a.png", "image/png", b"\x89PNG\r\n\x1a\nx",
    )  # fmt: skip


async def test_the_same_mail_again_changes_nothing(desk: Desk):
    for _ in range(3):
        await desk.take(mail("once"), mail("no id", message_id=None))
    assert await desk.value(MESSAGES) == 2
    assert await desk.value("SELECT count(*) FROM inbound") == 2

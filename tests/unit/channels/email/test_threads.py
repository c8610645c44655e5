"""Which conversation a mail belongs to, and who is believed to have written it."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from uuid import UUID

import pytest
from tests.unit.channels.email.mails import AUTH, FAIL, OURS, PASS, SETTINGS, mail, message, parsed

from gigline.channels import signature, threads
from gigline.channels.adapters.email import authentication, composing
from gigline.channels.adapters.email.adapter import Email
from gigline.channels.adapters.email.settings import EmailSettings
from gigline.channels.contract import Aside, Outbound, Unverified

SECRET = b"s" * 32
ACCOUNT, OTHER, CONVERSATION = UUID(int=1), UUID(int=2), UUID(int=3)
SIGN = threads.sign(SECRET, ACCOUNT, CONVERSATION)


def test_a2_a_sign_is_128_bits_that_nobody_can_guess():
    assert len(SIGN) == threads.LENGTH
    assert threads.conversation_of(SECRET, ACCOUNT, SIGN) == CONVERSATION
    assert threads.conversation_of(SECRET, ACCOUNT, SIGN.upper()) == CONVERSATION
    assert threads.conversation_of(SECRET, OTHER, SIGN) is None
    assert threads.conversation_of(b"t" * 32, ACCOUNT, SIGN) is None
    for wrong in ("", "a" * 52, "1" * 52, SIGN[:-1], SIGN + "a", "é" * 52, "[#1234]", str(CONVERSATION)):
        assert threads.conversation_of(SECRET, ACCOUNT, wrong) is None
    changed = [SIGN[:n] + ("a" if SIGN[n] != "a" else "b") + SIGN[n + 1 :] for n in range(threads.LENGTH)]
    assert all(threads.conversation_of(SECRET, ACCOUNT, one) is None for one in changed)


@pytest.mark.parametrize(
    "fields",
    [
        {"in_reply_to": f"<{SIGN}.{'0' * 32}@acme.example>"},
        {"references": f"<x@y.example> <{SIGN.upper()}.{'0' * 32}@acme.example>"},
        {"to": f"Acme <support+{SIGN}@acme.example>"},
        {"cc": f"support+{SIGN}@acme.example"},
        {"delivered_to": f"support+{SIGN}@acme.example"},
    ],
)
def test_our_sign_is_found_where_mail_programs_put_it(fields: dict[str, str]):
    assert message(mail(**fields)).threads == (SIGN,)


def test_a2_a_subject_never_is_a_sign():
    found = message(mail(subject=f"[#1234] {SIGN}"), authserv_id=None)
    assert found.threads == ()
    assert message(mail(to=f"other+{SIGN}@acme.example")).threads == ()


@pytest.mark.parametrize(
    ("results", "verdict"),
    [
        ([PASS], "pass"),
        ([FAIL], "fail"),
        ([], "none"),
        (["mx.evil.example; dmarc=pass header.from=home.example"], "none"),
        ([FAIL, PASS], "fail"),
        ([f"{AUTH}; dmarc=pass header.from=evil.example"], "none"),
        ([f"{AUTH}; dkim=pass header.d=home.example"], "pass"),
        ([f"{AUTH}; dkim=pass header.d=evil.example"], "none"),
        ([f"{AUTH}; spf=pass smtp.mailfrom=a@home.example"], "pass"),
        ([f"{AUTH}; spf=pass smtp.mailfrom=a@evil.example; dkim=fail header.d=home.example"], "fail"),
        ([f"{AUTH}; dkim=pass header.d=example"], "none"),
        ([f"{AUTH}; dkim=pass header.d=me.example"], "none"),
        ([f"{AUTH} (dmarc=pass); none"], "none"),
        ([f"(comment) {AUTH}; dmarc=pass (p=reject) header.from=home.example"], "pass"),
        (["x; " + "dmarc=pass " * 5_000], "none"),
    ],
)
def test_only_our_own_server_is_believed(results: list[str], verdict: str):
    assert authentication.verdict(results, AUTH, "home.example") == verdict
    assert authentication.verdict(results, None, "home.example") == "none"


def test_who_is_proved_is_known_by_the_address_and_everybody_else_by_this_one_mail():
    proved = message(mail(raw_head=f"Authentication-Results: {PASS}\r\n"))
    assert (proved.verified, proved.identity) == (True, None)
    claimed, again = message(mail()), message(mail(message_id="<m-2@home.example>"))
    assert not claimed.verified
    assert claimed.identity != again.identity
    assert str(claimed.identity).startswith("ada@home.example#")


def test_a1_a_refuted_sender_joins_no_conversation_and_copies_are_nobody():
    forged = message(
        mail(
            raw_head=f"Authentication-Results: {FAIL}\r\n",
            to=f"support+{SIGN}@acme.example",
            in_reply_to=f"<{SIGN}.{'0' * 32}@acme.example>",
            cc="attacker@evil.example",
        )
    )
    assert forged.threads == ()
    assert forged.identity is not None
    assert forged.sender == "ada@home.example"
    assert "attacker@evil.example" in forged.data["mail"]["copies"]
    assert "attacker" not in str(forged.data["reply"])


@pytest.mark.parametrize(
    "sender",
    [
        "no-reply@slack.example",
        "noreply@apple.example",
        "do_not_reply@google.example",
        "noreply-accounts@google.example",
        "mailer-daemon@x.example",
        "bounces+123@x.example",
        "account-no-reply@idp.example",
    ],
)
def test_a4_mails_of_nobody_are_laid_aside(sender: str):
    found = parsed(mail("Your code is 123456", from_=f"IdP <{sender}>", cc="attacker@evil.example"))
    assert isinstance(found, Aside)
    assert found.reason == "no_reply"


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"auto_submitted": "auto-replied"}, "automatic"),
        ({"auto_submitted": "auto-generated (rejected)"}, "automatic"),
        ({"x_auto_response_suppress": "OOF, AutoReply"}, "automatic"),
        ({"x_autoreply": "yes"}, "automatic"),
        ({"return_path": "<>"}, "automatic"),
        ({"precedence": "bulk"}, "list"),
        ({"precedence": "auto_reply"}, "automatic"),
        ({"list_id": "<l.example>"}, "list"),
        ({"from_": OURS}, "own"),
        ({"from_": "Support+x <support+x@acme.example>"}, "own"),
    ],
)
def test_a13_what_machines_write_is_answered_by_nobody(fields: dict[str, str], reason: str):
    found = parsed(mail(**fields))
    assert isinstance(found, Aside)
    assert found.reason == reason


def test_people_are_no_machines():
    for fields in ({"auto_submitted": "no"}, {"from_": "norma@x.example"}, {"from_": "replies@x.example"}, {}):
        assert message(mail(**fields)).text


def test_a_delivery_by_http_is_signed():
    settings = {**SETTINGS, "secret": "a secret of the account"}
    raw, now = mail(), int(time.time())
    good = [(signature.HEADER, signature.sign("a secret of the account", raw, now))]
    Email().verify(settings, good, raw, now)
    for headers, body, at in (
        ([], raw, now),
        (good, raw + b"x", now),
        (good, raw, now + 601),
        ([*good, *good], raw, now),
    ):
        with pytest.raises(Unverified):
            Email().verify(settings, headers, body, at)
    with pytest.raises(Unverified):
        Email().verify(SETTINGS, good, raw, now)


# Answers


def composed(context: dict[str, object], author: str = "associate", **more: object):
    out = Outbound(
        UUID(int=9), CONVERSATION, "ada@home.example", str(more.get("text", "It is on its way.")), author,
        str(more.get("name", "Sam")), context=context, thread=SIGN,
    )  # fmt: skip
    raw = composing.compose(EmailSettings(**SETTINGS), out, datetime(2026, 11, 22, tzinfo=UTC))
    return message_from_bytes(raw, policy=default), raw


REPLY = {"subject": "My order", "message_id": "m-1@home.example", "references": ["m-0@home.example"], "proved": True}


def test_an_answer_carries_what_brings_the_next_one_back():
    sent, raw = composed({"reply": REPLY})
    assert sent["Message-ID"] == f"<{SIGN}.{UUID(int=9).hex}@acme.example>"
    assert sent["Reply-To"] == f"support+{SIGN}@acme.example"
    assert sent["In-Reply-To"] == "<m-1@home.example>"
    assert sent["References"] == "<m-0@home.example> <m-1@home.example>"
    assert (sent["Subject"], sent["From"], sent["To"]) == (
        "Re: My order", "Acme <support@acme.example>", "ada@home.example",
    )  # fmt: skip
    answer = message(mail("Thanks", in_reply_to=sent["Message-ID"], references=sent["References"]))
    assert answer.threads == (SIGN,)
    assert max(map(len, raw.split(b"\r\n"))) < 998


def test_the_same_message_is_the_same_mail_at_every_attempt():
    # The boundary between its parts is the library's own and random.
    first, second = (composed({"reply": REPLY})[0] for _ in range(2))
    assert first.items()[:-1] == second.items()[:-1]


def test_a14_a_machine_repeats_nothing_that_somebody_unproved_wrote():
    lure = {"subject": "Your account at https://evil.example is closed", "message_id": "m@evil.example"}
    sent, raw = composed({"reply": lure}, "bot", name="Bo")
    assert sent["Subject"] == "Your message to Acme"
    assert b"evil.example is closed" not in raw
    assert sent["Auto-Submitted"] == "auto-replied"
    assert composed({"reply": lure})[0]["Subject"].startswith("Re: Your account")
    assert composed({"reply": {**lure, "proved": True}}, "bot")[0]["Subject"].startswith("Re: Your account")


HOSTILE = [
    "x\r\nBcc: victim@x.example",
    "<script>alert(1)</script>",
    "=?utf-8?q?x=0D=0ABcc:_v@x.example?=",
    "\u202eevil",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a8_a9_nothing_that_is_shown_becomes_a_field_or_markup(text: str):
    sent, raw = composed(
        {"reply": {**REPLY, "subject": text}, "entry": {"citations": [{"title": text, "url": "javascript:alert(1)"}]}},
        text=text, name=text,
    )  # fmt: skip
    assert sent["Bcc"] is None
    html = sent.get_body(("html",)).get_content()
    assert "<script" not in html
    assert "javascript:" not in html
    assert b"\r\nBcc" not in raw.partition(b"\r\n\r\n")[0]


def test_addresses_in_the_text_become_links_and_nothing_else_does():
    html = composed({}, text='See https://acme.example/a?b=1&c="x" <b>now</b>.')[0].get_body(("html",)).get_content()
    assert '<a href="https://acme.example/a?b=1&amp;c=" ' in html
    assert "<b>" not in html
    bold, _ = composed({}, text="It is **on its way** <i>")
    assert "It is on its way <i>" in bold.get_body(("plain",)).get_content()
    assert "<strong>on its way</strong> &lt;i&gt;" in bold.get_body(("html",)).get_content()


def test_sources_and_files_go_along():
    out = Outbound(UUID(int=9), CONVERSATION, "ada@home.example", "Here.", context={
        "entry": {"citations": [{"title": "Parcels", "url": "https://acme.example/parcels"}]}
    })  # fmt: skip
    from gigline.channels.contract import Attachment

    out = Outbound(**{**vars(out), "attachments": (Attachment("a.png", "image/png", b"\x89PNG"),)})
    sent = message_from_bytes(composing.compose(EmailSettings(**SETTINGS), out, datetime.now(UTC)), policy=default)
    assert "- Parcels: https://acme.example/parcels" in sent.get_body(("plain",)).get_content()
    [file] = sent.iter_attachments()
    assert (file.get_filename(), file.get_content()) == ("a.png", b"\x89PNG")


def test_choices_are_words_where_there_are_no_buttons():
    sent, _ = composed({"entry": {"options": ["Late parcel", "Lost parcel"]}}, "bot", text="Which is it?", name="Bo")
    text = sent.get_body(("plain",)).get_content()
    assert "- Late parcel\n- Lost parcel" in text.replace("\r\n", "\n")
    assert "automatic assistant" in text


def test_an_address_that_would_be_too_long_stays_as_it_is():
    own = EmailSettings(address="a-very-long-name@acme.example")
    out = Outbound(UUID(int=9), CONVERSATION, "a@b.example", "x", thread=SIGN)
    assert b"Reply-To" not in composing.compose(own, out, datetime.now(UTC))

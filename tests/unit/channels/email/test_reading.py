"""What a mail says: its text, its files, its subject, whatever way it is written."""

from __future__ import annotations

import base64
import time

import pytest
from tests.unit.channels.email.mails import mail, message, multipart

from gigline.channels import filenames
from gigline.channels.adapters.email import folding, headers, reading
from gigline.channels.adapters.email.adapter import Email
from gigline.channels.attachments import _row
from gigline.channels.contract import Attachment, Inbound, Malformed
from gigline.infra.html import text_of


def test_the_subject_leads_a_first_mail_and_is_no_part_of_an_answer():
    assert message(mail("It never came.")).text == "My order\n\nIt never came."
    answer = message(mail("Thanks!", subject="Re: My order", in_reply_to="<x@acme.example>"))
    assert (answer.text, answer.data["mail"]["subject"]) == ("Thanks!", "Re: My order")
    assert message(mail("My order is late", subject="my order")).text == "My order is late"
    assert message(mail("", subject="Just this")).text == "Just this"
    assert message(mail("", subject="")).text == "(an empty mail)"


def test_plain_text_is_preferred_and_html_is_read_where_there_is_none():
    plain = "Content-Type: text/plain; charset=utf-8\n\nplain words"
    html = "Content-Type: text/html\n\n<p>rich <b>words</b></p><img src='https://track.example/x.gif'>"
    both = message(multipart(plain, html, kind="alternative", subject=""))
    assert both.text == "plain words"
    assert both.data["mail"]["html"] == "<p>rich <b>words</b></p>\r\n" or "<img" not in both.data["mail"]["html"]
    assert message(multipart(html, kind="alternative", subject="")).text == "rich words"


@pytest.mark.parametrize(
    ("charset", "content", "text"),
    [
        ("iso-8859-1", "h\xf6chste".encode("latin-1"), "höchste"),
        ("utf-8", "où".encode(), "où"),
        ("windows-1251", "где".encode("cp1251"), "где"),
        ("iso-2022-jp", "荷物".encode("iso-2022-jp"), "荷物"),
        ("no-such-charset", "où".encode(), "où"),
        ("utf-8", b"caf\xe9", "café"),
        ("zlib_codec", b"plain", "plain"),
        ("idna", b"plain", "plain"),
        ("us-ascii", b"\x81\x00", "\ufffd\ufffd"),
    ],
)
def test_charsets_are_believed_while_they_fit(charset: str, content: bytes, text: str):
    raw = mail(base64.b64encode(content).decode(), subject="", content_type=f"text/plain; charset={charset}",
               content_transfer_encoding="base64")  # fmt: skip
    assert message(raw).text == text


def test_names_and_subjects_are_decoded_and_lose_what_cannot_be_seen():
    raw = mail("x", from_="=?utf-8?q?J=C3=B6rg?= <Joerg@Home.example>", subject="=?utf-8?b?4oCua2NpbG8=?= a\tb\x07")
    found = message(raw)
    assert (found.sender, found.sender_name) == ("joerg@home.example", "Jörg")
    assert found.data["mail"]["subject"] == "kcilo a b"


def test_what_is_quoted_and_the_signature_are_folded_and_kept():
    body = (
        "I still wait.\n\nOn Sun, 22 Nov 2026 at 10:00, Acme <support@acme.example> wrote:\n> It is on its way.\n> Bo\n"
    )
    details = message(mail(body, subject="Re: x", references="<a@b>")).data["mail"]
    assert "It is on its way." in details["quoted"]
    assert message(mail(body, subject="Re: x", references="<a@b>")).text == "I still wait."
    signed = folding.fold("Thanks\n\n-- \nAda Lovelace\n+44 1")
    assert (signed.text, signed.signature) == ("Thanks", "Ada Lovelace\n+44 1")


def test_answers_between_quotations_stay_where_they_are():
    body = "> When?\nTomorrow.\n> Where?\nAt home."
    assert folding.fold(body).text == body
    assert folding.fold("> only\n> quoted").text == "> only\n> quoted"


def test_folding_is_quick_whatever_is_written():
    started = time.thread_time()
    for piece in (
        "On ",
        "wrote: ",
        "From: ",
        "> ",
        "_",
        "- ",
        "Best regards ",
        "Sent from my ",
        "<",
        "a@b ",
        "\t",
        "=",
    ):
        folding.fold("\n".join([(piece * 400)[:399]] * 30))
        folding.fold(piece * 5_000)
        folding.fold((piece + "\n") * 5_000)
    assert time.thread_time() - started < 10


def test_files_come_with_their_names_and_contents():
    file = (
        "Content-Type: image/png; name=a.png\nContent-Transfer-Encoding: base64\n\n"
        + base64.b64encode(b"\x89PNG\r\n\x1a\n").decode()
    )
    forwarded = "Content-Type: message/rfc822\n\nFrom: x@y.example\nSubject: inner\n\nsecret inner text"
    found = message(multipart("Content-Type: text/plain\n\nSee the picture.", file, forwarded))
    assert [one.name for one in found.attachments] == ["a.png", "forwarded.eml"]
    assert found.attachments[0].content == b"\x89PNG\r\n\x1a\n"
    assert "inner" not in found.text


NAMES = {
    "\u200b.htaccess": "htaccess",
    ".htaccess": "htaccess",
    ".user.ini": "user.ini",
    "a.php.jpg": "a.php.jpg",
    "../../etc/passwd": "passwd",
    "/etc/passwd": "passwd",
    "C:\\windows\\x.exe": "x.exe",
    "a\x00.png": "a.png",
    "CON": "_CON",
    "con.txt": "_con.txt",
    "trailing. . .": "trailing",
    "\u202egnp.exe": "gnp.exe",
    "．．／evil": "evil",
    "": "attachment",
    "...": "attachment",
    "a<script>.svg": "a_script_.svg",
}


@pytest.mark.parametrize(("given", "kept"), NAMES.items())
def test_a5_a6_names_are_normalised_and_then_looked_at(given: str, kept: str):
    assert filenames.safe_name(given) == kept
    assert filenames.safe_name(kept) == kept


def test_a6_a_name_of_4_kb_is_cut_and_keeps_its_ending():
    name = filenames.safe_name("x" * 4_096 + ".pdf")
    assert len(name) == filenames.LONGEST
    assert name.endswith(".pdf")


@pytest.mark.parametrize("declared", ["image/svg+xml", "text/html", "application/xhtml+xml", "image/png"])
def test_a5_a_file_is_what_its_bytes_say_and_nothing_that_runs(declared: str):
    row = _row(__import__("uuid").uuid4(), Attachment("a.svg", declared, b"<svg onload=alert(1)>"))
    assert row.sniffed_type == filenames.UNKNOWN


def test_a6_archives_are_never_opened():
    # 42 kB that would be gigabytes: kept as the bytes they are.
    bomb = b"PK\x03\x04" + b"\x00" * 42_000
    assert _row(__import__("uuid").uuid4(), Attachment("42.zip", "application/zip", bomb)).size == len(bomb)


TORTURE = {
    "nothing": b"",
    "no head": b"\r\n\r\nhello",
    "10k nested parts": b"From: a@b.example\r\n" + b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(10_000)
    ),
    "10k parts": b'From: a@b.example\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'
    + b"--b\r\nContent-Type: text/plain\r\n\r\nx\r\n" * 10_000,
    "1 MB head": b"From: a@b.example\r\nX-Long: " + b"x" * 1_000_000 + b"\r\n\r\nhello",
    "1 MB of short fields": b"From: a@b.example\r\n" + b"X: y\r\n" * 170_000 + b"\r\nhello",
    "no From": b"Subject: x\r\n\r\nhello",
    "two Froms": b"From: a@b.example\r\nFrom: c@d.example\r\n\r\nhello",
    "two addresses": b"From: a@b.example, c@d.example\r\n\r\nhello",
    "a group": b"From: friends:a@b.example;\r\n\r\nhello",
    "over the limit": b"From: a@b.example\r\n\r\n" + b"x" * (reading.LARGEST + 1),
}  # fmt: skip


@pytest.mark.parametrize("raw", TORTURE.values(), ids=TORTURE)
def test_a11_torture_is_malformed(raw: bytes):
    started = time.thread_time()
    with pytest.raises(Malformed):
        Email().parse({"address": "s@acme.example"}, [], raw)
    assert time.thread_time() - started < 3


STRANGE = {
    "20 MB in one line": mail("x" * 20_000_000),
    "no Message-ID": mail("x", message_id=None),
    "a bad Message-ID": mail("x", message_id="<" + "x" * 3_000 + ">"),
    "the year 1970": mail("x", date="Thu, 1 Jan 1970 00:00:00 +0000"),
    "the year 9999": mail("x", date="Fri, 31 Dec 9999 23:59:59 +9999"),
    "no date": mail("x", date="yesterday"),
    "a boundary that never comes": mail("x", content_type='multipart/mixed; boundary="never"'),
    "an empty boundary": mail("x", content_type='multipart/mixed; boundary=""'),
    "bad base64": mail("!!!", content_type="text/plain", content_transfer_encoding="base64"),
    "an unknown encoding": mail("x", content_transfer_encoding="x-rot13"),
    "uuencode": mail("begin 644 x\n#aaa\nend", content_transfer_encoding="uuencode"),
    "8 bits in the head": mail("x", raw_head="X-Strange: \udcff\r\n".encode("utf-8", "replace").decode()),
    "broken words": mail("x", subject="=?utf-8?b?////?= =?utf-8?q?=ZZ?= =?x?y?z?="),
}


@pytest.mark.parametrize("raw", STRANGE.values(), ids=STRANGE)
def test_a11_strange_mails_are_messages_all_the_same(raw: bytes):
    started = time.thread_time()
    found = message(raw)
    assert found.text
    assert len(found.text) <= 20_000
    assert 0 < len(found.provider_id) <= 200
    assert time.thread_time() - started < 5


def test_a11_a_mail_without_an_id_is_known_by_its_content():
    first, again, other = (message(mail(text, message_id=None)) for text in ("x", "x", "y"))
    assert first.provider_id == again.provider_id != other.provider_id
    assert first.provider_id.startswith("sha256:")


def test_html_becomes_words_with_its_paragraphs_lists_and_quotations():
    html = "<div>a<p>b<br>c</p><ul><li>x</li><li>y</li></ul><blockquote>q</blockquote></div><style>p{}</style>"
    assert text_of(html) == "a\n\nb\nc\n\n- x\n- y\n> q"


def test_an_address_is_one_address_or_none():
    assert headers.address("Ada <A@B.example>") == ("Ada", "a@b.example")
    for wrong in ("", "Ada", "a@b@c", "<>", "a@b.example c@d.example", "a b@c.example", "x" * 5_000 + "@b.example"):
        assert headers.address(wrong)[1] == ""


def test_pure_and_no_text_in_its_representation():
    first, second = (Email().parse({"address": "s@acme.example"}, [], mail()) for _ in range(2))
    assert first == second
    assert isinstance(first[0], Inbound)
    assert "Where" not in repr(first)
    assert "ada@" not in repr(first).replace("sender='ada@home.example'", "")

"""Reports that a mail did not arrive."""

from __future__ import annotations

from uuid import UUID

from tests.unit.channels.email.mails import SETTINGS, mail, multipart, parsed

from gigline.channels.adapters.email import composing
from gigline.channels.adapters.email.settings import EmailSettings
from gigline.channels.contract import Aside, Outbound, Receipt

OUT = Outbound(UUID(int=9), UUID(int=3), "ada@home.example", "x", thread="a" * 52)
OWN_ID = composing.message_id(EmailSettings(**SETTINGS), OUT)


def report(action: str = "failed", status: str = "5.1.1", about: str = OWN_ID) -> bytes:
    return multipart(
        "Content-Type: text/plain\n\nIt could not be delivered.",
        f"Content-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\nAction: {action}\nStatus: {status}\n",
        f"Content-Type: text/rfc822-headers\n\nFrom: support@acme.example\nMessage-ID: <{about}>\n",
        kind="report", from_="MAILER-DAEMON@mx.home.example", return_path="<>", message_id="<bounce@mx.home.example>",
    )  # fmt: skip


def test_a_bounce_is_a_receipt_for_our_message():
    assert parsed(report()) == Receipt(UUID(int=9).hex, "failed", "bounced")


def test_a_delay_and_somebody_elses_bounce_are_no_news_of_ours():
    assert isinstance(parsed(report("delayed", "4.4.1")), Aside)
    assert parsed(report(about="theirs@home.example")) == Receipt("theirs@home.example", "failed", "bounced")


def test_a_bounce_without_a_report_is_read_by_its_status():
    body = f"Status: 5.1.1\n\n--- headers ---\nMessage-ID: <{OWN_ID}>\n"
    found = parsed(mail(body, from_="postmaster@mx.home.example"))
    assert found == Receipt(UUID(int=9).hex, "failed", "bounced")


def test_a13_a_storm_of_bounces_opens_nothing():
    parts = [parsed(report(about=f"x{n}@home.example")) for n in range(50)]
    assert all(isinstance(one, Receipt) for one in parts)

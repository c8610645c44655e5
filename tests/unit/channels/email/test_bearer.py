"""What is said to a mail server with an access token, word by word (RFC 7628, and the large providers' XOAUTH2)."""

from __future__ import annotations

import asyncio
import base64
from types import SimpleNamespace

import pytest

from gigline.channels.adapters.email import bearer, imap


@pytest.mark.parametrize(
    ("offered", "used"),
    [({"PLAIN", "xoauth2", "OAUTHBEARER"}, "XOAUTH2"), ({"oauthbearer"}, "OAUTHBEARER"), ({"PLAIN"}, None)],
)
def test_the_mechanism_that_more_servers_speak_alike(offered: set[str], used: str | None):
    assert bearer.mechanism(offered) == used


def test_the_first_line():
    given = ("an,a=b@acme.example", "ya29.token", "imap.acme.example", 993)
    assert base64.b64decode(bearer.first_line("XOAUTH2", *given)) == (
        b"user=an,a=b@acme.example\x01auth=Bearer ya29.token\x01\x01"
    )
    assert base64.b64decode(bearer.first_line("OAUTHBEARER", *given)) == (
        b"n,a=an=2Ca=3Db@acme.example,\x01host=imap.acme.example\x01port=993\x01auth=Bearer ya29.token\x01\x01"
    )


@pytest.mark.parametrize(("at_once", "said"), [(True, ["bye", "*"]), (False, ["hello", "bye", "*"])])
async def test_a_server_that_wants_no_first_line_at_once_gets_it_when_it_asks(at_once: bool, said: list[str]):
    written: list[bytes] = []
    protocol = SimpleNamespace(
        new_tag=lambda: "A1",
        loop=asyncio.get_running_loop(),
        transport=SimpleNamespace(write=written.append),
    )
    command = imap._Authenticate(protocol, "XOAUTH2", ["hello", "bye"], at_once=at_once)
    assert str(command).strip() == ("A1 AUTHENTICATE XOAUTH2 hello" if at_once else "A1 AUTHENTICATE XOAUTH2")
    for question in (b"+ ", b"+ eyJ9", b"+")[: len(said)]:
        command.append_to_resp(question)
    assert written == [f"{one}\r\n".encode() for one in said]
    command.close(b"A1 NO", "NO")

"""Answers go to a real SMTP server, and every way it can fail means what it has to mean."""

from __future__ import annotations

import asyncio
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from uuid import UUID

import pytest
from tests import mailserver
from tests.database.channels.email.conftest import OUTSIDE, Post, settings_of
from tests.smtpserver import Line, certificate

from gigline.channels.adapters.email import imap
from gigline.channels.adapters.email.adapter import Email
from gigline.channels.adapters.email.settings import Imap, SignIn
from gigline.channels.contract import Outbound, SendFailed, SendUnknown, Sent
from gigline.infra.dial import Outside

OUT = Outbound(UUID(int=1), UUID(int=2), "ada@home.example", "It is on its way.", thread="a" * 52)


async def send(post: Post, outside: Outside = OUTSIDE, **smtp: object) -> Sent:
    settings = settings_of(post, None, "")
    return await Email().send(outside, {**settings, "smtp": {**settings["smtp"], **smtp}}, OUT)


async def test_a_mail_is_sent_signed_in_and_known_by_its_id(post: Post):
    sent = await send(post)
    assert sent.provider_id == f"{'a' * 52}.{UUID(int=1).hex}@acme.example"
    [envelope] = post.taken
    assert (envelope.mail_from, envelope.rcpt_tos) == ("support@acme.example", ["ada@home.example"])
    mail = message_from_bytes(envelope.original_content, policy=default)
    assert mail["Message-ID"] == f"<{sent.provider_id}>"
    assert post.signed_in == ["acme"]


@pytest.mark.parametrize(
    ("step", "said", "reason", "permanent"),
    [
        ("RCPT", "550 5.1.1 no such user", "recipient_refused", True),
        ("RCPT", "451 4.7.1 greylisted", "asked_to_wait", False),
        ("DATA", "554 5.7.1 spam", "mail_refused", True),
        ("DATA", "452 4.2.2 mailbox full", "asked_to_wait", False),
    ],
)
async def test_a_definite_no(post: Post, step: str, said: str, reason: str, permanent: bool):
    post.script[step] = [said]
    with pytest.raises(SendFailed) as caught:
        await send(post)
    assert (caught.value.reason, caught.value.permanent) == (reason, permanent)
    assert post.taken == []


async def test_silence_after_the_whole_mail_is_a_doubt(post: Post):
    post.script["DATA"] = ["drop"]
    with pytest.raises(SendUnknown):
        await send(post)
    assert len(post.taken) == 1


async def test_what_never_began_can_be_tried_again(post: Post):
    with pytest.raises(SendFailed) as refused:
        await Email().send(OUTSIDE, {**settings_of(post, None, ""), "smtp_password": "wrong"}, OUT)
    assert (refused.value.reason, refused.value.permanent) == ("sign_in_refused", False)
    for changed, reason, permanent in (
        ({"port": 1}, "not_reached", False),
        ({"host": "no-such-host.invalid"}, "not_reached", False),
        ({"security": "starttls"}, "not_reached", False),
    ):
        with pytest.raises(SendFailed) as caught:
            await send(post, **changed)
        assert (caught.value.reason, caught.value.permanent) == (reason, permanent)


async def test_50_no_server_is_a_way_into_the_network(post: Post):
    for host, port in (("127.0.0.1", 25), ("169.254.169.254", 587), ("localhost", 465), ("93.184.216.34", 6379)):
        with pytest.raises(SendFailed) as caught:
            await send(post, Outside(), host=host, port=port)
        assert caught.value.reason == "address_refused"
    assert post.taken == []


async def test_without_a_server_nothing_is_sent(post: Post):
    with pytest.raises(SendFailed) as caught:
        await Email().send(OUTSIDE, {"address": "support@acme.example"}, OUT)
    assert caught.value.permanent


async def _named(host: str, port: int) -> list[str]:
    return ["127.0.0.1"]


@pytest.mark.parametrize("security", ["tls", "starttls"])
async def test_over_tls_it_is_the_name_that_must_be_right(post: Post, tmp_path: Path, security: str):
    ca, context = certificate(tmp_path, "mail.acme.example")
    loop = asyncio.get_running_loop()
    starttls = {"tls_context": context, "require_starttls": True} if security == "starttls" else {}
    server = await loop.create_server(
        lambda: Line(post, authenticator=post.authenticate, auth_require_tls=False, loop=loop, **starttls),
        "127.0.0.1", 0, ssl=context if security == "tls" else None,
    )  # fmt: skip
    port = server.sockets[0].getsockname()[1]
    outside = Outside(allow_private=True, resolver=_named)
    async with server:
        await send(post, outside, host="mail.acme.example", port=port, security=security, ca=ca)
        assert len(post.taken) == 1
        for host, authority in (("other.acme.example", ca), ("mail.acme.example", None)):
            with pytest.raises(SendFailed):
                await send(post, outside, host=host, port=port, security=security, ca=authority)
    assert len(post.taken) == 1


async def test_a_mailbox_over_tls_is_read_where_the_name_is_right(tmp_path: Path):
    if mailserver.BINARY is None:
        pytest.skip("Dovecot is not installed (Debian: dovecot-imapd)")
    ca, _ = certificate(tmp_path, "mail.acme.example")
    both = tmp_path / "both.pem"
    with mailserver.running((both, both)) as server:
        own = Imap(host="mail.acme.example", port=server.tls_port, ca=ca, timeout_s=5)
        sign_in = SignIn("tls@acme.example", mailserver.PASSWORD)
        outside = Outside(allow_private=True, resolver=_named)
        async with imap.opened(outside, own, sign_in) as mailbox:
            assert await mailbox.after(0) == []
        for wrong in ({"host": "other.acme.example"}, {"ca": None}):
            with pytest.raises(imap.MailboxError, match="connection_lost"):
                async with imap.opened(outside, own.model_copy(update=wrong), sign_in):
                    raise AssertionError("it was let in")

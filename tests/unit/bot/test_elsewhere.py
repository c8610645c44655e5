"""Wishes to go on elsewhere: whole messages, and no question among them."""

from __future__ import annotations

import pytest

from gigline.bot import elsewhere


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Text me the link", ("sms",)),
        ("Can you text me the link please?", ("sms",)),
        ("please e-mail me the answer", ("email",)),
        ("Answer me by mail.", ("email",)),
        ("could you send it by text message", ("sms",)),
        ("Can we go on by WhatsApp?", ("whatsapp", "twiliowhatsapp")),
        ("send this to my phone", ("sms",)),
        ("mándamelo por correo electrónico", ("email",)),
        ("Envíame el enlace por SMS", ("sms",)),
    ],
)
def test_wishes(text: str, kinds: tuple[str, ...]):
    assert elsewhere.wished(text) == kinds


@pytest.mark.parametrize(
    "text",
    [
        "How do I change my email?",
        "I got no text message with the code",
        "you sent me the wrong link",
        "can you email me the invoice of last month and tell me where my parcel is",
        "my phone is broken",
        "write",
        "",
    ],
)
def test_what_is_none(text: str):
    assert elsewhere.wished(text) == ()

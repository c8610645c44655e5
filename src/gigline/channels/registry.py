"""Every channel there is. To add one: a folder under adapters/, and a line here (docs/howto/add-a-channel.md)."""

from __future__ import annotations

from collections.abc import Mapping

from gigline.channels.adapters.api.adapter import Api
from gigline.channels.adapters.email.adapter import Email
from gigline.channels.adapters.line.adapter import Line
from gigline.channels.adapters.meta.adapter import Instagram, Messenger, WhatsApp
from gigline.channels.adapters.telegram.adapter import Telegram
from gigline.channels.adapters.twilio.adapter import Sms, TwilioWhatsApp
from gigline.channels.adapters.twilio.voice.adapter import Phone
from gigline.channels.adapters.webchat.adapter import Webchat
from gigline.channels.contract import Adapter

_ALL: tuple[Adapter, ...] = (
    Webchat(),
    Api(),
    Email(),
    Sms(),
    TwilioWhatsApp(),
    Phone(),
    WhatsApp(),
    Messenger(),
    Instagram(),
    Telegram(),
    Line(),
)
ADAPTERS: Mapping[str, Adapter] = {adapter.kind: adapter for adapter in _ALL}

"""Counts what answers are made of."""

from __future__ import annotations

from gigline.conversations.events import Answered
from gigline.infra.outbox import AnySubscription, Subscription
from gigline.replies import service

SUBSCRIPTIONS: list[AnySubscription] = [
    Subscription("replies.answered", Answered, service.note_use, when=lambda e: bool(e.replies)),
]

"""Actions in the conversation's log: each run that ended is a line, whoever ran it."""

from __future__ import annotations

from gigline.conversations import queries, remarks
from gigline.conversations.models import Author
from gigline.infra.db import Writer
from gigline.infra.outbox import Subscription
from gigline.integrations.events import ActionSettled

SHOWN = ("run_id", "action", "title", "risk", "state", "why", "runner")


async def on_action_settled(w: Writer, event: ActionSettled) -> None:
    """Note it; what was given and answered stays with the run."""
    if event.conversation_id is None or await queries.get(w, event.conversation_id) is None:
        return
    by_bot = event.runner == "bot" or event.runner_id is None
    author = Author("bot") if by_bot else Author("associate", event.runner_id, event.runner_name)
    data = {name: str(getattr(event, name)) for name in SHOWN}
    await remarks.activity(w, event.conversation_id, "action_settled", data, author=author)


SUBSCRIPTION = Subscription(
    "conversations.action_settled", ActionSettled, on_action_settled, lane=lambda e: str(e.conversation_id)
)

"""Words like HELP, which carriers want answered: with the account's fixed text, at once, and once in a while only.

Who asks again so soon needs more than that text, and is heard like anybody else; so is who asked us to write no more.
"""

from __future__ import annotations

from gigline.channels import optouts, queries
from gigline.channels.contract import Inbound
from gigline.channels.events import SendDue
from gigline.channels.models import ChannelAccount
from gigline.infra import outbox
from gigline.infra.db import Writer

WINDOW_S = 24 * 3600.0


async def answered(w: Writer, account: ChannelAccount, part: Inbound) -> bool:
    """Whether the fixed text is on its way, so that nobody else has to answer this message."""
    if part.fixed_answer is None or await optouts.stopped(w, account, part.sender):
        return False
    if not await w.execute(queries.HELP, account.brand_id, account.id, part.sender, WINDOW_S):
        return False
    # It belongs to no conversation: its lane is its own, and seq 0 stands in no log.
    id_ = w.new_id()
    text = part.fixed_answer
    await w.execute(
        queries.ENQUEUE, account.brand_id, id_, account.id, id_, 0, part.sender, text, "system", "", None, {}
    )
    await outbox.publish(w, SendDue(brand_id=account.brand_id, conversation_id=id_, outbound_id=id_))
    return True

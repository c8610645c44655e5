"""From an answer in the log to a message of a channel: its own marks, and a page where it cannot hold it all."""

from __future__ import annotations

from gigline.channels import rendering
from gigline.channels import service as channels
from gigline.channels.contract import Capabilities
from gigline.contacts import choices
from gigline.conversations import pages, queries, receiving, remarks
from gigline.conversations.events import SendRequested
from gigline.conversations.models import Conversation, Entry
from gigline.infra.db import Writer
from gigline.infra.outbox import Subscription
from gigline.language import wording


def subscription(public_url: str | None) -> Subscription[SendRequested]:
    """`public_url` is where pages are read; without it, what is too long for its channel fails there."""

    async def on_send_requested(w: Writer, event: SendRequested) -> None:
        await _enqueue(w, event, public_url)

    return Subscription("conversations.send", SendRequested, on_send_requested, lane=lambda e: str(e.conversation_id))


async def _enqueue(w: Writer, event: SendRequested, public_url: str | None) -> None:
    """Give an answer to the channel's delivery."""
    c = await queries.get(w, event.conversation_id)
    entry = await queries.entry(w, c, event.seq) if c else None
    if c is None or entry is None:
        return
    heard = await queries.last_heard(w, c, entry.seq)
    account = await channels.account(w, c.brand_id, event.account_id or c.account_id)
    if not await choices.may_write(w, c.brand_id, c.contact_id, "service", account.kind):
        await remarks.receipt(w, c.id, entry.seq, "failed", "consent_refused")
        return
    carries = await channels.carries(w, account, entry.data, public_url)
    text = await _text(w, c, entry, channels.capabilities(account.kind), public_url, carries=carries)
    await channels.enqueue(
        w,
        brand_id=c.brand_id,
        account_id=account.id,
        conversation_id=c.id,
        entry_id=entry.id,
        entry_seq=entry.seq,
        recipient=event.recipient or c.recipient,
        text=text,
        author_kind=entry.author_kind,
        author_name=entry.author_name,
        in_reply_to=heard.client_id if heard else None,
        context={
            "reply": heard.data.get("reply") if heard else None,
            "entry": entry.data,
            "files_on_page": not carries,
        },
    )


async def _text(
    w: Writer, c: Conversation, entry: Entry, able: Capabilities, public_url: str | None, *, carries: bool
) -> str:
    """`carries`: its files go with it; otherwise they are read on a page."""
    text = rendering.rendered(able, entry.body)
    shows = entry.data.get("page")
    leaves_files = bool(entry.data.get("attachments")) and not carries
    if public_url is None or not (shows or leaves_files or rendering.is_long(able, text)):
        return text
    # Whoever reads at an address that was only offered is not known to be the requester.
    link = await _link(w, c, (shows or entry.seq, entry.seq), public_url, chats=not entry.data.get("offered"))
    note = wording.of("conversation", c.language)["go_on" if shows else "read_on"].format(link=link)
    return rendering.shortened(able, text, note)


async def _link(w: Writer, c: Conversation, seqs: tuple[int, int], public_url: str, *, chats: bool) -> str:
    """The address of a new page with the answers from one seq to the other."""
    days = (await receiving.settings_of(w, c.brand_id)).continuity.page_days
    return f"{public_url.rstrip('/')}/a/{await pages.make(w, c, *seqs, days=days, chats=chats)}"

"""What conversations do when something happens on a channel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from gigline.accounts import service as accounts
from gigline.accounts.schemas import BrandSettings
from gigline.channels import service as channels
from gigline.channels.events import (
    AutomaticReplyCame,
    ConsentChanged,
    DeliveryStateChanged,
    MessageChanged,
    MessageReceived,
    lane_of,
)
from gigline.contacts import service as contacts
from gigline.contacts.events import ContactsMerged, MergeUndone
from gigline.contacts.models import Contact, Kind
from gigline.contacts.persons import kind_at
from gigline.conversations import (
    action_log,
    amendments,
    notices,
    outgoing,
    persons,
    place_queries,
    queries,
    receiving,
    remarks,
    senders,
    snoozing,
)
from gigline.conversations.events import Queued
from gigline.conversations.models import NewMessage
from gigline.infra.db import Writer
from gigline.infra.outbox import AnySubscription, BatchSubscription, Subscription


async def on_messages_received(w: Writer, events: Sequence[MessageReceived]) -> None:
    """Find who wrote, then the conversations; append."""
    settings = {id_: accounts.settings_of(await accounts.brand(w, id_)) for id_ in {one.brand_id for one in events}}
    people = await _people_of(w, events)
    arrivals = [
        receiving.Arrival(
            _requester(event, who, await _kind_here(w, settings[event.brand_id], event, who.contact)),
            NewMessage(event.text, event.client_id, event.data),
            settings[event.brand_id],
            event.topic,
        )
        for event, who in zip(events, people, strict=True)
    ]
    await receiving.receive_all(w, arrivals)


async def _kind_here(w: Writer, settings: BrandSettings, event: MessageReceived, contact: Contact) -> Kind:
    """As what somebody writes who is several things: as those do who write there."""
    if not contact.kinds:
        return contact.kind
    account = await channels.account(w, event.brand_id, event.account_id)
    here = settings.channel(account.key)
    # A page with a chat is always for somebody; most brands do not say whom a number is for.
    return kind_at(contact, here.requester_kind if here else None, described=event.channel == "webchat")


def _requester(event: MessageReceived, who: _Writer, kind: Kind) -> receiving.Requester:
    return receiving.Requester(
        brand_id=event.brand_id,
        contact_id=who.contact.id,
        name=who.contact.name,
        kind=kind,
        language=event.language or who.contact.language or "",
        account_id=event.account_id,
        channel=event.channel,
        recipient=event.sender,
        attested=who.attested,
    )


class _Writer(NamedTuple):
    """Who wrote a message, and whether that is certain."""

    contact: Contact
    attested: bool


async def _people_of(w: Writer, events: Sequence[MessageReceived]) -> list[_Writer]:
    """Who wrote each of these: who is known to answer a conversation of theirs, and by address all others."""
    proved = [await _whose_conversation(w, one) if one.answers else None for one in events]
    found = iter(await senders.contacts_of(w, [one for one, who in zip(events, proved, strict=True) if who is None]))
    return [
        _Writer(who, True) if who else _Writer(known := next(found), _is_attested(event, known))
        for event, who in zip(events, proved, strict=True)
    ]


def _is_attested(event: MessageReceived, contact: Contact) -> bool:
    """A mail is its sender's where that is proved, a chat whose the brand said; others have the provider's word."""
    if event.channel == "webchat":
        return contact.verified
    return event.verified or channels.capabilities(event.channel).identity != "email"


async def _whose_conversation(w: Writer, event: MessageReceived) -> Contact | None:
    """The contact with whom the conversation that the message proves to answer was held at its sender's address.

    Whoever else has the sign (it was forwarded, say) is somebody else, and starts a conversation of their own.
    """
    c = await queries.get(w, event.answers) if event.answers else None
    if c is None or c.brand_id != event.brand_id:
        return None
    contact_id = await place_queries.contact_at(w, c, event.account_id, event.sender)
    return None if contact_id is None else await contacts.get(w, c.brand_id, contact_id)


async def on_delivery_state_changed(w: Writer, event: DeliveryStateChanged) -> None:
    """Keep the state of a sent message in the log."""
    await remarks.receipt(w, event.conversation_id, event.entry_seq, event.state, event.error)


def subscriptions(public_url: str | None = None) -> list[AnySubscription]:
    """`public_url` is where requesters read pages of ours."""
    return [
        BatchSubscription(
            "conversations.receive", MessageReceived, on_messages_received, lane=lane_of, max_attempts=12
        ),
        Subscription(
            "conversations.amend",
            MessageChanged,
            amendments.on_message_changed,
            lane=lambda e: f"{e.account_id}:{e.sender}",
            max_attempts=12,
        ),
        Subscription("conversations.automatic", AutomaticReplyCame, amendments.on_automatic_reply),
        Subscription("conversations.consent", ConsentChanged, amendments.on_consent_changed),
        BatchSubscription("conversations.closed", Queued, notices.on_queued, lane=lambda e: str(e.conversation_id)),
        outgoing.subscription(public_url),
        Subscription(
            "conversations.receipts",
            DeliveryStateChanged,
            on_delivery_state_changed,
            lane=lambda e: str(e.conversation_id),
        ),
        Subscription("conversations.merged", ContactsMerged, persons.on_contacts_merged),
        Subscription("conversations.unmerged", MergeUndone, persons.on_merge_undone),
        action_log.SUBSCRIPTION,
        *snoozing.SUBSCRIPTIONS,
    ]

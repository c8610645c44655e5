"""Pages with an answer, for channels that cannot hold it: who has the address sees the answer, and nothing else.

The address holds 144 random bits and says nothing about anybody. It ends with its time, and with being revoked. Whoever
got it by a text or a mail may go on by chat as that contact, once: that proves as much as reading the text did.
"""

from __future__ import annotations

import secrets
from uuid import UUID

from gigline.accounts.sessions import hash_of
from gigline.contacts import service as contacts
from gigline.conversations import page_queries, place_queries, queries
from gigline.conversations.errors import NoSuchPage
from gigline.conversations.models import AnswerPage, Conversation, Entry, Place
from gigline.infra.db import Reader, Writer

_BYTES = 18


async def make(w: Writer, c: Conversation, first_seq: int, last_seq: int, *, days: int, chats: bool = True) -> str:
    """The token of a page with the answers from `first_seq` to `last_seq`.

    `chats`: it goes to an address of the contact's for certain, so that its reader may go on by chat.
    """
    token = secrets.token_urlsafe(_BYTES)
    await page_queries.save(w, c, (first_seq, last_seq), hash_of(token), days=days, chats=chats)
    return token


async def find(r: Reader, token: str) -> AnswerPage:
    """Raises NoSuchPage for what never was, is over or was revoked, all alike."""
    page = await page_queries.by_token(r, hash_of(token))
    if page is None:
        raise NoSuchPage("This page is not, or no longer, there.")
    return page


async def shown(r: Reader, page: AnswerPage) -> list[Entry]:
    """The answers on the page."""
    return await page_queries.shown(r, page)


async def revoke(w: Writer, c: Conversation) -> int:
    """No page of the conversation can be read any more; how many there were."""
    return await page_queries.revoke(w, c.brand_id, c.id)


async def may_chat(r: Reader, page: AnswerPage, c: Conversation) -> bool:
    """Whether its reader may go on by chat: not as somebody whom the brand vouched for, who signs in with the brand.

    Nor where several contacts of a person write: the page does not say to whose address it was sent.
    """
    if (
        not page.chats
        or page.chat_at is not None
        or any(one.contact_id != c.contact_id for one in await place_queries.kept(r, c))
    ):
        return False
    return not (await contacts.get(r, c.brand_id, c.contact_id)).verified


async def go_on_by_chat(w: Writer, page: AnswerPage, account_id: UUID, visitor_id: str) -> bool:
    """This browser is the contact's from now on, and has their conversation; False when the page was used for it."""
    c = await queries.get(w, page.conversation_id)
    assert c is not None, "pages go with their conversation"
    if not await may_chat(w, page, c) or not await page_queries.take_chat(w, page):
        return False
    await contacts.add_visitor(w, c.brand_id, c.contact_id, visitor_id)
    await place_queries.keep(w, c, c.place, c.contact_id)
    await place_queries.keep(w, c, Place(account_id, "webchat", str(c.contact_id)), c.contact_id)
    return True

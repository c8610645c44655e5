"""The console as its associates and leaders use it."""

from __future__ import annotations

import re

from playwright.async_api import Locator, Page, expect

from tests.browser.platform import Person

# Messages and notes; what happened to the conversation has numbers too, in lines.
BUBBLES = "[data-seq]:not(p)"


class Console:
    """One person's console."""

    def __init__(self, page: Page, person: Person, base: str):
        self.page = page
        self.person = person
        self.base = base
        self.offers = page.get_by_role("region", name="Offers")
        self.offer = self.offers.get_by_role("article")
        self.call = page.get_by_role("region", name="Call", exact=True)
        self.list = page.get_by_role("region", name="Conversations")
        self.rows = self.list.locator("[data-row]")
        self.messages = page.get_by_role("log", name="Messages")
        self.composer = page.get_by_role("textbox", name="Message", exact=True)
        self.note = page.get_by_role("textbox", name="Note", exact=True)
        self.banner = page.get_by_role("status").filter(has_text=re.compile("Connection lost|Caught up"))
        self.toasts = page.get_by_role("status").last
        self.details = page.get_by_role("complementary", name="Details")
        self.availability = page.get_by_role("button", name="Your availability")

    async def go(self, path: str) -> None:
        await self.page.goto(f"{self.base}/console{path}")
        # On a phone a conversation has the whole window: there is no bar to wait for.
        await expect(self.page.locator("#main > *").first).to_be_visible()

    def bubble(self, text: str) -> Locator:
        return self.messages.locator("[data-seq]", has_text=text)

    async def said(self) -> list[str]:
        """The texts of all messages and notes, in order."""
        found = self.messages.locator(f"{BUBBLES} > :first-child")
        return list(await found.evaluate_all("all => all.map(el => el.innerText.trim())"))

    async def accept(self) -> None:
        """Take the first offer with the mouse."""
        await self.offer.first.get_by_role("button", name="Accept").click()
        await expect(self.composer).to_be_visible()

    async def open(self, conversation: str, box: str = "mine") -> None:
        await self.go(f"/inbox/{box}/{conversation}")
        await expect(self.messages).to_be_visible()

    async def reply(self, text: str) -> None:
        await self.composer.fill(text)
        await self.composer.press("Control+Enter")

    async def keys(self, *keys: str) -> None:
        """Press keys outside of any field."""
        for key in keys:
            await self.page.keyboard.press(key)

    async def offline(self, on: bool) -> None:
        await self.page.context.set_offline(on)

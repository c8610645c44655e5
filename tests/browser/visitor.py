"""The widget as its visitor uses it. Playwright's locators see into the open shadow root."""

from __future__ import annotations

from playwright.async_api import Locator, Page, expect


class Visitor:
    """One visitor's page."""

    def __init__(self, page: Page, url: str):
        self.page = page
        self.url = url
        self.launcher = page.locator(".launcher")
        self.panel = page.get_by_role("dialog")
        self.log = page.locator(".log")
        self.composer = page.get_by_role("textbox", name="Write a message")
        self.person = page.locator(".header .person")
        self.who = page.locator(".who-name")
        self.subtitle = page.locator(".who-subtitle")
        self.line = page.locator(".strip").nth(0)
        self.queue = page.locator(".strip").nth(1)
        self.typing = page.locator(".typing.on")
        self.call = page.locator(".call")
        self.call_state = page.locator(".call-state")
        self.rating = page.locator(".rating")

    async def open(self) -> None:
        """Open the panel and wait for the first words."""
        if not await self.panel.is_visible():
            await self.launcher.click()
        await expect(self.page.locator(".greeting .bubble")).to_be_visible()

    async def identify(self, token: str) -> None:
        """As the brand's page does that knows who looks at it."""
        await self.page.evaluate("token => window.gigline.identify(token)", token)

    async def say(self, text: str) -> None:
        await self.composer.fill(text)
        await self.composer.press("Enter")

    def bubble(self, text: str) -> Locator:
        return self.log.locator(".message:not(.greeting *) .bubble", has_text=text)

    @property
    def answers(self) -> Locator:
        """What the bot said, but for the greeting."""
        return self.log.locator("> .message.by-bot")

    async def said(self) -> list[str]:
        """The texts of all messages, in order; own ones begin with a >."""
        return list(
            await self.log.locator("> .message").evaluate_all(
                """all => all.map(el =>
                  (el.classList.contains('mine') ? '> ' : '') + el.querySelector('.bubble').innerText.trim())"""
            )
        )

    async def all_sent(self) -> None:
        """Until the server has everything that was written here."""
        unsent = self.log.locator("[data-send=waiting], [data-send=sending], [data-send=trying]")
        await expect(unsent).to_have_count(0)

    async def ask_for_person(self) -> None:
        await self.person.click()
        await expect(self.subtitle).to_have_text("Waiting for a person")

    async def reload(self) -> None:
        await self.page.reload()
        await expect(self.page.locator(".greeting .bubble")).to_be_visible()

    async def offline(self, on: bool) -> None:
        await self.page.context.set_offline(on)

    async def conversation(self, api: str) -> str:
        """The id of this visitor's conversation, as the server knows it."""
        return str(
            await self.page.evaluate(
                """async ([api, account]) => {
                  const visitor = localStorage.getItem(`gigline:${account}:visitor`)
                  const headers = { 'content-type': 'application/json' }
                  const body = JSON.stringify({ account, visitor })
                  const asked = await fetch(`${api}/widget/sessions`, { method: 'POST', headers, body })
                  return (await asked.json()).conversation
                }""",
                [api, self.url.rpartition("/")[2]],
            )
        )

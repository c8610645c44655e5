"""A test's own browsers: consoles of associates and leaders, chats of visitors."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.browser.console import Console
from tests.browser.platform import COOKIE, Platform
from tests.browser.traps import Traps
from tests.browser.visitor import Visitor

WIDE = {"width": 1360, "height": 850}
PHONE = {"width": 390, "height": 844}
PATIENCE_MS = 15_000
expect.set_options(timeout=PATIENCE_MS)


class Desk:
    """Opens browsers on the platform and closes them all at the end."""

    def __init__(self, browser: Browser, platform: Platform):
        self.platform = platform
        self.traps = Traps()
        self._browser = browser
        self._contexts: list[BrowserContext] = []

    async def context(self, *, init: str = "", **options: Any) -> BrowserContext:
        """A browser of its own, as a private window is; `init` runs in every page before its own scripts."""
        context = await self._browser.new_context(**{"viewport": WIDE, "locale": "en-GB", **options})
        context.set_default_timeout(PATIENCE_MS)
        self._contexts.append(context)
        if init:
            await context.add_init_script(init)
        await self.traps.watch(context)
        return context

    async def console(self, key: str, path: str = "/inbox/mine", *, available: bool = False, **options: Any) -> Console:
        """The console of one of the people, signed in; `available` takes offers, warmed up."""
        person = await self.platform.person(key)
        context = await self.context(**options)
        await context.add_cookies([{"name": COOKIE, "value": person.cookie, "url": self.platform.url}])
        console = Console(await context.new_page(), person, self.platform.url)
        if available:
            await person.call("PUT", "/associate/availability", {"availability": "on"})
        await console.go(path)
        if available:
            await self.platform.connected(person)
            await self.platform.warmed_up(person)
        return console

    async def visitor(self, account: str = "hoplane-web", *, opened: bool = True, **options: Any) -> Visitor:
        """A new visitor on a brand's demonstration page."""
        context = await self.context(**options)
        visitor = Visitor(await context.new_page(), f"{self.platform.url}/demo/{account}")
        await visitor.page.goto(visitor.url)
        if opened:
            await visitor.open()
        return visitor

    async def identified(self, account: str, token: str, **options: Any) -> Visitor:
        """A visitor for whom the brand's own page brings an identity token."""
        visitor = await self.visitor(account, opened=False, **options)
        await visitor.identify(token)
        await visitor.open()
        return visitor

    def pages(self) -> Sequence[Page]:
        return [page for context in self._contexts for page in context.pages]

    async def picture(self, folder: Path) -> None:
        """Pictures of all pages as they are."""
        for number, page in enumerate(self.pages()):
            await page.screenshot(path=folder / f"page-{number}.png")
        (folder / "caught.txt").write_text("\n".join(self.traps.caught))

    async def close(self) -> None:
        """Close everything; fails when a trap was sprung on any page."""
        try:
            for page in self.pages():
                await self.traps.check(page)
            assert not self.traps.caught, "\n".join(self.traps.caught)
        finally:
            for context in self._contexts:
                await context.close()

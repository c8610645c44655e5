"""What may never happen on any page of any test: an error, a dialog, a request to somebody else."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.async_api import BrowserContext, ConsoleMessage, Dialog, Page, Request

HERE = {"127.0.0.1", ""}
# A browser writes a line for every answer that is no success, and for a line that is cut: those are tests' own doing.
EXPECTED = ("Failed to load resource", "WebSocket connection to", "net::ERR_INTERNET_DISCONNECTED")
CALLED = """window.__trapped = []
for (const name of ['alert', 'confirm', 'prompt', 'print', 'open']) window[name] = () => window.__trapped.push(name)
window.pwn = (what) => window.__trapped.push(what || 'pwn')
addEventListener('securitypolicyviolation',
  (event) => window.__trapped.push('csp: ' + event.violatedDirective + ' ' + event.blockedURI))"""


class Traps:
    """Everything forbidden that happened in the contexts it watches."""

    def __init__(self) -> None:
        self.caught: list[str] = []

    async def watch(self, context: BrowserContext) -> None:
        await context.add_init_script(CALLED)
        context.on("request", self._requested)
        context.on("page", self._opened)

    async def check(self, page: Page) -> None:
        """Fails when something was called in the page, or anything was caught anywhere."""
        trapped = await page.evaluate("window.__trapped")
        assert not trapped, f"called in {page.url}: {trapped}"
        assert not self.caught, "\n".join(self.caught)

    def _opened(self, page: Page) -> None:
        page.on("dialog", self._asked)
        page.on("pageerror", lambda error: self.caught.append(f"{page.url}: error: {error}"))
        page.on("console", self._logged)

    async def _asked(self, dialog: Dialog) -> None:
        self.caught.append(f"dialog: {dialog.type} {dialog.message}")
        await dialog.dismiss()

    def _logged(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith(EXPECTED):
            self.caught.append(f"console: {message.type}: {message.text}")

    def _requested(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.hostname not in HERE:
            self.caught.append(f"request: {request.method} {request.url}")

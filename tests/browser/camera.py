"""Pictures of screens: for docs/images when GIGLINE_SCREENSHOTS=1, otherwise for a folder of the run."""

from __future__ import annotations

from pathlib import Path

from playwright.async_api import Page

from tests.browser.looks import assert_fits

COMMITTED = Path(__file__).parents[2] / "docs" / "images"
MOST_BYTES = 250_000


class Camera:
    """Takes the pictures."""

    def __init__(self, folder: Path):
        self.folder = folder

    async def take(self, page: Page, name: str) -> None:
        """One picture of what is in the window, when nothing moves any more."""
        await assert_fits(page)
        await page.mouse.move(2, 2)
        await page.evaluate("document.fonts.ready")
        path = self.folder / f"{name}.png"
        await page.screenshot(path=path, animations="disabled", caret="hide")
        size = path.stat().st_size
        assert 5_000 < size < MOST_BYTES, f"{name}.png has {size} bytes"

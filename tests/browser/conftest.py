"""One platform and one browser for all tests here; a desk of its own for each."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Generator
from importlib import resources
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from gigline.language.service import Embedder
from tests.browser.camera import COMMITTED, Camera
from tests.browser.desk import Desk
from tests.browser.platform import Platform, running
from tests.conftest import fresh_dsn
from tests.remembering import embedder, model_cache_dir

__all__ = ["embedder", "model_cache_dir"]

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
WEB = Path(str(resources.files("gigline"))) / "web"
# The same letters on every machine that has these: widths and pictures depend on them.
FONTS = Path(__file__).with_name("fonts.conf")
# What is said in calls are tones.
VOICES = {"GIGLINE_RECOGNISER": "tests.recognisers:ByPitch"}
FAILED = pytest.StashKey[bool]()


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of this machine's Chromium. Without one the tests are skipped; with CI=true that is an error."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None and os.environ.get("CI", "").lower() in {"1", "true"}:
        pytest.fail(f"CI runs the browser tests: none of {', '.join(NAMES)} is installed")
    if found is None:
        pytest.skip(f"BROWSER TESTS DID NOT RUN: none of {', '.join(NAMES)} is installed")
    return found


@pytest.fixture(scope="session")
def web() -> None:
    """The built pages, which the platform serves."""
    missing = [name for name in ("console/index.html", "widget.js") if not (WEB / name).is_file()]
    if missing:
        pytest.fail(f"the web pages are not built ({', '.join(missing)} missing in {WEB.name}): run `make web`")


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    """One Chromium for all."""
    async with async_playwright() as playwright:
        environment = {**os.environ, "FONTCONFIG_FILE": str(FONTS)}
        launched = await playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS, env=environment)
        yield launched
        await launched.close()


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def platform(
    web: None,
    chromium: str,
    server_dsn: str,
    tmp_path_factory: pytest.TempPathFactory,
    model_cache_dir: Path,
    embedder: Embedder,
) -> AsyncIterator[Platform]:
    """The running platform."""
    async with (
        fresh_dsn(server_dsn) as dsn,
        running(dsn, tmp_path_factory.mktemp("platform"), model_cache_dir, embedder, **VOICES) as started,
    ):
        yield started


@pytest_asyncio.fixture(loop_scope="session")
async def desk(
    browser: Browser, platform: Platform, request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[Desk]:
    """This test's browsers; afterwards everything is closed, and the platform is as it was.

    When the test failed, pictures of all pages are in its folder.
    """
    opened = Desk(browser, platform)
    yield opened
    try:
        if request.node.stash.get(FAILED, False):
            await opened.picture(tmp_path)
        await opened.close()
    finally:
        await platform.tidy()


@pytest.fixture
def camera(tmp_path: Path) -> Camera:
    """For docs/images when GIGLINE_SCREENSHOTS=1, otherwise for a folder of the run."""
    return Camera(COMMITTED if os.environ.get("GIGLINE_SCREENSHOTS") == "1" else tmp_path)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Lets fixtures know that their test failed."""
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report

"""Two people, two browsers, one platform: what is promised on the screen. Needs Chromium and the built web pages."""

from __future__ import annotations

import pytest

# They share one platform, one browser and one event loop.
MARKS = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

"""Every figure has its definition on the page that people read."""

from __future__ import annotations

from pathlib import Path

import pytest

from gigline.quality import report_queries
from gigline.quality.measures import MEASURES, Measure

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "reference" / "reports.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("measure", MEASURES, ids=lambda one: one.key)
def test_the_page_says_what_the_console_says(measure: Measure):
    [row] = [line for line in PAGE.splitlines() if line.startswith(f"| `{measure.key}` |")]
    assert f"| {measure.name} |" in row
    assert row.endswith(f"| {measure.definition} |")


def test_the_page_has_every_group():
    for by in set(report_queries.GROUPS) - {"none"}:
        assert f"| `{by}` |" in PAGE

"""Cells that are safe to open."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gigline.kit.csv_text import csv_cell, csv_line

FORMULAS = ['=HYPERLINK("http://x.example")', "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\u200b=1",
    "＝1+1", "|cmd", "%0A"]  # fmt: skip


@pytest.mark.parametrize("text", FORMULAS)
def test_what_could_be_a_formula_is_text(text: str):
    assert csv_cell(text) == f"'{text}"


def test_numbers_times_and_nothing():
    at = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
    assert [csv_cell(one) for one in (-3, 0.5, None, "", True, at)] == [
        "-3", "0.5", "", "", "yes", "2026-01-02T03:04:00+00:00"
    ]  # fmt: skip


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")), min_size=2))
def test_a_line_is_read_as_it_was_meant(cells: list[str]):
    [read] = csv.reader(io.StringIO(csv_line(cells), newline=""))
    assert read == [csv_cell(one) for one in cells]

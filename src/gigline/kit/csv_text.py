"""Comma-separated values that are safe to open: what a spreadsheet would take for a formula stays text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import datetime

# What begins a formula in one spreadsheet or another, in its wide forms too, and what hides such a beginning.
_BEGINS = frozenset("=+-@\t\r\n|%＝＋－＠")


def csv_cell(value: object) -> str:
    """A cell's text. Numbers stay numbers, a time is ISO 8601, None is empty; text that could be a formula is quoted by
    an apostrophe, as spreadsheets do it.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return str(value)
    text = value.isoformat() if isinstance(value, datetime) else str(value)
    first = text.lstrip(" \u00a0\u200b\ufeff\x00")[:1]
    return f"'{text}" if first in _BEGINS and first else text


def csv_line(values: Iterable[object]) -> str:
    """One line with its end (RFC 4180)."""
    line = io.StringIO()
    csv.writer(line).writerow([csv_cell(value) for value in values])
    return line.getvalue()

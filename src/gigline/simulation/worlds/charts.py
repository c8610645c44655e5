"""Charts as SVG, drawn by hand: a page with them needs no script and no network."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

# Told apart also by those who see few colours (after Okabe and Ito).
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#666666")
_WIDTH, _HEIGHT = 720, 260
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 12, 12, 28
# Of a chart of intervals: room for the names, and the height of a row.
_NAMES, _ROW = 150, 30

Points = Sequence[tuple[float, float]]
Place = Callable[[float, float], tuple[float, float]]


@dataclass(frozen=True)
class Colours:
    """The same name has the same colour on every chart of a page."""

    names: Sequence[str]

    def of(self, name: str) -> str:
        """The colour of this name."""
        return COLOURS[list(self.names).index(name) % len(COLOURS)]


def lines(
    series: Mapping[str, Points], colours: Colours, *, title: str, x_marks: Sequence[float], x_unit: str = ""
) -> str:
    """One line per name over a shared scale."""
    everything = [point for points in series.values() for point in points]
    if not everything:
        return ""
    x_low, x_high = min(x for x, _ in everything), max(x for x, _ in everything)
    marks = ticks(min(y for _, y in everything), max(y for _, y in everything))

    def place(x: float, y: float) -> tuple[float, float]:
        across = (x - x_low) / max(x_high - x_low, 1e-9)
        up = (y - marks[0]) / (marks[-1] - marks[0])
        return _LEFT + across * (_WIDTH - _LEFT - _RIGHT), _HEIGHT - _BOTTOM - up * (_HEIGHT - _TOP - _BOTTOM)

    parts = _y_axis(marks, x_low, place)
    for mark in x_marks:
        if x_low <= mark <= x_high:
            x, y = place(mark, marks[0])
            parts.append(f'<text x="{x:.1f}" y="{y + 18:.1f}" text-anchor="middle">{mark:g}{escape(x_unit)}</text>')
    for name, points in series.items():
        path = " ".join("{:.1f},{:.1f}".format(*place(x, y)) for x, y in points)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colours.of(name)}" stroke-width="1.8"/>')
    return _svg(title, _HEIGHT, parts)


def intervals(rows: Sequence[tuple[str, float, float | None, float | None]], colours: Colours, *, title: str) -> str:
    """A dot and its interval per row, and a line where zero is."""
    if not rows:
        return ""
    ends = [0.0, *(value for _, *values in rows for value in values if value is not None)]
    marks = ticks(min(ends), max(ends))
    height = _TOP + _ROW * len(rows) + _BOTTOM

    def across(value: float) -> float:
        return _NAMES + (value - marks[0]) / (marks[-1] - marks[0]) * (_WIDTH - _NAMES - 3 * _RIGHT)

    parts = []
    for mark in marks:
        kind = "axis" if mark == 0 else "grid"
        x = across(mark)
        parts.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP}" y2="{height - _BOTTOM}" class="{kind}"/>')
        parts.append(f'<text x="{x:.1f}" y="{height - 8}" text-anchor="middle">{_written(mark)}</text>')
    for at, row in enumerate(rows):
        parts += _interval(row, colours.of(row[0]), _TOP + _ROW * at + _ROW / 2, across)
    return _svg(title, height, parts)


def _interval(
    row: tuple[str, float, float | None, float | None], colour: str, y: float, across: Callable[[float], float]
) -> list[str]:
    name, mean, least, most = row
    parts = [f'<text x="{_NAMES - 14}" y="{y + 4}" text-anchor="end">{escape(name)}</text>']
    if least is not None and most is not None:
        x1, x2 = across(least), across(most)
        parts.append(f'<line x1="{x1:.1f}" x2="{x2:.1f}" y1="{y}" y2="{y}" stroke="{colour}" stroke-width="3"/>')
    parts.append(f'<circle cx="{across(mean):.1f}" cy="{y}" r="5" fill="{colour}"/>')
    return parts


def ticks(low: float, high: float) -> list[float]:
    """Round numbers from at most `low` to at least `high`, three to seven of them."""
    span = (high - low) or abs(high) or 1.0
    step = 10.0 ** math.floor(math.log10(span / 4))
    step *= next(factor for factor in (1, 2, 5, 10) if span / (step * factor) <= 5)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(at * step, 12) for at in range(first, max(last, first + 1) + 1)]


def _written(value: float) -> str:
    return f"{value:,.10g}"


def _y_axis(marks: Sequence[float], x_low: float, place: Place) -> list[str]:
    parts = []
    for mark in marks:
        x, y = place(x_low, mark)
        parts.append(f'<line x1="{x:.1f}" x2="{_WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}" class="grid"/>')
        parts.append(f'<text x="{x - 6:.1f}" y="{y + 4:.1f}" text-anchor="end">{_written(mark)}</text>')
    return parts


def _svg(title: str, height: float, parts: Sequence[str]) -> str:
    return (
        f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{escape(title)}">'
        f"<title>{escape(title)}</title>{''.join(parts)}</svg>"
    )

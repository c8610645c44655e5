"""Charts as SVG, drawn by hand: a page with them needs no script and no network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

# Told apart also by those who see few colours (after Okabe and Ito).
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#666666")
_WIDTH, _HEIGHT = 720, 260
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 12, 12, 28

Points = Sequence[tuple[float, float]]


def lines(series: Mapping[str, Points], *, title: str, x_marks: Sequence[float], x_unit: str = "") -> str:
    """One line per name over a shared scale."""
    everything = [point for points in series.values() for point in points]
    if not everything:
        return ""
    x_low, x_high = min(x for x, _ in everything), max(x for x, _ in everything)
    y_low, y_high = _padded([y for _, y in everything])

    def place(x: float, y: float) -> tuple[float, float]:
        across = (x - x_low) / max(x_high - x_low, 1e-9)
        up = (y - y_low) / (y_high - y_low)
        return _LEFT + across * (_WIDTH - _LEFT - _RIGHT), _HEIGHT - _BOTTOM - up * (_HEIGHT - _TOP - _BOTTOM)

    parts = [_y_axis(y_low, y_high, place(x_low, y_low)[0], place)]
    for mark in x_marks:
        if x_low <= mark <= x_high:
            x, y = place(mark, y_low)
            parts.append(f'<text x="{x:.1f}" y="{y + 18:.1f}" text-anchor="middle">{mark:g}{escape(x_unit)}</text>')
    for at, points in enumerate(series.values()):
        path = " ".join("{:.1f},{:.1f}".format(*place(x, y)) for x, y in points)
        colour = COLOURS[at % len(COLOURS)]
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="1.8"/>')
    return _svg(title, _HEIGHT, parts)


def intervals(rows: Sequence[tuple[str, float, float | None, float | None]], *, title: str) -> str:
    """A dot and its interval per row, and a line where zero is."""
    if not rows:
        return ""
    ends = [value for _, *values in rows for value in values if value is not None]
    low, high = _padded([*ends, 0.0])
    height = _TOP + 30 * len(rows) + _BOTTOM
    label = 150

    def across(value: float) -> float:
        return label + (value - low) / (high - low) * (_WIDTH - label - _RIGHT)

    zero = across(0.0)
    parts = [f'<line x1="{zero:.1f}" x2="{zero:.1f}" y1="{_TOP}" y2="{height - _BOTTOM}" class="axis"/>']
    for at, (name, mean, least, most) in enumerate(rows):
        y = _TOP + 30 * at + 15
        colour = COLOURS[at % len(COLOURS)]
        parts.append(f'<text x="{label - 10}" y="{y + 4}" text-anchor="end">{escape(name)}</text>')
        if least is not None and most is not None:
            x1, x2 = across(least), across(most)
            parts.append(f'<line x1="{x1:.1f}" x2="{x2:.1f}" y1="{y}" y2="{y}" stroke="{colour}" stroke-width="3"/>')
        parts.append(f'<circle cx="{across(mean):.1f}" cy="{y}" r="5" fill="{colour}"/>')
    for value in (low, 0.0, high):
        parts.append(f'<text x="{across(value):.1f}" y="{height - 8}" text-anchor="middle">{value:.3g}</text>')
    return _svg(title, height, parts)


def _padded(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    room = (high - low) * 0.06 or 1.0
    return low - room, high + room


def _y_axis(low: float, high: float, x: float, place: object) -> str:
    parts = []
    for step in range(5):
        value = low + (high - low) * step / 4
        y = place(0, value)[1]  # type: ignore[operator]
        parts.append(f'<line x1="{x:.1f}" x2="{_WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}" class="grid"/>')
        parts.append(f'<text x="{x - 6:.1f}" y="{y + 4:.1f}" text-anchor="end">{value:.3g}</text>')
    return "".join(parts)


def _svg(title: str, height: float, parts: Sequence[str]) -> str:
    return (
        f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{escape(title)}">'
        f"<title>{escape(title)}</title>{''.join(parts)}</svg>"
    )

"""What a comparison says, as JSON and as a page to read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from html import escape
from typing import Any

from gigline.simulation.worlds import charts, comparing
from gigline.simulation.worlds.comparing import BASELINE, Interval, Question, Result
from gigline.simulation.worlds.figures import calibration_error
from gigline.simulation.worlds.spec import World

# Figure, heading of the page, heading of a narrow terminal, digits.
COLUMNS = (
    ("value", "value", "value", 3),
    ("resolved", "resolved %", "resolved", 1),
    ("csat", "CSAT %", "CSAT", 1),
    ("live_sla", "live SLA %", "SLA", 1),
    ("abandoned", "abandoned %", "left", 1),
    ("wait_p95", "p95 wait s", "p95 s", 0),
    ("gini", "Gini", "Gini", 3),
)


def as_json(world: World, question: Question, results: Sequence[Result]) -> dict[str, Any]:
    """Everything: the world as it was, the question, figures by policy and seed, differences with their intervals."""
    return {
        "world": world.model_dump(mode="json"),
        "question": asdict(question),
        "policies": {name: _policy(results, name) for name in question.policies},
        "runs": [_run(one) for one in results],
    }


def _policy(results: Sequence[Result], name: str) -> dict[str, Any]:
    gap = comparing.gap_closed(results, name)
    return {
        "figures": comparing.averaged(results, name),
        "gap_closed": asdict(gap) if gap is not None else None,
        f"against {BASELINE}": {key: asdict(one) for key, one in comparing.paired(results, name).items()},
    }


def _run(one: Result) -> dict[str, Any]:
    ledger = one.ledger
    return {
        "policy": one.policy,
        "seed": one.seed,
        "figures": one.figures.as_json(),
        "days": list(one.days),
        "by_half_hour": list(one.by_half_hour),
        "offers": ledger.offers,
        "declined": ledger.declined,
        "expired": ledger.expired,
        "called_in": ledger.called,
        "came": ledger.came,
        "calibration_error": calibration_error(ledger.expected),
        "rules_broken": ledger.broken,
        "fallbacks": ledger.fallbacks,
        "router_s": round(ledger.router_s, 3),
        "ticks": ledger.ticks,
        "slowest_tick_ms": round(1000 * ledger.slowest_s, 2),
    }


def rows(question: Question, results: Sequence[Result]) -> list[list[str]]:
    """The table: a policy a row, with the gap it closes first."""
    return [[name, _gap(comparing.gap_closed(results, name)), *_cells(results, name)] for name in question.policies]


def headings(*, short: bool = False) -> list[str]:
    """Of that table."""
    return ["policy", "gap closed", *(narrow if short else wide for _, wide, narrow, _ in COLUMNS)]


def _cells(results: Sequence[Result], name: str) -> list[str]:
    figures = comparing.averaged(results, name)
    return [f"{figures[key]:.{digits}f}" for key, _, _, digits in COLUMNS]


def _gap(found: Interval | None) -> str:
    if found is None:
        return ""
    if found.low is None:
        return f"{found.mean:.0f} %"
    return f"{found.mean:.0f} % ({found.low:.0f} to {found.high:.0f})"


_STYLE = """
body{font:16px/1.5 system-ui,sans-serif;max-width:820px;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{padding:.35rem .5rem;text-align:right;border-bottom:1px solid #ddd}
th:first-child,td:first-child{text-align:left;white-space:nowrap}
.wide{overflow-x:auto}svg{width:100%;height:auto;font-size:12px}svg text{fill:currentColor}
.grid{stroke:#8884;stroke-width:1}.axis{stroke:#888;stroke-dasharray:4 3}
.key{display:flex;flex-wrap:wrap;gap:.3rem 1.2rem;padding:0;list-style:none}.key
i{display:inline-block;width:1em;height:.25em; margin-right:.4em;vertical-align:middle}
@media(prefers-color-scheme:dark){body{color:#e6e6e6;background:#161616}th,td{border-color:#444}}
"""


def as_html(world: World, question: Question, results: Sequence[Result]) -> str:
    """A page that stands alone: the table, what differs from the baseline, the day."""
    seeds, counted = len(question.seeds), world.counted
    parts = [
        f"<h1>{escape(world.name)}</h1><p>{escape(world.about)}</p>",
        f"<p>{world.size.associates} associates, {world.size.brands} brands, {world.size.topics} topics, "
        f"{world.size.languages} languages. {world.days} days, the last {counted} counted, {seeds} seed(s), "
        f"{world.history} days of history. Intervals are 95 %, paired by day and seed.</p>",
        _table(question, results),
        *_differences(question, results),
        *_day(question, results),
    ]
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{escape(world.name)}</title><style>{_STYLE}</style>{''.join(parts)}</html>"
    )


def _table(question: Question, results: Sequence[Result]) -> str:
    head = "".join(f"<th>{escape(one)}</th>" for one in headings())
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows(question, results)
    )
    return f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


_DIFFERENCES = (
    ("expected_value", "Expected value per arrival, against longest-idle"),
    ("live_sla", "Live SLA in points, against longest-idle"),
    ("abandoned", "Abandoned in points, against longest-idle"),
)


def _differences(question: Question, results: Sequence[Result]) -> list[str]:
    others = [name for name in question.policies if name != BASELINE]
    if BASELINE not in question.policies or not others:
        return []
    found = {name: comparing.paired(results, name) for name in others}
    colours = charts.Colours(question.policies)
    return [
        f"<h2>{escape(title)}</h2>"
        + charts.intervals([(name, *_three(found[name][key])) for name in others], colours, title=title)
        for key, title in _DIFFERENCES
    ]


def _three(one: Interval) -> tuple[float, float | None, float | None]:
    return one.mean, one.low, one.high


def _day(question: Question, results: Sequence[Result]) -> list[str]:
    names = question.policies
    colours = charts.Colours(names)
    key = "".join(f'<li><i style="background:{colours.of(name)}"></i>{escape(name)}</li>' for name in names)
    first = {name: next(one for one in results if one.policy == name) for name in names}
    return [
        f'<h2>Through the day (seed {question.seeds[0]})</h2><ul class="key">{key}</ul>',
        _through(first, colours, "live_sla", "Live SLA by half hour"),
        _through(first, colours, "abandoned", "Abandoned by half hour"),
        _through({names[0]: first[names[0]]}, colours, "arrivals", "Arrivals by half hour"),
    ]


def _through(results: Mapping[str, Result], colours: charts.Colours, what: str, title: str) -> str:
    series = {name: [(one["hour"], one[what]) for one in found.by_half_hour] for name, found in results.items()}
    return f"<h3>{escape(title)}</h3>" + charts.lines(
        series, colours, title=title, x_marks=range(0, 24, 3), x_unit=":00"
    )

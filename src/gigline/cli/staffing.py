"""staff: how many people the next days need, from how many wrote in before."""

from __future__ import annotations

import csv
import math
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from gigline.cli import terminal

COLUMNS = ("day", "time", "forecast", "people", "in_time", "abandoned", "simulated_in_time", "simulated_abandoned")
# Enough to see whether the formula's assumptions hurt, and quick.
_TRIED = 2_000
_REAL_SPREAD = 0.6

Counts = Annotated[
    Path, typer.Argument(metavar="COUNTS", exists=True, dir_okay=False, help="A CSV with a column `count`.")
]
Interval = Annotated[int, typer.Option(min=5, max=1440, help="Minutes of each row; a divisor of a day.")]
Work = Annotated[float, typer.Option(min=1, help="Mean seconds of work for one conversation.")]
Patience = Annotated[float, typer.Option(min=1, help="Mean seconds before somebody leaves.")]
Sla = Annotated[float, typer.Option(min=0, help="Seconds to the first answer.")]
InTime = Annotated[float, typer.Option(min=0.01, max=0.999, help="The share that shall be answered within them.")]
Abandoned = Annotated[float, typer.Option(min=0.001, max=1, help="The share that may leave.")]
AtOnce = Annotated[float, typer.Option(min=1, max=10, help="What one person is worth: 2.5 for three chats at once.")]
Days = Annotated[int, typer.Option(min=1, max=28, help="For how many days after the last row.")]


@dataclass(frozen=True)
class Need:
    """What is asked of the service."""

    interval_min: int
    work_s: float
    patience_s: float
    sla_s: float
    in_time: float
    abandoned: float
    at_once: float


def register(app: typer.Typer, runtime: object = None) -> None:
    """Add the command; it needs nothing of the platform."""
    del runtime

    @app.command()
    def staff(
        counts: Counts,
        interval: Interval = 30,
        work: Work = 480.0,
        patience: Patience = 300.0,
        sla: Sla = 60.0,
        in_time: InTime = 0.8,
        abandoned: Abandoned = 0.05,
        at_once: AtOnce = 1.0,
        days: Days = 1,
    ) -> None:
        """Forecast the next days from past counts and suggest how many people each interval needs, as CSV.

        The rows are one after the other, from a Monday midnight. The forecast is the mean of the same time on the
        same weekday; how wrong that was before is told on standard error. People are by Erlang A; beside it stands a
        simulation with work and patience as uneven as real ones, which the formula does not know.

        Example: `gigline staff arrivals.csv --work 480 --sla 60 --at-once 2.5`
        """
        if 1440 % interval:
            terminal.fail("--interval must divide a day: 5, 10, 15, 20, 30, 60 ...")
        need = Need(interval, work, patience, sla, in_time, abandoned, at_once)
        seen = _read(counts)
        _say_quality(seen, interval)
        out = csv.writer(sys.stdout, lineterminator="\n")
        out.writerow(COLUMNS)
        out.writerows(rows(seen, need, days))


def rows(seen: Sequence[float], need: Need, days: int) -> Iterator[list[object]]:
    """A row per interval of the next days."""
    from gigline.routing.engine import forecasting

    a_day = 1440 // need.interval_min
    expected = forecasting.forecast(seen, 7 * a_day, days * a_day)
    for step, count in enumerate(expected.tolist()):
        day, at = divmod(len(seen) + step, a_day)
        minute = at * need.interval_min
        clock = f"{minute // 60:02d}:{minute % 60:02d}"
        yield [_DAYS[day % 7], clock, f"{count:.1f}", *_people(count, need, seed=step)]


_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def _people(count: float, need: Need, seed: int) -> list[object]:
    from gigline.routing.engine import staffing

    load = staffing.Load(count / (need.interval_min * 60), need.work_s, need.patience_s, need.sla_s)
    if not count:
        return [0, "1.000", "0.000", "1.000", "0.000"]
    slots = staffing.needed(load, in_time=need.in_time, abandoned=need.abandoned)
    people = math.ceil(slots / need.at_once - 1e-9)
    servers = max(slots, math.floor(people * need.at_once))
    exact = staffing.erlang_a(load, servers)
    tried = staffing.simulated(
        load, servers, seed, arrivals=_TRIED, work_spread=_REAL_SPREAD, patience_spread=_REAL_SPREAD
    )
    shares = (exact.in_time, exact.abandoned, tried.in_time, tried.abandoned)
    return [people, *(f"{one:.3f}" for one in shares)]


def _read(path: Path) -> list[float]:
    with path.open(encoding="utf-8", newline="") as lines:
        try:
            return list(_counts(path, lines))
        except UnicodeDecodeError:
            terminal.fail(f"{path}: not a text file")


def _counts(path: Path, lines: Iterable[str]) -> Iterator[float]:
    reader = csv.DictReader(lines)
    if "count" not in (reader.fieldnames or ()):
        terminal.fail(f"{path}:1: there is no column `count`")
    for row in reader:
        try:
            count = float(row["count"])
        except (TypeError, ValueError):
            count = -1.0
        if not 0 <= count <= 1e7:
            terminal.fail(f"{path}:{reader.line_num}: count must be a number from 0")
        yield count


def _say_quality(seen: Sequence[float], interval: int) -> None:
    from gigline.routing.engine import forecasting

    a_day = 1440 // interval
    found = forecasting.backtest(seen, 7 * a_day, a_day)
    if found.intervals:
        terminal.err.print(
            f"Over the past, a day ahead: WAPE {100 * found.wape:.1f} %, bias {100 * found.bias:+.1f} % by interval."
        )
    else:
        terminal.err.print("Too little past to say how good the forecast is: more than a week is needed.")

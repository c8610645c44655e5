"""simulate: what a world would be like under each policy."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gigline.cli import terminal
from gigline.kit import toml_lines

if TYPE_CHECKING:
    from gigline.simulation.worlds.comparing import Question, Result
    from gigline.simulation.worlds.demand import Traced
    from gigline.simulation.worlds.spec import World

_DEFAULT = "longest-idle,gigline,truth-known"

WorldFile = Annotated[Path, typer.Argument(metavar="WORLD", exists=True, dir_okay=False, help="A world's TOML file.")]
Policies = Annotated[str, typer.Option(help="Which to compare, with commas; `all` is every one of them.")]
Days = Annotated[int | None, typer.Option(min=1, max=400, help="How many days. [default: as the file says]")]
Counted = Annotated[int | None, typer.Option(min=1, help="Of how many at the end the figures are.")]
History = Annotated[int | None, typer.Option(min=0, max=400, help="Days of past outcomes to learn from first.")]
Seeds = Annotated[int, typer.Option(min=1, max=1_000, help="How many times, each with other people and other luck.")]
Seed = Annotated[int, typer.Option(min=0, help="The first of the seeds.")]
Staffing = Annotated[float, typer.Option(min=0.05, max=10, help="So many times the usual people come to work.")]
Set = Annotated[
    list[str] | None, typer.Option("--set", help="What if: a value of the file, as `channels.chat.accept=15`.")
]
Knob = Annotated[list[str] | None, typer.Option(help="What if: a weight of the gigline policy, as `price=0.4`.")]
NoSurges = Annotated[bool, typer.Option("--no-surges", help="The same days without their surges.")]
ReportFile = Annotated[Path | None, typer.Option("--report", help="Where the JSON goes.")]
HtmlFile = Annotated[Path | None, typer.Option("--html", help="Where the page with the charts goes.")]


def register(app: typer.Typer, runtime: object = None) -> None:
    """Add the command; it needs nothing of the platform."""
    del runtime

    @app.command()
    def simulate(
        world: WorldFile,
        policies: Policies = _DEFAULT,
        days: Days = None,
        counted: Counted = None,
        history: History = None,
        seeds: Seeds = 1,
        seed: Seed = 1,
        staffing: Staffing = 1.0,
        changed: Set = None,
        knob: Knob = None,
        no_surges: NoSurges = False,
        report: ReportFile = None,
        html: HtmlFile = None,
    ) -> None:
        """Run a made-up network under several policies, with the same people, requesters and luck for each.

        It is the router of the platform under a virtual clock. `truth-known` is the gigline policy knowing what no
        policy can know: the gap from longest-idle to it is what there is to win.

        Example: `gigline simulate examples/worlds/baseline.toml --policies longest-idle,gigline,truth-known --seeds 3`
        """
        from gigline.simulation.worlds.comparing import Question

        given = {"days": days, "counted": counted, "history": history}
        found = _world(world, [*(f"{name}={value}" for name, value in given.items() if value), *(changed or [])])
        question = Question(
            _names(policies), tuple(range(seed, seed + seeds)), staffing, not no_surges, _knobs(knob or [])
        )
        results = _compare(found, question, _trace(found, world))
        _show(question, results)
        _write(found, question, results, report, html)
        if any(one.ledger.fallbacks for one in results):
            terminal.fail("A policy failed and longest-idle stood in for it; the report says how often and why.")
        if any(one.ledger.broken for one in results):
            terminal.fail("A policy broke a hard rule; the report says which and where.")


def _world(path: Path, changed: list[str]) -> World:
    """The world of this file, with what the command line says instead."""
    from pydantic import ValidationError

    from gigline.simulation.worlds.spec import World

    text = path.read_text(encoding="utf-8")
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        terminal.fail(f"{path}:{toml_lines.syntax_line(str(error), text)}: {error}")
    if changed:
        found.setdefault("channels", World().model_dump()["channels"])
    for one in changed:
        _set(found, one)
    try:
        return World.model_validate(found)
    except ValidationError as error:
        lines = toml_lines.Lines(text)
        terminal.fail("\n".join(f"{path}:{lines.of(one['loc'])}: {_where(one)}" for one in error.errors()))


def _where(error: Any) -> str:
    name = ".".join(str(part) for part in error["loc"])
    return f"{name}: {error['msg']}" if name else str(error["msg"])


def _set(found: dict[str, Any], change: str) -> None:
    """Put one value where its dotted name says; the value is written as in the file."""
    name, equals, value = change.partition("=")
    try:
        parsed = tomllib.loads(f"value = {value}")["value"]
    except tomllib.TOMLDecodeError:
        parsed = value
    *tables, last = name.strip().split(".")
    if not equals or not last:
        terminal.fail(f"--set {change}: write it as name=value")
    place = found
    for table in tables:
        place = place.setdefault(table, {})
        if not isinstance(place, dict):
            terminal.fail(f"--set {change}: {table} has no parts")
    place[last] = parsed


def _names(policies: str) -> tuple[str, ...]:
    from gigline.simulation.worlds import comparing

    known = comparing.names()
    wanted = known if policies == "all" else tuple(one.strip() for one in policies.split(",") if one.strip())
    if unknown := [one for one in wanted if one not in known]:
        terminal.fail(f"No policy {', '.join(unknown)}; there are {', '.join(known)}")
    if not wanted:
        terminal.fail("--policies names none")
    return tuple(dict.fromkeys(wanted))


def _knobs(given: list[str]) -> dict[str, float]:
    found = {}
    for one in given:
        name, _, value = one.partition("=")
        try:
            found[name.strip()] = float(value)
        except ValueError:
            terminal.fail(f"--knob {one}: write it as name=number")
    return found


def _trace(world: World, path: Path) -> list[Traced]:
    """The arrivals of the trace that the world names, beside its file."""
    from gigline.simulation.worlds.demand import TraceProblem, read_trace

    if world.arrivals.trace is None:
        return []
    trace = path.parent / world.arrivals.trace
    try:
        with trace.open(encoding="utf-8", newline="") as lines:
            return read_trace(lines, world)
    except OSError as error:
        terminal.fail(f"{trace}: {error.strerror}")
    except TraceProblem as error:
        terminal.fail(f"{trace}:{error.line}: {error.detail}")


def _compare(world: World, question: Question, trace: list[Traced]) -> list[Result]:
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    from gigline.simulation.worlds import comparing

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=terminal.err, transient=True) as bar:
        tasks = {}

        def progress(label: str, share: float) -> None:
            if label not in tasks:
                tasks[label] = bar.add_task(label, total=1.0)
            bar.update(tasks[label], completed=share)

        try:
            return comparing.compare(world, question, trace, progress)
        except comparing.UnknownKnob as error:
            terminal.fail(str(error))


def _show(question: Question, results: list[Result]) -> None:
    from rich.table import Table

    from gigline.simulation.worlds import reporting

    table = Table(box=None, padding=(0, 1, 0, 0))
    for at, heading in enumerate(reporting.headings(short=True)):
        table.add_column(heading, justify="left" if at == 0 else "right", no_wrap=True, min_width=len(heading))
    for row in reporting.rows(question, results):
        table.add_row(*row)
    terminal.out.print(table)


def _write(world: World, question: Question, results: list[Result], report: Path | None, html: Path | None) -> None:
    from gigline.simulation.worlds import reporting

    if report is not None:
        found = reporting.as_json(world, question, results)
        report.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        terminal.out.print(f"Written: {report}")
    if html is not None:
        html.write_text(reporting.as_html(world, question, results), encoding="utf-8")
        terminal.out.print(f"Written: {html}")

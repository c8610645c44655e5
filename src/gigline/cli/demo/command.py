"""demo: the platform with two example brands and a crowd, to look at or to measure."""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import json
import shutil
import signal
import tempfile
from collections.abc import AsyncIterator, Coroutine, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from rich.live import Live
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text

from gigline.cli import doctor, terminal
from gigline.cli.demo import backends, lines, platform, screen
from gigline.cli.demo.preparing import prepare
from gigline.cli.runtime import Runtime
from gigline.infra.settings import Settings
from gigline.simulation.crowd import Crowd, World
from gigline.simulation.pace import COMPRESSED, HUMAN
from gigline.simulation.phones import Line, Phones, said
from gigline.simulation.report import Report
from gigline.simulation.tally import Tally

T = TypeVar("T")

# Human seconds between two requesters: calm to look at, and about two a second when compressed.
LIVE_EVERY_S = 5.0
PHONE_EVERY_S = 15.0
HEADLESS_EVERY_S = 10.0
QUIET_STATUS_S = 30.0
# The whole crowd comes from one address, which the platform's rate limits are not made for.
HEADLESS_RATE_FACTOR = 100.0

Headless = Annotated[bool, typer.Option("--headless", help="No visitors: run so many conversations fast, report, end.")]
Conversations = Annotated[int, typer.Option(min=1, max=100_000, help="How many, with --headless.")]
ReportFile = Annotated[
    Path | None, typer.Option("--report", help="Where the JSON report goes. [default: the terminal]")
]
Holdout = Annotated[
    float, typer.Option(min=0, max=0.5, help="With --headless: the share of requesters whom only people answer.")
]
Seed = Annotated[int, typer.Option(help="The same seed brings the same requesters.")]


def register(app: typer.Typer, runtime: Runtime) -> None:
    """Add the command."""

    @app.command()
    def demo(
        headless: Headless = False,
        conversations: Conversations = 200,
        report: ReportFile = None,
        seed: Seed = 1,
        holdout: Holdout = 0.1,
    ) -> None:
        """Start the platform with two example brands, sample people and a simulated crowd, until Ctrl-C.

        With `--headless` the same crowd hurries through so many conversations; the report says what was lost, and the
        exit code is 0 only if nothing was.

        Example: `gigline demo`, or `gigline demo --headless --conversations 200 --report report.json`
        """
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.default_int_handler)
        with terminal.plain_errors():
            if headless:
                _headless(runtime, conversations, report, seed, holdout)
            else:
                _live(runtime, seed)


def _live(runtime: Runtime, seed: int) -> None:
    base = terminal.settings()
    folder = base.data_dir / "demo"
    folder.mkdir(parents=True, exist_ok=True)
    port = base.port if doctor.is_free(base.host, base.port) else platform.free_port(base.host)
    # The brands' own systems are on this machine too.
    settings = base.model_copy(update={"data_dir": folder, "port": port, "allow_private_fetch": True})
    own = lines.planned(settings.host)
    with _platform(runtime, settings, folder, own, with_past=True) as (url, world):
        screen.welcome(url, _chats(world))
        crowd = Crowd(replace(world, base_url=url), seed=seed, pace=HUMAN, every_s=LIVE_EVERY_S)
        phones = Phones(url, own, world.materials, seed, HUMAN, crowd.problems)
        with contextlib.suppress(KeyboardInterrupt):
            _until_stopped(_show(crowd, phones))
        terminal.out.print("Stopping")


def _headless(runtime: Runtime, conversations: int, report_file: Path | None, seed: int, holdout: float) -> None:
    base = terminal.settings()
    folder = _folder_for_this_run()
    update = {
        "data_dir": folder,
        "port": platform.free_port(base.host),
        "rate_factor": HEADLESS_RATE_FACTOR,
        "allow_private_fetch": True,
    }
    settings = base.model_copy(update=update)
    with _platform(runtime, settings, folder, holdout=holdout) as (url, world):
        told = replace(world, base_url=url, holdout=holdout)
        crowd = Crowd(told, seed=seed, pace=COMPRESSED, every_s=HEADLESS_EVERY_S)
        report = _until_stopped(_measure(crowd, conversations))
    screen.problems(crowd.problems)
    _write(report, report_file)
    broken = report.broken()
    if report.conversations < conversations:
        broken.append(f"only {report.conversations} of {conversations} conversations")
    if broken:
        terminal.err.print(Text(platform.tail(folder / platform.LOG), style="dim"))
        terminal.fail(f"Not kept: {', '.join(broken)}")


def _folder_for_this_run() -> Path:
    """A folder that goes when this process ends, once the embedded database in it was stopped."""
    folder = Path(tempfile.mkdtemp(prefix="gigline-demo-"))
    # Exit handlers run in reverse: the database registers its own when it starts, after this one.
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _write(report: Report, file: Path | None) -> None:
    text = json.dumps(report.as_json(), indent=2)
    if file is None:
        typer.echo(text)
    else:
        file.write_text(text + "\n", encoding="utf-8")
        terminal.err.print(f"The report is in {file}")


@contextlib.contextmanager
def _platform(
    runtime: Runtime,
    settings: Settings,
    folder: Path,
    phones: Sequence[Line] = (),
    holdout: float = 0.0,
    *,
    with_past: bool = False,
) -> Iterator[tuple[str, World]]:
    """The platform's address, with the brands' own systems beside it, and what the crowd needs."""
    systems = backends.planned(settings.host)
    prepared = prepare(runtime, settings, systems, phones, holdout, with_past=with_past)
    with contextlib.ExitStack() as stack:
        with terminal.err.status("Starting the platform"):
            stack.enter_context(backends.running(systems, prepared.dsn, folder))
            url = stack.enter_context(platform.running(runtime.command, settings, folder / platform.LOG))
        yield url, prepared.world


def _chats(world: World) -> dict[str, str]:
    return {one.brand.title(): one.account for one in world.materials}


# The crowd.


def _until_stopped(work: Coroutine[Any, Any, T]) -> T:
    """Run until done; SIGTERM and SIGHUP stop it as Ctrl-C does, with KeyboardInterrupt."""

    async def watched() -> T:
        task, loop = asyncio.current_task(), asyncio.get_running_loop()
        assert task is not None
        for number in (signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, task.cancel)
        return await work

    try:
        return asyncio.run(watched())
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None


@contextlib.asynccontextmanager
async def _closing(crowd: Crowd) -> AsyncIterator[Crowd]:
    try:
        yield crowd
    finally:
        await crowd.close()


async def _show(crowd: Crowd, phones: Phones) -> None:
    async with _closing(crowd), asyncio.TaskGroup() as group:
        group.create_task(crowd.run_forever())
        group.create_task(phones.run_forever(PHONE_EVERY_S))
        group.create_task(_status_line(crowd, phones) if terminal.out.is_terminal else _status_lines(crowd, phones))


async def _status_line(crowd: Crowd, phones: Phones) -> None:
    with Live(console=terminal.out, refresh_per_second=2, transient=True) as live:
        while True:
            live.update(screen.status(crowd.tally, said(phones.counts)))
            await asyncio.sleep(0.5)


async def _status_lines(crowd: Crowd, phones: Phones) -> None:
    while True:
        await asyncio.sleep(QUIET_STATUS_S)
        terminal.out.print(screen.status(crowd.tally, said(phones.counts)), soft_wrap=True)


async def _measure(crowd: Crowd, conversations: int) -> Report:
    columns = (TextColumn("Conversations"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    async with _closing(crowd):
        with Progress(*columns, console=terminal.err) as progress:
            bar = progress.add_task("", total=conversations)

            def show(tally: Tally) -> None:
                progress.update(bar, completed=tally.finished + tally.failed)

            crowd.on_change = show
            return await crowd.run(conversations)

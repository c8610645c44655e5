"""apply: a brand from a folder of files."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.text import Text

from gigline.cli import embedding, terminal
from gigline.cli.apply import applying, reading
from gigline.cli.apply.changes import Change, Kind
from gigline.cli.runtime import Runtime
from gigline.infra.settings import Settings

_MARKS: dict[Kind, tuple[str, str]] = {"added": ("+", "green"), "changed": ("~", "yellow"), "removed": ("-", "red")}

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="Holds brand.toml and knowledge/*.md.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would change, and change nothing.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]


def register(app: typer.Typer, runtime: Runtime) -> None:
    """Add the command."""

    @app.command()
    def apply(folder: Folder, dry_run: DryRun = False, yes: Yes = False) -> None:
        """Make a brand what its folder says: settings, topics, channels and articles. All of it or nothing.

        The folder is checked as a whole first, then compared; a second time there is nothing to do.

        Example: `gigline apply examples/brands/hoplane --dry-run`
        """
        terminal.run(_apply(runtime, terminal.settings(), folder, dry_run=dry_run, yes=yes))


async def _apply(runtime: Runtime, settings: Settings, path: Path, *, dry_run: bool, yes: bool) -> None:
    folder = reading.read(path)
    async with runtime.open_database(settings) as database:
        embedder = embedding.load(runtime, settings)
        async with database.snapshot() as r:
            found = await applying.compare(r, embedder, folder)
        show(found)
        if not found:
            terminal.out.print(f"[green]✓[/] {escape(folder.settings.brand.name)}: nothing to do")
        elif dry_run:
            terminal.out.print(f"Would change: {count(found)}")
        elif yes or _agreed(found):
            with terminal.err.status("Applying"):
                await applying.apply(database, embedder, folder, confirmed=found)
            terminal.out.print(f"[green]✓[/] {escape(folder.settings.brand.name)}: {count(found)}")
        else:
            terminal.fail("Nothing was changed.")


def _agreed(found: Sequence[Change]) -> bool:
    if not sys.stdin.isatty():
        terminal.fail("Nobody is here to ask: say --yes to apply, or --dry-run to look.")
    return typer.confirm(f"Apply ({count(found)})?")


def count(found: Sequence[Change]) -> str:
    """How much changes, in words."""
    kinds = Counter(change.kind for change in found)
    return ", ".join(f"{kinds[kind]} {kind}" for kind in _MARKS if kinds[kind])


def show(found: Sequence[Change]) -> None:
    """Print the differences."""
    for change in found:
        mark, colour = _MARKS[change.kind]
        terminal.out.print(Text(f"{mark} {change.what} {change.name}", style=colour))
        for line in change.lines:
            terminal.out.print(Text(f"    {line}", style=_style(line)), soft_wrap=True)


def _style(line: str) -> str:
    return {"+": "green", "-": "red"}.get(line[:1], "dim")

"""What the demonstration shows: where things are, who to be, and how it goes."""

from __future__ import annotations

from collections.abc import Mapping

from rich import box
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from gigline.cli import terminal
from gigline.cli.demo import people
from gigline.simulation.surface import Problems
from gigline.simulation.tally import Tally


def welcome(url: str, accounts: Mapping[str, str]) -> None:
    """Addresses and sign-ins. `accounts` are the brands' web chats by brand name."""
    addresses = Table(box=None, show_header=False, pad_edge=False)
    addresses.add_row("Console", f"[link]{url}/console/[/]")
    for brand, account in accounts.items():
        addresses.add_row(f"Chat of {brand}", f"{url}/demo/{account}")
    addresses.add_row("API docs", f"{url}/api/docs")
    terminal.out.print(Panel(addresses, title="Gigline is running", title_align="left", expand=False))
    terminal.out.print(_sign_ins())
    terminal.out.print("[dim]The two months before are made up, so that reports have something to show.[/]")
    terminal.out.print("[dim]Ctrl-C stops everything.[/]\n")


def _sign_ins() -> Table:
    table = Table(box=box.SIMPLE_HEAD, title="Sign in at the console", title_justify="left", pad_edge=False)
    for column in ("E-mail", "Password", "Who"):
        table.add_column(column)
    for sample in people.VISITORS:
        table.add_row(sample.email, people.PASSWORD, f"{sample.name}, {sample.said}")
    return table


def status(tally: Tally, phones: str = "") -> Text:
    """The crowd in one line; `phones` tells of those who write by other channels."""
    losses = tally.losses
    broken = losses.lost + losses.duplicated + losses.out_of_order
    line = Text(" · ").join(
        [
            Text(f"{tally.associates} associates", style="cyan"),
            Text(f"{tally.here} here now"),
            Text(f"{tally.finished} served"),
            Text(f"{tally.by_bot} by the bot"),
            Text(f"{tally.by_associate} by people"),
            Text(f"{tally.left} left waiting"),
            Text(f"{broken} lost or doubled", style="bold red" if broken else "green"),
        ]
    )
    if phones:
        line.append(f" · {phones}", style="cyan")
    if tally.failed:
        line.append(f" · {tally.failed} failed", style="bold red")
    return line


def problems(found: Problems) -> None:
    """What the crowd ran into, most frequent first."""
    for text, times in found.counts.most_common(12):
        terminal.err.print(Text(f"  {times:>4} × {text}", style="yellow"))

"""bias-audit: how work falls to groups of people, with impact ratios."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from gigline.accounts import service as accounts
from gigline.cli import terminal
from gigline.cli.runtime import Runtime
from gigline.infra.settings import Settings
from gigline.routing.audit import service
from gigline.routing.audit.rules import Row, Side
from gigline.routing.audit.service import Audited

MOST_OFFERS = 20_000
_WORDS = {
    "too_few": "too few to tell",
    "below": "below four fifths",
    "perhaps": "perhaps below four fifths",
    "open": "no sign of it; the interval reaches below four fifths",
    "fine": "at least four fifths",
}
_ABOUT = {"anything": "lets anything count", "newcomers": "newcomers (90 days)"}


def register(app: typer.Typer, runtime: Runtime) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help="Audits for disparate effect: `gigline bias-audit affinity`.")
    app.add_typer(group, name="bias-audit")

    @group.callback()
    def _audits() -> None:
        """Audits for disparate effect."""

    @group.command()
    def affinity(
        brand: Annotated[str, typer.Option(help="The key of the brand.")],
        days: Annotated[int, typer.Option(min=1, max=366, help="How far back.")] = 90,
        report: Annotated[Path | None, typer.Option(help="Write all of it there, as JSON.")] = None,
    ) -> None:
        """Show how offers, minutes and outcomes fell to associates with and without each shared experience.

        Impact ratios are the lower rate of offers over the higher, with Clopper and Pearson's exact interval. No
        protected attribute is known, so none is in it.

        Example: `gigline bias-audit affinity --brand hoplane --days 90 --report audit.json`
        """
        found = terminal.run(_audit(runtime, terminal.settings(), brand, days))
        show(found)
        if report is not None:
            report.write_text(json.dumps(asdict(found), indent=1), encoding="utf-8")


async def _audit(runtime: Runtime, settings: Settings, key: str, days: int) -> Audited:
    async with runtime.open_database(settings) as database, database.reader() as r:
        brand = await accounts.brand_by_key(r, key)
        return await service.affinity(r, brand.id, days, MOST_OFFERS)


def show(found: Audited) -> None:
    """The table."""
    table = Table("who", "people", "offers per 100 chances", "minutes each", "settled", "impact ratio", "which says")
    for row in found.rows:
        table.add_row(_ABOUT.get(row.about, row.name), *_figures(row), _WORDS[row.word])
    terminal.out.print(table)
    terminal.out.print(f"with · without, of {found.offers} offers{'' if found.whole else ', the newest'}")


def _figures(row: Row) -> list[str]:
    if row.having is None or row.others is None:
        return ["", "", "", "", ""]
    sides = (row.having, row.others)
    ratio = f"{row.ratio:.2f} ({row.low:.2f} to {row.high:.2f})"
    return [
        " · ".join(str(one.people) for one in sides),
        " · ".join(f"{100 * one.rate:.1f}" for one in sides),
        " · ".join(f"{one.minutes / one.people:.0f}" for one in sides),
        " · ".join(_share(one) for one in sides),
        ratio,
    ]


def _share(one: Side) -> str:
    return f"{one.settled / one.known:.0%}" if one.known else "?"

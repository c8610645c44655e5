"""evaluate replay: past conversations with the present version beside what was done."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from gigline.accounts import service as accounts
from gigline.bot.assistant import Assistant
from gigline.bot.learning import replaying
from gigline.bot.learning.replaying import Compared, Did
from gigline.cli import embedding, terminal
from gigline.cli.apply import applying, reading
from gigline.cli.apply.reading import BrandFolder
from gigline.cli.runtime import Runtime
from gigline.infra.db import Database, Reader
from gigline.infra.settings import Settings
from gigline.language.service import Embedder

SHOWN = 40


def add(group: typer.Typer, runtime: Runtime) -> None:
    """Add the command to the group of evaluations."""

    @group.command()
    def replay(
        brand: Annotated[str, typer.Option(help="The key of the brand.")],
        days: Annotated[int, typer.Option(min=1, max=400, help="How far back.")] = 30,
        limit: Annotated[int, typer.Option(min=1, max=20_000, help="At most so many conversations.")] = 500,
        folder: Annotated[
            Path | None, typer.Option(help="With the settings and articles of this folder, as if it were applied.")
        ] = None,
        texts: Annotated[bool, typer.Option("--texts", help="Show the (masked) questions.")] = False,
        report: Annotated[Path | None, typer.Option(help="Write all comparisons there, as JSON.")] = None,
        most_changed: Annotated[
            float, typer.Option(min=0, max=1, help="Fail when a larger share is otherwise now.")
        ] = 1.0,
    ) -> None:
        """Ask the bot again what it was asked, and show what it would do otherwise. Nothing is written to the database.

        Example: `gigline evaluate replay --brand hoplane --folder examples/brands/hoplane --most-changed 0.05`
        """
        found = terminal.run(_replay(runtime, terminal.settings(), brand, days, limit, folder, texts))
        show(found, texts)
        if report is not None:
            report.write_text(json.dumps(as_json(found), indent=1), encoding="utf-8")
        changed = sum(not one.same for one in found)
        if found and changed / len(found) > most_changed:
            terminal.fail(f"{changed} of {len(found)} are otherwise now: more than {most_changed:.1%}.")


async def _replay(
    runtime: Runtime, settings: Settings, key: str, days: int, limit: int, folder: Path | None, texts: bool
) -> list[Compared]:
    wanted = reading.read(folder) if folder is not None else None
    async with runtime.open_database(settings) as database:
        assistant = Assistant(embedding.load(runtime, settings))
        async with _as_if_applied(database, assistant.embedder, wanted) as r:
            brand = await accounts.brand_by_key(r, key)
            return await replaying.replay(
                r, assistant, brand.id, accounts.settings_of(brand), days=days, limit=limit, texts=texts
            )


class _TakenBack(Exception):
    """Ends a transaction of which nothing shall stay."""


@asynccontextmanager
async def _as_if_applied(database: Database, embedder: Embedder, folder: BrandFolder | None) -> AsyncIterator[Reader]:
    """A session that sees the brand as it is, or as it would be with this folder."""
    if folder is None:
        async with database.reader() as r:
            yield r
        return
    with suppress(_TakenBack):
        async with database.writer() as w:
            await applying.save(w, embedder, folder)
            yield w
            raise _TakenBack


def show(found: Sequence[Compared], texts: bool) -> None:
    """The counts of what became what, and the first differences."""
    counts = Counter((one.then.outcome, one.now.outcome, one.same) for one in found)
    table = Table("then", "now", "conversations", "the same")
    for (then, now, same), count in sorted(counts.items()):
        table.add_row(then, now, str(count), "yes" if same else "no")
    terminal.out.print(table)
    changed = [one for one in found if not one.same]
    details = Table("conversation", "then", "now", *(["question"] if texts else []))
    for one in changed[:SHOWN]:
        details.add_row(str(one.conversation_id), _said(one.then), _said(one.now), *([one.question] if texts else []))
    if changed:
        terminal.out.print(details)
    terminal.out.print(f"{len(found)} replayed, {len(changed)} otherwise")


def _said(did: Did) -> str:
    sure = f" {did.confidence:.2f}" if did.confidence is not None else ""
    return f"{did.outcome} {did.slug or ''}{sure}"


def as_json(found: Sequence[Compared]) -> list[dict[str, Any]]:
    """All comparisons; without `question` where it was not asked for."""
    rows = []
    for one in found:
        row = {**asdict(one), "conversation_id": str(one.conversation_id), "same": one.same}
        rows.append({key: value for key, value in row.items() if key != "question" or value})
    return rows

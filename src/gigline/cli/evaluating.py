"""evaluate: how well the bot would understand, and find, on data of one's own."""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from gigline.cli import articles as files
from gigline.cli import embedding, replaying, terminal
from gigline.cli.labelled import read_labelled
from gigline.cli.runtime import Runtime
from gigline.knowledge import service as knowledge
from gigline.knowledge.models import Article
from gigline.language.service import LanguageError, ViewEmbedder

if TYPE_CHECKING:
    from gigline.language.understanding.measuring import Figures
    from gigline.language.understanding.model import Labelled, Understood

BATCH = 64
MOST_RANKED = 10


def register(app: typer.Typer, runtime: Runtime) -> None:
    """Add the commands."""
    group = typer.Typer(help="Measure understanding and search on data of one's own.", no_args_is_help=True)
    app.add_typer(group, name="evaluate")
    replaying.add(group, runtime)

    @group.command("knowledge")
    def find(
        articles: Annotated[Path, typer.Option(help='Articles: a line each, {"id","title","body"}.')],
        queries: Annotated[Path, typer.Option(help='Questions: a line each, {"id","text"}.')],
        predictions: Annotated[Path, typer.Option(help="Where to write the ranked articles.")],
    ) -> None:
        """Rank articles for each query as the bot's search does, the ten best first.

        Example: `gigline evaluate knowledge --articles faq.jsonl --queries asked.jsonl --predictions ranked.jsonl`
        """
        embedder = embedding.load(runtime, terminal.settings())
        began = time.perf_counter()
        with terminal.plain_errors():
            known, asked = files.read_articles(articles), files.read_queries(queries)
            with _bar() as told:
                ranked = list(_ranked(embedder, known, asked, told))
            _save(predictions, "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in ranked))
        terminal.out.print(
            f"{len(ranked)} queries ranked over {len(known)} articles in {time.perf_counter() - began:.1f} s"
        )

    @group.command("bot")
    def bot(
        train: Annotated[Path, typer.Option(help="Examples: CSV with text,label; label oos is out of scope.")],
        test: Annotated[Path, typer.Option(help="Messages to judge by, in the same format.")],
        predictions: Annotated[Path, typer.Option(help="Where to write what was understood.")],
        valid: Annotated[Path | None, typer.Option(help="Messages to choose the threshold on.")] = None,
        oos_share: Annotated[
            float | None, typer.Option(min=0, max=0.95, help="Share of messages to expect out of scope.")
        ] = None,
        precision: Annotated[
            float, typer.Option(min=0.5, max=0.999, help="How often an answer shall be right.")
        ] = 0.95,
    ) -> None:
        """Fit the bot's understanding on examples and say how much of a test file it would answer, and how well.

        Example: `gigline evaluate bot --train train.csv --test test.csv --precision 0.98 --predictions out.csv`
        """
        embedder = embedding.load(runtime, terminal.settings())
        began = time.perf_counter()
        with terminal.plain_errors():
            known, asked = read_labelled(train), read_labelled(test)
            chosen = None if valid is None else read_labelled(valid)
            with _bar() as told:
                said = _understand(embedder, known, chosen, asked, precision, oos_share, told)
            _write(predictions, asked, said)
        _tell(asked, said, time.perf_counter() - began)


def _ranked(
    embedder: ViewEmbedder, known: list[Article], asked: list[files.Asked], told: Callable[[str], None]
) -> Iterator[dict[str, object]]:
    index = files.index(embedder, known, told)
    for at, one in enumerate(asked):
        told(f"ranking query {at + 1} of {len(asked)}")
        found = index.search(
            one.text, knowledge.query_of(embedder, one.text), kind=None, language=None, limit=MOST_RANKED
        )
        scores = [round(score, 6) for _, score, _ in found]
        yield {"id": one.id, "ranked": [index.articles[place].slug for place, _, _ in found], "scores": scores}


def _understand(
    embedder: ViewEmbedder,
    train: Labelled,
    valid: Labelled | None,
    test: Labelled,
    precision: float,
    share: float | None,
    told: Callable[[str], None],
) -> Understood:
    # scipy comes with these; commands that do not need them start without.
    import numpy as np

    from gigline.language.understanding import model
    from gigline.language.understanding.model import Understood

    try:
        fitted = model.fit(embedder, train, precision, valid=valid, share=share, progress=told)
    except LanguageError as error:
        terminal.fail(str(error))
    parts = []
    for start in range(0, len(test), BATCH):
        told(f"understanding {start} of {len(test)} messages")
        parts.append(fitted.understand(test.texts[start : start + BATCH]))
    return Understood(
        [label for part in parts for label in part.labels],
        np.concatenate([part.confidence for part in parts]),
        np.concatenate([part.answered for part in parts]),
    )


@contextmanager
def _bar() -> Iterator[Callable[[str], None]]:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=terminal.err, transient=True) as progress:
        task = progress.add_task("starting")
        yield lambda said: progress.update(task, description=said)


def _write(path: Path, test: Labelled, said: Understood) -> None:
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow(("text", "label", "predicted", "confidence", "answered"))
    for row in zip(test.texts, test.labels, said.labels, said.confidence, said.answered, strict=True):
        rows.writerow((*row[:3], f"{row[3]:.6f}", int(row[4])))
    _save(path, written.getvalue())


def _save(path: Path, content: str) -> None:
    try:
        path.write_text(content, encoding="utf-8", errors="replace", newline="")
    except OSError as error:
        terminal.fail(f"{path}: cannot be written ({error.strerror})")


def _tell(test: Labelled, said: Understood, seconds: float) -> None:
    from gigline.language.understanding import measuring
    from gigline.language.understanding.model import OUTSIDE

    terminal.out.print(
        table(measuring.measure(test.labels, said.labels, said.confidence, said.answered, outside=OUTSIDE), seconds)
    )


def table(figures: Figures, seconds: float) -> Table:
    """The figures as people read them."""
    shown = Table(show_header=False, box=None)
    shown.add_row("messages", str(figures.messages), "")
    shown.add_row("accuracy", f"{100 * figures.accuracy:.2f} %", "of the messages in scope")
    shown.add_row("coverage", f"{100 * figures.coverage:.2f} %", "of all messages answered by itself")
    shown.add_row("precision", _percent(figures.precision), "of those answered right")
    shown.add_row("AUROC", _percent(figures.auroc), f"tells {figures.told_apart}")
    shown.add_row("time", f"{seconds:.1f} s", "")
    return shown


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.2f} %"

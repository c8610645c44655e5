"""How commands speak: results to standard output, everything else to standard error, errors in one line."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn, TypeVar

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.markup import escape

from gigline.infra.settings import Settings
from gigline.kit.errors import GiglineError

T = TypeVar("T")

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


def fail(text: str) -> NoReturn:
    """Say what is wrong and end with exit code 1."""
    err.print(f"[bold red]✗[/] {escape(text)}", soft_wrap=True)
    raise typer.Exit(1)


@contextmanager
def plain_errors() -> Iterator[None]:
    """Typed errors become one line and exit code 1; anything else is a bug and keeps its traceback."""
    try:
        yield
    except GiglineError as error:
        fail(error.detail or error.code)


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to its end, with plain errors."""
    with plain_errors():
        return asyncio.run(work)


def settings(**changed: Any) -> Settings:
    """The settings of the environment, with what the command line says instead (None: nothing)."""
    given = {name: value for name, value in changed.items() if value is not None}
    try:
        return Settings(**given)
    except ValidationError as error:
        wrong = [f"GIGLINE_{'_'.join(map(str, one['loc'])).upper()}: {one['msg']}" for one in error.errors()]
        fail("; ".join(wrong))

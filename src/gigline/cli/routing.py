"""route: the router as a filter, JSON Lines in, decisions out."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Annotated, Any, BinaryIO

import typer

from gigline.routing.engine import lines
from gigline.routing.engine.errors import EngineError
from gigline.routing.engine.router import Router

# A profile of tens of thousands of brands, and nothing that fills the memory.
LONGEST_LINE = 4 << 20


class PolicyName(StrEnum):
    """The policies that the contract names."""

    GIGLINE = "gigline"
    ROUND_ROBIN = "round-robin"
    LONGEST_IDLE = "longest-idle"
    SKILL_TIER = "skill-tier"
    SIMPLR_LIKE = "simplr-like"


Chosen = Annotated[PolicyName, typer.Option("--policy", help="How to choose among those who may.")]
Seed = Annotated[int, typer.Option(min=0, help="The same lines and seed give the same decisions.")]


def register(app: typer.Typer, runtime: object = None) -> None:
    """Add the command; it needs nothing of the platform."""
    del runtime

    @app.command()
    def route(policy: Chosen = PolicyName.GIGLINE, seed: Seed = 0) -> None:
        """Route by JSON Lines: events on standard input, a line on standard output for each tick.

        No database, no model, no network: another help desk can embed it, and any simulator can measure it. A line
        that is no event gets an error line and changes nothing.

        Example: `gigline route --policy longest-idle < events.jsonl`
        """
        if policy is PolicyName.GIGLINE:
            # Its rounds need it: better to load it now than at the first conversation.
            importlib.import_module("scipy.optimize")
        if sys.stdin is None or sys.stdout is None:
            raise typer.BadParameter("route reads standard input and writes standard output: one of them is closed.")
        try:
            for line in answers(Router(policy.value, seed), whole_lines(sys.stdin.buffer)):
                sys.stdout.buffer.write(line)
                sys.stdout.buffer.flush()
        except BrokenPipeError:
            _leave_output()
        except OSError as error:
            _leave_output()
            typer.echo(f"gigline route: {error.strerror}", err=True)
            raise typer.Exit(1) from error


def _leave_output() -> None:
    """Nobody takes it any more; the interpreter would complain once more when it closes the stream."""
    sys.stdout = None


def whole_lines(source: BinaryIO) -> Iterator[bytes]:
    """The lines, those that are too long as empty ones, so that no line takes more memory than LONGEST_LINE."""
    while line := source.readline(LONGEST_LINE):
        cut = len(line) == LONGEST_LINE and not line.endswith(b"\n")
        while cut and (more := source.readline(LONGEST_LINE)):
            cut, line = not more.endswith(b"\n"), b""
        yield line


def answers(router: Router, source: Iterable[bytes]) -> Iterator[bytes]:
    """The answers to these lines, in order, each as soon as it is known."""
    for number, line in enumerate(source, start=1):
        try:
            decision = router.feed(lines.read(line))
        except EngineError as error:
            yield _line({"error": str(error), "line": number})
            continue
        if decision is not None:
            yield _line(lines.answer(decision))


def _line(found: dict[str, Any]) -> bytes:
    return json.dumps(found, allow_nan=False, separators=(",", ":")).encode() + b"\n"

"""Logs and metrics. Log messages are fixed words; message text, addresses and secrets never go in."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

import structlog
from prometheus_client import Counter, Gauge, Histogram

DELIVERIES = Counter("gigline_deliveries_total", "Outbox deliveries by outcome", ["subscriber", "outcome"])
MESSAGES = Counter("gigline_messages_total", "Messages by direction and author", ["direction", "author"])
ASIDES = Counter("gigline_asides_total", "Deliveries that became no message", ["channel", "reason"])
SOCKETS = Gauge("gigline_sockets", "Open WebSocket connections", ["surface"])
CALLS = Gauge("gigline_calls", "Browser calls whose sound this process has")
REQUESTS = Histogram(
    "gigline_http_seconds",
    "Time to answer an HTTP request",
    ["method", "route", "status"],
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)


def configure(level: str = "INFO", style: str = "console") -> None:
    """Set up structlog on standard error; `style` is console or json."""
    console = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    renderer: structlog.typing.Processor = structlog.processors.JSONRenderer() if style == "json" else console
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )


def where(error: BaseException) -> str:
    """The error's kind and the line that raised it, for logs: its text may hold what people wrote, this does not."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return type(error).__name__
    return f"{type(error).__name__} at {Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"

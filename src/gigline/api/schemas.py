"""What the edge itself answers."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel


class FieldProblem(BaseModel):
    """One thing that is wrong with a request: where (`body.email`), what kind, and in words."""

    path: str
    code: str
    detail: str


class ErrorFacts(BaseModel):
    code: str
    detail: str
    fields: list[FieldProblem] | None = None
    current: dict[str, Any] | None = None


class ErrorBody(BaseModel):
    """Every error looks like this. `code` is for programs, `detail` for people, `current` says how things stand."""

    error: ErrorFacts

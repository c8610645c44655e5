"""Settings of a web chat account."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class WebchatSettings(BaseModel):
    """Where the widget may live, and what it offers beside writing."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    origins: list[str] = Field([], description="Pages that may show the widget, as scheme://host; empty: all.")
    calls: bool = Field(False, description="Whether the widget has a button to call from the page.")
    record_calls: bool = Field(False, description="Whether callers are asked to have their call recorded.")

"""Settings of a web chat account."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class WebchatSettings(BaseModel):
    """Where the widget may live."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    origins: list[str] = Field([], description="Pages that may show the widget, as scheme://host; empty: all.")

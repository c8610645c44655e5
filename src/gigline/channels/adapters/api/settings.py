"""Settings of an API channel account."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from gigline.channels.parsing import WebAddress


class ApiSettings(BaseModel):
    """Without `secret` only API keys may post; without `callback_url` messages are fetched through the REST API."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    secret: Annotated[str, StringConstraints(min_length=16, max_length=500)] | None = Field(
        None, description="Signs deliveries in both directions (HMAC-SHA256)."
    )
    callback_url: WebAddress | None = Field(None, description="Where answers are posted.")
    timeout_s: float = Field(10.0, ge=1, le=15, description="How long an answer of the callback is waited for.")

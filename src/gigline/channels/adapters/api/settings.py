"""Settings of an API channel account."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints


def _web_address(value: str) -> str:
    """A first look only; infra.http decides at each send where the address really leads."""
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.password:
        raise ValueError("must be http(s)://host/... without a user name")
    return value


class ApiSettings(BaseModel):
    """Without `secret` only API keys may post; without `callback_url` messages are fetched through the REST API."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    secret: Annotated[str, StringConstraints(min_length=16, max_length=500)] | None = Field(
        None, description="Signs deliveries in both directions (HMAC-SHA256)."
    )
    callback_url: Annotated[str, StringConstraints(max_length=2_000), AfterValidator(_web_address)] | None = Field(
        None, description="Where answers are posted."
    )
    timeout_s: float = Field(10.0, ge=1, le=15, description="How long an answer of the callback is waited for.")

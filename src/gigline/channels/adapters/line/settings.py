"""Settings of a LINE official account."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, SecretStr, StringConstraints, field_serializer

from gigline.channels.parsing import WebAddress


class LineSettings(BaseModel):
    """`channel_secret` signs what LINE delivers, `access_token` lets us send; `bot_user_id` is who is written to."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    channel_secret: Annotated[SecretStr, Field(min_length=16, max_length=200)]
    access_token: Annotated[SecretStr, Field(min_length=16, max_length=1_000)]
    bot_user_id: Annotated[str, StringConstraints(pattern=r"^U[0-9a-f]{32}$")]
    api_base: WebAddress = "https://api.line.me"
    data_base: WebAddress = "https://api-data.line.me"

    @field_serializer("channel_secret", "access_token", when_used="json")
    def _kept(self, value: SecretStr) -> str:
        return value.get_secret_value()

"""Settings of a Telegram bot."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_serializer, field_validator

from gigline.channels.parsing import WebAddress

API = "https://api.telegram.org"


class TelegramSettings(BaseModel):
    """`bot_token` is BotFather's, `secret_token` ours: what setWebhook was told and each delivery repeats."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    bot_token: Annotated[SecretStr, Field(min_length=20, max_length=100)]
    secret_token: Annotated[SecretStr, Field(min_length=16, max_length=256)]
    api_base: WebAddress = API
    per_second: Annotated[float, Field(gt=0, le=1_000)] | None = None

    @field_validator("secret_token")
    @classmethod
    def _allowed(cls, value: SecretStr) -> SecretStr:
        said = value.get_secret_value()
        if not said.isascii() or not said.replace("_", "").replace("-", "").isalnum():
            raise ValueError("Telegram takes only A-Z, a-z, 0-9, _ and - here")
        return value

    @field_serializer("bot_token", "secret_token", when_used="json")
    def _kept(self, value: SecretStr) -> str:
        return value.get_secret_value()

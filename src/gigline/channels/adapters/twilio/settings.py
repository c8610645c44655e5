"""Settings of Twilio accounts: one phone number, or one WhatsApp sender."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, SecretStr, StringConstraints, field_serializer

from gigline.channels.parsing import WebAddress

API = "https://api.twilio.com"


class TwilioSettings(BaseModel):
    """`auth_token` signs what Twilio delivers and lets us send."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    account_sid: Annotated[str, StringConstraints(pattern=r"^AC[0-9a-fA-F]{32}$")]
    auth_token: Annotated[SecretStr, Field(min_length=16, max_length=200)]
    number: Annotated[str, StringConstraints(pattern=r"^(\+[1-9][0-9]{6,14}|[0-9]{3,8})$")] = Field(
        description="Our number, as +351912345678, or a short code."
    )
    messaging_service_sid: Annotated[str, StringConstraints(pattern=r"^MG[0-9a-fA-F]{32}$")] | None = None
    help_text: Annotated[str, StringConstraints(min_length=1, max_length=459)] | None = Field(
        None, description="Answers HELP, INFO and AYUDA, once a day; empty: they are messages like others."
    )
    api_base: WebAddress = API
    per_second: Annotated[float, Field(gt=0, le=1_000)] | None = None

    @field_serializer("auth_token", when_used="json")
    def _kept(self, value: SecretStr) -> str:
        return value.get_secret_value()


class SmsSettings(TwilioSettings):
    """A phone number for texts."""

    mms: bool = Field(False, description="The number can send pictures (MMS); otherwise they are read on a page.")


class WhatsAppSettings(TwilioSettings):
    """A WhatsApp sender. `template_sid` is an approved content template with one variable, for after the window."""

    template_sid: Annotated[str, StringConstraints(pattern=r"^HX[0-9a-fA-F]{32}$")] | None = None

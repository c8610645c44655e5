"""Settings of Meta's three channels."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, SecretStr, StringConstraints, field_serializer

from gigline.channels.parsing import WebAddress

API = "https://graph.facebook.com"
INSTAGRAM_API = "https://graph.instagram.com"
_Id = Annotated[str, StringConstraints(pattern=r"^[0-9]{5,32}$")]
_Secret = Annotated[SecretStr, Field(min_length=8, max_length=1_000)]


class MetaSettings(BaseModel):
    """`app_secret` signs what Meta delivers, `verify_token` is ours to choose, `access_token` lets us send."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    app_secret: _Secret
    verify_token: _Secret
    access_token: _Secret
    api_base: WebAddress = API
    api_version: Annotated[str, StringConstraints(pattern=r"^v[0-9]{1,3}\.[0-9]{1,2}$")] = "v23.0"
    per_second: Annotated[float, Field(gt=0, le=1_000)] | None = None

    @field_serializer("app_secret", "verify_token", "access_token", when_used="json")
    def _kept(self, value: SecretStr) -> str:
        return value.get_secret_value()


class WhatsAppSettings(MetaSettings):
    """`template` is an approved message template with one variable in its body, for after the window."""

    phone_number_id: _Id
    template: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,512}$")] | None = None
    template_language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(_[A-Z]{2})?$")] = "en_US"


class MessengerSettings(MetaSettings):
    """`human_agent`: Meta lets this app's people answer for seven days instead of one."""

    page_id: _Id
    human_agent: bool = False


class InstagramSettings(MetaSettings):
    """An Instagram professional account."""

    account_id: _Id
    api_base: WebAddress = INSTAGRAM_API
    human_agent: bool = False

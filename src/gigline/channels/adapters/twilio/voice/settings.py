"""Settings of a phone number that takes calls."""

from __future__ import annotations

from pydantic import ConfigDict, Field

from gigline.channels.adapters.twilio.settings import TwilioSettings
from gigline.channels.calling import House


class PhoneSettings(House, TwilioSettings):
    """A number that takes calls."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    texts: bool = Field(True, description="Whether the number takes and sends texts too.")

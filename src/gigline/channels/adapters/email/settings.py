"""Settings of an email account."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

ADDRESS = re.compile(r"[a-z0-9.!#$%&'*/=?^_`{|}~-]{1,64}@[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])", re.ASCII)
HOST = re.compile(r"[a-z0-9:](?:[a-z0-9.:-]{0,250}[a-z0-9])?", re.ASCII | re.IGNORECASE)
IMAP_PORTS = frozenset({143, 993})
SMTP_PORTS = frozenset({25, 465, 587, 2525})


def _address(value: str) -> str:
    spelt = value.strip().lower()
    if not ADDRESS.fullmatch(spelt):
        raise ValueError("must be like support@shop.example, without a +")
    return spelt


def _host(value: str) -> str:
    if not HOST.fullmatch(value):
        raise ValueError("must be the name or address of a server")
    return value


Secret = Annotated[str, StringConstraints(min_length=1, max_length=4_000, pattern=r"^[^\r\n\x00]+$")]
Host = Annotated[str, AfterValidator(_host)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class OAuth(_Part):
    """A refresh token that is exchanged for short-lived ones (XOAUTH2)."""

    token_url: Annotated[str, StringConstraints(pattern=r"^https?://", max_length=2_000)]
    client_id: Secret
    client_secret: Secret | None = Field(None, repr=False)
    refresh_token: Secret = Field(repr=False)
    scope: str = ""


class Server(_Part):
    """Where and as whom to sign in; `ca` is the server's certificate authority (PEM) where the system's are not it."""

    host: Host
    user: Annotated[str, StringConstraints(max_length=320, pattern=r"^[^\s\"\\(){%*\x00-\x1f]*$")] = ""
    password: Secret | None = Field(None, repr=False)
    oauth: OAuth | None = None
    ca: str | None = None
    timeout_s: float = Field(20.0, ge=1, le=60)


class Imap(Server):
    """A mailbox. `plain` is without TLS and for private networks only."""

    port: int = 993
    security: Literal["tls", "plain"] = "tls"
    folder: Annotated[str, StringConstraints(pattern=r'^[^"\\\r\n\x00]{1,200}$')] = "INBOX"
    history: bool = Field(False, description="Take the mails too that were there before this mailbox was connected.")
    poll_s: float = Field(60.0, ge=1, le=3_600, description="How often it is looked at where IDLE is not to be had.")


class Smtp(Server):
    """A server that sends for us. `plain` is without TLS and for private networks only."""

    port: int = 587
    security: Literal["tls", "starttls", "plain"] = "starttls"


class EmailSettings(_Part):
    """Without `imap` mails come by HTTP, signed with `secret`; without `smtp` nothing is sent."""

    address: Annotated[str, AfterValidator(_address)] = Field(
        "support@localhost.example", description="The address people write to."
    )
    name: Annotated[str, StringConstraints(max_length=120)] = Field("", description="How answers are signed.")
    secret: Annotated[str, StringConstraints(min_length=16, max_length=500)] | None = Field(
        None, repr=False, description="Signs mails that are delivered by HTTP (HMAC-SHA256)."
    )
    authserv_id: Annotated[str, StringConstraints(max_length=255)] | None = Field(
        None, description="The name by which our own mail server signs its Authentication-Results; nobody else's count."
    )
    imap: Imap | None = None
    smtp: Smtp | None = None
    per_second: float | None = Field(None, gt=0, le=100, description="How many mails may be sent in a second.")

    @model_validator(mode="after")
    def _one_way_to_sign_in(self) -> EmailSettings:
        for server in (self.imap, self.smtp):
            if server is not None and server.password is not None and server.oauth is not None:
                raise ValueError("use password or oauth, not both")
        return self

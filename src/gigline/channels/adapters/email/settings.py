"""Settings of an email account."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from gigline.infra.oauth import Grant

ADDRESS = re.compile(r"[a-z0-9.!#$%&'*/=?^_`{|}~-]{1,64}@[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])", re.ASCII)
HOST = re.compile(r"[a-z0-9:](?:[a-z0-9.:-]{0,250}[a-z0-9])?", re.ASCII | re.IGNORECASE)
USER = r"^[^\s\"\\(){%*\x00-\x1f]{0,320}$"
IMAP_PORTS = frozenset({143, 993})
SMTP_PORTS = frozenset({25, 465, 587, 2525})
_PROOF = {"refresh_token": "refresh_token", "client_credentials": "client_secret"}


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
    """Where access tokens are had, for a refresh token or for the client's own credentials."""

    token_url: Annotated[str, StringConstraints(pattern=r"^https?://", max_length=2_000)]
    client_id: Secret
    scope: Annotated[str, StringConstraints(max_length=1_000)] = ""
    grant: Literal["refresh_token", "client_credentials"] = "refresh_token"


@dataclass(frozen=True)
class SignIn:
    """As whom to sign in to a server, and by which proof; a server of one's own may want none."""

    user: str
    password: str | None = field(default=None, repr=False)
    grant: Grant | None = None


class Server(_Part):
    """A mail server; `ca` is its certificate authority (PEM) where the system's are not it."""

    host: Host
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

    address: Annotated[str, AfterValidator(_address)] = Field(description="The address people write to.")
    name: Annotated[str, StringConstraints(max_length=120)] = Field("", description="How answers are signed.")
    secret: Annotated[str, StringConstraints(min_length=16, max_length=500)] | None = Field(
        None, repr=False, description="Signs mails that are delivered by HTTP (HMAC-SHA256)."
    )
    authserv_id: Annotated[str, StringConstraints(max_length=255)] | None = Field(
        None, description="The name by which our own mail server signs its Authentication-Results; nobody else's count."
    )
    user: Annotated[str, StringConstraints(pattern=USER)] = Field(
        "", description="Signs in to both servers; empty: the address."
    )
    password: Secret | None = Field(None, repr=False, description="Signs in to both servers.")
    smtp_password: Secret | None = Field(None, repr=False, description="Where the SMTP server wants another one.")
    oauth: OAuth | None = Field(None, description="Signs in to both servers with access tokens instead of a password.")
    client_secret: Secret | None = Field(
        None, repr=False, description="Goes with `oauth`, where the provider gives one."
    )
    refresh_token: Secret | None = Field(None, repr=False, description="Goes with `oauth`, where people gave consent.")
    imap: Imap | None = None
    smtp: Smtp | None = None
    per_second: float | None = Field(None, gt=0, le=100, description="How many mails may be sent in a second.")

    @model_validator(mode="after")
    def _proof_goes_with_the_grant(self) -> EmailSettings:
        if self.oauth is not None and getattr(self, _PROOF[self.oauth.grant]) is None:
            raise ValueError(f"the grant {self.oauth.grant} needs a {_PROOF[self.oauth.grant]}")
        return self

    def sign_in(self, kind: Literal["imap", "smtp"]) -> SignIn:
        """How to sign in to this account's server of that kind."""
        user = self.user or self.address
        if self.oauth is None:
            return SignIn(user, self.smtp_password or self.password if kind == "smtp" else self.password)
        refresh = self.refresh_token if self.oauth.grant == "refresh_token" else None
        return SignIn(
            user,
            grant=Grant(
                self.oauth.token_url, self.oauth.client_id, self.client_secret, self.oauth.scope, refresh, in_form=True
            ),
        )

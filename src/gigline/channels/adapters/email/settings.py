"""Settings of an email account."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

import httpx
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from gigline.infra.oauth import Client, Grant

ADDRESS = re.compile(r"[a-z0-9.!#$%&'*/=?^_`{|}~-]{1,64}@[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])", re.ASCII)
HOST = re.compile(r"[a-z0-9:](?:[a-z0-9.:-]{0,250}[a-z0-9])?", re.ASCII | re.IGNORECASE)
URL = re.compile(r"https?://[!-?A-\[\]-~]{1,2000}", re.ASCII)
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


def _url(value: str) -> str:
    try:
        host = httpx.URL(value).host if URL.fullmatch(value) else ""
    except httpx.InvalidURL:
        host = ""
    if not host:
        raise ValueError("must be an http or https address")
    return value


Secret = Annotated[str, StringConstraints(min_length=1, max_length=4_000, pattern=r"^[^\r\n\x00]+$")]
Host = Annotated[str, AfterValidator(_host)]
Url = Annotated[str, AfterValidator(_url)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class Provider(_Part):
    """Where one is asked for consent and for tokens, and for what; `extra` goes with the question for consent."""

    authorize_url: Url
    token_url: Url
    scope: str
    extra: dict[str, str] = {}


PROVIDERS = {
    name: Provider.model_validate(one)
    for name, one in tomllib.loads(Path(__file__).with_name("providers.toml").read_text(encoding="utf-8")).items()
}


class OAuth(_Part):
    """Where access tokens are had, for a refresh token or for the client's own credentials. What is not said here is
    as with the named `provider`."""

    provider: Literal["google", "microsoft"] | None = None
    tenant: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9.-]{1,100}$")] = "common"
    authorize_url: Url | None = None
    token_url: Url | None = None
    client_id: Secret
    scope: Annotated[str, StringConstraints(max_length=1_000)] = ""
    grant: Literal["refresh_token", "client_credentials"] = "refresh_token"

    @model_validator(mode="after")
    def _is_somewhere(self) -> OAuth:
        if self.provider is None and self.token_url is None:
            raise ValueError("needs a provider or a token_url")
        return self

    @property
    def _known(self) -> Provider | None:
        return PROVIDERS[self.provider] if self.provider else None

    def proof(self, client_secret: str | None, refresh_token: str | None) -> Grant:
        """What is exchanged for an access token."""
        refresh = refresh_token if self.grant == "refresh_token" else None
        return Grant(self._token_url, self.client_id, client_secret, self._scope, refresh, in_form=True)

    def client(self, client_secret: str | None, hint: str) -> Client | None:
        """Who asks for consent; None where nobody is to be asked."""
        at = self.authorize_url or (self._known.authorize_url if self._known else None)
        if at is None or self.grant != "refresh_token":
            return None
        extra = self._known.extra if self._known else {}
        return Client(self._filled(at), self._token_url, self.client_id, client_secret, self._scope, extra, hint)

    @property
    def _token_url(self) -> str:
        url = self.token_url or (self._known.token_url if self._known else None)
        assert url is not None, "the validator sees to it"
        return self._filled(url)

    @property
    def _scope(self) -> str:
        # What a provider is asked for is what people consent to; a client's own credentials have other scopes.
        return self.scope or (self._known.scope if self._known and self.grant == "refresh_token" else "")

    def _filled(self, url: str) -> str:
        return url.replace("{tenant}", self.tenant)


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
    refresh_token: Secret | None = Field(
        None, repr=False, description="Goes with `oauth`: signing in with the provider sets it."
    )
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
        return SignIn(user, grant=self.oauth.proof(self.client_secret, self.refresh_token))

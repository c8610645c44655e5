"""connectors/NAME.toml exactly, and what is stored of it."""

from __future__ import annotations

from typing import Annotated, Literal, cast

from pydantic import BaseModel, ConfigDict, Field, model_validator

from gigline.integrations.models import InputType, Kind, OutputType, PrincipalField, Risk, Runner

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Title = Annotated[str, Field(min_length=1, max_length=120)]
Text = Annotated[str, Field(max_length=2_000)]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
Url = Annotated[str, Field(max_length=500, pattern=r"^https?://[^\s?#@\\]+$")]
HeaderName = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9-]{0,59}$")]
Minor = Annotated[int, Field(gt=0, le=10**12)]
Parameter = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_.-]{0,79}$")]

# What the platform itself says in a request.
_OURS = {"host", "content-length", "content-type", "connection", "idempotency-key", "transfer-encoding", "accept"}


class _Settings(BaseModel):
    """Nothing is guessed: wrong types and unknown names are refused."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class NoAuth(_Settings):
    type: Literal["none"]


class BearerAuth(_Settings):
    """`Authorization: Bearer` with the secret of this name."""

    type: Literal["bearer"]
    secret: Name = "token"  # noqa: S105


class ApiKeyAuth(_Settings):
    """A header of the back end's own, with the secret of this name."""

    type: Literal["api_key"]
    header: HeaderName = "X-Api-Key"
    secret: Name = "api_key"  # noqa: S105

    @model_validator(mode="after")
    def _header_is_free(self) -> ApiKeyAuth:
        if self.header.lower() in _OURS:
            raise ValueError(f"the header {self.header} is set by the platform")
        return self


class BasicAuth(_Settings):
    type: Literal["basic"]
    user: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^:\r\n]+$")]
    secret: Name = "password"  # noqa: S105


class OAuth2Auth(_Settings):
    """Client credentials (RFC 6749, 4.4)."""

    type: Literal["oauth2"]
    token_url: Url
    client_id: Annotated[str, Field(min_length=1, max_length=200)]
    scope: Annotated[str, Field(max_length=500)] = ""
    secret: Name = "client_secret"  # noqa: S105


Auth = Annotated[NoAuth | BearerAuth | ApiKeyAuth | BasicAuth | OAuth2Auth, Field(discriminator="type")]


class Connection(_Settings):
    """How a connector proves itself; stored as it is, without any secret."""

    auth: Auth = NoAuth(type="none")
    timeout_s: Annotated[float, Field(gt=0, le=60)] = 8.0
    dsn_secret: Name = "dsn"  # noqa: S105
    identify: dict[Literal["email", "phone"], str] = {}


class CapSettings(_Settings):
    """Minor units. `group`: actions with the same one share what a requester, and all of them, may have in a day."""

    amount: Parameter
    per_run: Minor
    per_contact_day: Minor
    per_brand_day: Minor | None = None
    group: Name | None = None


class InputSettings(_Settings):
    """What the brand says about an input beyond the back end's own description."""

    title: Title | None = None
    description: Text | None = None
    type: InputType | None = None
    required: bool | None = None
    pattern: Annotated[str, Field(max_length=200)] | None = None
    options: Annotated[list[Annotated[str, Field(min_length=1, max_length=100)]], Field(max_length=50)] = []
    minimum: float | int | None = None
    maximum: float | int | None = None
    max_length: Annotated[int, Field(ge=1, le=5_000)] | None = None


class OutputSettings(_Settings):
    path: Annotated[str, Field(max_length=200)] | None = None
    type: OutputType | None = None
    title: Annotated[str, Field(max_length=120)] = ""
    fields: Annotated[list[Name], Field(max_length=12)] = []


class ActionSettings(_Settings):
    """[actions.NAME]: one operation (or tool, or view) as an action."""

    operation: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    tool: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    select: Annotated[str, Field(min_length=1, max_length=5_000)] | None = None
    title: Title
    description: Text = ""
    risk: Risk
    confirm: bool | None = None
    runners: Annotated[list[Runner], Field(min_length=1, max_length=3)] = ["bot", "associate"]
    kinds: Annotated[list[Kind], Field(max_length=4)] = []
    clearance: Annotated[int, Field(ge=1, le=9)] = 1
    bind: dict[Parameter, Annotated[str, Field(pattern=r"^principal\.(external_id|email|phone)$")]] = {}
    fixed: dict[Parameter, str | int | bool] = {}
    inputs: dict[Parameter, InputSettings] = {}
    outputs: dict[Name, OutputSettings] = {}
    cap: CapSettings | None = None
    idempotent: bool = False
    timeout_s: Annotated[float, Field(gt=0, le=60)] | None = None
    say: dict[Language, Text] = {}
    ask: dict[Language, Text] = {}
    refusals: dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_.-]{0,59}$")], Text] = {}

    def source(self, name: str) -> PrincipalField:
        """Which proof fills the bound parameter `name`."""
        # The pattern lets no other through.
        return cast(PrincipalField, self.bind[name].removeprefix("principal."))


class ConnectorFile(_Settings):
    """One connectors/NAME.toml."""

    kind: Literal["openapi", "sql", "mcp"] = "openapi"
    base_url: Url | None = None
    document: Annotated[str, Field(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}\.(json|yaml|yml)$")] | None = None
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "EUR"
    connection: Connection = Connection()
    actions: Annotated[dict[Name, ActionSettings], Field(min_length=1, max_length=200)]

    @model_validator(mode="after")
    def _has_what_its_kind_needs(self) -> ConnectorFile:
        if self.kind != "sql" and self.base_url is None:
            raise ValueError(f"a connector of kind {self.kind} has a base_url")
        if self.kind == "openapi" and self.document is None:
            raise ValueError("a connector of kind openapi names its document, a JSON or YAML file beside it")
        return self

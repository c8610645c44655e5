"""Settings: every one is an environment variable with the prefix GIGLINE_ and a line in docs/reference/settings.md."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Read once at start and handed down; nothing else reads the environment."""

    model_config = SettingsConfigDict(env_prefix="GIGLINE_", extra="ignore", frozen=True)

    database_url: str | None = Field(None, description="PostgreSQL 15 or newer; empty starts the embedded one.")
    nats_url: str | None = Field(None, description="NATS carries live hints; empty: PostgreSQL's NOTIFY does.")
    data_dir: Path = Field(Path("data"), description="Embedded database, model cache and keys live here.")
    host: str = Field("127.0.0.1", description="Address the web server listens on.")
    port: int = Field(8080, description="Port the web server listens on.")
    public_url: str | None = Field(None, description="How browsers reach this server; empty: as they asked.")
    allowed_hosts: str = Field("*", description="Comma-separated Host headers that are answered.")
    secure_cookies: bool = Field(False, description="Mark cookies Secure; switch on behind TLS.")
    trusted_proxies: str = Field("", description="Comma-separated peers whose X-Forwarded-For is believed.")
    pool_size: int = Field(8, description="Database connections per process and kind (read, write).")
    relay_concurrency: int = Field(8, description="Deliveries that one process works on at once.")
    rate_factor: float = Field(1.0, gt=0, description="Multiplies every limit of requests a second; for load tests.")
    secret_key: SecretStr | None = Field(
        None, description="Seals secrets at rest: 32 bytes in URL-safe base64, newest first; empty: a key file."
    )
    llm_base_url: str | None = Field(
        None, description="A language model's OpenAI-compatible address; empty: none is asked."
    )
    llm_api_key: SecretStr = Field(SecretStr(""), description="Its key.")
    llm_model: str = Field("", description="The model's name there.")
    llm_timeout_s: float = Field(4.0, gt=0, le=9, description="How long the model may think, in seconds.")
    stun_url: str | None = Field(None, description="Tells browsers and us our public addresses: stun:host:port.")
    turn_url: str | None = Field(
        None, description="Relays the sound of calls where nothing else gets through: turn:host:port."
    )
    turn_secret: SecretStr = Field(SecretStr(""), description="The relay's shared secret (coturn: static-auth-secret).")
    most_calls: int = Field(10, ge=0, description="Browser calls whose sound one process may have at once.")
    recogniser: str = Field(
        "gigline.calls.media.sphinx:PhraseSpotter",
        description="What understands speech in browser calls, as module:name; empty: nothing does.",
    )
    lmtp_port: int | None = Field(
        None, description="Port on which web processes take mails by LMTP, from a mail server of yours; empty: none."
    )
    adapt_encoder: bool = Field(
        True, description="Whether the bot's encoder is adapted to brands' articles: seconds of CPU where they changed."
    )
    decision_days: int = Field(90, ge=1, description="Days for which the router's decisions can be replayed.")
    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR.")
    log_format: str = Field("console", description="console or json.")
    failpoints: str = Field("", description="For tests only: name=kill|error|pause, comma-separated.")
    metrics_token: SecretStr | None = Field(None, description="When set, /metrics wants it as bearer token.")
    allow_private_fetch: bool = Field(
        False, description="Let callbacks reach private and loopback addresses: for on-premise networks and tests."
    )

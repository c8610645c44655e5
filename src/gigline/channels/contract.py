"""What a channel adapter is, and all that it may know of the platform.

An adapter understands one provider: it verifies and parses what the provider delivers (pure) and sends what we say.
It holds no state and touches no database. Everything it may raise:

Malformed (422)      what came in is not a message of this channel; nothing of it is kept
Unverified (401)     the delivery does not prove that it comes from the provider
SendFailed           definitely not sent: `permanent` gives up, otherwise it is tried again
SendUnknown          it may have arrived and may not: never sent again by itself, shown to people
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, Protocol, runtime_checkable
from uuid import UUID

from pydantic import BaseModel

from gigline.infra.http import Response
from gigline.infra.oauth import Client
from gigline.kit.errors import BadInput, SignedOut

RequesterKind = Literal["customer", "worker", "business", "employee"]
ReceiptState = Literal["sent", "delivered", "read", "failed"]
Consent = Literal["stop", "start"]
IdentityKind = Literal["phone", "email", "provider"]
Markup = Literal["plain", "whatsapp", "markdown"]
Headers = Sequence[tuple[str, str]]
"""As they came, names in small letters. As in HTTP/2, `:method` and `:url` stand among them: the method, and the URL
that the provider asked, which the platform knows by its own settings and no header of the request can change."""
Settings = Mapping[str, Any]


@dataclass(frozen=True)
class Answer:
    """What a provider is answered, byte for byte."""

    body: bytes
    content_type: str
    status: int = 200


@dataclass(frozen=True)
class FilesOut:
    """Which files may go with an answer: of these types by their first bytes (None: of any), `largest` bytes of them
    together, `most` of them. `by_address`: the provider fetches them at an address of ours (`Attachment.url`);
    `setting` is the account's switch without which it takes none.
    """

    types: frozenset[str] | None = None
    largest: int = 10 * 1024 * 1024
    most: int = 10
    by_address: bool = False
    setting: str | None = None


@dataclass(frozen=True)
class Capabilities:
    """What a channel can do. `native`: it lives in the requester's own live stream, nothing is sent to a provider.

    `max_length` is in characters; `window_s` is how long after the requester's last message one may write
    (None: always); `idempotent` says that the provider is told a key by which it can tell a repetition,
    `api_keys` that a brand's API key may deliver instead of a signature, `one_address` that messages and receipts come
    to the same address. `per_second` is how many messages an account
    may send (its setting of that name goes first), `opt_out` that words like STOP, or a link in a mail, are obeyed,
    `acknowledgement` what the provider wants to hear when a delivery was stored (None: our own JSON). A delivery has at
    most `max_body` bytes.
    From one address that nothing proves (`Inbound.identity`) `unproved_per_hour` messages an hour are taken. The bot
    writes to one address once in `auto_reply_window_s`, so that two machines do not write for ever. `files_out` says
    which files answers may have. `identity` says what a sender's address is: a number (E.164) that the provider
    attests, a mail address where `Inbound.verified`, or else a name that means something to this account alone. Where
    anybody but the provider can name the sender, it is `provider`. `markup` is how emphasis and links are written
    there, and beyond `short_at` characters an answer becomes a short one with a page of ours behind it.
    """

    native: bool
    receipts: bool
    typing: bool
    max_length: int
    window_s: int | None = None
    idempotent: bool = False
    api_keys: bool = False
    one_address: bool = False
    per_second: float | None = None
    opt_out: bool = False
    acknowledgement: Answer | None = None
    max_body: int = 256 * 1024
    unproved_per_hour: int | None = None
    auto_reply_window_s: float = 0.0
    files_out: FilesOut | None = None
    identity: IdentityKind = "provider"
    markup: Markup = "plain"
    short_at: int | None = None


@dataclass(frozen=True)
class Attachment:
    """A file that came with a message, or goes with one.

    With `content` it is stored together with the message; with `url` or `provider_id` alone a worker fetches it later.
    Of one that goes out, `url` is where the provider may fetch it from us.
    `name` and `content_type` are what the sender says: nobody relies on them (see `filenames`).
    """

    name: str = field(repr=False)
    content_type: str = "application/octet-stream"
    content: bytes | None = field(default=None, repr=False)
    url: str | None = field(default=None, repr=False)
    provider_id: str | None = None


@dataclass(frozen=True)
class Inbound:
    """A requester's message. `provider_id` is unique per account: a second one with the same is a repetition.

    `sender` is their address on the channel; it is empty from channels where the session knows it (see `on_behalf_of`).
    `raw` is the delivery as it came. Messages of one `group` (the pictures of an album) come one by one and are one
    message, and are parsed again without headers; `consent` is set by a word like STOP: the message is obeyed, not
    shown. `identity` is what the contact is known by where the address proves too little; `threads` are signs that may
    prove which conversation is answered (`channels.threads`); `data` goes with the text into the log, as JSON.
    `fixed_answer` is the account's text for a word like HELP: whoever gets it is answered.
    """

    provider_id: str
    client_id: str
    sender: str
    text: str = field(repr=False)
    raw: bytes = field(repr=False)
    sender_name: str = field(default="", repr=False)
    kind: RequesterKind = "customer"
    verified: bool = False
    language: str | None = None
    topic: str | None = None
    group: str | None = None
    consent: Consent | None = None
    attachments: tuple[Attachment, ...] = ()
    identity: str | None = field(default=None, repr=False)
    threads: tuple[str, ...] = field(default=(), repr=False)
    data: Mapping[str, Any] = field(default_factory=dict, repr=False)
    fixed_answer: str | None = None


@dataclass(frozen=True)
class Edited:
    """The sender changed a message of theirs: `target` is its `client_id`. `provider_id` is the change's own."""

    provider_id: str
    target: str
    sender: str
    text: str = field(repr=False)
    raw: bytes = field(repr=False)


@dataclass(frozen=True)
class Deleted:
    """The sender took a message of theirs back."""

    provider_id: str
    target: str
    sender: str
    raw: bytes = field(repr=False)


@dataclass(frozen=True)
class Reaction:
    """A sign on a message, theirs (its `client_id`) or ours (its provider id); an empty `emoji` takes it off."""

    provider_id: str
    target: str
    sender: str
    emoji: str
    raw: bytes = field(repr=False)


Change = Edited | Deleted | Reaction


@dataclass(frozen=True)
class Receipt:
    """The provider's word on a message we sent. `message_id` is the provider's id for it, or ours.

    `reason` is a fixed word for `failed`.
    """

    message_id: str
    state: ReceiptState
    reason: str | None = None


@dataclass(frozen=True)
class Seen:
    """The provider's word on everything that somebody got until then (Unix seconds)."""

    sender: str
    state: Literal["delivered", "read"]
    until: float


@dataclass(frozen=True)
class Aside:
    """A delivery that is no message, kept to be looked at: nobody answers it. `reason` is a fixed word.

    `threads` come with what a machine says in answer to us (an absence): signs that may prove which conversation it is
    about, whose holder is told that it came, if it came from the `sender` written to.
    """

    provider_id: str
    reason: str
    raw: bytes = field(repr=False)
    sender: str = field(default="", repr=False)
    threads: tuple[str, ...] = field(default=(), repr=False)


Part = Inbound | Receipt | Seen | Change | Aside


@dataclass(frozen=True)
class Outbound:
    """A message to send. `id` is the idempotency key: the same for every attempt.

    `in_window` is false when the requester's last message is older than the channel's `window_s`. `context` is the
    `data` of the requester's message that it answers, with this entry's own as `entry`; `thread` is the sign by which
    an answer is known to belong to the conversation; `unsubscribe_url` is where its recipient wants no more of them.
    """

    id: UUID
    conversation_id: UUID
    recipient: str
    text: str = field(repr=False)
    author_kind: str = "associate"
    author_name: str = ""
    in_reply_to: str | None = None
    in_window: bool = True
    callback_url: str | None = None
    unsubscribe_url: str | None = None
    attachments: tuple[Attachment, ...] = ()
    context: Mapping[str, Any] = field(default_factory=dict, repr=False)
    thread: str = field(default="", repr=False)


@dataclass(frozen=True)
class Sent:
    """The provider took it. `provider_id` is the provider's id for it, if it gave one."""

    provider_id: str | None = None


class Malformed(BadInput):
    code = "malformed"


class Unverified(SignedOut):
    code = "unverified"


class SendFailed(Exception):
    """Definitely not sent. `reason` is a fixed word, never text of the message or the provider's answer."""

    def __init__(self, reason: str, *, permanent: bool, retry_after_s: float | None = None):
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent
        self.retry_after_s = retry_after_s


class SendUnknown(Exception):
    """Nobody knows whether it was sent. `reason` is a fixed word."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


class Fetch(Protocol):
    """`infra.http.safe_fetch` with the platform's rules about private addresses filled in."""

    async def __call__(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        content: bytes,
        timeout_s: float,
        max_bytes: int,
    ) -> Response:
        """Raises infra.http.FetchError."""


class Adapter(Protocol):
    """One channel. Instances are stateless; the registry holds one of each."""

    @property
    def kind(self) -> str:
        """The channel's name in accounts, addresses and the registry."""

    @property
    def capabilities(self) -> Capabilities:
        """What the channel can do."""

    @property
    def settings_model(self) -> type[BaseModel]:
        """The schema of an account's settings."""

    def verify(self, settings: Settings, headers: Headers, body: bytes, now: float) -> None:
        """Check that the provider made this delivery at about `now` (Unix seconds); raises Unverified."""

    def parse(self, settings: Settings, headers: Headers, body: bytes) -> Sequence[Part]:
        """Understand a delivery; pure. Raises Malformed."""

    async def send(self, fetch: Fetch, settings: Settings, message: Outbound) -> Sent:
        """Give the message to the provider. Raises SendFailed or SendUnknown, nothing else."""


@runtime_checkable
class Greets(Protocol):
    """An adapter whose provider asks by GET whether the webhook is wanted, before it delivers anything."""

    def greet(self, settings: Settings, headers: Headers) -> Answer:
        """What to answer; raises Unverified."""


@runtime_checkable
class Finds(Protocol):
    """An adapter whose provider can be asked what became of a message of unknown fate."""

    async def find(self, fetch: Fetch, settings: Settings, message: Outbound, since: float) -> Sequence[str]:
        """Provider ids of messages like this one, sent at `since` (Unix seconds) or later; raises SendFailed."""


@runtime_checkable
class Fetches(Protocol):
    """An adapter whose provider keeps the files of messages, to be fetched by address or id."""

    async def fetch_file(self, fetch: Fetch, settings: Settings, file: Attachment, max_bytes: int) -> bytes:
        """The file's bytes; raises SendFailed (`permanent`: it is not to be had) or SendUnknown."""


@runtime_checkable
class LetsIn(Protocol):
    """An adapter that lays deliveries aside, which a person may let in all the same."""

    def let_in(self, settings: Settings, raw: bytes) -> Inbound:
        """What was laid aside, as the message that it is; raises Malformed."""


@runtime_checkable
class Consents(Protocol):
    """An adapter whose provider lets us in by somebody's consent; its refresh token is the setting `refresh_token`."""

    def consent(self, settings: Settings) -> Client | None:
        """Whom to ask for it; None where these settings do not say. They may be incomplete."""


@runtime_checkable
class Probes(Protocol):
    """An adapter that can try its account's settings without writing to anybody."""

    async def probe(self, fetch: Fetch, settings: Settings) -> str:
        """What the provider calls this account; raises SendFailed or SendUnknown with the reason."""


def one_header(headers: Headers, name: str) -> str | None:
    """The value of a header (lower-case `name`), None without one; raises Unverified when it comes more than once."""
    found = [value for key, value in headers if key.lower() == name]
    if len(found) > 1:
        raise Unverified(f"The header {name} came more than once.")
    return found[0] if found else None


def on_behalf_of(
    inbound: Inbound, *, sender: str, name: str = "", kind: RequesterKind = "customer", verified: bool = False
) -> Inbound:
    """The message with the sender that the session vouches for.

    Clients choose their own ids there, so the provider id becomes `sender:client_id`: nobody can use up another's.
    """
    return replace(
        inbound,
        sender=sender,
        sender_name=name,
        kind=kind,
        verified=verified,
        provider_id=f"{sender}:{inbound.client_id}",
    )

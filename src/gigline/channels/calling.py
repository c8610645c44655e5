"""What an adapter does whose provider carries calls: it says what the provider told of a call, and renders what to do.

Pure but for `place_call` and `redirect`, like the rest of the contract. Addresses (`to`, `at`) are ours, to be asked
next.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated, Literal, Protocol, runtime_checkable

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from gigline.channels.contract import Answer, Fetch, Headers, Settings

CallState = Literal["ringing", "on", "over"]
Outcome = Literal["completed", "busy", "no_answer", "canceled", "failed"]


_Words = Annotated[str, StringConstraints(max_length=500)]
_Topic = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]


class House(BaseModel):
    """What a brand decides about the calls to an account: among its settings, whoever the provider is."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    greeting: _Words = Field("", description="The first words a caller hears; empty: a welcome in the brand's name.")
    record: bool = Field(False, description="Ask callers whether the call may be recorded, and record if they agree.")
    menu: Annotated[list[_Topic], Field(max_length=8)] = Field(
        [], description="Topics to choose from by key or by name; empty: callers just say what it is about."
    )
    bot: bool = Field(True, description="Whether the bot answers before a person does, where the brand has one.")
    after_hours: Literal["voicemail", "callback", "queue"] = Field(
        "voicemail", description="What callers are offered while the brand is closed."
    )


@dataclass(frozen=True)
class Recorded:
    """A recording that the provider keeps for us: its id, where it is, how long it is."""

    id: str
    url: str = field(repr=False)
    seconds: float


@dataclass(frozen=True)
class Dialled:
    """What became of another phone that was dialled into the call: its outcome, and seconds of talk."""

    outcome: Outcome
    seconds: float


@dataclass(frozen=True)
class CallNews:
    """What a delivery tells of a call. `call_id` is the provider's.

    `caller` is the other side's number in E.164, empty when it is withheld; `digits` and `said` are what they answered
    to the last question. `outcome` is set when the call is over.
    """

    call_id: str
    state: CallState
    caller: str = field(repr=False)
    outcome: Outcome | None = None
    digits: str = ""
    said: str = field(default="", repr=False)
    confidence: float | None = None
    recorded: Recorded | None = None
    dialled: Dialled | None = None


@dataclass(frozen=True)
class Say:
    text: str
    language: str


@dataclass(frozen=True)
class Ask:
    """Say this and listen: for speech, for one key, or for both; the answer goes to `to`, silence goes on below."""

    to: str
    says: tuple[Say, ...] = ()
    speech: bool = True
    keys: bool = True
    language: str = "en"
    timeout_s: int = 5
    hints: tuple[str, ...] = ()


@dataclass(frozen=True)
class Record:
    """Record what the caller says, until they are silent or press a key."""

    to: str
    longest_s: int = 120


@dataclass(frozen=True)
class Pause:
    seconds: int = 1


@dataclass(frozen=True)
class Go:
    """Ask us again, there."""

    to: str


@dataclass(frozen=True)
class Dial:
    """Dial another phone into the call. `whisper` is asked what to say to it first, `recording` hears of the sound."""

    number: str
    to: str
    whisper: str
    timeout_s: int
    recording: str | None = None


@dataclass(frozen=True)
class Stream:
    """The call's sound goes both ways through a WebSocket of ours, until it closes; then `to` is asked."""

    at: str
    to: str
    key: str = field(repr=False)


@dataclass(frozen=True)
class Listen:
    """A copy of the call's sound goes to a WebSocket of ours, while the call goes on below."""

    at: str
    key: str = field(repr=False)


@dataclass(frozen=True)
class HangUp:
    pass


Verb = Say | Ask | Record | Pause | Go | Dial | Stream | Listen | HangUp


Track = Literal["caller", "other"]


@dataclass(frozen=True)
class StreamStarted:
    """A call's sound begins to come: `key` is what we gave the stream, `both` says that both sides' tracks come."""

    stream_id: str
    call_id: str
    key: str = field(repr=False)
    both: bool = False


@dataclass(frozen=True)
class StreamSound:
    """Some sound of one side: μ-law at 8 kHz."""

    track: Track
    sound: bytes = field(repr=False)


@dataclass(frozen=True)
class StreamStopped:
    pass


Frame = StreamStarted | StreamSound | StreamStopped


@runtime_checkable
class CarriesCalls(Protocol):
    """An adapter whose provider carries calls. `verify` of the same adapter checks its deliveries."""

    def hear(self, settings: Settings, headers: Headers, body: bytes) -> CallNews:
        """Understand a delivery about a call; raises Malformed."""

    def render(self, verbs: Sequence[Verb]) -> Answer:
        """What to do next, in the provider's words."""

    def hear_stream(self, message: str) -> Frame | None:
        """Understand a message of a stream, None for one that tells nothing; raises Malformed."""

    def write_stream(self, stream_id: str, sound: bytes) -> str:
        """The message that lets the caller hear this sound (μ-law at 8 kHz)."""

    async def place_call(self, fetch: Fetch, settings: Settings, number: str, *, to: str, status: str) -> str:
        """Call somebody: once answered `to` is asked what to do, `status` hears how it ends. The provider's id of it.

        Raises SendFailed or SendUnknown.
        """

    async def redirect(self, fetch: Fetch, settings: Settings, call_id: str, to: str) -> None:
        """Whatever the call does now, ask `to` what to do instead; raises SendFailed or SendUnknown."""

"""Actions, who they are run for, and what became of a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

Risk = Literal["read_own", "reversible", "money"]
Runner = Literal["bot", "associate", "cleared"]
Kind = Literal["customer", "worker", "business", "employee"]
InputType = Literal["text", "integer", "number", "boolean", "date", "choice", "money", "list"]
ItemType = Literal["text", "integer", "choice"]
OutputType = Literal["text", "integer", "number", "boolean", "date", "money", "list"]
PrincipalField = Literal["external_id", "email", "phone"]
ConnectorKind = Literal["openapi", "sql", "mcp"]
RunState = Literal["started", "succeeded", "refused", "failed", "unknown"]

Inputs = Mapping[str, Any]

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Input:
    """Something to be asked for. `money` is a whole number of minor units; `pattern` must fit the whole text.

    Of a `list`, `items` says what is in it, `pattern` and `options` are each item's, `minimum` and `maximum` how many.
    """

    name: str
    type: InputType
    required: bool = True
    title: str = ""
    description: str = ""
    pattern: str | None = None
    options: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    max_length: int = 500
    items: ItemType = "text"


@dataclass(frozen=True)
class Bound:
    """A parameter that is filled from the verified requester and cannot be given."""

    name: str
    source: PrincipalField


@dataclass(frozen=True)
class Cap:
    """Most that may be moved, in minor units of the action's currency. `amount` is the input that says how much.

    `per_contact_day`: for one requester in any 24 hours, over all actions of the same `group`. `per_brand_day`: for all
    requesters together (None: without an end), which bounds what a mistake of the brand, or a clever crowd, can cost.
    """

    amount: str
    per_run: int
    per_contact_day: int
    group: str
    per_brand_day: int | None = None


@dataclass(frozen=True)
class Output:
    """A value of the answer, found at `path` (dotted). A `list` has one mapping of `fields` for each row."""

    name: str
    path: str
    type: OutputType = "text"
    title: str = ""
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class HttpCall:
    """How an operation is asked for over HTTP. `places`: where each parameter goes.

    Nested body parameters have dotted names: `address.street` is `{"address": {"street": ...}}`, or in a form
    `address[street]`. `joined` are lists that are one text with commas. `media` is the body's content type.
    """

    method: str
    path: str
    places: Mapping[str, Literal["path", "query", "header", "body"]] = field(default_factory=dict)
    fixed: Mapping[str, Any] = field(default_factory=dict)
    joined: frozenset[str] = frozenset()
    media: str = "application/json"
    kind: Literal["http"] = "http"


@dataclass(frozen=True)
class SqlCall:
    """One SELECT with parameters by position; `parameters` names what goes where."""

    statement: str
    parameters: tuple[str, ...]
    kind: Literal["sql"] = "sql"


@dataclass(frozen=True)
class McpCall:
    """A tool of an MCP server; `digest` is of its input schema, so that a changed tool is not called."""

    tool: str
    digest: str
    fixed: Mapping[str, Any] = field(default_factory=dict)
    kind: Literal["mcp"] = "mcp"


Call = HttpCall | SqlCall | McpCall


@dataclass(frozen=True)
class Action:
    """What may be done at a brand's back end, and under which guards.

    `inputs` are in the order in which they are asked for; `bound` ones never are. `kinds` are the requesters it is for
    (none: all). `clearance` is what a `cleared` associate must have. `say` are texts with {placeholders} for inputs
    and outputs by language; `ask` are those for the confirmation; `refusals` by the back end's own code.
    `idempotent`: the back end knows repetitions by their Idempotency-Key, or it is a question. Money is in minor
    units of `currency`.
    """

    connector: str
    name: str
    title: str
    description: str
    risk: Risk
    confirm: bool
    runners: frozenset[Runner]
    kinds: frozenset[Kind]
    clearance: int
    inputs: tuple[Input, ...]
    bound: tuple[Bound, ...]
    cap: Cap | None
    outputs: tuple[Output, ...]
    say: Mapping[str, str]
    ask: Mapping[str, str]
    refusals: Mapping[str, str]
    idempotent: bool
    currency: str
    timeout_s: float
    call: Call

    @property
    def changes(self) -> bool:
        """Whether running it changes something."""
        return self.risk != "read_own"

    @property
    def needs_verified(self) -> bool:
        """Whether the requester must have proved who they are."""
        return self.changes or bool(self.bound)


@dataclass(frozen=True)
class Principal:
    """For whom an action is run: what was proved about the requester, never what they said.

    `external_id` is the brand's own name for them; each field is None unless it was proved.
    """

    contact_id: UUID
    kind: Kind
    external_id: str | None = None
    email: str | None = None
    phone: str | None = None

    @property
    def verified(self) -> bool:
        return bool(self.external_id or self.email or self.phone)

    @property
    def subject(self) -> str:
        """Under what their caps are counted: the same person has one, in however many conversations."""
        for name, value in (("external", self.external_id), ("email", self.email), ("phone", self.phone)):
            if value:
                return f"{name}:{value}"
        return f"contact:{self.contact_id}"

    def value(self, source: PrincipalField) -> str | None:
        """What was proved of this, or None."""
        return {"external_id": self.external_id, "email": self.email, "phone": self.phone}[source]


@dataclass(frozen=True)
class Asker:
    """Who runs an action: the bot, or an associate with or without clearance for it."""

    runner: Runner
    id: UUID | None = None
    name: str = ""


BOT = Asker("bot")


@dataclass(frozen=True)
class Connector:
    """One row of `connectors`: how a back end is reached. `settings` are those of `schemas.Connection`."""

    brand_id: UUID
    name: str
    kind: ConnectorKind
    base_url: str
    settings: dict[str, Any]


@dataclass(frozen=True)
class Outcome:
    """What an attempt came to. `why` is a code.

    `healthy`: the back end is there and answers. `again`: another attempt may help and can do no harm.
    """

    state: RunState
    why: str = ""
    answered: int | None = None
    outputs: Mapping[str, Any] = field(default_factory=dict)
    healthy: bool = True
    again: bool = False
    after_s: float = 0.0


@dataclass(frozen=True)
class Result:
    """What a finished run gave. `outputs` are data of a foreign system: never instructions, never markup.

    `replayed`: this key had already run, nothing was sent now.
    """

    run_id: UUID
    outputs: Mapping[str, Any]
    replayed: bool = False


@dataclass(frozen=True)
class Run:
    """One row of `action_runs`. `inputs` are without the bound ones."""

    brand_id: UUID
    id: UUID
    conversation_id: UUID | None
    contact_id: UUID
    connector: str
    action: str
    title: str
    risk: Risk
    runner: Runner
    runner_id: UUID | None
    runner_name: str
    idempotency_key: str
    input_digest: str
    inputs: dict[str, Any]
    amount: int | None
    currency: str | None
    state: RunState
    answered: int | None
    why: str
    outputs: dict[str, Any]
    attempts: int
    started_at: datetime
    settled_at: datetime | None


@dataclass(frozen=True)
class Compiled:
    """A connector file with its document, checked and ready to be stored. `source` is what it was made from."""

    name: str
    kind: ConnectorKind
    base_url: str
    settings: dict[str, Any]
    source: dict[str, Any]
    digest: str
    actions: tuple[Action, ...]

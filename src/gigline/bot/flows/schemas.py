"""The form of a flow's file. The JSON schema that `gigline flows schema` prints is made of these models."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

from gigline.accounts.schemas import Language, RequesterKind, TopicKey
from gigline.bot.vocabularies import MOST_TERMS

StepId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
FlowId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$")]
FactName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,79}$")]
Words = Annotated[str, Field(min_length=1, max_length=200)]
Said = Annotated[str, Field(min_length=1, max_length=2000)]
ByLanguage = Said | Annotated[dict[Language, Said], Field(min_length=1)]
TitleByLanguage = Words | Annotated[dict[Language, Words], Field(min_length=1)]
WordsByLanguage = Annotated[list[Words], Field(max_length=50)]

KINDS_OF_STEP = ("collect", "branch", "action", "confirm", "say", "answer", "hand_over", "end")


class _File(BaseModel):
    """Nothing is guessed: wrong types and unknown names are refused."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, populate_by_name=False)


class ChoiceFile(_File):
    """One value of a choice: what it is called, and other words for it."""

    value: Annotated[str, Field(min_length=1, max_length=80)]
    title: TitleByLanguage
    also: dict[Language, WordsByLanguage] = {}


class RowsFile(_File):
    """Choices from a fact that is a list: the field that is the value, and how a row is shown."""

    fact: FactName
    value: FactName
    title: ByLanguage


class CollectFile(_File):
    """Ask for something until it is known."""

    id: StepId
    collect: FactName
    type: Literal["text", "code", "date", "amount", "number", "choice", "yes_no", "address"]
    prompt: ByLanguage
    reprompt: ByLanguage | None = None
    patterns: Annotated[
        list[Annotated[str, Field(min_length=3, max_length=40)]],
        Field(max_length=10, description="Masks of a code: # is a digit, @ a letter, everything else itself."),
    ] = []
    choices: Annotated[list[ChoiceFile], Field(max_length=MOST_TERMS)] = []
    vocabulary: Annotated[
        FactName | None, Field(description="The brand's vocabulary that a choice takes its values from.")
    ] = None
    rows: RowsFile | None = None
    units: Annotated[
        dict[Language, WordsByLanguage],
        Field(
            description="Words behind a number that say what it counts, so that it is understood before it is asked."
        ),
    ] = {}
    minimum: Annotated[
        int | None, Field(description="Of a number; of an amount in minor units; of a date in days from today.")
    ] = None
    maximum: int | None = None
    sources: Annotated[
        list[Literal["said", "email", "phone", "name"]],
        Field(description="Where it may be known from without asking: what was said, or what was proved."),
    ] = ["said"]
    unknown: Annotated[StepId | None, Field(description="Where “I don't know” leads; without it, to a person.")] = None
    tries: Annotated[int, Field(ge=1, le=5)] = 2
    next: StepId | None = None


class RuleFile(_File):
    """One way of a branch; without `if` it is the last."""

    condition: Annotated[str | None, Field(alias="if", min_length=1, max_length=300)] = None
    go: StepId


class BranchFile(_File):
    """Go where the first condition holds."""

    id: StepId
    branch: Annotated[list[RuleFile], Field(min_length=1, max_length=20)]


class ActFile(_File):
    """Run an action of a connector."""

    id: StepId
    action: Annotated[str, Field(min_length=1, max_length=80)]
    inputs: dict[str, Annotated[str, Field(max_length=500)]] = {}
    outputs: dict[FactName, str] = {}
    refused: StepId | None = None
    unavailable: StepId | None = None
    not_verified: StepId | None = None
    next: StepId | None = None


class ConfirmFile(_File):
    """Ask for a yes; nothing changes before one."""

    id: StepId
    confirm: ByLanguage
    no: Annotated[StepId | None, Field(description="Where a no leads; without it nothing is done.")] = None
    next: StepId | None = None


class SayFile(_File):
    """Say something."""

    id: StepId
    say: ByLanguage
    next: StepId | None = None


class AnswerFile(_File):
    """Answer with an article."""

    id: StepId
    answer: Slug | Annotated[dict[Language, Slug], Field(min_length=1)]
    next: StepId | None = None


class HandOverFile(_File):
    """To a person, with all facts; the text is for the person."""

    id: StepId
    hand_over: Annotated[str, Field(min_length=1, max_length=300)]


class EndFile(_File):
    """The matter is dealt with."""

    id: StepId
    end: Literal[True]


def kind_of(step: Any) -> str | None:
    """Which kind of step a table is: the one key that says it."""
    keys = step if isinstance(step, dict) else getattr(type(step), "model_fields", {})
    named = [kind for kind in KINDS_OF_STEP if kind in keys]
    return named[0] if len(named) == 1 else None


StepFile = Annotated[
    Annotated[CollectFile, Tag("collect")]
    | Annotated[BranchFile, Tag("branch")]
    | Annotated[ActFile, Tag("action")]
    | Annotated[ConfirmFile, Tag("confirm")]
    | Annotated[SayFile, Tag("say")]
    | Annotated[AnswerFile, Tag("answer")]
    | Annotated[HandOverFile, Tag("hand_over")]
    | Annotated[EndFile, Tag("end")],
    Discriminator(kind_of),
]


class FlowFile(_File):
    """One file of a brand's `flows` folder; `id` is the file's name."""

    id: FlowId
    title: TitleByLanguage
    kinds: Annotated[list[RequesterKind], Field(min_length=1)]
    languages: Annotated[list[Language], Field(min_length=1, max_length=20)]
    topic: TopicKey
    examples: Annotated[dict[Language, WordsByLanguage], Field(min_length=1)]
    instead_of: Annotated[
        list[Slug], Field(max_length=20, description="Articles whose questions this flow deals with.")
    ] = []
    steps: Annotated[list[StepFile], Field(min_length=1, max_length=100)]


def json_schema() -> dict[str, Any]:
    """The JSON schema of a flow's file (2020-12)."""
    schema = FlowFile.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}

"""What goes in and out of the endpoints, and the head of a brand's file."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from gigline.conversations.models import RequesterKind
from gigline.kit.text import storable
from gigline.replies import rules
from gigline.replies.models import Reply, Suggested

MOST_BODY = 4_000

_Storable = AfterValidator(storable)
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120), _Storable]
Shortcut = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,29}$")]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]
Topic = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]


def _fillable(body: str) -> str:
    for line, why in rules.problems(body):
        raise ValueError(f"line {line}: {why}")
    return body


Body = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=MOST_BODY),
    _Storable,
    AfterValidator(_fillable),
]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ReplyHead(_In):
    """What stands above a reply's text in its file. Without `kinds` or `topics` it fits them all."""

    title: Title
    shortcut: Shortcut
    language: Language
    kinds: Annotated[list[RequesterKind], Field(max_length=4)] = []
    topics: Annotated[list[Topic], Field(max_length=50)] = []


class KeepReply(_In):
    """A reply that an associate keeps."""

    title: Title
    shortcut: Shortcut | Literal[""] = ""
    language: Language
    body: Body


class OwnReply(BaseModel):
    """A reply as its associate wrote it, with its variables."""

    id: UUID
    title: str
    shortcut: str
    language: str
    body: str

    @classmethod
    def of(cls, one: Reply) -> OwnReply:
        return cls(id=one.id, title=one.title, shortcut=one.shortcut, language=one.language, body=one.body)


class OwnReplies(BaseModel):
    items: list[OwnReply]


class SuggestedReply(BaseModel):
    """`text` is filled from the conversation; what is not known stands in it as a blank, `[[order number]]`."""

    id: UUID
    title: str
    shortcut: str
    language: str
    own: bool
    text: str


class SuggestedReplies(BaseModel):
    """Best first. `values`: what is known in this conversation, by the names of variables."""

    items: list[SuggestedReply]
    values: dict[str, str]

    @classmethod
    def of(cls, found: Suggested) -> SuggestedReplies:
        items = [
            SuggestedReply(
                id=one.id, title=one.title, shortcut=one.shortcut, language=one.language, own=one.own, text=text
            )
            for one, text in found.replies
        ]
        return cls(items=items, values=found.values)

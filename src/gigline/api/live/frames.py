"""What clients may send on a socket. Anything else gets a fixed error, never an echo."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

Number = Annotated[int, Field(ge=0, le=2**53)]
Epoch = Annotated[str, Field(max_length=64)]


class _Frame(BaseModel):
    model_config = ConfigDict(extra="ignore")


class Hello(_Frame):
    type: Literal["hello"]
    token: Annotated[str, Field(max_length=4000)]
    epoch: Epoch | None = None
    seq: Number = 0


class Subscribe(_Frame):
    type: Literal["subscribe"]
    stream: Literal["conversation", "brand"]
    id: UUID
    epoch: Epoch | None = None
    seq: Number = 0
    position: Number = 0


class Unsubscribe(_Frame):
    type: Literal["unsubscribe"]
    stream: Literal["conversation", "brand"]
    id: UUID


class Typing(_Frame):
    type: Literal["typing"]
    conversation: UUID | None = None
    on: bool
    note: bool = False


class Viewing(_Frame):
    type: Literal["viewing"]
    conversation: UUID
    on: bool


class Ping(_Frame):
    type: Literal["ping"]


Frame = Annotated[Hello | Subscribe | Unsubscribe | Typing | Viewing | Ping, Field(discriminator="type")]
_adapter: TypeAdapter[Frame] = TypeAdapter(Frame)


def parse(text: str) -> Frame | None:
    """The frame, or None when it is none of ours."""
    try:
        return _adapter.validate_json(text)
    except (ValidationError, RecursionError):
        return None

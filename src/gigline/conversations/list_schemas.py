"""What the API of lists and saved views takes and gives."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, StringConstraints

from gigline.conversations.filters import ListFilter
from gigline.conversations.schemas import Strict
from gigline.conversations.views import MOST_COUNTED, CountedView


class CountOut(BaseModel):
    """`more`: there are more than `count`."""

    count: int
    more: bool


class SaveView(Strict):
    """`shared`: for everybody who works for the brand (leaders)."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
    filter: ListFilter
    shared: bool = False


class SavedView(BaseModel):
    id: UUID


class ViewOut(BaseModel):
    """A saved view. `count` is null where it is not counted: of what is settled, and of words."""

    id: UUID
    brand_id: UUID
    name: str
    shared: bool
    by: str
    filter: ListFilter
    count: CountOut | None

    @classmethod
    def of(cls, found: CountedView) -> ViewOut:
        view, count = found.view, found.count
        counted = CountOut(count=min(count, MOST_COUNTED), more=count > MOST_COUNTED) if count is not None else None
        return cls(
            id=view.id,
            brand_id=view.brand_id,
            name=view.name,
            shared=view.person_id is None,
            by=view.by_name,
            filter=found.asked,
            count=counted,
        )


class ViewList(BaseModel):
    items: list[ViewOut]

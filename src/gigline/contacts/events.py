"""What happens to contacts."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from gigline.kit.events import Event


@dataclass(frozen=True, kw_only=True)
class ContactsMerged(Event):
    """`from_id` and those merged into it before (`moved`) are one person with `contact_id` now."""

    contact_id: UUID
    from_id: UUID
    merge_id: UUID
    moved: tuple[UUID, ...]
    by: str


@dataclass(frozen=True, kw_only=True)
class MergeUndone(Event):
    """`from_id` and those merged into it before (`moved`) are no longer one person with `contact_id`."""

    contact_id: UUID
    from_id: UUID
    merge_id: UUID
    moved: tuple[UUID, ...]


@dataclass(frozen=True, kw_only=True)
class IdentitySplit(Event):
    """An identity of `type` left the person of `contact_id`; `new_id` is whose it is now."""

    contact_id: UUID
    new_id: UUID
    type: str

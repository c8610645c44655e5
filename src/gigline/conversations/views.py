"""Saved views: a filter of the list under a name, for oneself or, by leaders, for everybody of a brand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from gigline.accounts import service as accounts
from gigline.accounts.models import Actor
from gigline.conversations import listing, view_queries
from gigline.conversations.errors import NoSuchView, TooManyViews, ViewNameTaken
from gigline.conversations.filters import ListFilter
from gigline.conversations.models import View
from gigline.infra.db import Reader, Writer

MOST = 30
"""Views of one person in a brand, and shared ones of a brand."""

MOST_COUNTED = 99


@dataclass(frozen=True)
class CountedView:
    """`count`: of what is open or put off, at most one more than MOST_COUNTED; what is settled is not counted."""

    view: View
    asked: ListFilter
    count: int | None


async def of(r: Reader, actor: Actor) -> list[CountedView]:
    """The actor's own and those shared with them, by name."""
    brands = [one.id for one in await accounts.brands_of(r, actor, "associate")]
    return [await _counted(r, actor, one) for one in await view_queries.of(r, brands, actor.id)]


async def _counted(r: Reader, actor: Actor, view: View) -> CountedView:
    asked = _filter(view.brand_id, view.filter)
    # What is open is bounded by the day's work; what was ever settled is not.
    counted = asked.status != "resolved" and not asked.q
    return CountedView(view, asked, await listing.count(r, actor, asked, MOST_COUNTED + 1) if counted else None)


def _filter(brand_id: UUID, kept: Mapping[str, Any]) -> ListFilter:
    """As it was kept, as far as it is known: a later version may have kept more."""
    known = {key: value for key, value in kept.items() if key in ListFilter.model_fields}
    return ListFilter.model_validate({**known, "brand": brand_id})


async def save(w: Writer, actor: Actor, brand_id: UUID, name: str, asked: ListFilter, *, shared: bool) -> View:
    """Keep it. Raises NoSuchBrand (also to associates who would share), ViewNameTaken, TooManyViews."""
    await accounts.access_brand(w, actor, brand_id, "leader" if shared else "associate")
    owner = None if shared else _person(actor)
    kept = asked.model_dump(mode="json", exclude={"brand"}, exclude_defaults=True)
    await view_queries.serialise(w, brand_id)
    there: Sequence[View] = [one for one in await view_queries.of(w, [brand_id], actor.id) if one.person_id == owner]
    if any(one.name.lower() == name.lower() for one in there):
        raise ViewNameTaken("There is a view of this name already.")
    if len(there) >= MOST:
        raise TooManyViews(f"There are {MOST} views already: remove one first.")
    return await view_queries.add(w, brand_id, w.new_id(), owner, name, kept, actor.name)


async def remove(w: Writer, actor: Actor, brand_id: UUID, view_id: UUID) -> None:
    """One's own, or as a leader a shared one; raises NoSuchView."""
    await accounts.access_brand(w, actor, brand_id, "associate")
    if not await view_queries.remove(w, brand_id, view_id, actor.id, shared=actor.has_role(brand_id, "leader")):
        raise NoSuchView("There is no such view.")


def _person(actor: Actor) -> UUID:
    """A key keeps nothing for itself."""
    if actor.kind != "person":
        raise NoSuchView("Sign in as a person: a key has no views of its own.")
    return actor.id

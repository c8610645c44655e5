"""What associates let count for their brands: said and withdrawn by themselves, read with their grants.

Only what the brand asks for can be said, so that nobody writes anything about themselves. `language` is for those
whom the network has entered with it: a language is tested, not claimed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from gigline.accounts import service as accounts
from gigline.accounts.schemas import BrandSettings
from gigline.infra import outbox
from gigline.infra.db import Reader, Writer
from gigline.kit.errors import BadInput
from gigline.workforce import queries, rules, service
from gigline.workforce.errors import NoSuchAssociate, NoSuchExperience
from gigline.workforce.events import ExperienceChosen
from gigline.workforce.models import Choosable, OfBrand


async def of_associate(r: Reader, associate_id: UUID) -> list[OfBrand]:
    """What the brands that they work for ask for, and what of it they let count."""
    languages = (await service.me(r, associate_id)).languages
    said = await queries.said(r, associate_id)
    found = []
    for grant in await service.grants(r, associate_id):
        settings = accounts.settings_of(await accounts.brand(r, grant.brand_id))
        mine = {one.experience: one.said_at for one in said if one.brand_id == grant.brand_id}
        if mine or settings.experiences:
            found.append(_of_brand(grant.brand_id, settings, mine, languages))
    return found


def _of_brand(brand_id: UUID, settings: BrandSettings, mine: Mapping[str, datetime], languages: list[str]) -> OfBrand:
    asked = {one.key: one for one in settings.experiences}
    items = tuple(
        Choosable(key, asked.get(key), mine.get(key), key in asked and rules.may_say(asked[key], languages))
        for key in dict.fromkeys([*asked, *mine])
    )
    names = {topic.key: topic.name for topic in settings.topics}
    return OfBrand(brand_id, settings.brand.name, settings.queue.affinity, names, items)


async def say(w: Writer, associate_id: UUID, brand_id: UUID, key: str) -> None:
    """It counts from the next decision on. Raises NoSuchAssociate without a grant, NoSuchExperience for what is not
    asked, BadInput for a language that the network has not entered.
    """
    if not await queries.lock_grant(w, brand_id, associate_id):
        raise NoSuchAssociate("You have no grant for this brand.")
    settings = accounts.settings_of(await accounts.brand(w, brand_id))
    asked = next((one for one in settings.experiences if one.key == key), None)
    if asked is None:
        raise NoSuchExperience("The brand does not ask for this.")
    if not rules.may_say(asked, (await service.me(w, associate_id)).languages):
        raise BadInput("A language counts once the network has entered it for you.")
    if await queries.say(w, w.new_id(), brand_id, associate_id, key):
        await _tell(w, brand_id, associate_id, key, counts=True)


async def withdraw(w: Writer, associate_id: UUID, brand_id: UUID, key: str) -> None:
    """It counts no more from the next decision on; also what the brand asks for no longer."""
    if not await queries.lock_grant(w, brand_id, associate_id):
        raise NoSuchAssociate("You have no grant for this brand.")
    if await queries.withdraw(w, brand_id, associate_id, key):
        await _tell(w, brand_id, associate_id, key, counts=False)


async def _tell(w: Writer, brand_id: UUID, associate_id: UUID, key: str, *, counts: bool) -> None:
    told = ExperienceChosen(brand_id=brand_id, associate_id=associate_id, experience=key, counts=counts)
    await outbox.publish(w, told)

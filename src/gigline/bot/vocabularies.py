"""A brand's own words: products, plans, places, with other spellings of each. A file of its folder is one vocabulary.

They are used where words count: what an article calls otherwise is found by the article's word, a flow's choice may
take its values from one, and the hand-over record names what was said of them.
"""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from gigline.bot import queries
from gigline.conversations import service as conversations
from gigline.conversations.models import Conversation, Fact
from gigline.infra.db import PerDatabase, Reader, Writer
from gigline.language.service import Vocabularies

# Each value with its other spellings.
Terms = Mapping[str, Sequence[str]]
Word = Annotated[str, Field(min_length=1, max_length=80, pattern=r"\w")]

NAME = r"^[a-z][a-z0-9_]{0,39}$"
MOST_TERMS = 2_000
READ_BACK = 400
CACHED = 200

_caches: PerDatabase[OrderedDict[str, Vocabularies]] = PerDatabase(lambda _: OrderedDict())


class VocabularyFile(BaseModel):
    """One file of a brand's `vocabularies` folder; its name is the vocabulary's."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    terms: Annotated[
        dict[Word, Annotated[list[Word], Field(max_length=50)]], Field(min_length=1, max_length=MOST_TERMS)
    ]


async def save(w: Writer, brand_id: UUID, listed: Mapping[str, Terms]) -> None:
    """Make these the brand's vocabularies."""
    for name, terms in listed.items():
        await queries.save_vocabulary(w, brand_id, name, _digest(terms), {key: list(one) for key, one in terms.items()})
    await queries.keep_vocabularies(w, brand_id, list(listed))


async def sources(r: Reader, brand_id: UUID) -> dict[str, dict[str, list[str]]]:
    """The brand's vocabularies as its folder has them."""
    return {one.name: one.terms for one in await queries.vocabularies(r, brand_id)}


async def of(r: Reader, brand_id: UUID) -> Vocabularies:
    """The brand's vocabularies; one small query when this process knows them."""
    version = await queries.vocabularies_version(r, brand_id)
    cache = _caches.of(r.database)
    if version not in cache:
        cache[version] = Vocabularies(await sources(r, brand_id) if version else {})
        while len(cache) > CACHED:
            cache.popitem(last=False)
    return cache[version]


def _digest(terms: Terms) -> str:
    canonical = json.dumps({key: list(one) for key, one in terms.items()}, sort_keys=True)
    return hashlib.sha256(canonical.encode()).hexdigest()


def in_known_words(text: str, vocabularies: Vocabularies, known: Collection[str]) -> str:
    """The text with the vocabulary's own word for each other spelling, where that is among what is `known`."""
    kept, at = [], 0
    for term in vocabularies.find(text):
        if term.value in known and text[term.start : term.end].casefold() != term.value.casefold():
            kept += [text[at : term.start], term.value]
            at = term.end
    return "".join([*kept, text[at:]])


async def facts(r: Reader, c: Conversation) -> tuple[Fact, ...]:
    """What the requester named in this segment, each with the message where it was first said."""
    known = await of(r, c.brand_id)
    if not known:
        return ()
    found: dict[tuple[str, str], Fact] = {}
    for entry in await conversations.entries(r, c, after_seq=max(0, c.seq - READ_BACK), public_only=True):
        if entry.kind == "message" and entry.author_kind == "requester" and entry.segment == c.segment:
            for term in known.find(entry.body):
                key = (term.vocabulary, term.value)
                found.setdefault(key, Fact(term.vocabulary, term.value, entry.seq))
    return tuple(found.values())

"""Filling a knowledge gap with an article, or saying that nothing shall."""

from __future__ import annotations

from uuid import UUID

from gigline.accounts.schemas import BrandSettings
from gigline.bot.learning import deciding, gap_queries, queries
from gigline.bot.learning.errors import DecidedMeanwhile, NoSuchLearning
from gigline.bot.learning.models import Gap
from gigline.bot.learning.schemas import WriteArticle
from gigline.infra.db import Writer
from gigline.language.service import Embedder


async def write(
    w: Writer,
    embedder: Embedder,
    brand_id: UUID,
    gap_id: UUID,
    given: WriteArticle,
    by: deciding.Who,
    settings: BrandSettings,
) -> Gap:
    """Make a learned article of what a leader wrote; raises NoSuchLearning, DecidedMeanwhile, BadInput."""
    gap = await _locked(w, brand_id, gap_id, given.version)
    slug = await deciding.write_article(
        w, embedder, brand_id, gap_id, settings,
        kinds=(gap.requester_kind,), language=gap.language, topic=given.topic, title=given.title,
        questions=tuple(given.questions), body=given.body,
    )  # fmt: skip
    await queries.log(w, brand_id, by, "wrote", str(gap_id), "", {"article": slug, "asked": gap.asked})
    return await _settle(w, gap, "written", slug)


async def dismiss(w: Writer, brand_id: UUID, gap_id: UUID, version: int, by: deciding.Who, why: str) -> Gap:
    """Take a gap off the list; raises NoSuchLearning, DecidedMeanwhile."""
    gap = await _locked(w, brand_id, gap_id, version)
    await queries.log(w, brand_id, by, "dismissed", str(gap_id), why, {"asked": gap.asked})
    return await _settle(w, gap, "dismissed", None)


async def _locked(w: Writer, brand_id: UUID, gap_id: UUID, version: int) -> Gap:
    found = await gap_queries.lock(w, brand_id, gap_id)
    if found is None:
        raise NoSuchLearning("There is no such gap.")
    if found.version != version or found.state != "open":
        raise DecidedMeanwhile(
            "Somebody else decided this meanwhile.", current={"version": found.version, "state": found.state}
        )
    return found


async def _settle(w: Writer, gap: Gap, state: str, slug: str | None) -> Gap:
    await gap_queries.settle(w, gap.brand_id, gap.id, state, slug)
    saved = await gap_queries.lock(w, gap.brand_id, gap.id)
    assert saved is not None
    return saved

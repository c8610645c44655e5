"""Decisions on candidates, by leaders or by the brand's policy. Each takes effect at once and is logged."""

from __future__ import annotations

from dataclasses import asdict
from uuid import UUID

from gigline.accounts.models import Actor
from gigline.accounts.schemas import BrandSettings
from gigline.bot.learning import actions, candidates, examples, gap_queries, queries, rules
from gigline.bot.learning.errors import DecidedMeanwhile, NoSuchLearning
from gigline.bot.learning.models import Candidate
from gigline.infra.db import Writer
from gigline.kit.errors import BadInput
from gigline.knowledge import service as knowledge
from gigline.knowledge.models import ArticleFile
from gigline.language.service import Embedder

Who = tuple[UUID | None, str]
GIGLINE: Who = (None, "Gigline")


def who(actor: Actor) -> Who:
    """How the log names an actor."""
    return (actor.id, actor.name)


async def locked(w: Writer, brand_id: UUID, candidate_id: UUID, version: int) -> Candidate:
    """The candidate for a decision by somebody who saw `version`; raises NoSuchLearning, DecidedMeanwhile."""
    found = await queries.lock(w, brand_id, candidate_id)
    if found is None:
        raise NoSuchLearning("There is no such candidate.")
    if found.version != version:
        raise DecidedMeanwhile(
            "Somebody else decided or edited this meanwhile.", current={"version": found.version, "state": found.state}
        )
    return found


async def edit(
    w: Writer, embedder: Embedder, c: Candidate, by: Who, settings: BrandSettings, changed: Candidate
) -> None:
    """Replace the texts of an open candidate by those of `changed`; raises BadInput, DecidedMeanwhile."""
    _must_be(c, "open")
    _check_topic(settings, changed.topic)
    if changed.kind == "paraphrase":
        await _check_article(w, embedder, changed)
    vector = await candidates.vector_of(embedder, changed.question)
    await queries.edit(w, changed, vector.tobytes())
    texts = ("kind", "title", "question", "answer", "topic", "article_slug")
    before = {name: value for name, value in asdict(c).items() if name in texts}
    await queries.log(w, c.brand_id, by, "edited", str(c.id), "", {"before": before})


async def approve(w: Writer, embedder: Embedder, c: Candidate, by: Who, why: str, settings: BrandSettings) -> None:
    """Make the candidate knowledge: an article of its own, or an example of the article or the flow it is for."""
    _must_be(c, "open")
    if c.kind == "action":
        flow, example_id = await actions.join(w, embedder, c)
        await gap_queries.fill(w, c.brand_id, c.id, flow)
        await approved(w, c, by, why, example_id)
        return
    if c.kind == "paraphrase":
        await _check_article(w, embedder, c)
        joined = await examples.join(w, embedder, c, None)
        await approved(w, c, by, why, joined.example_id)
        return
    slug = await write_article(
        w, embedder, c.brand_id, c.id, settings,
        kinds=(c.requester_kind,), language=c.language, topic=c.topic, title=c.title,
        questions=(candidates.example_of(c.question),), body=c.answer,
    )  # fmt: skip
    await gap_queries.fill(w, c.brand_id, c.id, slug)
    await approved(w, c, by, why, c.id, slug)


async def write_article(
    w: Writer,
    embedder: Embedder,
    brand_id: UUID,
    made_of: UUID,
    settings: BrandSettings,
    *,
    kinds: tuple[str, ...],
    language: str,
    topic: str | None,
    title: str,
    questions: tuple[str, ...],
    body: str,
) -> str:
    """A learned article, and its slug; raises BadInput when it says nothing or has no topic."""
    _check_topic(settings, topic)
    if topic is None:
        raise BadInput("An article needs a topic: choose one first.")
    if not title.strip() or not body.strip():
        raise BadInput("An article needs a title and an answer.")
    slug = rules.slug_of(title, made_of.hex)
    article = ArticleFile(
        slug=slug,
        title=" ".join(title.split()),
        kinds=kinds,
        language=language,
        topic=topic,
        questions=tuple(dict.fromkeys(" ".join(one.split()) for one in questions if one.strip())),
        body=body.strip(),
    )
    await knowledge.save_learned(w, embedder, brand_id, article)
    return slug


async def approved(w: Writer, c: Candidate, by: Who, why: str, made_id: UUID | None, slug: str | None = None) -> None:
    """Write down an approval that took effect."""
    await queries.decide(w, c, "approved", by_leader=by != GIGLINE, slug=slug, made_id=made_id)
    await queries.log(
        w, c.brand_id, by, "approved", str(c.id), why, {"kind": c.kind, "article": slug or c.article_slug}
    )


async def reject(w: Writer, c: Candidate, by: Who, why: str) -> None:
    """Nothing becomes of it, and the same question does not bring it back."""
    _must_be(c, "open")
    await queries.decide(w, c, "rejected", by_leader=by != GIGLINE)
    await queries.log(w, c.brand_id, by, "rejected", str(c.id), why, {"kind": c.kind})


async def roll_back(w: Writer, c: Candidate, by: Who, why: str) -> None:
    """Take away what an approval made."""
    _must_be(c, "approved")
    if c.kind == "article" and c.article_slug is not None:
        await knowledge.remove_learned(w, c.brand_id, c.article_slug)
    elif c.made_id is not None:
        await knowledge.remove_example(w, c.brand_id, c.made_id)
    await queries.decide(w, c, "rolled_back", by_leader=by != GIGLINE, made_id=c.made_id)
    await queries.log(w, c.brand_id, by, "rolled_back", str(c.id), why, {"kind": c.kind, "article": c.article_slug})


def _must_be(c: Candidate, state: str) -> None:
    if c.state != state:
        raise DecidedMeanwhile(
            f"This is {c.state.replace('_', ' ')}.", current={"version": c.version, "state": c.state}
        )


def _check_topic(settings: BrandSettings, topic: str | None) -> None:
    if topic is not None and settings.topic(topic) is None:
        raise BadInput(f"This brand has no topic {topic!r}.")


async def _check_article(w: Writer, embedder: Embedder, c: Candidate) -> None:
    index = await knowledge.index_of(w, embedder, c.brand_id)
    if not any(one.slug == c.article_slug for one in index.articles):
        raise BadInput("There is no such article: choose another one.")

"""Flows are found as articles are: each is an article among the others, asked by its examples.

A flow also has the questions of the articles that it stands in for (`instead_of`), which are then not found by its
kinds of requester, so that the two do not compete. CPU: call it in a thread.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID, uuid5

from gigline.bot.flows.model import Flow
from gigline.bot.flows.stored import Flows
from gigline.knowledge import service as knowledge
from gigline.knowledge.models import Article, Example, StoredText
from gigline.knowledge.service import Index
from gigline.language.service import Embedder

PREFIX = "flow:"
MOST_IN_PASSAGE = 6


def with_flows(
    embedder: Embedder, brand_id: UUID, index: Index, flows: Flows, learned: Sequence[Example] = ()
) -> Index:
    """The brand's articles with its flows among them; `learned` are questions that flows are found by, too."""
    if not flows:
        return index
    every = list(flows.by_id.values())
    left = list(_left(index.articles, every))
    kept = {article.slug for article in left}
    texts = [text for text in index.texts if text.slug in kept]
    found = [_as_article(flow, language, brand_id) for flow in every for language in flow.languages]
    for flow in every:
        for language in flow.languages:
            texts += _texts(embedder, flow, language, index)
    texts += _learned(embedder, {one.slug for one in found}, learned)
    return knowledge.build(embedder, index.version, [*left, *found], texts)


def _learned(embedder: Embedder, slugs: Collection[str], learned: Sequence[Example]) -> list[StoredText]:
    own = [one for one in learned if one.slug in slugs]
    vectors = embedder.embed([one.text for one in own]).astype("<f4")
    return [StoredText(one.slug, "question", one.text, vectors[at].tobytes()) for at, one in enumerate(own)]


def flow_of(slug: str | None) -> str | None:
    """The id of the flow that this slug of the combined index stands for; None for an article."""
    return slug.split(":")[1] if slug is not None and slug.startswith(PREFIX) else None


def slugs_of(flow: Flow) -> frozenset[str]:
    """What the flow is found by in the combined index."""
    return frozenset(slug_of(flow, language) for language in flow.languages)


def slug_of(flow: Flow, language: str) -> str:
    """What the flow is found by in one language."""
    return f"{PREFIX}{flow.id}:{language}"


def _left(articles: Sequence[Article], flows: Sequence[Flow]) -> Iterator[Article]:
    """The articles for those kinds of requester that no flow takes over."""
    for article in articles:
        taken = {kind for flow in flows if article.slug in flow.instead_of for kind in flow.kinds}
        kinds = [kind for kind in article.kinds if kind not in taken]
        if kinds:
            yield article if kinds == list(article.kinds) else replace(article, kinds=kinds)


def _as_article(flow: Flow, language: str, brand_id: UUID) -> Article:
    return Article(
        brand_id=brand_id,
        id=uuid5(brand_id, slug_of(flow, language)),
        slug=slug_of(flow, language),
        title=flow.text(flow.title, language),
        body=". ".join(flow.examples[language]),
        kinds=list(flow.kinds),
        language=language,
        topic=flow.topic,
        questions=list(flow.examples[language]),
        digest=flow.digest,
        updated_at=datetime.fromtimestamp(0, UTC),
    )


def _texts(embedder: Embedder, flow: Flow, language: str, index: Index) -> list[StoredText]:
    slug, title, examples = slug_of(flow, language), flow.text(flow.title, language), list(flow.examples[language])
    summary = ". ".join(examples[:MOST_IN_PASSAGE])
    own = [("title", title, title), *(("question", one, one) for one in examples)]
    inherited = [replace(text, slug=slug) for text in _of_articles(index, flow, language)]
    if not inherited:
        own += [("passage", summary, f"{title}. {summary}"), ("sentence", summary, summary)]
    vectors = embedder.embed([embedded for _, _, embedded in own]).astype("<f4")
    made = [StoredText(slug, source, text, vectors[at].tobytes()) for at, (source, text, _) in enumerate(own)]
    return [*made, *inherited]


def _of_articles(index: Index, flow: Flow, language: str) -> Iterable[StoredText]:
    spoken = {article.slug for article in index.articles if article.language == language}
    return [text for text in index.texts if text.slug in flow.instead_of and text.slug in spoken]

"""What a process's bot has at hand: the embedder, and per brand its calibration and sensitive phrases."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from uuid import UUID

from gigline.accounts.schemas import BrandSettings
from gigline.bot import calibration, negatives, queries, understanding, vocabularies
from gigline.bot.adaptations import Adaptations
from gigline.bot.calibration import Fitted, Live
from gigline.bot.flows import finding, stored
from gigline.bot.flows.stored import Flows
from gigline.bot.guest.client import Guest
from gigline.bot.models import Judged
from gigline.bot.understanding import Context, Sensitive, matter
from gigline.infra.db import Reader
from gigline.knowledge import service as knowledge
from gigline.knowledge.adapting import Lesson
from gigline.knowledge.service import Index, Query
from gigline.language.service import Embedder, Vocabularies

# Told (brand, conversation, on) while the bot thinks; must not block or raise.
Signal = Callable[[UUID, UUID, bool], None]

CACHED_BRANDS = 64
SAME_THRESHOLD = 1e-3
# A refit costs some tenths of a second in every process: one verdict more is not worth it.
REFIT_EVERY = 10


def _silent(_brand_id: UUID, _conversation_id: UUID, _on: bool) -> None:
    """Nobody looks."""


@dataclass(frozen=True)
class Ready:
    """Everything needed to understand messages to one brand, as its settings and articles are now."""

    settings: BrandSettings
    index: Index
    fitted: Fitted
    sensitive: Sensitive
    person_topics: frozenset[str]
    switched: frozenset[str] = frozenset()
    flows: Flows = stored.NONE
    vocabularies: Vocabularies = understanding.NO_WORDS

    # `index` has the flows among the articles; these are the articles alone.
    articles: Index = field(kw_only=True)

    @property
    def bot_topics(self) -> frozenset[str]:
        """What the bot may answer: by the brand's policy, and not switched to people since."""
        return frozenset(topic.key for topic in self.settings.topics if topic.policy == "bot") - self.switched


@dataclass
class Assistant:
    """One a process. `silence_s`: how long after its answer a silent requester is taken as served.
    `guest`: the installation's language model, where there is one. `adaptations`: where encoders are adapted to brands.
    """

    embedder: Embedder
    signal: Signal = _silent
    silence_s: float = 600.0
    unanswered_s: float = 10.0
    guest: Guest | None = None
    adaptations: Adaptations | None = None
    # Whether a sweeper of this process refits, so that no requester waits for it.
    swept: bool = False
    _fitting: dict[UUID, asyncio.Lock] = field(default_factory=dict)
    _fitted: OrderedDict[UUID, tuple[object, Fitted]] = field(default_factory=OrderedDict)
    _indexes: OrderedDict[UUID, tuple[object, Index]] = field(default_factory=OrderedDict)
    _outside: dict[str, list[tuple[str, Query]]] = field(default_factory=dict)

    def warm(self, languages: Collection[str] = tuple(negatives.BY_LANGUAGE)) -> None:
        """Understand what no brand answers: needed for every fit, the same for all, and some two seconds of work."""
        for one in languages:
            if one not in self._outside:
                self._outside[one] = negatives.queries(self.embedder, [one])

    async def ready(self, r: Reader, brand_id: UUID, settings: BrandSettings, *, refit: bool = True) -> Ready:
        """The brand's articles and calibration; refitted here when either changed (about 0.3 s for 50 articles), and
        after every few verdicts on the bot's answers. Without `refit` the calibration before it does, where there is
        one and a sweeper sees to the next.
        """
        articles = await knowledge.index_of(r, self.embedder, brand_id)
        flows = await stored.flows_of(r, brand_id)
        index = await self._with_flows(r, brand_id, articles, flows)
        sensitive = await asyncio.to_thread(self._sensitive, settings)
        person_topics = frozenset(topic.key for topic in settings.topics if topic.policy == "person")
        standing = await queries.standing(r, brand_id)
        verdicts = standing.verdicts // REFIT_EVERY
        lessons = {} if self.adaptations is None else self.adaptations.of(brand_id)
        learned = tuple(sorted(lesson.digest for lesson in lessons.values()))
        read = (index.version, flows.version, verdicts, learned)
        key = (*read, settings.bot.precision, sensitive.phrases, person_topics)
        waits = refit or brand_id not in self._fitted
        async with self._fitting.setdefault(brand_id, asyncio.Lock()) if waits else nullcontext():
            known = self._fitted.get(brand_id)
            current = known is not None and known[0] == key
            # Whoever asks for more precision gets it from the next message on.
            enough = not refit and known is not None and known[1].target == settings.bot.precision
            if known is None or not (current or enough):
                judged = await queries.judged(r, brand_id, verdicts * REFIT_EVERY)
                fitted = await asyncio.to_thread(
                    self._fit, index, settings.bot.precision, sensitive, person_topics, judged, lessons
                )
                self._fitted[brand_id] = known = (key, fitted)
                while len(self._fitted) > CACHED_BRANDS:
                    self._fitted.popitem(last=False)
        switched = frozenset(standing.switched)
        words = await vocabularies.of(r, brand_id)
        return Ready(settings, index, known[1], sensitive, person_topics, switched, flows, words, articles=articles)

    async def _with_flows(self, r: Reader, brand_id: UUID, articles: Index, flows: Flows) -> Index:
        key = (articles.version, flows.version)
        known = self._indexes.get(brand_id)
        if known is None or known[0] != key:
            learned = await knowledge.examples(r, brand_id) if flows else []
            built = await asyncio.to_thread(finding.with_flows, self.embedder, brand_id, articles, flows, learned)
            self._indexes[brand_id] = known = (key, built)
            while len(self._indexes) > CACHED_BRANDS:
                self._indexes.popitem(last=False)
        return known[1]

    def context(self, ready: Ready, kind: str, language: str) -> Context:
        """What this brand's message from such a requester is understood against."""
        return Context(
            embedder=self.embedder,
            index=ready.index,
            fitted=ready.fitted,
            sensitive=ready.sensitive,
            kind=kind,
            language=language,
            languages=tuple(ready.settings.brand.languages),
            person_topics=ready.person_topics,
            vocabularies=ready.vocabularies,
        )

    def _sensitive(self, settings: BrandSettings) -> Sensitive:
        return Sensitive.of(self.embedder, settings.bot.sensitive_phrases)

    def _fit(
        self,
        index: Index,
        target: float,
        sensitive: Sensitive,
        person_topics: frozenset[str],
        judged: Sequence[Judged],
        lessons: Mapping[str, Lesson],
    ) -> Fitted:
        languages = {article.language for article in index.articles}
        self.warm(languages)
        live = [
            Live(
                one.language,
                one.requester_kind,
                one.slug,
                knowledge.query_of(self.embedder, matter(one.question), one.language),
                one.right,
            )
            for one in judged
        ]
        outside = [one for language in sorted(languages) for one in self._outside[language]]
        return calibration.fit(index, target, outside, sensitive.vectors, person_topics, live=live, lessons=lessons)


async def is_stored(r: Reader, brand_id: UUID, fitted: Fitted) -> bool:
    """Whether the database already has this calibration.

    Machines may differ in the last digits of a fit: were that news, two workers would overwrite each other for ever.
    """
    row = await queries.calibration(r, brand_id)
    if row is None or row.knowledge_version != fitted.knowledge_version:
        return False
    wanted, stored = fitted.to_json(), row.fitted
    if stored.get("target") != fitted.target or stored["acceptors"].keys() != wanted["acceptors"].keys():
        return False
    known = stored.get("lessons", {})
    # A process that learns its lessons later than another leaves what that one stored.
    if any(known.get(language) != digest for language, digest in wanted["lessons"].items()):
        return False
    return all(
        language in known or abs(stored["acceptors"][language]["threshold"] - one["threshold"]) < SAME_THRESHOLD
        for language, one in wanted["acceptors"].items()
    )

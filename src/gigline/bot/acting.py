"""What a decision of the bot does to the conversation: say, keep the turn, settle, hand over."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from typing import Any

from gigline.bot import matters, queries, records, rules, texts
from gigline.bot.assistant import Assistant, Ready
from gigline.bot.dialogue import (
    Action,
    Answer,
    AskAgain,
    Clarify,
    HandOver,
    Option,
    Outcome,
    Past,
    Policy,
    Reason,
    Settle,
    SmallTalk,
    Understanding,
)
from gigline.bot.events import SilenceDue
from gigline.bot.flows import finding
from gigline.bot.models import Turn
from gigline.conversations import service as conversations
from gigline.conversations.models import Author, Conversation
from gigline.infra import outbox
from gigline.infra.db import Writer
from gigline.knowledge import service as knowledge
from gigline.knowledge.models import Article

# A chat bubble; longer articles are answered with their best-fitting passages.
MAX_ANSWER = 1_500


@dataclass(frozen=True)
class Scene:
    """Where one turn takes place. `seq` is the last requester message that it deals with."""

    w: Writer
    assistant: Assistant
    ready: Ready
    policy: Policy
    c: Conversation
    said: list[str]
    seq: int
    understood: Understanding
    turns: tuple[Past, ...]
    first: bool
    # Other words for the article's answer, checked against it.
    words: str | None = None
    # Articles for what else was asked in the message that a flow deals with, said before its own words.
    aside: tuple[str, ...] = ()
    # What makes the turn's reply one and the same entry, however often the turn is tried.
    key: str = ""

    @property
    def author(self) -> Author:
        return Author("bot", name=self.ready.settings.bot.name)

    @property
    def upset(self) -> bool:
        """Whether the requester is upset, or was before in this segment."""
        return self.understood.upset or any(turn.upset for turn in self.turns)

    @property
    def texts(self) -> texts.Texts:
        return texts.of(self.understood.language)

    def own_words(self, given: str, name: str) -> str:
        """The brand's own text in its first language, ours in all others."""
        ours = self.understood.language != self.ready.settings.brand.languages[0]
        return self._named(self.texts[name]) if ours or not given else given

    def introduced(self, body: str) -> str:
        """The first reply of a segment says that it comes from a bot."""
        return f"{self._named(self.texts['intro'])}\n\n{body}" if self.first else body

    def introduced_briefly(self, sentence: str) -> str:
        """The same before one sentence, on its line."""
        return f"{self._named(self.texts['intro'])} {sentence}" if self.first else sentence

    def _named(self, text: str) -> str:
        settings = self.ready.settings
        return text.format(name=settings.bot.name, brand=settings.brand.name)


async def act(scene: Scene, action: Action) -> None:
    match action:
        case Answer():
            await _answer(scene, action)
        case Clarify():
            await _clarify(scene, action)
        case AskAgain():
            await say(scene, scene.texts["again"], {"options": [scene.texts["person"]]})
            await keep(scene, "failed_turn", "not_helped", failed=True)
        case SmallTalk():
            await _small_talk(scene, action)
        case Settle():
            await say(scene, scene.texts["settled"], {})
            await keep(scene, "resolved", "solved", wait=False)
            await conversations.resolve(scene.w, scene.c.id, scene.c.epoch, by="bot", author=scene.author)
        case HandOver():
            await hand_over(scene, action.reason)


async def _answer(scene: Scene, action: Answer) -> None:
    given = (action.slug, *action.also)
    (article, body), *others = [await article_of(scene, slug) for slug in given]
    told = [(article, scene.words or body), *others]
    rest = await left_open(scene, given)
    bodies = [f"{one.title}\n{words}" if others else words for one, words in told]
    await say(
        scene,
        scene.introduced("\n\n".join([*bodies, *rest.lines])),
        {"citations": [citation(one) for one, _ in told], "options": after_answer(scene, rest)},
    )
    await classify(scene, article.topic)
    also = {"also": [one.slug for one, _ in others], "also_titles": [one.title for one, _ in others]}
    await keep(
        scene, "answered", action.reason, slug=article.slug, failed=action.failed,
        data={"title": article.title, "language": scene.understood.language, **also, **offered(rest)},
    )  # fmt: skip


async def left_open(scene: Scene, given: Collection[str]) -> matters.Rest:
    """What is said about the matters that these articles and flows leave open."""
    left = await matters.dealt_with(scene.w, scene.c, scene.seq, scene.understood.matters, given)
    return await matters.tell(scene.w, scene.c, left, scene.texts)


def after_answer(scene: Scene, rest: matters.Rest) -> list[str]:
    """The choices below an answer: what is still open, or whether it helped."""
    open_now = [option.title for option in rest.options] or [scene.texts["helped"], scene.texts["not_helped"]]
    return [*open_now, scene.texts["person"]]


def offered(rest: matters.Rest) -> dict[str, Any]:
    """What the turn keeps of the choices, to recognise the one that is picked."""
    return {"options": [asdict(option) for option in rest.options]} if rest.options else {}


async def classify(scene: Scene, key: str) -> None:
    """Say what the conversation is about, unless that is known."""
    if scene.c.topic is None and (topic := scene.ready.settings.topic(key)) is not None:
        await conversations.classify(
            scene.w, scene.c.id, topic=topic.key, priority=max(scene.c.priority, topic.priority), author=scene.author
        )


async def article_of(scene: Scene, slug: str) -> tuple[Article, str]:
    """The article, and what of it fits into a reply; raises LookupError when it is gone."""
    articles = scene.ready.articles.articles
    at = next((at for at, article in enumerate(articles) if article.slug == slug), None)
    if at is None:
        raise LookupError(f"there is no article {slug}")
    article = articles[at]
    whole = len(article.body) <= MAX_ANSWER
    return article, article.body if whole else await asyncio.to_thread(_excerpt, scene, at)


def citation(article: Article) -> dict[str, str]:
    """Where a reply comes from."""
    return {"article": str(article.id), "slug": article.slug, "title": article.title}


def _excerpt(scene: Scene, article: int) -> str:
    index = scene.ready.articles
    asked = knowledge.query_of(scene.assistant.embedder, "\n".join(scene.said))
    passages = index.passages_of(article, index.score(asked).texts)
    return rules.excerpt(passages, index.articles[article].body, MAX_ANSWER)


async def _clarify(scene: Scene, action: Clarify) -> None:
    options = [Option(one.title, one.slug, one.topic) for one in action.options]
    options.append(Option(scene.texts["else"], None))
    several = len(action.options) > 1
    body = scene.texts["which_first" if several and scene.understood.matters else "which" if several else "one"]
    await queries.remember(scene.w, scene.c, scene.seq, scene.understood.matters)
    if scene.c.channel != "webchat":
        # Without buttons the choices have to be read and typed.
        body = "\n".join([body, *(f"{number}. {option.title}" for number, option in enumerate(options, start=1))])
    about = {option.title: _stands_in_for(scene, option.slug) for option in options}
    data = {
        "clarifying": True,
        "options": list(about),
        "about": {title: slugs for title, slugs in about.items() if slugs},
    }
    await say(scene, scene.introduced(body), data)
    await keep(scene, "clarified", "close", data={"options": [asdict(option) for option in options]})


def _stands_in_for(scene: Scene, slug: str | None) -> list[str]:
    """The articles whose questions a flow deals with; nothing for an article."""
    flow = scene.ready.flows.by_id.get(finding.flow_of(slug) or "")
    return list(flow.instead_of) if flow is not None else []


async def _small_talk(scene: Scene, action: SmallTalk) -> None:
    if scene.first:
        body = scene.own_words(scene.ready.settings.bot.greeting, "greeting")
    else:
        body = texts.for_talk(scene.texts, action.talk)
    rest = await left_open(scene, ())
    options = after_answer(scene, rest) if rest.options else []
    await say(scene, "\n\n".join([body, *rest.lines]), {"options": options} if options else {})
    await keep(scene, "small_talk", action.talk, data=offered(rest))


async def hand_over(scene: Scene, reason: Reason, *, why: str = "", before: str = "") -> None:
    """To a person, with all that is known. `why` is for the person; `before` is said to the requester first."""
    words = scene.own_words(scene.ready.settings.bot.handover_text, "handover")
    await queries.remember(scene.w, scene.c, scene.seq, scene.understood.matters)
    intent = scene.understood.candidates[0].title if scene.understood.plausible else scene.understood.about
    made = await records.record(
        scene.w, scene.c, reason, intent=intent, steps=rules.steps(scene.turns), why=why, upset=scene.upset
    )
    topic = _topic(scene, reason) or scene.c.topic
    handover = replace(made, topic=topic, clearance=scene.policy.cleared(topic))
    said = scene.introduced(f"{before}\n\n{words}") if before else scene.introduced_briefly(words)
    await keep(scene, "handed_over", reason, wait=False, data={"sensitive": scene.understood.sensitive})
    await conversations.hand_over(scene.w, scene.c.id, scene.c.epoch, handover, say=scene.author, words=said)


def _topic(scene: Scene, reason: Reason) -> str | None:
    """The topic that the record names: a sensitive matter always gets one that only cleared people answer."""
    settings = scene.ready.settings
    found = settings.topic(scene.understood.topic)
    if reason != "sensitive":
        return found.key if found is not None else None
    if found is not None and found.policy == "person":
        return found.key
    guarded = [topic for topic in settings.topics if topic.policy == "person"]
    return max(guarded, key=lambda topic: topic.priority).key if guarded else None


async def say(scene: Scene, body: str, data: dict[str, object]) -> None:
    key = scene.key or f"bot-{scene.c.epoch}-{scene.seq}"
    data = _with_person(scene, data)
    await conversations.reply(scene.w, scene.c.id, scene.c.epoch, scene.author, body, client_id=key, data=data)


def _with_person(scene: Scene, data: dict[str, object]) -> dict[str, object]:
    """With a person among the choices, where the brand always wants one offered."""
    given = data.get("options", [])
    options = list(given) if isinstance(given, list) else []
    person = scene.texts["person"]
    topics = scene.policy.offer_person
    everywhere = topics and topics >= {topic.key for topic in scene.ready.settings.topics}
    if person in options or not (everywhere or scene.c.topic in topics or scene.understood.topic in topics):
        return data
    return {**data, "options": [*options, person]}


async def keep(
    scene: Scene,
    outcome: Outcome,
    reason: str,
    *,
    slug: str | None = None,
    failed: bool = False,
    wait: bool = True,
    data: dict[str, Any] | None = None,
) -> None:
    """Write the turn down and, with `wait`, look after a while whether the requester went silent."""
    turn = Turn(
        seq=scene.seq,
        segment=scene.c.segment,
        outcome=outcome,
        reason=reason,
        article_slug=slug,
        confidence=scene.understood.confidence,
        threshold=scene.ready.fitted.acceptor(scene.understood.language).threshold,
        data={**(data or {}), "failed": failed, "upset": scene.understood.upset},
    )
    await queries.save_turn(scene.w, scene.c.brand_id, scene.c.id, turn)
    if wait:
        await wait_for_silence(scene.w, scene.assistant, scene.c, scene.seq)


async def wait_for_silence(w: Writer, assistant: Assistant, c: Conversation, seq: int) -> None:
    due = SilenceDue(brand_id=c.brand_id, conversation_id=c.id, epoch=c.epoch, seq=seq)
    await outbox.schedule(w, due, in_s=assistant.silence_s)

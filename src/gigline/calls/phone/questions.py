"""What a caller is asked first, one after the other; a question leaves itself out where it has nothing to ask."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from gigline.calls import service as calls
from gigline.calls.models import Call
from gigline.calls.phone import talking, texts
from gigline.calls.phone.desk import Desk
from gigline.channels.calling import Ask, CallNews, Go, HangUp, Say, Verb
from gigline.contacts import service as contacts
from gigline.conversations import service as conversations

Verbs = list[Verb]
Question = Callable[[Desk, Call], Awaitable[Verbs]]


async def opening(desk: Desk, k: Call) -> Verbs:
    """The first words."""
    welcome = Say(desk.house.greeting, k.language) if desk.house.greeting else desk.say(k, "welcome")
    return [welcome, *await after(desk, k, "")]


async def after(desk: Desk, k: Call, done: str) -> Verbs:
    """The next question after `done`, or the talk itself."""
    names = list(_QUESTIONS)
    for name in names[names.index(done) + 1 if done else 0 :]:
        verbs = await _QUESTIONS[name](desk, k)
        if verbs:
            return verbs
    return await talking.on(desk, k, first=True)


async def _language(desk: Desk, k: Call) -> Verbs:
    """Whoever is known speaks what they spoke before."""
    languages = desk.settings.brand.languages
    contact = await contacts.get(desk.w, k.brand_id, k.contact_id)
    if len(languages) < 2 or contact.language in languages:
        return []
    says = tuple(Say(texts.of(one)["language"].format(key=n), one) for n, one in enumerate(languages[:9], start=1))
    return [Ask(desk.turn(k, "language"), says, speech=False), Go(desk.turn(k, "language"))]


async def language(desk: Desk, k: Call, news: CallNews) -> Verbs:
    """The chosen one, else the brand's first."""
    languages = desk.settings.brand.languages
    at = int(news.digits) - 1 if news.digits.isdigit() else 0
    chosen = languages[at] if 0 <= at < len(languages) else languages[0]
    k = await calls.speak(desk.w, k.id, chosen)
    return await after(desk, k, "language")


async def _consent(desk: Desk, k: Call) -> Verbs:
    if not desk.house.record or k.consent != "not_asked":
        return []
    ask = Ask(desk.turn(k, "consent"), (desk.say(k, "consent"),), language=k.language, hints=("yes", "no"))
    return [ask, Go(desk.turn(k, "consent"))]


async def consent(desk: Desk, k: Call, news: CallNews) -> Verbs:
    """Silence is no agreement."""
    agreed = news.digits == "1" or (not news.digits and texts.is_yes(news.said))
    k = await calls.note_consent(desk.w, k.id, "given" if agreed else "refused")
    return [desk.say(k, "recorded" if agreed else "not_recorded"), *await after(desk, k, "consent")]


async def _closed(desk: Desk, k: Call) -> Verbs:
    """After hours: what the brand offers then."""
    calendar = desk.settings.calendar()
    if calendar is None or calendar.is_open(desk.now) or desk.house.after_hours == "queue":
        return []
    if desk.house.after_hours == "callback" and k.number:
        await calls.promise_callback(desk.w, k.id, k.number, calendar.opens_at(desk.now))
        return [desk.say(k, "callback_at"), HangUp()]
    return [desk.say(k, "closed"), *talking.voicemail(desk, k)]


async def _topic(desk: Desk, k: Call) -> Verbs:
    topics = _topics(desk)
    c = await conversations.get(desk.w, k.conversation_id)
    if not topics or c.topic is not None:
        return []
    says = [desk.say(k, "menu")]
    says += [desk.say(k, "choice", topic=name, key=n) for n, (_, name) in enumerate(topics, start=1)]
    hints = tuple(name for _, name in topics)
    return [Ask(desk.turn(k, "topic"), tuple(says), language=k.language, hints=hints), Go(desk.turn(k, "topic"))]


async def topic(desk: Desk, k: Call, news: CallNews) -> Verbs:
    """A key or a topic's name chooses it; anything else that was said is what the caller wants."""
    topics = _topics(desk)
    chosen = _chosen(topics, news)
    if chosen is None:
        return await talking.said(desk, k, news) if news.said else await after(desk, k, "topic")
    priority = next(one.priority for one in desk.settings.topics if one.key == chosen)
    await conversations.classify(desk.w, k.conversation_id, topic=chosen, priority=priority)
    return await after(desk, k, "topic")


def _topics(desk: Desk) -> list[tuple[str, str]]:
    """The menu: those that the brand still has."""
    names = {one.key: one.name for one in desk.settings.topics}
    return [(key, names[key]) for key in desk.house.menu if key in names]


def _chosen(topics: Sequence[tuple[str, str]], news: CallNews) -> str | None:
    if news.digits.isdigit():
        at = int(news.digits) - 1
        return topics[at][0] if 0 <= at < len(topics) else None
    heard = news.said.casefold().strip(" .,!?")
    return next((key for key, name in topics if heard == name.casefold()), None)


_QUESTIONS: dict[str, Question] = {"language": _language, "consent": _consent, "closed": _closed, "topic": _topic}

"""A delivery of a phone's provider becomes steps of a call, and the next words to the caller."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from uuid import UUID

from gigline.calls import rules
from gigline.calls import service as calls
from gigline.calls.errors import NoSuchCall
from gigline.calls.models import Call, Caller
from gigline.calls.phone import questions, talking
from gigline.calls.phone.desk import Desk
from gigline.channels.calling import CallNews, Go, HangUp, Verb
from gigline.channels.contract import Attachment
from gigline.contacts import service as contacts
from gigline.contacts.models import Contact
from gigline.conversations.service import Requester

Verbs = list[Verb]
Turn = Callable[[Desk, Call, CallNews], Awaitable[Verbs]]
Query = Mapping[str, int]


async def incoming(desk: Desk, news: CallNews) -> Verbs:
    """A call comes in, or ended; in any order and as often as the provider likes."""
    k, new = await calls.start(desk.w, await _caller(desk, news))
    if news.state == "over":
        await _over(desk, k, news)
        return []
    if rules.is_over(k.state):
        return [HangUp()]
    if not new:
        return [Go(desk.turn(k))]
    return await questions.opening(desk, await calls.greet(desk.w, k.id))


async def _caller(desk: Desk, news: CallNews) -> Caller:
    contact = await _contact(desk, news)
    languages = desk.settings.brand.languages
    who = Requester(
        brand_id=desk.brand.id,
        contact_id=contact.id,
        name=contact.name,
        kind=contact.kind,
        language=contact.language if contact.language in languages else languages[0],
        account_id=desk.account.id,
        channel=desk.account.kind,
        recipient=news.caller or news.call_id,
    )
    with_bot = desk.house.bot and desk.settings.bot.enabled
    return Caller(who, "phone", desk.account.id, news.call_id, news.caller, with_bot=with_bot)


async def _contact(desk: Desk, news: CallNews) -> Contact:
    """Whoever the provider says calls: the same person as by SMS. Who withholds their number is nobody we know."""
    settings = desk.settings.channel(desk.account.key)
    kind = settings.requester_kind if settings else "customer"
    number = contacts.attested("phone", news.caller) if news.caller else None
    if number is None:
        name = f"{desk.account.id}:{news.caller or news.call_id}"
        return await contacts.resolve_identity(desk.w, desk.brand.id, "api", name, kind=kind)
    former = f"{desk.account.id}:{number}"
    return await contacts.resolve_attested(desk.w, desk.brand.id, "phone", number, former=former, kind=kind)


async def about(desk: Desk, call_id: UUID, what: str, query: Query, news: CallNews) -> Verbs:
    """What comes next in a call of this account; raises NoSuchCall for others'."""
    k = await calls.get(desk.w, call_id)
    if what not in KNOWN or (k.brand_id, k.account_id) != (desk.brand.id, desk.account.id):
        raise NoSuchCall("There is no such call.")
    if what in _SOUNDS:
        return await _SOUNDS[what](desk, k, news)
    if what in _LEGS:
        return await _of_leg(desk, k, what, query.get("leg", -1), news)
    if what == "status":
        return await _over(desk, k, news)
    if what == "answered":
        return await _answered(desk, k, news)
    if news.state == "over":
        # The line went dead while we were asked: its answer reaches nobody.
        return []
    return await _turn(desk, k, what, query, news)


async def _turn(desk: Desk, k: Call, what: str, query: Query, news: CallNews) -> Verbs:
    """The answer to a question that was answered before changes nothing: the talk goes on where it is."""
    fresh = await calls.next_turn(desk.w, k.id, query.get("turn", -1))
    if fresh is None:
        return [HangUp()] if rules.is_over(k.state) else [Go(desk.turn(k))]
    if rules.is_over(fresh.state):
        return [HangUp()]
    if what == "silence":
        return await talking.silence(desk, fresh, query.get("silent", 0))
    if what == "wait":
        return await talking.waiting(desk, fresh, query.get("n", 0))
    if what in _ANSWERS:
        return await _ANSWERS[what](desk, fresh, news)
    return await talking.on(desk, fresh, polls=query.get("polls", 0))


async def _of_leg(desk: Desk, k: Call, what: str, leg: int, news: CallNews) -> Verbs:
    if what == "whisper":
        return await talking.whisper(desk, k, leg)
    if what == "accept":
        return await talking.accept(desk, k, news, leg)
    return await talking.parted(desk, k, news, leg)


async def _voicemail(desk: Desk, k: Call, news: CallNews) -> Verbs:
    if news.recorded is None or news.recorded.seconds <= 0:
        return [desk.say(k, "bye"), HangUp()]
    one = news.recorded
    file = Attachment("voicemail.mp3", "audio/mpeg", url=one.url)
    await calls.leave_voicemail(desk.w, k.id, one.id, file, one.seconds)
    return [desk.say(k, "voicemail_kept"), HangUp()]


async def _recording(desk: Desk, k: Call, news: CallNews) -> Verbs:
    if news.recorded is not None:
        one = news.recorded
        file = Attachment("call.mp3", "audio/mpeg", url=one.url)
        await calls.keep_recording(desk.w, k.id, one.id, file, one.seconds)
    return []


async def _answered(desk: Desk, k: Call, news: CallNews) -> Verbs:
    """Whoever we called back picked up."""
    if rules.is_over(k.state):
        return [desk.say(k, "late"), HangUp()]
    if k.state != "ringing":
        return [Go(desk.turn(k))]
    await calls.known_as(desk.w, k.id, news.call_id)
    k = await calls.note_waiting(desk.w, k.id)
    return [desk.say(k, "called_back"), *await talking.on(desk, k)]


async def _over(desk: Desk, k: Call, news: CallNews) -> Verbs:
    """The line is dead. A provider may say so days later, and again."""
    if news.outcome in {"busy", "no_answer", "failed"}:
        await calls.end(desk.w, k.id, news.outcome, how="fail")
    elif news.outcome is not None:
        await calls.end(desk.w, k.id)
    return []


_SOUNDS: Mapping[str, Turn] = {"voicemail": _voicemail, "recording": _recording}
_LEGS = frozenset({"whisper", "accept", "parted"})
_ANSWERS: Mapping[str, Turn] = {
    "language": questions.language,
    "consent": questions.consent,
    "topic": questions.topic,
    "said": talking.said,
    "wanted": talking.wanted,
}
KNOWN = frozenset({*_SOUNDS, *_LEGS, *_ANSWERS, "status", "answered", "silence", "wait", "turn"})

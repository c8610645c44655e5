"""The talk with the bot, the wait for a person, and being put through: what comes next is read off the rows."""

from __future__ import annotations

from gigline.calls import rules
from gigline.calls import service as calls
from gigline.calls.models import Call, Line
from gigline.calls.phone.desk import Desk
from gigline.channels.calling import Ask, CallNews, Dial, Go, HangUp, Listen, Pause, Record, Say, Stream, Verb
from gigline.conversations import service as conversations
from gigline.conversations.models import Conversation, Entry
from gigline.routing import service as routing

Verbs = list[Verb]

# The bot may think for so many turns of a second; then a person is found.
PATIENCE = 15
# Whoever is silent twice gets a person.
SILENCES = 2
# A turn of waiting lasts five seconds; where one stands is said again after half a minute.
WAIT_S = 5
SAID_EVERY = 6
RINGS_S = 22


async def on(desk: Desk, k: Call, *, first: bool = False, polls: int = 0, silent: int = 0) -> Verbs:
    """What the caller hears next, as things stand now."""
    if rules.is_over(k.state):
        return [HangUp()]
    c = await conversations.get(desk.w, k.conversation_id)
    new = await _unsaid(desk, k, c)
    if new:
        k = await calls.told(desk.w, k.id, new[-1].seq)
    words = [Say(_spoken(c, one), k.language) for one in new]
    if k.state == "ringing_associate":
        return [*words, *await _put_through(desk, k)]
    if c.status == "resolved":
        await calls.end(desk.w, k.id, "settled")
        return [*words, desk.say(k, "bye"), HangUp()]
    if c.holder != "bot" or k.state == "waiting":
        return [*words, *await person(desk, k)]
    if c.awaiting_reply_since is not None and not new:
        if polls >= PATIENCE:
            return await person(desk, k)
        return [Pause(), Go(desk.turn(k, polls=polls + 1))]
    return [*_listen(desk, k, words, first=first), Go(desk.turn(k, "silence", silent=silent + 1))]


def _listen(desk: Desk, k: Call, words: list[Say], *, first: bool) -> Verbs:
    says = (*words, desk.say(k, "ask" if first or not words else "more"))
    return [Ask(desk.turn(k, "said"), says, language=k.language)]


async def silence(desk: Desk, k: Call, silent: int) -> Verbs:
    """Nothing was said: once more, and then a person."""
    if silent >= SILENCES:
        return await person(desk, k)
    return [desk.say(k, "unheard"), *await on(desk, k, silent=silent)]


async def _unsaid(desk: Desk, k: Call, c: Conversation) -> list[Entry]:
    """The bot's words that the caller has not heard."""
    after = await conversations.entries(desk.w, c, after_seq=k.said_seq, public_only=True)
    return [one for one in after if one.kind == "message" and one.author_kind == "bot"]


def _spoken(c: Conversation, entry: Entry) -> str:
    """The words as they are said; where a chat shows buttons, the choices are read out."""
    options = entry.data.get("options") if c.channel == "webchat" else None
    if not options:
        return entry.body
    return "\n".join([entry.body, *(f"{n}. {option}" for n, option in enumerate(options, start=1))])


async def said(desk: Desk, k: Call, news: CallNews) -> Verbs:
    """What the caller answered: a key for the house, or words for the bot."""
    if news.digits == "0":
        return [desk.say(k, "to_person"), *await person(desk, k)]
    if news.digits == "9":
        sent = await _as_text(desk, k)
        return [*([desk.say(k, "texted")] if sent else []), *await on(desk, k)]
    if not (news.said or news.digits):
        return await on(desk, k)
    at_ms = round((desk.now - k.started_at).total_seconds() * 1000)
    line = Line(f"turn-{k.turn}", "requester", news.said or news.digits, at_ms, at_ms, news.confidence)
    await calls.append_transcript(desk.w, k.id, line)
    return [Pause(), Go(desk.turn(k))]


async def _as_text(desk: Desk, k: Call) -> bool:
    """What the bot said last, as a message to where the conversation is written."""
    c = await conversations.get(desk.w, k.conversation_id)
    log = await conversations.entries(desk.w, c, public_only=True)
    last = next((one for one in reversed(log) if one.author_kind == "bot" and one.kind == "message"), None)
    if last is None or last.segment != c.segment:
        return False
    await conversations.send_too(desk.w, c, last)
    return True


async def person(desk: Desk, k: Call) -> Verbs:
    """Somebody is found; until then the caller waits."""
    k = await calls.note_waiting(desk.w, k.id)
    if k.state == "ringing_associate":
        return [desk.say(k, "connecting"), *await _put_through(desk, k)]
    return await waiting(desk, k, 0)


async def waiting(desk: Desk, k: Call, n: int) -> Verbs:
    """Where the caller stands, what they may do instead, and a few seconds of quiet."""
    if k.state == "ringing_associate":
        return await _put_through(desk, k)
    if k.state != "waiting":
        return await on(desk, k)
    says = await _standing(desk, k) if n % SAID_EVERY == 0 else []
    ask = Ask(desk.turn(k, "wanted"), tuple(says), speech=False, timeout_s=WAIT_S)
    return [ask, Go(desk.turn(k, "wait", n=n + 1))]


async def _standing(desk: Desk, k: Call) -> list[Say]:
    c = await conversations.get(desk.w, k.conversation_id)
    place = await routing.queue_position(desk.w, c)
    says = [desk.say(k, "hold_on")]
    if place is not None:
        says = [desk.say(k, "next") if place.position == 1 else desk.say(k, "place", place=place.position)]
        if place.eta_high_s is not None and place.eta_low_s is not None:
            low, high = place.eta_low_s // 60, -(-place.eta_high_s // 60)
            says.append(desk.say(k, "eta", low=low, high=high) if low else desk.say(k, "eta_soon", high=high + 1))
    return [*says, desk.say(k, "choices" if k.number else "choices_withheld")]


async def wanted(desk: Desk, k: Call, news: CallNews) -> Verbs:
    """A key while waiting: a callback that keeps the place, or a message on tape."""
    if news.digits == "1" and k.number:
        await calls.promise_callback(desk.w, k.id, k.number)
        return [desk.say(k, "callback"), HangUp()]
    if news.digits == "2":
        return voicemail(desk, k)
    return await waiting(desk, k, 1)


def voicemail(desk: Desk, k: Call) -> Verbs:
    """The tone, and then it is the caller's."""
    return [desk.say(k, "voicemail"), Record(desk.at.of(k.id, "voicemail")), desk.say(k, "bye"), HangUp()]


async def _put_through(desk: Desk, k: Call) -> Verbs:
    """To the associate's own phone where they want that, else to the console by a stream of sound."""
    assert k.associate_id is not None, "somebody is rung"
    await calls.put_through(desk.w, k.id)
    number = await calls.phone_of(desk.w, k.associate_id)
    if number is None:
        return [Stream(desk.at.media(k.id), desk.leg(k, "parted"), desk.key(k))]
    recording = desk.at.of(k.id, "recording") if k.consent == "given" else None
    dial = Dial(number, desk.leg(k, "parted"), desk.leg(k, "whisper"), RINGS_S, recording)
    return [Listen(desk.at.media(k.id), desk.key(k)), dial]


async def whisper(desk: Desk, k: Call, leg: int) -> Verbs:
    """What the associate hears before the caller does."""
    if k.state != "ringing_associate" or k.leg != leg:
        return [HangUp()]
    c = await conversations.get(desk.w, k.conversation_id)
    topic = desk.settings.topic(c.topic)
    about = desk.say(k, "about", topic=topic.name).text if topic else ""
    return [Ask(desk.leg(k, "accept"), (desk.say(k, "whisper", topic=about),), speech=False), HangUp()]


async def accept(desk: Desk, k: Call, news: CallNews, leg: int) -> Verbs:
    """A key is a yes: the two are put together (by saying nothing more)."""
    if k.state != "ringing_associate" or k.leg != leg or k.associate_id is None or not news.digits:
        return [HangUp()]
    await calls.connect(desk.w, k.id, k.associate_id, leg=leg)
    return []


async def parted(desk: Desk, k: Call, news: CallNews, leg: int) -> Verbs:
    """The associate of this leg is gone, or never came."""
    if k.leg == leg and k.state == "ringing_associate":
        await calls.not_answered(desk.w, k.id, leg)
        return await on(desk, await calls.get(desk.w, k.id))
    if k.leg == leg and k.state in {"connected", "held"}:
        await calls.end(desk.w, k.id, "associate_hung_up")
        return [desk.say(k, "bye"), HangUp()]
    return await on(desk, k)

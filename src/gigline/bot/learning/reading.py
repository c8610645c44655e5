"""What a settled segment tells: the question that the requester asked and the answers that a person gave. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gigline.bot import talk
from gigline.bot.learning.models import Told
from gigline.conversations.models import Entry
from gigline.kit.text import shorten
from gigline.language import service as language

MAX_QUESTION = 300
MAX_ANSWER = 4_000
MAX_MESSAGES = 3
MIN_WORDS = 3
MIN_ANSWER_WORDS = 5


def told_to_people(entries: Sequence[Entry], names: Iterable[str]) -> Told | None:
    """The question and the answers of a segment in which a person answered; None when there is not both."""
    messages = [one for one in entries if one.kind == "message"]
    first = next((one.seq for one in messages if one.author_kind == "associate"), None)
    if first is None:
        return None
    names = [*names, *(one.author_name for one in messages if one.author_kind == "associate")]
    answering = [one for one in messages if one.author_kind == "associate" and _says_something(one.body)]
    if not answering:
        return None
    said = _questions([one for one in messages if one.seq < first])
    return _told(said, [one.body for one in answering], answering[-1], names)


def asked_of_people(entries: Sequence[Entry], names: Iterable[str]) -> Told | None:
    """What was asked in a segment that a person settled, whatever they said."""
    messages = [one for one in entries if one.kind == "message"]
    people = [one for one in messages if one.author_kind == "associate"]
    first = people[0].seq if people else messages[-1].seq + 1 if messages else 0
    names = [*names, *(one.author_name for one in people)]
    return _told(_questions([one for one in messages if one.seq < first]), [], people[-1] if people else None, names)


def told_before(entries: Sequence[Entry], seq: int, after: int, names: Iterable[str]) -> Told | None:
    """What the requester had written up to `seq`, and after `after`."""
    messages = [one for one in entries if one.kind == "message" and after < one.seq <= seq]
    return _told(_questions(messages), [], None, list(names))


def _told(said: Sequence[str], answers: Sequence[str], last: Entry | None, names: Sequence[str]) -> Told | None:
    question = shorten(language.mask(" ".join(said), names), MAX_QUESTION)
    if len(language.unmarked(question).split()) < MIN_WORDS:
        return None
    masked = tuple(language.mask(answer, names)[:MAX_ANSWER] for answer in answers)
    return Told(tuple(said), question, masked, last.author_id if last is not None else None)


def _questions(messages: Sequence[Entry]) -> list[str]:
    """The requester's last messages that ask something: no small talk, no wish for a person, no button pressed."""
    offered = {_folded(str(option)) for one in messages for option in one.data.get("options", ())}
    asked = [
        one.body
        for one in messages
        if one.author_kind == "requester"
        and _folded(one.body) not in offered
        and not language.wants_person(one.body)
        and talk.recognise(one.body) in {(None, False), ("not_helped", True)}
    ]
    return asked[-MAX_MESSAGES:]


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _says_something(body: str) -> bool:
    """Neither small talk nor a question back."""
    if talk.recognise(body)[0] is not None or body.rstrip().endswith("?"):
        return False
    return len(body.split()) >= MIN_ANSWER_WORDS

"""What a settled segment tells."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from gigline.bot.learning import reading
from gigline.conversations.models import Entry

AT = datetime(2026, 1, 1, tzinfo=UTC)


def entry(seq: int, author: str, body: str, **data: object) -> Entry:
    name = {"associate": "Sam Field", "requester": "Ana"}.get(author, "")
    return Entry(UUID(int=1), seq, UUID(int=seq), 1, "message", author, None, name, body, data, None, None, AT)


def test_the_question_is_what_was_asked_and_the_answer_what_a_person_said() -> None:
    told = reading.told_to_people(
        [
            entry(1, "requester", "Hi there!"),
            entry(2, "requester", "where is order HP-48213, I am waiting since noon"),
            entry(3, "bot", "Which is meant?", options=["My order is late", "Something else"]),
            entry(4, "requester", "Something else"),
            entry(5, "requester", "Talk to a person"),
            entry(6, "associate", "Hello Ana, which street is it?"),
            entry(7, "requester", "12 Baker Street"),
            entry(8, "associate", "Ana, the courier had a flat tyre and comes at six. Sam"),
            entry(9, "associate", "You are welcome!"),
        ],
        ["Ana"],
    )
    assert told is not None
    assert told.question == "where is order [code], I am waiting since noon"
    assert told.answers == ("[name], the courier had a flat tyre and comes at six. [name]",)


def test_nothing_is_learned_without_a_question_or_an_answer() -> None:
    assert reading.told_to_people([entry(1, "requester", "where is my order please")], []) is None
    talk_only = [entry(1, "requester", "Hello!"), entry(2, "associate", "Hello, how may I help you today then.")]
    assert reading.told_to_people(talk_only, []) is None
    no_answer = [entry(1, "requester", "where is my order please"), entry(2, "associate", "Which one?")]
    assert reading.told_to_people(no_answer, []) is None

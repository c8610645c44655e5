"""What the bot does next. Pure; the order of the checks is docs/decisions/0011."""

from __future__ import annotations

from collections.abc import Sequence

from gigline.bot import talk
from gigline.bot.dialogue import (
    Action,
    Answer,
    AskAgain,
    Candidate,
    Clarify,
    HandOver,
    History,
    Option,
    Past,
    Policy,
    Settle,
    SmallTalk,
    Understanding,
)

MAX_FAILED_TURNS = 2
MAX_OPTIONS = 3
# Candidates this far (in score) behind the first are not offered: they would make the question longer, not clearer.
CLOSE = 0.08


def decide(understanding: Understanding, policy: Policy, history: History) -> Action:
    """The bot's next step. Whatever speaks for a person is looked at first; an answer comes only when it is sure."""
    return (
        for_a_person(understanding, policy, history)
        or _choice(policy, history)
        or _talk(understanding, history)
        or _question(understanding, policy, history)
    )


def for_a_person(understanding: Understanding, policy: Policy, history: History) -> HandOver | None:
    """What goes to a person whatever else was said, also in the middle of a flow."""
    if not policy.enabled:
        return HandOver("bot_off")
    if understanding.wants_person:
        return HandOver("requested")
    if understanding.sensitive is not None:
        return HandOver("sensitive")
    if policy.never or (policy.topic is not None and policy.topic not in policy.bot_topics):
        return HandOver("policy")
    if history.own_turns >= policy.max_turns:
        return HandOver("failed_turns")
    return None


def _choice(policy: Policy, history: History) -> Action | None:
    chosen = history.chosen
    if chosen is None:
        return None
    if chosen.slug is None:
        # Nothing that was offered is meant; or nothing more is wanted.
        asked_back = history.last is not None and history.last.outcome == "clarified"
        return HandOver("low_confidence") if asked_back else SmallTalk("ok")
    if chosen.topic not in policy.bot_topics:
        return HandOver("policy")
    return Answer(chosen.slug, "chosen")


def _talk(understanding: Understanding, history: History) -> Action | None:
    talk, last = understanding.talk, history.last
    after_answer = last is not None and history.served and last.outcome in {"answered", "done", "small_talk"}
    if talk == "no" and after_answer and last is not None and last.outcome == "small_talk":
        # We had asked whether there is anything else.
        return Settle()
    if talk in {"not_helped", "no"} and after_answer:
        # Whoever is upset is not asked for other words after an answer that was none.
        if understanding.upset or history.upset or history.failed + 1 >= MAX_FAILED_TURNS:
            return HandOver("failed_turns")
        return None if understanding.more else AskAgain()
    if talk in {"solved", "yes"} and after_answer and not understanding.more:
        return Settle()
    if talk is None or understanding.more or talk in {"not_helped", "no", "yes"}:
        return None
    return SmallTalk("thanks" if talk == "solved" else talk)


def _question(understanding: Understanding, policy: Policy, history: History) -> Action:
    close = close_candidates(understanding.candidates)
    failed_now = understanding.talk in {"not_helped", "no"} and history.served
    tried = history.failed > 0 or history.clarified or failed_now
    if not understanding.plausible and not understanding.sure:
        return HandOver("failed_turns" if tried else "low_confidence")
    # Unsure whether it is a matter for people is reason enough to give it to people.
    meant = understanding.candidates[: 1 if understanding.sure else MAX_OPTIONS]
    if any(one.topic not in policy.bot_topics for one in meant):
        return HandOver("policy")
    if understanding.sure:
        first = understanding.candidates[0]
        # The same article again is no news: it was read and did not settle the matter.
        clear = [one for one in understanding.matters if one.slug is not None]
        if any(one.topic not in policy.bot_topics for one in clear):
            return HandOver("policy")
        also = tuple(one.slug for one in clear if one.slug is not None and one.slug != first.slug)
        again = not history.answered.isdisjoint({first.slug, *also})
        return HandOver("failed_turns") if again else Answer(first.slug, "sure", failed_now, also)
    fresh = tuple(one for one in close if one.slug not in history.answered)
    return HandOver("failed_turns") if tried or not fresh else Clarify(fresh)


def close_candidates(candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """The first candidate and those close behind it, at most three."""
    return tuple(one for one in candidates[:MAX_OPTIONS] if one.score >= candidates[0].score - CLOSE)


def chosen(text: str, last: Past | None) -> Option | None:
    """The option of the bot's last question that `text` picks, by its words or its number."""
    if last is None or not last.options:
        return None
    said = _folded(text)
    numbered = {str(at): option for at, option in enumerate(last.options, start=1)}
    by_title = {_folded(option.title): option for option in last.options}
    return by_title.get(said) or numbered.get(said) or _agreed(text, last.options)


def _agreed(text: str, options: Sequence[Option]) -> Option | None:
    """A plain yes or no to "Do you mean this?"."""
    meant, else_ = [one for one in options if one.slug is not None], [one for one in options if one.slug is None]
    kind, more = talk.recognise(text)
    if len(meant) != 1 or more:
        return None
    return {"yes": meant[0], "no": next(iter(else_), None)}.get(kind or "")


def _folded(text: str) -> str:
    return " ".join(text.casefold().split()).strip(" .!?¡¿)#*\"'")


def steps(turns: Sequence[Past]) -> tuple[str, ...]:
    """What the bot tried, in plain words, for the person who goes on."""
    told: list[str] = []
    for turn in turns:
        if turn.failed:
            told.append("The requester said that this did not help.")
        if turn.outcome == "answered":
            told.append(f"Answered with the article “{turn.title}”.")
        told += [f"Answered with the article “{title}”, too." for title in turn.also_titles]
        if turn.outcome == "clarified":
            told.append(f"Asked which is meant: {' / '.join(option.title for option in turn.options if option.slug)}.")
    return tuple(told)


def excerpt(passages: Sequence[tuple[str, float]], body: str, limit: int) -> str:
    """The article as it is when short enough; otherwise its best-fitting passages, in their order, within `limit`."""
    if len(body) <= limit:
        return body
    kept: set[int] = set()
    room = limit
    for at in sorted(range(len(passages)), key=lambda at: -passages[at][1]):
        if len(passages[at][0]) + 2 <= room:
            kept.add(at)
            room -= len(passages[at][0]) + 2
    return "\n\n".join(passages[at][0] for at in sorted(kept)) or body[:limit]

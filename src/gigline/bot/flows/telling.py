"""What runs tell the person who goes on: the facts with the message they were said in, and what was done. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gigline.bot.flows import templates
from gigline.bot.flows.state import Acted, Call, State
from gigline.conversations.models import Fact

MOST_VALUES = 12
_ENDINGS = {
    "succeeded": "done",
    "refused": "refused by the brand's system",
    "unavailable": "the brand's system could not be reached, nothing was changed",
    "not_verified": "not allowed before the requester has proved who they are",
    "unknown": "MAY OR MAY NOT HAVE HAPPENED: look in the brand's system before anything is tried again",
}
_WHYS = {
    "not_understood": "The answers to its question were not understood.",
    "does_not_know": "The requester does not know what it asked for.",
    "refused": "The brand's system refused.",
    "unavailable": "The brand's system could not be reached.",
    "unknown": "Nobody knows whether the last action happened.",
    "not_verified": "The requester has not proved who they are.",
    "too_long": "It was getting nowhere.",
    "after_a_change": "The requester corrected something after the change was made.",
    "no_yes": "It would have changed something without a yes.",
}


def facts(states: Sequence[State]) -> tuple[Fact, ...]:
    """What was said, as name and value with its message, the last one of each name."""
    found: dict[str, Fact] = {}
    for state in states:
        for name, fact in state.facts.items():
            if fact.source == "said" and fact.seq is not None:
                found[name] = Fact(name, _text(fact.value), fact.seq)
    return tuple(found.values())


def without(extracted: Sequence[Fact], told: Sequence[Fact]) -> tuple[Fact, ...]:
    """The facts found by their form that no flow has by its name."""
    values = {_bare(fact.value) for fact in told}
    return tuple(fact for fact in extracted if _bare(fact.value) not in values)


def steps(title: str, state: State) -> tuple[str, ...]:
    """What was done in one run, in plain words."""
    lines = [f"Began “{title}”."]
    for call in state.calls:
        if call.action.startswith("@"):
            continue
        why = f" ({call.why})" if call.why else ""
        lines.append(f"{call.action.replace('_', ' ')}: {_ENDINGS[call.outcome]}{why}.")
    if state.pending is not None and not state.pending.action.startswith("@"):
        lines.append(f"{state.pending.action.replace('_', ' ')}: still running when the bot handed over.")
    found = {name: fact.value for name, fact in state.facts.items() if fact.source == "action"}
    if shown := _shown(found):
        lines.append(f"Found out: {shown}.")
    return tuple(lines)


def late(call: Call, acted: Acted) -> str:
    """For whoever took over while the bot's action was running."""
    because = f" ({acted.why})" if acted.why else ""
    shown = _shown(acted.outputs)
    told = f" It said: {shown}." if shown else ""
    return f"The bot's action “{call.action.replace('_', ' ')}” ended: {_ENDINGS[acted.outcome]}{because}.{told}"


def why(reason: str, note: str) -> str:
    """Why a person goes on."""
    return templates.tame(note) if note else _WHYS.get(reason, "")


def _shown(found: Mapping[str, Any]) -> str:
    plain = [(name, value) for name, value in found.items() if isinstance(value, str | int | float) and value != ""]
    return ", ".join(f"{name.replace('_', ' ')} {_text(value)}" for name, value in plain[:MOST_VALUES])


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return templates.tame(str(value))


def _bare(value: str) -> str:
    return "".join(mark for mark in value.casefold() if mark.isalnum())

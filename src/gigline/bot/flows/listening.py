"""What a message means to a flow that waits for it: the value asked for, a correction, a yes, a change of mind. Pure.

The order of the checks is the order of what costs most when it is missed: wanting nothing done any more, another
matter, a correction of what was said before, and only then the answer to the question.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gigline.bot.flows import phrases, slots
from gigline.bot.flows.model import Collect, Confirm, Flow, Slot
from gigline.bot.flows.slots import Found
from gigline.bot.flows.state import Fact, Heard, Meant, Setting, State

MOST_WORDS_OF_A_CODE = 3


@dataclass(frozen=True)
class Stops:
    """They want nothing done any more."""


@dataclass(frozen=True)
class Switches:
    """They want another flow."""

    flow: str


@dataclass(frozen=True)
class Corrects:
    """Something said at an earlier step is otherwise."""

    step: str
    fact: Fact


@dataclass(frozen=True)
class Fills:
    """The value that was asked for."""

    fact: Fact


@dataclass(frozen=True)
class Agrees:
    """A clear yes or no."""

    yes: bool


@dataclass(frozen=True)
class DoesNotKnow:
    """They cannot say."""


@dataclass(frozen=True)
class Digresses:
    """They asked something else, which an article answers."""

    article: str


@dataclass(frozen=True)
class NotUnderstood:
    """None of these."""


Verdict = Stops | Switches | Corrects | Fills | Agrees | DoesNotKnow | Digresses | NotUnderstood


class Reading:
    """The new messages of one turn, read against where the flow stands."""

    def __init__(self, flow: Flow, state: State, setting: Setting, said: Sequence[Heard], meant: Meant):
        self._flow = flow
        self._state = state
        self._setting = setting
        self._said = said
        self._meant = meant
        self._step = flow.steps[state.at]

    def verdict(self) -> Verdict:
        """What they mean."""
        texts = [one.text for one in self._said]
        if any(phrases.stops(text) for text in texts):
            return Stops()
        if self._meant.flow is not None and any(phrases.changes_subject(text) for text in texts):
            return Switches(self._meant.flow)
        if any(phrases.does_not_know(text) for text in texts) and isinstance(self._step, Collect):
            return DoesNotKnow()
        found = self._asked_for() if isinstance(self._step, Collect) else None
        return self._correction(found) or self._answer(found) or self._elsewhere() or NotUnderstood()

    def afterwards(self) -> Fact | None:
        """The other value of somebody who takes back what they had said, once the flow is over."""
        said = [one for one in self._said if phrases.corrects(one.text) and not phrases.asks(one.text)]
        # What cannot be meant otherwise comes first; then a street or a number may be what it sounds like.
        for loosely in (False, True):
            for step in self._earlier():
                for one in said:
                    asked = loosely and step.slot.type in {"number", "address"}
                    other = self._find(step.slot, one, asked=asked)
                    if other.value is not None and other.value != self._state.facts[step.slot.name].value:
                        return Fact(other.value, "said", one.seq, step.id)
        return None

    def _asked_for(self) -> tuple[Heard, Found] | None:
        """The last message that has a value for the question, or had one that will not do."""
        assert isinstance(self._step, Collect)
        found = [(one, self._find(self._step.slot, one, asked=True)) for one in self._said]
        named = [one for one in found if one[1] != slots.NOTHING]
        good = [one for one in named if not one[1].wrong] or named
        return good[-1] if good else None

    def _find(self, slot: Slot, one: Heard, *, asked: bool) -> Found:
        rows = slots.rows_of(slot, {**self._state.values})
        return slots.find(slot, one.text, self._setting.language, asked=asked, today=self._setting.today, rows=rows)

    def _correction(self, found: tuple[Heard, Found] | None) -> Corrects | None:
        """Another value for something that was said before."""
        correcting = any(phrases.corrects(one.text) for one in self._said)
        for step in self._earlier():
            alike = isinstance(self._step, Collect) and step.slot.type == self._step.slot.type
            if alike and found is not None and not found[1].wrong and not correcting:
                continue
            for one in self._said:
                if not correcting and not self._speaks_for_itself(step, one):
                    continue
                other = self._find(step.slot, one, asked=step.slot.type == "number")
                if other.value is not None and other.value != self._state.facts[step.slot.name].value:
                    return Corrects(step.id, Fact(other.value, "said", one.seq, step.id))
        return None

    def _speaks_for_itself(self, step: Collect, one: Heard) -> bool:
        """Another value instead of a yes, or a message that is nothing but another code, needs no "I meant"."""
        if isinstance(self._step, Confirm):
            return step.slot.telling
        return step.slot.type == "code" and len(one.text.split()) <= MOST_WORDS_OF_A_CODE

    def _earlier(self) -> Iterator[Collect]:
        """The questions answered so far, the latest first."""
        for step_id in reversed(self._state.path):
            step = self._flow.steps[step_id]
            if isinstance(step, Collect) and step_id != self._state.at and step.slot.name in self._state.facts:
                yield step

    def _answer(self, found: tuple[Heard, Found] | None) -> Verdict | None:
        if isinstance(self._step, Confirm):
            answers = [phrases.answer(one.text) for one in self._said]
            clear = [one for one in answers if one is not None]
            # A yes among other things said is no clear yes; a no always is.
            if False in clear:
                return Agrees(False)
            return Agrees(True) if clear and len(clear) == len(answers) else None
        if found is None or found[1].wrong or self._is_question(found[0]):
            return None
        return Fills(Fact(found[1].value, "said", found[0].seq, self._step.id))

    def _is_question(self, one: Heard) -> bool:
        """Free text could be anything: a question that an article or a flow answers is not the answer to ours."""
        assert isinstance(self._step, Collect)
        free = self._step.slot.type in {"text", "address", "number"}
        return free and phrases.asks(one.text) and (self._meant.article or self._meant.flow) is not None

    def _elsewhere(self) -> Verdict | None:
        if self._meant.flow is not None and self._meant.flow != self._flow.id:
            return Switches(self._meant.flow)
        return Digresses(self._meant.article) if self._meant.article is not None else None


def after_the_change(fact: Fact) -> str:
    """For the person who goes on: what the requester wants now, of which something else was done."""
    return f"Said after the change: {fact.value}"


def told(flow: Flow, state: State, setting: Setting, slot: Slot) -> Fact | None:
    """What was said for the slot before it was asked for: the last such thing that no other slot took."""
    if not slot.telling:
        return None
    taken = {(fact.seq, fact.value) for name, fact in state.facts.items() if name != slot.name and fact.seq is not None}
    rows = slots.rows_of(slot, state.values)
    # "Another order" is none that was said before.
    heard = setting.heard[-1:] if setting.heard and phrases.means_another(setting.heard[-1].text) else setting.heard
    for one in reversed(heard):
        found = slots.find(slot, one.text, setting.language, asked=False, today=setting.today, rows=rows)
        if found.value is not None and (one.seq, found.value) not in taken:
            return Fact(found.value, "said", one.seq)
    return None

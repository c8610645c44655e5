"""The interpreter: (flow, state, setting, event) gives the next state and what is to be done. Pure and deterministic.

It goes from step to step until it has to wait for the requester or for an action. Turns, steps in a turn, vain
questions and digressions are all bounded: whatever is not getting anywhere goes to a person.
"""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

from gigline.bot.flows import listening, proving, slots, templates
from gigline.bot.flows.identifying import Identifying
from gigline.bot.flows.model import (
    Act,
    Branch,
    Collect,
    Confirm,
    End,
    Flow,
    Give,
    Tell,
    ToPerson,
)
from gigline.bot.flows.state import (
    Acted,
    Began,
    Done,
    Effect,
    Event,
    Fact,
    Finish,
    Said,
    Say,
    Setting,
    Show,
    State,
    Switch,
)

MAX_TURNS = 25
MAX_STEPS = 60
MAX_DIGRESSIONS = 4
REFUSAL = "refusal"


class Interpreter(Identifying):
    """One event on its way through one flow."""

    # What happened

    def handle(self, event: Event) -> None:
        """Take the event in and go on as far as possible."""
        if self.state.ended is not None:
            return
        match event:
            case Began():
                self._go(self._flow.start)
            case Said():
                self._said(event)
            case Acted():
                self._acted(event)
        self._advance()

    def _said(self, event: Said) -> None:
        self._set(turns=self.state.turns + 1)
        if self.state.turns > MAX_TURNS:
            self._pass("too_long")
            return
        said = [one for one in self._setting.heard if one.seq >= event.since]
        if self.state.waits in {"address", "code"} and said:
            self._prove(said)
            return
        if self.state.waits not in {"slot", "yes"} or not said:
            # While an action runs, what they write is kept in the log and read afterwards.
            return
        reading = listening.Reading(self._flow, self.state, self._setting, said, event.meant)
        match reading.verdict():
            case listening.Stops():
                self._stop()
            case listening.Switches(flow=flow):
                self._set(ended="switched", waits="nothing")
                self.effects.append(Switch(flow))
            case listening.Corrects(step=step, fact=fact):
                self._correct(step, fact)
            case listening.Fills(fact=fact):
                self._fill(fact)
            case listening.Agrees(yes=yes):
                self._agreed(yes)
            case listening.DoesNotKnow():
                self._does_not_know()
            case listening.Digresses(article=article):
                self._digress(article)
            case listening.NotUnderstood():
                self._ask_again()

    def _acted(self, event: Acted) -> None:
        call = self.state.pending
        if self.state.waits != "action" or call is None or call.number != event.number:
            return
        step = self._flow.steps[call.step]
        assert isinstance(step, Act)
        if call.action in {proving.SEND, proving.TAKE}:
            self._proved(call, event)
            return
        done = Done(call.number, call.step, call.action, event.outcome, event.why)
        changed = self.state.changed or (step.changes and event.outcome == "succeeded")
        self._set(calls=(*self.state.calls, done), pending=None, waits="nothing", changed=changed)
        if event.outcome == "succeeded":
            for name, output in step.outputs.items():
                self._know(name, Fact(event.outputs.get(output), "action", step=step.id))
            self._go(step.next)
            return
        if event.outcome == "refused":
            self._know(REFUSAL, Fact(event.why, "action", step=step.id))
        way_out = {"refused": step.refused, "unavailable": step.unavailable, "not_verified": step.not_verified}
        target = way_out.get(event.outcome)
        if target is not None:
            self._go(target)
        elif event.outcome == "not_verified" and self._may_prove():
            self._ask_for("address", "which_address")
        else:
            self._pass(event.outcome)

    # From step to step

    def _advance(self) -> None:
        for _ in range(MAX_STEPS):
            if self.state.waits != "nothing" or self.state.ended is not None:
                return
            self._enter()
        self._pass("too_long")

    def _enter(self) -> None:
        step = self._flow.steps[self.state.at]
        match step:
            case Collect():
                self._collect(step)
            case Branch():
                facts = self._facts()
                self._go(next(target for rule, target in step.rules if rule is None or rule.holds(facts)))
            case Act():
                self._act(step)
            case Confirm():
                self._set(waits="yes", tries=0)
                options = (self._words["yes"], self._words["no"])
                self.effects.append(Say(self._text(step.text), asks=True, options=options))
            case Tell():
                self.effects.append(Say(self._text(step.text)))
                self._go(step.next)
            case Give():
                self.effects.append(Show(self._flow.text(step.articles, self._setting.language)))
                self._go(step.next)
            case ToPerson():
                self._pass("asked_for", step.note)
            case End():
                self._set(ended="done")
                self.effects.append(Finish("done"))

    def _collect(self, step: Collect) -> None:
        fact = self._known_already(step)
        if fact is not None:
            self._fill(fact)
            return
        again = self.state.tries > 0 and step.reprompt is not None
        text = self._text(step.reprompt if again and step.reprompt is not None else step.prompt)
        self._set(waits="slot", confirmed=False)
        self.effects.append(Say(text, asks=True, options=self._options(step.slot)))

    def _known_already(self, step: Collect) -> Fact | None:
        """What was said before it was asked for, or is proved; nothing when it was asked for before in vain."""
        if step.slot.name in self.state.facts:
            return self.state.facts[step.slot.name]
        if self.state.tries > 0:
            return None
        rows = slots.rows_of(step.slot, self._facts())
        if step.slot.rows is not None and len(rows) == 1:
            return Fact(rows[0].get(step.slot.rows.value), "known")
        for source in step.slot.sources:
            if source == "said":
                fact = listening.told(self._flow, self.state, self._setting, step.slot)
                if fact is not None:
                    return fact
            elif value := self._setting.known.get(f"contact.{source}"):
                return Fact(value, "known")
        return None

    def _fill(self, fact: Fact) -> None:
        step = self._flow.steps[self.state.at]
        assert isinstance(step, Collect)
        self._know(step.slot.name, replace(fact, step=step.id))
        self._set(waits="nothing", tries=0, confirmed=False)
        self._leave(step.id, step.next)

    def _act(self, step: Act) -> None:
        if step.changes and not self.state.confirmed:
            # The loader refuses such flows; a file that was stored before its action began to change things comes here.
            self._pass("no_yes")
            return
        facts = self._facts()
        inputs = {name: templates.value(template, facts) for name, template in step.inputs.items()}
        given = {name: value for name, value in inputs.items() if value not in (None, "")}
        self._set(path=(*self.state.path, step.id))
        self._call(step.action, given)

    # What they said

    def _agreed(self, yes: bool) -> None:
        step = self._flow.steps[self.state.at]
        assert isinstance(step, Confirm)
        if yes:
            self._set(confirmed=True, waits="nothing")
            self._leave(step.id, step.next)
        elif step.no is not None:
            self._set(waits="nothing")
            self._go(step.no)
        else:
            self._stop()

    def _correct(self, step_id: str, fact: Fact) -> None:
        if self.state.changed:
            # What was done with the old value was done.
            self._pass("after_a_change", listening.after_the_change(fact))
            return
        step = self._flow.steps[step_id]
        assert isinstance(step, Collect)
        gone = self.state.path[: self.state.path.index(step_id)] if step_id in self.state.path else self.state.path
        later = set(self.state.path) - set(gone) - {step_id}
        # What a later step found out was about the old value; what they said stays said.
        kept = {name: one for name, one in self.state.facts.items() if one.source != "action" or one.step not in later}
        self._set(facts=kept, path=gone, waits="nothing", tries=0, confirmed=False, at=step_id)
        self._know(step.slot.name, replace(fact, step=step_id))

    def _does_not_know(self) -> None:
        step = self._flow.steps[self.state.at]
        if isinstance(step, Collect) and step.unknown is not None and step.unknown not in self.state.path:
            self._set(waits="nothing")
            self._leave(step.id, step.unknown)
        else:
            self._pass("does_not_know")

    def _digress(self, article: str) -> None:
        if self.state.digressions >= MAX_DIGRESSIONS:
            self._pass("too_long")
            return
        self._set(digressions=self.state.digressions + 1)
        self.effects.append(Show(article, aside=True))
        self._repeat(vain=False)

    def _ask_again(self) -> None:
        step = self._flow.steps[self.state.at]
        tries = 1 if self._setting.upset else step.tries if isinstance(step, Collect) else 2
        if self.state.tries >= tries:
            unknown = step.unknown if isinstance(step, Collect) else None
            if unknown is not None and unknown not in self.state.path:
                self._set(waits="nothing")
                self._leave(step.id, unknown)
            else:
                self._pass("not_understood")
            return
        self._set(tries=self.state.tries + 1)
        self._repeat(vain=True)

    def _repeat(self, *, vain: bool) -> None:
        step = self._flow.steps[self.state.at]
        if isinstance(step, Collect):
            text = step.reprompt if vain and step.reprompt is not None else step.prompt
            self.effects.append(Say(self._text(text), asks=True, options=self._options(step.slot)))
        elif isinstance(step, Confirm):
            words = f"{self._words['yes_or_no']} {self._text(step.text)}" if vain else self._text(step.text)
            self.effects.append(Say(words, asks=True, options=(self._words["yes"], self._words["no"])))


def step(
    flow: Flow, state: State | None, setting: Setting, event: Event, *, zone: ZoneInfo
) -> tuple[State, tuple[Effect, ...]]:
    """The next state and what is to be done; no state is the beginning."""
    interpreter = Interpreter(flow, state or State(flow.start), setting, zone)
    interpreter.handle(event)
    return interpreter.state, tuple(interpreter.effects)

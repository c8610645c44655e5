"""What all of a flow's steps are made of: changes of the state, and effects. Decides nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from gigline.bot.flows import slots, templates
from gigline.bot.flows.model import Collect, Flow, Slot, Texts
from gigline.bot.flows.state import Call, Effect, Fact, Finish, Pass, Run, Say, Setting, State, Why
from gigline.language import wording


class Moves:
    """One flow's state on its way, and the effects so far."""

    def __init__(self, flow: Flow, state: State, setting: Setting, zone: ZoneInfo):
        self._flow = flow
        self._setting = setting
        self._zone = zone
        self._words = wording.of("flow", setting.language)
        self.state = state
        self.effects: list[Effect] = []

    def _set(self, **values: Any) -> None:
        self.state = replace(self.state, **values)

    def _know(self, name: str, fact: Fact) -> None:
        self._set(facts={**self.state.facts, name: fact})

    def _forget(self, name: str) -> None:
        self._set(facts={key: fact for key, fact in self.state.facts.items() if key != name})

    def _go(self, target: str) -> None:
        """To a step. A question that was asked before is asked anew: what was said there led nowhere."""
        step = self._flow.steps[target]
        if isinstance(step, Collect) and target in self.state.path:
            self._forget(step.slot.name)
            self._set(path=tuple(one for one in self.state.path if one != target), at=target, tries=1)
        else:
            self._set(at=target, tries=0)

    def _leave(self, step: str, target: str) -> None:
        if step not in self.state.path:
            self._set(path=(*self.state.path, step))
        self._go(target)

    def _call(self, action: str, inputs: Mapping[str, Any]) -> None:
        call = Call(len(self.state.calls) + 1, self.state.at, action, inputs, self.state.confirmed)
        self._set(pending=call, waits="action")
        self.effects.append(Run(call))

    def _stop(self) -> None:
        self._set(ended="stopped", waits="nothing")
        words = self._words["stopped_after" if self.state.changed else "stopped"]
        self.effects += [Say(words), Finish("stopped")]

    def _pass(self, why: Why, note: str = "") -> None:
        self._set(ended="handed_over", waits="nothing", pending=None)
        self.effects.append(Pass(why, note))

    def _facts(self) -> dict[str, Any]:
        return {**self._setting.known, "today": self._setting.today.isoformat(), **self.state.values}

    def _text(self, texts: Texts) -> str:
        template = self._flow.text(texts, self._setting.language)
        return templates.render(template, self._facts(), language=self._setting.language, zone=self._zone)

    def _options(self, slot: Slot) -> tuple[str, ...]:
        if slot.type == "yes_no":
            return (self._words["yes"], self._words["no"])
        if slot.rows is None:
            return tuple(self._flow.text(one.title, self._setting.language) for one in slot.shown)
        template = self._flow.text(slot.rows.title, self._setting.language)
        return tuple(
            templates.render(template, row, language=self._setting.language, zone=self._zone)
            for row in slots.rows_of(slot, self._facts())
        )

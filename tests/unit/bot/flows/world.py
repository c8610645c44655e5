"""A flow with every kind of step, the actions it calls, and a short way to play it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from gigline.bot.flows import checking, interpreter, reading
from gigline.bot.flows.checking import Surroundings
from gigline.bot.flows.model import Flow
from gigline.bot.flows.reading import Problem
from gigline.bot.flows.state import Acted, Began, Effect, Event, Heard, Meant, Outcome, Run, Said, Say, Setting, State
from gigline.integrations.models import Action, HttpCall, Input, Output

TODAY = date(2026, 11, 23)
ZONE = ZoneInfo("Europe/Lisbon")

REROUTE = """
id = "reroute"
title = "Change where it goes"
kinds = ["customer"]
languages = ["en"]
topic = "delivery"
instead_of = ["change-address"]

[examples]
en = ["send my order somewhere else", "wrong address"]

[[steps]]
id = "which"
collect = "order"
type = "code"
patterns = ["HP-#####"]
prompt = "Which order is it?"
reprompt = "An order number is like HP-12345. Which one is it?"
unknown = "list"

[[steps]]
id = "look"
action = "find_order"
inputs = { order = "{order}" }
outputs = { status = "status", street = "street", total = "total" }
refused = "no-such"

[[steps]]
id = "can-it"
branch = [
  { if = 'status in ["cooking", "waiting"]', go = "where" },
  { if = 'status == "on the way" and total > 5000', go = "to-person" },
  { go = "too-late" },
]

[[steps]]
id = "where"
collect = "address"
type = "address"
prompt = "It goes to {street} now. Where should it go?"
reprompt = "I need a street with a number. Where should it go?"

[[steps]]
id = "sure"
confirm = "I change order {order} to {address}. Shall I?"

[[steps]]
id = "change"
action = "change_address"
inputs = { order = "{order}", address = "{address}" }
outputs = { fee = "fee" }
refused = "refused"

[[steps]]
id = "done"
say = "Order {order} goes to {address}. That costs {fee|money:EUR}."
next = "end"

[[steps]]
id = "too-late"
say = "Order {order} is {status}, so that it cannot go elsewhere."
next = "end"

[[steps]]
id = "no-such"
say = "I find no order {order} of yours."
next = "which"

[[steps]]
id = "refused"
branch = [
  { if = 'refusal == "too_far"', go = "far" },
  { go = "to-person" },
]

[[steps]]
id = "far"
say = "That is outside of our area."
next = "where"

[[steps]]
id = "list"
action = "list_orders"
outputs = { orders = "orders" }

[[steps]]
id = "any"
branch = [
  { if = "count(orders) > 0", go = "choose" },
  { go = "to-person" },
]

[[steps]]
id = "choose"
collect = "order"
type = "choice"
rows = { fact = "orders", value = "number", title = "{number}, {restaurant}" }
prompt = "Which of these is it?"
next = "look"

[[steps]]
id = "to-person"
hand_over = "wants the address changed"

[[steps]]
id = "end"
end = true
"""


def action(name: str, *, changes: bool = False, inputs: tuple[str, ...] = (), outputs: tuple[str, ...] = ()) -> Action:
    """An action of a connector."""
    return Action(
        connector="orders", name=name, title=name, description="", risk="reversible" if changes else "read_own",
        confirm=changes, runners=frozenset({"bot", "associate"}), kinds=frozenset(), clearance=0,
        inputs=tuple(Input(one, "text") for one in inputs), bound=(), cap=None,
        outputs=tuple(Output(one, one) for one in outputs), say={}, ask={}, refusals={}, idempotent=True,
        currency="EUR", timeout_s=5.0, call=HttpCall("GET", "/"),
    )  # fmt: skip


ACTIONS = {
    one.name: one
    for one in (
        action("find_order", inputs=("order",), outputs=("status", "street", "total")),
        action("change_address", changes=True, inputs=("order", "address"), outputs=("fee",)),
        action("list_orders", outputs=("orders",)),
    )
}
AROUND = Surroundings(ACTIONS, {"change-address": "en", "fees": "en"}, {"delivery"}, {"en", "es"})


def flow_of(text: str = REROUTE) -> Flow:
    """The flow of this file; it must be right by itself."""
    file, _ = reading.read(text)
    return reading.build(file, lambda name: ACTIONS[name].changes)


def problems_of(text: str) -> list[Problem]:
    """Everything that is wrong with this file, with its lines."""
    try:
        return checking.checked(text, AROUND)[1]
    except reading.FlowProblems as error:
        return error.problems


@dataclass
class Play:
    """A requester and a flow, with every event kept so that it can be played again."""

    flow: Flow = field(default_factory=flow_of)
    known: Mapping[str, Any] = field(default_factory=dict)
    language: str = "en"
    upset: bool = False
    state: State | None = None
    heard: list[Heard] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)
    log: list[tuple[Setting, Event, State, tuple[Effect, ...]]] = field(default_factory=list)

    def begin(self, *texts: str) -> Play:
        for text in texts:
            self._hear(text)
        return self._event(Began())

    def say(self, *texts: str, flow: str | None = None, article: str | None = None) -> Play:
        since = len(self.heard) + 1
        for text in texts:
            self._hear(text)
        return self._event(Said(since, Meant(flow, article)))

    def act(self, outcome: Outcome = "succeeded", why: str = "", **outputs: Any) -> Play:
        assert self.state is not None
        assert self.state.pending is not None
        return self._event(Acted(self.state.pending.number, outcome, why, outputs))

    def _hear(self, text: str) -> None:
        self.heard.append(Heard(len(self.heard) + 1, text))

    def _event(self, event: Event) -> Play:
        setting = Setting(self.language, TODAY, self.known, tuple(self.heard), self.upset)
        self.state, done = interpreter.step(self.flow, self.state, setting, event, zone=ZONE)
        self.effects = list(done)
        self.log.append((setting, event, self.state, done))
        return self

    @property
    def now(self) -> State:
        assert self.state is not None
        return self.state

    @property
    def told(self) -> str:
        return " | ".join(one.text for one in self.effects if isinstance(one, Say))

    @property
    def call(self) -> tuple[str, dict[str, Any]]:
        [run] = [one for one in self.effects if isinstance(one, Run)]
        return run.call.action, dict(run.call.inputs)

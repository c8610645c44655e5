"""Whether a flow's steps make sense together and fit the brand. Every finding has the path of the value it is about.

Two things are followed along all ways through the flow at once: which facts are known for sure, and whether the
requester has said yes since they were last asked for anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field

from gigline.bot.flows import reading
from gigline.bot.flows.model import (
    Act,
    Branch,
    Collect,
    Confirm,
    Flow,
    Give,
    Step,
    Tell,
    ToPerson,
    targets,
)
from gigline.bot.flows.reading import Problem
from gigline.bot.flows.templates import Template
from gigline.bot.vocabularies import Terms
from gigline.integrations.models import Action
from gigline.kit.toml_lines import Path

# What is known without asking; the first four may be empty.
BUILT_IN = frozenset({"contact.name", "contact.email", "contact.phone", "contact.kind", "contact.verified", "today"})
REFUSAL = "refusal"

Finding = tuple[Path, str]


@dataclass(frozen=True)
class Surroundings:
    """What the brand has: actions by `connector.name`, articles by slug with their language, topics, languages, and
    vocabularies by name.
    """

    actions: Mapping[str, Action]
    articles: Mapping[str, str]
    topics: Set[str]
    languages: Set[str]
    vocabularies: Mapping[str, Terms] = field(default_factory=dict)


@dataclass
class _Ways:
    """What holds on every way that leads to a step."""

    known: dict[str, frozenset[str]] = field(default_factory=dict)
    agreed: dict[str, bool] = field(default_factory=dict)

    def arrive(self, step: str, known: frozenset[str], agreed: bool) -> bool:
        """Note one more way; whether anything is weaker now."""
        before = (self.known.get(step), self.agreed.get(step))
        self.known[step] = known if before[0] is None else before[0] & known
        self.agreed[step] = agreed if before[1] is None else before[1] and agreed
        return (self.known[step], self.agreed[step]) != before


def checked(text: str, around: Surroundings) -> tuple[Flow, list[Problem]]:
    """The flow of this file and everything that is wrong with it; raises FlowProblems when it cannot be read at all."""
    file, lines = reading.read(text)
    found: list[Problem] = []
    actions = around.actions

    def report(path: Path, detail: str) -> None:
        found.append(Problem(lines.of(path), detail))

    file = reading.with_vocabularies(file, around.vocabularies, report)
    flow = reading.build(file, lambda name: name in actions and needs_a_yes(actions[name]), report)
    for path, detail in check(flow, around):
        report(path, detail)
    return flow, sorted(set(found))


def needs_a_yes(action: Action) -> bool:
    """Whether it is only run after a yes."""
    return action.changes or action.confirm


def check(flow: Flow, around: Surroundings) -> Iterator[Finding]:
    """Everything that is wrong with the flow."""
    place = {step: at for at, step in enumerate(flow.steps)}
    yield from _head(flow, around)
    unknown = list(_unknown_targets(flow, place))
    yield from unknown
    for step in flow.steps.values():
        for key, detail in _fits(step, flow, around):
            yield ("steps", place[step.id], key), detail
    if unknown:
        return
    ways = _follow(flow)
    for step in flow.steps.values():
        if step.id not in ways.known:
            yield ("steps", place[step.id], "id"), f"no way leads to {step.id!r}"
            continue
        for key, detail in _on_the_way(step, flow, ways):
            yield ("steps", place[step.id], key), detail
    for step_id in _loops(flow):
        yield ("steps", place[step_id], "id"), f"{step_id!r} leads back to itself without asking anything"


def _head(flow: Flow, around: Surroundings) -> Iterator[Finding]:
    if flow.topic not in around.topics:
        yield ("topic",), f"brand.toml has no topic {flow.topic!r}"
    for language in flow.languages:
        if language not in around.languages:
            yield ("languages",), f"{language!r} is not among the brand's languages"
        if not flow.examples.get(language):
            yield ("examples",), f"there is no example in {language!r}: nobody would find it"
    for slug in flow.instead_of:
        if slug not in around.articles:
            yield ("instead_of",), f"there is no article {slug!r}"


def _unknown_targets(flow: Flow, place: Mapping[str, int]) -> Iterator[Finding]:
    for step in flow.steps.values():
        for target in targets(step):
            if target not in flow.steps:
                yield ("steps", place[step.id], _key_to(step, target)), f"there is no step {target!r}"


def _key_to(step: Step, target: str) -> str:
    named = ("unknown", "refused", "unavailable", "not_verified", "no")
    if isinstance(step, Branch):
        return "branch"
    return next((key for key in named if getattr(step, key, None) == target), "next")


# Each step by itself


def _fits(step: Step, flow: Flow, around: Surroundings) -> Iterator[tuple[str, str]]:
    produced = _produced(flow)
    for key, template in _templates(step):
        for name in sorted(template.names - produced - BUILT_IN):
            yield key, f"no step makes a fact {name!r} known"
    if isinstance(step, Branch):
        asked = {name for rule, _ in step.rules if rule is not None for name in rule.names}
        for name in sorted(asked - produced - BUILT_IN):
            yield "branch", f"no step makes a fact {name!r} known"
    if isinstance(step, Collect) and step.slot.rows is not None and step.slot.rows.fact not in produced:
        yield "rows", f"no step makes a fact {step.slot.rows.fact!r} known"
    if isinstance(step, Give):
        for language, slug in step.articles.items():
            if slug not in around.articles:
                yield "answer", f"there is no article {slug!r} (for {language})"
    if isinstance(step, Act):
        yield from _action(step, flow, around)


def _action(step: Act, flow: Flow, around: Surroundings) -> Iterator[tuple[str, str]]:
    action = around.actions.get(step.action)
    if action is None:
        yield "action", f"no connector has an action {step.action!r}"
        return
    if "bot" not in action.runners:
        yield "action", f"{step.action!r} is not for the bot to run"
    strangers = [kind for kind in flow.kinds if action.kinds and kind not in action.kinds]
    if strangers:
        yield "action", f"{step.action!r} is not for requesters of the kind {', '.join(strangers)}"
    inputs = {one.name: one for one in action.inputs}
    for name in sorted(step.inputs.keys() - inputs.keys()):
        yield "inputs", f"{step.action!r} has no input {name!r}"
    for name, one in inputs.items():
        if one.required and name not in step.inputs:
            yield "inputs", f"{step.action!r} needs an input {name!r}"
    outputs = {one.name for one in action.outputs}
    for name in sorted(set(step.outputs.values()) - outputs):
        yield "outputs", f"{step.action!r} has no output {name!r}"


def _templates(step: Step) -> Iterator[tuple[str, Template]]:
    match step:
        case Collect():
            yield from (("prompt", one) for one in step.prompt.values())
            yield from (("reprompt", one) for one in (step.reprompt or {}).values())
        case Act():
            yield from (("inputs", one) for one in step.inputs.values())
        case Confirm():
            yield from (("confirm", one) for one in step.text.values())
        case Tell():
            yield from (("say", one) for one in step.text.values())


def _produced(flow: Flow) -> frozenset[str]:
    names: set[str] = set()
    for step in flow.steps.values():
        if isinstance(step, Collect):
            names.add(step.slot.name)
        if isinstance(step, Act):
            names |= step.outputs.keys() | {REFUSAL}
    return frozenset(names)


# All ways through the flow


def _follow(flow: Flow) -> _Ways:
    ways = _Ways()
    ways.arrive(flow.start, BUILT_IN, False)
    todo = [flow.start]
    while todo:
        step = flow.steps[todo.pop()]
        for target, known, agreed in _leads(step, ways.known[step.id], ways.agreed[step.id]):
            if ways.arrive(target, known, agreed):
                todo.append(target)
    return ways


def _leads(step: Step, known: frozenset[str], agreed: bool) -> Iterator[tuple[str, frozenset[str], bool]]:
    """Where a step leads, and what is known and agreed there."""
    match step:
        case Collect():
            yield step.next, known | {step.slot.name}, False
            if step.unknown is not None:
                yield step.unknown, known, False
        case Confirm():
            yield step.next, known, True
            if step.no is not None:
                yield step.no, known, False
        case Act():
            yield step.next, known | step.outputs.keys(), agreed
            if step.refused is not None:
                yield step.refused, known | {REFUSAL}, agreed
            for target in (step.unavailable, step.not_verified):
                if target is not None:
                    yield target, known, agreed
        case _:
            for target in targets(step):
                yield target, known, agreed


def _on_the_way(step: Step, flow: Flow, ways: _Ways) -> Iterator[tuple[str, str]]:
    known = ways.known[step.id]
    for key, template in _templates(step):
        for name in sorted(template.names & _produced(flow) - known):
            yield key, f"{name!r} is not known on every way that leads here"
    if isinstance(step, Collect) and step.slot.rows is not None and step.slot.rows.fact not in known:
        yield "rows", f"{step.slot.rows.fact!r} is not known on every way that leads here"
    if isinstance(step, Act) and step.changes and not ways.agreed[step.id]:
        yield "action", f"{step.action!r} changes something: on every way to it there must be a confirm step first"


def _loops(flow: Flow) -> list[str]:
    """Steps from which one comes back to them without being asked anything."""
    silent = {one.id for one in flow.steps.values() if not isinstance(one, Collect | Confirm)}
    return [one for one in flow.steps if one in silent and one in _after(flow, one, silent)]


def _after(flow: Flow, start: str, through: set[str]) -> set[str]:
    seen: set[str] = set()
    todo = list(targets(flow.steps[start]))
    while todo:
        step = todo.pop()
        if step in seen:
            continue
        seen.add(step)
        if step in through and not isinstance(flow.steps[step], ToPerson):
            todo += targets(flow.steps[step])
    return seen

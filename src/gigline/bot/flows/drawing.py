"""A flow as boxes and arrows: what a person looks at to understand it. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from gigline.bot.flows.model import Act, Branch, Collect, Confirm, End, Flow, Give, Step, Tell, ToPerson


@dataclass(frozen=True)
class Box:
    """A step: `row` is how far it is from the beginning, `column` its place there."""

    id: str
    kind: str
    text: str
    row: int
    column: int


@dataclass(frozen=True)
class Arrow:
    """A way from a step to another, and when it is gone; an empty label is the ordinary one."""

    source: str
    target: str
    label: str


def draw(flow: Flow, language: str) -> tuple[list[Box], list[Arrow]]:
    """The boxes, nearest to the beginning first, and the arrows between them."""
    arrows = [arrow for step in flow.steps.values() for arrow in _arrows(step)]
    rows = _rows(flow, arrows)
    columns = {row: count() for row in range(len(flow.steps) + 1)}
    boxes = [
        Box(step.id, _kind(step), _text(step, flow, language), rows[step.id], next(columns[rows[step.id]]))
        for step in sorted(flow.steps.values(), key=lambda one: rows[one.id])
    ]
    return boxes, arrows


def _rows(flow: Flow, arrows: list[Arrow]) -> dict[str, int]:
    found = {flow.start: 0}
    edge = [flow.start]
    while edge:
        following = [arrow for arrow in arrows if arrow.source in edge and arrow.target not in found]
        found |= {arrow.target: found[arrow.source] + 1 for arrow in following}
        edge = [arrow.target for arrow in following]
    return found


def _arrows(step: Step) -> Iterator[Arrow]:
    named: dict[str, str | None] = {}
    match step:
        case Branch():
            for rule, target in step.rules:
                yield Arrow(step.id, target, rule.text if rule is not None else "otherwise")
        case Collect():
            named = {"": step.next, "does not know": step.unknown}
        case Act():
            named = {
                "": step.next,
                "refused": step.refused,
                "not reached": step.unavailable,
                "not verified": step.not_verified,
            }
        case Confirm():
            named = {"yes": step.next, "no": step.no}
        case Tell() | Give():
            named = {"": step.next}
        case ToPerson() | End():
            pass
    yield from (Arrow(step.id, target, label) for label, target in named.items() if target is not None)


def _kind(step: Step) -> str:
    kinds = {
        Collect: "collect", Branch: "branch", Act: "action", Confirm: "confirm", Tell: "say", Give: "answer",
        ToPerson: "hand_over", End: "end",
    }  # fmt: skip
    return kinds[type(step)]


def _text(step: Step, flow: Flow, language: str) -> str:
    match step:
        case Collect():
            text: str = flow.text(step.prompt, language).text
            return text
        case Confirm() | Tell():
            said: str = flow.text(step.text, language).text
            return said
        case Act():
            return f"{step.action}{' (changes something)' if step.changes else ''}"
        case Give():
            return str(flow.text(step.articles, language))
        case ToPerson():
            return step.note
        case _:
            return ""

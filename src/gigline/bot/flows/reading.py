"""From a flow's file to a Flow, or to everything that is wrong with it by itself. What it needs of the brand (actions,
articles, topics) and whether its steps make sense together is checked in `checking`.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from gigline.bot.flows import expressions, schemas, templates
from gigline.bot.flows.model import (
    MOST_SHOWN,
    Act,
    Branch,
    Choice,
    Collect,
    Confirm,
    End,
    Flow,
    Give,
    Rows,
    Slot,
    Step,
    Tell,
    Texts,
    ToPerson,
)
from gigline.bot.flows.schemas import FlowFile
from gigline.bot.vocabularies import Terms
from gigline.kit.toml_lines import Lines, Path, syntax_line

# Raised when the same file would make another flow.
LAYOUT = 1


@dataclass(frozen=True, order=True)
class Problem:
    """`line` counts from 1."""

    line: int
    detail: str


class FlowProblems(ValueError):
    """The file is no flow."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = sorted(set(problems))
        super().__init__("\n".join(f"{one.line}: {one.detail}" for one in self.problems))


Report = Callable[[Path, str], None]


def read(text: str) -> tuple[FlowFile, Lines]:
    """The checked file and where its values stand; raises FlowProblems."""
    try:
        values = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise FlowProblems([Problem(syntax_line(str(error), text), f"this is no TOML: {error}")]) from None
    lines = Lines(text)
    try:
        return FlowFile.model_validate(values), lines
    except ValidationError as error:
        raise FlowProblems(_plain(one, lines) for one in error.errors(include_url=False)) from None


def _plain(one: Any, lines: Lines) -> Problem:
    # Pydantic names the kind of step and the variants of a union in the path; the file does not.
    invented = {*schemas.KINDS_OF_STEP, "str", "constrained-str", "none"}
    path: Path = tuple(
        part for at, part in enumerate(one["loc"]) if not (at == 2 and part in invented) and _in_file(part)
    )
    name = ".".join(str(part) for part in path[2:] if path[0] == "steps") or ".".join(str(part) for part in path)
    kind, message = one["type"], one["msg"]
    if kind in {"union_tag_not_found", "union_tag_invalid"}:
        message = f"a step has exactly one of {', '.join(schemas.KINDS_OF_STEP)}"
    elif kind == "extra_forbidden":
        message = f"{name} is not known here: remove it, or look for a spelling mistake"
    elif kind == "missing":
        message = f"{name} is missing"
    else:
        message = f"{name}: {message[:1].lower()}{message[1:]}"
    return Problem(lines.of(path), message)


def _in_file(part: str | int) -> bool:
    return isinstance(part, int) or not any(mark in part for mark in "[](")


def with_vocabularies(file: FlowFile, listed: Mapping[str, Terms], report: Report) -> FlowFile:
    """The file with the vocabularies' values among its choices, so that a run goes on with those it began with."""
    steps = list(file.steps)
    for at, one in enumerate(file.steps):
        if not isinstance(one, schemas.CollectFile) or one.vocabulary is None:
            continue
        if one.vocabulary not in listed:
            report(("steps", at, "vocabulary"), f"the brand has no vocabulary {one.vocabulary!r}")
        if one.choices or one.rows is not None:
            report(("steps", at, "vocabulary"), "a choice has either a vocabulary or choices of its own")
        terms = listed.get(one.vocabulary, {})
        steps[at] = one.model_copy(update={"choices": [_choice(file, *term) for term in terms.items()]})
    return file.model_copy(update={"steps": steps})


def _choice(file: FlowFile, value: str, others: Sequence[str]) -> schemas.ChoiceFile:
    also = {language: list(others) for language in file.languages} if others else {}
    return schemas.ChoiceFile(value=value, title=value, also=also)


def build(file: FlowFile, changing: Callable[[str], bool], report: Report | None = None) -> Flow:
    """The flow of a file. `changing` says of an action whether it changes something.

    `report` hears what is wrong (path, detail); without it the file was checked before, and ValueError is raised.
    """
    return _Builder(file, changing, report or _refuse).flow()


def _refuse(path: Path, detail: str) -> None:
    raise ValueError(f"{'.'.join(map(str, path))}: {detail}")


class _Builder:
    """Turns one file into a flow and reports as it goes."""

    def __init__(self, file: FlowFile, changing: Callable[[str], bool], report: Report):
        self._file = file
        self._changing = changing
        self._report = report
        self._at: Path = ()

    def flow(self) -> Flow:
        file = self._file
        steps: dict[str, Step] = {}
        for at, one in enumerate(file.steps):
            self._at = ("steps", at)
            if one.id in steps:
                self._report((*self._at, "id"), f"another step is called {one.id!r}")
            following = file.steps[at + 1].id if at + 1 < len(file.steps) else None
            steps[one.id] = self._step(one, following)
        self._at = ()
        source = file.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        return Flow(
            id=file.id,
            title=self._titles(file.title, "title"),
            kinds=tuple(file.kinds),
            languages=tuple(file.languages),
            topic=file.topic,
            examples={language: tuple(texts) for language, texts in file.examples.items()},
            instead_of=tuple(file.instead_of),
            steps=steps,
            start=file.steps[0].id,
            source=source,
            digest=_digest(source, steps.values()),
        )

    def _step(self, one: Any, following: str | None) -> Step:
        match one:
            case schemas.CollectFile():
                return self._collect(one, self._next(one, following))
            case schemas.BranchFile():
                return Branch(one.id, self._rules(one))
            case schemas.ActFile():
                return self._act(one, self._next(one, following))
            case schemas.ConfirmFile():
                return Confirm(one.id, self._texts(one.confirm, "confirm"), self._next(one, following), one.no)
            case schemas.SayFile():
                return Tell(one.id, self._texts(one.say, "say"), self._next(one, following))
            case schemas.AnswerFile():
                return Give(one.id, self._titles(one.answer, "answer"), self._next(one, following))
            case schemas.HandOverFile():
                return ToPerson(one.id, one.hand_over)
            case _:
                return End(one.id)

    def _next(self, one: Any, following: str | None) -> str:
        if one.next is None and following is None:
            self._report((*self._at, "id"), "no step follows: give it a next, or end the file with an end step")
        return one.next or following or one.id

    def _collect(self, one: schemas.CollectFile, following: str) -> Collect:
        return Collect(
            id=one.id,
            slot=self._slot(one),
            prompt=self._texts(one.prompt, "prompt"),
            reprompt=self._texts(one.reprompt, "reprompt") if one.reprompt is not None else None,
            next=following,
            unknown=one.unknown,
            tries=one.tries,
        )

    def _slot(self, one: schemas.CollectFile) -> Slot:
        if (one.type == "code") != bool(one.patterns):
            self._report((*self._at, "type"), "a code has patterns, and nothing else has")
        if (one.type == "choice") != (bool(one.choices) or one.rows is not None) or (one.choices and one.rows):
            self._report((*self._at, "type"), "a choice has either choices or rows, and nothing else has")
        if len(one.choices) > MOST_SHOWN and one.vocabulary is None:
            detail = f"{MOST_SHOWN} choices are the most: a vocabulary may have more"
            self._report((*self._at, "choices"), detail)
        if len(one.choices) == 1:
            self._report((*self._at, "choices"), "one choice is none")
        if one.minimum is not None and one.maximum is not None and one.minimum > one.maximum:
            self._report((*self._at, "minimum"), "minimum is above maximum")
        if any("#" not in mask and "@" not in mask for mask in one.patterns):
            self._report((*self._at, "patterns"), "a pattern has at least one # (digit) or @ (letter)")
        choices = tuple(
            Choice(
                choice.value, self._titles(choice.title, "choices"), {key: tuple(v) for key, v in choice.also.items()}
            )
            for choice in one.choices
        )
        rows = Rows(one.rows.fact, one.rows.value, self._texts(one.rows.title, "rows")) if one.rows else None
        if one.units and one.type != "number":
            self._report((*self._at, "units"), "only a number has units")
        units = tuple(word for words in one.units.values() for word in words)
        return Slot(
            one.collect, one.type, tuple(one.patterns), choices, rows, one.minimum, one.maximum, tuple(one.sources),
            units,
        )  # fmt: skip

    def _act(self, one: schemas.ActFile, following: str) -> Act:
        return Act(
            id=one.id,
            action=one.action,
            inputs={name: self._template(text, "inputs") for name, text in one.inputs.items()},
            outputs=dict(one.outputs),
            changes=self._changing(one.action),
            next=following,
            refused=one.refused,
            unavailable=one.unavailable,
            not_verified=one.not_verified,
        )

    def _rules(self, one: schemas.BranchFile) -> tuple[tuple[expressions.Expression | None, str], ...]:
        rules = []
        for at, rule in enumerate(one.branch):
            last = at == len(one.branch) - 1
            if last and rule.condition is not None:
                self._report((*self._at, "branch"), "the last way of a branch has no `if`: what else is to happen?")
            if not last and rule.condition is None:
                self._report((*self._at, "branch"), f"way {at + 1} has no `if`, so that those behind it are never gone")
            rules.append((self._condition(rule.condition), rule.go))
        return tuple(rules)

    def _condition(self, text: str | None) -> expressions.Expression | None:
        try:
            return None if text is None else expressions.parse(text)
        except expressions.ExpressionProblem as error:
            self._report((*self._at, "branch"), f"{text!r} is no condition: {error}")
            return None

    def _texts(self, given: str | Mapping[str, str], field: str) -> Texts:
        return {
            language: self._template(text, field) for language, text in self._by_language(given, field).items()
        }  # fmt: skip

    def _titles(self, given: str | Mapping[str, str], field: str) -> dict[str, str]:
        return self._by_language(given, field)

    def _by_language(self, given: str | Mapping[str, str], field: str) -> dict[str, str]:
        languages = self._file.languages
        if isinstance(given, str):
            # One text for all: fine for articles and names, and for flows in one language.
            if len(languages) > 1 and field not in {"answer", "choices"}:
                self._report((*self._at, field), f"say it in each language: {', '.join(languages)}")
            return dict.fromkeys(languages, given)
        missing = [one for one in languages if one not in given]
        if missing:
            self._report((*self._at, field), f"it is missing in {', '.join(missing)}")
        return {**dict.fromkeys(languages, next(iter(given.values()))), **given}

    def _template(self, text: str, field: str) -> templates.Template:
        try:
            return templates.parse(text)
        except templates.TemplateProblem as error:
            self._report((*self._at, field), str(error))
            return templates.Template("", ())


def _digest(source: Mapping[str, Any], steps: Iterable[Step]) -> str:
    changing = sorted({step.action for step in steps if isinstance(step, Act) and step.changes})
    canonical = json.dumps([LAYOUT, source, changing], sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()

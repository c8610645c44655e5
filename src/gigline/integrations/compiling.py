"""From a connector's file to actions, or to everything that is wrong with them: what all kinds do alike. Pure."""

from __future__ import annotations

import difflib
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gigline.integrations import guards, wording
from gigline.integrations.models import (
    Action,
    Bound,
    Call,
    Cap,
    Compiled,
    Input,
    InputType,
    ItemType,
    Kind,
    Output,
    OutputType,
)
from gigline.integrations.openapi import Document, Parameter, Schema
from gigline.integrations.schemas import ActionSettings, ConnectorFile, InputSettings, OutputSettings

Where = tuple[str | int, ...]

# Which of our types a back end's type may be asked for as.
_FITS: Mapping[str, frozenset[str]] = {
    "string": frozenset({"text", "date", "choice"}),
    "integer": frozenset({"integer", "money"}),
    "number": frozenset({"number"}),
    "boolean": frozenset({"boolean"}),
    "array": frozenset({"list"}),
}
_IN_LISTS: Mapping[str, ItemType] = {"string": "text", "integer": "integer"}


@dataclass(frozen=True)
class Wrong:
    """A problem at a place of the file."""

    where: Where
    detail: str


@dataclass
class Problems:
    """What was found so far, under one table of the file."""

    where: Where
    found: list[Wrong] = field(default_factory=list)

    def add(self, detail: str, *inside: str) -> None:
        self.found.append(Wrong((*self.where, *inside), detail))


@dataclass(frozen=True)
class Callee:
    """What an action calls, whatever the kind of its connector: its values and the shape of its answer."""

    parameters: tuple[Parameter, ...]
    answer: Schema | None
    changes: bool | None
    document: Document | None = None

    def parameter(self, name: str) -> Parameter | None:
        return next((one for one in self.parameters if one.name == name), None)


def finished(
    name: str, file: ConnectorFile, actions: Sequence[Action], problems: list[Wrong], source: Mapping[str, Any]
) -> tuple[Compiled | None, list[Wrong]]:
    """The compiled connector, once what its actions are to each other is right too."""
    problems += _identifying(file, {one.name: one for one in actions})
    if problems:
        return None, problems
    made = {"file": file.model_dump(mode="json"), **source}
    digest = hashlib.sha256(json.dumps(made, sort_keys=True).encode()).hexdigest()
    settings = file.connection.model_dump(mode="json")
    return Compiled(name, file.kind, file.base_url or "", settings, made, digest, tuple(actions)), []


def build(
    connector: str,
    name: str,
    file: ConnectorFile,
    settings: ActionSettings,
    callee: Callee,
    call: Call,
    wrong: Problems,
) -> Action:
    """The action; what is wrong with it goes to `wrong`."""
    _check_risk(settings, callee, wrong)
    _check_given(settings, callee, wrong)
    inputs = tuple(_inputs(settings, callee, wrong))
    outputs = tuple(_outputs(settings, callee, wrong))
    action = Action(
        connector=connector,
        name=name,
        title=settings.title,
        description=settings.description,
        risk=settings.risk,
        confirm=settings.risk != "read_own" if settings.confirm is None else settings.confirm,
        runners=frozenset(settings.runners),
        kinds=frozenset[Kind](settings.kinds),
        clearance=settings.clearance,
        inputs=inputs,
        bound=tuple(Bound(one, settings.source(one)) for one in settings.bind),
        cap=_cap(name, settings, inputs, wrong),
        outputs=outputs,
        say=settings.say,
        ask=settings.ask,
        refusals=settings.refusals,
        idempotent=settings.idempotent or settings.risk == "read_own",
        currency=file.currency,
        timeout_s=settings.timeout_s or file.connection.timeout_s,
        call=call,
    )
    _check_wording(action, wrong)
    return action


def _check_risk(settings: ActionSettings, callee: Callee, wrong: Problems) -> None:
    if settings.risk == "read_own" and callee.changes:
        wrong.add("risk read_own is for questions: this operation is no GET", "risk")
    if settings.risk != "read_own" and callee.changes is False:
        wrong.add(f"risk {settings.risk} is for changes: this operation only reads", "risk")
    if settings.risk == "money" and settings.confirm is False:
        wrong.add("what moves money is always confirmed", "confirm")
    if not settings.bind:
        wrong.add("bind a parameter to the requester, such as customer_id = \"principal.external_id\": without one, "
                  "anybody could ask for anybody", "bind")  # fmt: skip


def _check_given(settings: ActionSettings, callee: Callee, wrong: Problems) -> None:
    """Bound and fixed parameters are there and of the right type."""
    for name in settings.bind:
        found = callee.parameter(name)
        if found is None:
            wrong.add(f"bind: the operation has no parameter {name!r}", "bind", name)
        elif found.schema.get("type") != "string":
            wrong.add(f"bind: {name} is no text, as what the requester is known by is", "bind", name)
        if name in settings.inputs or name in settings.fixed:
            wrong.add(f"{name} is bound to the requester: it can be nothing else too", "bind", name)
    for name, value in settings.fixed.items():
        found = callee.parameter(name)
        if found is None:
            wrong.add(f"fixed: the operation has no parameter {name!r}", "fixed", name)
        elif not _is_of(value, str(found.schema.get("type"))):
            wrong.add(f"fixed: {name} is of type {found.schema.get('type')}", "fixed", name)


def _is_of(value: str | int | bool, type_: str) -> bool:
    kinds: dict[str, type | tuple[type, ...]] = {"string": str, "boolean": bool, "integer": int, "number": int}
    return isinstance(value, kinds.get(type_, ())) and (type_ == "boolean" or not isinstance(value, bool))


def _inputs(settings: ActionSettings, callee: Callee, wrong: Problems) -> Iterator[Input]:
    """Those the brand names in its order, then what the operation cannot do without."""
    for name, given in settings.inputs.items():
        found = callee.parameter(name)
        if found is None:
            near = difflib.get_close_matches(name, [one.name for one in callee.parameters], n=2)
            hint = f": did you mean {' or '.join(near)}?" if near else ""
            wrong.add(f"the operation has no parameter {name!r}{hint}", "inputs", name)
        else:
            yield _input(found, given, wrong)
    rest = settings.inputs.keys() | settings.bind.keys() | settings.fixed.keys()
    for found in callee.parameters:
        if found.required and found.name not in rest:
            yield _input(found, InputSettings(), wrong)


def _input(found: Parameter, given: InputSettings, wrong: Problems) -> Input:
    is_list = found.schema.get("type") == "array"
    # What the document says of one item, and of how many, is said of the list.
    schema = found.schema.get("items", {}) if is_list else found.schema
    theirs = str(found.schema.get("type"))
    pattern = given.pattern or (schema.get("pattern") if isinstance(schema.get("pattern"), str) else None)
    if pattern is not None and (why := guards.bad_pattern(pattern)) is not None:
        wrong.add(f"{found.name}: {why}; set a pattern of your own", "inputs", found.name)
        pattern = None
    options = tuple(given.options) or tuple(one for one in schema.get("enum") or () if isinstance(one, str))
    type_ = given.type or _asked_as(found.schema, options)
    if type_ not in _FITS.get(theirs, frozenset()):
        wrong.add(f"{found.name} is of type {theirs} there and cannot be asked for as {type_}", "inputs", found.name)
    if type_ == "choice" and not options:
        wrong.add(f"{found.name}: a choice has options", "inputs", found.name)
    item = _IN_LISTS.get(str(schema.get("type")))
    if type_ == "list" and item is None:
        wrong.add(f"{found.name}: only lists of texts and whole numbers can be asked for", "inputs", found.name)
    longest = schema.get("maxLength")
    low, high = ("minItems", "maxItems") if is_list else ("minimum", "maximum")
    return Input(
        name=found.name,
        type=type_,
        required=found.required if given.required is None else given.required or found.required,
        title=given.title or found.name.rpartition(".")[2].replace("_", " ").capitalize(),
        description=given.description or found.description,
        pattern=pattern,
        options=options if type_ in {"choice", "list"} else (),
        minimum=_number(given.minimum, found.schema.get(low)),
        maximum=_number(given.maximum, found.schema.get(high)),
        max_length=given.max_length or (longest if isinstance(longest, int) and 0 < longest <= 5_000 else 500),
        items="choice" if options and item == "text" else item or "text",
    )


def _number(ours: float | None, theirs: Any) -> float | None:
    if ours is not None:
        return ours
    return theirs if isinstance(theirs, int | float) and not isinstance(theirs, bool) else None


def _asked_as(schema: Schema, options: Sequence[str]) -> InputType:
    theirs = schema.get("type")
    if theirs == "string":
        return "choice" if options else "date" if schema.get("format") == "date" else "text"
    if theirs == "array":
        return "list"
    return theirs if theirs in {"integer", "number", "boolean"} else "text"


def _outputs(settings: ActionSettings, callee: Callee, wrong: Problems) -> Iterator[Output]:
    for name, given in settings.outputs.items():
        path = given.path if given.path is not None else name
        schema = callee.answer
        if callee.answer is not None and callee.document is not None:
            schema = callee.document.at(callee.answer, path)
            if schema is None:
                wrong.add(f"the operation's answer has no {path!r}", "outputs", name)
                continue
        yield _output(name, path, given, schema or {}, callee, wrong)


def _output(name: str, path: str, given: OutputSettings, schema: Schema, callee: Callee, wrong: Problems) -> Output:
    type_: OutputType = given.type or _shown_as(schema)
    theirs = schema.get("type")
    fits = {"text": "string", "date": "string", "money": "integer", "list": "array"}.get(type_, type_)
    if theirs is not None and theirs != fits:
        wrong.add(f"{path} is of type {theirs} there and cannot be shown as {type_}", "outputs", name)
    if (type_ == "list") != bool(given.fields):
        wrong.add("a list, and nothing else, says which fields of its rows are shown", "outputs", name)
    if type_ == "list" and callee.document is not None and "items" in schema:
        for one in given.fields:
            if callee.document.at(schema, f"0.{one}") is None:
                wrong.add(f"the rows of {path} have no {one!r}", "outputs", name)
    return Output(name=name, path=path, type=type_, title=given.title, fields=tuple(given.fields))


_SHOWN: dict[str, OutputType] = {"array": "list", "integer": "integer", "number": "number", "boolean": "boolean"}


def _shown_as(schema: Schema) -> OutputType:
    usual: OutputType = "date" if str(schema.get("format", "")).startswith("date") else "text"
    return _SHOWN.get(str(schema.get("type")), usual)


def _cap(name: str, settings: ActionSettings, inputs: Sequence[Input], wrong: Problems) -> Cap | None:
    given = settings.cap
    if given is None:
        if settings.risk == "money":
            wrong.add("what moves money has a cap", "cap")
        return None
    amount = next((one for one in inputs if one.name == given.amount), None)
    if amount is None or amount.type != "money" or not amount.required:
        wrong.add(f"cap.amount names a required input of type money, which {given.amount!r} is not", "cap", "amount")
    if given.per_run > given.per_contact_day:
        wrong.add("per_run is more than per_contact_day", "cap", "per_run")
    if given.per_brand_day is not None and given.per_contact_day > given.per_brand_day:
        wrong.add("per_contact_day is more than per_brand_day", "cap", "per_contact_day")
    return Cap(given.amount, given.per_run, given.per_contact_day, given.group or name, given.per_brand_day)


def _check_wording(action: Action, wrong: Problems) -> None:
    before = {one.name for one in action.inputs}
    after = before | {one.name for one in action.outputs}
    for part, templates, known in (("say", action.say, after), ("ask", action.ask, before)):
        for language, template in templates.items():
            for name in sorted(wording.places(template) - known):
                wrong.add(f"{part}.{language} speaks of {{{name}}}, which is no input or output", part, language)


def _identifying(file: ConnectorFile, actions: Mapping[str, Action]) -> Iterator[Wrong]:
    """What finds out whom a proved address belongs to."""
    for proof, name in file.connection.identify.items():
        action = actions.get(name)
        fits = (
            action is not None
            and action.risk == "read_own"
            and [one.source for one in action.bound] == [proof]
            and not any(one.required for one in action.inputs)
            and any(one.name == "external_id" for one in action.outputs)
        )
        if not fits:
            detail = f"{name!r} is no question that is bound to the {proof} alone and gives an external_id"
            yield Wrong(("connection", "identify", proof), detail)

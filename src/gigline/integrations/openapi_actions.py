"""Operations of an OpenAPI document as actions. Pure."""

from __future__ import annotations

import difflib
import re

from gigline.integrations.compiling import Callee, Problems, Wrong, build, finished
from gigline.integrations.documents import BadDocument
from gigline.integrations.models import Action, Compiled, HttpCall
from gigline.integrations.openapi import Document, Operation
from gigline.integrations.schemas import ActionSettings, ConnectorFile

_PLACE = re.compile(r"\{([^{}]+)\}")


def compile_file(name: str, file: ConnectorFile, text: str) -> tuple[Compiled | None, list[Wrong]]:
    """The connector of an OpenAPI document, and what is wrong; None with any problem."""
    try:
        document = Document(text)
    except BadDocument as error:
        return None, [Wrong(("document",), f"{file.document}: {error}")]
    actions, problems = list[Action](), list[Wrong]()
    for key, settings in file.actions.items():
        under = Problems(("actions", key))
        operation = _operation(document, settings, under)
        if operation is not None:
            callee = Callee(operation.parameters, operation.answer, operation.method not in {"GET", "HEAD"}, document)
            try:
                actions.append(build(name, key, file, settings, callee, _http(operation, settings), under))
            except BadDocument as error:
                under.add(f"the document's answer cannot be read: {error}", "operation")
        problems += under.found
    return finished(name, file, actions, problems, {"document": text})


def _operation(document: Document, settings: ActionSettings, problems: Problems) -> Operation | None:
    if settings.operation is None:
        problems.add("it names no operation of the document")
        return None
    try:
        found = document.operation(settings.operation)
    except BadDocument as error:
        problems.add(f"the document's {settings.operation} cannot be read: {error}", "operation")
        return None
    if found is None:
        near = difflib.get_close_matches(settings.operation, document.names(), n=3)
        hint = f": did you mean {' or '.join(near)}?" if near else ""
        problems.add(f"the document has no operation {settings.operation!r}{hint}", "operation")
        return None
    stated = set(_PLACE.findall(found.path))
    if stated != {one.name for one in found.parameters if one.place == "path"} or not found.path.startswith("/"):
        problems.add(f"the document's path {found.path[:100]!r} does not fit its parameters", "operation")
        return None
    return found


def _http(operation: Operation, settings: ActionSettings) -> HttpCall:
    chosen = {*settings.bind, *settings.fixed, *settings.inputs}
    used = [one for one in operation.parameters if one.required or one.name in chosen]
    return HttpCall(
        method=operation.method,
        path=operation.path,
        places={one.name: one.place for one in used},
        fixed=dict(settings.fixed),
        joined=frozenset(one.name for one in used if one.joined),
        media=operation.media or HttpCall.media,
    )

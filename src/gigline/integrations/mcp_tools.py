"""Tools of an MCP server as actions, under the same guards.

What a server says about its tools is data of a stranger: titles, texts and guards are the brand's own, and the tools'
schemas come from a file that was looked at (`gigline connectors tools` writes it). A tool whose schema is another one
by now is not called.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import structlog

from gigline.integrations.compiling import Callee, Problems, Wrong, build, finished
from gigline.integrations.documents import BadDocument
from gigline.integrations.models import Action, Compiled, McpCall
from gigline.integrations.openapi import Document
from gigline.integrations.schemas import ConnectorFile

log = structlog.get_logger()

MAX_ANSWER = 256 * 1024
MOST_TOOLS = 500


def compile_file(name: str, file: ConnectorFile, text: str) -> tuple[Compiled | None, list[Wrong]]:
    """The connector of these tools, and what is wrong; None with any problem."""
    try:
        tools = _tools(text)
    except BadDocument as error:
        return None, [Wrong(("document",), f"{file.document}: {error}")]
    actions, problems = list[Action](), list[Wrong]()
    for key, settings in file.actions.items():
        under = Problems(("actions", key))
        tool = tools.get(settings.tool or "")
        if tool is None:
            under.add(f"the document has no tool {settings.tool!r}: it has {', '.join(sorted(tools))}", "tool")
        else:
            try:
                call = McpCall(str(settings.tool), digest(tool.get("inputSchema")), dict(settings.fixed))
                actions.append(build(name, key, file, settings, _callee(tool), call, under))
            except BadDocument as error:
                under.add(f"the document's tool cannot be read: {error}", "tool")
        problems += under.found
    return finished(name, file, actions, problems, {"document": text})


def _tools(text: str) -> dict[str, dict[str, Any]]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadDocument("this is no JSON") from error
    tools = data.get("tools") if isinstance(data, dict) else None
    if not isinstance(tools, list) or len(tools) > MOST_TOOLS:
        raise BadDocument("it is no list of tools, as `gigline connectors tools` writes it")
    return {str(one["name"]): one for one in tools if isinstance(one, dict) and isinstance(one.get("name"), str)}


def _callee(tool: Mapping[str, Any]) -> Callee:
    """The tool as an operation whose body is its arguments."""
    body = {"content": {"application/json": {"schema": tool.get("inputSchema") or {}}}}
    answer = {"200": {"content": {"application/json": {"schema": tool.get("outputSchema") or {}}}}}
    own = {"operationId": "tool", "requestBody": body, "responses": answer}
    document = Document(json.dumps({"openapi": "3.1.0", "paths": {"/": {"post": own}}}))
    operation = document.operation("tool")
    assert operation is not None, "it was just written"
    # The server's word on whether a tool only reads is not believed either way: the brand's risk decides.
    return Callee(operation.parameters, operation.answer, None, document)


def digest(schema: Any) -> str:
    """What a tool's input schema is known by."""
    return hashlib.sha256(json.dumps(schema, sort_keys=True).encode()).hexdigest()

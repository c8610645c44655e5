"""Talking to an MCP server by the SDK, through our own address checks. Imported when it is needed: the SDK is heavy."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import structlog
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from mcp.types import TextContent

from gigline.infra import telemetry
from gigline.infra.http import FetchError, NotAllowed, NotReached
from gigline.integrations import answers, authorizing
from gigline.integrations.backends import Backends, Secrets
from gigline.integrations.mcp_tools import MOST_TOOLS, digest
from gigline.integrations.models import Action, Connector, McpCall, Outcome

log = structlog.get_logger()

MAX_ANSWER = 256 * 1024


class _Through(httpx2.AsyncBaseTransport):
    """The SDK's requests by `safe_fetch`: vetted, pinned addresses, no redirects, limits on size and time."""

    def __init__(self, backends: Backends, timeout_s: float):
        self._backends = backends
        self._timeout_s = timeout_s
        self.calling = False
        self.failure: FetchError | None = None
        self.status: int | None = None

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        if request.method == "GET":
            # The stream for what a server wants to say unasked, which we do not listen to.
            return httpx2.Response(405)
        content = await request.aread()
        try:
            answer = await self._backends.fetch(
                request.method, str(request.url), headers=dict(request.headers), content=content,
                timeout_s=self._timeout_s, max_bytes=MAX_ANSWER,
            )  # fmt: skip
        except FetchError as error:
            self.failure = error
            self.calling = self.calling or (_is_call(content) and not isinstance(error, NotReached | NotAllowed))
            raise httpx2.ConnectError("not reached") from error
        self.calling = self.calling or _is_call(content)
        self.status = answer.status
        # The body is decoded and whole.
        drop = {"content-encoding", "content-length", "transfer-encoding"}
        headers = {name: value for name, value in answer.headers.items() if name not in drop}
        return httpx2.Response(answer.status, headers=headers, content=answer.body)


def _is_call(content: bytes) -> bool:
    try:
        data = json.loads(content)
    except ValueError:
        return False
    return isinstance(data, dict) and data.get("method") == "tools/call"


@asynccontextmanager
async def _session(url: str, through: _Through, headers: Mapping[str, str], timeout_s: float) -> AsyncIterator[Client]:
    async with (
        httpx2.AsyncClient(transport=through, headers=dict(headers), timeout=timeout_s) as http,
        Client(streamable_http_client(url, http_client=http), read_timeout_seconds=timeout_s, cache=None) as client,
    ):
        yield client


async def tools(backends: Backends, url: str, headers: Mapping[str, str], timeout_s: float = 10.0) -> dict[str, Any]:
    """What a server offers, as the document that a connector names; raises whatever the SDK raises."""
    async with _session(url, _Through(backends, timeout_s), headers, timeout_s) as client:
        found = [one async for one in _all_tools(client)]
    kept = ("name", "description", "inputSchema", "outputSchema")
    return {"tools": [{key: one[key] for key in kept if one.get(key) is not None} for one in found]}


async def _all_tools(client: Client) -> AsyncIterator[dict[str, Any]]:
    cursor: str | None = None
    count = 0
    while True:
        page = await client.list_tools(cursor=cursor)
        for tool in page.tools:
            yield tool.model_dump(mode="json", by_alias=True)
        count += len(page.tools)
        cursor = page.next_cursor
        if cursor is None or not page.tools or count > MOST_TOOLS:
            return


async def attempt(
    backends: Backends, connector: Connector, secrets: Secrets, action: Action, call: McpCall, values: Mapping[str, Any]
) -> Outcome:
    """Call the tool once."""
    from_before = authorizing.held(backends, connector)
    try:
        proof = await authorizing.headers(backends, connector, secrets)
    except authorizing.NoCredentials as missing:
        return Outcome("failed", missing.why, healthy=not missing.away)
    through = _Through(backends, action.timeout_s)
    try:
        async with _session(connector.base_url, through, proof, action.timeout_s) as client:
            live = {one["name"]: one async for one in _all_tools(client)}
            if digest(live.get(call.tool, {}).get("inputSchema")) != call.digest:
                return Outcome("failed", "tool_changed")
            result = await client.call_tool(call.tool, _arguments({**call.fixed, **values}))
    except Exception as error:
        log.warning("tool_failed", error=telemetry.where(error))
        if through.failure is None and through.status in {401, 403}:
            # As over plain HTTP: nothing was done, and a token from before may be over.
            authorizing.forget(backends, connector)
            return Outcome("failed", "not_authorised", through.status, again=from_before)
        return _failed(action, through)
    if result.is_error:
        # A tool's "error" may come after half of its effect.
        return Outcome("unknown" if action.changes else "refused", "tool_error", through.status)
    return Outcome("succeeded", "", through.status, answers.outputs(action, _answer(result)))


def _failed(action: Action, through: _Through) -> Outcome:
    if isinstance(through.failure, NotAllowed):
        return Outcome("failed", "address_not_allowed")
    if not through.calling or not action.changes:
        return Outcome("failed", "not_reached", through.status, healthy=False, again=not action.changes)
    return Outcome("unknown", "no_answer", through.status, healthy=False)


def _arguments(values: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in values.items():
        inner = found
        *path, last = name.split(".")
        for part in path:
            inner = inner.setdefault(part, {})
        inner[last] = value
    return found


def _answer(result: Any) -> Any:
    """The structured answer, or the JSON in its first text, or that text as `text`."""
    if result.structured_content is not None:
        return result.structured_content
    text = next((one.text for one in result.content if isinstance(one, TextContent)), "")
    try:
        return answers.parse(text.encode()[:MAX_ANSWER])
    except answers.NotJson:
        return {"text": text}

"""One attempt at an action over HTTP: the request from the plan, the outcome from the answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

from gigline.infra.http import FetchError, NotAllowed, NotReached, Response, TooMuch
from gigline.integrations import answers, authorizing
from gigline.integrations.backends import Backends, Secrets
from gigline.integrations.models import FORM, Action, Connector, HttpCall, Outcome, RunState

MAX_ANSWER = 256 * 1024
LONGEST_PAUSE_S = 5.0


async def attempt(
    backends: Backends,
    connector: Connector,
    secrets: Secrets,
    action: Action,
    call: HttpCall,
    values: Mapping[str, Any],
    run_id: UUID,
) -> Outcome:
    """Ask once; never raises for what the back end does."""
    from_before = authorizing.held(backends, connector)
    try:
        proof = await authorizing.headers(backends, connector, secrets)
    except authorizing.NoCredentials as missing:
        return Outcome("failed", missing.why, healthy=not missing.away)
    url, headers, content = request(connector.base_url, call, values)
    headers.update(proof)
    if action.changes:
        headers["idempotency-key"] = f"gigline-{run_id}"
    try:
        answer = await backends.fetch(
            call.method, url, headers=headers, content=content, timeout_s=action.timeout_s, max_bytes=MAX_ANSWER
        )
    except FetchError as error:
        return _unanswered(action, error)
    if answer.status == 401:
        # A token from before may be over: a fresh one is asked for with the next attempt, and once.
        authorizing.forget(backends, connector)
        return Outcome("failed", "not_authorised", answer.status, again=from_before)
    return outcome(action, answer)


def request(base_url: str, call: HttpCall, values: Mapping[str, Any]) -> tuple[str, dict[str, str], bytes]:
    """URL, headers and body of a call with these values."""
    path, query, headers = call.path, list[tuple[str, str]](), {"accept": "application/json"}
    body: dict[str, Any] = {}
    for name, value in {**call.fixed, **values}.items():
        place = call.places.get(name, "query")
        if place == "path":
            path = path.replace("{" + name + "}", _segment(_text(value)))
        elif place == "query":
            query += _pairs(name, value, joined=name in call.joined)
        elif place == "header":
            headers[name.lower()] = quote(_text(value), safe=" !#$&'()*+,-./:;<=>?@[]^_`{|}~")
        else:
            body[name] = value
    content = b""
    if any(place == "body" for place in call.places.values()):
        headers["content-type"] = call.media
        content = _form(body) if call.media == FORM else _json(body)
    url = base_url.rstrip("/") + path + (f"?{urlencode(query)}" if query else "")
    return url, headers, content


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ",".join(_text(one) for one in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _pairs(name: str, value: Any, *, joined: bool = False) -> list[tuple[str, str]]:
    """A list is the same name several times, unless its items are joined."""
    several = value if isinstance(value, list) and not joined else [value]
    return [(name, _text(one)) for one in several]


def _form(values: Mapping[str, Any]) -> bytes:
    pairs: list[tuple[str, str]] = []
    for name, value in values.items():
        first, *inner = name.split(".")
        pairs += _pairs(first + "".join(f"[{one}]" for one in inner), value)
    return urlencode(pairs).encode()


def _json(values: Mapping[str, Any]) -> bytes:
    body: dict[str, Any] = {}
    for name, value in values.items():
        _put(body, name.split("."), value)
    return json.dumps(body).encode()


def _segment(text: str) -> str:
    """One segment of a path, whatever it holds: neither a slash nor a dot leads elsewhere."""
    return quote(text, safe="").replace(".", "%2E") if set(text) <= {"."} else quote(text, safe="")


def _put(body: dict[str, Any], path: list[str], value: Any) -> None:
    for part in path[:-1]:
        body = body.setdefault(part, {})
    body[path[-1]] = value


def _unanswered(action: Action, error: FetchError) -> Outcome:
    """No answer, or half of one. What was sent may have had its effect."""
    if isinstance(error, NotAllowed):
        return Outcome("failed", "address_not_allowed")
    if isinstance(error, NotReached):
        return Outcome("failed", "not_reached", healthy=False, again=True)
    why = "answer_too_large" if isinstance(error, TooMuch) else "no_answer"
    repeat = not isinstance(error, TooMuch)
    return _ambiguous(action, why, error.status, healthy=isinstance(error, TooMuch), again=repeat)


def _ambiguous(
    action: Action, why: str, answered: int | None, *, healthy: bool, again: bool, after_s: float = 0.0
) -> Outcome:
    """A question is just not answered; what a change did nobody knows. Repeated only where that is harmless."""
    state: RunState = "unknown" if action.changes else "failed"
    return Outcome(state, why, answered, healthy=healthy, again=again and action.idempotent, after_s=after_s)


def outcome(action: Action, answer: Response) -> Outcome:
    """What a whole answer means."""
    status = answer.status
    if 200 <= status < 300:
        return _done(action, answer)
    if status in {401, 403}:
        return Outcome("failed", "not_authorised", status)
    if status == 429:
        return Outcome("failed", "too_many_requests", status, again=True, after_s=_retry_after(answer))
    if status >= 500 or status == 408:
        return _ambiguous(action, "back_end_failed", status, healthy=False, again=True, after_s=_retry_after(answer))
    if status < 400:
        return _ambiguous(action, "redirected", status, healthy=True, again=False)
    try:
        why = answers.refusal(answers.parse(answer.body))
    except answers.NotJson:
        why = ""
    return Outcome("refused", why, status)


def _done(action: Action, answer: Response) -> Outcome:
    try:
        found = answers.outputs(action, answers.parse(answer.body))
    except answers.NotJson:
        return _ambiguous(action, "bad_answer", answer.status, healthy=True, again=False)
    return Outcome("succeeded", "", answer.status, found)


def _retry_after(answer: Response) -> float:
    text = answer.headers.get("retry-after", "")
    return min(float(text), LONGEST_PAUSE_S) if text.isascii() and text.isdigit() and len(text) < 6 else 0.0

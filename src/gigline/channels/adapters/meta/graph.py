"""Asking the Graph API, and what its error codes mean for a message."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from gigline.channels import parsing, sending
from gigline.channels.adapters.meta.settings import MetaSettings
from gigline.channels.contract import Attachment, Fetch, Malformed, SendFailed, SendUnknown
from gigline.infra.http import Response

# https://developers.facebook.com/docs/graph-api/overview/rate-limiting and each product's list of codes
_WAIT = frozenset({4, 17, 32, 341, 368, 613, 80006, 80007, 130429, 131048, 131056, 133016})
_CREDENTIALS = frozenset({102, 190, 200, 10, 3})
_WINDOW = frozenset({2018278, 2534022, 2018108})
WAIT_S = 30.0


async def post(fetch: Fetch, own: MetaSettings, path: str, value: dict[str, Any], reasons: Mapping[int, str]) -> Any:
    """The JSON answer of a POST; raises SendFailed or SendUnknown."""
    answer = await sending.ask(
        fetch,
        "POST",
        _url(own, path),
        headers={**_authorization(own), "content-type": "application/json"},
        content=json.dumps(value).encode(),
    )
    _judge(answer, reasons)
    return _said(answer)


async def upload(
    fetch: Fetch, own: MetaSettings, path: str, fields: Mapping[str, str], part: str, file: Attachment
) -> dict[str, Any]:
    """The JSON answer to a file put up as `part` of a form; raises SendFailed, also in doubt: nobody sees it twice."""
    # The parts of a form have names in ASCII there.
    name = file.name.encode("ascii", "ignore").decode().strip(". ") or "file"
    form = sending.multipart(fields, {part: replace(file, name=name)}, _boundary(file))
    try:
        answer = await sending.ask(
            fetch,
            "POST",
            _url(own, path),
            headers={**_authorization(own), "content-type": form[0]},
            content=form[1],
            timeout_s=15,
        )
        _judge(answer, {})
    except SendUnknown as doubt:
        raise SendFailed("file_not_taken", permanent=False) from doubt
    return _said(answer)


def _boundary(file: Attachment) -> str:
    """What the file does not contain: it would have to hold its own digest."""
    return hashlib.sha256(file.content or b"").hexdigest()


async def get(fetch: Fetch, own: MetaSettings, path: str) -> dict[str, Any]:
    """The JSON answer of a GET; raises SendFailed or SendUnknown."""
    answer = await sending.ask(fetch, "GET", _url(own, path), headers=_authorization(own))
    _judge(answer, {})
    return _said(answer)


async def file(fetch: Fetch, own: MetaSettings, given: Attachment, max_bytes: int) -> bytes:
    """A medium's bytes: by its id through the API, which names a short-lived address; or by its public address."""
    headers: dict[str, str] = {}
    url = given.url
    if given.provider_id is not None:
        found = (await get(fetch, own, quote(given.provider_id, safe=""))).get("url")
        url, headers = (found, _authorization(own)) if isinstance(found, str) else (None, {})
    if url is None:
        raise SendFailed("gone", permanent=True)
    answer = await sending.ask(fetch, "GET", url, headers=headers, max_bytes=max_bytes, timeout_s=30)
    sending.judge(answer)
    return answer.body


def _url(own: MetaSettings, path: str) -> str:
    return f"{own.api_base.rstrip('/')}/{own.api_version}/{path}"


def _authorization(own: MetaSettings) -> dict[str, str]:
    return {"authorization": f"Bearer {own.access_token.get_secret_value()}"}


def _said(answer: Response) -> dict[str, Any]:
    try:
        return parsing.json_object(answer.body)
    except Malformed:
        return {}


def _judge(answer: Response, reasons: Mapping[int, str]) -> None:
    """By the Graph API's own codes where there are any, else by the status."""
    error = _said(answer).get("error") if answer.status >= 400 else None
    found = error if isinstance(error, dict) else {}
    code, subcode = found.get("code"), found.get("error_subcode")
    if code in _WAIT:
        pause_s = sending.retry_after_s(answer.headers.get("retry-after"))
        raise SendFailed("asked_to_wait", permanent=False, retry_after_s=pause_s or WAIT_S)
    if subcode in _WINDOW:
        raise SendFailed("window_closed", permanent=True)
    if code in _CREDENTIALS and 400 <= answer.status < 500:
        raise SendFailed("credentials_refused", permanent=True)
    sending.judge(answer, reasons.get(code, "refused") if isinstance(code, int) else "refused")

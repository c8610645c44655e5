"""A Telegram bot: updates by webhook, answers through sendMessage. Telegram tells nothing of delivery."""

from __future__ import annotations

import hmac
import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from pydantic import BaseModel

from gigline.channels import parsing, sending
from gigline.channels.adapters.telegram import payloads
from gigline.channels.adapters.telegram.settings import TelegramSettings
from gigline.channels.contract import (
    Answer,
    Attachment,
    Capabilities,
    Fetch,
    FilesOut,
    Headers,
    Malformed,
    Outbound,
    Part,
    SendFailed,
    SendUnknown,
    Sent,
    Settings,
    Unverified,
    one_header,
)
from gigline.infra.http import Response

HEADER = "x-telegram-bot-api-secret-token"
LONGEST_CAPTION = 1_024
MOST_FILES = 10


class Telegram:
    """One bot."""

    kind = "telegram"
    capabilities = Capabilities(
        native=False,
        receipts=False,
        typing=False,
        max_length=4_096,
        one_address=True,
        per_second=30.0,
        files_out=FilesOut(most=MOST_FILES),
        acknowledgement=Answer(b"{}", "application/json"),
    )
    settings_model: type[BaseModel] = TelegramSettings

    def verify(self, settings: Settings, headers: Headers, body: bytes, now: float) -> None:
        """The secret that setWebhook was told; a replay is told by its ids. Raises Unverified."""
        known, given = str(settings.get("secret_token") or ""), one_header(headers, HEADER) or ""
        if not known or not hmac.compare_digest(known.encode(), given.encode("utf-8", "surrogateescape")):
            raise Unverified("The secret token is not right.")

    def parse(self, settings: Settings, headers: Headers, body: bytes) -> Sequence[Part]:
        """One update; raises Malformed."""
        return payloads.read(body)

    async def send(self, fetch: Fetch, settings: Settings, message: Outbound) -> Sent:
        """Without markup: what somebody wrote is shown as they wrote it. Files have it below them, where it fits."""
        if message.attachments and len(message.text) <= LONGEST_CAPTION:
            return _sent(message, await self._files(fetch, settings, message, message.text))
        value = {
            "chat_id": int(message.recipient) if message.recipient.lstrip("-").isdigit() else message.recipient,
            "text": message.text,
            "link_preview_options": {"is_disabled": True},
        }
        result = await self._call(fetch, settings, "sendMessage", value)
        if message.attachments:
            with sending.half_sent():
                await self._files(fetch, settings, message, "")
        return _sent(message, result)

    async def _files(self, fetch: Fetch, settings: Settings, message: Outbound, caption: str) -> Any:
        """sendDocument for one, sendMediaGroup for several: one call, so that all are there or none."""
        files = {f"file{n}": one for n, one in enumerate(message.attachments)}
        if len(files) == 1:
            method, fields, named = "sendDocument", {"caption": caption}, {"document": files["file0"]}
        else:
            group = [{"type": "document", "media": f"attach://{name}"} for name in files]
            group[0]["caption"] = caption
            method, fields, named = "sendMediaGroup", {"media": json.dumps(group)}, files
        form = sending.multipart({"chat_id": message.recipient, **fields}, named, f"gigline{message.id.hex}")
        return await self._post(fetch, settings, method, *form)

    async def fetch_file(self, fetch: Fetch, settings: Settings, file: Attachment, max_bytes: int) -> bytes:
        """getFile names a path that is good for an hour."""
        own = TelegramSettings.model_validate(settings)
        result = await self._call(fetch, settings, "getFile", {"file_id": file.provider_id})
        path = result.get("file_path") if isinstance(result, dict) else None
        if not isinstance(path, str) or ".." in path:
            raise SendFailed("gone", permanent=True)
        url = f"{own.api_base.rstrip('/')}/file/bot{own.bot_token.get_secret_value()}/{quote(path)}"
        answer = await sending.ask(fetch, "GET", url, headers={}, max_bytes=max_bytes, timeout_s=30)
        sending.judge(answer)
        return answer.body

    async def probe(self, fetch: Fetch, settings: Settings) -> str:
        """getMe: the bot's name."""
        result = await self._call(fetch, settings, "getMe", {})
        return str(result.get("username", ""))[:120] if isinstance(result, dict) else ""

    async def _call(self, fetch: Fetch, settings: Settings, method: str, value: dict[str, Any]) -> Any:
        return await self._post(fetch, settings, method, "application/json", json.dumps(value).encode())

    async def _post(self, fetch: Fetch, settings: Settings, method: str, content_type: str, content: bytes) -> Any:
        own = TelegramSettings.model_validate(settings)
        answer = await sending.ask(
            fetch,
            "POST",
            f"{own.api_base.rstrip('/')}/bot{own.bot_token.get_secret_value()}/{method}",
            headers={"content-type": content_type},
            content=content,
        )
        return _result(answer)


def _sent(message: Outbound, result: Any) -> Sent:
    """Of several messages, the first."""
    first = result[0] if isinstance(result, list) and result else result
    found = first.get("message_id") if isinstance(first, dict) else None
    return Sent(f"{message.recipient}:{found}" if isinstance(found, int) else None)


def _result(answer: Response) -> Any:
    """The `result`; raises by Telegram's own word on the error, else by the status."""
    try:
        said = parsing.json_object(answer.body)
    except Malformed:
        said = {}
    if answer.status == 429:
        parameters = said.get("parameters")
        wait = parameters.get("retry_after") if isinstance(parameters, dict) else None
        seconds = float(wait) if isinstance(wait, int) and 0 <= wait <= 86_400 else None
        raise SendFailed("asked_to_wait", permanent=False, retry_after_s=seconds)
    if answer.status == 401:
        raise SendFailed("credentials_refused", permanent=True)
    if answer.status == 403:
        raise SendFailed("blocked", permanent=True)
    sending.judge(answer)
    if said.get("ok") is not True:
        raise SendUnknown("no_clear_answer")
    return said.get("result")

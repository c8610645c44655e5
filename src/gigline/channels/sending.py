"""What all adapters do alike when they send: ask the provider once, and tell a definite no from a doubt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from gigline.channels.contract import Attachment, Fetch, SendFailed, SendUnknown
from gigline.infra.http import FetchError, NotAllowed, NotReached, Response

MAX_ANSWER = 65_536
A_MINUTE_S = 60.0


async def ask(
    fetch: Fetch,
    method: str,
    url: str,
    *,
    headers: Mapping[str, str],
    content: bytes = b"",
    timeout_s: float = 10.0,
    max_bytes: int = MAX_ANSWER,
) -> Response:
    """The provider's answer, or at least its status. Raises SendFailed when nothing was sent, SendUnknown in doubt."""
    try:
        return await fetch(method, url, headers=headers, content=content, timeout_s=timeout_s, max_bytes=max_bytes)
    except NotAllowed as error:
        raise SendFailed("address_refused", permanent=True) from error
    except NotReached as error:
        raise SendFailed("not_reached", permanent=False) from error
    except FetchError as error:
        # The rest of the answer broke off, but its status is an answer; without even that nobody knows.
        if error.status is None:
            raise SendUnknown("no_answer") from error
        return Response(error.status, {}, b"")


def judge(answer: Response, refused: str = "refused") -> None:
    """Return on 2xx. 408 and other 5xx raise SendUnknown; 429, and 503 with Retry-After, come again; the rest is final.

    `refused` is the word for what is final.
    """
    status = answer.status
    if 200 <= status < 300:
        return
    pause_s = retry_after_s(answer.headers.get("retry-after"))
    if status == 429 or (status == 503 and pause_s is not None):
        raise SendFailed("asked_to_wait", permanent=False, retry_after_s=pause_s)
    if status == 408 or status >= 500:
        raise SendUnknown("no_clear_answer")
    raise SendFailed(refused, permanent=True)


@contextmanager
def half_sent() -> Iterator[None]:
    """Around what follows a message's first part: half of it is there, and to send it again is for people to decide."""
    try:
        yield
    except SendFailed as error:
        raise SendUnknown("files_not_sent") from error


def retry_after_s(value: str | None) -> float | None:
    """Seconds, from the header's number; a date counts as a minute."""
    if value is None:
        return None
    return float(value) if value.isascii() and value.isdigit() and len(value) <= 6 else A_MINUTE_S


def multipart(fields: Mapping[str, str], files: Mapping[str, Attachment], boundary: str) -> tuple[str, bytes]:
    """A form with files (RFC 7578): its content type and body. `boundary` is in none of them; file names are labels."""
    parts = [f'name="{name}"\r\n\r\n{value}'.encode() for name, value in fields.items()]
    parts += [
        f'name="{name}"; filename="{file.name}"\r\nContent-Type: {file.content_type}\r\n\r\n'.encode()
        + (file.content or b"")
        for name, file in files.items()
    ]
    head = f"--{boundary}\r\nContent-Disposition: form-data; ".encode()
    body = b"".join(head + part + b"\r\n" for part in parts) + f"--{boundary}--\r\n".encode()
    return f"multipart/form-data; boundary={boundary}", body

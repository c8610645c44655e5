"""JSON from strangers: read strictly, so that what is stored means the same to everybody who reads it."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Annotated, Any, NoReturn, TypeVar
from urllib.parse import urlsplit

import phonenumbers
from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, ValidationError

from gigline.channels.contract import Malformed
from gigline.kit import text

M = TypeVar("M", bound=BaseModel)

MAX_BODY = 256 * 1024
LONGEST_ID = 200


def json_object(body: bytes) -> dict[str, Any]:
    """The JSON object in `body`; raises Malformed for anything that another parser might read differently."""
    if len(body) > MAX_BODY:
        raise Malformed(f"The body is over {MAX_BODY} bytes.")
    try:
        found = json.loads(body.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_refuse, parse_float=_finite)
    except (ValueError, RecursionError) as error:
        raise Malformed("The body is not a well-formed JSON object in UTF-8.") from error
    if not isinstance(found, dict):
        raise Malformed("The body must be a JSON object.")
    return found


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key twice")
    return found


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")


def _finite(number: str) -> float:
    value = float(number)
    if not math.isfinite(value):
        raise ValueError("out of range")
    return value


def validated(model: type[M], value: dict[str, Any]) -> M:
    """`value` as `model`; raises Malformed that names the fields, never their content."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        fields = sorted({".".join(str(part) for part in one["loc"]) or "body" for one in error.errors()})
        raise Malformed(f"Wrong or missing: {', '.join(fields)[:200]}.") from error


def _exact(value: str) -> str:
    if text.storable(value) != value or not value.isprintable() or value != value.strip():
        raise ValueError("has characters that an id cannot have")
    return value


def _said(value: str) -> str:
    if not value.strip():
        raise ValueError("is empty")
    return text.storable(value)


def _web_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.password:
        raise ValueError("must be http(s)://host/... without a user name")
    return value


def phone(address: str) -> str:
    """The one spelling of a phone's address (E.164), however the provider wrote it; raises Malformed.

    `whatsapp:+351 912…`, `351912…` and `351912…@c.us` are one person. Short codes stay as they are.
    """
    bare = address.removeprefix("whatsapp:").partition("@")[0].strip()
    if bare.isascii() and bare.isdigit() and len(bare) <= 8:
        return bare
    try:
        found = phonenumbers.parse(bare if bare.startswith("+") else f"+{bare}", None)
    except phonenumbers.NumberParseException as error:
        raise Malformed("The sender's number is none.") from error
    return phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164)


def placeholder(content_types: Sequence[str]) -> str:
    """What stands for files in a log of words, by their content types (`image/jpeg`) or kinds (`image`)."""
    if len(content_types) != 1:
        return f"[{len(content_types)} files]" if content_types else ""
    words = {"image": "picture", "video": "video", "audio": "sound"}
    return f"[{words.get(content_types[0].partition('/')[0].lower(), 'file')}]"


def unreadable(kind: str) -> str:
    """What stands for a message of a kind that has no words for us; `kind` is the provider's name for it."""
    return f"[{kind[:40]}]"


class Strict(BaseModel):
    """Types as they are, never converted; keys that nobody asked for are ignored."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True, hide_input_in_errors=True)


Id = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_ID), AfterValidator(_exact)]
Name = Annotated[str, StringConstraints(max_length=200), AfterValidator(text.storable)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$")]
Topic = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,59}$")]
Text = Annotated[str, StringConstraints(max_length=20_000), AfterValidator(_said)]
"""What somebody said: something, and no more of it than any channel takes. Narrower channels add a limit of theirs."""
Said = Annotated[str, StringConstraints(max_length=20_000), AfterValidator(text.storable)]
"""What somebody said, or nothing: beside a picture, say."""
WebAddress = Annotated[str, StringConstraints(max_length=2_000), AfterValidator(_web_address)]
"""A first look only; infra.http decides at each request where the address really leads."""

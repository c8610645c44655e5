"""JSON from strangers: read strictly, so that what is stored means the same to everybody who reads it."""

from __future__ import annotations

import json
import math
from typing import Annotated, Any, NoReturn, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, ValidationError

from gigline.channels.contract import Malformed
from gigline.kit import text

M = TypeVar("M", bound=BaseModel)

MAX_BODY = 256 * 1024


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


class Strict(BaseModel):
    """Types as they are, never converted; keys that nobody asked for are ignored."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True, hide_input_in_errors=True)


Id = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(_exact)]
Name = Annotated[str, StringConstraints(max_length=200), AfterValidator(text.storable)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$")]
Topic = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,59}$")]
Text = Annotated[str, StringConstraints(max_length=20_000), AfterValidator(_said)]
"""What somebody said: something, and no more of it than any channel takes. Narrower channels add a limit of theirs."""

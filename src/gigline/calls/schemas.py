"""What the calls API takes and gives."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints


class OwnPhone(BaseModel):
    """The associate's own phone, in E.164; null: calls come to the console."""

    model_config = ConfigDict(extra="forbid")

    number: Annotated[str, StringConstraints(min_length=5, max_length=32)] | None

"""[[experiences]] of brand.toml: what experience of its associates may count when the brand's requesters are matched.

The kinds are all there are: an allow-list, because a list of what is forbidden is never complete. Nothing in it counts
by itself: the associate lets it count, and so does the requester (docs/decisions/0035).
"""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from gigline.accounts import protected
from gigline.accounts.opening import STRICT
from gigline.accounts.protected import KINDS, ExperienceKind

_LANGUAGE = re.compile(r"[a-z]{2,3}")


def _kind(value: Any) -> Any:
    """Whatever is none of the kinds is refused; what is protected, by its name."""
    if isinstance(value, str) and value not in KINDS:
        _refuse_protected(value)
    return value


def _name(value: str) -> str:
    _refuse_protected(value)
    if not fold(value) or ":" in value:
        raise ValueError("a name has letters or digits, and no colon")
    return value


def _refuse_protected(value: str) -> None:
    attribute = protected.attribute(value)
    if attribute is not None:
        raise PydanticCustomError(
            "protected_attribute",
            "{value} speaks of a protected attribute or what stands in for one ({attribute}); only experience counts: "
            "a product owned, a trade worked, a city known, a hobby, a tested language",
            {"value": repr(value), "attribute": attribute},
        )


class ExperienceSettings(BaseModel):
    """[[experiences]]: one that may count, and the topics that it matters for (none: all). A `language` is named by its
    code and counts for those whom the network has entered with it.
    """

    model_config = STRICT

    kind: Annotated[ExperienceKind, BeforeValidator(_kind)]
    name: Annotated[str, Field(min_length=1, max_length=60), AfterValidator(_name)]
    topics: Annotated[list[Annotated[str, Field(max_length=40)]], Field(max_length=200)] = []

    @model_validator(mode="after")
    def _fits_its_kind(self) -> ExperienceSettings:
        if self.kind == "city" and re.search(r"\d", self.name):
            raise ValueError("a city has no digits in its name: a part of it is no experience")
        if self.kind == "language" and not _LANGUAGE.fullmatch(self.name):
            raise ValueError("a language is named by its code, as pt")
        return self

    @property
    def key(self) -> str:
        """What it is known by, however it is spelt."""
        return f"{self.kind}:{fold(self.name)}"

    def matters_for(self, topic: str | None) -> bool:
        """Whether it may count in a conversation of this topic."""
        return not self.topics or topic in self.topics


def fold(name: str) -> str:
    """One spelling for all."""
    return " ".join(name.casefold().split())

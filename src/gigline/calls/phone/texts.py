"""What the house says on the phone, in the caller's language."""

from __future__ import annotations

from gigline.language import wording

_YES = frozenset({"yeah", "yep", "sure", "ok", "okay", "of course", "agreed", "si", "claro", "vale", "jawohl"}) | {
    wording.of("flow", language)["yes"].casefold() for language in wording.LANGUAGES
}


def of(language: str) -> wording.Words:
    """The texts in this language."""
    return wording.of("phone", language)


def is_yes(said: str) -> bool:
    """Whether somebody agreed in words; what is not clear is no agreement."""
    return said.casefold().strip(" .,!¡") in _YES

"""The few words that flows say by themselves, by language; a language without texts gets English."""

from __future__ import annotations

from collections.abc import Mapping

_EN = {
    "yes": "Yes",
    "no": "No",
    "yes_or_no": "I need a clear yes or no.",
    "stopped": "All right, nothing was changed. Write any time if there is more.",
    "stopped_after": "All right, I leave it at that.",
}
_ES = {
    "yes": "Sí",
    "no": "No",
    "yes_or_no": "Necesito un sí o un no claro.",
    "stopped": "De acuerdo, no se ha cambiado nada. Escríbeme cuando quieras si hay algo más.",
    "stopped_after": "De acuerdo, lo dejo así.",
}
_BY_LANGUAGE: Mapping[str, Mapping[str, str]] = {"en": _EN, "es": _ES}


def of(language: str) -> Mapping[str, str]:
    """The texts in this language, or in English."""
    return _BY_LANGUAGE.get(language.partition("-")[0], _EN)

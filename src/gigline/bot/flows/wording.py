"""The few words that flows say by themselves, by language; a language without texts gets English."""

from __future__ import annotations

from collections.abc import Mapping

_EN = {
    "yes": "Yes",
    "no": "No",
    "yes_or_no": "I need a clear yes or no.",
    "stopped": "All right, nothing was changed. Write any time if there is more.",
    "stopped_after": "All right, I leave it at that.",
    "which_address": "I need to know that it is you. What is the {address} of your account? I send a code there.",
    "code_sent": "If that is the {address} of an account, a code with six digits is on its way. What does it say?",
    "code_wrong": "That code is not right, or no longer good. What does the message say?",
    "email": "e-mail address",
    "phone": "phone number",
}
_ES = {
    "yes": "Sí",
    "no": "No",
    "yes_or_no": "Necesito un sí o un no claro.",
    "stopped": "De acuerdo, no se ha cambiado nada. Escríbeme cuando quieras si hay algo más.",
    "stopped_after": "De acuerdo, lo dejo así.",
    "which_address": "Para esto necesito saber que eres tú. ¿Con qué {address} está tu cuenta? Te envío un código.",
    "code_sent": "Si es de una cuenta, un código de seis cifras va de camino a esa dirección. ¿Qué dice?",
    "code_wrong": "Ese código no es correcto o ya no vale. ¿Qué dice el mensaje?",
    "email": "dirección de correo",
    "phone": "número de teléfono",
}
_BY_LANGUAGE: Mapping[str, Mapping[str, str]] = {"en": _EN, "es": _ES}


def of(language: str) -> Mapping[str, str]:
    """The texts in this language, or in English."""
    return _BY_LANGUAGE.get(language.partition("-")[0], _EN)

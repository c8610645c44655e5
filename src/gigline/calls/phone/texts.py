"""What the house says on the phone, by language; a language without texts gets English."""

from __future__ import annotations

from collections.abc import Mapping

Texts = Mapping[str, str]

_EN: Texts = {
    "language": "For English, press {key}.",
    "welcome": "Welcome to {brand}.",
    "consent": "May we record this call, so that we can look after you better? Press 1 or say yes. Otherwise press 2.",
    "recorded": "Thank you. This call is recorded.",
    "not_recorded": "All right. This call is not recorded.",
    "menu": "What is it about?",
    "choice": "For {topic}, press {key}.",
    "ask": "Tell me in a few words what you need. For a person, press 0.",
    "more": "What else can I do for you? For a person, press 0. To get this as a text, press 9.",
    "unheard": "I did not hear anything.",
    "texted": "You get it as a text.",
    "to_person": "I am looking for somebody for you.",
    "next": "You are next.",
    "place": "You are number {place} in line.",
    "eta": "It takes about {low} to {high} minutes.",
    "eta_soon": "It takes less than {high} minutes.",
    "choices": "To be called back and keep your place, press 1. To leave a message, press 2.",
    "choices_withheld": "To leave a message, press 2.",
    "hold_on": "Please hold on.",
    "connecting": "I am connecting you.",
    "callback": "We call you back at this number, and you keep your place. Goodbye.",
    "callback_at": "Nobody is here right now. We call you back at this number when we open. Goodbye.",
    "closed": "Nobody is here right now.",
    "voicemail": "Please leave a message after the tone, and press the hash key when you are done.",
    "voicemail_kept": "Thank you. Somebody listens to it and answers. Goodbye.",
    "bye": "Thank you for calling. Goodbye.",
    "called_back": "Hello, this is {brand}. You asked us to call you back.",
    "whisper": "A call for {brand}. {topic} To take it, press any key.",
    "about": "It is about {topic}.",
    "late": "This call was settled in another way. Goodbye.",
}
_ES: Texts = {
    "language": "Para español, pulse {key}.",
    "welcome": "Bienvenido a {brand}.",
    "consent": "¿Podemos grabar esta llamada para atenderle mejor? Pulse 1 o diga sí. Si no, pulse 2.",
    "recorded": "Gracias. Esta llamada se graba.",
    "not_recorded": "De acuerdo. Esta llamada no se graba.",
    "menu": "¿De qué se trata?",
    "choice": "Para {topic}, pulse {key}.",
    "ask": "Dígame en pocas palabras qué necesita. Para hablar con una persona, pulse 0.",
    "more": "¿Qué más necesita? Para hablar con una persona, pulse 0. Para recibirlo como mensaje, pulse 9.",
    "unheard": "No he oído nada.",
    "texted": "Lo recibe como mensaje.",
    "to_person": "Estoy buscando a alguien para usted.",
    "next": "Usted es el siguiente.",
    "place": "Usted es el número {place} en la cola.",
    "eta": "Tardará entre {low} y {high} minutos.",
    "eta_soon": "Tardará menos de {high} minutos.",
    "choices": "Para que le llamemos sin perder su turno, pulse 1. Para dejar un mensaje, pulse 2.",
    "choices_withheld": "Para dejar un mensaje, pulse 2.",
    "hold_on": "Espere, por favor.",
    "connecting": "Le paso.",
    "callback": "Le llamamos a este número y no pierde su turno. Hasta luego.",
    "callback_at": "Ahora no hay nadie. Le llamamos a este número cuando abramos. Hasta luego.",
    "closed": "Ahora no hay nadie.",
    "voicemail": "Deje un mensaje después de la señal, y pulse almohadilla al terminar.",
    "voicemail_kept": "Gracias. Alguien lo escuchará y le contestará. Hasta luego.",
    "bye": "Gracias por llamar. Hasta luego.",
    "called_back": "Hola, le llamamos de {brand}. Nos pidió que le llamáramos.",
    "whisper": "Una llamada para {brand}. {topic} Para aceptarla, pulse cualquier tecla.",
    "about": "Se trata de {topic}.",
    "late": "Esta llamada ya se ha resuelto de otra manera. Hasta luego.",
}
_BY_LANGUAGE = {"en": _EN, "es": _ES}
_YES = frozenset({"yes", "yeah", "yep", "sure", "ok", "okay", "of course", "agreed", "sí", "si", "claro", "vale"})


def of(language: str) -> Texts:
    """The texts in this language, or in English."""
    return _BY_LANGUAGE.get(language.partition("-")[0], _EN)


def is_yes(said: str) -> bool:
    """Whether somebody agreed in words; what is not clear is no agreement."""
    return said.casefold().strip(" .,!¡") in _YES

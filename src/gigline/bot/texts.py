"""What the bot says of itself, by language; a language without texts gets English. Answers come from articles."""

from __future__ import annotations

from collections.abc import Mapping

from gigline.bot.dialogue import Talk

Texts = Mapping[str, str]

_EN: Texts = {
    "intro": "I am {name}, the {brand} bot.",
    "greeting": "Hello, I am {name}, the {brand} bot. What can I do for you? You can have a person at any time.",
    "handover": "I am passing you on to a person. They can read everything you wrote here: nothing needs repeating.",
    "again": "I am sorry that this did not help. Tell me in other words what is missing, or ask for a person.",
    "which": "I want to be sure that I understand. Which of these do you mean?",
    "one": "I want to be sure that I understand. Do you mean this?",
    "which_first": "You ask more than one thing, and we take them one after the other. Which of these comes first?",
    "still_open": "You also wrote {said}. If that is still open, tell me in other words, or ask for a person.",
    "also_wanted": "You also asked {said}. Shall we go on with that?",
    "no_more": "No, thank you",
    "else": "Something else",
    "helped": "That helped",
    "not_helped": "That did not help",
    "person": "Talk to a person",
    "settled": "I am glad that this is settled. Write any time if there is more.",
    "listening": "I am here. What can I do for you?",
    "thanks": "You are welcome. Is there anything else?",
    "bye": "Goodbye. Write any time if there is more.",
    "ok": "Good. Write if there is anything else.",
}
_ES: Texts = {
    "intro": "Soy {name}, el bot de {brand}.",
    "greeting": "Hola, soy {name}, el bot de {brand}. ¿Qué necesitas? Puedes pedir una persona en cualquier momento.",
    "handover": "Te paso con una persona. Puede leer todo lo que has escrito aquí: no hace falta repetir nada.",
    "again": "Siento que no te haya servido. Dime con otras palabras qué falta, o pide una persona.",
    "which": "Quiero estar seguro de entenderte. ¿A cuál de estas cosas te refieres?",
    "one": "Quiero estar seguro de entenderte. ¿Te refieres a esto?",
    "which_first": "Preguntas más de una cosa; vamos por partes. ¿Cuál va primero?",
    "still_open": "También escribiste {said}. Si sigue pendiente, dímelo con otras palabras o pide una persona.",
    "also_wanted": "También preguntaste {said}. ¿Seguimos con eso?",
    "no_more": "No, gracias",
    "else": "Otra cosa",
    "helped": "Me ha ayudado",
    "not_helped": "No me ha ayudado",
    "person": "Hablar con una persona",
    "settled": "Me alegro de que esté resuelto. Escríbeme cuando quieras si hay algo más.",
    "listening": "Aquí estoy. ¿Qué necesitas?",
    "thanks": "De nada. ¿Hay algo más?",
    "bye": "Hasta luego. Escríbeme cuando quieras si hay algo más.",
    "ok": "Bien. Escríbeme si hay algo más.",
}
_BY_LANGUAGE = {"en": _EN, "es": _ES}
_OF_TALK: Mapping[Talk, str] = {"thanks": "thanks", "bye": "bye", "ok": "ok", "greeting": "listening"}


def of(language: str) -> Texts:
    """The bot's texts in this language, or in English."""
    return _BY_LANGUAGE.get(language.partition("-")[0], _EN)


def for_talk(texts: Texts, talk: Talk) -> str:
    """The polite answer to small talk."""
    return texts[_OF_TALK.get(talk, "listening")]

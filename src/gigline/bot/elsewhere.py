"""A requester wants to be answered elsewhere ("text me the link", "answer me by mail"): the bot moves the conversation.

Only to where they are known for certain. Whole messages only, as with small talk: rather a missed wish than a lost
question.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from gigline.bot import acting, talk
from gigline.conversations import service as conversations

_BY: Mapping[str, tuple[str, ...]] = {
    "text": ("sms",), "sms": ("sms",), "phone": ("sms",), "telefono": ("sms",), "mensaje": ("sms",),
    "whatsapp": ("whatsapp", "twiliowhatsapp"), "mail": ("email",), "email": ("email",), "correo": ("email",),
    "telegram": ("telegram",),
}  # fmt: skip
_WORD = rf"(?P<by>{'|'.join(_BY)})"
_PLEASE = r"(?:(?:can|could|would|will) you |please |just |hi |hello |puedes |por favor )*"
_END = r"(?: (?:message|instead|please|por favor|electronico|now|de texto))*"
_WHAT = r"(?: (?:the |a |your |el |la )?(?:link|answer|it|this|that|details|enlace|respuesta))?"
_WISHES = (
    # "text me the link", "email me the answer"
    rf"{_PLEASE}(?P<by>text|sms|email|mail|whatsapp) me{_WHAT}{_END}",
    # "send it by text message", "answer me by email", "can we go on by whatsapp"
    rf"{_PLEASE}(?:can we |i would like to |let us |lets )?(?:send|answer|reply|write|respond|go on|continue)(?: to)?"
    rf"(?: me)?{_WHAT}(?: (?:by|via|on|to my|as an?|in))(?: an?)? {_WORD}{_END}",
    rf"{_PLEASE}(?:respondeme|escribeme|mandamelo|enviamelo|mandame|enviame|sigamos){_WHAT} (?:por|a mi|al) "
    rf"{_WORD}{_END}",
)
_PATTERNS = [re.compile(one) for one in _WISHES]


def wished(text: str) -> tuple[str, ...]:
    """The channels that would do, where the whole message is a wish to go on elsewhere; none otherwise."""
    said = talk.plain(text).replace("e mail", "email")
    found = next((match for pattern in _PATTERNS if (match := pattern.fullmatch(said))), None)
    return _BY[found["by"]] if found is not None else ()


async def go(scene: acting.Scene, kinds: tuple[str, ...]) -> None:
    """Move there, or say why not."""
    ways = await conversations.ways_of_person(scene.w, scene.c)
    way = next((one for one in ways if one.place.channel in kinds and not one.current), None)
    if way is None:
        await acting.say(scene, scene.introduced(scene.texts["unknown_there"]), {"options": [scene.texts["person"]]})
        await acting.keep(scene, "small_talk", "no_way")
        return
    # Said where they are, then moved: the first message there follows by itself.
    await acting.say(scene, scene.introduced(scene.texts["going_there"]), {})
    await conversations.move(scene.w, scene.c.id, scene.c.epoch, way.id, scene.author)
    await acting.keep(scene, "small_talk", "moved")

"""What people say to a question besides its answer: yes, no, that they do not know, that they changed their mind.

Whole messages only, in lower case without accents and punctuation: rather a question asked again than a wrong yes.
"""

from __future__ import annotations

import re

from gigline.bot import talk
from gigline.language import wording

_POLITE = r"(?: (?:please|pls|thanks|thank you|por favor|gracias|cheers))?"
_YES = (
    r"(?:(?:yes|yep|yeah|yup|y|sure|ok|okay|correct|right|exactly|absolutely|definitely|of course|go ahead|do it|"
    r"confirm(?:ed)?|i confirm|please do|that(?:'s| is) (?:right|correct|it|fine)|sounds good|looks good|perfect|"
    r"go for it|yes it is|do that|si|claro|correcto|exacto|vale|de acuerdo|adelante|hazlo|confirmo|asi es|"
    r"esta bien|por supuesto)(?: |$))+"
)
_NO = (
    r"(?:(?:no|nope|nah|n|don't|do not|dont|not that|not yet|wrong|that(?:'s| is) (?:not right|wrong|not correct)|"
    r"better not|please don't|rather not|no lo hagas|mejor no|para nada|incorrecto|no es correcto)(?: |$))+"
)
_UNKNOWN = (
    r"(?:(?:sorry|hmm|um|uh|well|no|lo siento|pues|perdon) )*"
    r"(?:(?:i |we )?(?:really )?(?:do not|don't|dont|didn't|cannot|can't|cant|couldn't) (?:really )?"
    r"(?:know|remember|recall|have|find|see|locate)(?: (?:it|that|one|the|my|this|any|where|what|which|number|"
    r"code|order|is|here|now|at|hand|the moment|exactly|address|date))*|"
    r"(?:i(?:'m| am) )?not sure(?: (?:which|what|about that|of that|really))*|no idea|idk|dunno|i have no idea|"
    r"i (?:lost|forgot|deleted) (?:it|that|the email|the number|my number)|"
    r"no (?:lo |la )?(?:se|recuerdo|tengo|encuentro)(?: (?:el|la|mi|numero|pedido|codigo|a mano|ahora))*|ni idea)"
)
_STOP = (
    r"(?:(?:no|ok|okay|actually|oh|sorry|well|bueno|pues|perdon|wait) )*"
    r"(?:forget (?:it|about it|that|this)|never ?mind|nevermind|nvm|leave it|drop it|"
    r"stop(?: (?:it|this|that|here))?|"
    r"(?:i(?:'ve| have)? )?changed my mind|i don't (?:want|need) (?:that|this|it)(?: any ?more| after all)?|"
    r"don't bother|it's not needed|no need(?: any ?more)?|skip it|abort|"
    r"olvida(?:lo|te)|dejalo|no importa|da igual|ya no (?:quiero|hace falta|lo necesito)|"
    r"he cambiado de (?:idea|opinion)|mejor no hagas nada)"
)
_CORRECTING = re.compile(
    r"\b(?:i meant|i mean|sorry|actually|wrong|mistake|mistyped|typo|correction|instead|rather|not that|"
    r"should be|should have been|quise decir|quiero decir|perdon|en realidad|me equivoque|no era|no es)\b"
    r"|^no\b"
)
_SWITCHING = re.compile(
    r"\b(?:actually|instead|rather|changed my mind|on second thought|different|another (?:thing|question|matter)|"
    r"mejor|en vez|en lugar|en realidad|otra cosa)\b"
)
_QUESTION = re.compile(
    r"^(?:(?:but|and|wait|also|ok|by the way|btw|first|pero|y|una duda) )*(?:how|what|when|where|why|who|which|can|"
    r"could|do|does|is|are|will|would|should|may|como|que|cuando|donde|por que|quien|cual|puedo|puedes|es|hay|"
    r"cuanto|cuesta)\b"
)

_ANOTHER = re.compile(r"\b(?:another|different|other|second|otro|otra)\b")

_COMPILED = {
    name: re.compile(pattern)
    for name, pattern in (
        # Their words are each followed by a space.
        ("yes", rf"{_YES}{_POLITE.replace('(?: ', '(?:', 1)}"),
        ("no", rf"{_NO}{_POLITE.replace('(?: ', '(?:', 1)}"),
        ("unknown", rf"{_UNKNOWN}(?: sorry| lo siento)?{_POLITE}"),
        ("stop", rf"{_STOP}{_POLITE}"),
    )
}


# Our own buttons, in every language that has them.
_OWN = {key: {talk.plain(wording.of("flow", one)[key]) for one in wording.LANGUAGES} for key in ("yes", "no")}


def answer(text: str) -> bool | None:
    """True for a plain yes, False for a plain no, None for everything else."""
    said = talk.plain(text)
    if said in _OWN["no"] or _COMPILED["no"].fullmatch(said):
        return False
    return True if said in _OWN["yes"] or _COMPILED["yes"].fullmatch(said) else None


def does_not_know(text: str) -> bool:
    """Whether all it says is that they do not know."""
    return _COMPILED["unknown"].fullmatch(talk.plain(text)) is not None


def stops(text: str) -> bool:
    """Whether they want nothing done any more."""
    return _COMPILED["stop"].fullmatch(talk.plain(text)) is not None


def corrects(text: str) -> bool:
    """Whether it takes back something said before."""
    return _CORRECTING.search(talk.plain(text)) is not None


def changes_subject(text: str) -> bool:
    """Whether it says that something else is wanted now."""
    return _SWITCHING.search(talk.plain(text)) is not None


def means_another(text: str) -> bool:
    """Whether it speaks of another one than before."""
    return _ANOTHER.search(talk.plain(text)) is not None


def asks(text: str) -> bool:
    """Whether it is a question."""
    return text.rstrip().endswith("?") or _QUESTION.search(talk.plain(text)) is not None

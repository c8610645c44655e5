"""Small talk, and what is said about an answer. Whole messages only: rather a missed "thanks" than a lost question."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from gigline.bot.dialogue import Talk
from gigline.language import wording

MAX_CHARACTERS = 400
MIN_WORDS_OF_A_QUESTION = 4

_HELLO = (
    r"(?:hi|hello|hey|hiya|heya|howdy|yo|good (?:morning|afternoon|evening|day)|hola|buenas(?: tardes| noches)?|"
    r"buenos dias|buen dia|ola|oi|bom dia|boa (?:tarde|noite)|bonjour|bonsoir|salut|hallo|guten (?:tag|morgen|abend)|"
    r"moin|ciao|salve|buongiorno|buonasera|hoi|goedemorgen|goedemiddag|dzien dobry|czesc)"
    r"(?: there| all| team| everyone| hop| bot| again| que tal| how are you(?: doing)?(?: today)?)?"
)
_THANKS = (
    r"(?:ok(?:ay)? |great |perfect |cool |alright |vale |genial |perfecto )?"
    r"(?:(?:many |much )?thanks?(?: you)?(?: (?:so|very) much| a lot| a million| again| anyway| for (?:the|"
    r"your) help)?|"
    r"thx|ty|cheers|much appreciated|"
    r"(?:muchas |mil )?gracias(?: por (?:la|tu|su) ayuda)?|obrigad[oa]|merci(?: beaucoup)?|danke(?: schon)?|"
    r"grazie(?: mille)?|"
    r"bedankt|dank (?:je|u)(?: wel)?|dziekuje)"
)
_BYE = (
    r"(?:bye(?: bye)?|goodbye|good bye|see you|see ya|have a (?:nice|good|great) (?:day|evening|one|weekend)|"
    r"take care|"
    r"good night|adios|hasta luego|chao|que tengas buen dia|tchau|ate logo|au revoir|tschuss|auf wiedersehen|"
    r"arrivederci|"
    r"doei|tot ziens|do widzenia)"
)
_OK = (
    r"(?:ok(?:ay)?|k|kk|alright|all right|fine|sure|cool|great|nice|good|perfect|got it|understood|i see|noted|"
    r"(?:ok(?:ay)? |fine |alright )?(?:i'll|i will) (?:wait|try(?: (?:it|that))?|do that|check)|"
    r"vale|bien|genial|perfecto|entendido|de acuerdo|listo|ya veo|esta bien|super|prima|d'accord|va bene)"
)
_SOLVED = (
    r"(?:(?:yes|yep|yeah|ok|okay|great|perfect|thanks|thank you|si|vale|genial|gracias) )*"
    r"(?:(?:that|this|it)(?:'s| is| has| was)? (?:all )?(?:solved?|helped|helpful|sorted|fixed|worked|works|"
    r"did it|done)"
    r"(?: (?:it|that|my (?:problem|question|issue)|now|fine|perfectly|for me|a lot|very much|out))*|"
    r"(?:it's |that's )?(?:solved|sorted|fixed)(?: now)?|(?:it |that |this )?works? now|it's working(?: now)?|"
    r"that's all(?: i needed)?|"
    r"(?:that's )?(?:exactly |just )?what i needed|that answers (?:it|my question)|problem solved|very helpful|"
    r"all good(?: now)?|(?:i'm |im |i am |we're )?(?:all )?(?:done|set|sorted)(?: now| here)?|"
    r"i(?:'m| am) (?:good|fine|happy)(?: now| then)?|(?:no )?(?:nothing (?:else|more)|"
    r"that(?:'s| is| was|'ll be| will be) (?:all|everything|it))(?: (?:for now|for today|then|from me))?|"
    r"(?:ya esta )?(?:listo|hecho)|(?:no )?(?:nada mas|eso es todo)|"
    r"(?:esto |eso |ya )?(?:me )?(?:ha )?(?:ayudo|ayudado|sirvio|servido|funciona|funciono|resuelto|"
    r"solucionado)|ya esta(?: resuelto)?|"
    r"(?:era|es) lo que necesitaba|solucionado|resuelto)"
    r"(?: (?:thanks?|thank you|cheers|gracias|muchas gracias|so much|very much|a lot))*"
)
_NOT_HELPED = (
    r"(?:(?:no|nope|nah|sorry|but|pero|well) )*"
    r"(?:(?:that|this|it|your answer) (?:really )?(?:did not|didn't|didnt|does not|doesn't|doesnt|has not|"
    r"hasn't|is not|isn't|"
    r"was not|wasn't) (?:really )?(?:help(?: me)?(?: at all)?|helpful|solve (?:it|anything|my problem|the problem)|"
    r"answer (?:it|my question|the question)|what i (?:asked|meant|mean|need|want)(?: for)?|right|it|"
    r"my question|useful)|"
    r"(?:that's|thats|this is|that is) (?:not|wrong|useless|no help)(?: (?:it|right|helpful|what i (?:asked|"
    r"meant|mean|need|want)"
    r"(?: for)?|my question|useful|an answer))?|not (?:helpful|what i (?:asked|meant|mean|need|want)(?: for)?|"
    r"my question)|"
    r"(?:you )?(?:did not|didn't|don't|do not) (?:answer|understand)(?: my question| me)?|wrong answer|"
    r"(?:eso |esto )?no (?:me )?(?:ha )?(?:ayuda(?: nada)?|ayudo|ayudado|sirve(?: de nada)?|sirvio|servido|"
    r"resuelve(?: nada)?)|"
    r"no es (?:eso|lo que (?:pregunte|preguntaba|necesito|quiero)))"
)
_YES = r"(?:yes|yep|yeah|yup|y|si|sim|oui|ja|tak)(?: (?:it did|please|that did|that helped|por favor))?"
_NO = r"(?:no|nope|nah|not really|n|no mucho|la verdad no|nao|non|nein|nee|nie)(?: (?:it didn't|it did not))?"

_WHOLE: tuple[tuple[Talk, re.Pattern[str]], ...] = (
    ("yes", re.compile(_YES)),
    ("no", re.compile(_NO)),
    ("solved", re.compile(_SOLVED)),
    ("not_helped", re.compile(_NOT_HELPED)),
    ("greeting", re.compile(_HELLO)),
    ("bye", re.compile(rf"(?:(?:{_THANKS}|{_OK}) )?{_BYE}")),
    ("thanks", re.compile(rf"(?:(?:{_OK}) )?{_THANKS}(?: {_BYE})?")),
    ("ok", re.compile(rf"{_OK}(?: {_OK})?")),
)
_STARTS = re.compile(rf"(?:{_NOT_HELPED})(?= )")
_APOSTROPHES = str.maketrans("\u2018\u2019\u02bc`\u00b4", "'''''")
_NOISE = re.compile(r"[^\w' ]+")


def plain(text: str) -> str:
    """Lower case, without accents, punctuation and emoji, on one line."""
    folded = unicodedata.normalize("NFKD", text[:MAX_CHARACTERS].translate(_APOSTROPHES).lower())
    letters = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return " ".join(_NOISE.sub(" ", letters).split())


# What is said by a click below an answer, in every language that has its words.
_CLICKS: Mapping[str, Talk] = {"helped": "solved", "not_helped": "not_helped"}
_BUTTONS = {
    plain(wording.of("bot", language)[name]): talk for language in wording.LANGUAGES for name, talk in _CLICKS.items()
}


def recognise(text: str) -> tuple[Talk | None, bool]:
    """The kind of small talk, and whether something more is asked behind it; (None, False) for everything else."""
    if len(text) > MAX_CHARACTERS:
        return None, False
    said = plain(text)
    if not said:
        # An emoji or a dot: an acknowledgement at most.
        return ("ok" if text.strip() else None), False
    if said in _BUTTONS:
        return _BUTTONS[said], False
    for talk, pattern in _WHOLE:
        if pattern.fullmatch(said):
            return talk, False
    began = _STARTS.match(said)
    if began is None:
        return None, False
    rest = said[began.end() :].split()
    return "not_helped", len(rest) >= MIN_WORDS_OF_A_QUESTION

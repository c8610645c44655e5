"""Whether a requester asks to be answered by a person. Rather misses an odd wording than hears a wish that
is not there.
"""

from __future__ import annotations

import re
import unicodedata

from gigline.language import normalising, person_phrases, person_wishes
from gigline.language.person_phrases import Phrases

MAX_CHARACTERS = 2_000

# "an agent code", "a person who lives here", "the person was rude" ask for nobody: only these may follow
# the noun.
_AFTERWARDS = (
    r"(?= ?(?:$|[.,!?;:)]|please|pls|plz|now|here|instead|asap|right|immediately|not|and|about|or|today|on "
    r"the|directly|"
    r"to (?:talk|speak|help|chat|call|assist|contact|answer|look|sort|handle|deal|solve|fix my|call me)|"
    r"who can|that can|"
    r"because|who will|for help|in charge|from your|at your|regarding|since|rather|so|if|"
    r"por|ya|ahora|de verdad|real|humano|para (?:hablar|que|falar)|que (?:me|pueda|possa)|agora|"
    r"s'il|svp|stp|maintenant|pour (?:parler|m')|reel|humain|au lieu|"
    r"bitte|jetzt|sofort|der mir|die mir|statt|sprechen|reden|per favore|adesso|subito|vero|umano|che mi|"
    r"invece|"
    r"aub|alstublieft|alsjeblieft|graag|nu|die me|spreken|prosze|teraz|zamiast|ktory|w sprawie|"
    r"sobre|wegen|over|riguardo|a proposito)(?!\w))"
)
_APOSTROPHES = str.maketrans("\u2018\u2019\u02bc`\u00b4łđø", "'''''ldo")


def wants_person(text: str) -> bool:
    """True when `text` asks for a human to answer, or for the bot to stop, in one of the eight languages.

    "I am a person who ..." and "the delivery person was rude" do not. Only the first 2,000 characters are
    read.
    """
    plain = _plain(text)
    if _WHOLE.fullmatch(plain) or any(_asked(plain, always, asks) for always, asks in _LANGUAGES):
        return True
    wishes = person_wishes.WISHES.finditer(plain)
    return any(not person_wishes.REFUSED.search(plain, max(0, wish.start() - 60), wish.start()) for wish in wishes)


def _asked(plain: str, always: re.Pattern[str], asks: re.Pattern[str]) -> bool:
    if always.search(plain):
        return True
    return any(match.group("negated") is None for match in asks.finditer(plain))


def _plain(text: str) -> str:
    """Lower case, no accents, one line: "¿Puedo hablar…?" is asked with and without its marks."""
    lower = normalising.normalise(text[: 2 * MAX_CHARACTERS])[:MAX_CHARACTERS].lower()
    letters = unicodedata.normalize("NFKD", lower)
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).translate(_APOSTROPHES)


def _asks(phrases: Phrases) -> re.Pattern[str]:
    article = rf"(?:(?:{phrases.articles})(?: |(?<='))?)?"
    one = rf"{article}(?:(?:{phrases.adjectives}) ){{0,2}}(?:{phrases.nouns})(?!\w)"
    reach = rf"(?:{phrases.reach}) {one}{_AFTERWARDS}"
    want = rf"(?:{phrases.want}) ?{one}{_AFTERWARDS}"
    after = rf"{one} {phrases.reach_after}(?!\w)"
    return re.compile(rf"(?<!\w)(?:(?P<negated>{phrases.negations}) )?(?:{reach}|{want}|{after})")


def _always(phrases: Phrases) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{phrases.always})(?!\w)")


def _whole() -> re.Pattern[str]:
    """The whole message is somebody to talk to, with nothing but politeness around: "Hi! A real person,
    please."
    """
    everyone = "|".join(
        rf"(?:(?:{one.articles})(?: |(?<='))?)?(?:(?:{one.adjectives}) ){{1,2}}(?:{one.nouns})|"
        rf"(?:{one.articles})(?: |(?<='))?(?:{one.nouns})(?:[ ,.!]{{1,3}}(?:{one.polite}))"
        for one in person_phrases.LANGUAGES
    )
    polite = "|".join(one.polite for one in person_phrases.LANGUAGES)
    around = r"[ ,.!?;:]{0,4}"
    return re.compile(
        rf"{around}(?:(?:{polite}){around}){{0,3}}(?:{person_phrases.BARE}|"
        rf"{everyone}){around}(?:(?:{polite}){around}){{0,3}}"
    )


_WHOLE = _whole()
_LANGUAGES = [(_always(phrases), _asks(phrases)) for phrases in person_phrases.LANGUAGES]

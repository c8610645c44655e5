"""Words of feeling, written for this project; 1 is plain, 2 is strong."""

from __future__ import annotations

from typing import Final

_DISPLEASED = (
    "angry annoyed annoying upset unhappy disappointed disappointing disappointment frustrated "
    "frustrating frustration bad poor worse rude unacceptable unprofessional incompetent careless awful "
    "useless pathetic hate hated joke nightmare sick tired fed complain complaint unfair shame shameful "
    "dissatisfied worried stressed regret nonsense sucks enfadado enfadada molesto molesta decepcionado "
    "decepcionada frustrado frustrada mal malo mala peor grosero grosera inaceptable inútil vergüenza "
    "odio harto harta queja injusto injusta preocupado preocupada pésima 👎 😡 😠 😢 😭 😞 😤"
)
_FURIOUS = (
    "furious terrible horrible disgusting disgusted worst appalling outrageous ridiculous scam scammers "
    "liars thieves unbelievable livid horrendous abysmal infuriating furioso furiosa terribles asqueroso "
    "asquerosa pésimo estafa estafadores mentirosos ladrones indignante ridículo ridícula vergonzoso "
    "vergonzosa lamentable"
)
_PLEASED = (
    "happy glad pleased good nice helpful kind friendly thanks thank appreciate appreciated grateful "
    "satisfied lovely enjoy enjoyed cool smooth quick easy contento contenta feliz bueno buena bien "
    "amable gracias agradezco agradecido agradecida útil encantado encantada fácil rápido 👍 😀 😃 😄 😊 🙂 🙏"
)
_DELIGHTED = (
    "great excellent amazing awesome perfect fantastic wonderful brilliant love loved superb delighted "
    "best impressed excelente genial perfecto perfecta fantástico fantástica maravilloso maravillosa "
    "estupendo estupenda increíble ❤ 😍"
)
_PAIRS = {
    "fed up": -1.5,
    "waste of": -1.0,
    "let down": -1.2,
    "no good": -1.0,
    "well done": 1.5,
    "good luck": 0.0,
    "for nothing": -1.5,
    "no thanks": 0.0,
    "thank you": 1.0,
    "good morning": 0.0,
    "good afternoon": 0.0,
    "good evening": 0.0,
    "kind regards": 0.0,
    "best regards": 0.0,
    "best way": 0.0,
    "muchas gracias": 1.2,
    "hasta las": -0.8,
    "qué vergüenza": -1.0,
}


def _valued() -> dict[str, float]:
    listed = ((_DISPLEASED, -1.0), (_FURIOUS, -2.0), (_PLEASED, 1.0), (_DELIGHTED, 1.6))
    return {word: value for words, value in listed for word in words.split()} | _PAIRS


FEELINGS: Final = _valued()
_NEGATIONS = (
    "not no never don't doesn't didn't isn't wasn't aren't won't can't cannot couldn't hardly without neither nor "
    "nothing ni nunca jamás nada sin tampoco"
)
NEGATIONS: Final = frozenset(_NEGATIONS.split())
_STRENGTHENING = (
    "very so really extremely absolutely totally completely utterly truly such incredibly beyond muy tan "
    "realmente totalmente completamente demasiado absolutamente"
)
STRENGTHENING: Final = frozenset(_STRENGTHENING.split())

"""The kinds of experience that may count, and names that speak of a protected attribute or of what stands in for one.

The list is of words, so it catches whoever writes carelessly and not whoever hides it: see docs/decisions/0035. A name
refused without need costs another wording; one that slips through costs people.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise
from typing import Literal, get_args

ExperienceKind = Literal["product", "trade", "city", "hobby", "language"]
KINDS: tuple[ExperienceKind, ...] = get_args(ExperienceKind)

# By attribute: whole words, or beginnings of words (with *), in English, Spanish, Portuguese, French and German.
WORDS: dict[str, str] = {
    "age": """age ages aged ageing elderly youth* young younger youngest senior seniors retired retire* pensioner*
        millennial* boomer* teen* birth birthday* birthdate* edad edades joven jovenes jubilad* idade idoso* jeune*
        jahre jahrgang rentner*""",
    "sex or gender": """gender* sex sexes sexo genero* geschlecht* female* male males woman* women* man men mens girl*
        boy boys lady ladies gentleman gentlemen mujer* hombre* mulher* homem homens frau frauen mann maenner manner
        femme* homme hommes transgender* nonbinary pregnan* embaraz* maternity mother* father* mum mums dad dads""",
    "sexual orientation": "gay gays lesbian* homosex* heterosex* bisex* queer* lgbt* orientation",
    "religion or belief": """relig* church* mosque* synagogue* catholic* christian* protestant* muslim* moslem* islam*
        jew jews jewish judai* hindu* buddhis* sikh* atheis* mormon* bible* quran* koran* kosher halal prayer* faith*
        iglesia* mezquita* igreja* kirche* moschee* eglise* mosquee*""",
    "ethnicity or origin": """race races racial* raza rasse ethni* etni* nationalit* nacionalid* citizenship* immigra*
        migrant* refugee* caste castes skin complexion* african* asian* latino* latina* latinx hispanic* caucasian*
        arab arabs arabic romani sinti gypsy gypsies indigenous native natives tribe* tribal ancest* heritage hautfarbe
        herkunft""",
    "name, voice or looks": """name names surname* firstname* forename* apellido* nombre* sobrenome* nachname* vorname*
        accent* acento* akzent* photo photos photograph photographs foto fotos selfie* face faces facial* gesicht*""",
    "disability or health": """disab* discapac* deficien* behinder* handicap* wheelchair* blind deaf* autis* illness*
        disease* cancer* diabet* hiv* patient patients""",
    "family status": """marital* married unmarried divorc* widow* spouse* husband* wife wives parent* childless casad*
        soltero* soltera* verheiratet*""",
    "politics or union": """politic* republican* democrat* socialist* communist* conservative* voter* union unions
        unionist* sindica* gewerkschaft*""",
    "place of living": """postcode* postal* postleitzahl* plz zip zips zipcode* neighbourhood* neighborhood* barrio*
        bairro* district* borough* ghetto* favela* address*""",
    "past or means": "convict* felon* criminal* prison* income* salary salaries wealth* veteran*",
}
PATTERNS: dict[str, str] = {
    "place of living": r"\b[a-z]{1,2}\d[a-z\d]?\s*\d[a-z]{2}\b|\b\d{5}(-\d{4})?\b|\b\d{4}-\d{3}\b",
    "age": r"\b(over|under|above|below|aged?)\s+\d{1,2}\b|\b\d{1,2}\s*(years|anos|ans|jahre)\b|\b\d{2}s\b",
}
_DISGUISES = str.maketrans("01345780@$", "oieastboas")


@lru_cache(maxsize=10_000)
def attribute(text: str) -> str | None:
    """The protected attribute that the text speaks of, None if it speaks of none."""
    plain = _plain(text)
    for name, pattern in PATTERNS.items():
        if re.search(pattern, plain):
            return name
    forms = _forms(plain)
    return next((name for name, found in _FINDERS.items() if any(found.fullmatch(one) for one in forms)), None)


def problem(experience: str) -> str | None:
    """Why `kind:name` is no experience that may count; None if it may."""
    kind, _, name = experience.partition(":")
    if kind not in KINDS or not name:
        return f"an experience is like city:lisbon, of the kinds {', '.join(KINDS)}"
    found = attribute(name)
    return found and f"it speaks of {found}, and nobody is matched by that"


def _plain(text: str) -> str:
    """Small letters without marks, wide and styled ones as the ordinary ones that they stand for."""
    apart = re.sub(r"([a-z])([A-Z])", r"\1 \2", unicodedata.normalize("NFKD", text))
    return "".join(one for one in apart.casefold() if not unicodedata.combining(one))


def _forms(plain: str) -> set[str]:
    """The words, read in the ways in which a word is disguised: with digits for letters, spelt out, cut in two."""
    words = re.findall(r"[^\W_]+", plain)
    read = re.findall(r"[a-z]+", plain.translate(_DISGUISES))
    spelt = "".join(one if len(one) == 1 else " " for one in words).split()
    pairs = [first + second for first, second in pairwise(words)]
    return {*words, *read, *spelt, *pairs}


def _finder(words: str) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(one).replace(r"\*", r"\w*") for one in words.split()))


_FINDERS = {name: _finder(words) for name, words in WORDS.items()}

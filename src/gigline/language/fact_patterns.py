"""The written forms of facts. Each pattern names its fact `value`; every quantifier is bounded (see
`facts`).
"""

from __future__ import annotations

import re
from typing import Final, Literal

Kind = Literal["code", "email", "phone", "amount", "date", "time", "address"]

# Letters and digits that look like a reference and are none.
NOT_CODES = frozenset({"iso", "covid", "utf", "sha", "rfc", "rtx", "gtx", "din", "win", "windows", "top", "mp", "usb"})

_MONTHS = (
    # en, es, pt, fr, de, it, nl, pl (Polish in the genitive, as dates are written)
    "january february march april may june july august september october november december "
    "jan feb mar apr jun jul aug sept sep oct nov dec "
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre "
    "janeiro fevereiro março maio junho julho setembro outubro novembro dezembro "
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre "
    "januar februar märz juni juli oktober dezember "
    "gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre "
    "januari februari maart mei augustus "
    "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia"
)
_DAYS = (
    "today tonight tomorrow yesterday monday tuesday wednesday thursday friday saturday sunday "
    "hoy mañana ayer lunes martes miércoles jueves viernes sábado domingo "
    "hoje amanhã ontem segunda-feira terça-feira quarta-feira quinta-feira sexta-feira "
    "aujourd'hui demain hier lundi mardi mercredi jeudi vendredi samedi dimanche "
    "heute gestern montag dienstag mittwoch donnerstag freitag samstag sonntag "
    "oggi domani ieri lunedì martedì mercoledì giovedì venerdì sabato domenica "
    "vandaag gisteren maandag dinsdag woensdag donderdag vrijdag zaterdag zondag "
    "dziś dzisiaj jutro wczoraj poniedziałek wtorek środa czwartek piątek sobota niedziela"
)
_CURRENCIES = "EUR|USD|GBP|PLN|BRL|CHF|CAD|AUD|MXN|INR|JPY|SEK|NOK|DKK|CZK"
_CURRENCY_WORDS = (
    r"euros?|dollars?|dólares|dolares|dollari|pounds?|bucks|reais|real|pesos?|libras?|livres|franken|"
    r"francs|zł|złotych|złote|złoty"
)
_KEYWORDS = (
    r"order|ticket|case|booking|reservation|invoice|tracking|reference|ref|confirmation|delivery|parcel|"
    r"shipment|"
    r"account|customer|return|claim|pedido|encomenda|reserva|factura|fatura|envío|commande|réservation|"
    r"facture|colis|"
    r"bestellung|bestellnummer|auftrag|auftragsnummer|ticketnummer|rechnung|sendung|ordine|prenotazione|"
    r"fattura|"
    r"bestelling|bestelnummer|ordernummer|zending|factuur|zamówienie|zamówienia|zgłoszenie|przesyłka|faktura"
)
_LINKS = (
    r"number|numbers|num|nr|no|nº|n°|id|code|ref|reference|is|was|#|:|=|\.|numéro|numero|número|numer|nummer|"
    r"es|é|est|ist|è|jest|lautet"
)


def _words(words: str) -> str:
    return "|".join(re.escape(word) for word in words.split())


_MONTH = rf"(?:{_words(_MONTHS)})(?!\w)\.?"
_DAY_OF_MONTH = r"(?:0?[1-9]|[12][0-9]|3[01])"
_MONTH_NUMBER = r"(?:0[1-9]|1[0-2])"
_CLOCK = r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?"
_NUMBER = r"(?:[0-9]{1,3}(?:[., \u00a0][0-9]{3}){1,4}|[0-9]{1,9})(?:[.,][0-9]{1,2})?"
# What a person may write as a reference, holding at least so many digits.
_REFERENCE = r"[A-Za-z0-9](?:-?[A-Za-z0-9]){2,24}(?![\w-])"


def _holding_digits(count: int) -> str:
    return rf"(?=(?:[A-Za-z-]{{0,8}}[0-9]){{{count}}})"


def _compile(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)


_EMAIL = _compile(
    r"(?<![\w.+%-])(?P<value>[a-z0-9][\w.+%'-]{0,63}@(?:[a-z0-9-]{1,63}\.){1,6}[a-z]{2,24})(?![\w@-])",
)
# A street with its number, in the order of each language, and a flat or a postal code behind it. Ways and squares are
# said of other things too ("2 ways", "10 place"): those have to be written with capitals.
_STREETS = "street|st|road|rd|avenue|ave|lane|boulevard|blvd|crescent|terrace"
_CAPITAL_STREETS = "Drive|Dr|Court|Ct|Place|Square|Way|Close|Hill|Gardens"
_CALLES = r"calle|c/|avenida|avda\.?|plaza|paseo|carrer|rua|rue|via|viale"
_INSIDE = r"(?:,? (?:apartment|apt\.?|flat|unit|suite|piso|floor) ?#?[0-9]{1,4}[a-zº]?)?"
_POSTAL = r"(?:,? [0-9]{5}(?:-[0-9]{4})?(?![0-9]))?"
_NO_NAMES = r"hours?|hrs?|minutes?|mins?|days?|weeks?|months?|years?|times|people|in|on|at|the|to|of|or|my|from|and|is"
_NAME = rf"(?!(?:{_NO_NAMES})(?!\w))[^\W\d_][\w'’.-]{{0,24}}"
_ADDRESS = (
    *_compile(
        rf"(?<![\w.,-])(?P<value>[0-9]{{1,5}}[a-z]? (?:{_NAME} ){{1,3}}(?:{_STREETS})(?![\w-])\.?{_INSIDE}{_POSTAL})",
        rf"(?<!\w)(?P<value>(?:{_CALLES}) ?(?:(?:de|del|la|los|las|el|do|da|des|du) ){{0,2}}(?:{_NAME} ?){{1,3}},? ?"
        rf"(?:n[º°o.]{{1,2}} ?)?[0-9]{{1,4}}(?![0-9]){_INSIDE}{_POSTAL})",
        rf"(?<!\w)(?P<value>[a-zäöüß-]{{2,25}}(?:straße|strasse|str\.|gasse|allee|platz|weg) [0-9]{{1,4}} ?[a-z]?(?!\w)"
        rf"{_POSTAL})",
    ),
    re.compile(
        rf"(?<![\w.,-])(?P<value>[0-9]{{1,5}}[A-Za-z]? (?:[A-Z][\w'’.-]{{0,24}} ){{1,3}}(?:{_CAPITAL_STREETS})(?![\w-])"
        rf"{_INSIDE}{_POSTAL})"
    ),
)
_DATE = _compile(
    rf"(?<![\w-])(?P<value>[0-9]{{4}}-{_MONTH_NUMBER}-{_DAY_OF_MONTH}"
    r"(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?)(?![\w-])",
    rf"(?<![\w./-])(?P<value>[0-9]{{4}}/{_MONTH_NUMBER}/{_DAY_OF_MONTH})(?![\w/])",
    rf"(?<![\w./-])(?P<value>{_DAY_OF_MONTH}(?P<mark>[./-]){_DAY_OF_MONTH}(?P=mark)(?:[0-9]{{4}}|[0-9]{{2}}))"
    r"(?![\w-]|[./][0-9])",
    rf"(?<!\w)(?P<value>{_DAY_OF_MONTH}(?:st|nd|rd|th|er|\.|º|°)? (?:of |de |di |d')?{_MONTH}"
    r"(?:,? (?:de |del )?[0-9]{4}(?![0-9]))?)(?!\w)",
    rf"(?<!\w)(?P<value>{_MONTH} {_DAY_OF_MONTH}(?:st|nd|rd|th)?(?:,? [0-9]{{4}})?)(?![\w:])",
    rf"(?<!\w)(?P<value>{_words(_DAYS)})(?!\w)",
)
_TIME = _compile(
    rf"(?<![\w:.])(?P<value>{_CLOCK}(?: ?[ap]\.?m\.?)?)(?![\w:])",
    r"(?<![\w:.])(?P<value>(?:1[0-2]|0?[1-9]) ?[ap]\.?m\.?)(?!\w)",
    r"(?<![\w:.])(?P<value>(?:[01]?[0-9]|2[0-3])h[0-5][0-9])(?!\w)",
    r"(?<![\w:.])(?P<value>(?:[01]?[0-9]|2[0-3]) Uhr)(?!\w)",
)
_AMOUNT = _compile(
    rf"(?<![\w$])(?P<value>(?:US|R|C|A)?[$€£¥₹] ?{_NUMBER})(?![0-9]|[.,][0-9])",
    rf"(?<!\w)(?P<value>(?:{_CURRENCIES}) ?{_NUMBER})(?![0-9]|[.,][0-9])",
    rf"(?<![\w.,])(?P<value>{_NUMBER} ?(?:[€£$¥₹]|(?:{_CURRENCIES}|{_CURRENCY_WORDS})(?!\w)))(?! ?[0-9])",
)
_PHONE = _compile(
    r"(?<![\w+])(?P<value>(?:\+|00)[1-9][0-9]{0,2}(?:[ \u00a0./-]{0,2}(?:\([0-9]{1,4}\)|[0-9])){6,13})(?![ "
    r"./-]?\d|\w)",
    r"(?<![\w+.-])(?P<value>(?:1[ .-]?)?(?:\([2-9][0-9]{2}\) ?|[2-9][0-9]{2}[ .-])[0-9]{3}[ "
    r".-][0-9]{4})(?![\w-])",
    r"(?<![\w+.-])(?P<value>\(?0[0-9]{1,4}\)?(?:[ ./-]?[0-9]{2,4}){2,4})(?![\w-])",
    r"(?<![\w+.-])(?P<value>\([0-9]{2}\) ?9?[0-9]{4}-?[0-9]{4})(?![\w-])",
    r"(?<![\w+.-])(?P<value>[5-9][0-9]{2} [0-9]{3} [0-9]{3})(?![\w-]| [0-9])",
    r"(?<!\w)(?:phone|tel|mobile|cell|(?:call|text|reach) me (?:at|on)|whatsapp|telefon|teléfono|telefone|"
    r"téléphone|"
    r"telefono|telefoon|móvil|portable|celular|cellulare|handy)[^0-9\n+]{0,15}(?P<value>[0-9]{7,12})(?!\w)",
)
_NAMED_CODE = _compile(
    rf"(?<!\w)(?:{_KEYWORDS})s?(?:\s{{0,2}}(?:{_LINKS})){{1,4}}\s{{0,2}}(?P<value>{_holding_digits(3)}{_REFERENCE})",
    rf"(?<!\w)(?:{_KEYWORDS})s?\s{{1,2}}(?P<value>{_holding_digits(4)}{_REFERENCE})",
    r"(?<![\w&/])#(?P<value>[a-z]{0,6}-?[0-9][0-9a-z-]{2,19})(?![\w-])",
)
_SHAPED_CODE = (
    *_compile(
        r"(?<![\w-])(?P<value>[a-z]{2,6}-[0-9]{4,15}(?:-[a-z0-9]{1,8}){0,3})(?![\w-])",
        r"(?<![\w-])(?P<value>[0-9]{3}-[0-9]{7}-[0-9]{7})(?![\w-])",
    ),
    # Capitals are meant: "HP-123" and "ORD12345" are codes, "top-100" is not.
    re.compile(r"(?<![\w-])(?P<value>[A-Z]{1,6}-[0-9]{3,15}(?:-[A-Z0-9]{1,8}){0,3})(?![\w-])"),
    re.compile(r"(?<![\w-])(?P<value>[A-Z]{2,6}[0-9]{4,15})(?![\w-])"),
)

PATTERNS: Final[tuple[tuple[Kind, tuple[re.Pattern[str], ...]], ...]] = (
    ("email", _EMAIL),
    ("address", _ADDRESS),
    ("date", _DATE),
    ("amount", _AMOUNT),
    ("code", _NAMED_CODE),
    ("phone", _PHONE),
    ("time", _TIME),
    ("code", _SHAPED_CODE),
)

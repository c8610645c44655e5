"""What a call is to do, as TwiML. Texts are escaped by the XML writer; nothing is put together by hand.

https://www.twilio.com/docs/voice/twiml
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, tostring

from gigline.channels.calling import Ask, Dial, Go, HangUp, Listen, Pause, Record, Say, Stream, Verb

# Characters that no XML may have.
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# A <Say> is cut off by Twilio beyond 4,096 characters.
LONGEST_SAY = 4_000
_LOCALES = {
    "en": "en-US",
    "es": "es-ES",
    "de": "de-DE",
    "fr": "fr-FR",
    "pt": "pt-PT",
    "it": "it-IT",
    "nl": "nl-NL",
    "pl": "pl-PL",
}


def render(verbs: Sequence[Verb]) -> bytes:
    """The document."""
    response = Element("Response")
    for verb in verbs:
        _add(response, verb)
    written: bytes = tostring(response, encoding="utf-8", xml_declaration=True)
    return written


def locale(language: str) -> str:
    """The language as the voices are named: with a region, the usual one where none is said."""
    return language if "-" in language else _LOCALES.get(language, language)


def _add(parent: Element, verb: Verb) -> None:
    match verb:
        case Say():
            _say(parent, verb)
        case Ask():
            _ask(parent, verb)
        case Record():
            SubElement(
                parent, "Record", action=verb.to, method="POST", maxLength=str(verb.longest_s), timeout="4",
                finishOnKey="#", playBeep="true",
            )  # fmt: skip
        case Pause():
            SubElement(parent, "Pause", length=str(verb.seconds))
        case Go():
            SubElement(parent, "Redirect", method="POST").text = verb.to
        case Dial():
            _dial(parent, verb)
        case Stream():
            connect = SubElement(parent, "Connect", action=verb.to, method="POST")
            _stream(connect, verb.at, verb.key)
        case Listen():
            start = SubElement(parent, "Start")
            _stream(start, verb.at, verb.key).set("track", "both_tracks")
        case HangUp():
            SubElement(parent, "Hangup")


def _say(parent: Element, verb: Say) -> None:
    words = _UNWRITABLE.sub(" ", verb.text)[:LONGEST_SAY]
    SubElement(parent, "Say", language=locale(verb.language)).text = words


def _ask(parent: Element, verb: Ask) -> None:
    kinds = [name for name, wanted in (("dtmf", verb.keys), ("speech", verb.speech)) if wanted]
    gather = SubElement(parent, "Gather", input=" ".join(kinds), action=verb.to, method="POST")
    gather.set("timeout", str(verb.timeout_s))
    if verb.keys:
        gather.set("numDigits", "1")
    if verb.speech:
        gather.set("speechTimeout", "auto")
        gather.set("language", locale(verb.language))
    if verb.hints:
        gather.set("hints", ", ".join(_UNWRITABLE.sub(" ", one) for one in verb.hints))
    for say in verb.says:
        _say(gather, say)


def _dial(parent: Element, verb: Dial) -> None:
    dial = SubElement(parent, "Dial", action=verb.to, method="POST", timeout=str(verb.timeout_s), answerOnBridge="true")
    if verb.recording is not None:
        dial.set("record", "record-from-answer-dual")
        dial.set("recordingStatusCallback", verb.recording)
    SubElement(dial, "Number", url=verb.whisper, method="POST").text = verb.number


def _stream(parent: Element, at: str, key: str) -> Element:
    """Twilio drops the query of a stream's address: what proves who connects goes along as a parameter."""
    stream = SubElement(parent, "Stream", url=at)
    SubElement(stream, "Parameter", name="key", value=key)
    return stream

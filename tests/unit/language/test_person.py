from __future__ import annotations

import time

import pytest

from gigline.language.service import wants_person

ASKED = [
    "a person please",
    "Person",
    "agent",
    "AGENT!!!",
    "talk to a human",
    "I want to talk to a human",
    "Can I speak to a real person?",
    "can i please speak with a representative",
    "please connect me to an agent",
    "Transfer me to a live agent now",
    "put me through to a human",
    "I need a real person to help me",
    "I need a human",
    "Give me a human!",
    "stop bot",
    "Stop the bot please",
    "no more bots",
    "I don't want to talk to a bot",
    "Hi, human please",
    "let me speak to a supervisor",
    "Why can't I talk to a person?",
    "is there a real person I can talk to",
    "get me an agent",
    "I'd like to speak to someone",
    "I would like an agent please",
    "real person",
    "Representative.",
    "I've asked three times, just let me talk to a person about my refund",
    "quiero hablar con una persona",
    "¿Puedo hablar con un agente, por favor?",
    "necesito un asesor",
    "pásame con un humano",
    "Una persona real por favor",
    "no quiero hablar con un robot",
    "no puedo hablar con una persona?",
    "quero falar com um atendente",
    "Preciso falar com uma pessoa",
    "atendente",
    "quero falar com alguém",
    "je veux parler à un conseiller",
    "Passez-moi un humain",
    "je voudrais parler à quelqu'un",
    "un conseiller s'il vous plaît",
    "Ich möchte mit einem Menschen sprechen",
    "Mitarbeiter bitte",
    "Verbinden Sie mich mit einem Mitarbeiter",
    "Kann ich mit einer echten Person reden?",
    "Ich will mit jemandem sprechen",
    "vorrei parlare con un operatore",
    "operatore",
    "Mi passi un operatore per favore",
    "ik wil een medewerker spreken",
    "Kan ik met een echt persoon praten?",
    "medewerker aub",
    "Ik wil met iemand praten",
    "chcę rozmawiać z człowiekiem",
    "Proszę połączyć mnie z konsultantem",
    "konsultant",
    "proszę o kontakt z konsultantem",
]
NOT_ASKED = [
    "I am a person who likes tea",
    "the delivery person was rude",
    "I want to talk to the delivery person",
    "I spoke to an agent yesterday",
    "The agent told me it would come",
    "I'm not a robot",
    "I am not a bot",
    "I don't want to talk to a person",
    "no need to talk to a human",
    "I need an agent code",
    "What is my agent ID?",
    "How do I become an agent?",
    "one person in my household ordered twice",
    "tickets for one person",
    "the human resources department",
    "I want a refund",
    "Where is my order?",
    "can two people use one account",
    "the operator of the vehicle",
    "I'd like a table for one person",
    "your rep was great",
    "do you have personal trainers",
    "travel agent booking 48213",
    "cancel my order please",
    "are you a bot?",
    "am I talking to a real person",
    "this robot vacuum stopped working, stop bot noise",
    "I want the person who delivered it to be fired",
    "change the person on the account",
    "the cleaning agent leaked in the parcel",
    "no puedo entrar en mi cuenta",
    "la persona que entregó fue grosera",
    "una persona me robó",
    "no quiero hablar con una persona",
    "la personne qui a livré était impolie",
    "je suis une personne âgée",
    "der Mitarbeiter war unfreundlich",
    "Ich bin ein Mensch",
    "een persoon heeft het pakje aangenomen",
    "l'operatore è stato scortese",
    "konsultant powiedział że paczka dotrze",
    "o atendente foi rude",
    "I ordered for 4 people",
    "My agent is not answering",
    "can I get a person's name",
    "please",
    "no",
    "hello",
    "thanks",
    "ok",
    "please, thanks",
]


@pytest.mark.parametrize("text", ASKED)
def test_asks_for_a_person(text: str) -> None:
    assert wants_person(text)


@pytest.mark.parametrize("text", ["", *NOT_ASKED])
def test_does_not_ask_for_a_person(text: str) -> None:
    assert not wants_person(text)


@pytest.mark.parametrize(
    "part",
    [
        "a",
        "not ",
        "no a real ",
        "talk to ",
        "please, ",
        "no ",
        ", ",
        "ﷺ",
        "e\u0301",
        "i want a real ",
        "\u200b",
    ],
)
def test_hostile_text_takes_no_time(part: str) -> None:
    text = (part * 100_000)[:100_000]
    started = time.thread_time()
    wants_person(text + "x")
    assert time.thread_time() - started < 1

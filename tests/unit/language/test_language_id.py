from __future__ import annotations

import pytest
from tests import takes

from gigline.language.service import guess_language

SAID = {
    "en": [
        "Where is my order? It was supposed to arrive yesterday",
        "I cannot log in to my account",
        "my package never came and I want my money back",
        "How do I change the address on my subscription?",
        "The driver left it with a neighbour again",
        "can you cancel it before it ships",
    ],
    "es": [
        "¿Dónde está mi pedido? Tenía que llegar ayer",
        "No puedo entrar en mi cuenta desde hace dos días",
        "El paquete nunca llegó y quiero que me devuelvan el dinero",
        "cómo cambio la dirección de mi suscripción",
        "el repartidor lo dejó con un vecino otra vez",
        "me cobraron dos veces este mes",
    ],
    "pt": [
        "Onde está o meu pedido? Era para chegar ontem",
        "Não consigo entrar na minha conta",
        "O pacote nunca chegou e eu quero o meu dinheiro de volta",
        "como mudo o endereço da minha assinatura",
        "o motorista deixou com o vizinho de novo",
        "fui cobrado duas vezes este mês",
    ],
    "fr": [
        "Où est ma commande ? Elle devait arriver hier",
        "Je n'arrive pas à me connecter à mon compte",
        "Le colis n'est jamais arrivé et je veux être remboursé",
        "comment changer l'adresse de mon abonnement",
        "le livreur l'a encore laissé chez un voisin",
        "j'ai été débité deux fois ce mois-ci",
    ],
    "de": [
        "Wo ist meine Bestellung? Sie sollte gestern ankommen",
        "Ich kann mich nicht in mein Konto einloggen",
        "Das Paket kam nie an und ich will mein Geld zurück",
        "wie ändere ich die Adresse für mein Abo",
        "der Fahrer hat es wieder beim Nachbarn gelassen",
        "mir wurde diesen Monat zweimal abgebucht",
    ],
    "it": [
        "Dov'è il mio ordine? Doveva arrivare ieri",
        "Non riesco ad accedere al mio account",
        "Il pacco non è mai arrivato e voglio i miei soldi indietro",
        "come cambio l'indirizzo del mio abbonamento",
        "il corriere l'ha lasciato di nuovo dal vicino",
        "mi avete addebitato due volte questo mese",
    ],
    "nl": [
        "Waar is mijn bestelling? Die zou gisteren aankomen",
        "Ik kan niet inloggen op mijn account",
        "Het pakket is nooit aangekomen en ik wil mijn geld terug",
        "hoe wijzig ik het adres van mijn abonnement",
        "de chauffeur heeft het weer bij de buren afgegeven",
        "er is deze maand twee keer afgeschreven",
    ],
    "pl": [
        "Gdzie jest moje zamówienie? Miało przyjść wczoraj",
        "Nie mogę zalogować się na moje konto",
        "Paczka nigdy nie dotarła i chcę zwrot pieniędzy",
        "jak zmienić adres mojej subskrypcji",
        "kierowca znowu zostawił ją u sąsiada",
        "pobrano opłatę dwa razy w tym miesiącu",
    ],
}
ALL = list(SAID)
# English, or nothing in particular, with a few foreign words in it.
BORROWED = [
    "I ordered the pan de queso and it was cold",
    "My name is Maria de la Cruz and I live at Calle Mayor",
    "Order for Jean-Pierre de la Fontaine, rue de la Paix",
    "the book La Vida es Sueño never came",
    "Hola! my order is late again, can you help",
    "thanks",
    "ok por favor",
    "Gracias amigo!",
    "Das Auto",
    "c'est la vie my friend I want a refund",
    "la la la la la",
    "iPhone 15 Pro Max 256 GB",
    "HP-12345",
    "Bonjour, where is my parcel please",
    "que sera sera the song was wrong",
    "asdf qwer zxcv uiop hjkl",
    "de de de de de de",
    "Wo ist",
    "no no no no me",
    "Where can I buy a San Marino di Napoli pizza margherita con mozzarella",
]


@pytest.mark.parametrize(("language", "text"), [(language, text) for language in ALL for text in SAID[language]])
def test_a_plain_sentence_is_recognised_whatever_the_default(language: str, text: str) -> None:
    assert {guess_language(text, ALL, default) for default in ALL} == {language}


@pytest.mark.parametrize("text", ["", *BORROWED])
def test_a_few_words_do_not_switch_the_language(text: str) -> None:
    assert guess_language(text, ALL, "en") == "en"


def test_a_known_language_that_is_no_candidate_gives_the_default() -> None:
    assert guess_language(SAID["fr"][0], ["en", "es"], "en") == "en"
    assert guess_language(SAID["fr"][0], [], "en") == "en"


@pytest.mark.parametrize("part", ["a", "a.", "a@", "'", "a'", "1", "el la ", "\u0301", "/"])
def test_hostile_text_takes_no_time(part: str) -> None:
    text = (part * 100_000)[:100_000]
    assert guess_language(text, ALL, "en") in ALL
    assert takes.within(1, lambda: guess_language(text, ALL, "en"))

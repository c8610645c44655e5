"""The bot asked in other languages than English: what is found, what is never sent, and what goes to people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from tests.unit.bot.world import build

from gigline.bot import calibration, negatives
from gigline.bot.dialogue import Answer, HandOver, History, Policy, Understanding
from gigline.bot.rules import decide
from gigline.bot.understanding import Context, Sensitive, understand
from gigline.knowledge import adapting
from gigline.knowledge import service as knowledge
from gigline.knowledge.models import ArticleFile

# slug: in each language the title and two questions
WRITTEN = {
    "track": {
        "en": ("Track your order", "where is my order", "my parcel has not arrived"),
        "es": ("Seguir tu pedido", "dónde está mi pedido", "mi paquete no ha llegado"),
        "de": ("Bestellung verfolgen", "wo ist meine Bestellung", "mein Paket ist nicht da"),
    },
    "password": {
        "en": ("Reset your password", "I forgot my password", "I cannot log in"),
        "es": ("Restablecer la contraseña", "olvidé mi contraseña", "no puedo iniciar sesión"),
        "de": ("Passwort zurücksetzen", "ich habe mein Passwort vergessen", "ich kann mich nicht anmelden"),
    },
    "refund": {
        "en": ("Refunds", "I want my money back", "when is my refund paid"),
        "es": ("Reembolsos", "quiero que me devolváis el dinero", "cuándo se paga mi reembolso"),
        "de": ("Erstattungen", "ich will mein Geld zurück", "wann kommt meine Erstattung"),
    },
    "pause": {
        "en": ("Pause your subscription", "pause my subscription", "skip a month"),
        "es": ("Pausar la suscripción", "pausar mi suscripción", "saltar un mes"),
        "de": ("Abo pausieren", "mein Abo pausieren", "einen Monat aussetzen"),
    },
}
PHRASES = ("i was injured", "he threatened me", "my account was hacked")


@dataclass(frozen=True)
class Asked:
    """A brand with articles in some languages, asked by customers."""

    embedder: Any
    written: tuple[str, ...]
    spoken: tuple[str, ...]

    def understand(self, text: str) -> Understanding:
        index = build(self.embedder, articles(*self.written))
        sensitive = Sensitive.of(self.embedder, PHRASES)
        outside = negatives.queries(self.embedder, self.written)[:20]
        fitted = calibration.fit(index, 0.9, outside, sensitive.vectors, frozenset())
        context = Context(
            self.embedder, index, fitted, sensitive, "customer", self.spoken[0], self.spoken, frozenset()
        )  # fmt: skip
        return understand([text], context)


class OnlyEnglish:
    """The embedder of an installation without the second encoder."""

    multilingual = None

    def __init__(self, embedder: Any) -> None:
        self.dimensions, self.embed = embedder.dimensions, embedder.embed


def articles(*languages: str) -> list[ArticleFile]:
    return [
        ArticleFile(f"{slug}-{one}", texts[one][0], ("customer",), one, slug, texts[one][1:], f"{texts[one][0]}.")
        for slug, texts in WRITTEN.items()
        for one in languages
    ]


@pytest.mark.parametrize(
    ("language", "text", "slug"),
    [
        ("es", "esperaba la entrega ayer y todavía no tengo nada", "track-es"),
        ("es", "la clave que pongo para entrar en mi cuenta no vale", "password-es"),
        ("de", "könnt ihr mir bitte den Betrag zurückzahlen", "refund-de"),
        ("de", "bitte unterbrecht meine Mitgliedschaft für einige Wochen", "pause-de"),
    ],
)
def test_other_words_find_the_article_in_their_language(embedder, language, text, slug):
    understood = Asked(embedder, ("en", "es", "de"), (language, "en")).understand(text)
    assert understood.candidates[0].slug == slug
    assert {one.slug[-2:] for one in understood.candidates} == {language}


@pytest.mark.parametrize("spoken", [("en", "de"), ("en",)], ids=["spoken", "not spoken"])
@pytest.mark.parametrize("text", ["wo ist meine Bestellung", "ich habe mein Passwort vergessen und komme nicht rein"])
def test_without_an_article_in_their_language_people_get_the_matter(embedder, spoken, text):
    understood = Asked(embedder, ("en",), spoken).understand(text)
    slug = "track" if "Bestellung" in text else "password"
    assert (understood.topic, understood.about) == (slug, WRITTEN[slug]["en"][0])
    assert not understood.candidates
    assert decide(understood, Policy(True, frozenset(WRITTEN)), History()) == HandOver("low_confidence")


@pytest.mark.parametrize(
    "text",
    [
        "der Fahrer hat mir gedroht, ich habe Angst",
        "me han robado la cuenta y han comprado cosas",
        "je me suis blessé à cause de votre livreur",
    ],
)
def test_what_is_sensitive_is_heard_in_any_language(embedder, text):
    world = Asked(embedder, ("en", "es", "de"), ("en", "es", "de", "fr"))
    assert world.understand(text).sensitive in PHRASES


@pytest.mark.parametrize(
    "text", ["ich möchte lieber mit einem echten Menschen reden", "quiero que me atienda alguien real"]
)
def test_what_is_near_a_wish_for_a_person_is_not_answered(embedder, text):
    understood = Asked(embedder, ("en", "es", "de"), ("en", "es", "de")).understand(text)
    assert not isinstance(decide(understood, Policy(True, frozenset(WRITTEN)), History()), Answer)


@pytest.mark.parametrize(
    "text", ["¿dónde está mi pedido por favor?", "wo ist meine Bestellung geblieben", "where is my order"]
)
def test_without_the_second_encoder_all_is_compared_by_the_first(embedder, text):
    understood = Asked(OnlyEnglish(embedder), ("en", "es"), ("en", "es")).understand(text)
    assert understood.candidates


def test_a_question_is_left_out_of_what_it_is_compared_with(embedder):
    index = build(embedder, articles("de"))
    row = int(index.question_rows("de")[0])
    query, left_out = index.query_of(row), np.arange(len(index.texts)) == row
    own = int(index.owners[row])
    assert index.score(query).closest[own] == pytest.approx(1, abs=1e-5)
    assert index.score(query, left_out).closest[own] < 0.95


def test_people_search_in_any_language_for_articles_in_any(embedder):
    index = build(embedder, articles("en", "de"))

    def found(text: str, *languages: str) -> list[str]:
        asked, foreign = (knowledge.query_of(embedder, text, one) for one in languages)
        hits = index.search(text, asked, kind=None, language=None, limit=2, foreign=foreign)
        return sorted(index.articles[at].slug for at, _, _ in hits)

    assert found("when do I get a refund", "en", "de") == ["refund-de", "refund-en"]
    assert found("quiero que me paguen de vuelta lo que gasté", "es", "de") == ["refund-de", "refund-en"]


def test_the_layer_is_adapted_to_english_alone(embedder):
    many = [
        ArticleFile(f"a{at}-{language}", f"{at} {language}", ("customer",), language, "t", ("a", "b", "c", "d"), "Yes.")
        for at in range(adapting.FEWEST_ARTICLES)
        for language in ("en", "es")
    ]
    assert [language for language, _ in adapting.materials(build(embedder, many), ())] == ["en"]
    assert [one for one, _ in adapting.materials(build(OnlyEnglish(embedder), many), ())] == ["en", "es"]

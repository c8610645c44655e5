"""What a model says in an article's name is in the article."""

from __future__ import annotations

import pytest
from tests.model_server import WORST

from gigline.bot.guest import claims

SOURCE = """Refunds.
A refund goes back to the card you paid with. It takes 3 to 5 working days. We cannot refund gift cards.
If 5 days have passed, write to billing@shop.example or see https://shop.example/refunds.
"""


@pytest.mark.parametrize(
    "text",
    [
        "The refund goes back to the card that you paid with. It takes 3 to 5 working days.",
        "You get the money back on your card within 3 to 5 working days.",
        "Gift cards cannot be refunded.",
        "If 5 days have passed, please write to billing@shop.example or see https://shop.example/refunds.",
    ],
)
def test_what_the_article_says_may_be_said_in_other_words(text: str, embedder) -> None:
    assert claims.problem(text, SOURCE, embedder) is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("The refund takes 2 working days.", "number"),
        ("The refund takes 3 to 5 working days and 50 EUR extra.", "number"),
        ("Gift cards can be refunded.", "negation"),
        ("It does not take 3 to 5 working days.", "negation"),
        ("The refund goes to your card. You also get a voucher.", "commitment"),
        ("See https://evil.example/refunds for your refund.", "address"),
        ("Write to help@evil.example.", "address"),
        ("<b>The refund</b> goes back to your card.", "markup"),
        ("![x](https://shop.example/refunds)", "markup"),
        ("Your refund, [name], takes 3 to 5 working days.", "markup"),
        ("The weather in Lisbon is lovely in spring.", "unsupported"),
        ("", "length"),
        ("A refund goes back to the card. " * 60, "length"),
    ],
)
def test_what_it_does_not_say_may_not(text: str, why: str, embedder) -> None:
    assert claims.problem(text, SOURCE, embedder) == why


@pytest.mark.parametrize("text", WORST)
def test_nothing_that_a_hostile_model_says_passes(text: str, embedder) -> None:
    assert claims.problem(text.strip(), SOURCE, embedder) is not None

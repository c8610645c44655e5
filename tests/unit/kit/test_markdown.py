"""One text, shown in three ways; nothing that was written becomes markup."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gigline.kit import markdown

ANSWER = """## Refunds

You get **all of it** back within *5* days.
See [the page](https://shop.example/refunds?a=1&b=2), or ask.

1. Open **Orders**
2. Choose one

- by card
- by voucher

| Card | Days |
|---|---|
| Visa | 3 |"""


def test_plain_text_has_the_words_and_the_addresses():
    assert markdown.plain(ANSWER) == (
        "Refunds\n\nYou get all of it back within *5* days.\n"
        "See the page (https://shop.example/refunds?a=1&b=2), or ask.\n\n"
        "1. Open Orders\n2. Choose one\n\n- by card\n- by voucher\n\nCard · Days\nVisa · 3"
    )


def test_whatsapp_has_its_own_marks():
    said = markdown.whatsapp(ANSWER)
    assert said.startswith("*Refunds*\n\nYou get *all of it* back")
    assert "1. Open *Orders*" in said


def test_html_is_paragraphs_lists_and_tables():
    found = markdown.html(ANSWER)
    assert "<p><strong>Refunds</strong></p>" in found
    assert '<ol><li value="1">Open <strong>Orders</strong></li><li value="2">Choose one</li></ol>' in found
    assert "<ul><li>by card</li><li>by voucher</li></ul>" in found
    assert "<tr><td>Visa</td><td>3</td></tr></table>" in found
    assert 'href="https://shop.example/refunds?a=1&amp;b=2"' in found


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<script>x</script>", "&lt;script&gt;x&lt;/script&gt;"),
        ("[x](javascript:alert(1))", "[x](javascript:alert(1))"),
        ("[x](https://bank.example@evil.example/)", "[x](https://bank.example@evil.example/)"),
        ('https://a.example/"onmouseover="x', "https://a.example/</a>&quot;onmouseover=&quot;x"),
        ("(see https://a.example/b).", "https://a.example/b</a>)."),
        ("https://a.example/b_(c).", "https://a.example/b_(c)</a>."),
    ],
)
def test_what_was_written_is_no_markup(text: str, shown: str):
    assert shown in markdown.html(text)


@given(st.text(alphabet='ab *[]()#|-1.\n<>"&:/https', max_size=200))
def test_whatever_is_written_makes_only_elements_of_ours(text: str):
    found = markdown.html(text)
    tags = set(re.findall(r"</?([a-z]+)", found))
    assert tags <= {"p", "br", "strong", "a", "ul", "ol", "li", "table", "tr", "td"}
    for tag in tags - {"br"}:
        assert len(re.findall(rf"<{tag}[ >]", found)) == found.count(f"</{tag}>")
    markdown.plain(text)
    markdown.whatsapp(text)

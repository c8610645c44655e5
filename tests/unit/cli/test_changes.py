"""What applying would change, in words that people read."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from gigline.accounts.schemas import BrandSettings
from gigline.cli.apply.changes import Change, Standing, changes
from gigline.knowledge.models import ArticleFile
from gigline.providers.directory import Directory

SETTINGS: dict[str, Any] = {
    "brand": {"key": "shop", "name": "Shop", "languages": ["en"]},
    "bot": {"sensitive_phrases": ["my lawyer", "fraud"]},
    "topics": [{"key": "delivery", "name": "Deliveries"}, {"key": "other", "name": "Other"}],
    "queue": {"sla_by_kind": {"worker": 45}},
    "channels": [{"kind": "webchat", "account": "shop-web"}],
}
LATE = ArticleFile("late", "Late", ("customer",), "en", "delivery", ("where is it",), "One.\nTwo.\nThree.")


def _settings(**changed: Any) -> BrandSettings:
    return BrandSettings.model_validate({**SETTINGS, **changed})


def _changes(settings: BrandSettings, *articles: ArticleFile) -> list[Change]:
    now = Standing(_settings(), {LATE.slug: LATE})
    return changes(now, settings, {article.slug: article for article in articles})


def test_a_new_brand_is_added_with_all_it_has() -> None:
    found = changes(Standing(None, {}), _settings(), {LATE.slug: LATE})
    assert [(one.kind, one.what, one.name) for one in found] == [
        ("added", "brand", "shop"),
        ("added", "topic", "delivery"),
        ("added", "topic", "other"),
        ("added", "channel", "shop-web"),
        ("added", "article", "late"),
    ]


def test_the_same_again_is_nothing_to_do() -> None:
    assert _changes(_settings(), LATE) == []


def test_defaults_written_out_are_no_change() -> None:
    assert _changes(_settings(bot={**SETTINGS["bot"], "enabled": True}), LATE) == []


def test_a_setting_tells_old_and_new() -> None:
    changed = _settings(brand={**SETTINGS["brand"], "name": "Shops"}, queue={"sla_by_kind": {"worker": 60}})
    [change] = _changes(changed, LATE)
    assert (change.kind, change.what) == ("changed", "brand")
    assert change.lines == ("brand.name: 'Shop' → 'Shops'", "queue.sla_by_kind.worker: 45 → 60")


def test_lists_and_texts_are_shown_line_by_line() -> None:
    [phrases] = _changes(_settings(bot={"sensitive_phrases": ["my lawyer", "police"]}), LATE)
    assert phrases.lines == ("bot.sensitive_phrases:", " my lawyer", "-fraud", "+police")
    [body] = _changes(_settings(), replace(LATE, body="One.\n2.\nThree."))
    assert body.lines == ("body:", " One.", "-Two.", "+2.", " Three.")


def test_what_is_gone_is_removed_and_what_is_new_added() -> None:
    found = _changes(_settings(topics=SETTINGS["topics"][:1], channels=[]), replace(LATE, slug="later"))
    assert [(one.kind, one.what, one.name) for one in found] == [
        ("removed", "topic", "other"),
        ("removed", "channel", "shop-web"),
        ("removed", "article", "late"),
        ("added", "article", "later"),
    ]


def test_the_order_of_kinds_does_not_matter_that_of_questions_does() -> None:
    both = replace(LATE, kinds=("customer", "worker"), questions=("a", "b"))
    now = Standing(_settings(), {"late": both})
    assert changes(now, _settings(), {"late": replace(both, kinds=("worker", "customer"))}) == []
    assert changes(now, _settings(), {"late": replace(both, questions=("b", "a"))}) != []


_TEXTS = st.text(st.characters(blacklist_categories=("Cs",)), min_size=1, max_size=40)


@given(title=_TEXTS, body=_TEXTS, questions=st.lists(_TEXTS, max_size=3))
def test_two_articles_differ_exactly_when_there_is_a_change(title: str, body: str, questions: list[str]) -> None:
    other = replace(LATE, title=title, body=body, questions=tuple(questions))
    assert (_changes(_settings(), other) == []) == (other == LATE)


def test_every_table_of_settings_is_compared() -> None:
    [change] = _changes(_settings(call_in={"automatic": False}, model={"calls_per_conversation": 3}), LATE)
    assert change.lines == ("call_in.automatic: True → False", "model.calls_per_conversation: 6 → 3")


def test_a_directory_is_compared_by_provider_place_and_kind() -> None:
    file = Path("examples/brands/crateful/providers.toml").read_text(encoding="utf-8")
    source = Directory.model_validate(tomllib.loads(file)).model_dump(mode="json")
    now = Standing(_settings(), {LATE.slug: LATE}, providers=source)
    fewer = {**source, "providers": source["providers"][1:], "objectives": {**source["objectives"], "explore": 0.0}}
    found = changes(now, _settings(), {LATE.slug: LATE}, providers=fewer)
    assert [(one.kind, one.what, one.name) for one in found] == [
        ("removed", "provider", "alba-rey"),
        ("changed", "directory", "objectives"),
    ]

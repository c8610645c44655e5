"""The words of the platform are the same in every language: none is lacking a value, none has markup."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from importlib import resources
from typing import Any

import pytest

from gigline.bot import talk
from gigline.bot.flows import phrases
from gigline.language import person, wording

FOLDER = resources.files("gigline.language") / "wordings"
OTHERS = [one for one in wording.LANGUAGES if one != "en"]


def _file(language: str) -> dict[str, dict[str, Any]]:
    return tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))


def _words(language: str) -> dict[str, str]:
    """All words by their path; those of a list are one."""
    return {
        f"{part}.{name}": " | ".join(word) if isinstance(word, list) else word
        for part, words in _file(language).items()
        for name, word in words.items()
    }


def test_each_language_is_a_file() -> None:
    assert {one.name for one in FOLDER.iterdir()} == {f"{language}.toml" for language in wording.LANGUAGES}


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_says_what_the_english_says(language: str) -> None:
    english, words = _words("en"), _words(language)
    assert set(words) <= set(english)
    for path, word in words.items():
        assert set(re.findall(r"\{\w+\}", word)) == set(re.findall(r"\{\w+\}", english[path])), path
        assert word.count("|") == english[path].count("|"), path
        assert word, path
        assert word.strip() == word, path
        assert not re.search(r"[<>&]", word), path


@pytest.mark.parametrize("language", OTHERS)
def test_what_is_not_translated_yet_is_told(language: str) -> None:
    missing = sorted(set(_words("en")) - set(_words(language)))
    if missing:
        print(f"{language}: not translated yet: {', '.join(missing)}")
    for part in _file("en").keys() - {"clock"}:
        assert wording.of(part, language).keys() == wording.of(part, "en").keys()


@pytest.mark.parametrize("language", wording.LANGUAGES)
def test_a_click_on_what_the_bot_offers_is_understood(language: str) -> None:
    bot, flow = wording.of("bot", language), wording.of("flow", language)
    assert talk.recognise(bot["helped"]) == ("solved", False)
    assert talk.recognise(bot["not_helped"]) == ("not_helped", False)
    assert person.wants_person(bot["person"])
    assert (phrases.answer(flow["yes"]), phrases.answer(flow["no"])) == (True, False)


def test_a_region_and_an_unknown_language_have_words_too() -> None:
    assert wording.of("flow", "pt-BR")["yes"] == "Sim"
    assert wording.of("flow", "ja") == wording.of("flow", "en") == wording.of("flow", "")
    assert wording.clock("de-AT").named(date(2026, 3, 1)) == "1. März"

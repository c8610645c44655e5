"""Which experience a brand may ask for: kinds from a list, and no protected attribute under another name."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError
from tests import scenes

from gigline.accounts import protected
from gigline.accounts.experiences import ExperienceSettings
from gigline.accounts.schemas import BrandSettings

FINE = (
    ("product", "Family Box"),
    ("trade", "courier"),
    ("city", "Lisbon"),
    ("city", "Sussex"),
    ("city", "Roma"),
    ("hobby", "photography"),
    ("hobby", "Christmas baking"),
    ("hobby", "black coffee"),
    ("language", "pt"),
)
REFUSED = (
    ("Women over 50", "age"),
    ("WOMEN", "sex or gender"),
    ("woman-owned", "sex or gender"),
    ("g3nder", "sex or gender"),
    ("g e n d e r", "sex or gender"),
    ("Ｇｅｎｄｅｒ", "sex or gender"),
    ("género", "sex or gender"),
    ("gay cruises", "sexual orientation"),
    ("halal cooking", "religion or belief"),
    ("ReligiousStudies", "religion or belief"),
    ("native speaker", "ethnicity or origin"),
    ("Nationalität", "ethnicity or origin"),
    ("accent", "name, voice or looks"),
    ("first name", "name, voice or looks"),
    ("wheelchair", "disability or health"),
    ("union member", "politics or union"),
    ("post code", "place of living"),
    ("Camden NW1 8QL", "place of living"),
    ("10115", "place of living"),
    ("in their 50s", "age"),
)


@pytest.mark.parametrize(("kind", "name"), FINE)
def test_experience_is_taken(kind: Any, name: str) -> None:
    assert ExperienceSettings(kind=kind, name=name).name == name


@pytest.mark.parametrize(("name", "attribute"), REFUSED)
def test_what_is_protected_is_refused_by_its_name(name: str, attribute: str) -> None:
    assert protected.attribute(name) == attribute
    with pytest.raises(ValidationError) as refused:
        ExperienceSettings(kind="hobby", name=name)
    [error] = refused.value.errors()
    assert error["type"] == "protected_attribute"
    assert error["ctx"]["attribute"] == attribute


@pytest.mark.parametrize("kind", ["gender", "religion", "age", "postcode", "nationality"])
def test_a_protected_kind_says_that_it_is_one(kind: str) -> None:
    with pytest.raises(ValidationError) as refused:
        ExperienceSettings.model_validate({"kind": kind, "name": "x"})
    assert [error["type"] for error in refused.value.errors()] == ["protected_attribute"]


@pytest.mark.parametrize(
    ("kind", "name"),
    [("star sign", "leo"), ("city", "Lisbon 3"), ("language", "Portuguese"), ("hobby", " "), ("hobby", "a:b")],
)
def test_what_is_no_experience_is_refused(kind: str, name: str) -> None:
    with pytest.raises(ValidationError):
        ExperienceSettings.model_validate({"kind": kind, "name": name})


def test_one_key_however_it_is_spelt() -> None:
    assert (
        ExperienceSettings(kind="city", name="Vila  Real").key == ExperienceSettings(kind="city", name="vila real").key
    )
    raw = {**scenes.SETTINGS, "experiences": [{"kind": "city", "name": "Porto"}, {"kind": "city", "name": "PORTO"}]}
    with pytest.raises(ValidationError, match="the same name twice"):
        BrandSettings.model_validate(raw)


def test_the_switch_of_the_brand() -> None:
    raw = {**scenes.SETTINGS, "experiences": [{"kind": "city", "name": "Porto", "topics": ["delivery"]}]}
    settings = BrandSettings.model_validate(raw)
    assert list(settings.counting()) == ["city:porto"]
    assert settings.counting()["city:porto"].matters_for("delivery")
    assert not settings.counting()["city:porto"].matters_for("payment")
    off = BrandSettings.model_validate({**raw, "queue": {"affinity": False}})
    assert off.counting() == {}


def test_topics_are_the_brands_own() -> None:
    raw = {**scenes.SETTINGS, "experiences": [{"kind": "city", "name": "Porto", "topics": ["weather"]}]}
    with pytest.raises(ValidationError, match="topics that are not there: weather"):
        BrandSettings.model_validate(raw)

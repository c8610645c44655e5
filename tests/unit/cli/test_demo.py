"""The demonstration's parts that need no platform."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from gigline.accounts.schemas import BrandSettings
from gigline.cli.apply import reading
from gigline.cli.demo import examples, people, platform, screen
from gigline.infra.settings import Settings
from gigline.simulation.tally import Tally


@pytest.fixture(scope="module")
def brands() -> dict[str, BrandSettings]:
    return {folder.name: reading.read(folder).settings for folder in examples.folders()}


def test_both_example_brands_are_found() -> None:
    assert [folder.name for folder in examples.folders()] == list(examples.KEYS)


def test_sample_people_are_granted_what_there_is(brands: dict[str, BrandSettings]) -> None:
    for grant in (grant for sample in people.SIMULATED for grant in sample.grants):
        known = {topic.key for topic in brands[grant.brand].topics}
        assert set(grant.topics) <= known


def test_for_every_topic_and_language_somebody_simulated_is_cleared(brands: dict[str, BrandSettings]) -> None:
    for key, settings in brands.items():
        for topic in settings.topics:
            for language in settings.brand.languages:
                able = [
                    sample.name
                    for sample in people.SIMULATED
                    for grant in sample.grants
                    if grant.brand == key
                    and (not grant.topics or topic.key in grant.topics)
                    and grant.clearance >= topic.clearance
                    and language in sample.languages
                ]
                assert able, (key, topic.key, language)


def test_sign_ins_are_distinct_and_hide_their_password() -> None:
    everybody = [*people.VISITORS, *people.SIMULATED]
    assert len({sample.email for sample in everybody}) == len(everybody)
    assert people.PASSWORD not in repr(people.staff())


def test_a_platform_that_ends_at_once_is_told_with_its_last_words(tmp_path: Path) -> None:
    command = (sys.executable, "-c", "print('the port is taken'); raise SystemExit(3)")
    settings = Settings(data_dir=tmp_path, port=platform.free_port("127.0.0.1"))
    with (
        pytest.raises(platform.DidNotStart, match=r"ended with 3:\nthe port is taken"),
        platform.running(command, settings, tmp_path / "log"),
    ):
        pass


def test_a_free_port_is_one_that_can_be_taken() -> None:
    assert 0 < platform.free_port("127.0.0.1") < 65536


def test_the_status_line_counts_and_warns() -> None:
    tally = Tally(associates=12, arrived=9, finished=4, failed=1)
    assert "12 associates · 4 here now · 4 served" in screen.status(tally).plain
    assert "1 failed" in screen.status(tally).plain

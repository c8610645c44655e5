"""`gigline staff`: from past counts to people, or to what is wrong with the file."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gigline.cli import standalone

DAY = [5] * 8 + [60] * 10 + [20] * 6


def staff(path: Path, *options: str) -> tuple[int, str, str]:
    found = CliRunner().invoke(standalone.build("staff"), ["staff", str(path), "--interval", "60", *options])
    return found.exit_code, found.stdout, found.stderr


def written(tmp_path: Path, counts: list[int]) -> Path:
    path = tmp_path / "counts.csv"
    path.write_text("count\n" + "".join(f"{one}\n" for one in counts))
    return path


def test_each_hour_gets_the_people_it_needs(tmp_path: Path) -> None:
    code, out, err = staff(written(tmp_path, DAY * 14), "--days", "2")
    rows = list(csv.DictReader(out.splitlines()))
    assert code == 0
    assert "WAPE 0.0 %" in err
    assert [float(row["forecast"]) for row in rows] == DAY * 2
    assert (rows[0]["day"], rows[9]["time"], rows[24]["day"]) == ("Mon", "09:00", "Tue")
    for row in rows:
        assert float(row["in_time"]) >= 0.8
        assert float(row["abandoned"]) <= 0.05
        assert float(row["simulated_in_time"]) == pytest.approx(float(row["in_time"]), abs=0.12)
    busy, quiet = int(rows[9]["people"]), int(rows[0]["people"])
    # An hour of 60 conversations of 8 minutes is 8 erlangs.
    assert 8 <= busy <= 13
    assert quiet < busy


def test_who_does_several_at_once_is_worth_more(tmp_path: Path) -> None:
    path = written(tmp_path, DAY * 7)
    alone, together = (
        [int(row["people"]) for row in csv.DictReader(staff(path, "--at-once", rate)[1].splitlines())]
        for rate in ("1", "2.5")
    )
    assert sum(together) < 0.6 * sum(alone)


def test_without_a_past_it_says_so(tmp_path: Path) -> None:
    code, out, err = staff(written(tmp_path, DAY))
    assert (code, len(out.splitlines())) == (0, 25)
    assert "Too little past" in err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("n\n1\n", "counts.csv:1: there is no column"),
        ("count\n1\nx\n", "counts.csv:3:"),
        ("count\n-4\n", "counts.csv:2:"),
    ],
)
def test_what_is_wrong_is_named_by_its_line(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "counts.csv"
    path.write_text(text)
    code, _, err = staff(path)
    assert code == 1
    assert said in err.replace("\n", "")


def test_an_interval_divides_a_day(tmp_path: Path) -> None:
    found = CliRunner().invoke(standalone.build("staff"), ["staff", str(written(tmp_path, DAY)), "--interval", "50"])
    assert found.exit_code == 1

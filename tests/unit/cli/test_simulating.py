"""`gigline simulate`: from a file to a table, a report and a page; what is wrong is named by file and line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gigline.cli import standalone

ROOT = Path(__file__).resolve().parents[3]
SMALL = """name = "small"
days = 1
counted = 1
tick = 10

[size]
associates = 30
brands = 2
topics = 3
languages = 1

[arrivals]
per_day = 200
"""


@pytest.fixture
def world(tmp_path: Path) -> Path:
    path = tmp_path / "small.toml"
    path.write_text(SMALL)
    return path


def simulate(*arguments: str | Path) -> tuple[int, str]:
    found = CliRunner().invoke(standalone.build("simulate"), ["simulate", *map(str, arguments)], env={"COLUMNS": "200"})
    return found.exit_code, found.output


def test_a_comparison_is_shown_and_written(world: Path, tmp_path: Path) -> None:
    report, page = tmp_path / "report.json", tmp_path / "report.html"
    code, said = simulate(
        world, "--policies", "longest-idle,gigline", "--seeds", "2", "--report", report, "--html", page, "--set",
        "channels.chat.accept=15", "--knob", "price=0.1", "--staffing", "1.2", "--no-surges",
    )  # fmt: skip
    assert code == 0, said
    assert "longest-idle" in said
    found = json.loads(report.read_text())
    assert found["question"]["knobs"] == {"price": 0.1}
    assert found["world"]["channels"]["chat"]["accept"] == 15
    assert [run["rules_broken"] for run in found["runs"]] == [[]] * 4
    assert page.read_text().startswith("<!doctype html>")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (SMALL + "spam = 1\n", "small.toml:14: arrivals.spam"),
        (SMALL.replace("associates = 30", "associates = 0"), "small.toml:7: size.associates"),
        (SMALL.replace("days = 1\n", "days = \n", 1), "small.toml:2:"),
        (SMALL.replace("counted = 1", "counted = 3"), "counted is more than days"),
        (SMALL + 'trace = "nowhere.csv"\n', "nowhere.csv"),
    ],
)
def test_what_is_wrong_in_a_file_is_named_by_its_line(world: Path, text: str, said: str) -> None:
    world.write_text(text)
    code, output = simulate(world)
    assert code == 1
    assert said in output.replace("\n", " ")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--policies", "best"), "No policy best"),
        (("--policies", ","), "names none"),
        (("--knob", "price"), "name=number"),
        (("--policies", "gigline", "--knob", "colour=1"), "no knob colour"),
        (("--set", "size"), "name=value"),
        (("--set", "days.more=1"), "has no parts"),
    ],
)
def test_what_cannot_be_asked_is_said(world: Path, options: tuple[str, ...], said: str) -> None:
    code, output = simulate(world, *options)
    assert code == 1
    assert said in output


def test_a_trace_beside_the_file_is_what_arrives(world: Path, tmp_path: Path) -> None:
    (tmp_path / "calls.csv").write_text(
        "t,brand,topic,language,channel,segment\n40000,0,1,0,chat,0\n50000,1,2,0,email,0\n"
    )
    world.write_text(SMALL + 'trace = "calls.csv"\n')
    report = tmp_path / "report.json"
    code, said = simulate(world, "--policies", "longest-idle", "--report", report)
    assert code == 0, said
    assert json.loads(report.read_text())["runs"][0]["figures"]["conversations"] == 2


@pytest.mark.parametrize("path", sorted((ROOT / "examples" / "worlds").glob("*.toml")), ids=lambda path: path.stem)
def test_the_example_worlds_can_be_read_and_run_small(path: Path) -> None:
    code, said = simulate(
        path, "--policies", "longest-idle", "--days", "1", "--counted", "1", "--set", "size.associates=20", "--set",
        "arrivals.per_day=100", "--set", "size.brands=2", "--set", "history=0",
    )  # fmt: skip
    assert code == 0, said

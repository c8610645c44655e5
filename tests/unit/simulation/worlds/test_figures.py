"""What is made of a run: figures, intervals, charts, pages."""

from __future__ import annotations

import math
import xml.etree.ElementTree as ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gigline.routing.engine.draws import uniform
from gigline.simulation.worlds import charts, comparing, draws, figures, reporting
from gigline.simulation.worlds.comparing import Interval, Question
from gigline.simulation.worlds.demand import TraceProblem, read_trace
from gigline.simulation.worlds.records import Ended
from gigline.simulation.worlds.spec import World

ANSWERED = Ended(0.0, "chat", 0, False, False, 10.0, True, True, 0.8, 0.6)


def test_value_is_as_it_is_written() -> None:
    assert figures.value(ANSWERED) == 1.5
    assert figures.expected_value(ANSWERED) == pytest.approx(1.1)
    assert figures.value(ANSWERED._replace(late=True, satisfied=False)) == pytest.approx(0.7)
    gone = ANSWERED._replace(abandoned=True, late=True, resolved=False, satisfied=False)
    assert figures.value(gone) == pytest.approx(-0.6)


def test_the_calibration_error_is_the_mean_distance_of_chances_from_what_came() -> None:
    low, high = [(0.2, at % 5 == 0) for at in range(100)], [(0.8, at % 10 < 7) for at in range(100)]
    assert figures.calibration_error(low) == pytest.approx(0.0)
    assert figures.calibration_error([*low, *high]) == pytest.approx(0.5 * 0.1)
    assert figures.calibration_error([]) is None


def test_an_interval_is_students() -> None:
    found = comparing.interval([1.0, 2.0, 3.0, 4.0])
    # t(3, 0.975) = 3.182, standard error 0.6455
    assert (found.mean, found.low, found.high) == (2.5, pytest.approx(0.446, abs=1e-3), pytest.approx(4.554, abs=1e-3))
    assert comparing.interval([1.0]) == Interval(1.0, None, None)


def test_the_interval_covers_the_truth_as_often_as_it_says() -> None:
    draw = [[draws.normal(uniform(7, trial, at)) for at in range(8)] for trial in range(2_000)]
    found = [comparing.interval(one) for one in draw]
    covered = sum(one.low < 0 < one.high for one in found if one.low is not None and one.high is not None)
    assert covered / len(found) == pytest.approx(0.95, abs=0.015)


@given(st.integers(0, 2**40), st.integers(0, 2**40), st.integers(0, 2**40))
def test_a_draw_is_of_what_it_is_about(seed: int, first: int, second: int) -> None:
    found = uniform(seed, first, second)
    assert 0 <= found < 1
    assert found == uniform(seed, first, second)


def test_draws_are_even() -> None:
    drawn = [uniform(1, one, two) for one in range(100) for two in range(100)]
    assert sum(drawn) / len(drawn) == pytest.approx(0.5, abs=0.01)
    assert sum((one - 0.5) ** 2 for one in drawn) / len(drawn) == pytest.approx(1 / 12, abs=0.002)


def test_charts_are_well_formed_whatever_the_names() -> None:
    colours = charts.Colours(["<b>&", "flat", "<a>", "b"])
    drawn = charts.lines(
        {"<b>&": [(0, 1.0), (1, 3.0)], "flat": [(0, 2.0)]}, colours, title='a "title" <', x_marks=[0, 1]
    )
    assert ElementTree.fromstring(drawn).tag == "svg"
    drawn = charts.intervals([("<a>", 1.0, 0.5, 1.5), ("b", -1.0, None, None)], colours, title="&")
    assert ElementTree.fromstring(drawn).tag == "svg"
    assert charts.lines({}, colours, title="", x_marks=[]) == charts.intervals([], colours, title="") == ""


@given(st.floats(-1e6, 1e6), st.floats(1e-6, 1e6))
def test_ticks_are_round_few_and_around_everything(low: float, span: float) -> None:
    marks = charts.ticks(low, low + span)
    assert marks[0] <= low + span * 1e-6
    assert marks[-1] >= low + span - span * 1e-6 - 1e-9
    assert 2 <= len(marks) <= 8


def test_a_page_and_its_json_say_the_same(small: World) -> None:
    question = Question(("longest-idle", "skill-tier", "truth-known"), (1, 2))
    results = comparing.compare(small, question)
    found = reporting.as_json(small, question, results)
    assert found["policies"]["longest-idle"]["gap_closed"]["mean"] == pytest.approx(0.0)
    assert found["policies"]["truth-known"]["gap_closed"]["mean"] == pytest.approx(100.0)
    against = found["policies"]["longest-idle"]["against longest-idle"]["value"]
    assert against == {"mean": 0.0, "low": 0.0, "high": 0.0}
    better = found["policies"]["truth-known"]["against longest-idle"]["expected_value"]
    assert better["low"] < better["mean"] < better["high"]
    assert better["mean"] > 0
    page = reporting.as_html(small, question, results)
    assert page.count("<svg") == 6
    assert f"{found['policies']['skill-tier']['figures']['value']:.3f}" in page
    assert not any(math.isnan(one) for one in found["policies"]["skill-tier"]["figures"].values())


HEAD = "t,brand,topic,language,channel,segment\n"


def test_a_trace_is_what_arrives(small: World) -> None:
    from gigline.simulation.worlds.demand import Demand

    trace = read_trace([HEAD, "60,1,2,0,chat,1\n", "30.5,2,0,1,voice,0\n"], small)
    found = Demand(small, 1, trace).day(3)
    assert [(one.at, one.brand, one.channel) for one in found] == [
        (3 * 86400 + 30.5, 2, "voice"),
        (3 * 86400 + 60, 1, "chat"),
    ]


@pytest.mark.parametrize(
    ("row", "line"),
    [
        ("x,1,2,0,chat,1\n", 2),
        ("1,9,2,0,chat,1\n", 2),
        ("1,1,2,0,fax,1\n", 2),
        ("-1,1,2,0,chat,1\n", 2),
        ("nan,1,2,0,chat,1\n", 2),
    ],
)
def test_a_trace_that_cannot_be_is_named_by_its_line(small: World, row: str, line: int) -> None:
    with pytest.raises(TraceProblem) as problem:
        read_trace([HEAD, row], small)
    assert problem.value.line == line
    with pytest.raises(TraceProblem, match="columns missing"):
        read_trace(["t,brand\n"], small)

"""A flow as boxes and arrows."""

from __future__ import annotations

from tests.unit.bot.flows.world import flow_of

from gigline.bot.flows import drawing


def test_every_step_is_drawn_once_below_where_it_comes_from():
    flow = flow_of()
    boxes, arrows = drawing.draw(flow, "en")
    places = {box.id: (box.row, box.column) for box in boxes}
    assert places.keys() == flow.steps.keys()
    assert len(set(places.values())) == len(places)
    assert places[flow.start] == (0, 0)
    assert all(places[arrow.target][0] <= places[arrow.source][0] + 1 for arrow in arrows)
    said = {(arrow.source, arrow.target): arrow.label for arrow in arrows}
    assert said["which", "list"] == "does not know"
    assert said["can-it", "too-late"] == "otherwise"
    assert said["sure", "change"] == "yes"
    text = {box.id: box.text for box in boxes}
    assert text["change"] == "change_address (changes something)"
    assert text["where"].startswith("It goes to {street} now")

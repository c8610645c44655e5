"""When people with phones write, and where."""

from __future__ import annotations

from itertools import islice

from gigline.cli.demo import examples, lines
from gigline.simulation import material, phones
from gigline.simulation.pace import HUMAN
from gigline.simulation.surface import Problems


def test_every_line_has_its_turn_within_the_first_minute_and_the_rest_come_as_planned():
    materials = [material.load(one) for one in examples.folders()]
    own = phones.lines(lines.BRAND, range(len(phones.KINDS)))
    for seed in range(20):
        people = phones.Phones("", own, materials, seed, HUMAN, Problems())
        first = list(islice(people.plans(15.0), 3 * len(own)))
        assert {line.kind for line, plan in first if people.arrives_s(plan) < 45} >= set(phones.KINDS)
        assert all(people.arrives_s(plan) == plan.arrives_s for _, plan in first[len(own) :])
        assert all(plan.brand == lines.BRAND for _, plan in first)

"""The value model as JSON values, without losing a bit; to be stored as rows and taken up again where it stopped."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from gigline.routing.engine.affinity import Affinity
from gigline.routing.engine.columns import FAMILIES, Columns, Floats
from gigline.routing.engine.context import Context
from gigline.routing.engine.newton import Noise
from gigline.routing.engine.persons import K, Person, Persons
from gigline.routing.engine.value import ValueModel

FORMAT = 2


def to_json(model: ValueModel, ids: list[str]) -> dict[str, Any]:
    """`ids`: the associates' ids by row. An entry of `persons` is a row of a table, independent of the others."""
    context, persons = model.context, model.persons
    return {
        "format": FORMAT,
        "columns": _columns(model.columns),
        "noise": [model.noise.total, model.noise.weight],
        "context": {
            "columns": _columns(context.columns),
            "J": context.J.tolist(),
            "h": context.h.tolist(),
            "mean": context.mean.tolist(),
            "seen": context.seen,
            "solved_at": context.solved_at,
            "t": context.t,
        },
        "variance": persons.variance.tolist(),
        "sums": persons.sums.tolist(),
        "seen": persons.seen,
        "affinity": _affinity(model.affinity, ids),
        "persons": {ids[row]: _person(one, persons.effects[one.columns, row]) for row, one in persons.people.items()},
    }


def _columns(columns: Columns) -> list[list[str]]:
    return [list(pair) for pair in columns.number]


def _affinity(one: Affinity, ids: list[str]) -> dict[str, Any]:
    """`own`: by person, precision, information and mean."""
    own = np.stack((one.own_J, one.own_h, one.own), axis=1)
    return {
        "columns": _columns(one.columns),
        "variance": one.variance.tolist(),
        **{name: getattr(one, name).tolist() for name in ("J", "h", "mean")},
        "own": {ids[row]: own[row].tolist() for row in np.flatnonzero(one.own_J.any(axis=1)).tolist()},
        "seen": one.seen,
        "solved_at": one.solved_at,
        "t": one.t,
    }


def _fill_affinity(one: Affinity, stored: Mapping[str, Any], row_of: Mapping[str, int]) -> None:
    one.columns.put(stored["columns"])
    size = len(stored["columns"])
    one.variance = np.array(stored["variance"])
    one.J = np.array(stored["J"]).reshape(len(FAMILIES), size, size)
    one.h, one.mean = (np.array(stored[name]).reshape(len(FAMILIES), size) for name in ("h", "mean"))
    for name, each in stored["own"].items():
        if name in row_of:
            one.put_own(row_of[name], *(np.array(part) for part in each))
    one.seen, one.solved_at, one.t = stored["seen"], stored["solved_at"], stored["t"]


def _person(one: Person, effects: Floats) -> dict[str, Any]:
    """`effects` as they were last worked out: prior variances may have moved since."""
    return {
        "columns": one.columns.tolist(),
        "J": one.J.tolist(),
        "h": one.h.tolist(),
        "share": one.share.tolist(),
        "effects": effects.tolist(),
        "seen": one.seen,
        "t": one.t,
    }


def from_json(stored: Mapping[str, Any], row_of: Mapping[str, int]) -> ValueModel:
    """`row_of`: the rows the associates have now. Whoever is not among them is left out."""
    if stored["format"] != FORMAT:
        raise ValueError(f"format {stored['format']} is not known here")
    model = ValueModel()
    model.columns.put(stored["columns"])
    model.noise = _noise(*stored["noise"])
    _fill_context(model.context, stored["context"])
    persons = model.persons
    persons.variance, persons.sums = np.array(stored["variance"]), np.array(stored["sums"])
    persons.seen = stored["seen"]
    _fill_affinity(model.affinity, stored["affinity"], row_of)
    for name, each in stored["persons"].items():
        if name in row_of:
            _fill_person(persons, row_of[name], each)
    return model


def _noise(total: float, weight: float) -> Noise:
    noise = Noise()
    noise.total, noise.weight = total, weight
    return noise


def _fill_context(context: Context, stored: Mapping[str, Any]) -> None:
    context.columns.put(stored["columns"])
    context.J, context.h, context.mean = (np.array(stored[name]) for name in ("J", "h", "mean"))
    context.seen, context.solved_at, context.t = stored["seen"], stored["solved_at"], stored["t"]


def _fill_person(persons: Persons, row: int, stored: Mapping[str, Any]) -> None:
    one, _ = persons.person(row, stored["columns"])
    size = len(stored["columns"])
    one.J = np.array(stored["J"]).reshape(len(FAMILIES), size, size)
    one.h = np.array(stored["h"]).reshape(len(FAMILIES), size)
    one.share = np.array(stored["share"]).reshape(2, len(FAMILIES), K)
    one.seen, one.t = stored["seen"], stored["t"]
    persons.grow(row + 1)
    persons.effects[one.columns, row] = np.array(stored["effects"]).reshape(size, len(FAMILIES))
    persons.cases[row] = float(one.seen)

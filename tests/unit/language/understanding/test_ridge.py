"""What the closed forms say is what fitting again says."""

from __future__ import annotations

import numpy as np
import pytest

from gigline.language.understanding import ridge

RIDGE = 0.2


def _world(count: int = 40, classes: int = 4) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    chance = np.random.default_rng(3)
    points = chance.normal(size=(count, 6))
    kernel = np.exp(-((points[:, None] - points[None]) ** 2).sum(axis=2) / 12).astype(np.float32)
    own = np.arange(count) % classes
    return kernel, np.eye(classes, dtype=np.float32)[own], own


def _fitted(kernel: np.ndarray, wanted: np.ndarray, asked: np.ndarray) -> np.ndarray:
    return asked @ np.linalg.solve(kernel + RIDGE * np.eye(len(kernel)), wanted)


def test_left_out_one_at_a_time():
    kernel, wanted, own = _world()
    solved = ridge.solve(kernel.copy(), wanted, RIDGE, [np.flatnonzero(own == 0)])
    for at in (0, 7, 39):
        rest = np.arange(len(kernel)) != at
        expected = _fitted(kernel[np.ix_(rest, rest)], wanted[rest], kernel[at, rest])
        assert solved.alone[at] == pytest.approx(expected, abs=1e-4)


def test_left_out_a_class_at_a_time():
    kernel, wanted, own = _world()
    groups = [np.flatnonzero(own == one) for one in range(4)]
    solved = ridge.solve(kernel.copy(), wanted, RIDGE, groups)
    for group in groups:
        rest = np.setdiff1d(np.arange(len(kernel)), group)
        expected = _fitted(kernel[np.ix_(rest, rest)], wanted[rest], kernel[np.ix_(group, rest)])
        assert solved.apart[group] == pytest.approx(expected, abs=1e-4)


def test_coefficients_and_inverse():
    kernel, wanted, own = _world(count=1_100)
    solved = ridge.solve(kernel.copy(), wanted, RIDGE, [np.flatnonzero(own == 1)], keep=True)
    whole = kernel + RIDGE * np.eye(len(kernel), dtype=np.float32)
    assert whole @ solved.coefficients == pytest.approx(wanted, abs=1e-3)
    assert solved.inverse is not None
    assert np.array_equal(solved.inverse, solved.inverse.T)


def test_one_more_example_is_as_if_fitted_anew():
    kernel, wanted, own = _world(count=200)
    first = ridge.solve(kernel[:30, :30].copy(), wanted[:30, :3], RIDGE, [np.flatnonzero(own[:30] == 0)], keep=True)
    assert first.inverse is not None
    growing = ridge.Growing(first.inverse, first.coefficients, RIDGE)
    for at in range(30, 200):
        growing.add(kernel[at, :at], wanted[at])
    expected = np.linalg.solve(kernel + RIDGE * np.eye(200), np.where(np.arange(4) < 3, wanted, wanted))
    late = np.linalg.solve(kernel + RIDGE * np.eye(200), np.vstack([wanted[:30] * [1, 1, 1, 0], wanted[30:]]))
    assert growing.coefficients[:, :3] == pytest.approx(expected[:, :3], abs=1e-3)
    assert growing.coefficients == pytest.approx(late, abs=1e-3)


def test_a_kernel_that_is_none_is_refused():
    with pytest.raises(np.linalg.LinAlgError):
        ridge.solve(-np.eye(3, dtype=np.float32), np.eye(3, dtype=np.float32), 0.1, [])

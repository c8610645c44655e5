"""Kernel ridge regression, with what it would have said of each example without it, in closed form.

One inverse V = (K + λI)⁻¹ gives the coefficients VY, every leave-one-out prediction Y - VY / diag V, and the prediction
for a whole group G left out, Y_G - (V_GG)⁻¹ (VY)_G (Rifkin and Lippert, MIT CSAIL TR 2007-025). So nothing is
fitted twice to learn how well it does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ids = NDArray[np.int64]


@dataclass(frozen=True)
class Solved:
    """`coefficients` (n, C); `alone` (n, C), each example as if it were not known; `apart` (n, C), as if its whole
    group were not. `inverse` (n, n) only where asked for.
    """

    coefficients: Floats
    alone: Floats
    apart: Floats
    inverse: Floats | None


def solve(kernel: Floats, wanted: Floats, ridge: float, groups: Sequence[Ids], *, keep: bool = False) -> Solved:
    """Fit `wanted` (n, C) on `kernel` (n, n), which is overwritten; `ridge` is λ. About 2n³ operations."""
    inverse = _inverse(kernel, ridge)
    coefficients = inverse @ wanted
    alone = wanted - coefficients / np.diagonal(inverse)[:, None]
    apart = np.empty_like(wanted)
    for group in groups:
        apart[group] = wanted[group] - np.linalg.solve(inverse[np.ix_(group, group)], coefficients[group])
    return Solved(coefficients, alone, apart, inverse if keep else None)


def _inverse(kernel: Floats, ridge: float) -> Floats:
    from scipy.linalg import lapack

    kernel[np.diag_indices(len(kernel))] += np.float32(ridge)
    # LAPACK reads columns: the transpose of a symmetric row-major matrix is itself, without a copy.
    factor, failed = lapack.spotrf(kernel.T, lower=0, overwrite_a=1)
    if failed:
        raise np.linalg.LinAlgError("the kernel is not positive definite")
    half, failed = lapack.spotri(factor, lower=0, overwrite_c=1)
    if failed:
        raise np.linalg.LinAlgError("the kernel has no inverse")
    whole: Floats = half.T
    for start in range(0, len(whole), 512):
        end = start + 512
        whole[start:end, end:] = whole[end:, start:end].T
        block = whole[start:end, start:end]
        block[:] = np.tril(block) + np.tril(block, -1).T
    return whole


class Growing:
    """A ridge that learns one more example in O(n²), exactly as if fitted anew (bordering of the inverse)."""

    def __init__(self, inverse: Floats, coefficients: Floats, ridge: float) -> None:
        self._size = len(inverse)
        self._room = np.zeros((max(64, 2 * self._size),) * 2, dtype=np.float32)
        self._room[: self._size, : self._size] = inverse
        self.coefficients = coefficients
        self._ridge = ridge

    def add(self, row: Floats, wanted: Floats) -> None:
        """One more example: its kernel values with those before it (n,), and what is wanted (C,) of it.

        `wanted` may be longer than before: classes that are new start at zero.
        """
        more = len(wanted) - self.coefficients.shape[1]
        self.coefficients = np.pad(self.coefficients, ((0, 0), (0, more)))
        if self._size == len(self._room):
            self._room = np.pad(self._room, (0, self._size))
        inverse = self._room[: self._size, : self._size]
        reach = inverse @ row
        spread = np.float32(1 + self._ridge) - row @ reach
        # In pieces that stay in the processor's cache.
        for start in range(0, self._size, 128):
            inverse[start : start + 128] += np.outer(reach[start : start + 128] / spread, reach)
        self._room[self._size, : self._size] = self._room[: self._size, self._size] = -reach / spread
        self._room[self._size, self._size] = 1 / spread
        error = (wanted - row @ self.coefficients) / spread
        self.coefficients = np.vstack([self.coefficients - np.outer(reach, error), error[None, :]])
        self._size += 1

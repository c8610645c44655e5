"""Two kernel machines, the odds of words and the intents' names, blended by how likely they made held-out examples.

The machines see the sentence's vector, and that vector beside what else the encoders make of the sentence. With many
examples the second is best, with few the first and the names are; the weights say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gigline.language.service import ViewEmbedder
from gigline.language.understanding import ridge, weighing
from gigline.language.understanding.adapting import Judged
from gigline.language.understanding.odds import Odds
from gigline.language.understanding.ridge import Floats, Growing, Ids
from gigline.language.understanding.wording import Sparse, Wording

# Chosen on one fold of Banking77, ten-example draws of it, and a half of CLINC150 (bench/understanding).
RIDGES = (0.1, 0.08)
BLOCK = 128

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Seen:
    """Texts as the classifiers see them: `meaning` (n, d), `together` (n, D), both of length one, and `wording`;
    `adapted` (n, C) is what the adapted encoder says of them, where there is one.
    """

    meaning: Floats
    together: Floats
    wording: Sparse
    adapted: Floats | None = None

    def __len__(self) -> int:
        return len(self.meaning)

    def with_one(self, other: Seen) -> Seen:
        """These, and one more."""
        from scipy import sparse

        wording = sparse.vstack([self.wording, other.wording], format="csr")
        return Seen(np.vstack([self.meaning, other.meaning]), np.vstack([self.together, other.together]), wording)

    def part(self, start: int) -> Seen:
        end = start + BLOCK
        adapted = None if self.adapted is None else self.adapted[start:end]
        return Seen(self.meaning[start:end], self.together[start:end], self.wording[start:end], adapted)


@dataclass(frozen=True)
class Likeness:
    """Of b texts to the n known examples, three ways: cosines in (b, n)."""

    meaning: Floats
    together: Floats
    wording: Floats

    def kernels(self) -> Iterator[Floats]:
        """What the machines compare by."""
        yield np.exp(np.float32(2) * (self.meaning - np.float32(1)))
        yield np.exp(self.together - np.float32(1))

    def hide(self, hidden: NDArray[np.bool_]) -> None:
        """Forget examples: True in (b, n)."""
        for one in (self.meaning, self.together, self.wording):
            one[hidden] = -1


def views_of(embedder: ViewEmbedder, texts: Sequence[str]) -> list[Floats]:
    """Each text as it looks from several places, (n, d) each: its vector, the one from the middle of the encoder, and
    that of the multilingual encoder, where it is installed.
    """
    both = embedder.views(texts)
    other = embedder.multilingual
    own = [np.ascontiguousarray(both[:, at]) for at in range(2)]
    return own if other is None else [*own, other.embed(texts)]


class Stack:
    """Fitted on texts with their views, classes (n,) in 0..C-1, the vectors (C, d) of the classes' names,
    and how much each example counts (n,) when the voices are weighed.
    Names that are among the examples already should not speak once more. `judged` is an encoder that was adapted
    to the examples.

    `alone` and `apart` are the scores of each example without it, and without its class, by the machines, the words
    and the adapted encoder.
    """

    def __init__(
        self,
        texts: Sequence[str],
        views: Sequence[Floats],
        classes: Ids,
        names: Floats,
        counts: NDArray[np.float64],
        *,
        names_speak: bool = True,
        judged: Judged | None = None,
        progress: Progress = lambda _: None,
        keep: bool = False,
    ) -> None:
        self.classes, self.names, self._names_speak = classes, names, names_speak
        self._middles = [view.mean(axis=0) for view in views]
        self.wording = Wording(texts)
        self.known = self._prepared(views, self.wording.rows)
        self._columns = self.known.wording.T.tocsr()
        self.groups = [np.flatnonzero(classes == one) for one in range(len(names))]
        wanted = np.zeros((len(texts), len(names)), dtype=np.float32)
        wanted[np.arange(len(texts)), classes] = 1
        solved = [self._solved(at, wanted, progress, keep) for at in range(len(RIDGES))]
        pieces = self.wording.whole(self.wording.rows)
        self.odds = Odds(pieces, classes, len(names))
        self.alone = [*(one.alone for one in solved), self.odds.alone(pieces, classes)]
        self.apart = [*(one.apart for one in solved), self.odds.apart(pieces, self.groups)]
        self.adapted = None
        if judged is not None:
            self.adapted = judged.adapted
            self.alone.append(judged.alone)
            self.apart.append(judged.apart)
        self.growing = [
            Growing(one.inverse, one.coefficients, RIDGES[at])
            for at, one in enumerate(solved)
            if one.inverse is not None
        ]
        self.coefficients = [one.coefficients for one in solved]
        progress("weighing")
        self.weights = weighing.weigh(self.with_names(self.alone, self.known.meaning), classes, counts)
        self.sums = np.stack([self.known.meaning[group].sum(axis=0) for group in self.groups])
        self.centres = unit(self.sums)

    def _solved(self, machine: int, wanted: Floats, progress: Progress, keep: bool) -> ridge.Solved:
        progress(f"machine {machine + 1} of {len(RIDGES)}")
        kernel = np.empty((len(wanted), len(wanted)), dtype=np.float32)
        for start in range(0, len(kernel), BLOCK):
            likeness = self.likeness(self.known.part(start))
            for at, block in enumerate(likeness.kernels()):
                if at == machine:
                    kernel[start : start + BLOCK] = block
        return ridge.solve(kernel, wanted, RIDGES[machine], self.groups, keep=keep)

    def grow(self, text: str, views: Sequence[Floats], own: int, name: Floats) -> None:
        """One more example at once, of class `own`, maybe the next new one, with this vector (d,) of its name.

        Only where fitted with `keep` and without an adapted encoder. The vocabulary, the weights of the machines and
        what was left out stay as they are until the next fit.
        """
        if own == len(self.names):
            self.names = np.vstack([self.names, name[None, :]])
            self.sums = np.vstack([self.sums, np.zeros_like(name)[None, :]])
        seen = self.see([text], views)
        wanted = np.zeros(len(self.names), dtype=np.float32)
        wanted[own] = 1
        for machine, kernel in zip(self.growing, self.likeness(seen).kernels(), strict=True):
            machine.add(kernel[0], wanted)
        self.coefficients = [machine.coefficients for machine in self.growing]
        self.odds.grow(self.wording.whole(seen.wording), own)
        self.known = self.known.with_one(seen)
        self._columns = self.known.wording.T.tocsr()
        self.classes = np.append(self.classes, own)
        self.sums[own] += seen.meaning[0]
        self.centres = unit(self.sums)

    def see(self, texts: Sequence[str], views: Sequence[Floats], adapted: Floats | None = None) -> Seen:
        """Any texts, beside those that it was fitted on; `adapted` (n, C) as the adapted encoder scores them."""
        return self._prepared(views, self.wording.transform(texts), adapted)

    def _prepared(self, views: Sequence[Floats], rows: Sparse, adapted: Floats | None = None) -> Seen:
        centred = [unit(view - middle) for view, middle in zip(views, self._middles, strict=True)]
        together = np.concatenate(centred, axis=1) / np.sqrt(np.float32(len(views)))
        return Seen(views[0], together, rows, adapted)

    def likeness(self, seen: Seen) -> Likeness:
        """To all known examples."""
        return Likeness(
            seen.meaning @ self.known.meaning.T,
            seen.together @ self.known.together.T,
            (seen.wording @ self._columns).toarray(),
        )

    def scores(self, seen: Seen, likeness: Likeness) -> list[Floats]:
        """What each voice says of each class, (b, C)."""
        voices = [
            kernel @ coefficients for kernel, coefficients in zip(likeness.kernels(), self.coefficients, strict=True)
        ]
        voices.append(self.odds.scores(self.wording.whole(seen.wording)))
        if seen.adapted is not None:
            voices.append(seen.adapted)
        return self.with_names(voices, seen.meaning)

    def with_names(self, voices: Sequence[Floats], meaning: Floats) -> list[Floats]:
        """The other voices' scores, and the likeness of each text to each class's name if names speak."""
        return [*voices, meaning @ self.names.T] if self._names_speak else list(voices)


def unit(rows: Floats) -> Floats:
    """Rows of length one along the last axis."""
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    scaled: Floats = rows / np.maximum(lengths, np.float32(1e-9))
    return scaled

"""Learning from people while it works: answers what it may, and takes each label that a person gives at once.

Not safe to share between threads; keep one per brand and process, or fit a Model from what is stored.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np

from gigline.language.service import ViewEmbedder
from gigline.language.understanding import model
from gigline.language.understanding.model import Labelled, Learned, Model
from gigline.language.understanding.stack import views_of

# So many of the last messages say how many more new intents to expect.
REMEMBERED = 500
# A new intent is expected this much more often than was seen: none in a hundred messages is not never.
NEVER_SEEN = 1.0
# None: a threshold that was chosen too low meets its errors in the audit and is corrected within the next fits.
CAUTION = 0.0


@dataclass(frozen=True)
class Guess:
    """The likeliest intent (None before anything is known), how likely it is right, and whether to act on it."""

    label: str | None
    confidence: float
    answered: bool


class Learner:
    """Starts from nothing. `target` is the precision that its answers shall have."""

    def __init__(self, embedder: ViewEmbedder, target: float) -> None:
        self._embedder, self._target = embedder, target
        self._texts: list[str] = []
        self._labels: list[str] = []
        self._weights: list[float] = []
        self._news: deque[tuple[float, bool]] = deque(maxlen=REMEMBERED)
        self._learned: Learned | None = None
        self._model: Model | None = None

    def __len__(self) -> int:
        return len(self._texts)

    def understand(self, text: str) -> Guess:
        """What a message says, as far as it was taught."""
        if self._model is None:
            return Guess(None, 0.0, False)
        said = self._model.understand([text])
        return Guess(said.labels[0], float(said.confidence[0]), bool(said.answered[0]))

    def learn(self, text: str, label: str, weight: float = 1.0) -> None:
        """Take a label from a person; some milliseconds. `weight`: how many messages this one stands for, which is 10
        for one of the tenth of its answers that are looked at.
        """
        is_new = label not in set(self._labels)
        self._news.append((weight, is_new))
        self._texts.append(text)
        self._labels.append(label)
        self._weights.append(weight)
        if self._learned is not None:
            self._grow(self._learned, text, label)

    def _grow(self, learned: Learned, text: str, label: str) -> None:
        if label not in learned.labels:
            learned.labels.append(label)
        name = self._embedder.embed([model.name_of(label)])[0]
        learned.stack.grow(text, views_of(self._embedder, [text]), learned.labels.index(label), name)

    def refit(self) -> Model | None:
        """Fit classifiers, acceptor and threshold anew on everything; None while there are not two intents.

        0.3 s for 500 examples, 3 s for 3,000.
        """
        if len(set(self._labels)) < 2:
            return None
        examples = Labelled(list(self._texts), list(self._labels), np.array(self._weights))
        self._learned = model.learn(self._embedder, examples, keep=True)
        self._model = self._learned.model(self._target, share=self.unknown_share(), caution=CAUTION)
        # What it learns from now on is understood at once.
        self._model.labels = self._learned.labels
        return self._model

    def unknown_share(self) -> float:
        """The share of messages that are about something new, by what the last ones were."""
        total = sum(weight for weight, _ in self._news)
        new = sum(weight for weight, is_new in self._news if is_new)
        return min((new + NEVER_SEEN) / (total + 2 * NEVER_SEEN), 0.9)

"""Public data sets, from a folder that is given.

banking77/train.csv and train_10shot.csv (Casanueva et al. 2020, CC-BY-4.0),
clinc150/train.csv, valid.csv and oos_train.csv (Larson et al. 2019, CC-BY-3.0). Not part of this project.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Sequence
from pathlib import Path

from gigline.language.understanding.model import Labelled

MODELS = Path.home() / ".cache" / "gigline"

Messages = list[tuple[str, str]]


def read(path: Path) -> Messages:
    """(text, label) of each row."""
    with path.open(newline="", encoding="utf-8") as file:
        return [(row["text"], row["label"]) for row in csv.DictReader(file)]


def banking77(data: Path) -> Messages:
    """The training file."""
    return read(data / "banking77" / "train.csv")


def labelled(messages: Sequence[tuple[str, str]]) -> Labelled:
    """As the understanding takes them."""
    return Labelled([text for text, _ in messages], [label for _, label in messages])


def folds(messages: Sequence[tuple[str, str]], count: int, seed: int) -> list[list[int]]:
    """Places cut into `count` parts, each with as much of every label."""
    chance = random.Random(seed)
    places = list(range(len(messages)))
    chance.shuffle(places)
    places.sort(key=lambda at: messages[at][1])
    return [places[fold::count] for fold in range(count)]

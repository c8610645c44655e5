from __future__ import annotations

import numpy as np
import pytest
from tests.unit.language.conftest import embedder, model_cache_dir

from gigline.language.understanding.model import OUTSIDE, Labelled

__all__ = ["embedder", "model_cache_dir"]

# Written for these tests: six matters of a made-up bicycle rental, and words they are put in.
MATTERS = {
    "where_is_bike": ["find my bike", "see where the bike is", "locate the bicycle I rented", "get to the bike"],
    "flat_tyre": ["fix a flat tyre", "repair a puncture", "change the burst tyre", "pump the soft wheel"],
    "refund": ["get my money back", "have the charge refunded", "be refunded for the ride", "reverse the payment"],
    "open_lock": ["open the lock", "unlock the wheel", "release the stuck lock", "get the lock to open"],
    "pause_plan": ["pause my plan", "put the subscription on hold", "stop the monthly plan a while", "freeze my pass"],
    "helmet_size": ["choose a helmet size", "know which helmet fits", "measure my head for a helmet", "buy a helmet"],
}
FRAMES = ["how do I {}", "I want to {}", "please help me {}", "I cannot {}", "is there a way to {}", "can you {}"]
STRANGE = [
    "who won the match last night",
    "write a poem about the sea",
    "what is the capital of Peru",
    "book me a flight to Oslo",
    "my cat will not eat",
    "how tall is the tower",
    "tell me a joke about cheese",
    "is it going to rain tomorrow",
    "translate good morning into Greek",
    "how long do I boil an egg",
    "which stock should I buy",
    "when was the emperor born",
]


def rental(seed: int, per_matter: int, strange: int = 0) -> Labelled:
    """Messages about the matters in a random wording, and some about nothing of it."""
    chance = np.random.default_rng(seed)
    texts, labels = [], []
    for label, said in MATTERS.items():
        whole = [frame.format(one) for one in said for frame in FRAMES]
        texts += [whole[at] for at in chance.permutation(len(whole))[:per_matter]]
        labels += [label] * per_matter
    texts += STRANGE[:strange]
    return Labelled(texts, labels + [OUTSIDE] * strange)


@pytest.fixture(scope="session")
def make_rental():
    return rental

"""One turn of the bot without its database: understand, decide, choose the passages to answer with."""

from __future__ import annotations

import time
from collections.abc import Iterator

from tests.unit.bot.world import world_of

from bench import datasets
from gigline.bot import rules
from gigline.bot.dialogue import Answer, History, Policy
from gigline.language.service import load_embedder

TEXTS = (
    "Hi there, where is my delivery number {at}? It was due yesterday",
    "I want my money back for order HP-{at}, it came broken and nobody answers",
    "how do I change the address",
    "The app crashes when I open it. I tried {at} times. What can I do?",
    "cancel please",
)
ROUNDS = 60


def run() -> Iterator[dict[str, object]]:
    """CPU milliseconds a turn for each example brand; goal: p95 40 ms on one core."""
    embedder = load_embedder(datasets.MODELS)
    for brand in ("hoplane", "crateful"):
        world = world_of(brand, embedder, datasets.MODELS)
        topics = frozenset(topic.key for topic in world.settings.topics if topic.policy == "bot")
        spent = []
        for at in range(ROUNDS):
            for text in TEXTS:
                began = time.process_time()
                said = world.understand(text.format(at=at), "customer")
                action = rules.decide(said, Policy(True, topics), History())
                if isinstance(action, Answer):
                    body = next(one.body for one in world.index.articles if one.slug == action.slug)
                    rules.excerpt([(body, 1.0)], body, 600)
                spent.append(1000 * (time.process_time() - began))
        spent.sort()
        p50, p95 = (round(spent[int(share * len(spent))], 1) for share in (0.5, 0.95))
        yield {"turn": brand, "p50_cpu_ms": p50, "p95_cpu_ms": p95, "goal_p95_ms": 40}

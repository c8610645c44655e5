"""The bot on phrasings written to develop it (bench/phrasings), before and after the encoder is adapted to a brand.

    python -m bench.bot_phrasings [each]     # `each`: every phrasing with what was done about it

What was chosen on them says little of new ones: those of simulation.toml are held out for that.
"""

from __future__ import annotations

import sys
import tomllib
from collections import Counter
from pathlib import Path

from tests.unit.bot.world import World, world_of

from bench import datasets
from gigline.bot.dialogue import Answer, Clarify
from gigline.language.service import load_embedder

PHRASINGS = Path(__file__).parent / "phrasings"


def figures(world: World, each: bool) -> dict[str, object]:
    """Counts over all phrasings of the brand."""
    written = tomllib.loads((PHRASINGS / f"{world.settings.brand.key}.toml").read_text(encoding="utf-8"))
    kinds = {article.slug: article.kinds[0] for article in world.index.articles}
    asked = [(text, kinds[slug], slug) for slug, texts in written["articles"].items() for text in texts]
    asked += [(text, kind, None) for kind, texts in written["outside"].items() for text in texts]
    found: Counter[str] = Counter()
    for text, kind, slug in asked:
        first = [one.slug for one in world.understand(text, kind).candidates][:1]
        action = world.decide(text, kind)
        answered, options = isinstance(action, Answer), action.options if isinstance(action, Clarify) else ()
        found["asked" if slug else "outside"] += 1
        found["right article first"] += first == [slug]
        found["answered" if slug else "outside answered"] += answered
        found["answered rightly"] += isinstance(action, Answer) and action.slug == slug
        found["asked back"] += bool(slug and options)
        found["right article offered"] += slug in [one.slug for one in options]
        if each:
            print(f"{type(action).__name__:9} {slug or '-':30} {first[0] if first else '-':30} {text}")
    return {"brand": world.settings.brand.key, "adapted": bool(world.fitted.lessons), **found}


def main() -> None:
    embedder = load_embedder(datasets.MODELS)
    for brand in ("hoplane", "crateful"):
        for folder in (None, datasets.MODELS):
            print(figures(world_of(brand, embedder, folder), "each" in sys.argv))


if __name__ == "__main__":
    main()

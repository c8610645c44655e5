"""The encoder is adapted to a brand beside its turns, which then go by it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.database.bot.world import World
from tests.unit.bot.world import THINGS, rentals

from gigline.bot import service
from gigline.bot.service import Adaptations
from gigline.knowledge import service as knowledge
from gigline.language.service import ViewEmbedder


async def _rents(world: World, *things: str) -> None:
    """The brand rents these out, and nothing else."""
    async with world.database.writer() as w:
        await knowledge.save_articles(w, world.assistant.embedder, world.brand.id, rentals(things))


async def _stored(world: World) -> dict[str, Any]:
    async with world.database.reader() as r:
        (row,) = await r.rows("SELECT fitted FROM bot_calibrations")
    fitted: dict[str, Any] = row["fitted"]
    return fitted


async def test_turns_go_by_the_lesson_once_it_is_learned_and_by_the_old_one_meanwhile(
    world: World, embedder: ViewEmbedder, tmp_path: Path
):
    assistant = world.assistant
    assistant.swept, assistant.adaptations = True, Adaptations(embedder, tmp_path, every_s=0)
    await _rents(world, *THINGS)
    assert await service.calibrate(world.database, assistant) == 1
    assert (await _stored(world))["lessons"] == {}
    assert await service.adapt(world.database, assistant) == 1
    assert await service.calibrate(world.database, assistant) == 1
    assert await service.calibrate(world.database, assistant) == 0
    lesson = assistant.adaptations.of(world.brand.id)["en"]
    assert (await _stored(world))["lessons"] == {"en": lesson.digest}

    await _rents(world, *THINGS, "drone")
    c = await world.say("I want to borrow your drone")
    assert (await world.replies(c.id))[-1].data["citations"][0]["slug"] == "rent-drone"
    assert assistant._fitted[world.brand.id][1].lessons == {"en": lesson}


async def test_a_process_that_adapts_later_leaves_what_another_stored(
    world: World, embedder: ViewEmbedder, tmp_path: Path
):
    assistant = world.assistant
    await _rents(world, *THINGS)
    adapting = Adaptations(embedder, tmp_path, every_s=0)
    assistant.adaptations = adapting
    assert await service.adapt(world.database, assistant) == 1
    assert await service.calibrate(world.database, assistant) == 1
    before = await _stored(world)
    assistant.adaptations = None
    assert await service.adapt(world.database, assistant) == 0
    assert await service.calibrate(world.database, assistant) == 0
    assert await _stored(world) == before

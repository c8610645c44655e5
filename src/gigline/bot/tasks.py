"""The bot's sweepers."""

from __future__ import annotations

from gigline.bot import service
from gigline.bot.assistant import Assistant
from gigline.infra.db import Database
from gigline.infra.periodic import Periodic


def tasks(assistant: Assistant) -> list[Periodic]:
    """Nobody waits for a bot that does not answer; calibrations follow the articles, and no turn waits for one."""
    assistant.swept = True

    async def hand_over_unanswered(database: Database) -> int:
        return await service.hand_over_unanswered(database, assistant.unanswered_s)

    async def calibrate(database: Database) -> int:
        return await service.calibrate(database, assistant)

    async def adapt(database: Database) -> int:
        return await service.adapt(database, assistant)

    return [
        Periodic("bot.unanswered", every_s=2.0, run=hand_over_unanswered),
        Periodic("bot.calibrate", every_s=2.0, run=calibrate),
        Periodic("bot.adapt", every_s=10.0, run=adapt),
    ]

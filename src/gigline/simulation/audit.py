"""The leader's eye: samples the board during the run and reads every log in the end."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from gigline.simulation.console import Console
from gigline.simulation.report import Audit
from gigline.simulation.surface import Refused
from gigline.simulation.transcript import Entry

SAMPLE_EVERY_S = 3.0
AT_ONCE = 8


class Auditor:
    """A leader of all brands, signed in once."""

    def __init__(self, console: Console):
        self._console = console
        self._overloads = 0
        self._online: dict[str, set[str]] = {}

    @property
    def online(self) -> set[str]:
        """The associates who were online at the last look, over all brands."""
        return set().union(*self._online.values())

    async def close(self) -> None:
        """Let the connections go."""
        await self._console.surface.close()

    async def sign_in(self) -> None:
        """Raises Refused when the leader may not."""
        await self._console.sign_in()

    async def watch(self) -> None:
        """Look at every brand's board now and then, until cancelled."""
        while True:
            for brand in self._console.brands:
                await self._sample(brand["id"])
            await asyncio.sleep(SAMPLE_EVERY_S)

    async def _sample(self, brand_id: str) -> None:
        try:
            board = await self._console.get(f"/board?brand={brand_id}")
        except Refused as error:
            self._console.surface.problems.note(str(error))
            return
        self._online[brand_id] = {one["id"] for one in board["associates"] if one["online"]}
        self._overloads += sum(one["load"] > one["capacity"] for one in board["associates"])

    async def audit(self, conversations: Sequence[str]) -> Audit:
        """The full logs of these conversations, as they are now."""
        gate = asyncio.Semaphore(AT_ONCE)

        async def read(conversation: str) -> list[Entry]:
            async with gate:
                return list((await self._console.conversation(conversation))["entries"])

        logs = await asyncio.gather(*(read(one) for one in conversations))
        return Audit(dict(zip(conversations, logs, strict=True)), self._overloads)

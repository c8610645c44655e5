"""Requesters who call: they say what they want, listen to the bot, wait for a person, and talk for a while.

What they say reaches the platform as the phone company's speech recognition would have it, in words.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Sequence

import httpx

from gigline.simulation.pace import Pace
from gigline.simulation.providers.line import PAUSES_S, Undelivered
from gigline.simulation.providers.phone import Handset, Phone

# Human seconds that a colleague takes to pick up, and that the two then talk.
PICKS_UP_S, TALKS_S = 3.0, 15.0
# After a minute in the queue they leave a message instead.
MOST_WAITS = 12


class Caller:
    """One call of one person, who says `words` one after the other."""

    def __init__(
        self, company: Phone, calls_url: str, number: str, words: Sequence[str], patience_s: float, pace: Pace
    ):
        self._pace = pace
        self._words = deque(words)
        self._patience_s = patience_s
        self._client = httpx.AsyncClient(trust_env=False, timeout=15)
        self._phone = Handset(company, calls_url, number, f"{number}-{time.time_ns()}", self._post, self._wait)
        self._waited = 0
        self.answers = 0

    async def call(self) -> None:
        """From the first ring to the last word."""
        began = time.monotonic()
        async with self._client:
            await self._phone.dial()
            while not self._phone.over and time.monotonic() - began < self._patience_s:
                await self._react()
            if not self._phone.over:
                await self._phone.hang_up()

    async def _react(self) -> None:
        phone = self._phone
        if phone.asked is not None:
            await self._answer((phone.asked.get("action") or "").partition("?")[0].rpartition("/")[2])
        elif phone.dialling is not None:
            await self._talk()
        elif phone.recording is not None:
            await phone.leave_message()
        else:
            # Somebody's console rings, or the call is being handed on.
            await self._wait(1.0)

    async def _answer(self, question: str) -> None:
        match question:
            case "language" | "topic":
                await self._phone.press("1")
            case "consent":
                await self._phone.speak("yes")
            case "said":
                await self._talk_to_bot()
            case "wanted" if self._waited >= MOST_WAITS:
                await self._phone.press("2")
            case _:
                self._waited += 1
                await self._phone.stay_silent()

    async def _talk_to_bot(self) -> None:
        """Say the next thing; whoever has said everything thanks the bot by hanging up."""
        await self._wait(2.0)
        if not self._words:
            await self._phone.hang_up()
            return
        heard = len(self._phone.heard)
        await self._phone.speak(self._words.popleft())
        self.answers += len(self._phone.heard) > heard

    async def _talk(self) -> None:
        await self._wait(PICKS_UP_S)
        if self._phone.dialling is not None and await self._phone.colleague_picks_up():
            self.answers += 1
            await self._wait(TALKS_S)
        if self._phone.dialling is not None:
            await self._phone.colleague_leaves()

    async def _wait(self, seconds: float) -> None:
        # The platform thinks at its own speed, however fast people are.
        await asyncio.sleep(max(0.3, seconds * self._pace.hands))

    async def _post(self, url: str, content: bytes, headers: dict[str, str]) -> httpx.Response:
        """Again, as companies do, until the platform says something."""
        for pause_s in (*PAUSES_S, None):
            try:
                answer = await self._client.post(url, content=content, headers=headers)
                if answer.status_code < 500:
                    return answer
            except httpx.HTTPError:
                pass
            if pause_s is not None:
                await asyncio.sleep(pause_s)
        raise Undelivered(url)

"""One call to a language model behind any address that speaks OpenAI's chat interface."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any, Protocol

from pydantic import SecretStr

# A guest that talks without end is interrupted; a character is some quarter of a token.
MAX_CHARACTERS = 6_000


class GuestUnavailable(Exception):
    """It did not answer in time, or not in a form that we read. `reason` is a fixed word."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Said:
    """What the model said, and how many tokens it took (as the server counts, or as we guess)."""

    text: str = field(repr=False)
    tokens: int = 0


class Guest(Protocol):
    """A language model."""

    async def say(self, system: str, user: str, *, model: str | None, max_tokens: int) -> Said:
        """Its answer; raises GuestUnavailable, nothing else."""


@dataclass
class OpenAiGuest:
    """Any server with OpenAI's chat interface. No retries: whoever waits is a person."""

    base_url: str
    api_key: SecretStr
    model: str
    timeout_s: float = 8.0
    _client: Any = None

    async def say(self, system: str, user: str, *, model: str | None, max_tokens: int) -> Said:
        import openai

        if self._client is None:
            key = self.api_key.get_secret_value() or "none"
            self._client = openai.AsyncOpenAI(
                base_url=self.base_url, api_key=key, timeout=self.timeout_s, max_retries=0
            )
        messages = [{"role": "system", "content": system}, {"role": "user", "content": user}]
        try:
            # The client's own time-out is one of silence; a server that drips never reaches it.
            async with asyncio.timeout(self.timeout_s):
                answer = await self._client.chat.completions.create(
                    model=model or self.model, messages=messages, max_tokens=max_tokens, temperature=0
                )
        except TimeoutError as error:
            raise GuestUnavailable("timeout") from error
        except openai.OpenAIError as error:
            raise GuestUnavailable(type(error).__name__) from error
        except Exception as error:
            # What a hostile server sends may break the client in any way; none of them may break the bot.
            raise GuestUnavailable("unreadable") from error
        return _read(answer, user)

    async def close(self) -> None:
        """Give up the connections that are kept for the next call."""
        if self._client is not None:
            await self._client.close()


def _read(answer: Any, asked: str) -> Said:
    """The first choice's text. The server's types are its own word only."""
    try:
        text = answer.choices[0].message.content
        counted = answer.usage.total_tokens if answer.usage is not None else None
    except (AttributeError, IndexError, TypeError) as error:
        raise GuestUnavailable("unreadable") from error
    if not isinstance(text, str) or not text.strip():
        raise GuestUnavailable("empty")
    if len(text) > MAX_CHARACTERS:
        raise GuestUnavailable("too_long")
    guessed = (len(asked) + len(text)) // 4 + 1
    return Said(text.strip(), max(guessed, min(counted, 100_000)) if isinstance(counted, int) else guessed)
